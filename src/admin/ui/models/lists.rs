//! The providers' lists: when they came, what they changed, and asking for them now.

use crate::{
    admin::{rpc, ui::word},
    catalog::entry::{Overview, ProviderSync},
    i18n::{count, date_time, td_string, use_locale},
    kernel::AppError,
    kit::{Badge, Button, ButtonSize, ButtonVariant, Icon, Tone, use_toasts},
};
use icondata as i;
use leptos::prelude::*;
use web_sys::HtmlDetailsElement;

/// A line for each provider, closed until somebody wants to see them.
#[component]
pub(super) fn Lists(
    providers: Vec<ProviderSync>,
    /// Whether its lines are shown; outlives what is asked for.
    open: RwSignal<bool>,
    /// Something was taken over.
    on_change: Callback<()>,
) -> impl IntoView {
    let l = use_locale();
    let failed = providers.iter().filter(|provider| provider.is_on && provider.failure.is_some()).count();
    let badge = (failed > 0).then(|| {
        let number = count(l, i64::try_from(failed).unwrap_or(i64::MAX));
        view! { <Badge tone=Tone::Danger>{number}</Badge> }
    });
    let all = ask(None, on_change);
    let line = |provider: ProviderSync| view! { <Line provider=provider on_change=on_change /> };
    view! {
        <details class="group/lists rounded-lg border border-line bg-surface shadow-low" data-part="lists" open=open.get_untracked() on:toggle=move |event| open.set(event_target::<HtmlDetailsElement>(&event).open())>
            <summary class="flex min-h-14 cursor-pointer list-none items-center gap-3 rounded-lg px-5 py-3 hover:bg-sunken/60">
                <Icon icon=i::LuListRestart class="size-5 text-muted" />
                <span class="flex-1 font-medium">{td_string!(l, catalog.lists_title)}</span>
                {badge}
                <Icon icon=i::LuChevronDown class="size-4.5 text-muted transition-transform group-open/lists:rotate-180" />
            </summary>
            <div class="flex flex-col gap-4 border-t border-line px-5 py-4">
                <p class="text-sm text-muted">{td_string!(l, catalog.lists_lead)}</p>
                <ul class="flex flex-col divide-y divide-line">{providers.into_iter().map(line).collect_view()}</ul>
                <Button
                    size=ButtonSize::Small
                    icon=i::LuRefreshCw
                    busy=all.pending()
                    class="self-start"
                    on:click=move |_| {
                        all.dispatch(());
                    }
                >
                    {td_string!(l, catalog.lists_all)}
                </Button>
            </div>
        </details>
    }
}

#[component]
fn Line(provider: ProviderSync, on_change: Callback<()>) -> impl IntoView {
    let l = use_locale();
    let asking = ask(Some(provider.provider.clone()), on_change);
    let name = word::provider(l, &provider.provider);
    let said = said(&provider);
    let failure = provider.failure.as_deref().filter(|_| provider.is_on).map(|class| {
        let detail = provider.detail.clone().filter(|detail| !detail.is_empty());
        view! {
            <p class="text-xs text-danger">{word::failure(l, class)}</p>
            {detail.map(|detail| view! { <p dir="auto" class="font-mono text-xs wrap-anywhere text-muted">{detail}</p> })}
        }
    });
    let whose = name.clone();
    let button = provider.has_list.then(|| {
        view! {
            <Button
                size=ButtonSize::Small
                variant=ButtonVariant::Ghost
                busy=asking.pending()
                on:click=move |_| {
                    asking.dispatch(());
                }
            >
                {td_string!(l, catalog.list_ask)}
                <span class="sr-only">{whose}</span>
            </Button>
        }
    });
    view! {
        <li class="flex items-center justify-between gap-4 py-3" data-provider=provider.provider>
            <div class="min-w-0">
                <p class="flex flex-wrap items-baseline gap-x-2 text-sm font-medium">
                    <bdi>{name}</bdi>
                    <span class="text-xs font-normal text-muted">{word::models(l, provider.models)}</span>
                </p>
                <p class="text-xs text-muted">{said}</p>
                {failure}
            </div>
            {button}
        </li>
    }
}

/// How it went the last time, in words.
fn said(provider: &ProviderSync) -> String {
    let l = use_locale();
    match (provider.is_on, provider.has_list, provider.started_at) {
        (false, ..) => td_string!(l, catalog.list_off).to_owned(),
        (_, false, _) => td_string!(l, catalog.list_none).to_owned(),
        (.., None) => td_string!(l, catalog.list_never).to_owned(),
        (.., Some(at)) if provider.failure.is_some() => {
            let failed = td_string!(l, catalog.list_failed, at = date_time(l, at));
            let since = provider.ok_at.map(|at| td_string!(l, catalog.list_since, at = date_time(l, at)));
            since.map_or(failed.clone(), |since| format!("{failed} · {since}"))
        }
        (.., Some(at)) => {
            let number = |number: Option<i64>| count(l, number.unwrap_or(0));
            let (listed, changed) = (number(provider.listed), number(provider.changed));
            td_string!(l, catalog.list_ok, at = date_time(l, at), listed = listed, changed = changed)
        }
    }
}

/// Asks a provider, or all of them, and tells how it went.
fn ask(provider: Option<String>, on_change: Callback<()>) -> Action<(), Result<Overview, AppError>> {
    let (l, toasts) = (use_locale(), use_toasts());
    Action::new(move |(): &()| {
        let provider = provider.clone();
        async move {
            let answer = rpc::sync_models(provider.clone()).await;
            match (&answer, &provider) {
                (Err(error), _) => toasts.error(error),
                (Ok(overview), Some(id)) => {
                    let line = overview.providers.iter().find(|line| line.provider == *id);
                    match line.and_then(|line| line.failure.as_deref()) {
                        Some(class) => toasts.show(Tone::Danger, word::failure(l, class).to_owned()),
                        None => {
                            let number = |number: Option<i64>| count(l, number.unwrap_or(0));
                            let listed = number(line.and_then(|line| line.listed));
                            let changed = number(line.and_then(|line| line.changed));
                            let name = word::provider(l, id);
                            let said =
                                td_string!(l, catalog.list_asked, provider = name, listed = listed, changed = changed);
                            toasts.success(said);
                        }
                    }
                }
                (Ok(_), None) => toasts.info(td_string!(l, catalog.lists_asked)),
            }
            if answer.is_ok() {
                on_change.run(());
            }
            answer
        }
    })
}
