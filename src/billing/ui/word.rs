//! Kinds, accounts and amounts in words.

use crate::{
    billing::model::{Account, LotSource, TransactionKind},
    i18n::{Locale, coins, date, td_string},
    kernel::{Coins, Day},
    kit::Filter,
};
use leptos::prelude::*;

/// Days to choose from, today first.
const DAYS: i32 = 90;

/// A kind in words.
pub fn kind_label(l: Locale, kind: TransactionKind) -> &'static str {
    match kind {
        TransactionKind::SignupGrant => td_string!(l, billing.kind_signup_grant),
        TransactionKind::Hold => td_string!(l, billing.kind_hold),
        TransactionKind::Settle => td_string!(l, billing.kind_settle),
        TransactionKind::Release => td_string!(l, billing.kind_release),
        TransactionKind::Expiry => td_string!(l, billing.kind_expiry),
        TransactionKind::Purchase => td_string!(l, billing.kind_purchase),
        TransactionKind::Subscription => td_string!(l, billing.kind_subscription),
        TransactionKind::Trial => td_string!(l, billing.kind_trial),
        TransactionKind::Redeem => td_string!(l, billing.kind_redeem),
        TransactionKind::Bonus => td_string!(l, billing.kind_bonus),
        TransactionKind::Referral => td_string!(l, billing.kind_referral),
        TransactionKind::Refund => td_string!(l, billing.kind_refund),
        TransactionKind::Dispute => td_string!(l, billing.kind_dispute),
        TransactionKind::DisputeWon => td_string!(l, billing.kind_dispute_won),
        TransactionKind::LotExpiry => td_string!(l, billing.kind_lot_expiry),
        TransactionKind::Adjustment => td_string!(l, billing.kind_adjustment),
        TransactionKind::DebtForgiven => td_string!(l, billing.kind_debt_forgiven),
    }
}

/// Where coins that expire come from, in words.
pub fn source_label(l: Locale, source: LotSource) -> &'static str {
    match source {
        LotSource::Package => td_string!(l, billing.source_package),
        LotSource::Plan => td_string!(l, billing.source_plan),
        LotSource::Trial => td_string!(l, billing.source_trial),
        LotSource::Gift => td_string!(l, billing.source_gift),
        LotSource::Redeem => td_string!(l, billing.source_redeem),
        LotSource::Adjustment => td_string!(l, billing.source_adjustment),
    }
}

/// An account of the ledger in words.
pub fn account_label(l: Locale, account: Account) -> &'static str {
    match account {
        Account::Available => td_string!(l, ledger.account_available),
        Account::Held => td_string!(l, ledger.account_held),
        Account::Debt => td_string!(l, ledger.account_debt),
        Account::Sold => td_string!(l, ledger.account_sold),
        Account::Granted => td_string!(l, ledger.account_granted),
        Account::Revenue => td_string!(l, ledger.account_revenue),
        Account::Expired => td_string!(l, ledger.account_expired),
        Account::Adjusted => td_string!(l, ledger.account_adjusted),
    }
}

/// A change with its sign, which stands before the digits in both languages.
pub fn change(l: Locale, amount: Coins) -> impl IntoView + use<> {
    let sign = if amount > Coins::ZERO { "+" } else { "" };
    view! { <bdi dir="ltr">{format!("{sign}{}", coins(l, amount))}</bdi> }
}

/// What movements can be narrowed to: kind, first and last day.
pub fn filters(l: Locale, today: Day) -> [Filter; 3] {
    let kinds = TransactionKind::ALL.iter().map(|kind| (kind.code().to_owned(), kind_label(l, *kind).to_owned()));
    let days = |words: fn(Locale, String) -> String| {
        let day = move |day: Day| (day.to_string(), words(l, date(l, day.noon())));
        (0..DAYS).map(|back| day(today.plus(-back))).collect::<Vec<_>>()
    };
    [
        Filter {
            name: "kind",
            label: td_string!(l, billing.filter_kind).to_owned(),
            any: td_string!(l, billing.any_kind).to_owned(),
            options: kinds.collect(),
        },
        Filter {
            name: "from",
            label: td_string!(l, billing.filter_from).to_owned(),
            any: td_string!(l, billing.any_from).to_owned(),
            options: days(|l, day| td_string!(l, billing.from_day, day = day)),
        },
        Filter {
            name: "to",
            label: td_string!(l, billing.filter_to).to_owned(),
            any: td_string!(l, billing.any_to).to_owned(),
            options: days(|l, day| td_string!(l, billing.to_day, day = day)),
        },
    ]
}
