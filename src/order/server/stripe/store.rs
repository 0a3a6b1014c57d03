//! Events that Stripe sent.

use crate::{
    execute,
    kernel::Instant,
    order::model::Gateway,
    server::{Result, db::Conn},
};

/// Takes an event up; whether it was not done before. The row comes with the work: if that fails, neither is there.
pub(in crate::order::server) async fn begin_event(
    conn: &mut Conn,
    gateway: Gateway,
    event: &str,
    kind: &str,
    now: Instant,
) -> Result<bool> {
    let sql = "INSERT INTO gateway_events (gateway, event_id, kind, received_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (gateway, event_id) DO NOTHING";
    Ok(execute!(conn, sql, gateway.code(), event, kind, now)? == 1)
}

pub(in crate::order::server) async fn end_event(
    conn: &mut Conn,
    gateway: Gateway,
    event: &str,
    outcome: &str,
    now: Instant,
) -> Result<()> {
    let sql = "UPDATE gateway_events SET outcome = $3, done_at = $4 WHERE gateway = $1 AND event_id = $2";
    execute!(conn, sql, gateway.code(), event, outcome, now)?;
    Ok(())
}
