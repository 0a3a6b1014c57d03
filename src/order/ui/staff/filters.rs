//! What the list is narrowed to: a form that works without script, and at once with it.

use crate::{
    i18n::{Locale, td_string, use_locale},
    kit::{Icon, IconButton},
    order::{
        model::{Gateway, OrderState},
        staff::{OrderQuery, REVIEW},
        ui::word,
    },
};
use icondata as i;
use leptos::{ev::SubmitEvent, leptos_dom::helpers::debounce, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate, params::ParamsMap};
use std::time::Duration;

/// Quiet time after a key before the server is asked.
const PAUSE: Duration = Duration::from_millis(350);

/// Person or number, state, gateway.
#[component]
pub(super) fn Filters(
    /// What the list is narrowed to now.
    query: Memo<OrderQuery>,
) -> impl IntoView {
    let l = use_locale();
    let navigate = use_navigate();
    let now = query.get_untracked();
    let typed = RwSignal::new(format!("{}{}", now.person, now.reference));
    let (state, gateway) = (RwSignal::new(now.state), RwSignal::new(now.gateway));
    Effect::new(move |_| {
        let now = query.get();
        state.set(now.state);
        gateway.set(now.gateway);
    });
    let go = StoredValue::new(move || {
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&address(&typed.get_untracked(), &state.get_untracked(), &gateway.get_untracked()), options);
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
    view! {
        <form
            role="search"
            method="get"
            action="/admin/orders"
            on:submit=submit
            class="grid grid-cols-2 gap-3 group-has-data-stranger:hidden lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]"
        >
            <div class="relative col-span-2 lg:col-span-1">
                <Icon icon=i::LuSearch class="pointer-events-none absolute inset-y-0 start-3.5 my-auto size-4.5 text-muted" />
                <input
                    type="search"
                    name="q"
                    class="control px-11"
                    maxlength="254"
                    autocomplete="off"
                    aria-label=td_string!(l, order.search)
                    placeholder=td_string!(l, order.search)
                    value=typed.get_untracked()
                    prop:value=move || typed.get()
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        later(());
                    }
                />
                <div class="absolute inset-y-0 end-0.5 flex items-center" class:hidden=move || typed.with(String::is_empty)>
                    <IconButton label=td_string!(l, order.search_clear) icon=i::LuX on:click=clear />
                </div>
            </div>
            <Pick name="state" label=td_string!(l, order.filter_state) any=td_string!(l, order.any_state) options=states(l) value=state on_pick=move |()| go() />
            <Pick name="gateway" label=td_string!(l, order.gateway) any=td_string!(l, order.any_gateway) options=gateways(l) value=gateway on_pick=move |()| go() />
        </form>
    }
}

fn states(l: Locale) -> Vec<(&'static str, &'static str)> {
    // Its gateway is asked within the same call: nobody looks for those.
    let all = OrderState::ALL.iter().filter(|state| **state != OrderState::Created);
    let known = all.map(|state| (state.code(), word::state(l, *state).0));
    std::iter::once((REVIEW, td_string!(l, order.review_state))).chain(known).collect()
}

fn gateways(l: Locale) -> Vec<(&'static str, &'static str)> {
    Gateway::ALL.iter().map(|gateway| (gateway.code(), word::gateway(l, *gateway))).collect()
}

/// One of the things to narrow the list by; its label is for those who do not see it.
#[component]
fn Pick(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    options: Vec<(&'static str, &'static str)>,
    value: RwSignal<String>,
    #[prop(into)] on_pick: Callback<()>,
) -> impl IntoView {
    let entry = move |(code, words): (&'static str, &'static str)| {
        let selected = value.get_untracked() == code;
        view! { <option value=code selected=selected prop:selected=move || value.get() == code>{words}</option> }
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
                {options.into_iter().map(entry).collect_view()}
            </select>
            <Icon icon=i::LuChevronDown class="pointer-events-none absolute inset-y-0 end-3 my-auto size-4.5 text-muted" />
        </div>
    }
}

fn address(search: &str, state: &str, gateway: &str) -> String {
    let given = [("q", search.trim()), ("state", state), ("gateway", gateway)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty());
    let query = ParamsMap::from_iter(given.map(|(name, value)| (name, value.to_owned())));
    format!("/admin/orders{}", query.to_query_string())
}
