//! Watching a run: replay what comes after the event the watcher has, then follow. From memory when the run works in
//! this process, else from the database. The body is pulled: a slow watcher holds nothing back but itself.

use super::{
    preview::{self, Preview},
    store,
};
use crate::{
    kernel::{AppError, id::RunId},
    server::{
        Cx, Result,
        access::Member,
        live::{Entry, Log, Tip},
        rest::Problem,
    },
};
use axum::response::sse::Event;
use futures::{Stream, stream};
use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

/// How often the database is asked about a run that works elsewhere.
const POLL: Duration = Duration::from_millis(200);

/// The events of a run after `after`, as a stream that ends with the run. With `rendered`, `preview` events without a
/// number carry the answer as safe HTML between the others. Refuses: `not_found`.
///
/// Whoever asks at the end of a run that has ended, or beyond it (events that were told but not yet durable when a
/// process died), gets its last event again, so that nobody waits for ever.
pub async fn events(
    cx: &Cx,
    who: &Member,
    run: RunId,
    after: i64,
    rendered: bool,
) -> Result<impl Stream<Item = std::result::Result<Event, Infallible>> + use<>> {
    let found = store::find_run(&mut cx.db.read().await?, who.user(), run).await?;
    if found.is_none() {
        return Err(AppError::NotFound.into());
    }
    let watcher = Watcher {
        cx: cx.clone(),
        run,
        after,
        source: Source::find(cx, run),
        ready: VecDeque::new(),
        preview: rendered.then(Preview::default),
        ended: false,
    };
    Ok(stream::unfold(watcher, |mut watcher| async move {
        let event = watcher.next().await?;
        Some((Ok(event), watcher))
    }))
}

/// What a run has written so far, and the number of the last event in it.
pub async fn partial_text(cx: &Cx, run: RunId) -> Result<(String, i64)> {
    let entries = match cx.live.get(run.0) {
        Some(log) => log.after(0),
        None => store::list_events(&mut cx.db.read().await?, run, 0).await?,
    };
    let seq = entries.last().map_or(0, |entry| entry.seq);
    Ok((entries.iter().filter_map(delta).collect(), seq))
}

/// The text of a `message.delta`.
pub(super) fn delta(entry: &Entry) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Delta {
        text: String,
    }
    let delta = (entry.event == "message.delta").then(|| serde_json::from_str::<Delta>(&entry.data));
    Some(delta?.ok()?.text)
}

/// A failure as every refusal looks on the wire.
fn problem(entry: &Entry) -> Option<Problem> {
    let error = (entry.event == "error").then(|| serde_json::from_str::<AppError>(&entry.data));
    Some(Problem::from(error?.ok()?))
}

fn is_last(entry: &Entry) -> bool {
    matches!(entry.event, "message.done" | "error")
}

enum Source {
    Live(Arc<Log>, watch::Receiver<Tip>),
    Stored,
}

impl Source {
    fn find(cx: &Cx, run: RunId) -> Self {
        match cx.live.get(run.0) {
            Some(log) => {
                let tip = log.watch();
                Self::Live(log, tip)
            }
            None => Self::Stored,
        }
    }
}

struct Watcher {
    cx: Cx,
    run: RunId,
    after: i64,
    source: Source,
    ready: VecDeque<Entry>,
    preview: Option<Preview>,
    ended: bool,
}

impl Watcher {
    async fn next(&mut self) -> Option<Event> {
        loop {
            // The end must find everything shown: a page that can't ask again keeps what it saw.
            let ends = self.ready.front().is_some_and(is_last);
            if let Some(preview) = &mut self.preview
                && let Some(html) = if ends { preview.rest() } else { preview.take(self.ready.is_empty()) }
            {
                return Event::default().event("preview").json_data(html).ok();
            }
            if let Some(entry) = self.ready.pop_front() {
                return Some(self.tell(&entry));
            }
            if self.ended {
                return None;
            }
            let unshown = self.preview.as_ref().is_some_and(Preview::is_dirty);
            let wait = if unshown { preview::EVERY } else { Duration::MAX };
            if let Ok(Err(fault)) = timeout(wait, self.fill()).await {
                // The watcher comes again with the number it has.
                fault.disclose();
                return None;
            }
        }
    }

    fn tell(&mut self, entry: &Entry) -> Event {
        self.after = self.after.max(entry.seq);
        self.ended |= is_last(entry);
        if let Some(preview) = &mut self.preview
            && let Some(text) = delta(entry)
        {
            preview.push(&text);
        }
        let event = Event::default().id(entry.seq.to_string()).event(entry.event);
        match problem(entry) {
            Some(problem) => event.json_data(problem).unwrap_or_default(),
            None => event.data(entry.data.as_ref()),
        }
    }

    /// Waits for more entries, or for the end.
    async fn fill(&mut self) -> Result<()> {
        match &mut self.source {
            Source::Live(log, tip) => {
                let state = *tip.borrow_and_update();
                if self.after < log.past.seq {
                    let mut before = store::list_events(&mut self.cx.db.read().await?, self.run, self.after).await?;
                    before.retain(|entry| entry.seq <= log.past.seq);
                    self.after = log.past.seq;
                    self.ready.extend(before);
                    return Ok(());
                }
                let entries = log.after(self.after);
                if !entries.is_empty() {
                    self.ready.extend(entries);
                } else if state.ended || tip.changed().await.is_err() {
                    self.source = Source::Stored;
                }
            }
            Source::Stored => self.fill_from_database().await?,
        }
        Ok(())
    }

    async fn fill_from_database(&mut self) -> Result<()> {
        let mut conn = self.cx.db.read().await?;
        let entries = store::list_events(&mut conn, self.run, self.after).await?;
        if !entries.is_empty() {
            self.ready.extend(entries);
            return Ok(());
        }
        if store::is_final(&mut conn, self.run).await? {
            let last = store::last_seq(&mut conn, self.run).await?;
            self.ready.extend(store::list_events(&mut conn, self.run, last - 1).await?);
            self.ended = self.ready.is_empty();
            return Ok(());
        }
        drop(conn);
        self.source = Source::find(&self.cx, self.run);
        if matches!(self.source, Source::Stored) {
            tokio::select! {
                () = sleep(POLL) => {}
                () = self.cx.stopping.cancelled() => self.ended = true,
            }
        }
        Ok(())
    }
}
