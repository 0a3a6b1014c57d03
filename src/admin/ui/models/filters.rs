//! What the list is narrowed to: a form that works without script, and at once with it.

use super::word;
use crate::{
    admin::ui::word::provider,
    catalog::{
        entry::{EntryFilter, EntryQuery},
        model::Capability,
    },
    i18n::{td_string, use_locale},
    kit::{Icon, IconButton},
};
use icondata as i;
use leptos::{ev::SubmitEvent, leptos_dom::helpers::debounce, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate, params::ParamsMap};
use std::time::Duration;

/// Quiet time after a key before the server is asked.
const PAUSE: Duration = Duration::from_millis(300);
/// The providers whose models a catalogue may have.
const PROVIDERS: [&str; 10] =
    ["openrouter", "openai", "gemini", "anthropic", "groq", "ollama", "goapi", "legnext", "local", "sandbox"];

/// Search, provider, capability and state.
#[component]
pub(super) fn Filters(
    /// What the list is narrowed to now.
    query: Memo<EntryQuery>,
) -> impl IntoView {
    let l = use_locale();
    let navigate = use_navigate();
    let now = query.get_untracked();
    let typed = RwSignal::new(now.search.clone());
    let chosen = [
        RwSignal::new(now.provider.clone()),
        RwSignal::new(now.capability.map_or("", Capability::code).to_owned()),
        RwSignal::new(now.state.map_or("", EntryFilter::code).to_owned()),
    ];
    Effect::new(move |_| {
        let query = query.get();
        let [provider, capability, state] = chosen;
        provider.set(query.provider);
        capability.set(query.capability.map_or("", Capability::code).to_owned());
        state.set(query.state.map_or("", EntryFilter::code).to_owned());
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
    let [provider_chosen, capability_chosen, state_chosen] = chosen;
    let providers = move || {
        let known = PROVIDERS.iter().map(|id| (*id).to_owned());
        let other = provider_chosen.get();
        let other = (!other.is_empty() && !PROVIDERS.contains(&other.as_str())).then_some(other);
        known.chain(other).map(|id| (id.clone(), provider(l, &id))).collect::<Vec<_>>()
    };
    let capabilities = Capability::ALL.iter().map(|one| (one.code().to_owned(), word::capability(l, *one).to_owned()));
    let capabilities: Vec<_> = capabilities.collect();
    let states = EntryFilter::ALL.map(|one| (one.code().to_owned(), word::filter(l, one).to_owned())).to_vec();
    view! {
        <form
            role="search"
            method="get"
            action="/admin/models"
            on:submit=submit
            class="grid gap-3 group-has-data-stranger:hidden sm:grid-cols-3 lg:grid-cols-[minmax(0,2fr)_repeat(3,minmax(0,1fr))]"
        >
            <div class="relative sm:col-span-3 lg:col-span-1">
                <Icon icon=i::LuSearch class="pointer-events-none absolute inset-y-0 start-3.5 my-auto size-4.5 text-muted" />
                <input
                    type="search"
                    name="q"
                    class="control px-11"
                    maxlength="200"
                    autocomplete="off"
                    aria-label=td_string!(l, catalog.search)
                    placeholder=td_string!(l, catalog.search)
                    value=typed.get_untracked()
                    prop:value=move || typed.get()
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        later(());
                    }
                />
                <div class="absolute inset-y-0 end-0.5 flex items-center" class:hidden=move || typed.with(String::is_empty)>
                    <IconButton label=td_string!(l, catalog.search_clear) icon=i::LuX on:click=clear />
                </div>
            </div>
            <Pick
                name="provider"
                label=td_string!(l, catalog.filter_provider)
                any=td_string!(l, catalog.any_provider)
                options=Signal::derive(providers)
                value=provider_chosen
                on_pick=go
            />
            <Pick
                name="capability"
                label=td_string!(l, catalog.filter_capability)
                any=td_string!(l, catalog.any_capability)
                options=Signal::stored(capabilities)
                value=capability_chosen
                on_pick=go
            />
            <Pick
                name="state"
                label=td_string!(l, catalog.filter_state)
                any=td_string!(l, catalog.any_state)
                options=Signal::stored(states)
                value=state_chosen
                on_pick=go
            />
        </form>
    }
}

/// One of the things to narrow the list by; its label is for those who do not see it.
#[component]
fn Pick(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    options: Signal<Vec<(String, String)>>,
    value: RwSignal<String>,
    #[prop(into)] on_pick: Callback<()>,
) -> impl IntoView {
    let entry = move |(code, words): (String, String)| {
        let (selected, is) = (value.get_untracked() == code, code.clone());
        view! { <option value=code selected=selected prop:selected=move || value.get() == is>{words}</option> }
    };
    view! {
        <div class="relative">
            <select
                name=name
                aria-label=label
                class="control appearance-none pe-10"
                on:change=move |event| {
                    value.set(event_target_value(&event));
                    on_pick.run(());
                }
            >
                <option value="">{any}</option>
                {move || options.get().into_iter().map(entry).collect_view()}
            </select>
            <Icon icon=i::LuChevronDown class="pointer-events-none absolute inset-y-0 end-3 my-auto size-4.5 text-muted" />
        </div>
    }
}

fn address(search: &str, chosen: [String; 3]) -> String {
    let [provider, capability, state] = chosen;
    let mut query = ParamsMap::new();
    for (name, value) in
        [("q", search.trim().to_owned()), ("provider", provider), ("capability", capability), ("state", state)]
    {
        if !value.is_empty() {
            query.insert(name, value);
        }
    }
    format!("/admin/models{}", query.to_query_string())
}
