//! Values as SQLite has them: five storage classes, whatever the column was declared as.

use super::Embedded;
use rusqlite::types::Value;
use std::{borrow::Cow, fmt};

/// A storage class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Null,
    /// A whole number.
    Integer,
    /// A number with places.
    Real,
    /// Text.
    Text,
    /// Bytes.
    Blob,
}

impl Kind {
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Integer(_) => Self::Integer,
            Value::Real(_) => Self::Real,
            Value::Text(_) => Self::Text,
            Value::Blob(_) => Self::Blob,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Integer => "INTEGER",
            Self::Real => "REAL",
            Self::Text => "TEXT",
            Self::Blob => "BLOB",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl sqlx::TypeInfo for Kind {
    fn is_null(&self) -> bool {
        *self == Self::Null
    }

    fn name(&self) -> &str {
        self.word()
    }
}

/// A value.
#[derive(Debug, Clone)]
pub struct EmbeddedValue(Value);

impl sqlx::Value for EmbeddedValue {
    type Database = Embedded;

    fn as_ref(&self) -> EmbeddedValueRef<'_> {
        EmbeddedValueRef(&self.0)
    }

    fn type_info(&self) -> Cow<'_, Kind> {
        Cow::Owned(Kind::of(&self.0))
    }

    fn is_null(&self) -> bool {
        self.0 == Value::Null
    }
}

/// A value of a row.
#[derive(Debug, Clone, Copy)]
pub struct EmbeddedValueRef<'r>(pub(super) &'r Value);

impl<'r> sqlx::ValueRef<'r> for EmbeddedValueRef<'r> {
    type Database = Embedded;

    fn to_owned(&self) -> EmbeddedValue {
        EmbeddedValue(self.0.clone())
    }

    fn type_info(&self) -> Cow<'_, Kind> {
        Cow::Owned(Kind::of(self.0))
    }

    fn is_null(&self) -> bool {
        *self.0 == Value::Null
    }
}
