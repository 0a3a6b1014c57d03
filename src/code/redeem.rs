//! Redeem codes: batches as staff sees them, and what a code gave.

use crate::kernel::{AppError, Coins, FieldProblem, Instant, id::BatchId, valid::Check};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most characters of a batch's name.
pub const NAME_MAX: u32 = 60;
/// The most codes of a batch.
pub const CODES_MAX: i64 = 10_000;
/// The most coins a code is worth.
pub const COINS_MAX: i64 = 1_000_000;
/// The most days coins last.
pub const DAYS_MAX: i64 = 3_650;
/// Characters of a code that is read; what is longer is none.
pub const CODE_MAX: usize = 100;

/// What makes a batch of codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchInput {
    /// What it is called among staff.
    #[schema(example = "Nowruz", min_length = 1, max_length = 60)]
    pub name: String,
    /// How many codes, 1 to 10,000.
    #[schema(minimum = 1, maximum = 10_000)]
    pub codes: i64,
    /// What each is worth.
    pub coins: Coins,
    /// Until when they can be redeemed; without end when left out.
    #[serde(default)]
    pub expires_at: Option<Instant>,
    /// Days after which the coins are gone; never when left out.
    #[serde(default)]
    pub coins_days: Option<i64>,
    /// How many of them a person may redeem; any number when left out.
    #[serde(default)]
    pub per_user_max: Option<i64>,
}

impl BatchInput {
    /// Whether it can be a batch.
    pub fn check(&self, now: Instant) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("name", self.name.trim(), 1, NAME_MAX);
        if !(1..=CODES_MAX).contains(&self.codes) {
            check.wrong("codes", FieldProblem::OutOfRange { min: 1, max: CODES_MAX });
        }
        if !(1..=COINS_MAX * 1_000).contains(&self.coins.milli) {
            check.wrong("coins", FieldProblem::OutOfRange { min: 1, max: COINS_MAX });
        }
        if self.expires_at.is_some_and(|at| at <= now) {
            check.wrong("expires_at", FieldProblem::Past);
        }
        for (field, number, max) in
            [("coins_days", self.coins_days, DAYS_MAX), ("per_user_max", self.per_user_max, CODES_MAX)]
        {
            if number.is_some_and(|number| !(1..=max).contains(&number)) {
                check.wrong(field, FieldProblem::OutOfRange { min: 1, max });
            }
        }
        check.done()
    }
}

/// Whether a batch's codes work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// They work.
    Active,
    /// All of them were redeemed.
    UsedUp,
    /// Their time is over.
    Expired,
    /// Staff took them back.
    Revoked,
}

/// Codes made together, as staff sees them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct CodeBatch {
    /// The batch.
    pub id: BatchId,
    /// What it is called among staff.
    pub name: String,
    /// What each code is worth.
    pub coins: Coins,
    /// How many codes there are.
    pub codes: i64,
    /// How many of them were redeemed.
    pub redeemed: i64,
    /// Whether they work.
    pub state: BatchState,
    /// Until when they can be redeemed.
    #[schema(required)]
    pub expires_at: Option<Instant>,
    /// Days after which the coins are gone.
    #[schema(required)]
    pub coins_days: Option<i64>,
    /// How many of them a person may redeem.
    #[schema(required)]
    pub per_user_max: Option<i64>,
    /// When it was made.
    pub created_at: Instant,
    /// When it was taken back.
    #[schema(required)]
    pub revoked_at: Option<Instant>,
}

/// A new batch with its codes as a table: the only time they are seen.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewBatch {
    /// The table, for spreadsheets.
    pub csv: String,
    /// Everything else.
    pub about: CodeBatch,
}

/// It prints without its codes.
impl std::fmt::Debug for NewBatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewBatch").field("about", &self.about).finish_non_exhaustive()
    }
}

/// What a person types.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedeemInput {
    /// The code; blanks, dashes and the case of letters do not matter.
    #[schema(example = "7K3M-9QXV-2HTR-W5PD")]
    pub code: String,
}

/// It prints without the code.
impl std::fmt::Debug for RedeemInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RedeemInput([secret])")
    }
}

/// What a code gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Redeemed {
    /// The coins.
    pub coins: Coins,
    /// When they are gone.
    #[schema(required)]
    pub expires_at: Option<Instant>,
    /// What can be spent now.
    pub available: Coins,
}
