//! Everything an offer ever said.

use crate::{
    i18n::{cash, coins_in_words, count, date_time, language, td_string, use_locale},
    kit::{Badge, Card, Cell, Column, Table, Tone},
    offer::model::Revision,
};
use leptos::prelude::*;

/// The revisions, the newest first.
#[component]
pub(super) fn History(revisions: Vec<Revision>) -> impl IntoView {
    let l = use_locale();
    let columns = vec![
        Column::text(td_string!(l, offer.history_when)),
        Column::text(td_string!(l, offer.column_name)),
        Column::number(td_string!(l, offer.column_coins)),
        Column::number(td_string!(l, offer.column_prices)),
        Column::text(td_string!(l, offer.column_state)),
        Column::text(td_string!(l, offer.history_who)),
    ];
    let row = move |(at, revision): (usize, Revision)| {
        let content = revision.offer.content;
        let (state, tone) = if content.enabled {
            (td_string!(l, offer.state_on), Tone::Success)
        } else {
            (td_string!(l, offer.state_off), Tone::Warning)
        };
        let number = td_string!(l, offer.revision, number = count(l, revision.offer.revision));
        let author = match revision.created_by {
            Some(email) => view! { <bdi dir="ltr">{email}</bdi> }.into_any(),
            None => view! { <span class="text-muted">{td_string!(l, offer.history_ours)}</span> }.into_any(),
        };
        let (name, coins) = (content.name(language(l)).to_owned(), coins_in_words(l, content.coins_in_all()));
        let prices = content
            .prices
            .iter()
            .map(|price| view! { <span class="block"><bdi>{cash(l, *price)}</bdi></span> })
            .collect_view();
        view! {
            <tr data-revision=revision.offer.revision.to_string()>
                <Cell>
                    <span class="flex items-center gap-2 font-medium whitespace-nowrap">
                        {number}
                        {(at == 0).then(|| view! { <Badge tone=Tone::Primary>{td_string!(l, offer.history_now)}</Badge> })}
                    </span>
                    <span class="block text-xs whitespace-nowrap text-muted">{date_time(l, revision.created_at)}</span>
                </Cell>
                <Cell>{name}</Cell>
                <Cell number=true>{coins}</Cell>
                <Cell number=true>{prices}</Cell>
                <Cell><Badge tone=tone>{state}</Badge></Cell>
                <Cell>{author}</Cell>
            </tr>
        }
    };
    view! {
        <Card title=td_string!(l, offer.history) lead=td_string!(l, offer.history_lead).to_owned() flush=true>
            <Table caption=td_string!(l, offer.history_table) columns=columns>
                {revisions.into_iter().enumerate().map(row).collect_view()}
            </Table>
        </Card>
    }
}
