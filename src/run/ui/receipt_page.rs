//! The receipt of one run: what it was, what it cost, where its output is.

use super::{RunStateBadge, run_kind_label};
use crate::{
    i18n::{coins_in_words, count, date_time, td_string, use_locale},
    kernel::AppError,
    kit::{ButtonSize, ButtonVariant, Card, Icon, LinkButton, Loaded, PageBody, PageHeader, Skeleton},
    run::{model::RecentRun, rpc::get_receipt},
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/app/runs/{id}`
#[component]
pub fn ReceiptPage() -> impl IntoView {
    let l = use_locale();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let receipt = Resource::new(move || id.get(), async |id| load(&id).await);
    view! {
        <PageBody class="max-w-3xl">
            <a href="/app/wallet" class="flex min-h-10 items-center gap-2 self-start text-sm text-muted hover:text-text">
                <Icon icon=i::LuArrowLeft flip=true class="size-4.5" />
                {td_string!(l, billing.wallet_title)}
            </a>
            <PageHeader title=td_string!(l, run.receipt_title) lead=td_string!(l, run.receipt_lead) />
            <Loaded resource=receipt skeleton=|| view! { <Skeleton class="h-72 rounded-lg" /> } let:receipt>
                <Receipt receipt=receipt />
            </Loaded>
        </PageBody>
    }
}

/// What is no id names nothing.
async fn load(id: &str) -> Result<RecentRun, AppError> {
    get_receipt(id.parse().map_err(|_| AppError::NotFound)?).await
}

#[component]
fn Receipt(receipt: RecentRun) -> impl IntoView {
    let l = use_locale();
    let RecentRun { run, model_name, page } = receipt;
    let tokens = |tokens: Option<i64>| tokens.map_or_else(|| "–".to_owned(), |tokens| count(l, tokens));
    let ended = run.finished_at.map_or_else(|| "–".to_owned(), |at| date_time(l, at));
    let cost = if run.state.is_final() { coins_in_words(l, run.coin_cost) } else { "–".to_owned() };
    let facts = [
        (td_string!(l, run.receipt_cost), cost),
        (td_string!(l, run.receipt_quote), coins_in_words(l, run.quote)),
        (td_string!(l, run.receipt_model), model_name),
        (td_string!(l, run.receipt_began), date_time(l, run.created_at)),
        (td_string!(l, run.receipt_ended), ended),
        (td_string!(l, run.receipt_input), tokens(run.input_tokens)),
        (td_string!(l, run.receipt_output), tokens(run.output_tokens)),
    ];
    let fact = |(name, value): (&'static str, String)| {
        view! {
            <div class="min-w-0">
                <dt class="text-xs text-muted">{name}</dt>
                <dd class="figures mt-0.5 text-sm font-medium wrap-anywhere">
                    <bdi>{value}</bdi>
                </dd>
            </div>
        }
    };
    let output = page.map(|page| {
        view! {
            <LinkButton href=page size=ButtonSize::Small variant=ButtonVariant::Primary icon=i::LuMessagesSquare attr:data-action="output">
                {td_string!(l, run.receipt_open)}
            </LinkButton>
        }
    });
    let (id, shown) = (run.id.to_string(), run.id.to_string());
    view! {
        <Card>
            <div class="flex flex-col gap-5" data-run=id>
                <div class="flex flex-wrap items-center justify-between gap-3">
                    <p class="flex flex-wrap items-center gap-3 font-semibold">
                        {run_kind_label(l, &run.kind)} <RunStateBadge state=run.state />
                    </p>
                    {output}
                </div>
                <dl class="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3">{facts.map(fact)}</dl>
                <p class="text-xs text-muted wrap-anywhere">
                    <bdi dir="ltr" class="font-mono">{shown}</bdi>
                </p>
            </div>
        </Card>
    }
}
