//! How Rust's words stand in SQLite's columns. Every storage class is read as it was written; nothing is converted.

use super::{
    Embedded,
    value::{EmbeddedValueRef, Kind},
};
use rusqlite::types::Value;
use sqlx::{Decode, Encode, Type, encode::IsNull, error::BoxDynError};
use uuid::Uuid;

type Buffer = Vec<Value>;

macro_rules! stored {
    ($($word:ty => $kind:expr, |$taken:ident| $write:expr, |$shape:pat_param| $read:expr;)*) => {$(
        impl Type<Embedded> for $word {
            fn type_info() -> Kind {
                $kind
            }
        }

        impl<'q> Encode<'q, Embedded> for $word {
            fn encode_by_ref(&self, buffer: &mut Buffer) -> Result<IsNull, BoxDynError> {
                let $taken = self;
                buffer.push($write);
                Ok(IsNull::No)
            }
        }

        impl<'r> Decode<'r, Embedded> for $word {
            fn decode(value: EmbeddedValueRef<'r>) -> Result<Self, BoxDynError> {
                match value.0 {
                    $shape => $read,
                    other => Err(unexpected(other)),
                }
            }
        }
    )*};
}

stored! {
    i64 => Kind::Integer, |number| Value::Integer(*number), |Value::Integer(number)| Ok(*number);
    bool => Kind::Integer, |is| Value::Integer(i64::from(*is)), |Value::Integer(number)| Ok(*number != 0);
    String => Kind::Text, |text| Value::Text(text.clone()), |Value::Text(text)| Ok(text.clone());
    Vec<u8> => Kind::Blob, |bytes| Value::Blob(bytes.clone()), |Value::Blob(bytes)| Ok(bytes.clone());
    Uuid => Kind::Blob, |id| Value::Blob(id.as_bytes().to_vec()), |Value::Blob(bytes)| Ok(Self::from_slice(bytes)?);
}

fn unexpected(value: &Value) -> BoxDynError {
    format!("found {} where something else is expected", Kind::of(value)).into()
}

impl Type<Embedded> for str {
    fn type_info() -> Kind {
        Kind::Text
    }
}

impl<'q> Encode<'q, Embedded> for &'q str {
    fn encode_by_ref(&self, buffer: &mut Buffer) -> Result<IsNull, BoxDynError> {
        buffer.push(Value::Text((*self).to_owned()));
        Ok(IsNull::No)
    }
}

impl Type<Embedded> for [u8] {
    fn type_info() -> Kind {
        Kind::Blob
    }
}

impl<'q> Encode<'q, Embedded> for &'q [u8] {
    fn encode_by_ref(&self, buffer: &mut Buffer) -> Result<IsNull, BoxDynError> {
        buffer.push(Value::Blob(self.to_vec()));
        Ok(IsNull::No)
    }
}

sqlx_core::impl_encode_for_option!(Embedded);
