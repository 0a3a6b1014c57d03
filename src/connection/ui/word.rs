//! Providers, their states and their failures in words.

use crate::{
    connection::model::{Connection, ConnectionState, Fault, Origin},
    i18n::{Locale, count, date_time, td_string},
    kit::Tone,
};

/// A provider's own name; one that came later goes by its id.
pub fn provider(l: Locale, id: &str) -> String {
    let name = match id {
        "openrouter" => td_string!(l, admin.provider_openrouter),
        "groq" => td_string!(l, admin.provider_groq),
        "openai" => td_string!(l, admin.provider_openai),
        "ollama" => td_string!(l, admin.provider_ollama),
        "gemini" => td_string!(l, admin.provider_gemini),
        "anthropic" => td_string!(l, admin.provider_anthropic),
        "goapi" => td_string!(l, admin.provider_goapi),
        "legnext" => td_string!(l, admin.provider_legnext),
        "sandbox" => td_string!(l, admin.provider_sandbox),
        "local" => td_string!(l, catalog.provider_local),
        other => other,
    };
    name.to_owned()
}

/// What staff calls it, or its own name.
pub(super) fn name(l: Locale, connection: &Connection) -> String {
    connection.name.clone().unwrap_or_else(|| provider(l, &connection.id))
}

/// What a failure class means and what to do about it.
pub fn failure(l: Locale, class: &str) -> &'static str {
    match class {
        "credential" => td_string!(l, admin.failure_credential),
        "quota" => td_string!(l, admin.failure_quota),
        "region" => td_string!(l, admin.failure_region),
        "rate_limited" => td_string!(l, admin.failure_rate_limited),
        "overloaded" => td_string!(l, admin.failure_overloaded),
        "transient" => td_string!(l, admin.failure_transient),
        "protocol" => td_string!(l, admin.failure_protocol),
        "model_gone" => td_string!(l, admin.failure_model_gone),
        "caller" => td_string!(l, admin.failure_caller),
        "interrupted" => td_string!(l, admin.failure_interrupted),
        "broken" => td_string!(l, connection.failure_broken),
        _ => td_string!(l, admin.failure_other),
    }
}

/// A failure class in a few words.
pub(super) fn class(l: Locale, class: &str) -> &'static str {
    match class {
        "credential" => td_string!(l, connection.class_credential),
        "quota" => td_string!(l, connection.class_quota),
        "region" => td_string!(l, connection.class_region),
        "rate_limited" => td_string!(l, connection.class_rate_limited),
        "overloaded" => td_string!(l, connection.class_overloaded),
        "transient" => td_string!(l, connection.class_transient),
        "protocol" => td_string!(l, connection.class_protocol),
        "model_gone" => td_string!(l, connection.class_model_gone),
        "interrupted" => td_string!(l, connection.class_interrupted),
        "context_too_long" => td_string!(l, connection.class_context_too_long),
        "uncertain" => td_string!(l, connection.class_uncertain),
        "lost" => td_string!(l, connection.class_lost),
        _ => td_string!(l, connection.class_other),
    }
}

/// A provider that is only looked for and is not there, and everything else, as staff reads it.
pub(super) fn state(l: Locale, connection: &Connection) -> (&'static str, Tone) {
    use ConnectionState as S;
    match connection.state {
        S::On => (td_string!(l, connection.state_on), Tone::Success),
        S::Probed if connection.models > 0 => (td_string!(l, connection.state_on), Tone::Success),
        S::Probed => (td_string!(l, connection.state_probed), Tone::Neutral),
        S::Off => (td_string!(l, connection.state_off), Tone::Neutral),
        S::NoKey => (td_string!(l, connection.state_no_key), Tone::Neutral),
        S::Unreadable => (td_string!(l, connection.state_unreadable), Tone::Danger),
        S::Refused => (td_string!(l, connection.state_refused), Tone::Danger),
        S::UsedUp => (td_string!(l, connection.state_used_up), Tone::Warning),
        S::Broken => (td_string!(l, connection.state_broken), Tone::Danger),
    }
}

/// What the state means and what to do; nothing where all is well.
pub(super) fn hint(l: Locale, connection: &Connection) -> Option<String> {
    use ConnectionState as S;
    let at = |fault: Option<&Fault>| fault.map_or_else(String::new, |fault| date_time(l, fault.created_at));
    let fault = connection.fault.as_ref();
    let until = fault.and_then(|fault| fault.until).map_or_else(String::new, |until| date_time(l, until));
    Some(match connection.state {
        S::On => return None,
        S::Probed if connection.models > 0 => return None,
        S::Probed => td_string!(l, connection.hint_probed).to_owned(),
        S::Off => td_string!(l, connection.hint_off).to_owned(),
        S::NoKey => td_string!(l, connection.hint_no_key).to_owned(),
        S::Unreadable => td_string!(l, connection.hint_unreadable).to_owned(),
        S::Refused => td_string!(l, connection.hint_refused, at = at(fault)),
        S::UsedUp => td_string!(l, connection.hint_used_up, at = at(fault), until = until),
        S::Broken => td_string!(l, connection.hint_broken).to_owned(),
    })
}

/// Which key is in force.
pub(super) fn key(l: Locale, connection: &Connection) -> String {
    match (connection.key_from, connection.key_last4.as_deref()) {
        (Origin::Environment, _) => td_string!(l, connection.key_environment).to_owned(),
        (Origin::Stored, Some(last)) if !last.is_empty() => {
            td_string!(l, connection.key_stored, last = format!("\u{2066}{last}\u{2069}"))
        }
        (Origin::Stored, _) => td_string!(l, connection.key_stored_plain).to_owned(),
        (Origin::Unreadable, _) => td_string!(l, connection.key_unreadable).to_owned(),
        _ if connection.state == ConnectionState::NoKey => td_string!(l, connection.key_none).to_owned(),
        _ => td_string!(l, connection.key_not_needed).to_owned(),
    }
}

/// `35 ms`.
pub(super) fn milliseconds(l: Locale, number: i64) -> String {
    td_string!(l, connection.milliseconds, number = count(l, number))
}

/// `$12.5`.
pub(super) fn dollars(l: Locale, amount: &str) -> String {
    td_string!(l, connection.dollars, amount = crate::kernel::digits::number(crate::i18n::language(l), amount))
}

/// Failures with their share, `3 (12%)`, and the colour of that.
pub(super) fn failures(l: Locale, failed: i64, all: i64) -> (String, &'static str) {
    let percent = if failed <= 0 || all <= 0 { 0 } else { (failed.saturating_mul(100) / all).max(1) };
    let colour = match percent {
        0 => "",
        1..=9 => "text-warning",
        _ => "text-danger",
    };
    if failed == 0 {
        return (count(l, 0), colour);
    }
    (td_string!(l, connection.failed_of, failed = count(l, failed), percent = count(l, percent)), colour)
}

/// Latin letters and digits inside a Persian sentence.
pub(super) fn isolated(text: &str) -> String {
    format!("\u{2066}{text}\u{2069}")
}
