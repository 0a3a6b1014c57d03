//! The queue as staff sees it.

use super::model::check_runs;
use crate::kernel::{
    AppError, Coins, Instant,
    error::ProviderProblem,
    id::{RunId, UserId},
    valid::Check,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Work that failed each time through no fault of its own and waits for staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ParkedRun {
    /// The run.
    pub run: RunId,
    /// Whose it is.
    pub user: UserId,
    /// The person's address.
    pub email: String,
    /// What kind of work.
    pub kind: String,
    /// The model it asks first.
    pub model: String,
    /// Who serves that.
    pub provider: String,
    /// What is set aside for it.
    pub quote: Coins,
    /// How often it was tried.
    pub tries: i64,
    /// Why it failed the last time.
    #[schema(required)]
    pub reason: Option<ProviderProblem>,
    /// When it was ordered.
    pub since: Instant,
}

/// How the queue stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QueueBoard {
    /// Runs that wait their turn.
    pub waiting: i64,
    /// Runs that are worked on.
    pub taken: i64,
    /// Runs that wait for staff.
    pub parked: i64,
    /// Those, the oldest first, 100 at most.
    pub items: Vec<ParkedRun>,
    /// The time on the server.
    pub now: Instant,
}

/// What becomes of parked work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParkedVerdict {
    /// It is tried again, as if it were new.
    Resume,
    /// It has failed, and its coins go back.
    GiveUp,
}

/// A decision of staff on parked work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Settling {
    /// The runs, 1 to 100.
    pub runs: Vec<RunId>,
    /// What becomes of them.
    pub verdict: ParkedVerdict,
}

impl Settling {
    /// Says what is wrong with it.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check_runs(&mut check, &self.runs);
        check.done()
    }
}
