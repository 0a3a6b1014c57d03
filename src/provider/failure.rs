//! Why a provider did not answer, in classes that decide what happens next.

use crate::kernel::error::ProviderProblem;
use std::time::Duration;

/// The class of a failure: it decides whether the same key may be used again, whether another provider may help and
/// whether the operator must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureClass {
    /// The request itself is wrong.
    Caller,
    /// The conversation is longer than the model can read.
    ContextTooLong,
    /// The provider's rules refused the content.
    Filtered,
    /// The key is missing, wrong or not allowed.
    Credential,
    /// The account's money or quota is used up: waiting a little does not help.
    Quota,
    /// The model is not, or no longer, there.
    ModelGone,
    /// The provider does not serve this country.
    Region,
    /// Too many requests; waiting helps.
    RateLimited,
    /// The provider is overloaded.
    Overloaded,
    /// The provider or the way to it failed before any output.
    Transient,
    /// The provider's words make no sense.
    Protocol,
    /// Any of these after output had begun.
    Interrupted,
    /// The answer to something that costs money got lost: it may have been done and charged.
    Uncertain,
}

impl FailureClass {
    /// The class's stable name, for logs and for what is kept of an attempt.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::ContextTooLong => "context_too_long",
            Self::Filtered => "filtered",
            Self::Credential => "credential",
            Self::Quota => "quota",
            Self::ModelGone => "model_gone",
            Self::Region => "region",
            Self::RateLimited => "rate_limited",
            Self::Overloaded => "overloaded",
            Self::Transient => "transient",
            Self::Protocol => "protocol",
            Self::Interrupted => "interrupted",
            Self::Uncertain => "uncertain",
        }
    }
}

/// One failed request to a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What kind of failure it is.
    pub class: FailureClass,
    /// The HTTP status, or the one the provider wrote into its error.
    pub status: Option<u16>,
    /// What the provider said, at most [`Failure::DETAIL_BYTES_MAX`] and without secrets. For staff and logs, never for
    /// users.
    pub detail: String,
    /// How long the provider asks to wait.
    pub retry_after: Option<Duration>,
    /// Names the request in the provider's books.
    pub request_id: Option<String>,
}

impl Failure {
    /// The most a failure keeps of what a provider said.
    pub const DETAIL_BYTES_MAX: usize = 2_048;

    /// A failure that we noticed ourselves.
    pub fn new(class: FailureClass, detail: impl Into<String>) -> Self {
        Self { class, status: None, detail: detail.into(), retry_after: None, request_id: None }
    }

    /// Whether it says that the key itself is no good. A 403 may only mean one model or one call, and a 407 is the proxy's.
    pub fn condemns_key(&self) -> bool {
        let lacks_scope =
            ["missing_scope", "missing scopes"].iter().any(|words| self.detail.to_lowercase().contains(words));
        self.class == FailureClass::Credential && !matches!(self.status, Some(403 | 407)) && !lacks_scope
    }

    /// What the person is told.
    pub fn problem(&self) -> ProviderProblem {
        match self.class {
            FailureClass::Caller => ProviderProblem::Refused,
            FailureClass::ContextTooLong => ProviderProblem::ContextTooLong,
            FailureClass::Filtered => ProviderProblem::Filtered,
            FailureClass::RateLimited | FailureClass::Overloaded => ProviderProblem::Busy,
            FailureClass::Interrupted => ProviderProblem::Interrupted,
            FailureClass::Uncertain => ProviderProblem::Uncertain,
            FailureClass::Credential
            | FailureClass::Quota
            | FailureClass::ModelGone
            | FailureClass::Region
            | FailureClass::Transient
            | FailureClass::Protocol => ProviderProblem::Unavailable,
        }
    }

    /// The same failure after output had begun: what it was stays readable in its detail.
    pub(super) fn after_output(mut self) -> Self {
        if self.class != FailureClass::Interrupted {
            self.detail = format!("{}: {}", self.class.as_str(), self.detail);
            self.class = FailureClass::Interrupted;
        }
        self
    }
}
