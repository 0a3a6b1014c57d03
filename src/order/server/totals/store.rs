//! Sums over orders, and a look for what is stuck.

use super::{Concern, ConcernKind, MoneyCell};
use crate::{
    fetch_all,
    kernel::{Cash, Currency, Day, DaySpan, Instant, id::OrderId, time::LOCAL_OFFSET_S},
    server::{Result, db::Conn},
};
use std::collections::BTreeMap;

/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;
/// Entries of each kind.
const MOST: i64 = 100;
/// Seconds after which a refund should have an answer.
const REFUND_S: i64 = 3_600;
/// Seconds after which a delivery should be done.
const DELIVERY_S: i64 = 300;
/// Seconds for which stray events are told of.
const EVENT_S: i64 = 86_400;

/// What was paid and what went back on the days of a span, by gateway and currency; only where something happened.
pub async fn money_by_day(conn: &mut Conn, span: DaySpan) -> Result<Vec<MoneyCell>> {
    let rows = fetch_all!(
        conn,
        (String, i64, String, String, i64, i64, i64, i64),
        "SELECT 'paid', CAST((o.paid_at + $1) / $2 AS BIGINT), o.gateway, o.currency, COUNT(*), CAST(SUM(o.total_minor) AS BIGINT),
            CAST(COALESCE(SUM(o.fee_minor), 0) AS BIGINT), CAST(SUM(CASE WHEN o.fee_minor IS NULL THEN 1 ELSE 0 END) AS BIGINT)
         FROM orders o WHERE o.paid_at >= $3 AND o.paid_at < $4 GROUP BY 2, 3, 4
         UNION ALL
         SELECT m.what, m.day, m.gateway, m.currency, CAST(0 AS BIGINT), CAST(SUM(m.minor) AS BIGINT), CAST(0 AS BIGINT), CAST(0 AS BIGINT) FROM (
            SELECT 'refunded' AS what, CAST((r.created_at + $1) / $2 AS BIGINT) AS day, o.gateway, o.currency, r.amount_minor AS minor
            FROM refunds r JOIN orders o ON o.id = r.order_id WHERE r.created_at >= $3 AND r.created_at < $4
            UNION ALL SELECT 'refunded', CAST((r.ended_at + $1) / $2 AS BIGINT), o.gateway, o.currency, -r.amount_minor
            FROM refunds r JOIN orders o ON o.id = r.order_id WHERE r.state = 'failed' AND r.ended_at >= $3 AND r.ended_at < $4
            UNION ALL SELECT 'disputed', CAST((d.created_at + $1) / $2 AS BIGINT), o.gateway, o.currency, d.amount_minor
            FROM disputes d JOIN orders o ON o.id = d.order_id WHERE d.created_at >= $3 AND d.created_at < $4
            UNION ALL SELECT 'disputed', CAST((d.ended_at + $1) / $2 AS BIGINT), o.gateway, o.currency, -d.amount_minor
            FROM disputes d JOIN orders o ON o.id = d.order_id WHERE d.state = 'won' AND d.ended_at >= $3 AND d.ended_at < $4) m
         GROUP BY m.what, m.day, m.gateway, m.currency",
        LOCAL_OFFSET_S * 1_000_000,
        DAY,
        span.start(),
        span.end()
    )?;
    let mut cells = BTreeMap::<(Day, String, String), MoneyCell>::new();
    for (what, day, gateway, currency, orders, minor, fee_minor, fees_unknown) in rows {
        let day = Day::new(i32::try_from(day)?);
        let empty = MoneyCell {
            day,
            gateway: gateway.parse()?,
            currency: currency.parse()?,
            orders: 0,
            paid_minor: 0,
            refunded_minor: 0,
            disputed_minor: 0,
            fee_minor: 0,
            fees_unknown: 0,
        };
        let cell = cells.entry((day, gateway, currency)).or_insert(empty);
        match what.as_str() {
            "paid" => {
                (cell.orders, cell.paid_minor) = (orders, minor);
                (cell.fee_minor, cell.fees_unknown) = (fee_minor, fees_unknown);
            }
            "refunded" => cell.refunded_minor = minor,
            _ => cell.disputed_minor = minor,
        }
    }
    Ok(cells.into_values().collect())
}

#[derive(sqlx::FromRow)]
struct Row {
    order_id: Option<OrderId>,
    email: Option<String>,
    gateway: String,
    currency: Option<String>,
    minor: Option<i64>,
    detail: Option<String>,
    since: Instant,
}

/// Orders, refunds, deliveries, disputes and events that need a human, the oldest of each kind first.
pub async fn list_concerns(conn: &mut Conn, now: Instant) -> Result<Vec<Concern>> {
    let mut concerns = Vec::new();
    // A payment that came later shows that the order is well.
    let rows = fetch_all!(
        conn,
        Row,
        "SELECT o.id AS order_id, u.email AS email, o.gateway, o.currency AS currency, o.total_minor AS minor, s.detail, s.created_at AS since
         FROM order_steps s JOIN orders o ON o.id = s.order_id JOIN users u ON u.id = o.user_id
         WHERE s.step = 'problem' AND NOT EXISTS (SELECT 1 FROM order_steps p WHERE p.order_id = s.order_id AND p.id > s.id AND p.step IN ('paid', 'problem'))
         ORDER BY s.id LIMIT $1",
        MOST
    )?;
    add(&mut concerns, ConcernKind::Problem, rows)?;
    let rows = fetch_all!(
        conn,
        Row,
        "SELECT o.id AS order_id, u.email AS email, o.gateway, o.currency AS currency, r.amount_minor AS minor, r.reason AS detail, r.created_at AS since
         FROM refunds r JOIN orders o ON o.id = r.order_id JOIN users u ON u.id = o.user_id
         WHERE r.state IN ('asked', 'unknown') AND r.created_at < $2 ORDER BY r.created_at LIMIT $1",
        MOST,
        now.plus_s(-REFUND_S)
    )?;
    add(&mut concerns, ConcernKind::Refund, rows)?;
    let rows = fetch_all!(
        conn,
        Row,
        "SELECT o.id AS order_id, u.email AS email, o.gateway, o.currency AS currency, o.total_minor AS minor, d.problem AS detail, d.created_at AS since
         FROM deliveries d JOIN orders o ON o.id = d.order_id JOIN users u ON u.id = o.user_id
         WHERE d.done_at IS NULL AND d.created_at < $2 ORDER BY d.created_at LIMIT $1",
        MOST,
        now.plus_s(-DELIVERY_S)
    )?;
    add(&mut concerns, ConcernKind::Delivery, rows)?;
    let rows = fetch_all!(
        conn,
        Row,
        "SELECT o.id AS order_id, u.email AS email, o.gateway, o.currency AS currency, d.amount_minor AS minor, d.gateway_ref AS detail, d.created_at AS since
         FROM disputes d JOIN orders o ON o.id = d.order_id JOIN users u ON u.id = o.user_id
         WHERE d.state = 'open' ORDER BY d.created_at LIMIT $1",
        MOST
    )?;
    add(&mut concerns, ConcernKind::Dispute, rows)?;
    let rows = fetch_all!(
        conn,
        Row,
        "SELECT CAST(NULL AS TEXT) AS email, e.gateway, CAST(NULL AS TEXT) AS currency, CAST(NULL AS BIGINT) AS minor, e.kind || ' ' || e.event_id AS detail,
            e.received_at AS since, o.id AS order_id
         FROM gateway_events e LEFT JOIN orders o ON 1 = 0
         WHERE e.outcome = 'no order of ours' AND e.kind NOT LIKE 'customer.%' AND e.received_at >= $2 ORDER BY e.received_at LIMIT $1",
        MOST,
        now.plus_s(-EVENT_S)
    )?;
    add(&mut concerns, ConcernKind::Event, rows)?;
    Ok(concerns)
}

fn add(concerns: &mut Vec<Concern>, kind: ConcernKind, rows: Vec<Row>) -> Result<()> {
    for row in rows {
        let currency = row.currency.as_deref().map(str::parse::<Currency>).transpose()?;
        let amount = row.minor.zip(currency).map(|(minor, currency)| Cash::new(minor, currency));
        let Row { order_id: order, email, gateway, detail, since, .. } = row;
        concerns.push(Concern { kind, order, email, gateway, amount, detail, since });
    }
    Ok(())
}
