//! The layout of the administration. What a person may see there is decided by the server, page by page.

use super::{
    frame::{Destination, Frame, Mark},
    session::SessionResource,
};
use crate::{
    i18n::{count, td_string, use_locale},
    kit::Icon,
    order::ui::ReceiptsWaiting,
};
use icondata as i;
use leptos::prelude::*;

/// The frame of everything under `/admin`.
#[component]
pub fn AdminLayout(
    /// Who is signed in.
    session: SessionResource,
) -> impl IntoView {
    let l = use_locale();
    let destinations = vec![
        Destination { href: "/admin", label: td_string!(l, app.admin_overview), icon: i::LuGauge, exact: true },
        Destination { href: "/admin/users", label: td_string!(l, app.admin_users), icon: i::LuUsers, exact: false },
        Destination {
            href: "/admin/orders",
            label: td_string!(l, order.admin_nav),
            icon: i::LuShoppingBag,
            exact: false,
        },
        Destination {
            href: "/admin/cards",
            label: td_string!(l, order.cards_nav),
            icon: i::LuCreditCard,
            exact: false,
        },
        Destination {
            href: "/admin/subscriptions",
            label: td_string!(l, subscription.admin_nav),
            icon: i::LuCalendarClock,
            exact: false,
        },
        Destination {
            href: "/admin/usage",
            label: td_string!(l, app.admin_usage),
            icon: i::LuChartColumn,
            exact: false,
        },
        Destination { href: "/admin/offers", label: td_string!(l, offer.nav), icon: i::LuStore, exact: false },
        Destination { href: "/admin/codes", label: td_string!(l, code.nav), icon: i::LuTicketPercent, exact: false },
        Destination {
            href: "/admin/referrals",
            label: td_string!(l, referral.admin_nav),
            icon: i::LuHandCoins,
            exact: false,
        },
        Destination { href: "/admin/finance", label: td_string!(l, finance.nav), icon: i::LuLandmark, exact: false },
        Destination {
            href: "/admin/invoices",
            label: td_string!(l, invoice.admin_nav),
            icon: i::LuReceiptText,
            exact: false,
        },
        Destination {
            href: "/admin/seller",
            label: td_string!(l, invoice.seller_nav),
            icon: i::LuBuilding2,
            exact: false,
        },
        Destination { href: "/admin/margin", label: td_string!(l, app.admin_margin), icon: i::LuScale, exact: false },
        Destination {
            href: "/admin/attempts",
            label: td_string!(l, app.admin_attempts),
            icon: i::LuRadioTower,
            exact: false,
        },
        Destination {
            href: "/admin/uncertain",
            label: td_string!(l, app.admin_uncertain),
            icon: i::LuHourglass,
            exact: false,
        },
        Destination { href: "/admin/ledger", label: td_string!(l, ledger.nav), icon: i::LuBookOpenText, exact: false },
        Destination {
            href: "/admin/adjustments",
            label: td_string!(l, ledger.adjustments_nav),
            icon: i::LuPencilRuler,
            exact: false,
        },
        Destination { href: "/admin/models", label: td_string!(l, app.admin_models), icon: i::LuBoxes, exact: false },
        Destination { href: "/admin/routing", label: td_string!(l, routing.nav), icon: i::LuRoute, exact: false },
        Destination {
            href: "/admin/providers",
            label: td_string!(l, app.admin_providers),
            icon: i::LuPlug,
            exact: false,
        },
    ];
    let back = move || {
        view! {
            <a href="/app" class="flex min-h-10 items-center gap-3 rounded-md px-3 text-sm text-muted hover:bg-sunken hover:text-text">
                <Icon icon=i::LuArrowLeft flip=true />
                {td_string!(l, app.back_to_app)}
            </a>
        }
    };
    let waiting = ReceiptsWaiting::provide(session).number;
    let sign = move || match waiting.get() {
        0 => None,
        number => Some((count(l, number), td_string!(l, order.waiting_sign, number = count(l, number)))),
    };
    let mark = Mark { href: "/admin/orders", sign: Signal::derive(sign) };
    view! { <Frame session=session home="/admin" destinations=destinations mark=mark aside=back /> }
}
