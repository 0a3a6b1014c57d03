//! Money that went back, and sending some.

use super::order_page::Desk;
use crate::{
    i18n::{Locale, cash, coins_in_words, date_time, td_string, use_locale},
    kernel::{AppError, Cash, FieldProblem, typed, valid::Check},
    kit::{Alert, Badge, Button, ButtonSize, ButtonVariant, Card, Checkbox, Dialog, Form, Input, TextArea, Tone},
    order::{
        model::{Gateway, OrderState},
        rpc,
        staff::{NewRefund, OrderFile, Refund},
        ui::word,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// What of an order is still with us.
fn left(file: &OrderFile) -> Cash {
    let order = &file.order.order;
    Cash::new(order.total.amount_minor - order.refunded.amount_minor, order.total.currency)
}

/// The refunds so far, and the button for another.
#[component]
pub(super) fn Refunds(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let open = RwSignal::new(false);
    let refunds = Memo::new(move |_| desk.file.with(|file| file.refunds.clone()));
    let may = Memo::new(move |_| {
        desk.file.with(|file| {
            matches!(file.order.order.state, OrderState::Fulfilled | OrderState::Disputed)
                && left(file).amount_minor > 0
        })
    });
    let list = move || {
        let refunds = refunds.get();
        if refunds.is_empty() {
            return view! { <p class="text-sm text-muted">{td_string!(l, order.no_refunds)}</p> }.into_any();
        }
        view! { <ul class="flex flex-col divide-y divide-line">{refunds.into_iter().map(|refund| view! { <Entry refund=refund /> }).collect_view()}</ul> }
            .into_any()
    };
    let button = move || {
        may.get().then(|| view! {
            <Button size=ButtonSize::Small icon=i::LuUndo2 class="mt-4" attr:data-action="refund" on:click=move |_| open.set(true)>
                {td_string!(l, order.refund)}
            </Button>
        })
    };
    view! {
        <Card title=td_string!(l, order.refunds)>
            {list}
            {button}
        </Card>
        <Dialog open=open id="refund" title=td_string!(l, order.refund_title)>
            <NewRefundForm desk=desk open=open />
        </Dialog>
    }
}

fn state(l: Locale, state: &str) -> (&'static str, Tone) {
    match state {
        "done" => (td_string!(l, order.refund_done), Tone::Success),
        "failed" => (td_string!(l, order.refund_failed), Tone::Danger),
        "unknown" => (td_string!(l, order.refund_unknown), Tone::Warning),
        _ => (td_string!(l, order.refund_asked), Tone::Neutral),
    }
}

#[component]
fn Entry(refund: Refund) -> impl IntoView {
    let l = use_locale();
    let (words, tone) = state(l, &refund.state);
    view! {
        <li class="flex flex-col gap-1 py-3 text-sm first:pt-0">
            <div class="flex flex-wrap items-center justify-between gap-2">
                <bdi class="figures font-medium">{cash(l, refund.amount)}</bdi>
                <Badge tone=tone>{words}</Badge>
            </div>
            <p class="wrap-anywhere"><bdi>{refund.reason}</bdi></p>
            <p class="text-xs text-muted">
                {td_string!(l, order.coins_taken, coins = coins_in_words(l, refund.coins))} " · "
                <time datetime=refund.created_at.to_string()>{date_time(l, refund.created_at)}</time>
            </p>
        </li>
    }
}

/// Whether the gateway can be asked to send so much back.
fn can_ask(gateway: Gateway, amount: i64, total: i64) -> bool {
    match gateway {
        Gateway::Stripe => true,
        Gateway::Zarinpal => amount == total,
        Gateway::Card => false,
    }
}

#[component]
fn NewRefundForm(desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    let l = use_locale();
    let (left, gateway, total) =
        desk.file.with_untracked(|file| (left(file), file.order.order.gateway, file.order.order.total));
    let amount = RwSignal::new(typed::of_cash(left));
    let (reason, by_hand) = (RwSignal::new(String::new()), RwSignal::new(gateway == Gateway::Card));
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let read = move || typed::cash(&amount.get(), left.currency).map(|cash| cash.amount_minor);
    let asks = move || read().is_some_and(|minor| can_ask(gateway, minor, total.amount_minor));
    let send = move |()| {
        let mut check = Check::new();
        let minor = untrack(read);
        if minor.is_none() {
            check.wrong("amount_minor", FieldProblem::Number);
        }
        if reason.with_untracked(|reason| reason.trim().is_empty()) {
            check.wrong("reason", FieldProblem::Required);
        }
        if let Err(wrong) = check.done() {
            return error.set(Some(wrong));
        }
        let input = NewRefund { amount_minor: minor, reason: reason.get_untracked(), by_hand: by_hand.get_untracked() };
        error.set(None);
        is_busy.set(true);
        spawn_local(async move {
            let answer = rpc::refund_order(desk.id(), input).await;
            let _ = is_busy.try_set(false);
            match answer {
                Ok(file) => {
                    let _ = open.try_set(false);
                    desk.toasts.success(td_string!(desk.language, order.refund_sent));
                    desk.take(file);
                }
                Err(wrong) => {
                    // The gateway said no: that is a line of the history now.
                    desk.reload();
                    drop(error.try_set(Some(wrong)));
                }
            }
        });
    };
    let unit = word::currency(l, left.currency);
    let how = move || match (asks(), by_hand.get()) {
        (_, true) => td_string!(l, order.refund_by_hand_body),
        (true, false) => td_string!(l, order.refund_gateway_body),
        (false, false) => td_string!(l, order.refund_cannot_body),
    };
    view! {
        <Form on_submit=Callback::new(send) error=error>
            <Input
                name="amount_minor"
                label=td_string!(l, order.refund_amount, unit = unit)
                hint=td_string!(l, order.refund_left, amount = cash(l, left))
                value=amount
                inputmode="decimal"
                autocomplete="off"
                ltr=true
            />
            <TextArea name="reason" label=td_string!(l, order.reason) hint=td_string!(l, order.refund_reason_hint) value=reason rows=2 />
            <div>
                <Checkbox name="by_hand" label=td_string!(l, order.by_hand) checked=by_hand />
                <word::Wrong name="by_hand" />
            </div>
            <Alert tone=Tone::Warning>
                <p>{how}</p>
                <p class="mt-1">{td_string!(l, order.refund_coins_body)}</p>
            </Alert>
            <div class="flex flex-wrap justify-end gap-3">
                <Button on:click=move |_| open.set(false)>{td_string!(l, kit.cancel)}</Button>
                <Button variant=ButtonVariant::Danger kind="submit" busy=is_busy>{td_string!(l, order.refund)}</Button>
            </div>
        </Form>
    }
}
