//! Instants: microseconds since 1970 UTC inside, RFC 3339 outside.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type},
    },
};

/// A point in time. Where it comes from is the server's clock, so that a test can move it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub micros: i64,
}

impl Instant {
    /// From microseconds since 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self { micros }
    }

    /// Later by so many seconds.
    pub const fn plus_s(self, seconds: i64) -> Self {
        Self { micros: self.micros.saturating_add(seconds.saturating_mul(1_000_000)) }
    }

    /// Seconds from `earlier` to here; negative when `earlier` is later.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.micros.saturating_sub(earlier.micros) / 1_000_000
    }

    /// As the date library knows it; the epoch when out of its range.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.micros).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let timestamp: Timestamp = String::deserialize(deserializer)?.parse().map_err(de::Error::custom)?;
        Ok(Self { micros: timestamp.as_microsecond() })
    }
}

/// Described by hand, because it is written by hand.
impl PartialSchema for Instant {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("A point in time: RFC 3339 in UTC."))
            .examples(["2026-11-21T08:00:00Z"])
            .into()
    }
}

impl ToSchema for Instant {}

/// Where the people are: Tehran keeps UTC+3:30 all year. Days and clock times are shown and counted there.
pub const LOCAL_OFFSET_S: i64 = 12_600;
