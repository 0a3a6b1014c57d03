//! Every error a caller may see.

use super::{
    schema,
    text::{escape, prose},
};
use crate::kernel::{AppError, Coins, error::ProviderProblem};
use uuid::Uuid;

/// One of each, by status; of those with one status the usual one first.
fn all() -> [AppError; 24] {
    [
        AppError::MalformedRequest,
        AppError::OutdatedClient,
        AppError::Unauthenticated,
        AppError::InvalidCredentials,
        AppError::InsufficientCoins { required: Coins::ZERO, available: Coins::ZERO, missing: Coins::ZERO },
        AppError::KeyLimit { required: Coins::ZERO, available: Coins::ZERO, limit: Coins::ZERO },
        AppError::Forbidden,
        AppError::KeyScope { needs: Vec::new() },
        AppError::KeyAddress,
        AppError::KeyModel,
        AppError::CrossSite,
        AppError::NotFound,
        AppError::Conflict,
        AppError::EmailTaken,
        AppError::TooMany { max: 0 },
        AppError::IdempotencyInFlight,
        AppError::TooLarge { limit_bytes: 0 },
        AppError::NoSuchRange { size_bytes: 0 },
        AppError::Invalid { fields: Vec::new() },
        AppError::IdempotencyMismatch,
        AppError::RateLimited { retry_after_s: 0 },
        AppError::Internal { incident: Uuid::nil() },
        AppError::Provider { reason: ProviderProblem::Busy },
        AppError::Unavailable,
    ]
}

/// The code that a status usually means.
pub(in crate::boot) fn usual_code(status: u16) -> Option<&'static str> {
    all().iter().find(|error| error.status() == status).map(AppError::code)
}

/// The errors as a table, by status.
pub(super) fn table() -> String {
    let row = |error: &AppError| {
        format!(
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td></tr>",
            escape(error.code()),
            error.status(),
            prose(meaning(error))
        )
    };
    let rows: String = all().iter().map(row).collect();
    schema::table(&["Code", "Status", "When, and what comes with it"], &rows)
}

/// When it happens. A new error does not compile without its line here; [`table`] shows it once it is in the list.
fn meaning(error: &AppError) -> &'static str {
    match error {
        AppError::MalformedRequest => "The request could not be read: no JSON, or a parameter of the wrong kind.",
        AppError::OutdatedClient => "A page asks that is older than the server. Programs do not see it.",
        AppError::Unauthenticated => "No token or key, or one that has ended. Refresh it or sign in.",
        AppError::InvalidCredentials => "E-mail and password do not belong together.",
        AppError::InsufficientCoins { .. } => {
            "The wallet cannot pay for the most this may cost: `required`, `available`, `missing`."
        }
        AppError::Forbidden => "Signed in, but the role does not allow it.",
        AppError::KeyLimit { .. } => {
            "The API key's spending limit leaves less than the most this may cost: `required`, `available`, `limit`."
        }
        AppError::KeyScope { .. } => {
            "The API key may not do this: `needs` lists the scopes it takes, none when no key may."
        }
        AppError::KeyAddress => "The API key may not be used from this address.",
        AppError::KeyModel => "The API key may not use this model.",
        AppError::NoSuchRange { .. } => "The part that was asked for does not lie within the file: `size_bytes`.",
        AppError::CrossSite => "An unsafe call with the session cookie came from another site.",
        AppError::NotFound => "It does not exist, or it is somebody else's.",
        AppError::EmailTaken => "An account with this address exists.",
        AppError::Conflict => "The object is not in a state that allows this.",
        AppError::TooMany { .. } => "There are `max` of these already; remove one first.",
        AppError::IdempotencyInFlight => "The first call with this `Idempotency-Key` has not ended. Ask again shortly.",
        AppError::TooLarge { .. } => "The body is larger than `limit_bytes`.",
        AppError::Invalid { .. } => "Values to correct: `fields` lists each `field` with its `problem` and limits.",
        AppError::IdempotencyMismatch => "This `Idempotency-Key` came before with another body.",
        AppError::RateLimited { .. } => "Too many requests: wait `retry_after_s` seconds; also in `Retry-After`.",
        AppError::Internal { .. } => "Our failure. `incident` finds it in the log.",
        AppError::Provider { .. } => {
            "The model could not answer; `reason` is `context_too_long`, `filtered`, `busy`, `unavailable`, `refused` or `interrupted`."
        }
        AppError::Unavailable => "A dependency, such as the database, is away. Nothing was done.",
    }
}
