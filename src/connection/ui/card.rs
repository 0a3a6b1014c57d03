//! One provider in the list: what is known of it, and whether it answers.

use super::{outcome::Outcome, word};
use crate::{
    connection::{
        input::ConnectionProbe,
        model::{Connection, ProviderTest},
        rpc,
    },
    i18n::{count, td_string, use_locale},
    kernel::AppError,
    kit::{Badge, Button, ButtonSize, Icon, LinkButton},
};
use icondata as i;
use leptos::prelude::*;

/// A provider with its connection test.
#[component]
pub(super) fn ProviderCard(connection: Connection) -> impl IntoView {
    let l = use_locale();
    let id = StoredValue::new(connection.id.clone());
    let name = word::name(l, &connection);
    let (whose, opened) = (name.clone(), name.clone());
    let href = format!("/admin/providers/{}", connection.id);
    let row = RwSignal::new(connection);
    let test = Action::new(move |(): &()| test(id.get_value(), row));
    let busy = test.pending();
    let words = move || match (busy.get(), test.value().with(Option::is_some)) {
        (true, _) => td_string!(l, connection.test_running),
        (false, true) => td_string!(l, connection.test_again),
        (false, false) => td_string!(l, connection.test),
    };
    view! {
        <section data-connection=id.get_value() class="flex w-full min-w-0 flex-col gap-5 rounded-lg border border-line bg-surface p-5 shadow-low md:p-6">
            {move || view! { <Head name=name.clone() connection=row.get() /> }}
            {move || view! { <Facts connection=row.get() /> }}
            <div class="mt-auto flex flex-col gap-4">
                <div class="empty:hidden" aria-live="polite">
                    {move || (!busy.get()).then(|| test.value().get().map(|outcome| view! { <Outcome outcome=outcome /> }))}
                </div>
                <div class="flex flex-wrap gap-3">
                    <LinkButton href=href size=ButtonSize::Small icon=i::LuSettings2>
                        {td_string!(l, connection.open)} <span class="sr-only">{opened}</span>
                    </LinkButton>
                    <Button
                        size=ButtonSize::Small
                        icon=i::LuPlugZap
                        busy=busy
                        on:click=move |_| {
                            test.dispatch(());
                        }
                    >
                        {words}
                        <span class="sr-only">{whose}</span>
                    </Button>
                </div>
            </div>
        </section>
    }
}

/// Tests the connection; a test may have brought models or ended a refusal, so the facts are read again.
async fn test(id: String, row: RwSignal<Connection>) -> Result<ProviderTest, AppError> {
    let outcome = rpc::test_connection(id.clone(), ConnectionProbe::default()).await;
    if let Ok(detail) = rpc::get_connection(id).await {
        row.try_set(detail.connection);
    }
    outcome
}

#[component]
fn Head(name: String, connection: Connection) -> impl IntoView {
    let l = use_locale();
    let (state, tone) = word::state(l, &connection);
    let key = word::key(l, &connection);
    let address = connection.base_url.unwrap_or_default();
    view! {
        <header class="flex items-start gap-3">
            <span class="inline-flex rounded-md bg-primary-soft p-2.5 text-primary-text">
                <Icon icon=i::LuPlug />
            </span>
            <div class="min-w-0 flex-1">
                <h3 class="font-semibold"><bdi>{name}</bdi></h3>
                <bdi dir="ltr" class="block font-mono text-xs wrap-anywhere text-muted rtl:text-end">{address}</bdi>
                <p class="mt-1 flex items-center gap-1.5 text-xs text-muted">
                    <Icon icon=i::LuKeyRound class="size-3.5" />
                    {key}
                </p>
            </div>
            <Badge tone=tone>{state}</Badge>
        </header>
    }
}

#[component]
fn Facts(connection: Connection) -> impl IntoView {
    let l = use_locale();
    let (failed, colour) = word::failures(l, connection.failed, connection.attempts);
    let fact = |name: &'static str, value: String, colour: &'static str| {
        view! {
            <div class="flex min-w-0 flex-1 flex-col-reverse justify-end px-4 first:ps-0 last:pe-0">
                <dt class="text-xs text-muted">{name}</dt>
                <dd class=format!("text-lg font-semibold {colour}")>{value}</dd>
            </div>
        }
    };
    let left = connection.balance.and_then(|balance| balance.remaining_usd).map(|left| word::dollars(l, &left));
    let low = if connection.is_low { "text-danger" } else { "" };
    view! {
        <dl class="flex divide-x divide-line">
            {fact(td_string!(l, connection.fact_models), count(l, connection.models), "")}
            {fact(td_string!(l, connection.fact_attempts), count(l, connection.attempts), "")}
            {fact(td_string!(l, connection.fact_failed), failed, colour)}
            {left.map(|left| fact(td_string!(l, connection.balance), left, low))}
        </dl>
    }
}
