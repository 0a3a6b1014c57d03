//! Adding a model that can do the task: search, then one press.

use super::line::Lines;
use crate::{
    admin::{
        rpc,
        ui::{models::word as catalogue, word::provider},
    },
    catalog::{
        entry::{Entry, EntryQuery, EntryState},
        model::Capability,
    },
    i18n::{td_string, use_locale},
    kernel::AppError,
    kit::{Badge, Button, ButtonSize, Icon},
    routing::model::{Candidate, Rule},
};
use icondata as i;
use leptos::{leptos_dom::helpers::debounce, prelude::*, task::spawn_local};
use std::time::Duration;

/// Quiet time after a key before the server is asked.
const PAUSE: Duration = Duration::from_millis(300);
/// Models that are shown at once; a longer name finds the others.
const FOUND_MAX: u32 = 8;

/// The search, and what it found.
#[component]
pub(super) fn AddCandidate(needs: Capability, lines: Lines) -> impl IntoView {
    let l = use_locale();
    let typed = RwSignal::new(String::new());
    let found = RwSignal::new(None::<Result<Vec<Entry>, AppError>>);
    let mut ask = debounce(PAUSE, move |search: String| {
        spawn_local(async move {
            let query = EntryQuery {
                search: search.clone(),
                capability: Some(needs),
                limit: Some(FOUND_MAX),
                ..EntryQuery::default()
            };
            let page = rpc::list_entries(query).await;
            // What was typed since is asked for itself.
            if typed.try_get_untracked().is_some_and(|now| now == search) {
                found.set(Some(page.map(|page| page.items)));
            }
        });
    });
    let search = move |event| {
        let text = event_target_value(&event);
        typed.set(text.clone());
        ask(text);
    };
    let row = move |model: Entry| view! { <li><Found model=model lines=lines /></li> };
    let results = move || {
        match found.get() {
        _ if typed.with(|text| text.trim().is_empty()) => ().into_any(),
        None => ().into_any(),
        Some(Err(_)) => view! { <p class="text-sm text-danger">{td_string!(l, routing.add_failed)}</p> }.into_any(),
        Some(Ok(models)) if models.is_empty() => {
            view! { <p class="text-sm text-muted">{td_string!(l, routing.add_none)}</p> }.into_any()
        }
        Some(Ok(models)) => view! { <ul class="divide-y divide-line rounded-lg border border-line">{models.into_iter().map(row).collect_view()}</ul> }.into_any(),
    }
    };
    view! {
        <div class="flex flex-col gap-3" data-part="add">
            <label for="add-candidate" class="text-sm font-medium">{td_string!(l, routing.add_title)}</label>
            <div class="relative">
                <Icon icon=i::LuSearch class="pointer-events-none absolute inset-y-0 start-3.5 my-auto size-4.5 text-muted" />
                <input
                    id="add-candidate"
                    type="search"
                    class="control ps-11 text-sm"
                    placeholder=td_string!(l, routing.add_search)
                    autocomplete="off"
                    prop:value=typed
                    on:input=search
                />
            </div>
            <div aria-live="polite" class="empty:hidden">{results}</div>
        </div>
    }
}

#[component]
fn Found(model: Entry, lines: Lines) -> impl IntoView {
    let l = use_locale();
    let (words, tone, _) = catalogue::state(l, model.state);
    let (id, name) = (model.id.clone(), model.name.clone());
    let shown = id.clone();
    let listed = {
        let id = id.clone();
        move || lines.list.with(|list| list.iter().any(|line| line.about.with_value(|about| about.rule.model_id == id)))
    };
    let whose = provider(l, &model.provider);
    let label = td_string!(l, routing.add_of, model = name.clone());
    let candidate = StoredValue::new(candidate(model));
    let add = move |_| {
        let candidate = candidate.get_value();
        lines.said.set(td_string!(l, routing.added, model = candidate.name.clone()));
        lines.add(candidate);
    };
    view! {
        <div class="flex items-center gap-3 px-3 py-2.5" data-found=id.clone()>
            <div class="min-w-0 flex-1">
                <p class="flex flex-wrap items-center gap-2 text-sm">
                    <bdi class="font-medium">{name}</bdi>
                    <Badge tone=tone>{words}</Badge>
                </p>
                <p class="truncate text-xs text-muted">{whose} " · " <bdi dir="ltr" class="font-mono">{shown}</bdi></p>
            </div>
            {move || if listed() {
                view! { <span class="text-xs text-muted">{td_string!(l, routing.listed)}</span> }.into_any()
            } else {
                view! { <Button size=ButtonSize::Small icon=i::LuPlus attr:aria-label=label.clone() on:click=add>{td_string!(l, routing.add)}</Button> }.into_any()
            }}
        </div>
    }
}

fn candidate(model: Entry) -> Candidate {
    Candidate {
        rule: Rule::of(&model.id),
        successor_id: model.successor_id.filter(|_| model.state == EntryState::Retired),
        name: model.name,
        provider: model.provider,
        state: model.state,
        is_able: true,
    }
}
