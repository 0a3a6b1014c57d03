//! What runs said: each part by itself until all of them are there, then one file.

use super::store::{self, PartRow, Row};
use crate::{
    kernel::id::{AssetId, MessageId, RunId, UserId},
    library,
    provider::{media::Made, sniff},
    server::{Cx, Fault, Result, db::Conn, output::Output},
    studio::audio::{model::AudioPartState, server::join},
};
use bytes::Bytes;
use futures::{FutureExt, future::BoxFuture};

/// The kind of run that speaks a part of a text.
pub const KIND_TTS: &str = "tts";
/// Bytes of a part's sound: as many as are taken from providers.
const PART_BYTES_MAX: u64 = 100 << 20;
/// Characters of the text that the library remembers.
const PROMPT_CHARS_MAX: usize = 2_000;
/// Seconds after which parts that nobody joined are looked for.
const LEFT_S: i64 = 10;
/// Speeches that are looked at in one turn.
const BATCH: u32 = 20;

/// The sound of speeches.
#[derive(Debug)]
pub struct Speeches;

impl Output for Speeches {
    fn keep<'a>(
        &'a self,
        cx: &'a Cx,
        conn: &'a mut Conn,
        run: RunId,
        _text: &'a str,
        state: &'a str,
    ) -> BoxFuture<'a, Result<Option<MessageId>>> {
        let state = if state == "succeeded" { AudioPartState::Done } else { AudioPartState::Failed };
        async move {
            store::end_part(conn, run, state, cx.clock.now()).await?;
            Ok(None)
        }
        .boxed()
    }

    fn deposit<'a>(
        &'a self,
        cx: &'a Cx,
        run: RunId,
        user: UserId,
        made: &'a Made,
    ) -> BoxFuture<'a, Result<Vec<AssetId>>> {
        deposit(cx, run, user, made).boxed()
    }

    fn page<'a>(&'a self, conn: &'a mut Conn, run: RunId) -> BoxFuture<'a, Result<Option<String>>> {
        async move {
            let found = store::find_by_run(conn, run).await?;
            Ok(found.map(|(row, _)| format!("/app/audio/speeches/{}", row.id)))
        }
        .boxed()
    }
}

/// Keeps the sound of a part, and joins all of them once the last one is there; the same again changes nothing. Nothing is
/// kept of a speech that is gone.
async fn deposit(cx: &Cx, run: RunId, user: UserId, made: &Made) -> Result<Vec<AssetId>> {
    let Made::Speech(made) = made else { return Ok(Vec::new()) };
    let object = object_of(run);
    cx.storage.put(&object, made.audio.bytes.clone()).await?;
    let name = object.clone();
    let is_wanted = cx.db.write(user.0, move |conn| async move { store::set_object(conn, run, &name).await }.boxed());
    if !is_wanted.await? {
        cx.storage.delete(&object).await?;
        return Ok(Vec::new());
    }
    // After the write: of parts that end at once, the last one sees them all.
    Ok(join_of(cx, run).await?.into_iter().collect())
}

fn object_of(run: RunId) -> String {
    format!("speeches/{}", run.0.simple())
}

/// Joins the parts of a run's speech, where all of them are there and nobody did yet.
async fn join_of(cx: &Cx, run: RunId) -> Result<Option<AssetId>> {
    let Some((row, parts)) = store::find_by_run(&mut cx.db.read().await?, run).await? else { return Ok(None) };
    if row.asset_id.is_some() {
        return Ok(row.asset_id);
    }
    let objects: Option<Vec<String>> = parts.iter().map(|part| part.object.clone()).collect();
    let Some(objects) = objects.filter(|objects| !objects.is_empty()) else { return Ok(None) };
    let mut sounds = Vec::new();
    for object in &objects {
        let Some(sound) = cx.storage.read(object, PART_BYTES_MAX).await? else {
            // Somebody else joined them just now.
            return Ok(store::find_by_run(&mut cx.db.read().await?, run).await?.and_then(|(row, _)| row.asset_id));
        };
        sounds.push(sound);
    }
    let whole = join::join(sounds).await?;
    let asset = library::server::keep_output(cx, output(&row, &parts, whole)?).await?;
    let id = row.id;
    cx.db.write(row.user_id.0, move |conn| store::set_asset(conn, id, asset).boxed()).await?;
    for object in &objects {
        cx.storage.delete(object).await?;
    }
    Ok(Some(asset))
}

fn output(row: &Row, parts: &[PartRow], bytes: Bytes) -> Result<library::server::Output> {
    let first = parts.first().ok_or_else(|| Fault::broken("a speech without parts"))?;
    let ending = match sniff::audio(&bytes) {
        Some("audio/wav") => "wav",
        Some("audio/mpeg") => "mp3",
        Some("audio/ogg") => "ogg",
        Some("audio/flac") => "flac",
        _ => "audio",
    };
    Ok(library::server::Output {
        user: row.user_id,
        run: first.run_id,
        position: 0,
        name: format!("{}.{ending}", row.name),
        prompt: Some(row.content.chars().take(PROMPT_CHARS_MAX).collect()),
        bytes,
    })
}

/// Joins what a process left that died in between.
pub(in crate::studio::audio::server) async fn join_left(cx: &Cx) -> Result<()> {
    let before = cx.clock.now().plus_s(-LEFT_S);
    let left = store::list_unjoined(&mut cx.db.read().await?, before, BATCH).await?;
    for run in left {
        // One that can not be joined must not hold up the others.
        if let Err(fault) = join_of(cx, run).await {
            fault.disclose();
        }
    }
    Ok(())
}
