//! What the list is narrowed to: a form that works without script, and at once with it.

use super::word;
use crate::{
    admin::ui::word::provider,
    i18n::{Locale, date, td_string, use_locale},
    kernel::Day,
    kit::{Icon, IconButton},
    run::record::{AttemptChoices, AttemptQuery, FAILED, OUTCOMES},
};
use icondata as i;
use leptos::{ev::SubmitEvent, leptos_dom::helpers::debounce, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate, params::ParamsMap};
use std::time::Duration;

/// Quiet time after a key before the server is asked.
const PAUSE: Duration = Duration::from_millis(300);
/// Days to choose from, today first.
const DAYS: i32 = 90;
/// The names of the choices in the address.
const NAMES: [&str; 5] = ["provider", "model", "outcome", "from", "to"];

/// Person or run, provider, model, outcome, days.
#[component]
pub(super) fn Filters(
    /// What the list is narrowed to now.
    query: Memo<AttemptQuery>,
    /// What there is to choose.
    choices: AttemptChoices,
) -> impl IntoView {
    let l = use_locale();
    let navigate = use_navigate();
    let typed = RwSignal::new(search_of(&query.get_untracked()));
    let chosen = chosen_of(&query.get_untracked()).map(RwSignal::new);
    Effect::new(move |_| {
        let query = query.get();
        for (signal, value) in chosen.into_iter().zip(chosen_of(&query)) {
            signal.set(value);
        }
    });
    let go = StoredValue::new(move || {
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&address(&typed.get_untracked(), chosen.map(|choice| choice.get_untracked())), options);
    });
    let go = move || go.with_value(|go| go());
    let mut later = debounce(PAUSE, move |()| go());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        go();
    };
    let clear = move |_| {
        typed.set(String::new());
        go();
    };
    let [providers, models, outcomes, from_days, to_days] = options(l, choices);
    let [of_provider, of_model, of_outcome, from, to] = chosen;
    let pick = move |at: usize,
                     label: &'static str,
                     any: &'static str,
                     options: Vec<(String, String)>,
                     value: RwSignal<String>| {
        let name = NAMES.get(at).copied().unwrap_or_default();
        view! { <Pick name=name label=label any=any options=options value=value on_pick=move |()| go() /> }
    };
    view! {
        <form
            role="search"
            method="get"
            action="/admin/attempts"
            on:submit=submit
            class="grid grid-cols-2 gap-3 group-has-data-stranger:hidden lg:grid-cols-6"
        >
            <div class="relative col-span-2 lg:col-span-3">
                <Icon icon=i::LuSearch class="pointer-events-none absolute inset-y-0 start-3.5 my-auto size-4.5 text-muted" />
                <input
                    type="search"
                    name="q"
                    class="control px-11"
                    maxlength="254"
                    autocomplete="off"
                    aria-label=td_string!(l, insight.search)
                    placeholder=td_string!(l, insight.search)
                    value=typed.get_untracked()
                    prop:value=move || typed.get()
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        later(());
                    }
                />
                <div class="absolute inset-y-0 end-0.5 flex items-center" class:hidden=move || typed.with(String::is_empty)>
                    <IconButton label=td_string!(l, insight.search_clear) icon=i::LuX on:click=clear />
                </div>
            </div>
            <div class="col-span-2 lg:col-span-3">
                {pick(1, td_string!(l, insight.filter_model), td_string!(l, insight.any_model), models, of_model)}
            </div>
            <div class="lg:col-span-2">
                {pick(0, td_string!(l, insight.filter_provider), td_string!(l, insight.any_provider), providers, of_provider)}
            </div>
            <div class="lg:col-span-2">
                {pick(2, td_string!(l, insight.filter_outcome), td_string!(l, insight.any_outcome), outcomes, of_outcome)}
            </div>
            {pick(3, td_string!(l, insight.filter_from), td_string!(l, insight.any_from), from_days, from)}
            {pick(4, td_string!(l, insight.filter_to), td_string!(l, insight.any_to), to_days, to)}
        </form>
    }
}

/// The options of each choice: what is sent, and what is read.
fn options(l: Locale, choices: AttemptChoices) -> [Vec<(String, String)>; 5] {
    let AttemptChoices { providers, models, today } = choices;
    let providers = providers.into_iter().map(|id| (id.clone(), provider(l, &id)));
    let outcomes = std::iter::once(FAILED).chain(OUTCOMES).map(|code| (code.to_owned(), word::outcome(l, code).0));
    let days = |words: fn(Locale, String) -> String| {
        let day = move |day: Day| (day.to_string(), words(l, date(l, day.noon())));
        (0..DAYS).map(|back| day(today.plus(-back))).collect::<Vec<_>>()
    };
    [
        providers.collect(),
        models,
        outcomes.collect(),
        days(|l, day| td_string!(l, insight.from_day, day = day)),
        days(|l, day| td_string!(l, insight.to_day, day = day)),
    ]
}

/// One of the things to narrow the list by; its label is for those who do not see it. A value of the address that is not
/// among the options joins them.
#[component]
fn Pick(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    options: Vec<(String, String)>,
    value: RwSignal<String>,
    #[prop(into)] on_pick: Callback<()>,
) -> impl IntoView {
    let entry = move |(code, words): (String, String)| {
        let (selected, is) = (value.get_untracked() == code, code.clone());
        view! { <option value=code selected=selected prop:selected=move || value.get() == is>{words}</option> }
    };
    let entries = move || {
        let other = value.get();
        let other =
            (!other.is_empty() && !options.iter().any(|(code, _)| *code == other)).then(|| (other.clone(), other));
        options.iter().cloned().chain(other).map(entry).collect_view()
    };
    view! {
        <div class="relative">
            <select
                name=name
                aria-label=label
                class="control appearance-none truncate pe-10"
                on:change=move |event| {
                    value.set(event_target_value(&event));
                    on_pick.run(());
                }
            >
                <option value="">{any}</option>
                {entries}
            </select>
            <Icon icon=i::LuChevronDown class="pointer-events-none absolute inset-y-0 end-3 my-auto size-4.5 text-muted" />
        </div>
    }
}

fn search_of(query: &AttemptQuery) -> String {
    query.run.map_or_else(|| query.person.clone(), |run| run.to_string())
}

fn chosen_of(query: &AttemptQuery) -> [String; 5] {
    [&query.provider, &query.model, &query.outcome, &query.from, &query.to].map(Clone::clone)
}

fn address(search: &str, chosen: [String; 5]) -> String {
    let mut query = ParamsMap::new();
    let given = std::iter::once(("q", search.trim().to_owned())).chain(NAMES.into_iter().zip(chosen));
    for (name, value) in given.filter(|(_, value)| !value.is_empty()) {
        query.insert(name, value);
    }
    format!("/admin/attempts{}", query.to_query_string())
}
