//! `aimall check ledger`: the invariants, asked of the data.

use crate::{
    fetch_all,
    server::{Cx, Result},
};

/// A broken invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which invariant.
    pub invariant: &'static str,
    /// Where it is broken: ids and amounts in thousandths.
    pub detail: String,
}

/// Each invariant as a query for its violations: what it is about, and an amount.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "the postings of a transaction sum to zero",
        "SELECT CAST(t.idempotency_key AS TEXT), CAST(COALESCE(SUM(p.amount_milli), 0) AS BIGINT) FROM ledger_transactions t
         LEFT JOIN ledger_postings p ON p.transaction_id = t.id GROUP BY t.id, t.idempotency_key
         HAVING COALESCE(SUM(p.amount_milli), 0) <> 0 OR COUNT(p.account) < 2",
    ),
    (
        "what can be spent is the sum of its postings",
        "SELECT u.email, w.available_milli FROM wallets w JOIN users u ON u.id = w.user_id WHERE w.available_milli <>
         (SELECT COALESCE(SUM(p.amount_milli), 0) FROM ledger_postings p WHERE p.owner_id = w.user_id AND p.account = 'available')",
    ),
    (
        "what is set aside is the sum of its postings",
        "SELECT u.email, w.held_milli FROM wallets w JOIN users u ON u.id = w.user_id WHERE w.held_milli <>
         (SELECT COALESCE(SUM(p.amount_milli), 0) FROM ledger_postings p WHERE p.owner_id = w.user_id AND p.account = 'held')",
    ),
    (
        "what is set aside is the sum of the open holds",
        "SELECT u.email, w.held_milli FROM wallets w JOIN users u ON u.id = w.user_id WHERE w.held_milli <>
         (SELECT COALESCE(SUM(h.amount_milli), 0) FROM holds h WHERE h.user_id = w.user_id AND h.state = 'open')",
    ),
    (
        "what is owed is the sum of its postings, below zero",
        "SELECT u.email, w.owed_milli FROM wallets w JOIN users u ON u.id = w.user_id WHERE w.owed_milli <>
         (SELECT -COALESCE(SUM(p.amount_milli), 0) FROM ledger_postings p WHERE p.owner_id = w.user_id AND p.account = 'debt')",
    ),
    (
        "nothing in a wallet is below zero",
        "SELECT u.email, w.available_milli FROM wallets w JOIN users u ON u.id = w.user_id
         WHERE w.available_milli < 0 OR w.held_milli < 0 OR w.expiring_milli < 0 OR w.owed_milli < 0",
    ),
    (
        "the coins that expire are what is left of the lots",
        "SELECT u.email, w.expiring_milli FROM wallets w JOIN users u ON u.id = w.user_id WHERE w.expiring_milli <>
         (SELECT COALESCE(SUM(l.left_milli), 0) FROM coin_lots l WHERE l.user_id = w.user_id)",
    ),
    (
        "no more coins expire than there are",
        "SELECT u.email, w.expiring_milli FROM wallets w JOIN users u ON u.id = w.user_id
         WHERE w.expiring_milli > w.available_milli + w.held_milli",
    ),
    (
        "nobody owes while there are coins to spend",
        "SELECT u.email, w.owed_milli FROM wallets w JOIN users u ON u.id = w.user_id WHERE w.owed_milli > 0 AND w.available_milli > 0",
    ),
    (
        "a person's accounts have their owner, the house's have none",
        "SELECT t.idempotency_key, p.amount_milli FROM ledger_postings p JOIN ledger_transactions t ON t.id = p.transaction_id
         WHERE CASE WHEN p.account IN ('available', 'held', 'debt') THEN p.owner_id IS NULL OR p.owner_id <> t.user_id
            ELSE p.owner_id IS NOT NULL END",
    ),
    (
        "every account has a wallet",
        "SELECT u.email, CAST(0 AS BIGINT) FROM users u LEFT JOIN wallets w ON w.user_id = u.id WHERE w.user_id IS NULL",
    ),
    (
        "a hold charges what its run's transaction earned, and never more than was held",
        "SELECT t.idempotency_key, h.charged_milli FROM holds h JOIN ledger_transactions t ON t.run_id = h.run_id AND t.kind <> 'hold'
         LEFT JOIN ledger_postings p ON p.transaction_id = t.id AND p.account = 'revenue'
         WHERE h.charged_milli <> COALESCE(p.amount_milli, 0) OR h.charged_milli > h.amount_milli OR h.state = 'open'",
    ),
    (
        "a hold that ended has the transaction that ended it",
        "SELECT h.state, h.amount_milli FROM holds h WHERE h.state <> 'open' AND NOT EXISTS
         (SELECT 1 FROM ledger_transactions t WHERE t.run_id = h.run_id AND t.kind <> 'hold')",
    ),
];

/// Everything that is broken; nothing when the ledger is sound.
pub async fn check_ledger(cx: &Cx) -> Result<Vec<Finding>> {
    let mut conn = cx.db.read().await?;
    let mut findings = Vec::new();
    for (invariant, sql) in INVARIANTS {
        for (about, amount) in fetch_all!(&mut conn, (String, i64), *sql)? {
            findings.push(Finding { invariant, detail: format!("{about}: {amount}") });
        }
    }
    Ok(findings)
}
