//! Every request to a provider, as staff looks for it.

mod store;

use super::totals;
use crate::{
    catalog,
    kernel::{
        AppError, Day, DaySpan, Instant, Page,
        id::{AttemptId, RunId},
    },
    run::record::{ATTEMPT_DAYS_MAX, AttemptChoices, AttemptDetail, AttemptEntry, AttemptQuery},
    server::{Cx, Result, access::Staff},
};
use futures::{Stream, stream};
use store::{Filter, Place};
use uuid::Uuid;

/// Attempts of a run that are shown; more are not made.
const OTHERS_MAX: i64 = 100;
/// Attempts that are read at once for a table.
const BATCH: u32 = 500;
/// Attempts that a table holds.
const EXPORT_MAX: usize = 50_000;
/// Models to choose from are those used in these days.
const LATELY_DAYS: i32 = 30;

/// Requests to providers, the newest first. Refuses: `invalid`, `malformed_request`.
pub async fn list_attempts(cx: &Cx, _who: &Staff, query: AttemptQuery) -> Result<Page<AttemptEntry>> {
    let (limit, filter) = (query.page().limit(), narrowed(&query, cx.clock.now())?);
    let rows = store::list(&mut cx.db.read().await?, &filter, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| Place { at: row.created_at, id: row.id.0 }.to_string()))
}

/// Everything of one request. Refuses: `not_found`.
pub async fn get_attempt(cx: &Cx, _who: &Staff, id: AttemptId) -> Result<AttemptDetail> {
    let mut conn = cx.db.read().await?;
    let (entry, run) = store::find(&mut conn, id).await?.ok_or(AppError::NotFound)?;
    let of_run = Filter { run: Some(entry.run), ..Filter::all() };
    let mut others = store::list(&mut conn, &of_run, u32::try_from(OTHERS_MAX)?).await?;
    others.retain(|other| other.id != id);
    others.sort_by_key(|other| other.number);
    let names = catalog::server::names(&mut conn).await?;
    Ok(AttemptDetail {
        model_name: names.get(&entry.model).unwrap_or(&entry.model).clone(),
        usage: run.usage,
        quote: run.quote_milli,
        input_tokens: run.input_tokens,
        output_tokens: run.output_tokens,
        estimated: run.estimated,
        others,
        entry,
    })
}

/// What attempts can be narrowed to.
pub async fn get_attempt_choices(cx: &Cx, _who: &Staff) -> Result<AttemptChoices> {
    let today = Day::of(cx.clock.now());
    let mut conn = cx.db.read().await?;
    let names = catalog::server::names(&mut conn).await?;
    let used = totals::model_totals(&mut conn, today.plus(1 - LATELY_DAYS).start()).await?;
    let named = |id: String| (id.clone(), names.get(&id).cloned().unwrap_or(id));
    let known = catalog::server::providers(&mut conn).await?;
    let mut providers: Vec<String> = cx.providers.iter().map(|provider| provider.id.clone()).chain(known).collect();
    providers.sort_unstable();
    providers.dedup();
    Ok(AttemptChoices { providers, models: used.into_iter().map(|used| named(used.model_id)).collect(), today })
}

/// The same as [`list_attempts`] in batches, to the end or to as many as a table holds. Refuses: `invalid`.
pub async fn export_attempts(
    cx: &Cx,
    _who: &Staff,
    query: AttemptQuery,
) -> Result<impl Stream<Item = Result<Vec<AttemptEntry>>> + Send + use<>> {
    let query = AttemptQuery { cursor: None, ..query };
    let filter = narrowed(&query, cx.clock.now())?;
    let cx = cx.clone();
    Ok(stream::try_unfold((filter, EXPORT_MAX), move |(mut filter, left)| {
        let cx = cx.clone();
        async move {
            let batch = BATCH.min(u32::try_from(left)?);
            if batch == 0 {
                return Ok(None);
            }
            let rows = store::list(&mut cx.db.read().await?, &filter, batch).await?;
            let Some(last) = rows.last() else { return Ok(None) };
            filter.before = Place { at: last.created_at, id: last.id.0 };
            let is_last = rows.len() < usize::try_from(batch)?;
            let left = if is_last { 0 } else { left.saturating_sub(rows.len()) };
            Ok(Some((rows, (filter, left))))
        }
    }))
}

/// What is looked for. Refuses: `invalid`, `malformed_request`.
fn narrowed(query: &AttemptQuery, now: Instant) -> Result<Filter> {
    let mut filter = Filter {
        provider: query.provider.trim().to_owned(),
        model: query.model.trim().to_owned(),
        outcome: query.outcome.trim().to_owned(),
        person: query.person.trim().to_lowercase(),
        run: query.run,
        ..Filter::all()
    };
    if !query.from.is_empty() || !query.to.is_empty() {
        let span = DaySpan::read(&query.from, &query.to, Day::of(now), ATTEMPT_DAYS_MAX, ATTEMPT_DAYS_MAX)?;
        filter.since = span.start();
        // What happened at the very moment the span is over lies after it.
        filter.before = Place { at: span.end(), id: Uuid::nil() };
    }
    if let Some(cursor) = query.cursor.as_deref() {
        filter.before = filter.before.min(cursor.parse()?);
    }
    Ok(filter)
}

impl Filter {
    /// Every attempt.
    fn all() -> Self {
        Self {
            provider: String::new(),
            model: String::new(),
            outcome: String::new(),
            person: String::new(),
            run: None::<RunId>,
            since: Instant::from_micros(i64::MIN),
            before: Place { at: Instant::from_micros(i64::MAX), id: Uuid::max() },
        }
    }
}
