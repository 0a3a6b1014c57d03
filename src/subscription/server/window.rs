//! Months of the calendar, counted from the moment of the purchase, and the coins of each.

use crate::kernel::{Coins, Instant};
use jiff::{ToSpan, tz::TimeZone};

/// Months that are counted at most: a hundred years.
const MONTHS_MAX: i32 = 1_200;

/// The same moment so many months later; the last day of a month that is too short.
pub(super) fn after(start: Instant, months: i32) -> Instant {
    let zoned = start.timestamp().to_zoned(TimeZone::UTC);
    let later = zoned.checked_add(months.months());
    later.map_or(start, |later| Instant::from_micros(later.timestamp().as_microsecond()))
}

/// Where a period of so many months ends that begins at `start`, in months that are counted from `anchor`. A period that
/// does not begin with one of those months is its own anchor.
pub(super) fn end_of(anchor: Instant, start: Instant, months: i32) -> (Instant, Instant) {
    let passed = (0..MONTHS_MAX).find(|count| after(anchor, *count) >= start).unwrap_or(0);
    if after(anchor, passed) == start {
        (anchor, after(anchor, passed.saturating_add(months)))
    } else {
        (start, after(start, months))
    }
}

/// A month of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) starts_at: Instant,
    pub(super) ends_at: Instant,
    pub(super) coins: Coins,
}

/// The months of a period, with all of its coins spread over them.
pub(super) fn windows(anchor: Instant, start: Instant, end: Instant, coins: Coins) -> Vec<Window> {
    let mut bounds = vec![start];
    let months = (1..MONTHS_MAX).map(|count| after(anchor, count)).filter(|at| *at > start).take_while(|at| *at < end);
    bounds.extend(months);
    let count = i64::try_from(bounds.len()).unwrap_or(1).max(1);
    let share = |number: i64| {
        let part = i128::from(coins.milli) * i128::from(number) / i128::from(count);
        i64::try_from(part).unwrap_or(coins.milli)
    };
    let ends = bounds.iter().skip(1).copied().chain([end]);
    (0_i64..)
        .zip(bounds.iter().copied().zip(ends))
        .map(|(number, (starts_at, ends_at))| Window {
            starts_at,
            ends_at,
            coins: Coins::from_milli(share(number.saturating_add(1)).saturating_sub(share(number))),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{after, end_of, windows};
    use crate::kernel::{Coins, Instant};

    fn at(text: &str) -> Instant {
        serde_json::from_value(text.into()).unwrap()
    }

    #[test]
    fn months_end_where_the_calendar_says() {
        let start = at("2027-01-31T20:15:00Z");
        let ends: Vec<String> = (1..=4).map(|count| after(start, count).to_string()).collect();
        let expected = ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"];
        assert_eq!(ends, expected.map(|day| format!("{day}T20:15:00Z")));
        assert_eq!(after(at("2028-02-29T00:00:00Z"), 12), at("2029-02-28T00:00:00Z"));
    }

    #[test]
    fn renewals_come_back_to_the_day_they_began() {
        let anchor = at("2027-01-31T20:15:00Z");
        let (same, end) = end_of(anchor, at("2027-02-28T20:15:00Z"), 1);
        assert_eq!((same, end), (anchor, at("2027-03-31T20:15:00Z")));
        let other = at("2027-03-02T00:00:00Z");
        assert_eq!(end_of(anchor, other, 1), (other, at("2027-04-02T00:00:00Z")));
        assert_eq!(end_of(anchor, anchor, 12), (anchor, at("2028-01-31T20:15:00Z")));
    }

    #[test]
    fn a_year_has_twelve_months_with_all_of_its_coins() {
        let start = at("2027-08-31T10:00:00Z");
        let year = windows(start, start, after(start, 12), Coins::from_milli(100_001));
        assert_eq!(year.len(), 12);
        assert_eq!(year.iter().map(|window| window.coins.milli).sum::<i64>(), 100_001);
        assert!(year.windows(2).all(|pair| pair[0].ends_at == pair[1].starts_at));
        assert_eq!(year[6].starts_at, at("2028-02-29T10:00:00Z"));
        assert_eq!((year[0].starts_at, year[11].ends_at), (start, at("2028-08-31T10:00:00Z")));
        let rest = windows(start, at("2027-10-15T00:00:00Z"), at("2027-12-31T10:00:00Z"), Coins::from_milli(300));
        assert_eq!(rest.len(), 3, "{rest:?}");
        assert_eq!(windows(start, start, start.plus_s(86_400), Coins::from_milli(5)).len(), 1);
    }
}
