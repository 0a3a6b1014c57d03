//! Dates as their reader writes them: Jalali in Persian, Gregorian in English.
//!
//! Wall time is Iran's, fixed at +03:30, so that server and browser always write the same.

use super::{Locale, digits, duration, td_string};
use crate::kernel::Instant;
use icu_calendar::{Date, cal::Persian};
use jiff::{civil::DateTime, tz};

const MONTHS_FA: [&str; 12] =
    ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day: `۳۰ آبان ۱۴۰۵` or `21 November 2026`.
pub fn date(l: Locale, at: Instant) -> String {
    let day = civil(at);
    match l {
        Locale::fa => jalali(day),
        Locale::en => format!("{} {} {}", day.day(), month(&MONTHS_EN, day.month()), day.year()),
    }
}

/// A day without its year, for the axes of charts: `۳۰ آبان` or `21 Nov`.
pub fn day(l: Locale, at: Instant) -> String {
    let whole = date(l, at);
    match l {
        Locale::fa => whole.rsplit_once(' ').map(|(day, _)| day.to_owned()).unwrap_or(whole),
        Locale::en => {
            whole.split(' ').take(2).map(|word| word.chars().take(3).collect::<String>()).collect::<Vec<_>>().join(" ")
        }
    }
}

/// A time of day: `۱۴:۰۵` or `14:05`.
pub fn time(l: Locale, at: Instant) -> String {
    let at = civil(at);
    digits(l, &format!("{:02}:{:02}", at.hour(), at.minute()))
}

/// A day with its time: `۳۰ آبان ۱۴۰۵، ۱۴:۰۵` or `21 November 2026, 14:05`.
pub fn date_time(l: Locale, at: Instant) -> String {
    let comma = if l == Locale::fa { '،' } else { ',' };
    format!("{}{comma} {}", date(l, at), time(l, at))
}

/// How long ago, up to a week; the day after that. `now` comes with the server's data, never from the browser's clock.
pub fn relative(l: Locale, at: Instant, now: Instant) -> String {
    match now.seconds_since(at) {
        ..60 => td_string!(l, kit.just_now).to_owned(),
        seconds @ 60..604_800 => td_string!(l, kit.ago, span = duration(l, seconds)),
        _ => date(l, at),
    }
}

/// The same day in numbers of both calendars: `1405/09/06` (Jalali) and `2026-11-27` (Gregorian), in the reader's digits.
pub fn both_dates(l: Locale, at: Instant) -> [String; 2] {
    let day = civil(at);
    let (year, month, date) = jalali_numbers(day).unwrap_or((0, 0, 0));
    [format!("{year:04}/{month:02}/{date:02}"), day.date().to_string()].map(|text| digits(l, &text))
}

/// The year in both calendars: Jalali, Gregorian.
pub fn both_years(at: Instant) -> [i64; 2] {
    let day = civil(at);
    [jalali_numbers(day).map_or(0, |(year, ..)| i64::from(year)), i64::from(day.year())]
}

fn civil(at: Instant) -> DateTime {
    tz::offset(3).checked_add(jiff::Span::new().minutes(30)).unwrap_or(tz::offset(3)).to_datetime(at.timestamp())
}

fn jalali(day: DateTime) -> String {
    match jalali_numbers(day) {
        Some((year, month, day)) => {
            let name = MONTHS_FA.get(usize::from(month).saturating_sub(1)).copied().unwrap_or_default();
            digits(Locale::fa, &format!("{day} {name} {year}"))
        }
        None => digits(Locale::fa, &day.date().to_string()),
    }
}

/// Year, month and day.
fn jalali_numbers(day: DateTime) -> Option<(i32, u8, u8)> {
    let iso = i32::from(day.year());
    let gregorian = Date::try_new_iso(iso, day.month().unsigned_abs(), day.day().unsigned_abs()).ok()?;
    let date = gregorian.to_calendar(Persian);
    Some((date.year().extended_year(), date.month().ordinal, date.day_of_month().0))
}

fn month(names: &[&'static str; 12], month: i8) -> &'static str {
    usize::try_from(month).ok().and_then(|at| names.get(at.wrapping_sub(1))).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Locale, both_dates, both_years, date, date_time, day, relative};
    use crate::kernel::Instant;

    fn at(text: &str) -> Instant {
        serde_json::from_value(serde_json::Value::String(text.to_owned())).unwrap()
    }

    #[test]
    fn days_in_both_calendars() {
        for (instant, fa, en) in [
            ("2026-11-21T08:00:00Z", "۳۰ آبان ۱۴۰۵", "21 November 2026"),
            ("2026-03-20T20:30:00Z", "۱ فروردین ۱۴۰۵", "21 March 2026"),
            ("2026-03-20T20:29:59Z", "۲۹ اسفند ۱۴۰۴", "20 March 2026"),
            ("2025-03-20T12:00:00Z", "۳۰ اسفند ۱۴۰۳", "20 March 2025"),
            ("2025-08-01T12:00:00Z", "۱۰ مرداد ۱۴۰۴", "1 August 2025"),
        ] {
            assert_eq!(date(Locale::fa, at(instant)), fa);
            assert_eq!(date(Locale::en, at(instant)), en);
        }
        assert_eq!(day(Locale::fa, at("2026-11-21T08:00:00Z")), "۳۰ آبان");
        assert_eq!(day(Locale::en, at("2026-11-21T08:00:00Z")), "21 Nov");
        assert_eq!(date_time(Locale::fa, at("2026-11-21T10:35:00Z")), "۳۰ آبان ۱۴۰۵، ۱۴:۰۵");
    }

    #[test]
    fn a_document_has_both_dates() {
        for (instant, jalali, gregorian, years) in [
            ("2026-11-27T08:00:00Z", "1405/09/06", "2026-11-27", [1405, 2026]),
            ("2026-03-20T20:29:59Z", "1404/12/29", "2026-03-20", [1404, 2026]),
            ("2026-03-20T20:30:00Z", "1405/01/01", "2026-03-21", [1405, 2026]),
            ("2026-12-31T20:30:00Z", "1405/10/11", "2027-01-01", [1405, 2027]),
        ] {
            assert_eq!(both_dates(Locale::en, at(instant)), [jalali, gregorian]);
            assert_eq!(both_years(at(instant)), years, "{instant}");
        }
        assert_eq!(both_dates(Locale::fa, at("2026-11-27T08:00:00Z")), ["۱۴۰۵/۰۹/۰۶", "۲۰۲۶-۱۱-۲۷"]);
    }

    #[test]
    fn recent_things_are_ago() {
        let now = at("2026-11-21T08:00:00Z");
        assert_eq!(relative(Locale::en, at("2026-11-21T07:59:30Z"), now), "just now");
        assert_eq!(relative(Locale::fa, at("2026-11-21T07:57:00Z"), now), "۳ دقیقه پیش");
        assert_eq!(relative(Locale::en, at("2026-11-01T07:57:00Z"), now), "1 November 2026");
    }
}
