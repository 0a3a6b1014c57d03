//! One provider: what is known of it, and whether it answers.

use super::word;
use crate::{
    admin::{
        model::{ProviderRow, ProviderTest},
        rpc,
    },
    i18n::{count, error_text, td_string, use_locale},
    kernel::AppError,
    kit::{Alert, Badge, Button, ButtonSize, Icon, Tone},
};
use icondata as i;
use leptos::prelude::*;

/// A provider with its connection test.
#[component]
pub fn ProviderCard(provider: ProviderRow) -> impl IntoView {
    let l = use_locale();
    let id = StoredValue::new(provider.id.clone());
    let name = word::provider(l, &provider.id);
    let whose = name.clone();
    let head = provider.clone();
    let row = RwSignal::new(provider);
    let test = Action::new(move |(): &()| test(id.get_value(), row));
    let busy = test.pending();
    let words = move || match (busy.get(), test.value().with(Option::is_some)) {
        (true, _) => td_string!(l, admin.test_running),
        (false, true) => td_string!(l, admin.test_again),
        (false, false) => td_string!(l, admin.test),
    };
    view! {
        <section class="flex w-full min-w-0 flex-col gap-5 rounded-lg border border-line bg-surface p-5 shadow-low md:p-6">
            <Head name=name provider=head />
            {move || view! { <Facts provider=row.get() /> }}
            <div class="mt-auto flex flex-col gap-4">
                <div class="empty:hidden" aria-live="polite">
                    {move || (!busy.get()).then(|| test.value().get().map(|outcome| view! { <Outcome outcome=outcome /> }))}
                </div>
                <Button
                    size=ButtonSize::Small
                    icon=i::LuPlugZap
                    busy=busy
                    class="self-start"
                    on:click=move |_| {
                        test.dispatch(());
                    }
                >
                    {words}
                    <span class="sr-only">{whose}</span>
                </Button>
            </div>
        </section>
    }
}

/// Tests the connection; a test that went well may have brought models, so the facts are read again.
async fn test(id: String, row: RwSignal<ProviderRow>) -> Result<ProviderTest, AppError> {
    let outcome = rpc::test_provider(id.clone()).await;
    if outcome.as_ref().is_ok_and(|test| test.ok) {
        let rows = rpc::list_providers().await.unwrap_or_default();
        if let Some(fresh) = rows.into_iter().find(|row| row.id == id) {
            row.try_set(fresh);
        }
    }
    outcome
}

#[component]
fn Head(name: String, provider: ProviderRow) -> impl IntoView {
    let l = use_locale();
    let (key, tone) = match (&provider.base_url, provider.has_key) {
        (None, _) => (td_string!(l, admin.key_not_needed), Tone::Accent),
        (Some(_), true) => (td_string!(l, admin.key_set), Tone::Success),
        (Some(_), false) => (td_string!(l, admin.key_none), Tone::Neutral),
    };
    let icon = if provider.base_url.is_none() { i::LuFlaskConical } else { i::LuPlug };
    let address = match provider.base_url {
        Some(url) => {
            view! { <bdi dir="ltr" class="block font-mono text-xs wrap-anywhere text-muted rtl:text-end">{url}</bdi> }
                .into_any()
        }
        None => view! { <p class="text-sm text-muted">{td_string!(l, admin.provider_built_in)}</p> }.into_any(),
    };
    view! {
        <header class="flex items-start gap-3">
            <span class="inline-flex rounded-md bg-primary-soft p-2.5 text-primary-text">
                <Icon icon=icon />
            </span>
            <div class="min-w-0 flex-1">
                <h2 class="font-semibold">{name}</h2>
                {address}
            </div>
            <Badge tone=tone>{key}</Badge>
        </header>
    }
}

#[component]
fn Facts(provider: ProviderRow) -> impl IntoView {
    let l = use_locale();
    let (failed, tone) = word::failures(l, provider.failed, provider.attempts);
    let colour = match tone {
        Tone::Danger => "text-danger",
        Tone::Warning => "text-warning",
        _ => "",
    };
    let fact = |name: &'static str, value: String, colour: &'static str| {
        view! {
            <div class="flex min-w-0 flex-1 flex-col-reverse justify-end px-4 first:ps-0 last:pe-0">
                <dt class="text-xs text-muted">{name}</dt>
                <dd class=format!("text-lg font-semibold {colour}")>{value}</dd>
            </div>
        }
    };
    view! {
        <dl class="flex divide-x divide-line">
            {fact(td_string!(l, admin.fact_models), count(l, provider.models), "")}
            {fact(td_string!(l, admin.fact_attempts), count(l, provider.attempts), "")}
            {fact(td_string!(l, admin.fact_failed), failed, colour)}
        </dl>
    }
}

/// How the test went, in words and with what to do.
#[component]
fn Outcome(outcome: Result<ProviderTest, AppError>) -> impl IntoView {
    let l = use_locale();
    let test = match outcome {
        Ok(test) => test,
        Err(error) => return view! { <Alert tone=Tone::Danger>{error_text(l, &error)}</Alert> }.into_any(),
    };
    let time = word::milliseconds(l, test.took_ms);
    if test.ok {
        let text = match test.models {
            Some(models) => td_string!(l, admin.test_ok_models, time = time, models = word::models(l, models)),
            None => td_string!(l, admin.test_ok, time = time),
        };
        return view! { <Alert tone=Tone::Success title=td_string!(l, admin.test_ok_title).to_owned()>{text}</Alert> }
            .into_any();
    }
    let title = td_string!(l, admin.test_failed_title, time = time);
    let meaning = word::failure(l, test.failure.as_deref().unwrap_or_default());
    let said = move |said: String| {
        view! {
            <p class="mt-2 text-xs">{td_string!(l, admin.test_said)}</p>
            <p dir="auto" class="rounded-md bg-surface px-3 py-2 font-mono text-xs wrap-anywhere text-text">{said}</p>
        }
    };
    view! { <Alert tone=Tone::Danger title=title>{meaning} {test.detail.map(said)}</Alert> }.into_any()
}
