//! Orders in words.

use crate::{
    i18n::{Locale, count, digits, field_text, language, td_string, use_locale},
    kernel::{Cash, Currency, locale::Language},
    kit::{Badge, FormErrors, Icon, Tone},
    order::model::{Gateway, Order, OrderLine, OrderState, ReceiptState},
};
use icondata as i;
use leptos::prelude::*;

/// Links in running text.
pub(super) const LINK: &str = "text-primary-text underline-offset-4 hover:underline";

/// How far an order is, with its colour and sign.
pub(super) fn state(l: Locale, state: OrderState) -> (&'static str, Tone, icondata::Icon) {
    match state {
        OrderState::Created | OrderState::Pending => {
            (td_string!(l, order.state_pending), Tone::Warning, i::LuHourglass)
        }
        OrderState::Paid => (td_string!(l, order.state_paid), Tone::Primary, i::LuBanknote),
        OrderState::Fulfilled => (td_string!(l, order.state_fulfilled), Tone::Success, i::LuCheck),
        OrderState::Expired => (td_string!(l, order.state_expired), Tone::Neutral, i::LuClock),
        OrderState::Cancelled => (td_string!(l, order.state_cancelled), Tone::Neutral, i::LuBan),
        OrderState::Refunded => (td_string!(l, order.state_refunded), Tone::Neutral, i::LuUndo2),
        OrderState::Disputed => (td_string!(l, order.state_disputed), Tone::Danger, i::LuShieldAlert),
    }
}

/// How far a receipt is; none while nothing was sent.
pub(super) fn receipt(l: Locale, state: ReceiptState) -> Option<(&'static str, Tone, icondata::Icon)> {
    match state {
        ReceiptState::Awaited | ReceiptState::Approved => None,
        ReceiptState::Submitted => Some((td_string!(l, order.receipt_submitted), Tone::Accent, i::LuEye)),
        ReceiptState::Seconded => Some((td_string!(l, order.receipt_seconded), Tone::Accent, i::LuEye)),
        ReceiptState::Rejected => Some((td_string!(l, order.receipt_rejected), Tone::Danger, i::LuCircleX)),
    }
}

/// A sign for how far an order is; while money is awaited, its receipt says more.
#[component]
pub(super) fn OrderBadge(
    /// How far the order is.
    state: OrderState,
    /// How its receipt stands.
    receipt: Option<ReceiptState>,
) -> impl IntoView {
    let l = use_locale();
    let of_receipt = receipt.and_then(|state| self::receipt(l, state));
    let still_open = state.is_open() || matches!(receipt, Some(ReceiptState::Submitted | ReceiptState::Seconded));
    let paid = matches!(state, OrderState::Paid | OrderState::Fulfilled | OrderState::Refunded | OrderState::Disputed);
    let (words, tone, icon) = of_receipt.filter(|_| still_open && !paid).unwrap_or_else(|| self::state(l, state));
    view! {
        <Badge tone=tone>
            <Icon icon=icon class="size-3.5" />
            {words}
        </Badge>
    }
}

/// A gateway's name.
pub(super) fn gateway(l: Locale, gateway: Gateway) -> &'static str {
    match gateway {
        Gateway::Zarinpal => td_string!(l, order.gateway_zarinpal),
        Gateway::Stripe => td_string!(l, order.gateway_stripe),
        Gateway::Card => td_string!(l, order.gateway_card),
    }
}

/// A gateway's sign.
pub(super) fn sign(gateway: Gateway) -> icondata::Icon {
    match gateway {
        Gateway::Zarinpal => i::LuLandmark,
        Gateway::Stripe => i::LuCreditCard,
        Gateway::Card => i::LuReceipt,
    }
}

/// A currency's name.
pub(super) fn currency(l: Locale, currency: Currency) -> &'static str {
    match currency {
        Currency::Irr => td_string!(l, order.currency_irr),
        Currency::Usd => td_string!(l, order.currency_usd),
        Currency::Eur => td_string!(l, order.currency_eur),
    }
}

/// The name of a line, in the reader's language.
pub(super) fn line_name(l: Locale, line: &OrderLine) -> String {
    let name = match language(l) {
        Language::Fa => line.name_fa.clone(),
        Language::En => line.name_en.clone(),
    };
    match line.quantity {
        1 => name,
        quantity => td_string!(l, order.times, number = count(l, quantity), name = name),
    }
}

/// What an order is about, in a few words.
pub(super) fn order_name(l: Locale, order: &Order) -> String {
    order.lines.first().map_or_else(String::new, |line| line_name(l, line))
}

/// The last letters of an order's id: enough to tell one from another in a talk.
pub(super) fn short_id(order: &Order) -> String {
    let id = order.id.to_string();
    id.get(id.len().saturating_sub(8)..).unwrap_or(&id).to_uppercase()
}

/// Rial as the bank writes them: `1,899,321 rial`.
pub(super) fn rial(l: Locale, amount: Cash) -> String {
    td_string!(l, order.rial, number = count(l, amount.amount_minor))
}

/// `59:04`, in the reader's digits.
pub(super) fn clock(l: Locale, seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let text = if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes:02}:{rest:02}") };
    digits(l, &text)
}

/// What is wrong with a field that shows no errors itself.
#[component]
pub(super) fn Wrong(name: &'static str) -> impl IntoView {
    let (l, form) = (use_locale(), use_context::<FormErrors>());
    move || {
        form.and_then(|form| form.of(name)).map(|problem| {
            view! {
                <p class="flex items-start gap-1.5 text-xs font-medium text-danger">
                    <Icon icon=i::LuCircleAlert class="mt-0.5 size-4" />
                    <span>{field_text(l, &problem)}</span>
                </p>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::clock;
    use crate::i18n::Locale;

    #[test]
    fn what_is_left_is_a_clock() {
        assert_eq!(clock(Locale::en, 3_599), "59:59");
        assert_eq!(clock(Locale::en, 3_600), "1:00:00");
        assert_eq!(clock(Locale::fa, 65), "۰۱:۰۵");
        assert_eq!(clock(Locale::en, -5), "00:00");
    }
}
