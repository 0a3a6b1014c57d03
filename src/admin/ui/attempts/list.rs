//! The attempts that were found: a table, or cards on narrow screens; more on demand.

use super::word;
use crate::{
    admin::{
        rpc,
        ui::{models::model_address, word::provider},
    },
    i18n::{coins_in_words, count, date_time, digits, td_string, use_locale},
    kernel::Page,
    kit::{Badge, Card, Cell, Column, Empty, LinkButton, Listing, LoadMore, Table},
    run::record::{AttemptEntry, AttemptQuery, encoded},
};
use icondata as i;
use leptos::prelude::*;

/// The attempts that were found, and those after them.
#[component]
pub(super) fn AttemptList(
    /// What was looked for.
    query: AttemptQuery,
    /// The first page.
    page: Page<AttemptEntry>,
) -> impl IntoView {
    if page.items.is_empty() {
        return view! { <Nothing filtered=query != AttemptQuery::default() /> }.into_any();
    }
    let listing = Listing::new(page);
    let rows = listing.items;
    let more = listing.on_more(move |after| rpc::list_attempts(AttemptQuery { cursor: Some(after), ..query.clone() }));
    view! {
        <Card flush=true class="min-w-0">
            <Attempts rows=Signal::derive(move || rows.get()) />
            <LoadMore cursor=listing.cursor busy=listing.busy on_more=more />
        </Card>
    }
    .into_any()
}

/// Attempts in rows, or in cards where there is no room.
#[component]
pub(super) fn Attempts(rows: Signal<Vec<AttemptEntry>>) -> impl IntoView {
    let l = use_locale();
    let columns = vec![
        Column::text(td_string!(l, insight.column_time)),
        Column::text(td_string!(l, insight.column_model)),
        Column::text(td_string!(l, insight.column_outcome)),
        Column::number(td_string!(l, insight.column_duration)),
        Column::number(td_string!(l, insight.column_cost)),
    ];
    view! {
        <div class="hidden lg:block">
            <Table caption=td_string!(l, insight.table) columns=columns>
                <For each=move || rows.get() key=|row| row.id children=|row| view! { <Row attempt=row /> } />
            </Table>
        </div>
        <ul aria-label=td_string!(l, insight.table) class="divide-y divide-line lg:hidden">
            <For each=move || rows.get() key=|row| row.id children=|row| view! { <Item attempt=row /> } />
        </ul>
    }
}

#[component]
fn Row(attempt: AttemptEntry) -> impl IntoView {
    let (when, what, how, long) = (attempt.clone(), attempt.clone(), attempt.clone(), attempt.clone());
    let id = attempt.id.to_string();
    view! {
        <tr data-attempt=id>
            <Cell class="max-w-60">
                <When attempt=when />
            </Cell>
            <Cell class="max-w-64">
                <What attempt=what />
            </Cell>
            <Cell class="max-w-72">
                <How attempt=how />
            </Cell>
            <Cell number=true>
                <Long attempt=long />
            </Cell>
            <Cell number=true>
                <Money attempt=attempt />
            </Cell>
        </tr>
    }
}

#[component]
fn Item(attempt: AttemptEntry) -> impl IntoView {
    let (when, what, how, long) = (attempt.clone(), attempt.clone(), attempt.clone(), attempt.clone());
    view! {
        <li class="flex flex-col gap-3 p-4 text-sm">
            <When attempt=when />
            <What attempt=what />
            <How attempt=how />
            <div class="flex items-start justify-between gap-3">
                <div class="figures">
                    <Long attempt=long />
                </div>
                <div class="figures text-end">
                    <Money attempt=attempt />
                </div>
            </div>
        </li>
    }
}

/// When it ended, which leads to its page, and whose run it was for.
#[component]
fn When(attempt: AttemptEntry) -> impl IntoView {
    let l = use_locale();
    let email = attempt.email;
    view! {
        <div class="min-w-0">
            <a href=format!("/admin/attempts/{}", attempt.id) class="font-medium whitespace-nowrap hover:text-primary-text hover:underline">
                <time datetime=attempt.created_at.to_string()>{date_time(l, attempt.created_at)}</time>
            </a>
            <a
                href=format!("/admin/users?q={}", encoded(&email))
                dir="ltr"
                title=email.clone()
                class="mt-0.5 block truncate text-xs text-muted hover:text-primary-text hover:underline rtl:text-end"
            >
                {email.clone()}
            </a>
        </div>
    }
}

/// Which model was asked, by whom it is served, and under which name it answered where that is another.
#[component]
fn What(attempt: AttemptEntry) -> impl IntoView {
    let l = use_locale();
    let served = attempt.model_served.filter(|served| *served != attempt.model_asked);
    let whose = if attempt.provider.is_empty() {
        view! { <span>{td_string!(l, insight.provider_lost)}</span> }.into_any()
    } else {
        view! { <a href=format!("/admin/providers/{}", encoded(&attempt.provider)) class="hover:text-primary-text hover:underline">{provider(l, &attempt.provider)}</a> }.into_any()
    };
    view! {
        <div class="min-w-0">
            <a
                href=model_address(&attempt.model)
                dir="ltr"
                title=attempt.model.clone()
                class="block truncate hover:text-primary-text hover:underline rtl:text-end"
            >
                {attempt.model.clone()}
            </a>
            <p class="mt-0.5 flex min-w-0 items-baseline gap-1.5 text-xs text-muted">
                <span class="shrink-0">{whose}</span>
                {served.map(|served| view! { <bdi dir="ltr" class="truncate font-mono" title=served.clone()>{served.clone()}</bdi> })}
            </p>
        </div>
    }
}

/// How it ended, with the beginning of what the provider said.
#[component]
fn How(attempt: AttemptEntry) -> impl IntoView {
    let l = use_locale();
    let (words, tone) = word::outcome(l, &attempt.outcome);
    let more: Vec<String> = attempt
        .status
        .map(|status| td_string!(l, insight.http, status = digits(l, &status.to_string())))
        .into_iter()
        .chain((attempt.number > 1).then(|| td_string!(l, insight.number, number = count(l, attempt.number))))
        .collect();
    let said = attempt.detail.filter(|detail| !detail.is_empty());
    view! {
        <div class="min-w-0">
            <p class="flex flex-wrap items-center gap-x-2 gap-y-1">
                <Badge tone=tone>{words}</Badge>
                <span class="text-xs text-muted">{more.join(" · ")}</span>
            </p>
            {said.map(|said| view! { <p dir="auto" title=said.clone() class="mt-1 truncate font-mono text-xs text-muted">{said.clone()}</p> })}
        </div>
    }
}

/// How long it took, and how long until there was something to read.
#[component]
fn Long(attempt: AttemptEntry) -> impl IntoView {
    let l = use_locale();
    let first = attempt.first_output_ms.map(|ms| td_string!(l, insight.first_output, time = word::milliseconds(l, ms)));
    view! {
        <p>{word::milliseconds(l, attempt.total_ms)}</p>
        <p class="text-xs text-muted">{first}</p>
    }
}

/// What it cost us, and what the run was charged.
#[component]
fn Money(attempt: AttemptEntry) -> impl IntoView {
    let l = use_locale();
    let cost = match attempt.cost_usd {
        Some(usd) => view! { <p title=usd.clone()>{word::usd(l, &usd)}</p> }.into_any(),
        None => view! { <p class="text-muted">{td_string!(l, insight.cost_unknown)}</p> }.into_any(),
    };
    let charged = td_string!(l, insight.charged, coins = coins_in_words(l, attempt.charged));
    view! {
        {cost}
        <p class="text-xs text-muted">{charged}</p>
    }
}

#[component]
fn Nothing(filtered: bool) -> impl IntoView {
    let l = use_locale();
    if !filtered {
        return view! {
            <Card flush=true>
                <Empty icon=i::LuRadioTower title=td_string!(l, insight.empty_title) text=td_string!(l, insight.empty_body) />
            </Card>
        }
        .into_any();
    }
    view! {
        <Card flush=true>
            <Empty icon=i::LuSearchX title=td_string!(l, insight.none_title) text=td_string!(l, insight.none_body)>
                <LinkButton href="/admin/attempts">{td_string!(l, insight.none_action)}</LinkButton>
            </Empty>
        </Card>
    }
    .into_any()
}
