//! `aimall check ledger`: the invariants, asked of the data.

use crate::{
    billing::journal::{Invariant, Soundness},
    fetch_all,
    server::{Cx, Result, access::Staff, db::Conn},
};

/// Violations of one invariant that staff is shown.
const DETAILS_MAX: usize = 20;

/// A broken invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which invariant.
    pub invariant: &'static str,
    /// Where it is broken: ids and amounts in thousandths.
    pub detail: String,
}

/// Each invariant with its name and a query for its violations: what it is about, and an amount.
const INVARIANTS: &[(&str, &str, &str)] = &[
    (
        "sums_to_zero",
        "the postings of a transaction sum to zero",
        "SELECT CAST(t.idempotency_key AS TEXT), CAST(COALESCE(SUM(p.amount_milli), 0) AS BIGINT) FROM ledger_transactions t
         LEFT JOIN ledger_postings p ON p.transaction_id = t.id GROUP BY t.id, t.idempotency_key
         HAVING COALESCE(SUM(p.amount_milli), 0) <> 0 OR COUNT(p.account) < 2",
    ),
    (
        "available_postings",
        "what can be spent is the sum of its postings",
        "SELECT u.email, w.available_milli FROM wallets w JOIN users u ON u.id = w.user_id WHERE w.available_milli <>
         (SELECT COALESCE(SUM(p.amount_milli), 0) FROM ledger_postings p WHERE p.owner_id = w.user_id AND p.account = 'available')",
    ),
    (
        "held_postings",
        "what is set aside is the sum of its postings",
        "SELECT u.email, w.held_milli FROM wallets w JOIN users u ON u.id = w.user_id WHERE w.held_milli <>
         (SELECT COALESCE(SUM(p.amount_milli), 0) FROM ledger_postings p WHERE p.owner_id = w.user_id AND p.account = 'held')",
    ),
    (
        "held_holds",
        "what is set aside is the sum of the open holds",
        "SELECT u.email, w.held_milli FROM wallets w JOIN users u ON u.id = w.user_id WHERE w.held_milli <>
         (SELECT COALESCE(SUM(h.amount_milli), 0) FROM holds h WHERE h.user_id = w.user_id AND h.state = 'open')",
    ),
    (
        "owed_postings",
        "what is owed is the sum of its postings, below zero",
        "SELECT u.email, w.owed_milli FROM wallets w JOIN users u ON u.id = w.user_id WHERE w.owed_milli <>
         (SELECT -COALESCE(SUM(p.amount_milli), 0) FROM ledger_postings p WHERE p.owner_id = w.user_id AND p.account = 'debt')",
    ),
    (
        "below_zero",
        "nothing in a wallet is below zero",
        "SELECT u.email, w.available_milli FROM wallets w JOIN users u ON u.id = w.user_id
         WHERE w.available_milli < 0 OR w.held_milli < 0 OR w.expiring_milli < 0 OR w.owed_milli < 0",
    ),
    (
        "expiring_lots",
        "the coins that expire are what is left of the lots",
        "SELECT u.email, w.expiring_milli FROM wallets w JOIN users u ON u.id = w.user_id WHERE w.expiring_milli <>
         (SELECT COALESCE(SUM(l.left_milli), 0) FROM coin_lots l WHERE l.user_id = w.user_id)",
    ),
    (
        "expiring_within",
        "no more coins expire than there are",
        "SELECT u.email, w.expiring_milli FROM wallets w JOIN users u ON u.id = w.user_id
         WHERE w.expiring_milli > w.available_milli + w.held_milli",
    ),
    (
        "owing_and_spending",
        "nobody owes while there are coins to spend",
        "SELECT u.email, w.owed_milli FROM wallets w JOIN users u ON u.id = w.user_id WHERE w.owed_milli > 0 AND w.available_milli > 0",
    ),
    (
        "owners",
        "a person's accounts have their owner, the house's have none",
        "SELECT t.idempotency_key, p.amount_milli FROM ledger_postings p JOIN ledger_transactions t ON t.id = p.transaction_id
         WHERE CASE WHEN p.account IN ('available', 'held', 'debt') THEN p.owner_id IS NULL OR p.owner_id <> t.user_id
            ELSE p.owner_id IS NOT NULL END",
    ),
    (
        "wallets",
        "every account has a wallet",
        "SELECT u.email, CAST(0 AS BIGINT) FROM users u LEFT JOIN wallets w ON w.user_id = u.id WHERE w.user_id IS NULL",
    ),
    (
        "hold_charges",
        "a hold charges what its run's transaction earned, and never more than was held",
        "SELECT t.idempotency_key, h.charged_milli FROM holds h JOIN ledger_transactions t ON t.run_id = h.run_id AND t.kind <> 'hold'
         LEFT JOIN ledger_postings p ON p.transaction_id = t.id AND p.account = 'revenue'
         WHERE h.charged_milli <> COALESCE(p.amount_milli, 0) OR h.charged_milli > h.amount_milli OR h.state = 'open'",
    ),
    (
        "hold_ends",
        "a hold that ended has the transaction that ended it",
        "SELECT h.state, h.amount_milli FROM holds h WHERE h.state <> 'open' AND NOT EXISTS
         (SELECT 1 FROM ledger_transactions t WHERE t.run_id = h.run_id AND t.kind <> 'hold')",
    ),
];

/// Everything that is broken; nothing when the ledger is sound.
pub async fn check_ledger(cx: &Cx) -> Result<Vec<Finding>> {
    let mut conn = cx.db.read().await?;
    let mut findings = Vec::new();
    for (_, invariant, sql) in INVARIANTS {
        findings.extend(violations(&mut conn, sql).await?.into_iter().map(|detail| Finding { invariant, detail }));
    }
    Ok(findings)
}

async fn violations(conn: &mut Conn, sql: &'static str) -> Result<Vec<String>> {
    let found = fetch_all!(conn, (String, i64), sql)?;
    Ok(found.into_iter().map(|(about, amount)| format!("{about}: {amount}")).collect())
}

/// The same for staff: which invariants hold, and where they do not.
pub async fn check_soundness(cx: &Cx, _who: &Staff) -> Result<Soundness> {
    let mut conn = cx.db.read().await?;
    let mut invariants = Vec::new();
    for (code, text, sql) in INVARIANTS {
        let mut details = violations(&mut conn, sql).await?;
        let broken = i64::try_from(details.len())?;
        details.truncate(DETAILS_MAX);
        invariants.push(Invariant {
            code: (*code).to_owned(),
            text: (*text).to_owned(),
            holds: broken == 0,
            details,
            broken,
        });
    }
    let sound = invariants.iter().all(|invariant| invariant.holds);
    Ok(Soundness { invariants, sound, checked_at: cx.clock.now() })
}
