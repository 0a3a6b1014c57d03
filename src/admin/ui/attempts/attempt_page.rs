//! One attempt: everything that is known of it.

use super::{list::Attempts, word};
use crate::{
    admin::{
        rpc,
        ui::{
            models::model_address,
            staff_only::{StaffOnly, seen},
            word::provider,
        },
    },
    i18n::{coins_in_words, count, date_time, digits, td_string, use_locale},
    kernel::{AppError, id::AttemptId},
    kit::{Badge, Card, CopyButton, Icon, PageBody, PageHeader, Skeleton, Stat, Tone},
    run::{
        record::{AttemptDetail, AttemptEntry, encoded},
        ui::{RunStateBadge, run_kind_label},
    },
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/admin/attempts/{id}`
#[component]
pub fn AttemptPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let attempt = Resource::new(move || id.get(), async |id| seen(load(&id).await));
    view! {
        <PageBody class="group max-w-6xl">
            <StaffOnly resource=attempt skeleton=Shape let:attempt>
                <Whole attempt=attempt />
            </StaffOnly>
        </PageBody>
    }
}

/// What is no id names nothing, which the server says: to staff only.
async fn load(id: &str) -> Result<AttemptDetail, AppError> {
    rpc::get_attempt(id.parse().unwrap_or(AttemptId(uuid::Uuid::nil()))).await
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <div class="flex flex-col gap-6">
            <Skeleton class="h-16 rounded-lg" />
            <Skeleton class="h-28 rounded-lg" />
            <Skeleton class="h-72 rounded-lg" />
        </div>
    }
}

#[component]
fn Whole(attempt: AttemptDetail) -> impl IntoView {
    let l = use_locale();
    let (words, tone) = word::outcome(l, &attempt.entry.outcome);
    let title = match attempt.entry.provider.as_str() {
        "" => td_string!(l, insight.provider_lost).to_owned(),
        id => td_string!(l, insight.detail_title, provider = provider(l, id)),
    };
    let (times, facts, money) = (attempt.entry.clone(), attempt.clone(), attempt.clone());
    let others = attempt.others;
    view! {
        <div class="flex flex-col gap-6">
            <a href="/admin/attempts" class="flex min-h-10 items-center gap-2 self-start text-sm text-muted hover:text-text">
                <Icon icon=i::LuArrowLeft flip=true class="size-4.5" />
                {td_string!(l, insight.back)}
            </a>
            <PageHeader title=title lead=date_time(l, attempt.entry.created_at)>
                <Badge tone=tone>{words}</Badge>
            </PageHeader>
            <Times attempt=times />
            {attempt.entry.detail.filter(|said| !said.is_empty()).map(|said| view! { <Said said=said /> })}
            <div class="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
                <Facts attempt=facts />
                <Money attempt=money />
            </div>
            {attempt.usage.map(|usage| view! { <Report usage=usage /> })}
            {(!others.is_empty())
                .then(|| {
                    view! {
                        <Card title=td_string!(l, insight.others_title) flush=true class="min-w-0">
                            <Attempts rows=Signal::stored(others) />
                        </Card>
                    }
                })}
        </div>
    }
}

#[component]
fn Times(attempt: AttemptEntry) -> impl IntoView {
    let l = use_locale();
    let time = move |ms: Option<i64>| ms.map_or_else(|| "–".to_owned(), |ms| word::milliseconds(l, ms));
    view! {
        <section aria-label=td_string!(l, insight.times_title) class="grid grid-cols-2 gap-3 sm:grid-cols-3 sm:gap-4 max-sm:[&>*]:p-4 max-sm:[&_dl+span]:hidden max-sm:[&>:last-child]:col-span-2">
            <Stat
                label=td_string!(l, insight.time_begun)
                value=time(attempt.begun_ms)
                hint=td_string!(l, insight.time_begun_hint)
                icon=i::LuPlugZap
                tone=Tone::Accent
            />
            <Stat label=td_string!(l, insight.time_output) value=time(attempt.first_output_ms) icon=i::LuTextCursor tone=Tone::Accent />
            <Stat label=td_string!(l, insight.time_total) value=time(Some(attempt.total_ms)) icon=i::LuTimer />
        </section>
    }
}

/// What the provider said of a failure, in its own direction.
#[component]
fn Said(said: String) -> impl IntoView {
    let l = use_locale();
    view! {
        <Card title=td_string!(l, insight.error_title) lead=td_string!(l, insight.error_lead)>
            <p dir="auto" data-part="said" class="rounded-md bg-sunken px-4 py-3 font-mono text-sm wrap-anywhere">{said}</p>
        </Card>
    }
}

/// A name and what it names.
fn fact(name: &'static str, value: impl IntoView + 'static) -> AnyView {
    view! {
        <div class="min-w-0">
            <dt class="text-xs text-muted">{name}</dt>
            <dd class="mt-0.5 min-w-0 text-sm wrap-anywhere">{value.into_any()}</dd>
        </div>
    }
    .into_any()
}

const LINK: &str = "text-primary-text underline-offset-4 hover:underline";

#[component]
fn Facts(attempt: AttemptDetail) -> impl IntoView {
    let l = use_locale();
    let AttemptDetail { entry, model_name, .. } = attempt;
    let code = |text: String| view! { <bdi dir="ltr" class="font-mono text-xs">{text}</bdi> };
    let maybe = move |text: Option<String>| match text {
        Some(text) => code(text).into_any(),
        None => view! { <span class="text-muted">{td_string!(l, insight.not_told)}</span> }.into_any(),
    };
    let request = entry.request_id.clone().map(|id| view! { <CopyButton text=id /> });
    let status = entry.status.map(|status| fact(td_string!(l, insight.status), digits(l, &status.to_string())));
    let person = view! {
        <a href=format!("/admin/users?q={}", encoded(&entry.email)) class=LINK>
            <bdi dir="ltr">{entry.email.clone()}</bdi>
        </a>
    };
    let run = view! {
        <p>{run_kind_label(l, &entry.kind)}</p>
        <p>{code(entry.run.to_string())}</p>
        <a href=format!("/admin/attempts?q={}", entry.run) class=LINK>{td_string!(l, insight.run_attempts)}</a>
    };
    let model = view! {
        <a href=model_address(&entry.model) class=LINK>
            <bdi>{model_name}</bdi>
        </a>
        <p>{code(entry.model.clone())}</p>
    };
    let whose = match entry.provider.as_str() {
        "" => view! { <span class="text-muted">{td_string!(l, insight.provider_lost)}</span> }.into_any(),
        id => view! { <a href=format!("/admin/providers/{}", encoded(id)) class=LINK>{provider(l, id)}</a> }.into_any(),
    };
    view! {
        <Card title=td_string!(l, insight.what_title)>
            <dl class="grid gap-x-6 gap-y-5 sm:grid-cols-2">
                {fact(td_string!(l, insight.person), person)}
                {fact(td_string!(l, insight.provider), whose)}
                {fact(td_string!(l, insight.run), run)}
                {fact(td_string!(l, insight.model), model)}
                {fact(td_string!(l, insight.run_state), view! { <RunStateBadge state=entry.state /> })}
                {fact(td_string!(l, insight.model_asked), code(entry.model_asked.clone()))}
                {fact(td_string!(l, insight.attempt_number), count(l, entry.number))}
                {fact(td_string!(l, insight.model_served), maybe(entry.model_served.clone()))}
                {status}
                {fact(
                    td_string!(l, insight.request_id),
                    view! {
                        <div class="flex min-w-0 items-center gap-1">
                            <span class="min-w-0">{maybe(entry.request_id)}</span>
                            {request}
                        </div>
                    },
                )}
            </dl>
        </Card>
    }
}

#[component]
fn Money(attempt: AttemptDetail) -> impl IntoView {
    let l = use_locale();
    let source = match attempt.entry.cost_source.as_str() {
        "provider" => td_string!(l, insight.source_provider),
        "table" => td_string!(l, insight.source_table),
        _ => td_string!(l, insight.source_unknown),
    };
    let cost = match attempt.entry.cost_usd {
        Some(usd) => view! { <p class="text-base font-semibold" title=usd.clone()>{word::usd(l, &usd)}</p> }.into_any(),
        None => view! { <p class="text-base font-semibold">{td_string!(l, insight.cost_unknown)}</p> }.into_any(),
    };
    let cost = view! {
        {cost}
        <p class="text-xs text-muted">{source}</p>
    };
    let number = move |tokens: Option<i64>| tokens.map_or_else(|| "–".to_owned(), |tokens| count(l, tokens));
    let (input, output) = (number(attempt.input_tokens), number(attempt.output_tokens));
    let tokens = view! {
        <p>{td_string!(l, insight.tokens_of, input = input, output = output)}</p>
        {attempt.estimated.then(|| view! { <p class="text-xs text-muted">{td_string!(l, insight.tokens_estimated)}</p> })}
    };
    view! {
        <Card title=td_string!(l, insight.money_title)>
            <dl class="flex flex-col gap-5">
                {fact(td_string!(l, insight.cost), cost)}
                {fact(td_string!(l, insight.charged_label), coins_in_words(l, attempt.entry.charged))}
                {fact(td_string!(l, insight.quote), coins_in_words(l, attempt.quote))}
                {fact(td_string!(l, insight.tokens), tokens)}
            </dl>
        </Card>
    }
}

/// What the provider says was used, as it says it.
#[component]
fn Report(usage: String) -> impl IntoView {
    let l = use_locale();
    let read: Option<serde_json::Value> = serde_json::from_str(&usage).ok();
    let shown = read.and_then(|json| serde_json::to_string_pretty(&json).ok()).unwrap_or(usage);
    view! {
        <Card title=td_string!(l, insight.usage_title) lead=td_string!(l, insight.usage_lead)>
            <pre dir="ltr" tabindex="0" class="max-h-96 overflow-auto rounded-md bg-sunken px-4 py-3 font-mono text-xs">{shown}</pre>
        </Card>
    }
}
