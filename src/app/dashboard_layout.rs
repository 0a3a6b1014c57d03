//! The layout of the customer's pages.

use super::{
    frame::{Destination, Frame, Group},
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
    let to = Destination::new;
    let groups = vec![
        Group {
            label: None,
            destinations: vec![
                to("/app", td_string!(l, app.overview), i::LuLayoutDashboard).exact().at_hand(),
                to("/app/chat", td_string!(l, app.chat), i::LuMessagesSquare).at_hand(),
                to("/app/text", td_string!(l, text.nav), i::LuPenTool),
                to("/app/image", td_string!(l, image.nav), i::LuPalette),
                to("/app/audio", td_string!(l, audio.nav), i::LuAudioLines),
                to("/app/library", td_string!(l, library.nav), i::LuImages).at_hand(),
            ],
        },
        Group {
            label: Some(td_string!(l, app.group_money)),
            destinations: vec![
                to("/app/wallet", td_string!(l, app.wallet), i::LuWallet).at_hand(),
                to("/app/orders", td_string!(l, order.nav), i::LuShoppingBag),
                to("/app/subscription", td_string!(l, subscription.nav), i::LuCalendarClock),
                to("/app/invoices", td_string!(l, invoice.nav), i::LuReceiptText),
                to("/app/referral", td_string!(l, referral.nav), i::LuHandCoins),
            ],
        },
        Group {
            label: Some(td_string!(l, app.group_account)),
            destinations: vec![
                to("/app/usage", td_string!(l, app.usage), i::LuChartColumn),
                to("/app/keys", td_string!(l, app.keys), i::LuKeyRound),
                to("/app/settings", td_string!(l, app.settings), i::LuSettings),
            ],
        },
    ];
    view! { <Frame session=session home="/app" groups=groups tools=|| view! { <Bell /> } /> }
}
