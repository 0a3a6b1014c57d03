//! Coins that staff gives or takes by hand. Above a limit a second one of the staff approves.

use crate::kernel::{
    AppError, Coins, FieldProblem, Instant, Page, id::UserId, locale::UnknownChoice, page::address_of, valid::Check,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Characters of a reason.
pub const REASON_MAX: u32 = 500;
/// Coins of one adjustment.
const COINS_MAX: i64 = 1_000_000_000;

/// An adjustment to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAdjustment {
    /// Whose wallet.
    pub user_id: UserId,
    /// To give, or with a minus to take. What the person does not have any more becomes a debt.
    pub coins: Coins,
    /// Why; the person sees it.
    pub reason: String,
    /// When given coins expire; none when they stay.
    #[serde(default)]
    pub expires_at: Option<Instant>,
}

impl NewAdjustment {
    /// Says what is wrong with it.
    pub fn check(&self, now: Instant) -> Result<(), AppError> {
        let mut check = Check::new();
        let most = COINS_MAX.saturating_mul(1_000);
        if self.coins == Coins::ZERO {
            check.wrong("coins", FieldProblem::Required);
        } else if !(-most..=most).contains(&self.coins.milli) {
            check.wrong("coins", FieldProblem::OutOfRange { min: -COINS_MAX, max: COINS_MAX });
        }
        check.text("reason", self.reason.trim(), 1, REASON_MAX);
        if self.expires_at.is_some_and(|at| at <= now) {
            check.wrong("expires_at", FieldProblem::Past);
        } else if self.expires_at.is_some() && self.coins < Coins::ZERO {
            check.wrong("expires_at", FieldProblem::Unknown);
        }
        check.done()
    }
}

/// How far an adjustment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentState {
    /// Waits for a second one of the staff.
    Proposed,
    /// The coins moved.
    Applied,
    /// Nothing moved, and nothing will.
    Rejected,
}

impl AdjustmentState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Proposed, Self::Applied, Self::Rejected];

    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Applied => "applied",
            Self::Rejected => "rejected",
        }
    }
}

impl std::str::FromStr for AdjustmentState {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        Self::ALL.into_iter().find(|state| state.code() == code).ok_or(UnknownChoice)
    }
}

/// An adjustment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Adjustment {
    /// The adjustment.
    pub id: Uuid,
    /// Whose wallet.
    pub user_id: UserId,
    /// That person's address.
    pub email: String,
    /// Given, or with a minus taken.
    pub coins: Coins,
    /// Why.
    pub reason: String,
    /// When given coins expire.
    #[schema(required)]
    pub expires_at: Option<Instant>,
    /// How far it is.
    pub state: AdjustmentState,
    /// The address of the one who proposed it.
    pub proposed_by: String,
    /// Whether that is the caller, who can withdraw it but not approve it.
    pub own: bool,
    /// When.
    pub created_at: Instant,
    /// The address of the one who approved or rejected it; none where no second one was needed.
    #[schema(required)]
    pub decided_by: Option<String>,
    /// When it was applied or rejected.
    #[schema(required)]
    pub decided_at: Option<Instant>,
    /// What the person did not have any more and owes since.
    pub owed: Coins,
}

/// Which adjustments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AdjustmentQuery {
    /// Only those in this state: `proposed`, `applied`, `rejected`.
    #[serde(default)]
    #[param(required = false)]
    pub state: String,
    /// Only those of the person with this e-mail address.
    #[serde(default)]
    #[param(required = false)]
    pub person: String,
    /// Entries a page, 1 to 100; 50 when not given.
    #[serde(default)]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
}

impl AdjustmentQuery {
    /// The query without its page, as it stands in an address: with `?`, or empty.
    pub fn address(&self) -> String {
        address_of(&[("state", &self.state), ("person", &self.person)])
    }
}

/// The page of the adjustments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdjustmentBoard {
    /// What was found.
    pub adjustments: Page<Adjustment>,
    /// What was looked for.
    pub query: AdjustmentQuery,
    /// Above so many coins a second one approves.
    pub limit: Coins,
    /// Now.
    pub now: Instant,
}
