//! Speeches as they are shown.

use super::store::{self, PartRow, Row};
use crate::{
    kernel::{
        AppError, Page, PageQuery,
        id::{RunId, SpeechId, UserId},
    },
    run,
    server::{Cx, Result, access::Member, db::Conn},
    studio::audio::{
        model::{AudioPart, AudioPartState, AudioState, Speech, SpeechFormat, SpeechView},
        server::{
            launch::sum,
            part::{FAILED, state_of},
        },
    },
};
use std::collections::HashMap;

/// The speeches, the newest first. Refuses: `malformed_request` (the cursor).
pub async fn list_speeches(cx: &Cx, who: &Member, query: PageQuery) -> Result<Page<Speech>> {
    let cursor = query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest));
    let (before, limit, user) = (cursor.transpose()?, query.limit(), who.user());
    let mut conn = cx.db.read().await?;
    let page = Page::of(store::list(&mut conn, user, before, limit + 1).await?, limit, |row| row.id.to_string());
    let mut parts: HashMap<SpeechId, Vec<PartRow>> = HashMap::new();
    if let (Some(last), Some(first)) = (page.items.first(), page.items.last()) {
        for part in store::list_parts(&mut conn, user, first.id, last.id).await? {
            parts.entry(part.speech_id).or_default().push(part);
        }
    }
    Ok(page.map(|row| {
        let parts = parts.remove(&row.id).unwrap_or_default();
        shown(row, &parts)
    }))
}

/// A speech. Refuses: `not_found`.
pub async fn get_speech(cx: &Cx, who: &Member, id: SpeechId) -> Result<SpeechView> {
    view(&mut cx.db.read().await?, who.user(), id).await
}

/// The same, within a transaction.
pub(super) async fn view(conn: &mut Conn, user: UserId, id: SpeechId) -> Result<SpeechView> {
    let row = store::find(conn, user, id).await?.ok_or(AppError::NotFound)?;
    let parts = store::list_parts(conn, user, id, id).await?;
    let runs: Vec<RunId> = parts.iter().map(|part| part.run_id).collect();
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
    Ok(SpeechView {
        text: row.content.clone(),
        parts: parts.iter().map(part).collect(),
        coin_cost,
        speech: shown(row, &parts),
    })
}

fn shown(row: Row, parts: &[PartRow]) -> Speech {
    let done = parts.iter().filter(|part| part.state() == AudioPartState::Done).count();
    // All parts may be there a moment before they are joined.
    let state = match state_of(parts.iter().map(PartRow::state)) {
        AudioState::Done if row.asset_id.is_none() => AudioState::Working,
        state => state,
    };
    Speech {
        id: row.id,
        name: row.name,
        model: row.model_id,
        voice: row.voice,
        speed_percent: row.speed_percent,
        format: row.format.parse().unwrap_or(SpeechFormat::Wav),
        state,
        parts_done: i64::try_from(done).unwrap_or(0),
        parts: i64::try_from(parts.len()).unwrap_or(0),
        asset_id: row.asset_id,
        created_at: row.created_at,
    }
}
