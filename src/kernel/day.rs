//! Days as people count them: from midnight to midnight where they are.

use super::{AppError, FieldProblem, Instant, time::LOCAL_OFFSET_S};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

const DAY_S: i64 = 86_400;
const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// A local day. On the wire `2026-11-21`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Days since 1970-01-01.
    pub number: i32,
}

impl Day {
    /// The day of this number.
    pub const fn new(number: i32) -> Self {
        Self { number }
    }

    /// The day on which something happens.
    pub fn of(at: Instant) -> Self {
        let local = at.micros.div_euclid(1_000_000).saturating_add(LOCAL_OFFSET_S);
        Self { number: i32::try_from(local.div_euclid(DAY_S)).unwrap_or(i32::MAX) }
    }

    /// Its midnight.
    pub const fn start(self) -> Instant {
        Instant::from_micros(0).plus_s(self.number as i64 * DAY_S - LOCAL_OFFSET_S)
    }

    /// Its middle, so that every way of naming it names the same day.
    pub const fn noon(self) -> Instant {
        self.start().plus_s(DAY_S / 2)
    }

    /// The month that it is in, by the Gregorian calendar.
    pub fn month(self) -> DaySpan {
        let days = jiff::SignedDuration::from_hours(i64::from(self.number).saturating_mul(24));
        let date = EPOCH.saturating_add(days);
        let first = self.plus(1 - i32::from(date.day()));
        DaySpan { first, last: first.plus(i32::from(date.days_in_month()) - 1) }
    }

    /// So many days later.
    pub const fn plus(self, days: i32) -> Self {
        Self { number: self.number.saturating_add(days) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = jiff::SignedDuration::from_hours(i64::from(self.number).saturating_mul(24));
        EPOCH.saturating_add(days).fmt(f)
    }
}

/// The text is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day such as 2026-12-31")]
pub struct NotADay;

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let date: Date = text.parse().map_err(|_| NotADay)?;
        let days = date.duration_since(EPOCH).as_hours() / 24;
        let day = Self { number: i32::try_from(days).map_err(|_| NotADay)? };
        if day.to_string() == text { Ok(day) } else { Err(NotADay) }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Described by hand, because it is written by hand.
impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(r"^\d{4}-\d{2}-\d{2}$"))
            .description(Some("A day in local time (UTC+03:30)."))
            .examples(["2026-11-21"])
            .into()
    }
}

impl ToSchema for Day {}

/// Days one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySpan {
    /// The first one.
    pub first: Day,
    /// The last one.
    pub last: Day,
}

impl DaySpan {
    /// The span from one day to another, each as text. Without an end it ends `today`, without a beginning it has `usual`
    /// days. Refuses what is no day, and more than `most` days: `invalid`.
    pub fn read(from: &str, to: &str, today: Day, usual: i32, most: i32) -> Result<Self, AppError> {
        let day = |field: &str, text: &str| match text {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| AppError::field(field, FieldProblem::Date)),
        };
        let (first, last) = (day("from", from)?, day("to", to)?.unwrap_or(today));
        let span = Self { first: first.unwrap_or(last.plus(1 - usual)), last };
        if !(1..=most).contains(&span.len()) {
            let (min, max) = (1, i64::from(most));
            return Err(AppError::field("to", FieldProblem::OutOfRange { min, max }));
        }
        Ok(span)
    }

    /// The last `days` days, `usual` where none are asked for, `most` at most.
    pub const fn latest(days: i32, today: Day, usual: i32, most: i32) -> Self {
        let days = match days {
            ..=0 => usual,
            days if days > most => most,
            days => days,
        };
        Self { first: today.plus(1 - days), last: today }
    }

    /// How many days it has.
    pub const fn len(self) -> i32 {
        self.last.number.saturating_sub(self.first.number).saturating_add(1)
    }

    /// Whether it has no day.
    pub const fn is_empty(self) -> bool {
        self.len() <= 0
    }

    /// Each of them, in order.
    pub fn days(self) -> impl Iterator<Item = Day> {
        (self.first.number..=self.last.number).map(Day::new)
    }

    /// When it begins.
    pub const fn start(self) -> Instant {
        self.first.start()
    }

    /// When it is over.
    pub const fn end(self) -> Instant {
        self.last.plus(1).start()
    }
}

#[cfg(test)]
mod tests {
    use super::{Day, DaySpan};
    use crate::kernel::{AppError, FieldProblem, Instant};

    #[test]
    fn a_day_begins_at_local_midnight() {
        let at = |text: &str| serde_json::from_value::<Instant>(text.into()).unwrap();
        for (instant, day) in [
            ("2026-11-20T20:29:59.999999Z", "2026-11-20"),
            ("2026-11-20T20:30:00Z", "2026-11-21"),
            ("2026-11-21T20:29:59Z", "2026-11-21"),
            ("1969-12-31T20:29:59Z", "1969-12-31"),
        ] {
            assert_eq!(Day::of(at(instant)).to_string(), day);
        }
        let day: Day = "2026-11-21".parse().unwrap();
        assert_eq!((day.start(), day.noon()), (at("2026-11-20T20:30:00Z"), at("2026-11-21T08:30:00Z")));
        assert_eq!(day.plus(10).to_string(), "2026-12-01");
    }

    #[test]
    fn a_month_has_its_days() {
        for (day, first, last) in [
            ("2028-02-11", "2028-02-01", "2028-02-29"),
            ("2026-12-31", "2026-12-01", "2026-12-31"),
            ("1969-11-01", "1969-11-01", "1969-11-30"),
        ] {
            let month = day.parse::<Day>().unwrap().month();
            assert_eq!((month.first.to_string().as_str(), month.last.to_string().as_str()), (first, last));
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "2026-02-30", "2026-1-1", "20261121", "2026-11-21T00:00", "۲۰۲۶-۱۱-۲۱"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_span_is_as_long_as_allowed() {
        let today: Day = "2026-11-21".parse().unwrap();
        let read = |from, to| DaySpan::read(from, to, today, 30, 60).map(|span| (span.first.to_string(), span.len()));
        assert_eq!(read("", ""), Ok(("2026-10-23".to_owned(), 30)));
        assert_eq!(read("", "2026-11-10"), Ok(("2026-10-12".to_owned(), 30)));
        assert_eq!(read("2026-11-21", ""), Ok(("2026-11-21".to_owned(), 1)));
        let long = AppError::field("to", FieldProblem::OutOfRange { min: 1, max: 60 });
        for (from, to) in [("2026-11-21", "2026-11-20"), ("2026-09-22", "2026-11-21"), ("0001-01-01", "9999-01-01")] {
            assert_eq!(read(from, to), Err(long.clone()), "{from} {to}");
        }
        let latest = |days| DaySpan::latest(days, today, 30, 60).len();
        assert_eq!([latest(0), latest(-5), latest(7), latest(1_000)], [30, 30, 7, 60]);
        assert_eq!(read("x", ""), Err(AppError::field("from", FieldProblem::Date)));
    }
}
