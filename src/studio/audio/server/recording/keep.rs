//! What runs wrote down.

use super::store::{self, PartRow};
use crate::{
    kernel::id::{AssetId, MessageId, RunId, UserId},
    provider::media::{Made, Transcript},
    server::{Cx, Result, db::Conn, output::Output},
    studio::audio::model::AudioPartState,
};
use futures::{FutureExt, future::BoxFuture};

/// The kind of run that writes a part of a recording down.
pub const KIND_STT: &str = "stt";

/// The texts of recordings.
#[derive(Debug)]
pub struct Recordings;

impl Output for Recordings {
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
        page_of(conn, run).boxed()
    }
}

/// The address of the page of a run's recording.
pub(super) async fn page_of(conn: &mut Conn, run: RunId) -> Result<Option<String>> {
    Ok(store::find_by_run(conn, run).await?.map(|id| format!("/app/audio/recordings/{id}")))
}

/// Keeps what a run wrote down, with its times within the whole; the same again changes nothing. Nothing is kept of a recording
/// that is gone.
async fn deposit(cx: &Cx, run: RunId, user: UserId, made: &Made) -> Result<Vec<AssetId>> {
    let Made::Transcript(made) = made else { return Ok(Vec::new()) };
    let made = made.clone();
    let kept = cx.db.write(user.0, move |conn| {
        async move {
            let Some(part) = store::find_part(conn, run).await? else { return Ok(()) };
            let segments = segments_of(&made, &part);
            let is_timed = !made.segments.is_empty() || segments.is_empty();
            store::put_segments(conn, &part, made.language.as_deref(), is_timed, &segments).await
        }
        .boxed()
    });
    kept.await?;
    Ok(Vec::new())
}

/// Begin, end and text of what was said in a part, within the whole. A model that tells no times said all of it in all of the
/// part.
fn segments_of(made: &Transcript, part: &PartRow) -> Vec<(i64, i64, String)> {
    // PostgreSQL takes no NUL in a text.
    let plain = |text: &str| text.trim().replace('\0', "\u{fffd}");
    let at = |milli: u64| {
        let at = i64::try_from(milli).unwrap_or(i64::MAX).saturating_add(part.start_ms);
        at.clamp(part.start_ms, part.end_ms)
    };
    let timed = made.segments.iter().map(|one| (at(one.start.milli), at(one.end.milli), plain(&one.text)));
    let mut timed: Vec<_> = timed.map(|(start, end, text)| (start, end.max(start), text)).collect();
    if timed.is_empty() {
        timed.push((part.start_ms, part.end_ms, plain(&made.text)));
    }
    timed.retain(|(_, _, text)| !text.is_empty());
    timed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        kernel::id::RecordingId,
        provider::media::{Seconds, Segment},
    };
    use uuid::Uuid;

    #[test]
    fn times_are_those_of_the_whole() {
        let id = RecordingId(Uuid::nil());
        let part = PartRow {
            recording_id: id,
            position: 1,
            start_ms: 60_000,
            end_ms: 90_000,
            run_id: RunId(Uuid::nil()),
            state: "waiting".to_owned(),
            language: None,
            is_timed: false,
        };
        let at = |milli| Seconds { milli };
        let segment = |start, end, text: &str| Segment { start: at(start), end: at(end), text: text.to_owned() };
        let segments = vec![segment(0, 1_500, " one "), segment(1_500, 99_000, "two"), segment(5, 6, " ")];
        let made = Transcript { text: "one two".to_owned(), segments, ..Transcript::default() };
        let found = segments_of(&made, &part);
        assert_eq!(found, [(60_000, 61_500, "one".to_owned()), (61_500, 90_000, "two".to_owned())]);
        let untimed = Transcript { segments: Vec::new(), ..made };
        assert_eq!(segments_of(&untimed, &part), [(60_000, 90_000, "one two".to_owned())]);
        assert_eq!(segments_of(&Transcript::default(), &part), [], "nobody speaks");
    }
}
