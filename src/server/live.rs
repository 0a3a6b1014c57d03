//! What is being written right now: one log in memory for each piece of work, read by anybody at their own pace.
//!
//! No queue and no task per reader: a reader asks for what comes after the entry it has and waits for the next one,
//! so a slow reader costs nothing and a gone one leaves nothing behind.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// One entry of a log. Numbers start at 1 and have no gaps.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its number.
    pub seq: i64,
    /// What kind of event it is.
    pub event: &'static str,
    /// The event as JSON text: written once, told to every watcher as it is.
    pub data: Arc<str>,
}

/// The log of one piece of work.
#[derive(Debug)]
pub struct Log {
    entries: Mutex<Vec<Entry>>,
    /// The last number, and whether more will come.
    tip: watch::Sender<Tip>,
    /// Asks the work to stop.
    pub cancel: CancellationToken,
    /// Wakes work that waits for something outside to happen.
    pub nudge: Notify,
    /// What an address must bring that wakes it, where one was given away.
    pub hook_secret: OnceLock<String>,
    /// What happened before this process took it.
    pub past: Past,
}

/// What happened to a piece of work before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Past {
    /// The number of the last entry.
    pub seq: i64,
    /// Requests that were made for it.
    pub attempts: i64,
    /// How often it was taken from the queue, this time included; none where it never waited there.
    pub tries: Option<i64>,
}

/// How far a log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tip {
    /// The number of the last entry; 0 when there is none.
    pub seq: i64,
    /// Whether that was the last one for ever.
    pub ended: bool,
}

/// The logs of this process.
#[derive(Debug, Default)]
pub struct Hub {
    logs: Mutex<HashMap<Uuid, Arc<Log>>>,
    /// Rings when work was put into the queue, or when there may be room for more of it.
    pub queued: Notify,
}

impl Hub {
    /// Opens the log of a piece of work that starts here.
    pub fn open(&self, id: Uuid) -> Arc<Log> {
        self.open_after(id, Past::default())
    }

    /// Opens the log of a piece of work that goes on here.
    pub fn open_after(&self, id: Uuid, past: Past) -> Arc<Log> {
        let log = Arc::new(Log {
            entries: Mutex::new(Vec::new()),
            tip: watch::Sender::new(Tip { seq: past.seq, ended: false }),
            cancel: CancellationToken::new(),
            nudge: Notify::new(),
            hook_secret: OnceLock::new(),
            past,
        });
        lock(&self.logs).insert(id, log.clone());
        log
    }

    /// The log of a piece of work that runs here.
    pub fn get(&self, id: Uuid) -> Option<Arc<Log>> {
        lock(&self.logs).get(&id).cloned()
    }

    /// Ends a log. Readers that have it read on to its end; new ones find the work in the database.
    pub fn close(&self, id: Uuid) {
        if let Some(log) = lock(&self.logs).remove(&id) {
            log.tip.send_modify(|tip| tip.ended = true);
        }
    }

    /// The pieces of work that run here.
    pub fn ids(&self) -> Vec<Uuid> {
        lock(&self.logs).keys().copied().collect()
    }

    /// How many pieces of work run here.
    pub fn count(&self) -> usize {
        lock(&self.logs).len()
    }
}

impl Log {
    /// Adds an entry; its number.
    pub fn append(&self, event: &'static str, data: String) -> i64 {
        let mut entries = lock(&self.entries);
        let seq = entries.last().map_or(self.past.seq, |entry| entry.seq) + 1;
        entries.push(Entry { seq, event, data: data.into() });
        self.tip.send_modify(|tip| tip.seq = seq);
        seq
    }

    /// The entries after `after`, of those that were made here.
    pub fn after(&self, after: i64) -> Vec<Entry> {
        let entries = lock(&self.entries);
        let from = entries.partition_point(|entry| entry.seq <= after);
        entries.get(from..).unwrap_or_default().to_vec()
    }

    /// Tells when the log grows or ends.
    pub fn watch(&self) -> watch::Receiver<Tip> {
        self.tip.subscribe()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
