//! The business at a glance.

use crate::{
    account,
    admin::model::{ModelUsage, Usage},
    billing, catalog,
    kernel::{Instant, time::LOCAL_OFFSET_S},
    run::{self, server::ModelTotals},
    server::{Cx, Result, access::Staff},
};
use std::collections::HashMap;

/// Days it covers, today included.
const DAYS: i64 = 30;
const DAY_S: i64 = 86_400;

/// People, coins and runs: now, and over the last 30 days.
pub async fn get_usage(cx: &Cx, _who: &Staff) -> Result<Usage> {
    let now = cx.clock.now();
    let since = first_day(now);
    let mut conn = cx.db.read().await?;
    let totals = run::server::model_totals(&mut conn, since).await?;
    let names = catalog::server::names(&mut conn).await?;
    Ok(Usage {
        users: account::server::count_people(&mut conn).await?,
        active_users: run::server::active_users(&mut conn, since).await?,
        running: run::server::running(&mut conn).await?,
        owed: billing::server::owed(&mut conn).await?,
        days: run::server::days(&mut conn, None, since, now).await?,
        models: totals.into_iter().map(|totals| model(totals, &names)).collect(),
    })
}

/// The local midnight at which the first of the days begins, so that no day is counted in part.
fn first_day(now: Instant) -> Instant {
    let today = (now.micros / 1_000_000 + LOCAL_OFFSET_S).div_euclid(DAY_S);
    Instant::from_micros(0).plus_s((today - (DAYS - 1)) * DAY_S - LOCAL_OFFSET_S)
}

fn model(totals: ModelTotals, names: &HashMap<String, String>) -> ModelUsage {
    let ModelTotals { model_id: model, runs, failed, coins } = totals;
    ModelUsage { name: names.get(&model).unwrap_or(&model).clone(), model, runs, failed, coins }
}

#[cfg(test)]
mod tests {
    use super::first_day;
    use crate::kernel::Instant;

    #[test]
    fn thirty_days_begin_at_a_local_midnight() {
        let at = |text: &str| serde_json::from_value::<Instant>(text.into()).unwrap();
        for (now, first) in [
            ("2026-11-21T08:00:00Z", "2026-10-22T20:30:00Z"),
            ("2026-11-21T20:29:59Z", "2026-10-22T20:30:00Z"),
            ("2026-11-21T20:30:00Z", "2026-10-23T20:30:00Z"),
        ] {
            assert_eq!(first_day(at(now)), at(first), "{now}");
        }
    }
}
