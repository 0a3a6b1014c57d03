//! What a notice says, in the reader's language.

use crate::{
    i18n::{Locale, cash, coins_in_words, date, date_time, td_string},
    notice::model::{Notice, TopUpProblem},
};

/// Its title, its sentence, and where it leads.
pub(super) fn words(l: Locale, notice: &Notice) -> (String, String, String) {
    match notice {
        Notice::OrderPaid { order, coins } => (
            td_string!(l, notice.order_paid).to_owned(),
            td_string!(l, notice.order_paid_body, coins = coins_in_words(l, *coins)),
            format!("/app/orders/{order}"),
        ),
        Notice::ReceiptRejected { order, reason } => (
            td_string!(l, notice.receipt_rejected).to_owned(),
            td_string!(l, notice.receipt_rejected_body, reason = reason.clone()),
            format!("/app/orders/{order}"),
        ),
        Notice::OrderRefunded { order, amount } => (
            td_string!(l, notice.order_refunded).to_owned(),
            td_string!(l, notice.order_refunded_body, amount = cash(l, *amount)),
            format!("/app/orders/{order}"),
        ),
        Notice::CoinsLow { available } => (
            td_string!(l, notice.coins_low).to_owned(),
            td_string!(l, notice.coins_low_body, coins = coins_in_words(l, *available)),
            "/pricing".to_owned(),
        ),
        Notice::CoinsExpiring { coins, at } => (
            td_string!(l, notice.coins_expiring).to_owned(),
            td_string!(l, notice.coins_expiring_body, coins = coins_in_words(l, *coins), date = date_time(l, *at)),
            "/app/wallet".to_owned(),
        ),
        Notice::TopUpFailed { reason } => (
            td_string!(l, notice.top_up_failed).to_owned(),
            top_up_problem(l, *reason).to_owned(),
            "/app/wallet/auto".to_owned(),
        ),
        Notice::TopUpToPay { order } => (
            td_string!(l, notice.top_up_to_pay).to_owned(),
            td_string!(l, notice.top_up_authentication).to_owned(),
            format!("/app/orders/{order}"),
        ),
        Notice::RenewalDue { at } => (
            td_string!(l, notice.renewal_due).to_owned(),
            td_string!(l, notice.renewal_due_body, date = date(l, *at)),
            "/app/subscription".to_owned(),
        ),
        Notice::RenewalFailed { until } => (
            td_string!(l, notice.renewal_failed).to_owned(),
            td_string!(l, notice.renewal_failed_body, date = date(l, *until)),
            "/app/subscription".to_owned(),
        ),
        Notice::CommissionPaid { coins, amount } => (
            td_string!(l, notice.commission_paid).to_owned(),
            match amount {
                Some(amount) => td_string!(l, notice.commission_paid_bank, amount = cash(l, *amount)),
                None => td_string!(l, notice.commission_paid_coins, coins = coins_in_words(l, *coins)),
            },
            "/app/referral".to_owned(),
        ),
        Notice::PlanEnded { at } => (
            td_string!(l, notice.plan_ended).to_owned(),
            td_string!(l, notice.plan_ended_body, date = date(l, *at)),
            "/app/subscription".to_owned(),
        ),
    }
}

/// Why coins could not buy themselves.
pub fn top_up_problem(l: Locale, reason: TopUpProblem) -> &'static str {
    match reason {
        TopUpProblem::Declined => td_string!(l, notice.top_up_declined),
        TopUpProblem::CardRefused => td_string!(l, notice.top_up_card_refused),
        TopUpProblem::Authentication => td_string!(l, notice.top_up_authentication),
        TopUpProblem::CardGone => td_string!(l, notice.top_up_card_gone),
        TopUpProblem::PriceRose => td_string!(l, notice.top_up_price_rose),
        TopUpProblem::OfferGone => td_string!(l, notice.top_up_offer_gone),
        TopUpProblem::MonthFull => td_string!(l, notice.top_up_month_full),
    }
}
