//! Group commit. The one expensive thing on a small server is the disk sync, so whatever arrived during the last
//! one is committed together by the next; each caller waits for the commit that holds its own write.
//!
//! SQLite has one lane (it has one writer anyway), PostgreSQL a few, chosen by the key: writes to one wallet always
//! meet in the same batch instead of queueing for its row lock commit by commit. Inside a batch every write has its
//! own savepoint, so one that fails takes nothing with it; and writes are ordered by key, so that two processes
//! lock wallets in the same order and can not deadlock.

use super::{Conn, Pool};
use crate::server::{Fault, Result};
use futures::{FutureExt, future::BoxFuture};
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
    task: Mutex<Option<JoinHandle<()>>>,
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
    pub(super) fn start(pool: Pool) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE_MAX);
        let task = tokio::spawn(commit_batches(pool, receiver));
        Self { queue: Mutex::new(Some(sender)), task: Mutex::new(Some(task)) }
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
        let task = self.task.lock().ok().and_then(|mut task| task.take());
        if let Some(task) = task {
            let _ = task.await;
        }
    }
}

async fn commit_batches(pool: Pool, mut queue: mpsc::Receiver<Command>) {
    let mut batch = Vec::with_capacity(BATCH_MAX);
    while queue.recv_many(&mut batch, BATCH_MAX).await > 0 {
        metrics::histogram!("db_batch_writes").record(u32::try_from(batch.len()).unwrap_or(u32::MAX));
        batch.sort_by_key(|command| command.key);
        commit(&pool, batch.drain(..).map(|command| command.write).collect()).await;
    }
}

async fn commit(pool: &Pool, mut writes: Vec<Box<dyn Write>>) {
    let kept = match try_commit(pool, &mut writes).await {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(%error, writes = writes.len(), "a batch of writes was not committed");
            false
        }
    };
    for write in writes {
        write.answer(kept);
    }
}

async fn try_commit(pool: &Pool, writes: &mut [Box<dyn Write>]) -> std::result::Result<(), sqlx::Error> {
    let mut conn = pool.acquire().await?;
    let done = run_batch(&mut conn, writes).await;
    if done.is_err() {
        // Its transaction is in an unknown state: the connection must not be used again.
        match conn {
            Conn::Sqlite(mut pooled) => pooled.close_on_drop(),
            Conn::Postgres(mut pooled) => pooled.close_on_drop(),
        }
    }
    done
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
