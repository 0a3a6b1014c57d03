//! What a list is narrowed to, in the page's address: a form that works without script, and at once with it.

use super::{Icon, IconButton};
use icondata as i;
use leptos::{ev::SubmitEvent, leptos_dom::helpers::debounce, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};
use std::time::Duration;

/// Quiet time after a key before the address changes.
const PAUSE: Duration = Duration::from_millis(300);

/// One of the things to narrow a list by.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Its name in the address.
    pub name: &'static str,
    /// What it is, for those who do not see it.
    pub label: String,
    /// What stands there when nothing is chosen.
    pub any: String,
    /// Value and words of each choice.
    pub options: Vec<(String, String)>,
}

/// Words of the field to search in, named `q` in the address.
#[derive(Debug, Clone)]
pub struct SearchWords {
    /// What can be looked for.
    pub label: String,
    /// Empties the field.
    pub clear: String,
}

/// A field to search in, where there is one, and a choice for each filter. What is chosen stands in the address, from where
/// the page takes it.
#[component]
pub fn Filters(
    /// The page.
    action: &'static str,
    /// The field to search in.
    #[prop(optional)]
    search: Option<SearchWords>,
    /// The choices.
    filters: Vec<Filter>,
    /// Width utilities of the grid.
    #[prop(into, optional)]
    class: String,
) -> impl IntoView {
    let (address, navigate) = (use_query_map(), use_navigate());
    let names: Vec<&'static str> = std::iter::once("q").chain(filters.iter().map(|filter| filter.name)).collect();
    let now = move |name: &str| address.read().get(name).unwrap_or_default();
    let values: Vec<RwSignal<String>> = names.iter().map(|name| RwSignal::new(untrack(|| now(name)))).collect();
    let values = StoredValue::new(names.into_iter().zip(values).collect::<Vec<_>>());
    Effect::new(move |_| {
        values.with_value(|values| {
            for (name, value) in values.iter().filter(|(name, _)| *name != "q") {
                value.set(now(name));
            }
        });
    });
    let go = StoredValue::new(move || {
        let mut query = ParamsMap::new();
        values.with_value(|values| {
            for (name, value) in values {
                let value = value.get_untracked().trim().to_owned();
                if !value.is_empty() {
                    query.insert(*name, value);
                }
            }
        });
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&format!("{action}{}", query.to_query_string()), options);
    });
    let go = move || go.with_value(|go| go());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        go();
    };
    let value_of = move |name: &str| {
        let found = values.with_value(|values| values.iter().find(|(of, _)| *of == name).map(|(_, value)| *value));
        found.unwrap_or_default()
    };
    let field = search.map(|words| view! { <SearchField words=words value=value_of("q") on_go=move |()| go() /> });
    let picks = filters.into_iter().map(|filter| {
        let value = value_of(filter.name);
        view! { <Pick filter=filter value=value on_pick=move |()| go() /> }
    });
    let picks = picks.collect_view();
    view! {
        <form role="search" method="get" action=action on:submit=submit class=format!("grid grid-cols-2 gap-3 group-has-data-stranger:hidden {class}")>
            {field}
            {picks}
        </form>
    }
}

#[component]
fn SearchField(words: SearchWords, value: RwSignal<String>, #[prop(into)] on_go: Callback<()>) -> impl IntoView {
    let mut later = debounce(PAUSE, move |()| on_go.run(()));
    let clear = move |_| {
        value.set(String::new());
        on_go.run(());
    };
    view! {
        <div class="relative col-span-2">
            <Icon icon=i::LuSearch class="pointer-events-none absolute inset-y-0 start-3.5 my-auto size-4.5 text-muted" />
            <input
                type="search"
                name="q"
                class="control px-11"
                maxlength="254"
                autocomplete="off"
                aria-label=words.label.clone()
                placeholder=words.label
                value=value.get_untracked()
                prop:value=move || value.get()
                on:input=move |event| {
                    value.set(event_target_value(&event));
                    later(());
                }
            />
            <div class="absolute inset-y-0 end-0.5 flex items-center" class:hidden=move || value.with(String::is_empty)>
                <IconButton label=words.clear icon=i::LuX on:click=clear />
            </div>
        </div>
    }
}

/// A value of the address that is not among the options joins them.
#[component]
fn Pick(filter: Filter, value: RwSignal<String>, #[prop(into)] on_pick: Callback<()>) -> impl IntoView {
    let Filter { name, label, any, options } = filter;
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
