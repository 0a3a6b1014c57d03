//! Group commit. The one expensive thing on a small server is the disk sync, so whatever arrived during the last
//! one is committed together by the next; each caller waits for the commit that holds its own write.
//!
//! SQLite has one lane (it has one writer anyway) on a thread of its own, where statements never wait for a thread;
//! PostgreSQL has a few, chosen by the key: writes to one wallet always
//! meet in the same batch instead of queueing for its row lock commit by commit. Inside a batch every write has its
//! own savepoint, so one that fails takes nothing with it; and writes are ordered by key, so that two processes
//! lock wallets in the same order and can not deadlock.

use super::{
    Conn, Pool,
    sqlite::{Borrowed, EmbeddedOptions},
};
use crate::server::{Fault, Result};
use futures::{FutureExt, executor::block_on, future::BoxFuture};
use std::{panic::AssertUnwindSafe, sync::Mutex};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use uuid::Uuid;

/// Writes committed together at most.
const BATCH_MAX: usize = 256;
/// Writes that may wait; more of them wait for a place.
const QUEUE_MAX: usize = 4_096;

/// One line of writes.
#[derive(Debug)]
pub(super) struct Lane {
    queue: Mutex<Option<mpsc::Sender<Command>>>,
    ended: Mutex<Option<JoinHandle<()>>>,
}

struct Command {
    key: Uuid,
    write: Box<dyn Write>,
}

/// A write whose types are erased, so that different ones share a batch.
trait Write: Send {
    /// Does the work; whether its changes are to stay.
    fn run<'c>(&'c mut self, conn: &'c mut Conn) -> BoxFuture<'c, bool>;
    /// Tells the caller. `committed` is false when the changes were lost after all.
    fn answer(self: Box<Self>, committed: bool);
}

struct Pending<T, F> {
    work: Option<F>,
    outcome: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Write for Pending<T, F>
where
    T: Send,
    F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T>> + Send,
{
    fn run<'c>(&'c mut self, conn: &'c mut Conn) -> BoxFuture<'c, bool> {
        let work = self.work.take();
        async move {
            let Some(work) = work else { return false };
            // A panic in one write must not end the lane for everybody.
            let outcome = AssertUnwindSafe(async { work(conn).await }).catch_unwind().await;
            let outcome = outcome.unwrap_or_else(|_| Err(Fault::broken("a write panicked")));
            let keep = outcome.is_ok();
            self.outcome = Some(outcome);
            keep
        }
        .boxed()
    }

    fn answer(self: Box<Self>, committed: bool) {
        let outcome = match self.outcome {
            Some(Ok(_)) | None if !committed => Err(Fault::from(sqlx::Error::PoolClosed)),
            Some(outcome) => outcome,
            None => Err(Fault::broken("a write was lost")),
        };
        // The caller may have gone; its write counts all the same.
        let _ = self.reply.send(outcome);
    }
}

impl Lane {
    /// A lane of PostgreSQL's.
    pub(super) fn start(pool: Pool) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE_MAX);
        let task = tokio::spawn(commit_batches(pool, receiver));
        Self { queue: Mutex::new(Some(sender)), ended: Mutex::new(Some(task)) }
    }

    /// SQLite's lane, on its own thread: its statements run where they are asked, so no write waits for another thread
    /// before its end.
    pub(super) fn start_thread(file: EmbeddedOptions) -> std::result::Result<Self, sqlx::Error> {
        let (sender, receiver) = mpsc::channel(QUEUE_MAX);
        let first = Conn::Sqlite(Borrowed::alone(&file)?);
        let runtime = tokio::runtime::Handle::current();
        let task = runtime.clone().spawn_blocking(move || {
            let _runtime = runtime.enter();
            block_on(commit_batches_on(file, first, receiver));
        });
        Ok(Self { queue: Mutex::new(Some(sender)), ended: Mutex::new(Some(task)) })
    }

    pub(super) async fn write<T, F>(&self, key: Uuid, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        let queue = self.queue.lock().ok().and_then(|queue| queue.clone());
        let Some(queue) = queue else { return Err(sqlx::Error::PoolClosed.into()) };
        let (reply, answer) = oneshot::channel();
        let write = Box::new(Pending { work: Some(work), outcome: None, reply });
        queue.send(Command { key, write }).await.map_err(|_| sqlx::Error::PoolClosed)?;
        answer.await.map_err(|_| sqlx::Error::PoolClosed)?
    }

    /// Takes no more writes and waits until those that arrived are committed.
    pub(super) async fn close(&self) {
        drop(self.queue.lock().ok().and_then(|mut queue| queue.take()));
        let ended = self.ended.lock().ok().and_then(|mut ended| ended.take());
        if let Some(ended) = ended {
            let _ = ended.await;
        }
    }
}

/// Gives each batch a connection of the pool.
async fn commit_batches(pool: Pool, mut queue: mpsc::Receiver<Command>) {
    while let Some(mut writes) = next_batch(&mut queue).await {
        let done = match pool.acquire().await {
            Ok(mut conn) => {
                let done = run_batch(&mut conn, &mut writes).await;
                if let (Err(_), Conn::Postgres(pooled)) = (&done, &mut conn) {
                    // Its transaction is in an unknown state: the connection must not be used again.
                    pooled.close_on_drop();
                }
                done
            }
            Err(error) => Err(error),
        };
        answer(writes, done);
    }
}

/// Gives every batch the same connection, until one fails.
async fn commit_batches_on(file: EmbeddedOptions, first: Conn, mut queue: mpsc::Receiver<Command>) {
    let mut conn = Ok(first);
    while let Some(mut writes) = next_batch(&mut queue).await {
        let done = match &mut conn {
            Ok(conn) => run_batch(conn, &mut writes).await,
            Err(_) => Err(sqlx::Error::WorkerCrashed),
        };
        if done.is_err() {
            conn = Borrowed::alone(&file).map(Conn::Sqlite);
        }
        answer(writes, done);
    }
}

/// Whatever has arrived, ordered by key; nothing when no more will come.
async fn next_batch(queue: &mut mpsc::Receiver<Command>) -> Option<Vec<Box<dyn Write>>> {
    let mut batch = Vec::new();
    if queue.recv_many(&mut batch, BATCH_MAX).await == 0 {
        return None;
    }
    metrics::histogram!("db_batch_writes").record(u32::try_from(batch.len()).unwrap_or(u32::MAX));
    batch.sort_by_key(|command| command.key);
    Some(batch.into_iter().map(|command| command.write).collect())
}

fn answer(writes: Vec<Box<dyn Write>>, done: std::result::Result<(), sqlx::Error>) {
    if let Err(error) = &done {
        tracing::error!(%error, writes = writes.len(), "a batch of writes was not committed");
    }
    for write in writes {
        write.answer(done.is_ok());
    }
}

async fn run_batch(conn: &mut Conn, writes: &mut [Box<dyn Write>]) -> std::result::Result<(), sqlx::Error> {
    let begin = match conn {
        Conn::Sqlite(_) => "BEGIN IMMEDIATE",
        Conn::Postgres(_) => "BEGIN",
    };
    simple(conn, begin).await?;
    if let [only] = writes {
        let end = if only.run(conn).await { "COMMIT" } else { "ROLLBACK" };
        return simple(conn, end).await;
    }
    for write in writes {
        simple(conn, "SAVEPOINT w").await?;
        if !write.run(conn).await {
            simple(conn, "ROLLBACK TO SAVEPOINT w").await?;
        }
        simple(conn, "RELEASE SAVEPOINT w").await?;
    }
    simple(conn, "COMMIT").await
}

async fn simple(conn: &mut Conn, sql: &'static str) -> std::result::Result<(), sqlx::Error> {
    super::execute!(conn, sql).map(|_| ())
}
