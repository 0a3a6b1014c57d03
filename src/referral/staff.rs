//! What staff sees of the programme, and decides.

use super::model::{Commission, PayoutWay, ReferralTerms};
use crate::kernel::{
    AppError, Cash, Coins, FieldProblem, Instant, PageQuery,
    id::{CommissionId, OrderId, UserId},
    valid::Check,
    word::words,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The most commissions that are decided at once.
pub const DECISIONS_MAX: u32 = 100;
/// The most characters of a reason or a reference.
pub const WORDS_MAX: u32 = 300;
/// The highest share.
pub const RATE_MAX: i64 = 1_000;
/// The longest review time in days.
pub const DAYS_MAX: i64 = 365;
/// The most months in which purchases earn.
pub const MONTHS_MAX: i64 = 120;
/// The most coins of a minimum or a cap.
pub const COINS_MAX: i64 = 100_000_000;
/// Those whose review time is over, among the states that can be looked for.
pub const DUE: &str = "due";

words! {
    /// What makes a commission suspicious.
    CommissionFlag {
        /// Both people were signed in from the same address.
        SameAddress = "same_address",
        /// Both people paid with the same card.
        SameCard = "same_card",
    }
}

/// Which commissions are looked for; empty words look for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct CommissionQuery {
    /// A state's code, or `due`: waiting, and its review time is over.
    pub state: String,
    /// `yes` for suspicious ones, `no` for the others.
    pub flagged: String,
    /// The referrer's or the buyer's e-mail address.
    pub person: String,
    /// Commissions at once, at most 100.
    pub limit: Option<u32>,
    /// Where the page begins.
    pub cursor: Option<String>,
}

impl CommissionQuery {
    /// The page alone.
    pub fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit, cursor: self.cursor.clone() }
    }

    /// What it looks for as the query of an address, page and all left out.
    pub fn address(&self) -> String {
        crate::kernel::page::address_of(&[("state", &self.state), ("flagged", &self.flagged), ("person", &self.person)])
    }
}

/// A commission with everything that helps to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StaffCommission {
    /// The commission.
    #[serde(flatten)]
    pub commission: Commission,
    /// The order it is for.
    pub order_id: OrderId,
    /// What was paid for the order.
    pub order_total: Cash,
    /// What of that went back.
    pub order_refunded: Cash,
    /// The coins that were paid for.
    pub base: Coins,
    /// The referrer.
    pub referrer_id: UserId,
    /// The referrer's address.
    pub referrer: String,
    /// The buyer's address.
    pub buyer: String,
    /// What is suspicious about it.
    pub flags: Vec<CommissionFlag>,
    /// How the referrer is paid: as it was approved, else as the referrer wants it now.
    pub payout: PayoutWay,
    /// The referrer's card or IBAN, for the bank.
    pub account: String,
    /// What of a payment at the bank went back since: it is to be asked for.
    pub to_recover: Cash,
    /// Who decided.
    #[schema(required)]
    pub decided_by: Option<String>,
    /// When.
    #[schema(required)]
    pub decided_at: Option<Instant>,
    /// Whether it can be approved now.
    pub is_due: bool,
    /// Whether the one who asks earned it: then another one decides.
    pub is_own: bool,
}

words! {
    /// What staff says about a commission.
    CommissionVerdict {
        /// It was earned: coins are paid at once, the bank's are to be paid.
        Approve = "approve",
        /// It was not.
        Refuse = "refuse",
        /// It was paid at the bank.
        MarkPaid = "mark_paid",
    }
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommissionDecision {
    /// Which.
    pub verdict: CommissionVerdict,
    /// Why it is refused; the referrer reads it.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub reason: Option<String>,
    /// The bank's name for the payment.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub reference: Option<String>,
}

impl CommissionDecision {
    /// Whether all is said.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        let words = |text: &Option<String>| text.clone().unwrap_or_default().trim().to_owned();
        check.text("reason", &words(&self.reason), u32::from(self.verdict == CommissionVerdict::Refuse), WORDS_MAX);
        check.text(
            "reference",
            &words(&self.reference),
            u32::from(self.verdict == CommissionVerdict::MarkPaid),
            WORDS_MAX,
        );
        check.done()
    }
}

/// One decision about several commissions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommissionDecisions {
    /// Which of them, 1 to 100.
    #[schema(min_items = 1, max_items = 100)]
    pub ids: Vec<CommissionId>,
    /// The decision.
    pub decision: CommissionDecision,
}

impl CommissionDecisions {
    /// Whether it can be carried out.
    pub fn check(&self) -> Result<(), AppError> {
        let count = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        if count == 0 {
            return Err(AppError::field("ids", FieldProblem::Required));
        }
        if count > DECISIONS_MAX {
            return Err(AppError::field("ids", FieldProblem::TooMany { max: DECISIONS_MAX }));
        }
        self.decision.check()
    }
}

words! {
    /// What came of a decision.
    DecisionOutcome {
        /// It is to be paid.
        Approved = "approved",
        /// It is paid.
        Paid = "paid",
        /// It is refused.
        Refused = "refused",
        /// Its review time is not over.
        NotDue = "not_due",
        /// It is suspicious: it has to be decided alone.
        Flagged = "flagged",
        /// It was decided before, by somebody else perhaps.
        Decided = "decided",
        /// The referrer's commissions are not yet enough to be paid.
        BelowMinimum = "below_minimum",
        /// Nobody decides about an own one.
        Own = "own",
        /// There is none.
        Missing = "missing",
    }
}

/// What came of one of several decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CommissionOutcome {
    /// The commission.
    pub id: CommissionId,
    /// What came of it.
    pub outcome: DecisionOutcome,
}

/// What came of all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CommissionOutcomes {
    /// In the order they were named in.
    pub items: Vec<CommissionOutcome>,
}

/// The rules with their version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReferralProgramme {
    /// Which of its versions.
    pub version: i64,
    /// The rules.
    #[serde(flatten)]
    pub terms: ReferralTerms,
    /// Since when.
    pub created_at: Instant,
}

/// The rules from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProgrammeInput {
    /// The version that it changes; any when absent.
    #[serde(default)]
    pub based_on: Option<i64>,
    /// The rules.
    #[serde(flatten)]
    pub terms: ReferralTerms,
}

impl ProgrammeInput {
    /// Whether they can be rules.
    pub fn check(&self) -> Result<(), AppError> {
        let (mut check, terms) = (Check::new(), self.terms);
        let mut within = |field: &str, number: i64, min: i64, max: i64| {
            if !(min..=max).contains(&number) {
                check.wrong(field, FieldProblem::OutOfRange { min, max });
            }
        };
        within("rate_per_mille", terms.rate_per_mille, 0, RATE_MAX);
        within("review_days", terms.review_days, 0, DAYS_MAX);
        within("months", terms.months, 1, MONTHS_MAX);
        if !(0..=COINS_MAX * 1_000).contains(&terms.minimum.milli) {
            check.wrong("minimum", FieldProblem::OutOfRange { min: 0, max: COINS_MAX });
        }
        if terms.cap.is_some_and(|cap| !(1..=COINS_MAX * 1_000).contains(&cap.milli)) {
            check.wrong("cap", FieldProblem::OutOfRange { min: 1, max: COINS_MAX });
        }
        check.done()
    }
}

/// What the programme came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReferralTotals {
    /// People who came through a link.
    pub people: i64,
    /// Commissions that wait.
    pub waiting: i64,
    /// Their coins.
    pub waiting_coins: Coins,
    /// Those of them whose review time is over.
    pub due: i64,
    /// Those of them that are suspicious.
    pub flagged: i64,
    /// Commissions that are to be paid.
    pub approved: i64,
    /// Their coins.
    pub approved_coins: Coins,
    /// What was paid as coins, less what was taken back.
    pub paid_coins: Coins,
    /// What was paid at the bank.
    pub paid_cash: Vec<Cash>,
}
