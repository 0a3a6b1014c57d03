//! Subscriptions as staff sees them.

use crate::{
    fetch_all,
    kernel::{
        Instant,
        id::{SubscriptionId, UserId},
    },
    server::{Result, db::Conn},
    subscription::model::{StaffSubscription, SubscriptionQuery},
};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Line {
    id: SubscriptionId,
    user_id: UserId,
    email: String,
    state: String,
    gateway: String,
    plan_code: String,
    name_fa: String,
    name_en: String,
    revision: i64,
    period_start: Instant,
    period_end: Instant,
    cancel_at_end: bool,
    grace_until: Option<Instant>,
    stripe_id: Option<String>,
    created_at: Instant,
    ended_at: Option<Instant>,
    ended_reason: Option<String>,
    ended_by: Option<String>,
}

impl Line {
    fn shown(self) -> Result<StaffSubscription> {
        Ok(StaffSubscription {
            id: self.id,
            user_id: self.user_id,
            email: self.email,
            state: self.state.parse()?,
            gateway: self.gateway.parse()?,
            plan_code: self.plan_code,
            name_fa: self.name_fa,
            name_en: self.name_en,
            revision: self.revision,
            period_start: self.period_start,
            period_end: self.period_end,
            cancel_at_end: self.cancel_at_end,
            grace_until: self.grace_until,
            stripe_id: self.stripe_id,
            created_at: self.created_at,
            ended_at: self.ended_at,
            ended_reason: self.ended_reason,
            ended_by: self.ended_by,
        })
    }
}

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!(
        "SELECT s.id, s.user_id, u.email, s.state, s.gateway, s.plan_code, r.name_fa, r.name_en, s.revision, s.period_start,
            s.period_end, s.cancel_at_end, s.grace_until, s.stripe_id, s.created_at, s.ended_at, s.ended_reason, b.email AS ended_by
         FROM subscriptions s JOIN users u ON u.id = s.user_id
         JOIN offer_revisions r ON r.offer_id = s.offer_id AND r.revision = s.revision
         LEFT JOIN users b ON b.id = s.ended_by {rest}"
    ))
}

/// Everybody's subscriptions before one, the newest first.
pub(in crate::subscription::server) async fn list_all(
    conn: &mut Conn,
    query: &SubscriptionQuery,
    before: Option<SubscriptionId>,
    limit: u32,
) -> Result<Vec<StaffSubscription>> {
    let given = |is: bool, condition: &'static str| if is { condition } else { "" };
    let person = query.person.trim().to_lowercase();
    let sql = select(&format!(
        "WHERE s.id < $1 {} {} {} {} ORDER BY s.id DESC LIMIT $2",
        given(!query.state.is_empty(), "AND s.state = $3"),
        given(!query.gateway.is_empty(), "AND s.gateway = $4"),
        given(!query.plan.trim().is_empty(), "AND s.plan_code = $5"),
        given(!person.is_empty(), "AND u.email = $6"),
    ));
    let rows = fetch_all!(
        conn,
        Line,
        sql,
        before.map_or(Uuid::max(), |id| id.0),
        i64::from(limit),
        &query.state,
        &query.gateway,
        query.plan.trim(),
        person.as_str()
    )?;
    rows.into_iter().map(Line::shown).collect()
}

/// One subscription.
pub(in crate::subscription::server) async fn find_line(
    conn: &mut Conn,
    id: SubscriptionId,
) -> Result<Option<StaffSubscription>> {
    let rows = fetch_all!(conn, Line, select("WHERE s.id = $1"), id)?;
    rows.into_iter().next().map(Line::shown).transpose()
}
