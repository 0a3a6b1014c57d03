//! What a notice says, in the reader's language.

use crate::{
    i18n::{Locale, cash, coins_in_words, date, date_time, td_string},
    notice::model::Notice,
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
