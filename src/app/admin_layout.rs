//! The layout of the administration. What a person may see there is decided by the server, page by page.

use super::{
    frame::{Destination, Frame, Group, Mark},
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
    let to = Destination::new;
    let groups = vec![
        Group {
            label: None,
            destinations: vec![
                to("/admin", td_string!(l, app.admin_overview), i::LuGauge).exact().at_hand(),
                to("/admin/users", td_string!(l, app.admin_users), i::LuUsers).at_hand(),
            ],
        },
        Group {
            label: Some(td_string!(l, app.group_sales)),
            destinations: vec![
                to("/admin/orders", td_string!(l, order.admin_nav), i::LuShoppingBag).at_hand(),
                to("/admin/cards", td_string!(l, order.cards_nav), i::LuCreditCard),
                to("/admin/subscriptions", td_string!(l, subscription.admin_nav), i::LuCalendarClock),
                to("/admin/offers", td_string!(l, offer.nav), i::LuStore),
                to("/admin/codes", td_string!(l, code.nav), i::LuTicketPercent),
                to("/admin/referrals", td_string!(l, referral.admin_nav), i::LuHandCoins),
            ],
        },
        Group {
            label: Some(td_string!(l, app.group_books)),
            destinations: vec![
                to("/admin/finance", td_string!(l, finance.nav), i::LuLandmark).at_hand(),
                to("/admin/margin", td_string!(l, app.admin_margin), i::LuScale),
                to("/admin/invoices", td_string!(l, invoice.admin_nav), i::LuReceiptText),
                to("/admin/seller", td_string!(l, invoice.seller_nav), i::LuBuilding2),
                to("/admin/ledger", td_string!(l, ledger.nav), i::LuBookOpenText),
                to("/admin/adjustments", td_string!(l, ledger.adjustments_nav), i::LuPencilRuler),
            ],
        },
        Group {
            label: Some(td_string!(l, app.group_models)),
            destinations: vec![
                to("/admin/usage", td_string!(l, app.admin_usage), i::LuChartColumn),
                to("/admin/attempts", td_string!(l, app.admin_attempts), i::LuRadioTower),
                to("/admin/queue", td_string!(l, queue.title), i::LuListOrdered),
                to("/admin/uncertain", td_string!(l, app.admin_uncertain), i::LuHourglass),
                to("/admin/models", td_string!(l, app.admin_models), i::LuBoxes),
                to("/admin/routing", td_string!(l, routing.nav), i::LuRoute),
                to("/admin/providers", td_string!(l, app.admin_providers), i::LuPlug),
            ],
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
    view! { <Frame session=session home="/admin" groups=groups mark=mark aside=back /> }
}
