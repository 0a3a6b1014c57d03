//! The invariants of commissions, asked of the data.

use crate::{
    fetch_all,
    server::{Result, db::Conn},
};

/// Each invariant as a query for its violations: what it is about, and an amount.
const INVARIANTS: [(&str, &str); 5] = [
    (
        "an order earns once",
        "SELECT MIN(u.email), COUNT(*) FROM commissions c JOIN users u ON u.id = c.referrer_id GROUP BY c.order_id HAVING COUNT(*) > 1",
    ),
    (
        "a commission that is paid as coins has one posting, and no other has one",
        "SELECT u.email, c.coins_milli FROM commissions c JOIN users u ON u.id = c.referrer_id
         LEFT JOIN ledger_transactions t ON t.idempotency_key = c.pay_key AND t.user_id = c.referrer_id AND t.kind = 'referral' AND t.order_id = c.order_id
         WHERE c.state = 'paid' AND c.way = 'coins' AND t.id IS NULL
         UNION ALL
         SELECT u.email, CAST(0 AS BIGINT) FROM ledger_transactions t JOIN users u ON u.id = t.user_id
         LEFT JOIN commissions c ON c.order_id = t.order_id AND c.referrer_id = t.user_id AND c.pay_key IS NOT NULL
         WHERE t.kind = 'referral' AND c.id IS NULL",
    ),
    (
        "what was paid as coins is what a commission is worth",
        "SELECT u.email, c.coins_milli - c.taken_milli FROM commissions c JOIN users u ON u.id = c.referrer_id
         WHERE c.state = 'paid' AND c.way = 'coins' AND c.coins_milli - c.taken_milli <>
            (SELECT COALESCE(-SUM(p.amount_milli), 0) FROM ledger_transactions t JOIN ledger_postings p ON p.transaction_id = t.id
             WHERE t.order_id = c.order_id AND t.user_id = c.referrer_id AND t.kind = 'referral' AND p.account = 'granted')",
    ),
    (
        "a commission is its buyer's referrer's",
        "SELECT u.email, c.coins_milli FROM commissions c JOIN users u ON u.id = c.referrer_id JOIN orders o ON o.id = c.order_id
         LEFT JOIN referrals r ON r.referred_id = c.referred_id
         WHERE r.referrer_id IS NULL OR r.referrer_id <> c.referrer_id OR o.user_id <> c.referred_id",
    ),
    (
        "a commission is worth the share of the money that stayed",
        "SELECT u.email, c.taken_milli FROM commissions c JOIN users u ON u.id = c.referrer_id JOIN orders o ON o.id = c.order_id
         WHERE (o.state = 'fulfilled' AND o.refunded_minor = 0 AND c.taken_milli <> 0)
            OR (o.state IN ('refunded', 'disputed') AND c.taken_milli <> c.coins_milli)
            OR (c.state = 'cancelled' AND c.taken_milli <> c.coins_milli)",
    ),
];

/// What is wrong with commissions: what, and where; nothing when all is sound.
pub async fn check_referrals(conn: &mut Conn) -> Result<Vec<(&'static str, String)>> {
    let mut findings = Vec::new();
    for (invariant, sql) in INVARIANTS {
        for (about, amount) in fetch_all!(conn, (String, i64), sql)? {
            findings.push((invariant, format!("{about}: {amount}")));
        }
    }
    Ok(findings)
}
