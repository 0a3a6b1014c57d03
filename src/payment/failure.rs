//! Why a gateway did not do what it was asked, in classes that decide what happens next.

use std::time::Duration;

/// The end of a call that did not succeed. What a gateway's refusal says is its own: `R`.
///
/// `detail` is in the gateway's or our own words, without secrets, and for staff and logs only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure<R> {
    /// The gateway understood and said no. Nothing was moved.
    #[error("refused: {detail}")]
    Refused {
        /// What it said.
        refusal: R,
        /// In words.
        detail: String,
    },
    /// The operator's settings or account are wrong, or we asked what can not be asked: no other answer until that changes.
    #[error("the gateway can not be used: {detail}")]
    Misconfigured {
        /// In words.
        detail: String,
    },
    /// Too many requests. Nothing was moved; waiting helps.
    #[error("too many requests: {detail}")]
    RateLimited {
        /// How long the gateway asks to wait.
        retry_after: Option<Duration>,
        /// In words.
        detail: String,
    },
    /// The same call may be made again, at Stripe with the same idempotency key: nothing was moved, or the gateway says
    /// that asking again moves nothing more.
    #[error("not done, to be asked again: {detail}")]
    Retry {
        /// In words.
        detail: String,
    },
    /// Nobody knows whether it was done: no reply, half a reply, or one that makes no sense. Ask before deciding.
    #[error("unknown whether it was done: {detail}")]
    Unknown {
        /// In words.
        detail: String,
    },
}

impl<R> Failure<R> {
    /// What the gateway refused, when it did.
    pub const fn refusal(&self) -> Option<&R> {
        match self {
            Self::Refused { refusal, .. } => Some(refusal),
            _ => None,
        }
    }

    /// Whether it may have been done all the same.
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown { .. })
    }

    /// The class's stable name, for logs and for what is kept of an attempt.
    pub const fn class(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "refused",
            Self::Misconfigured { .. } => "misconfigured",
            Self::RateLimited { .. } => "rate_limited",
            Self::Retry { .. } => "retry",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// In the gateway's or our own words: for staff and logs.
    pub fn detail(&self) -> &str {
        match self {
            Self::Refused { detail, .. }
            | Self::Misconfigured { detail }
            | Self::RateLimited { detail, .. }
            | Self::Retry { detail }
            | Self::Unknown { detail } => detail,
        }
    }

    pub(super) fn unknown(detail: impl Into<String>) -> Self {
        Self::Unknown { detail: detail.into() }
    }

    pub(super) fn misconfigured(detail: impl Into<String>) -> Self {
        Self::Misconfigured { detail: detail.into() }
    }
}
