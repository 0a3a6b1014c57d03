//! Errors as sentences: what happened and what to do.

use super::{Locale, bytes, cash, coins, coins_in_words, count, duration, td_string};
use crate::kernel::{AppError, FieldProblem, error::ProviderProblem};

/// An error in the reader's language.
pub fn error_text(l: Locale, error: &AppError) -> String {
    match error {
        AppError::Unauthenticated => td_string!(l, error.unauthenticated).to_owned(),
        AppError::Forbidden => td_string!(l, error.forbidden).to_owned(),
        AppError::NotFound => td_string!(l, error.not_found).to_owned(),
        AppError::InvalidCredentials => td_string!(l, error.invalid_credentials).to_owned(),
        AppError::EmailTaken => td_string!(l, error.email_taken).to_owned(),
        AppError::Conflict => td_string!(l, error.conflict).to_owned(),
        AppError::IdempotencyMismatch => td_string!(l, error.idempotency_mismatch).to_owned(),
        AppError::IdempotencyInFlight => td_string!(l, error.idempotency_in_flight).to_owned(),
        AppError::Invalid { .. } => td_string!(l, error.invalid).to_owned(),
        AppError::MalformedRequest => td_string!(l, error.malformed_request).to_owned(),
        AppError::InsufficientCoins { required, available, missing } => td_string!(
            l,
            error.insufficient_coins,
            required = coins_in_words(l, *required),
            available = coins(l, *available),
            missing = coins(l, *missing)
        ),
        AppError::KeyScope { .. } => td_string!(l, error.key_scope).to_owned(),
        AppError::KeyAddress => td_string!(l, error.key_address).to_owned(),
        AppError::KeyModel => td_string!(l, error.key_model).to_owned(),
        AppError::KeyLimit { required, available, .. } => {
            td_string!(l, error.key_limit, required = coins_in_words(l, *required), available = coins(l, *available))
        }
        AppError::TooMany { max } => td_string!(l, error.too_many, max = count(l, i64::from(*max))),
        AppError::RateLimited { retry_after_s } => {
            td_string!(l, error.rate_limited, wait = duration(l, i64::from(*retry_after_s)))
        }
        AppError::TooLarge { limit_bytes } => td_string!(l, error.too_large, limit = bytes(l, *limit_bytes)),
        AppError::NoSuchRange { size_bytes } => td_string!(l, error.no_such_range, size = bytes(l, *size_bytes)),
        AppError::CrossSite => td_string!(l, error.cross_site).to_owned(),
        AppError::Provider { reason } => provider_text(l, *reason).to_owned(),
        AppError::Unavailable => td_string!(l, error.unavailable).to_owned(),
        AppError::OutdatedClient => td_string!(l, error.outdated_client).to_owned(),
        AppError::Internal { incident } if incident.is_nil() => td_string!(l, error.internal_unnamed).to_owned(),
        AppError::Internal { incident } => td_string!(l, error.internal, incident = incident.to_string()),
    }
}

/// What is wrong with a value, in the reader's language.
pub fn field_text(l: Locale, problem: &FieldProblem) -> String {
    match *problem {
        FieldProblem::Required => td_string!(l, error.required).to_owned(),
        FieldProblem::TooShort { min } => td_string!(l, error.too_short, min = count(l, i64::from(min))),
        FieldProblem::NoRoom { left_bytes } => {
            td_string!(l, error.no_room, left = bytes(l, u64::try_from(left_bytes).unwrap_or(0)))
        }
        FieldProblem::TooLong { max } => td_string!(l, error.too_long, max = count(l, i64::from(max))),
        FieldProblem::Email => td_string!(l, error.email).to_owned(),
        FieldProblem::Unknown => td_string!(l, error.unknown).to_owned(),
        FieldProblem::WrongPassword => td_string!(l, error.wrong_password).to_owned(),
        FieldProblem::Address => td_string!(l, error.address).to_owned(),
        FieldProblem::Url => td_string!(l, error.url).to_owned(),
        FieldProblem::Past => td_string!(l, error.past).to_owned(),
        FieldProblem::TooMany { max } => td_string!(l, error.too_many_entries, max = count(l, i64::from(max))),
        FieldProblem::Number => td_string!(l, error.number).to_owned(),
        FieldProblem::Date => td_string!(l, error.date).to_owned(),
        FieldProblem::OutOfRange { min, max } => {
            td_string!(l, error.out_of_range, min = count(l, min), max = count(l, max))
        }
        FieldProblem::SoundTooLong { hours } => {
            td_string!(l, error.sound_too_long, hours = count(l, i64::from(hours)))
        }
        FieldProblem::CodeMinimum { minimum } => td_string!(l, error.code_minimum, sum = cash(l, minimum)),
        other => plain_text(l, other).to_owned(),
    }
}

/// Those that say the same of every value.
fn plain_text(l: Locale, problem: FieldProblem) -> &'static str {
    match problem {
        FieldProblem::Positive => td_string!(l, error.positive),
        FieldProblem::Taken => td_string!(l, error.taken),
        FieldProblem::Picture => td_string!(l, error.picture),
        FieldProblem::SentBefore => td_string!(l, error.sent_before),
        FieldProblem::FileKind => td_string!(l, error.file_kind),
        FieldProblem::Sound => td_string!(l, error.sound),
        FieldProblem::NoTimes => td_string!(l, error.no_times),
        FieldProblem::CardNumber => td_string!(l, error.card_number),
        FieldProblem::ByHand => td_string!(l, error.by_hand),
        FieldProblem::Fixed => td_string!(l, error.fixed),
        FieldProblem::Slug => td_string!(l, error.slug),
        FieldProblem::CodeText => td_string!(l, error.code_text),
        FieldProblem::NoAccount => td_string!(l, error.no_account),
        FieldProblem::BeforeStart => td_string!(l, error.before_start),
        FieldProblem::Either => td_string!(l, error.either),
        FieldProblem::NoCode => td_string!(l, error.no_code),
        FieldProblem::CodeNotYet => td_string!(l, error.code_not_yet),
        FieldProblem::CodeExpired => td_string!(l, error.code_expired),
        FieldProblem::CodeUsedUp => td_string!(l, error.code_used_up),
        FieldProblem::CodeUsedByYou => td_string!(l, error.code_used_by_you),
        FieldProblem::CodeOtherProduct => td_string!(l, error.code_other_product),
        FieldProblem::CodeOtherPerson => td_string!(l, error.code_other_person),
        FieldProblem::CodeFirstOnly => td_string!(l, error.code_first_only),
        FieldProblem::CodeCurrency => td_string!(l, error.code_currency),
        FieldProblem::RedeemCode => td_string!(l, error.redeem_code),
        _ => td_string!(l, error.unknown),
    }
}

fn provider_text(l: Locale, reason: ProviderProblem) -> &'static str {
    match reason {
        ProviderProblem::ContextTooLong => td_string!(l, error.context_too_long),
        ProviderProblem::Filtered => td_string!(l, error.filtered),
        ProviderProblem::Busy => td_string!(l, error.busy),
        ProviderProblem::Unavailable => td_string!(l, error.provider_unavailable),
        ProviderProblem::Refused => td_string!(l, error.refused),
        ProviderProblem::Uncertain => td_string!(l, error.uncertain),
        ProviderProblem::Interrupted => td_string!(l, error.interrupted),
    }
}
