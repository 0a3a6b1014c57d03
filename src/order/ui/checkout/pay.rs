//! What it comes to, and the one button.

use super::desk::Desk;
use crate::{
    i18n::{cash, coins_in_words, td_string, use_locale},
    kernel::Cash,
    kit::{Button, ButtonSize, ButtonVariant, Card, Icon},
    order::model::Gateway,
};
use icondata as i;
use leptos::prelude::*;

/// The sum and the button that pays it.
#[component]
pub(super) fn Sum(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let sum = Memo::new(move |_| desk.sum());
    let off = move || {
        let discount = sum.with(|sum| sum.discount);
        (discount.amount_minor > 0).then(|| view! {
            <div class="flex items-baseline justify-between gap-4 text-success">
                <dt>{td_string!(l, order.discount)}</dt>
                <dd class="figures"><bdi data-part="discount">{cash(l, Cash::new(-discount.amount_minor, discount.currency))}</bdi></dd>
            </div>
        })
    };
    let next = move || match desk.gateway.get() {
        Gateway::Zarinpal => td_string!(l, order.next_zarinpal),
        Gateway::Stripe => td_string!(l, order.next_stripe),
        Gateway::Card => td_string!(l, order.next_card),
    };
    let waits = Signal::derive(move || desk.is_pricing());
    view! {
        <div class="min-w-0 lg:sticky lg:top-8">
            <Card title=td_string!(l, order.summary)>
                <dl class="flex flex-col gap-2.5 text-sm" aria-live="polite">
                    <div class="flex items-baseline justify-between gap-4">
                        <dt class="text-muted">{td_string!(l, order.you_get)}</dt>
                        <dd class="figures font-medium">{move || coins_in_words(l, sum.with(|sum| sum.coins))}</dd>
                    </div>
                    <div class="flex items-baseline justify-between gap-4">
                        <dt class="text-muted">{td_string!(l, order.subtotal)}</dt>
                        <dd class="figures"><bdi>{move || cash(l, sum.with(|sum| sum.subtotal))}</bdi></dd>
                    </div>
                    {off}
                    <div class="mt-1 flex items-baseline justify-between gap-4 border-t border-line pt-3 text-lg font-bold">
                        <dt>{td_string!(l, order.total)}</dt>
                        <dd class="figures"><bdi data-part="total">{move || cash(l, sum.with(|sum| sum.total))}</bdi></dd>
                    </div>
                </dl>
                <Button
                    kind="submit"
                    variant=ButtonVariant::Primary
                    size=ButtonSize::Large
                    busy=desk.is_busy
                    disabled=waits
                    class="mt-5 w-full whitespace-normal!"
                    attr:data-action="pay"
                >
                    {move || desk.action(l)}
                </Button>
                <p class="mt-3 flex items-start gap-2 text-xs text-muted">
                    <Icon icon=i::LuInfo class="mt-0.5 size-4" />
                    <span>{next}</span>
                </p>
            </Card>
        </div>
    }
}
