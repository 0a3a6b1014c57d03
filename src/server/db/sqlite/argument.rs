//! What is bound to a statement.

use super::Embedded;
use rusqlite::types::Value;
use sqlx::{Encode, Type, encode::IsNull, error::BoxDynError};
use std::fmt::{self, Write};

/// The values of `$1`, `$2` ….
#[derive(Debug, Default, Clone)]
pub struct Arguments(pub(super) Vec<Value>);

impl sqlx::Arguments for Arguments {
    type Database = Embedded;

    fn reserve(&mut self, additional: usize, _size: usize) {
        self.0.reserve(additional);
    }

    fn add<'t, T>(&mut self, value: T) -> Result<(), BoxDynError>
    where
        T: Encode<'t, Embedded> + Type<Embedded>,
    {
        let before = self.0.len();
        match value.encode(&mut self.0) {
            Ok(IsNull::Yes) => self.0.push(Value::Null),
            Ok(IsNull::No) => {}
            Err(error) => {
                self.0.truncate(before);
                return Err(error);
            }
        }
        Ok(())
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn format_placeholder<W: Write>(&self, writer: &mut W) -> fmt::Result {
        write!(writer, "${}", self.0.len())
    }
}

impl sqlx::IntoArguments<Embedded> for Arguments {
    fn into_arguments(self) -> Self {
        self
    }
}
