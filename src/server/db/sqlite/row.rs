//! Rows, held whole: a statement is finished before its rows are looked at.

use super::{
    Embedded,
    value::{EmbeddedValueRef, Kind},
};
use rusqlite::types::Value;
use sqlx::{ColumnIndex, Error};
use std::sync::Arc;

/// A column of what a statement gives.
#[derive(Debug, Clone)]
pub struct Column {
    pub(super) ordinal: usize,
    pub(super) name: Box<str>,
}

impl sqlx::Column for Column {
    type Database = Embedded;

    fn ordinal(&self) -> usize {
        self.ordinal
    }

    fn name(&self) -> &str {
        &self.name
    }

    /// A column has no class of its own: each value has one.
    fn type_info(&self) -> &Kind {
        &Kind::Null
    }
}

/// A row.
#[derive(Debug)]
pub struct EmbeddedRow {
    pub(super) columns: Arc<[Column]>,
    pub(super) values: Box<[Value]>,
}

impl sqlx::Row for EmbeddedRow {
    type Database = Embedded;

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn try_get_raw<I>(&self, index: I) -> Result<EmbeddedValueRef<'_>, Error>
    where
        I: ColumnIndex<Self>,
    {
        let index = index.index(self)?;
        let found = self.values.get(index).map(EmbeddedValueRef);
        found.ok_or(Error::ColumnIndexOutOfBounds { index, len: self.values.len() })
    }
}

sqlx_core::impl_column_index_for_row!(EmbeddedRow);

impl ColumnIndex<EmbeddedRow> for str {
    fn index(&self, row: &EmbeddedRow) -> Result<usize, Error> {
        find(&row.columns, self)
    }
}

pub(super) fn find(columns: &[Column], name: &str) -> Result<usize, Error> {
    columns.iter().position(|column| &*column.name == name).ok_or_else(|| Error::ColumnNotFound(name.to_owned()))
}
