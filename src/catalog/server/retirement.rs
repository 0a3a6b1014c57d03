//! The end of models: warnings before it, a successor after it. Days are those of UTC, as the providers count them.

use super::store::{self, ModelRow};
use crate::{
    catalog::entry::WARN_DAYS,
    kernel::Instant,
    server::{Cx, Result},
};
use jiff::{ToSpan, civil::Date, tz::TimeZone};

/// The day of an instant.
pub(super) fn today(now: Instant) -> Date {
    now.timestamp().to_zoned(TimeZone::UTC).date()
}

/// The last day that the longest warning reaches, as columns have it.
pub(super) fn warn_until(now: Instant) -> String {
    let [longest, ..] = WARN_DAYS;
    today(now).saturating_add(longest.days()).to_string()
}

/// Days until the model ends; negative afterwards.
pub(super) fn days_left(row: &ModelRow, today: Date) -> Option<i64> {
    let end: Date = row.retires_on.as_deref()?.parse().ok()?;
    Some(i64::from((end - today).get_days()))
}

/// Whether the model's day has come.
pub(super) fn is_retired(row: &ModelRow, today: Date) -> bool {
    days_left(row, today).is_some_and(|days| days <= 0)
}

/// Tells the log which models end soon, more urgently the nearer it is.
pub(super) async fn warn(cx: &Cx) -> Result<()> {
    let now = cx.clock.now();
    let rows = store::list_retiring(&mut cx.db.read().await?, &warn_until(now)).await?;
    let [_, soon, very_soon] = WARN_DAYS;
    for row in rows {
        let days = days_left(&row, today(now)).unwrap_or(0);
        let (model, day) = (&row.id, row.retires_on.as_deref().unwrap_or_default());
        let successor = row.successor_id.as_deref().unwrap_or("none");
        if days <= very_soon {
            tracing::error!(model, day, days, successor, "a model on offer ends within a week or has ended");
        } else if days <= soon {
            tracing::warn!(model, day, days, successor, "a model on offer ends within a month");
        } else {
            tracing::info!(model, day, days, successor, "a model on offer ends within two months");
        }
    }
    Ok(())
}
