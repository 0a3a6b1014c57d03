//! What people are told of their plans, each thing once, in the transaction of its cause.

use super::{
    period::store::{self as periods, DueEnd},
    store::{self, Row},
};
use crate::{
    kernel::{Instant, id::SubscriptionId},
    notice::{self, model::Notice},
    server::{Cx, Result, db::Conn},
};
use futures::FutureExt;

const DAY_S: i64 = 86_400;
/// Seconds before the end of what is paid by hand at which its person is reminded.
const FIRST_S: i64 = 7 * DAY_S;
const LAST_S: i64 = DAY_S;
/// A period that is shorter than so many times the notice is not announced that early.
const TIMES: i64 = 2;
/// People reminded in one go.
const BATCH: u32 = 200;

/// Reminds whoever has to renew by hand: a week and a day before all that is paid comes to its end. What renews itself, and
/// what its person let end, needs nobody.
pub(super) async fn remind(cx: &Cx) -> Result<()> {
    let now = cx.clock.now();
    let due =
        periods::list_to_remind(&mut cx.db.read().await?, now, now.plus_s(LAST_S), now.plus_s(FIRST_S), BATCH).await?;
    for end in due {
        let cx2 = cx.clone();
        cx.db.write(end.user_id.0, move |conn| async move { remind_of(&cx2, conn, &end, now).await }.boxed()).await?;
    }
    Ok(())
}

async fn remind_of(cx: &Cx, conn: &mut Conn, end: &DueEnd, now: Instant) -> Result<()> {
    let (step, before) = if end.ends_at <= now.plus_s(LAST_S) { (2, LAST_S) } else { (1, FIRST_S) };
    let is_worth_it = end.ends_at.seconds_since(end.starts_at) >= before * TIMES;
    if periods::mark_reminded(conn, end.id, step).await? && is_worth_it {
        let key = format!("renewal_due:{}:{}:{step}", end.id, end.ends_at.micros);
        notice::server::tell(cx, conn, end.user_id, &key, &Notice::RenewalDue { at: end.ends_at }).await?;
    }
    Ok(())
}

/// A renewal was not paid, and the days of grace begin.
pub(super) async fn renewal_failed(cx: &Cx, conn: &mut Conn, row: &Row, until: Instant) -> Result<()> {
    let key = format!("renewal_failed:{}:{}", row.id, until.micros);
    notice::server::tell(cx, conn, row.user, &key, &Notice::RenewalFailed { until }).await
}

/// Ends a plan and tells its person.
pub(super) async fn end(cx: &Cx, conn: &mut Conn, row: &Row, reason: &str, to_cancel: bool) -> Result<()> {
    let now = cx.clock.now();
    if store::end(conn, row.id, reason, None, to_cancel, now).await? {
        // When nobody looked for a while, it ended before that was seen.
        let at = if row.period_end < now && row.grace_until.is_none() { row.period_end } else { now };
        ended(cx, conn, row.id, row.user, at).await?;
    }
    Ok(())
}

/// A plan is over.
pub(super) async fn ended(
    cx: &Cx,
    conn: &mut Conn,
    id: SubscriptionId,
    user: crate::kernel::id::UserId,
    at: Instant,
) -> Result<()> {
    notice::server::tell(cx, conn, user, &format!("plan_ended:{id}"), &Notice::PlanEnded { at }).await
}
