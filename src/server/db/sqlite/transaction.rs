//! Transactions by sqlx' means. Writes have their own in `lane`; these are for whoever holds a connection alone.

use super::{Embedded, connection::EmbeddedConnection};
use sqlx::{Error, SqlStr};
use sqlx_core::transaction::{
    TransactionManager, begin_ansi_transaction_sql, commit_ansi_transaction_sql, rollback_ansi_transaction_sql,
};

/// Begins and ends them.
#[derive(Debug)]
pub struct Transactions;

impl TransactionManager for Transactions {
    type Database = Embedded;

    async fn begin(conn: &mut EmbeddedConnection, statement: Option<SqlStr>) -> Result<(), Error> {
        conn.simple(statement.unwrap_or_else(|| begin_ansi_transaction_sql(conn.depth)).as_str())?;
        conn.depth += 1;
        Ok(())
    }

    async fn commit(conn: &mut EmbeddedConnection) -> Result<(), Error> {
        if conn.depth > 0 {
            conn.simple(commit_ansi_transaction_sql(conn.depth).as_str())?;
            conn.depth -= 1;
        }
        Ok(())
    }

    async fn rollback(conn: &mut EmbeddedConnection) -> Result<(), Error> {
        if conn.depth > 0 {
            conn.simple(rollback_ansi_transaction_sql(conn.depth).as_str())?;
            conn.depth -= 1;
        }
        Ok(())
    }

    fn start_rollback(conn: &mut EmbeddedConnection) {
        if conn.depth > 0 && conn.simple(rollback_ansi_transaction_sql(conn.depth).as_str()).is_ok() {
            conn.depth -= 1;
        }
    }

    fn get_transaction_depth(conn: &EmbeddedConnection) -> usize {
        conn.depth
    }
}
