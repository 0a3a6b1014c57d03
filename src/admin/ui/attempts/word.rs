//! Attempts and amounts in words.

use crate::{
    i18n::{Locale, count, language, td_string},
    kernel::digits,
    kit::Tone,
    run::record::{FAILED, micro_usd},
};

/// How an attempt ended, and how bad that is. An outcome this page does not know goes by its code.
pub(in crate::admin::ui) fn outcome(l: Locale, code: &str) -> (String, Tone) {
    let (words, tone) = match code {
        FAILED => (td_string!(l, insight.outcome_failed), Tone::Danger),
        "done" => (td_string!(l, insight.outcome_done), Tone::Success),
        "cancelled" => (td_string!(l, insight.outcome_cancelled), Tone::Neutral),
        "rate_limited" => (td_string!(l, insight.outcome_rate_limited), Tone::Warning),
        "overloaded" => (td_string!(l, insight.outcome_overloaded), Tone::Warning),
        "transient" => (td_string!(l, insight.outcome_transient), Tone::Warning),
        "interrupted" => (td_string!(l, insight.outcome_interrupted), Tone::Warning),
        "protocol" => (td_string!(l, insight.outcome_protocol), Tone::Danger),
        "credential" => (td_string!(l, insight.outcome_credential), Tone::Danger),
        "quota" => (td_string!(l, insight.outcome_quota), Tone::Danger),
        "region" => (td_string!(l, insight.outcome_region), Tone::Danger),
        "model_gone" => (td_string!(l, insight.outcome_model_gone), Tone::Danger),
        "caller" => (td_string!(l, insight.outcome_caller), Tone::Danger),
        "context_too_long" => (td_string!(l, insight.outcome_context_too_long), Tone::Neutral),
        "filtered" => (td_string!(l, insight.outcome_filtered), Tone::Neutral),
        "uncertain" => (td_string!(l, insight.outcome_uncertain), Tone::Warning),
        "lost" => (td_string!(l, insight.outcome_lost), Tone::Danger),
        other => return (other.to_owned(), Tone::Neutral),
    };
    (words.to_owned(), tone)
}

/// `340 ms`, `2.1 s`.
pub(super) fn milliseconds(l: Locale, ms: i64) -> String {
    if ms < 1_000 {
        return td_string!(l, insight.milliseconds, number = count(l, ms));
    }
    let tenths = ms.saturating_add(50) / 100;
    let (whole, rest) = (tenths / 10, tenths % 10);
    let text = if rest == 0 { whole.to_string() } else { format!("{whole}.{rest}") };
    td_string!(l, insight.seconds, number = digits::number(language(l), &text))
}

/// An exact amount of dollars as people read it: cents from a dollar on, below that what there is to see.
pub(in crate::admin::ui) fn usd(l: Locale, exact: &str) -> String {
    micro(l, micro_usd(exact))
}

/// Millionths of a dollar as people read them.
fn micro(l: Locale, micro: i64) -> String {
    let words = td_string!(l, catalog.usd, number = number(l, micro));
    match (micro < 0, l) {
        (false, _) => words,
        (true, Locale::en) => format!("\u{2212}{words}"),
        // Between Persian words it would change sides.
        (true, Locale::fa) => format!("\u{200E}\u{2212}{words}"),
    }
}

/// Millionths of a dollar as a number of dollars, without sign and unit: for axes.
pub(in crate::admin::ui) fn number(l: Locale, micro: i64) -> String {
    let amount = micro.unsigned_abs();
    // The step to which the amount is rounded.
    let step = match amount {
        1_000_000.. => 10_000,
        10_000.. => 100,
        _ => 1,
    };
    let rounded = amount.saturating_add(step / 2) / step * step;
    let (whole, rest) = (rounded / 1_000_000, format!("{:06}", rounded % 1_000_000));
    let rest = rest.trim_end_matches('0');
    let rest = if rest.len() == 1 { format!("{rest}0") } else { rest.to_owned() };
    let text = if rest.is_empty() { whole.to_string() } else { format!("{whole}.{rest}") };
    digits::number(language(l), &text)
}

/// A decimal text in the reader's digits, its minus kept before it.
pub(in crate::admin::ui) fn decimal(l: Locale, text: &str) -> String {
    let shown = digits::number(language(l), text);
    if l == Locale::fa && text.starts_with('-') { format!("\u{200E}{shown}") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::{milliseconds, usd};
    use crate::i18n::Locale;

    #[test]
    fn amounts_show_what_there_is_to_see() {
        for (exact, shown) in [
            ("0", "$0"),
            ("0.000001", "$0.000001"),
            ("0.00125", "$0.00125"),
            ("0.123456", "$0.1235"),
            ("1.005", "$1.01"),
            ("12345.6", "$12,345.60"),
            ("-0.5", "−$0.50"),
        ] {
            assert_eq!(usd(Locale::en, exact), shown);
        }
        assert_eq!(usd(Locale::fa, "1.5"), "۱٫۵۰ دلار");
    }

    #[test]
    fn times_have_a_unit_that_fits() {
        for (ms, shown) in [(0, "0 ms"), (999, "999 ms"), (1_000, "1 s"), (2_149, "2.1 s"), (61_950, "62 s")] {
            assert_eq!(milliseconds(Locale::en, ms), shown);
        }
    }
}
