//! The models that were found: a table, or cards on narrow screens; more on demand.

use super::word;
use crate::{
    admin::{rpc, ui::word::provider},
    catalog::{
        entry::{Entry, EntryQuery, EntryState},
        model::Capability,
    },
    i18n::{td_string, use_locale},
    kernel::Page,
    kit::{Badge, Card, Cell, Column, Empty, LinkButton, Listing, LoadMore, Table},
};
use icondata as i;
use leptos::prelude::*;

/// Capabilities that a row names; the model's page has the rest.
const NAMED: usize = 3;

/// The models that were found, and those after them.
#[component]
pub(super) fn ModelList(
    /// What was searched for.
    query: EntryQuery,
    /// The first page.
    page: Page<Entry>,
) -> impl IntoView {
    let l = use_locale();
    if page.items.is_empty() {
        return view! { <Nothing /> }.into_any();
    }
    let listing = Listing::new(page);
    let rows = listing.items;
    let more = listing.on_more(move |after| rpc::list_entries(EntryQuery { cursor: Some(after), ..query.clone() }));
    let columns = vec![
        Column::text(td_string!(l, catalog.column_model)),
        Column::text(td_string!(l, catalog.column_capabilities)),
        Column::text(td_string!(l, catalog.column_price)),
        Column::text(td_string!(l, catalog.column_state)),
    ];
    view! {
        <Card flush=true class="min-w-0">
            <div class="hidden lg:block">
                <Table caption=td_string!(l, catalog.table) columns=columns>
                    <For each=move || rows.get() key=|row| row.id.clone() children=|row| view! { <Row model=row /> } />
                </Table>
            </div>
            <ul aria-label=td_string!(l, catalog.table) class="divide-y divide-line lg:hidden">
                <For each=move || rows.get() key=|row| row.id.clone() children=|row| view! { <Item model=row /> } />
            </ul>
            <LoadMore cursor=listing.cursor busy=listing.busy on_more=more />
        </Card>
    }
    .into_any()
}

#[component]
fn Row(model: Entry) -> impl IntoView {
    let id = model.id.clone();
    let (name, capabilities, prices) = (model.clone(), model.capabilities.clone(), model.clone());
    view! {
        <tr data-model=id>
            <Cell class="max-w-80">
                <Name model=name />
            </Cell>
            <Cell class="max-w-64">
                <Capabilities capabilities=capabilities />
            </Cell>
            <Cell class="max-w-72">
                <Prices model=prices />
            </Cell>
            <Cell>
                <State model=model />
            </Cell>
        </tr>
    }
}

#[component]
fn Item(model: Entry) -> impl IntoView {
    let (name, capabilities, prices) = (model.clone(), model.capabilities.clone(), model.clone());
    view! {
        <li class="flex flex-col gap-3 p-4">
            <div class="flex items-start justify-between gap-3">
                <Name model=name />
                <State model=model />
            </div>
            <Capabilities capabilities=capabilities />
            <Prices model=prices />
        </li>
    }
}

/// Its name, which leads to its page, and its id below.
#[component]
fn Name(model: Entry) -> impl IntoView {
    let l = use_locale();
    view! {
        <div class="min-w-0">
            <a href=word::address(&model.id) class="font-medium hover:text-primary-text hover:underline">
                <bdi>{model.name}</bdi>
            </a>
            <p class="mt-0.5 truncate text-xs text-muted">
                <span>{provider(l, &model.provider)}</span>
                " · "
                <bdi dir="ltr" class="font-mono">{model.provider_model}</bdi>
            </p>
        </div>
    }
}

#[component]
fn Capabilities(capabilities: Vec<Capability>) -> impl IntoView {
    let l = use_locale();
    let more = capabilities.len().saturating_sub(NAMED);
    let named = capabilities.into_iter().take(NAMED).map(|one| view! { <Badge>{word::capability(l, one)}</Badge> });
    let more = (more > 0).then(|| {
        let number = crate::i18n::count(l, i64::try_from(more).unwrap_or(i64::MAX));
        view! { <span class="figures text-xs text-muted" dir="ltr">{format!("+{number}")}</span> }
    });
    view! { <div class="flex flex-wrap items-center gap-1.5">{named.collect_view()} {more}</div> }
}

#[component]
fn Prices(model: Entry) -> impl IntoView {
    let l = use_locale();
    let lines = word::summary(l, &model.prices);
    if lines.is_empty() {
        return view! { <p class="text-sm text-muted">{td_string!(l, catalog.price_unknown)}</p> }.into_any();
    }
    let line = |line: String| view! { <li class="figures">{line}</li> };
    view! { <ul class="flex flex-col text-sm">{lines.into_iter().map(line).collect_view()}</ul> }.into_any()
}

/// Whether people can use it, and how long.
#[component]
fn State(model: Entry) -> impl IntoView {
    let l = use_locale();
    let (name, tone, hint) = word::state(l, model.state);
    let end = model.days_left.filter(|days| *days <= 60 && model.state != EntryState::Retired).map(|days| {
        let (words, tone) = word::days_left(l, days);
        view! { <Badge tone=tone>{words}</Badge> }
    });
    view! {
        <div class="flex shrink-0 flex-col items-start gap-1.5" title=hint>
            <Badge tone=tone>{name}</Badge>
            {end}
        </div>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let l = use_locale();
    view! {
        <Card flush=true>
            <Empty icon=i::LuSearchX title=td_string!(l, catalog.none_title) text=td_string!(l, catalog.none_body).to_owned()>
                <LinkButton href="/admin/models">{td_string!(l, catalog.none_action)}</LinkButton>
            </Empty>
        </Card>
    }
}
