//! Prepared statements, as sqlx asks for them. Ours are prepared by their text and kept by the connection.

use super::{
    Embedded,
    argument::Arguments,
    row::{Column, find},
    value::Kind,
};
use sqlx::{ColumnIndex, Either, Error, SqlStr};
use std::sync::Arc;

/// A statement whose shape is known.
#[derive(Debug, Clone)]
pub struct EmbeddedStatement {
    pub(super) sql: SqlStr,
    pub(super) columns: Arc<[Column]>,
    pub(super) parameters: usize,
}

impl sqlx::Statement for EmbeddedStatement {
    type Database = Embedded;

    fn into_sql(self) -> SqlStr {
        self.sql
    }

    fn sql(&self) -> &SqlStr {
        &self.sql
    }

    fn parameters(&self) -> Option<Either<&[Kind], usize>> {
        Some(Either::Right(self.parameters))
    }

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    sqlx_core::impl_statement_query!(Arguments);
}

sqlx_core::impl_column_index_for_statement!(EmbeddedStatement);

impl ColumnIndex<EmbeddedStatement> for str {
    fn index(&self, statement: &EmbeddedStatement) -> Result<usize, Error> {
        find(&statement.columns, self)
    }
}
