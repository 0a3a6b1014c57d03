//! What an order is made of, and what it comes to.

use super::word;
use crate::{
    i18n::{cash, coins_in_words, duration, td_string, use_locale},
    kernel::Cash,
    order::model::Order,
};
use leptos::prelude::*;

const DAY_S: i64 = 86_400;

/// Lines, what came off, and the sum.
#[component]
pub(super) fn Bill(order: Order) -> impl IntoView {
    let l = use_locale();
    let line = |line: crate::order::model::OrderLine| {
        let lasts = match line.expires_days {
            Some(days) => td_string!(l, order.lasts, days = duration(l, days.saturating_mul(DAY_S))),
            None if line.is_plan => td_string!(l, order.lasts_month).to_owned(),
            None => td_string!(l, order.lasts_forever).to_owned(),
        };
        view! {
            <li class="flex items-start justify-between gap-4">
                <div class="min-w-0">
                    <p class="font-medium wrap-anywhere">{word::line_name(l, &line)}</p>
                    <p class="text-xs text-muted">{coins_in_words(l, line.coins)} " · " {lasts}</p>
                </div>
                <bdi class="figures shrink-0">{cash(l, Cash::new(line.unit.amount_minor.saturating_mul(line.quantity), line.unit.currency))}</bdi>
            </li>
        }
    };
    let minus = |amount: Cash| cash(l, Cash::new(amount.amount_minor.saturating_neg(), amount.currency));
    let odd = order.subtotal.amount_minor - order.discount.amount_minor - order.total.amount_minor;
    let code = order.discount_code.clone().map(|code| view! { " " <bdi class="font-mono text-xs">{code}</bdi> });
    view! {
        <ul class="flex flex-col gap-3 text-sm">{order.lines.into_iter().map(line).collect_view()}</ul>
        <dl class="mt-4 flex flex-col gap-2 border-t border-line pt-4 text-sm">
            {(order.discount.amount_minor > 0).then(|| view! {
                <Row name=move || view! { {td_string!(l, order.discount)} {code} } amount=minus(order.discount) />
            })}
            {(odd > 0).then(|| view! {
                <Row name=move || td_string!(l, order.odd) amount=minus(Cash::new(odd, order.total.currency)) />
            })}
            <div class="flex items-baseline justify-between gap-4 text-base font-semibold">
                <dt>{td_string!(l, order.total)}</dt>
                <dd class="figures"><bdi>{cash(l, order.total)}</bdi></dd>
            </div>
            {(order.refunded.amount_minor > 0).then(|| view! {
                <Row name=move || td_string!(l, order.refunded) amount=minus(order.refunded) />
            })}
        </dl>
    }
}

#[component]
fn Row(#[prop(into)] name: ViewFnOnce, amount: String) -> impl IntoView {
    view! {
        <div class="flex items-baseline justify-between gap-4">
            <dt class="text-muted">{name.run()}</dt>
            <dd class="figures shrink-0 whitespace-nowrap"><bdi>{amount}</bdi></dd>
        </div>
    }
}
