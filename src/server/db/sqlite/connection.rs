//! A connection: one SQLite handle, its prepared statements, and how long a read may take where it is asked.

use super::{
    Changed, Embedded,
    argument::Arguments,
    fault::{is_interrupted, told},
    options::EmbeddedOptions,
    row::{Column, EmbeddedRow},
};
use rusqlite::{Connection, OpenFlags, types::Value};
use sqlx::{Error, Transaction};
use std::{
    collections::HashMap,
    fmt,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How long a read may take on the thread that asks: less than anybody notices in a stream.
pub(super) const PATIENCE: Duration = Duration::from_millis(2);
/// Steps of SQLite's machine between two looks at the clock: some tens of microseconds.
const STEPS: i32 = 2_000;
/// Statements that stay prepared. There are fewer.
const PREPARED_MAX: usize = 1_024;
const BUSY: Duration = Duration::from_secs(10);

/// A connection.
pub struct EmbeddedConnection {
    /// Away while a slow read is done elsewhere.
    handle: Option<Box<Handle>>,
    pub(super) depth: usize,
}

impl fmt::Debug for EmbeddedConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedConnection").field("depth", &self.depth).finish_non_exhaustive()
    }
}

struct Handle {
    sqlite: Connection,
    shapes: HashMap<Box<str>, Shape>,
    /// Only a connection that reads can begin again.
    deadline: Option<Arc<Deadline>>,
}

/// What is known of a statement once it was prepared.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) columns: Arc<[Column]>,
    /// For each of SQLite's parameters the place of its argument: `$2` may come before `$1`.
    pub(super) places: Arc<[usize]>,
}

/// When the statement under way has to be over, as microseconds since the connection was opened; 0 for never.
struct Deadline {
    opened: Instant,
    at_us: AtomicU64,
}

impl Deadline {
    fn set(&self, patience: Duration) {
        let at = u64::try_from((self.opened.elapsed() + patience).as_micros()).unwrap_or(u64::MAX);
        self.at_us.store(at, Ordering::Relaxed);
    }

    fn lift(&self) {
        self.at_us.store(0, Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        let at = self.at_us.load(Ordering::Relaxed);
        at != 0 && self.opened.elapsed().as_micros() > u128::from(at)
    }
}

/// What a statement gave.
pub(super) struct Given {
    pub(super) rows: Vec<EmbeddedRow>,
    pub(super) changed: Changed,
}

impl EmbeddedConnection {
    pub(super) fn open(options: &EmbeddedOptions) -> Result<Self, Error> {
        let access =
            if options.read_only { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
        let sqlite =
            Connection::open_with_flags(&options.file, access | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(told)?;
        sqlite.busy_timeout(BUSY).map_err(told)?;
        // FULL: a settled run must survive a power cut, not only a crash of ours.
        sqlite.execute_batch("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL").map_err(told)?;
        sqlite.set_prepared_statement_cache_capacity(PREPARED_MAX);
        let deadline = if options.read_only { Some(watch(&sqlite)?) } else { None };
        Ok(Self { handle: Some(Box::new(Handle { sqlite, shapes: HashMap::new(), deadline })), depth: 0 })
    }

    /// In the place of one that was taken away.
    pub(super) const fn gone() -> Self {
        Self { handle: None, depth: 0 }
    }

    /// Whether it can be used again.
    pub(super) fn is_whole(&self) -> bool {
        self.depth == 0 && self.handle.as_ref().is_some_and(|handle| handle.sqlite.is_autocommit())
    }

    fn handle(&mut self) -> Result<&mut Handle, Error> {
        self.handle.as_deref_mut().ok_or(Error::WorkerCrashed)
    }

    /// One without arguments and rows.
    pub(super) fn simple(&mut self, sql: &str) -> Result<(), Error> {
        self.handle()?.run(sql, &[], usize::MAX).map(drop).map_err(told)
    }

    pub(super) fn shape(&mut self, sql: &str) -> Result<Shape, Error> {
        self.handle()?.shape(sql).map_err(told)
    }

    /// Runs one statement to its end, or to so many rows.
    pub(super) async fn run(
        &mut self,
        sql: impl AsRef<str> + Send + 'static,
        arguments: Arguments,
        rows_max: usize,
    ) -> Result<Given, Error> {
        let handle = self.handle()?;
        let Some(deadline) = handle.deadline.clone() else {
            return handle.run(sql.as_ref(), &arguments.0, rows_max).map_err(told);
        };
        deadline.set(PATIENCE);
        let given = handle.run(sql.as_ref(), &arguments.0, rows_max);
        deadline.lift();
        match given {
            Err(error) if is_interrupted(&error) => {}
            given => return given.map_err(told),
        }
        // Nothing was changed, so it can begin again. Who stops waiting leaves a connection without a handle behind.
        let mut handle = self.handle.take().ok_or(Error::WorkerCrashed)?;
        metrics::counter!("db_slow_reads").increment(1);
        let slow = tokio::task::spawn_blocking(move || {
            let given = handle.run(sql.as_ref(), &arguments.0, rows_max);
            (handle, given)
        });
        let (handle, given) = slow.await.map_err(|_| Error::WorkerCrashed)?;
        self.handle = Some(handle);
        given.map_err(told)
    }
}

/// Breaks a statement off when its time is over.
fn watch(sqlite: &Connection) -> Result<Arc<Deadline>, Error> {
    let deadline = Arc::new(Deadline { opened: Instant::now(), at_us: AtomicU64::new(0) });
    let watched = deadline.clone();
    sqlite.progress_handler(STEPS, Some(move || watched.is_over())).map_err(told)?;
    Ok(deadline)
}

impl Handle {
    fn shape(&mut self, sql: &str) -> rusqlite::Result<Shape> {
        if let Some(shape) = self.shapes.get(sql) {
            return Ok(shape.clone());
        }
        let statement = self.sqlite.prepare_cached(sql)?;
        let columns = statement.column_names().into_iter().enumerate();
        let columns = columns.map(|(ordinal, name)| Column { ordinal, name: name.into() }).collect();
        let places = (1..=statement.parameter_count()).map(|index| {
            let numbered = statement.parameter_name(index).and_then(|name| name.get(1..)?.parse::<usize>().ok());
            numbered.unwrap_or(index).saturating_sub(1)
        });
        let shape = Shape { columns, places: places.collect() };
        drop(statement);
        if self.shapes.len() >= PREPARED_MAX {
            self.shapes.clear();
        }
        self.shapes.insert(sql.into(), shape.clone());
        Ok(shape)
    }

    fn run(&mut self, sql: &str, arguments: &[Value], rows_max: usize) -> rusqlite::Result<Given> {
        let shape = self.shape(sql)?;
        let mut statement = self.sqlite.prepare_cached(sql)?;
        for (index, place) in (1..).zip(shape.places.iter()) {
            statement.raw_bind_parameter(index, arguments.get(*place).unwrap_or(&Value::Null))?;
        }
        let mut found = Vec::new();
        let mut rows = statement.raw_query();
        while found.len() < rows_max {
            let Some(row) = rows.next()? else { break };
            let values = (0..shape.columns.len()).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
            found.push(EmbeddedRow { columns: shape.columns.clone(), values });
        }
        drop(rows);
        drop(statement);
        Ok(Given { rows: found, changed: Changed(self.sqlite.changes()) })
    }
}

impl sqlx::Connection for EmbeddedConnection {
    type Database = Embedded;
    type Options = EmbeddedOptions;

    fn close(self) -> impl Future<Output = Result<(), Error>> + Send + 'static {
        std::future::ready(match self.handle {
            Some(handle) => handle.sqlite.close().map_err(|(_, error)| told(error)),
            None => Ok(()),
        })
    }

    fn close_hard(self) -> impl Future<Output = Result<(), Error>> + Send + 'static {
        self.close()
    }

    async fn ping(&mut self) -> Result<(), Error> {
        self.handle().map(drop)
    }

    async fn begin(&mut self) -> Result<Transaction<'_, Embedded>, Error> {
        Transaction::begin(self, None).await
    }

    fn shrink_buffers(&mut self) {}

    async fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn should_flush(&self) -> bool {
        false
    }
}
