//! Every price a model had.

use super::word;
use crate::{
    catalog::entry::EntryPrice,
    i18n::{coins, date_time, td_string, use_locale},
    kit::{Badge, Cell, Column, Empty, Table, Tone},
};
use leptos::prelude::*;

/// The prices, the newest first.
#[component]
pub(super) fn History(prices: Vec<EntryPrice>) -> impl IntoView {
    let l = use_locale();
    if prices.is_empty() {
        return view! { <Empty icon=icondata::LuHistory title=td_string!(l, catalog.history_empty) /> }.into_any();
    }
    let columns = vec![
        Column::text(td_string!(l, catalog.price_what)),
        Column::text(td_string!(l, catalog.price_usd)),
        Column::number(td_string!(l, catalog.history_coins)),
        Column::text(td_string!(l, catalog.history_since)),
        Column::text(td_string!(l, catalog.history_until)),
        Column::text(td_string!(l, catalog.history_source)),
    ];
    let row = move |price: EntryPrice| {
        let until = match price.valid_to {
            Some(at) => view! { <span class="text-muted">{date_time(l, at)}</span> }.into_any(),
            None => view! { <Badge tone=Tone::Success>{td_string!(l, catalog.history_now)}</Badge> }.into_any(),
        };
        let who =
            price.author.clone().map(|author| view! { <bdi class="block text-xs text-muted" dir="ltr">{author}</bdi> });
        let (name, amount) = (word::component(l, price.component), word::price(l, &price));
        let (since, whose) = (date_time(l, price.valid_from), word::source(l, &price.source));
        let when =
            word::conditions(l, &price.when).map(|when| view! { <span class="block text-xs text-muted">{when}</span> });
        view! {
            <tr>
                <Cell>{name} {when}</Cell>
                <Cell class="figures whitespace-nowrap">{amount}</Cell>
                <Cell number=true>{coins(l, price.coins)}</Cell>
                <Cell class="whitespace-nowrap text-muted">{since}</Cell>
                <Cell class="whitespace-nowrap">{until}</Cell>
                <Cell>{whose} {who}</Cell>
            </tr>
        }
    };
    view! { <Table caption=td_string!(l, catalog.history_table) columns=columns>{prices.into_iter().map(row).collect_view()}</Table> }
        .into_any()
}
