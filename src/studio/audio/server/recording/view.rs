//! Recordings as they are shown.

use super::store::{self, PartRow, Row};
use crate::{
    kernel::{
        AppError, Coins, Page, PageQuery,
        id::{RecordingId, RunId, UserId},
    },
    run,
    server::{Cx, Result, access::Member, db::Conn},
    studio::audio::{
        model::{AudioPart, AudioPartState, Recording, RecordingSegment, RecordingView, SummaryState},
        server::{
            launch::sum,
            part::{FAILED, state_of},
        },
    },
};
use std::collections::HashMap;

/// The recordings, the newest first. Refuses: `malformed_request` (the cursor).
pub async fn list_recordings(cx: &Cx, who: &Member, query: PageQuery) -> Result<Page<Recording>> {
    let cursor = query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest));
    let (before, limit, user) = (cursor.transpose()?, query.limit(), who.user());
    let mut conn = cx.db.read().await?;
    let page = Page::of(store::list(&mut conn, user, before, limit + 1).await?, limit, |row| row.id.to_string());
    let mut parts: HashMap<RecordingId, Vec<PartRow>> = HashMap::new();
    if let (Some(last), Some(first)) = (page.items.first(), page.items.last()) {
        for part in store::list_parts(&mut conn, user, first.id, last.id).await? {
            parts.entry(part.recording_id).or_default().push(part);
        }
    }
    Ok(page.map(|row| {
        let parts = parts.remove(&row.id).unwrap_or_default();
        shown(row, &parts)
    }))
}

/// A recording with what was said. Refuses: `not_found`.
pub async fn get_recording(cx: &Cx, who: &Member, id: RecordingId) -> Result<RecordingView> {
    view(&mut cx.db.read().await?, who.user(), id).await
}

/// The same, within a transaction.
pub(super) async fn view(conn: &mut Conn, user: UserId, id: RecordingId) -> Result<RecordingView> {
    let row = store::find(conn, user, id).await?.ok_or(AppError::NotFound)?;
    let parts = store::list_parts(conn, user, id, id).await?;
    let segments = store::list_segments(conn, id).await?;
    let runs: Vec<RunId> = parts.iter().map(|part| part.run_id).chain(row.summary_run_id).collect();
    let found = match (runs.iter().min(), runs.iter().max()) {
        (Some(first), Some(last)) => run::server::find_rows(conn, *first, *last, user).await?,
        _ => HashMap::new(),
    };
    let coin_cost = sum(runs.iter().filter_map(|run| found.get(run)).map(|run| run.cost_milli));
    let part = |part: &PartRow| AudioPart {
        position: part.position,
        run_id: part.run_id,
        state: part.state(),
        error: (part.state() == AudioPartState::Failed)
            .then(|| found.get(&part.run_id).and_then(|run| run.error()).unwrap_or(FAILED)),
    };
    let is_timed = parts.iter().all(|part| part.is_timed || part.state() != AudioPartState::Done);
    Ok(RecordingView {
        text: text_of(&segments, is_timed),
        segments,
        is_timed,
        summary: row.summary.clone(),
        peaks: serde_json::from_str(&row.peaks)?,
        coin_cost: Coins::from_milli(coin_cost.milli),
        parts: parts.iter().map(part).collect(),
        recording: shown(row, &parts),
    })
}

/// The whole text: pieces of a part follow each other, parts without times stand in lines of their own.
pub(super) fn text_of(segments: &[RecordingSegment], is_timed: bool) -> String {
    let texts = segments.iter().map(|segment| segment.text.trim()).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join(if is_timed { " " } else { "\n" })
}

fn shown(row: Row, parts: &[PartRow]) -> Recording {
    let done = parts.iter().filter(|part| part.state() == AudioPartState::Done).count();
    let language = parts.iter().find_map(|part| part.language.clone()).or(row.asked_language);
    Recording {
        id: row.id,
        name: row.name,
        asset_id: row.asset_id,
        duration_ms: row.duration_ms,
        model: row.model_id,
        state: state_of(parts.iter().map(PartRow::state)),
        parts_done: i64::try_from(done).unwrap_or(0),
        parts: i64::try_from(parts.len()).unwrap_or(0),
        language,
        summary_state: row.summary_state.parse().unwrap_or(SummaryState::Failed),
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
