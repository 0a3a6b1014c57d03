//! The invariants of documents, asked of the data.

use crate::{
    fetch_all,
    server::{Result, db::Conn},
};

/// Each invariant as a query for its violations: what it is about, and an amount.
const INVARIANTS: [(&str, &str); 4] = [
    (
        "a paid order has one invoice, over what was paid",
        // Orders from before the first invoice have none.
        "SELECT u.email, o.total_minor FROM orders o JOIN users u ON u.id = o.user_id LEFT JOIN invoices i ON i.order_id = o.id AND i.kind = 'invoice'
         WHERE (o.paid_at IS NULL AND i.id IS NOT NULL) OR i.total_minor <> o.total_minor OR i.currency <> o.currency
            OR (i.id IS NULL AND o.total_minor > 0 AND o.paid_at > (SELECT MIN(f.issued_at) FROM invoices f))",
    ),
    (
        "credit notes less reversals are what went back",
        "SELECT MIN(i.number), CAST(SUM(CASE i.kind WHEN 'credit_note' THEN i.total_minor WHEN 'reversal' THEN -i.total_minor ELSE 0 END) AS BIGINT)
         FROM orders o JOIN invoices i ON i.order_id = o.id GROUP BY o.id, o.refunded_minor
         HAVING SUM(CASE i.kind WHEN 'credit_note' THEN i.total_minor WHEN 'reversal' THEN -i.total_minor ELSE 0 END) <> o.refunded_minor",
    ),
    (
        "no VAT goes back that was not taken, and all of it with all of the money",
        // A reversal takes away a rounding that others stand on: a unit may be left then.
        "SELECT MIN(i.number), CAST(SUM(CASE i.kind WHEN 'invoice' THEN i.vat_minor ELSE -i.vat_minor END) AS BIGINT)
         FROM orders o JOIN invoices i ON i.order_id = o.id
         WHERE NOT EXISTS (SELECT 1 FROM invoices r WHERE r.order_id = o.id AND r.kind = 'reversal') GROUP BY o.id, o.refunded_minor, o.total_minor
         HAVING SUM(CASE i.kind WHEN 'invoice' THEN i.vat_minor ELSE -i.vat_minor END) < 0
            OR (o.refunded_minor = o.total_minor AND SUM(CASE i.kind WHEN 'invoice' THEN i.vat_minor ELSE -i.vat_minor END) <> 0)",
    ),
    (
        "the numbers of a series have no gap",
        "SELECT c.series || '-' || CAST(c.year AS TEXT), c.last_place FROM invoice_counters c
         LEFT JOIN invoices i ON i.series = c.series AND i.year = c.year GROUP BY c.series, c.year, c.last_place
         HAVING COUNT(i.id) <> c.last_place OR COALESCE(MAX(i.place), 0) <> c.last_place",
    ),
];

/// What is wrong with the documents: what, and where; nothing when all is sound.
pub async fn check_invoices(conn: &mut Conn) -> Result<Vec<(&'static str, String)>> {
    let mut findings = Vec::new();
    for (invariant, sql) in INVARIANTS {
        for (about, amount) in fetch_all!(conn, (String, i64), sql)? {
            findings.push((invariant, format!("{about}: {amount}")));
        }
    }
    Ok(findings)
}
