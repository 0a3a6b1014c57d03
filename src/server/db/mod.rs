//! The database: SQLite (embedded, the default) or PostgreSQL behind one type.
//!
//! The same SQL text with `$1 … $n` runs on both through the macros [`fetch_all!`], [`fetch_one!`],
//! [`fetch_optional!`] and [`execute!`]; rows are typed. Every write goes through [`Db::write`], which commits
//! what arrives together in one transaction (see [`lane`]).

mod connect;
mod lane;
pub mod sqlite;
mod types;

use crate::server::{Fault, Result};
use futures::future::BoxFuture;
use lane::Lane;
use sqlite::{Borrowed, Readers};
use sqlx::{PgPool, Postgres, pool::PoolConnection};
use uuid::Uuid;

pub use connect::{OpenError, open};

/// One connection, to read from, or inside a write.
#[derive(Debug)]
pub enum Conn {
    /// To SQLite.
    Sqlite(Borrowed),
    /// To PostgreSQL.
    Postgres(PoolConnection<Postgres>),
}

/// An open database.
#[derive(Debug, Clone)]
pub struct Db {
    readers: Pool,
    lanes: std::sync::Arc<[Lane]>,
}

#[derive(Debug, Clone)]
enum Pool {
    Sqlite(Readers),
    Postgres(PgPool),
}

impl Pool {
    async fn acquire(&self) -> std::result::Result<Conn, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool) => Conn::Sqlite(pool.acquire().await?),
            Self::Postgres(pool) => Conn::Postgres(pool.acquire().await?),
        })
    }
}

impl Db {
    /// A connection to read with. On SQLite it can not write.
    pub async fn read(&self) -> Result<Conn> {
        Ok(self.readers.acquire().await?)
    }

    /// Runs `work` in a transaction and answers after it is durable. If `work` fails, none of its changes stay.
    ///
    /// Writes with the same `key` (the owner's id) run one after the other, in the order of the calls; others may
    /// share their commit. `work` is SQL only: whoever waits for the network here holds up every other writer.
    /// A caller that goes away does not stop its write.
    pub async fn write<T, F>(&self, key: Uuid, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        let count = u128::try_from(self.lanes.len()).unwrap_or(1).max(1);
        let at = usize::try_from(key.as_u128() % count).unwrap_or(0);
        match self.lanes.get(at) {
            Some(lane) => lane.write(key, work).await,
            None => Err(Fault::broken("the database has no writer")),
        }
    }

    /// Which engine it is, for logs and tests.
    pub fn engine(&self) -> &'static str {
        match self.readers {
            Pool::Sqlite(_) => "sqlite",
            Pool::Postgres(_) => "postgres",
        }
    }

    /// Closes the connections; writes that arrived are finished first.
    pub async fn close(&self) {
        for lane in self.lanes.iter() {
            lane.close().await;
        }
        match &self.readers {
            Pool::Sqlite(pool) => pool.close(),
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

/// Runs one statement on either engine; see [`fetch_all!`] and its siblings.
#[macro_export]
macro_rules! on_conn {
    ($conn:expr, |$inner:ident, $engine:ident| $body:expr) => {
        match &mut *$conn {
            $crate::server::db::Conn::Sqlite(pooled) => {
                type $engine = $crate::server::db::sqlite::Embedded;
                let $inner = &mut **pooled;
                $body
            }
            $crate::server::db::Conn::Postgres(pooled) => {
                type $engine = sqlx::Postgres;
                let $inner = &mut **pooled;
                $body
            }
        }
    };
}

/// All rows: `fetch_all!(conn, Row, "SELECT …", arg, …)?`.
#[macro_export]
macro_rules! fetch_all {
    ($conn:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::on_conn!($conn, |inner, Engine| sqlx::query_as::<Engine, $row>($sql)$(.bind($arg))*.fetch_all(inner).await)
    };
}

/// Exactly one row.
#[macro_export]
macro_rules! fetch_one {
    ($conn:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::on_conn!($conn, |inner, Engine| sqlx::query_as::<Engine, $row>($sql)$(.bind($arg))*.fetch_one(inner).await)
    };
}

/// One row or none.
#[macro_export]
macro_rules! fetch_optional {
    ($conn:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::on_conn!($conn, |inner, Engine| sqlx::query_as::<Engine, $row>($sql)$(.bind($arg))*.fetch_optional(inner).await)
    };
}

/// No rows; the number of rows changed.
#[macro_export]
macro_rules! execute {
    ($conn:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::on_conn!($conn, |inner, Engine| {
            sqlx::query::<Engine>($sql)$(.bind($arg))*.execute(inner).await.map(|done| done.rows_affected())
        })
    };
}

/// A pattern for `LIKE … ESCAPE '\\'` that finds this text anywhere, with nothing in it that means something else there.
pub fn containing(text: &str) -> String {
    format!("%{}%", text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_"))
}

pub use crate::{execute, fetch_all, fetch_one, fetch_optional};
