//! Why a use case ended early: it refused, or something broke. `?` makes the second from any library error;
//! [`Fault::disclose`] is the one place where what broke becomes an incident and is logged.

use crate::kernel::AppError;
use std::error::Error;
use uuid::Uuid;

/// The result of a use case.
pub type Result<T> = std::result::Result<T, Fault>;

/// The end of a use case that did not succeed.
#[derive(Debug)]
pub enum Fault {
    /// The caller may know why.
    Refused(AppError),
    /// Something of ours failed; the caller learns only the incident.
    Broken(Box<dyn Error + Send + Sync>),
}

impl Fault {
    /// A failure that no library reported.
    pub fn broken(what: impl Into<String>) -> Self {
        Self::Broken(what.into().into())
    }

    /// What the caller may see. Logs what broke; called by the doorways and nobody else.
    pub fn disclose(self) -> AppError {
        match self {
            Self::Refused(error) => {
                tracing::debug!(code = error.code(), "refused");
                error
            }
            Self::Broken(source) if is_away(source.as_ref()) => {
                tracing::error!(error = %chain(source.as_ref()), "a dependency is away");
                AppError::Unavailable
            }
            Self::Broken(source) => {
                let incident = Uuid::now_v7();
                tracing::error!(%incident, error = %chain(source.as_ref()), "broken");
                AppError::Internal { incident }
            }
        }
    }

    /// Whether the database refused a row because of the named unique constraint or index.
    pub fn violates(&self, constraint: &str, column: &str) -> bool {
        let Self::Broken(source) = self else { return false };
        let Some(sqlx::Error::Database(error)) = source.downcast_ref::<sqlx::Error>() else { return false };
        // PostgreSQL names the constraint, SQLite the columns.
        error.is_unique_violation() && (error.constraint() == Some(constraint) || error.message().contains(column))
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Fault {
    fn from(error: E) -> Self {
        let boxed: Box<dyn Error + Send + Sync> = Box::new(error);
        match boxed.downcast::<AppError>() {
            Ok(refusal) => Self::Refused(*refusal),
            Err(other) => Self::Broken(other),
        }
    }
}

fn is_away(source: &(dyn Error + Send + Sync + 'static)) -> bool {
    matches!(
        source.downcast_ref::<sqlx::Error>(),
        Some(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_))
    )
}

fn chain(source: &(dyn Error + 'static)) -> String {
    let mut text = source.to_string();
    let mut next = source.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
