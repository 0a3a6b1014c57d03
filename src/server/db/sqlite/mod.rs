//! SQLite without a thread in between: statements run on the thread that asks.
//!
//! sqlx' own driver gives every connection a thread and every statement two switches to it and back; on a small server
//! that was most of what a statement cost. [`Embedded`] is a database in sqlx' sense, so the same statements, arguments
//! and row types serve it and PostgreSQL; under it is rusqlite.
//!
//! Writes happen on the writer's own thread (see `lane`). Reads happen where they are asked, but not for long: one that
//! takes more than [`PATIENCE`](connection::PATIENCE) is begun again on a thread for slow work, so that it holds up
//! nobody's stream.

mod argument;
mod codec;
mod connection;
mod executor;
mod fault;
mod options;
mod pool;
mod row;
mod statement;
mod transaction;
mod value;

use argument::Arguments;
use connection::EmbeddedConnection;
use row::{Column, EmbeddedRow};
use statement::EmbeddedStatement;
use transaction::Transactions;
use value::{EmbeddedValue, EmbeddedValueRef, Kind};

pub use options::EmbeddedOptions;
pub use pool::{Borrowed, Readers};

/// SQLite, in this process.
#[derive(Debug)]
pub struct Embedded;

impl sqlx::Database for Embedded {
    type Connection = EmbeddedConnection;
    type TransactionManager = Transactions;
    type Row = EmbeddedRow;
    type QueryResult = Changed;
    type Column = Column;
    type TypeInfo = Kind;
    type Value = EmbeddedValue;
    type ValueRef<'r> = EmbeddedValueRef<'r>;
    type Arguments = Arguments;
    type ArgumentBuffer = Vec<rusqlite::types::Value>;
    type Statement = EmbeddedStatement;
    const NAME: &'static str = "SQLite";
    const URL_SCHEMES: &'static [&'static str] = &["sqlite"];
}

/// How many rows a statement changed.
#[derive(Debug, Default, Clone, Copy)]
pub struct Changed(u64);

impl Changed {
    /// How many.
    pub fn rows_affected(self) -> u64 {
        self.0
    }
}

impl Extend<Self> for Changed {
    fn extend<T: IntoIterator<Item = Self>>(&mut self, others: T) {
        self.0 += others.into_iter().map(|other| other.0).sum::<u64>();
    }
}
