//! The one error a caller may see: closed, serialisable, translated by code.
//!
//! REST turns it into problem+json, pages and bots into a sentence. It never carries a library's text,
//! a path, a key or SQL; what broke inside is logged under the incident and stays there.

use super::{Cash, Coins, scope::Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What went wrong, in the caller's terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
#[schema(example = json!({"code": "provider", "reason": "busy"}))]
pub enum AppError {
    /// No session, or it ended.
    #[error("sign in first")]
    Unauthenticated,
    /// Signed in, but the role does not allow it.
    #[error("not allowed")]
    Forbidden,
    /// It does not exist, or it is somebody else's.
    #[error("not found")]
    NotFound,
    /// E-mail and password do not belong together.
    #[error("e-mail or password is wrong")]
    InvalidCredentials,
    /// An account with this address exists.
    #[error("this e-mail address has an account")]
    EmailTaken,
    /// The object is not in a state that allows the action.
    #[error("conflict")]
    Conflict,
    /// The same `Idempotency-Key` came with another body.
    #[error("idempotency key reused with another body")]
    IdempotencyMismatch,
    /// The request with this `Idempotency-Key` has not ended.
    #[error("a request with this idempotency key is in flight")]
    IdempotencyInFlight,
    /// Values to correct, each beside its field.
    #[error("some values are not valid")]
    Invalid {
        /// What to correct.
        fields: Vec<FieldError>,
    },
    /// The body is no JSON, or not of the expected shape.
    #[error("the request could not be read")]
    MalformedRequest,
    /// The wallet can not pay for the most this may cost.
    #[error("not enough coins")]
    InsufficientCoins {
        /// The most the work may cost.
        required: Coins,
        /// What the wallet can spend.
        available: Coins,
        /// `required - available`.
        missing: Coins,
    },
    /// The API key may not do this, whatever its owner may.
    #[error("this API key may not do this")]
    KeyScope {
        /// The scopes it takes; none when no key may do it.
        needs: Vec<Scope>,
    },
    /// The API key may not be used from this address.
    #[error("this API key may not be used from this address")]
    KeyAddress,
    /// The API key may not use this model.
    #[error("this API key may not use this model")]
    KeyModel,
    /// The API key's spending limit does not allow the most this may cost.
    #[error("the API key's spending limit is reached")]
    KeyLimit {
        /// The most the work may cost.
        required: Coins,
        /// What is left of the limit.
        available: Coins,
        /// All that may be spent with the key.
        limit: Coins,
    },
    /// There are as many of these as allowed.
    #[error("too many of these")]
    TooMany {
        /// How many are allowed.
        max: u32,
    },
    /// Too many requests.
    #[error("too many requests")]
    RateLimited {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// The body is larger than allowed.
    #[error("too large")]
    TooLarge {
        /// Bytes allowed.
        limit_bytes: u64,
    },
    /// The part that was asked for does not lie within the file.
    #[error("no such range")]
    NoSuchRange {
        /// Bytes of the whole.
        size_bytes: u64,
    },
    /// The request came from another site.
    #[error("cross-site request refused")]
    CrossSite,
    /// The AI provider did not do its part; nothing was charged (`uncertain`: not yet).
    #[error("the model could not answer")]
    Provider {
        /// Why, as far as a person can act on it.
        reason: ProviderProblem,
    },
    /// A dependency (database, storage) is away.
    #[error("temporarily unavailable")]
    Unavailable,
    /// The page is older than the server.
    #[error("reload the page")]
    OutdatedClient,
    /// Our fault. The incident finds the log line.
    #[error("internal error")]
    Internal {
        /// Names the log line.
        incident: Uuid,
    },
}

/// Why a model could not answer, in words a person can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProviderProblem {
    /// The conversation is longer than the model can read.
    ContextTooLong,
    /// The provider's rules refused the content.
    Filtered,
    /// The model is busy; trying again in a while helps.
    Busy,
    /// The model or its provider is out of order; another model helps.
    Unavailable,
    /// The request itself was refused.
    Refused,
    /// The answer stopped in the middle.
    Interrupted,
    /// The work may have been done, but its answer was lost: the hold stays until somebody knows.
    Uncertain,
}

/// One value to correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// The field's name in the input.
    #[schema(example = "email")]
    pub field: String,
    /// What is wrong with it.
    #[serde(flatten)]
    pub problem: FieldProblem,
}

/// What can be wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum FieldProblem {
    /// Nothing was given.
    Required,
    /// Fewer characters than allowed.
    TooShort {
        /// Characters at least.
        min: u32,
    },
    /// More characters than allowed.
    TooLong {
        /// Characters at most.
        max: u32,
    },
    /// No e-mail address.
    Email,
    /// Not one of the allowed values.
    Unknown,
    /// The current password is wrong.
    WrongPassword,
    /// No address, nor a range of addresses.
    Address,
    /// No web address that can be used here.
    Url,
    /// A time that has passed.
    Past,
    /// More entries than allowed.
    TooMany {
        /// Entries at most.
        max: u32,
    },
    /// No decimal number of at least zero.
    Number,
    /// No day such as `2026-12-31`.
    Date,
    /// A number outside its range.
    OutOfRange {
        /// The least allowed.
        min: i64,
        /// The most allowed.
        max: i64,
    },
    /// No decimal number above zero.
    Positive,
    /// Another one has it already.
    Taken,
    /// It was chosen once and stays.
    Fixed,
    /// Not made of small letters, digits, `-` and `_`.
    Slug,
    /// Not made of letters, digits and `-`.
    CodeText,
    /// No account has this address.
    NoAccount,
    /// It ends before it begins.
    BeforeStart,
    /// It goes together with something else that was given.
    Either,
    /// There is no such discount code.
    NoCode,
    /// The discount code's time has not come.
    CodeNotYet,
    /// The discount code's time is over.
    CodeExpired,
    /// The discount code was used as often as it may be.
    CodeUsedUp,
    /// This person used the discount code as often as one may.
    CodeUsedByYou,
    /// The discount code is for other products.
    CodeOtherProduct,
    /// The discount code is for other people.
    CodeOtherPerson,
    /// The discount code is for a first purchase.
    CodeFirstOnly,
    /// The discount code is for another currency.
    CodeCurrency,
    /// The discount code is for larger orders.
    CodeMinimum {
        /// From this sum on.
        minimum: Cash,
    },
    /// No redeem code that can be used now, by this person.
    RedeemCode,
    /// No picture that can be looked at.
    Picture,
    /// This very file was sent before.
    SentBefore,
    /// A file of a kind that is not kept.
    FileKind,
    /// No sound that can be played.
    Sound,
    /// Sound that plays for longer than is taken.
    SoundTooLong {
        /// Hours at most.
        hours: u32,
    },
    /// Nobody knows when it was said.
    NoTimes,
    /// There is not so much room left.
    NoRoom {
        /// Bytes that are left.
        left_bytes: i64,
    },
    /// No card number.
    CardNumber,
    /// The gateway can not send this back by itself.
    ByHand,
}

impl AppError {
    /// One wrong field.
    pub fn field(field: &str, problem: FieldProblem) -> Self {
        Self::Invalid { fields: vec![FieldError { field: field.to_owned(), problem }] }
    }

    /// The stable name of the error, as in `code` of the problem object.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::InvalidCredentials => "invalid_credentials",
            Self::EmailTaken => "email_taken",
            Self::Conflict => "conflict",
            Self::IdempotencyMismatch => "idempotency_mismatch",
            Self::IdempotencyInFlight => "idempotency_in_flight",
            Self::Invalid { .. } => "invalid",
            Self::MalformedRequest => "malformed_request",
            Self::InsufficientCoins { .. } => "insufficient_coins",
            Self::KeyScope { .. } => "key_scope",
            Self::KeyAddress => "key_address",
            Self::KeyModel => "key_model",
            Self::KeyLimit { .. } => "key_limit",
            Self::TooMany { .. } => "too_many",
            Self::RateLimited { .. } => "rate_limited",
            Self::TooLarge { .. } => "too_large",
            Self::NoSuchRange { .. } => "no_such_range",
            Self::CrossSite => "cross_site",
            Self::Provider { .. } => "provider",
            Self::Unavailable => "unavailable",
            Self::OutdatedClient => "outdated_client",
            Self::Internal { .. } => "internal",
        }
    }

    /// The HTTP status of the error, the same on REST, server functions and pages.
    pub fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated | Self::InvalidCredentials => 401,
            Self::InsufficientCoins { .. } | Self::KeyLimit { .. } => 402,
            Self::Forbidden | Self::CrossSite | Self::KeyScope { .. } | Self::KeyAddress | Self::KeyModel => 403,
            Self::NotFound => 404,
            Self::EmailTaken | Self::Conflict | Self::IdempotencyInFlight | Self::TooMany { .. } => 409,
            Self::TooLarge { .. } => 413,
            Self::NoSuchRange { .. } => 416,
            Self::Invalid { .. } | Self::IdempotencyMismatch => 422,
            Self::MalformedRequest | Self::OutdatedClient => 400,
            Self::RateLimited { .. } => 429,
            Self::Provider { .. } => 502,
            Self::Unavailable => 503,
            Self::Internal { .. } => 500,
        }
    }
}
