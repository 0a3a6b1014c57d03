//! What a referrer sees.

use crate::kernel::{
    AppError, Cash, Coins, Instant,
    id::{CommissionId, UserId},
    valid::Check,
    word::words,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most characters of a bank account.
pub const ACCOUNT_MAX: u32 = 60;

words! {
    /// How commissions are paid.
    PayoutWay {
        /// As coins, to the wallet.
        Coins = "coins",
        /// To a bank account, by hand.
        Bank = "bank",
    }
}

words! {
    /// What became of a commission.
    CommissionState {
        /// For its review time, and for staff.
        Waiting = "waiting",
        /// Staff said yes; it is to be paid.
        Approved = "approved",
        /// It was paid.
        Paid = "paid",
        /// Staff said no.
        Refused = "refused",
        /// All of the money went back.
        Cancelled = "cancelled",
    }
}

/// What the programme gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReferralTerms {
    /// Whether purchases earn anything now.
    pub enabled: bool,
    /// The share of the coins that were paid for, in thousandths.
    #[schema(minimum = 0, maximum = 1000, example = 100)]
    pub rate_per_mille: i64,
    /// Days before a commission can be paid.
    #[schema(minimum = 0, maximum = 365)]
    pub review_days: i64,
    /// Whether only a person's first purchase earns.
    pub first_only: bool,
    /// Months after the sign-up in which purchases earn, where not only the first one does.
    #[schema(minimum = 1, maximum = 120)]
    pub months: i64,
    /// What has to come together before anything is paid.
    pub minimum: Coins,
    /// The most that one person brings in all; no end when null.
    #[serde(default)]
    #[schema(required)]
    pub cap: Option<Coins>,
}

/// How a referrer wants to be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PayoutChoice {
    /// As coins, or to the bank.
    pub way: PayoutWay,
    /// The card or the IBAN, and whose it is; for the bank.
    #[serde(default)]
    #[schema(max_length = 60)]
    pub account: String,
}

impl PayoutChoice {
    /// Whether it can be done.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("account", self.account.trim(), u32::from(self.way == PayoutWay::Bank), ACCOUNT_MAX);
        check.done()
    }
}

/// What came of one person's link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReferralSums {
    /// People who signed up through it.
    pub people: i64,
    /// Those of them who bought something.
    pub buyers: i64,
    /// Commissions that wait.
    pub waiting: Coins,
    /// Commissions that are to be paid.
    pub approved: Coins,
    /// What was paid as coins, less what was taken back.
    pub paid: Coins,
    /// What was paid at the bank.
    pub paid_cash: Vec<Cash>,
}

/// A person's part in the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MyReferral {
    /// The code; it stays.
    #[schema(example = "7K3M9QXV")]
    pub code: String,
    /// The link to give away.
    #[schema(example = "https://example.com/r/7K3M9QXV")]
    pub link: String,
    /// The rules of now.
    pub terms: ReferralTerms,
    /// How commissions are paid.
    pub payout: PayoutChoice,
    /// What came of it.
    pub sums: ReferralSums,
}

/// Somebody who came through the link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReferredPerson {
    /// The account.
    pub id: UserId,
    /// The address, most of it starred out.
    #[schema(example = "s***@example.com")]
    pub email: String,
    /// When the account was made.
    pub joined_at: Instant,
    /// Orders that were paid with money.
    pub purchases: i64,
    /// What they earned, refused ones left out.
    pub earned: Coins,
}

/// What a purchase earned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Commission {
    /// The commission.
    pub id: CommissionId,
    /// What became of it.
    pub state: CommissionState,
    /// What it is worth in coins: the share of the money that stayed.
    pub coins: Coins,
    /// What it is worth at the bank.
    pub amount: Cash,
    /// Coins that are gone, because money went back.
    pub taken: Coins,
    /// The share, in thousandths.
    pub rate_per_mille: i64,
    /// Whose purchase, most of the address starred out.
    pub person: String,
    /// How it is paid, as it was approved.
    #[schema(required)]
    pub way: Option<PayoutWay>,
    /// Why not, in staff's words.
    #[schema(required)]
    pub reason: Option<String>,
    /// The bank's name for the payment.
    #[schema(required)]
    pub reference: Option<String>,
    /// When it can be paid.
    pub payable_at: Instant,
    /// When it was paid.
    #[schema(required)]
    pub paid_at: Option<Instant>,
    /// When the purchase was handed over.
    pub created_at: Instant,
}

/// An address as others may see it.
pub fn masked(email: &str) -> String {
    match email.rsplit_once('@') {
        Some((local, domain)) => format!("{}***@{domain}", local.chars().take(1).collect::<String>()),
        None => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn an_address_keeps_its_first_letter_and_its_domain() {
        for (email, shown) in [("sara@example.com", "s***@example.com"), ("a@b.co", "a***@b.co"), ("none", "***")] {
            assert_eq!(masked(email), shown);
        }
    }
}
