//! What happened to an order, step by step.

use super::order_page::Desk;
use crate::{
    i18n::{Locale, date_time, td_string, use_locale},
    kit::{Card, Icon},
    order::staff::Step,
};
use icondata as i;
use leptos::prelude::*;

/// The steps, the newest last, beside a line.
#[component]
pub(super) fn History(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let steps = Memo::new(move |_| desk.file.with(|file| file.steps.clone()));
    view! {
        <Card title=td_string!(l, order.history)>
            <ol class="flex flex-col" data-part="history">{move || steps.get().into_iter().map(|step| view! { <Entry step=step /> }).collect_view()}</ol>
        </Card>
    }
}

#[component]
fn Entry(step: Step) -> impl IntoView {
    let l = use_locale();
    let (words, icon, colour) = words(l, &step.step);
    let detail = step.detail.map(|detail| detail_words(l, detail));
    let at = step.at;
    view! {
        <li class="group relative flex gap-3 pb-5 last:pb-0" data-step=step.step>
            <span class="absolute inset-y-0 start-4 w-px bg-line group-last:hidden" aria-hidden="true"></span>
            <span class=format!("relative inline-flex size-8 shrink-0 items-center justify-center rounded-full {colour}")>
                <Icon icon=icon class="size-4" />
            </span>
            <div class="min-w-0 flex-1 pt-1 text-sm">
                <p class="font-medium">{words}</p>
                {detail.map(|detail| view! { <p class="mt-0.5 text-muted wrap-anywhere"><bdi>{detail}</bdi></p> })}
                <p class="mt-0.5 text-xs text-muted">
                    <time datetime=at.to_string()>{date_time(l, at)}</time>
                    {step.author.map(|author| view! { " · " <bdi dir="ltr">{author}</bdi> })}
                </p>
            </div>
        </li>
    }
}

const PLAIN: &str = "bg-sunken text-muted";
const GOOD: &str = "bg-success-soft text-success";
const BAD: &str = "bg-danger-soft text-danger";
const LOOK: &str = "bg-warning-soft text-warning";

/// A step in words; one that this page does not know goes by its name.
fn words(l: Locale, step: &str) -> (String, icondata::Icon, &'static str) {
    let (words, icon, colour) = match step {
        "made" => (td_string!(l, order.step_made), i::LuShoppingBag, PLAIN),
        "paid" => (td_string!(l, order.step_paid), i::LuBanknote, GOOD),
        "fulfilled" => (td_string!(l, order.step_fulfilled), i::LuCoins, GOOD),
        "receipt" => (td_string!(l, order.step_receipt_came), i::LuImage, LOOK),
        "receipt_seconded" => (td_string!(l, order.step_seconded), i::LuCheck, LOOK),
        "receipt_approved" => (td_string!(l, order.step_approved), i::LuCheck, GOOD),
        "receipt_rejected" => (td_string!(l, order.step_rejected), i::LuCircleX, BAD),
        "cancelled" => (td_string!(l, order.step_cancelled), i::LuBan, PLAIN),
        "expired" => (td_string!(l, order.step_expired), i::LuClock, PLAIN),
        "not_paid" => (td_string!(l, order.step_not_paid), i::LuBan, PLAIN),
        "gateway_failed" => (td_string!(l, order.step_gateway_failed), i::LuCircleAlert, BAD),
        "refund" => (td_string!(l, order.step_refund), i::LuUndo2, LOOK),
        "refund_failed" => (td_string!(l, order.step_refund_failed), i::LuCircleAlert, BAD),
        "declined" => (td_string!(l, order.step_declined), i::LuCircleX, BAD),
        "by_hand" => (td_string!(l, order.step_by_hand), i::LuHand, LOOK),
        "disputed" => (td_string!(l, order.step_disputed), i::LuShieldAlert, BAD),
        "dispute_won" => (td_string!(l, order.step_dispute_won), i::LuCheck, GOOD),
        "dispute_lost" => (td_string!(l, order.step_dispute_lost), i::LuCircleX, BAD),
        "problem" => (td_string!(l, order.step_problem), i::LuTriangleAlert, BAD),
        other => return (other.to_owned(), i::LuCircle, PLAIN),
    };
    (words.to_owned(), icon, colour)
}

/// What the server says by itself; what people and gateways wrote stays as it is.
fn detail_words(l: Locale, detail: String) -> String {
    let known = match detail.as_str() {
        "nothing was due" => td_string!(l, order.how_free),
        "an event of Stripe's" => td_string!(l, order.how_event),
        "asked Stripe" => td_string!(l, order.how_asked),
        "verified at Zarinpal" => td_string!(l, order.how_verified),
        "a receipt that staff approved" => td_string!(l, order.how_receipt),
        "automatic" => td_string!(l, order.how_automatic),
        "the kept card" => td_string!(l, order.how_kept_card),
        "no such payment" => td_string!(l, order.how_no_payment),
        "the gateway names another amount" => td_string!(l, order.how_other_amount),
        "the gateway names another order for this payment" => td_string!(l, order.how_other_order),
        _ => return detail,
    };
    known.to_owned()
}
