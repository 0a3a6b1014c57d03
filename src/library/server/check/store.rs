//! The invariants of the library, asked of the data.

use crate::{
    fetch_all,
    server::{Result, db::Conn},
};

/// Each invariant as a query for its violations: what it is about, and a number.
const INVARIANTS: [(&str, &str); 2] = [
    (
        "what a person keeps is what was counted",
        "SELECT u.email, CAST(COALESCE(l.bytes, 0) - COALESCE(s.bytes, 0) AS BIGINT) FROM users u LEFT JOIN library_usage l ON l.user_id = u.id
         LEFT JOIN (SELECT a.user_id, SUM(b.size_bytes) AS bytes, COUNT(*) AS files FROM assets a JOIN blobs b ON b.hash = a.hash GROUP BY a.user_id) s
            ON s.user_id = u.id
         WHERE COALESCE(l.bytes, 0) <> COALESCE(s.bytes, 0) OR COALESCE(l.files, 0) <> COALESCE(s.files, 0)",
    ),
    (
        "somebody has the bytes that are kept",
        "SELECT b.object, b.size_bytes FROM blobs b WHERE NOT EXISTS (SELECT 1 FROM assets a WHERE a.hash = b.hash)",
    ),
];

/// What is wrong with the library: what, and where; nothing when all is sound.
pub(super) async fn check_rows(conn: &mut Conn) -> Result<Vec<(&'static str, String)>> {
    let mut findings = Vec::new();
    for (invariant, sql) in INVARIANTS {
        for (about, number) in fetch_all!(conn, (String, i64), sql)? {
            findings.push((invariant, format!("{about}: {number}")));
        }
    }
    Ok(findings)
}

/// Names and sizes of what is kept, in order of the names.
pub(super) async fn list_blobs(conn: &mut Conn, after: &str, limit: u32) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT object, size_bytes FROM blobs WHERE object > $1 ORDER BY object LIMIT $2";
    Ok(fetch_all!(conn, (String, i64), sql, after, i64::from(limit))?)
}
