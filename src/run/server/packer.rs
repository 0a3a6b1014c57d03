//! Writing a run's log down in packs while its stream is read.

use super::{start::NewRun, store};
use crate::server::{
    Cx, Fault, Result,
    live::{Entry, Log},
};
use futures::{FutureExt, future::BoxFuture};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep_until};

const PACK_EVERY: Duration = Duration::from_millis(250);
const PACK_EVENTS: i64 = 64;
/// After a pack that could not be written.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Writes the log of one run.
pub(super) struct Packer {
    cx: Cx,
    run: NewRun,
    log: Arc<Log>,
    /// The last event that is durable.
    pub(super) stored: i64,
    due: Option<Instant>,
    /// When the last pack could not be written.
    failed: Option<Instant>,
    writing: Option<BoxFuture<'static, Result<i64>>>,
}

impl Packer {
    pub(super) fn new(cx: &Cx, run: &NewRun, log: Arc<Log>) -> Self {
        let stored = log.past.seq;
        Self { cx: cx.clone(), run: run.clone(), log, stored, due: None, failed: None, writing: None }
    }

    /// Goes one step: ends when a pack is written or one has been started. Waits for ever while there is nothing to
    /// write. An error means the lease is lost.
    pub(super) async fn advance(&mut self) -> Result<()> {
        if let Some(writing) = &mut self.writing {
            let written = writing.await;
            self.writing = None;
            return self.note(written);
        }
        if let Some(failed) = self.failed {
            sleep_until(failed + RETRY_AFTER).await;
        }
        let mut tip = self.log.watch();
        loop {
            let behind = tip.borrow_and_update().seq - self.stored;
            if behind >= PACK_EVENTS {
                break;
            }
            if behind > 0 {
                let due = *self.due.get_or_insert_with(|| Instant::now() + PACK_EVERY);
                tokio::select! {
                    () = sleep_until(due) => break,
                    _ = tip.changed() => {}
                }
            } else if tip.changed().await.is_err() {
                return std::future::pending().await;
            }
        }
        self.due = None;
        self.writing = Some(self.write(self.log.after(self.stored)));
        Ok(())
    }

    /// Waits for the pack that is being written.
    pub(super) async fn settle(&mut self) -> Result<()> {
        match self.writing.take() {
            Some(writing) => {
                let written = writing.await;
                self.note(written)
            }
            None => Ok(()),
        }
    }

    /// A database that is away for a moment costs nothing: the events are in memory and go with a later pack.
    fn note(&mut self, written: Result<i64>) -> Result<()> {
        match written {
            Ok(stored) => (self.stored, self.failed) = (stored, None),
            Err(fault @ Fault::Broken(_)) => {
                fault.disclose();
                self.failed = Some(Instant::now());
            }
            Err(refused) => return Err(refused),
        }
        Ok(())
    }

    fn write(&self, mut entries: Vec<Entry>) -> BoxFuture<'static, Result<i64>> {
        let (cx, run, user) = (self.cx.clone(), self.run.id, self.run.user);
        let (stored, again) = (self.stored, self.failed.is_some());
        async move {
            let instance = cx.instance;
            let written = cx.db.write(user.0, move |conn| {
                async move {
                    // The pack before may be there although nobody could tell.
                    let stored = if again { store::last_seq(conn, run).await? } else { stored };
                    entries.retain(|entry| entry.seq > stored);
                    store::append_if_ours(conn, run, instance, stored, entries).await
                }
                .boxed()
            });
            written.await
        }
        .boxed()
    }
}
