//! The layout of the customer's pages.

use super::{
    frame::{Destination, Frame},
    session::SessionResource,
};
use crate::{
    i18n::{td_string, use_locale},
    notice::ui::Bell,
};
use icondata as i;
use leptos::prelude::*;

/// The frame of everything under `/app`.
#[component]
pub fn DashboardLayout(
    /// Who is signed in.
    session: SessionResource,
) -> impl IntoView {
    let l = use_locale();
    let destinations = vec![
        Destination { href: "/app", label: td_string!(l, app.overview), icon: i::LuLayoutDashboard, exact: true },
        Destination { href: "/app/chat", label: td_string!(l, app.chat), icon: i::LuMessagesSquare, exact: false },
        Destination { href: "/app/keys", label: td_string!(l, app.keys), icon: i::LuKeyRound, exact: false },
        Destination { href: "/app/usage", label: td_string!(l, app.usage), icon: i::LuChartColumn, exact: false },
        Destination { href: "/app/orders", label: td_string!(l, order.nav), icon: i::LuReceiptText, exact: false },
        Destination { href: "/app/wallet", label: td_string!(l, app.wallet), icon: i::LuWallet, exact: false },
        Destination {
            href: "/app/subscription",
            label: td_string!(l, subscription.nav),
            icon: i::LuCalendarClock,
            exact: false,
        },
        Destination { href: "/app/invoices", label: td_string!(l, invoice.nav), icon: i::LuReceiptText, exact: false },
        Destination { href: "/app/referral", label: td_string!(l, referral.nav), icon: i::LuHandCoins, exact: false },
        Destination { href: "/app/settings", label: td_string!(l, app.settings), icon: i::LuSettings, exact: false },
    ];
    view! { <Frame session=session home="/app" destinations=destinations tools=|| view! { <Bell /> } /> }
}
