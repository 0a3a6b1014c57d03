//! Commissions: earned with a delivery, following the money, decided by staff, paid once.

mod decide;
mod earn;
mod follow;
pub(super) mod store;

pub use decide::{decide_commission, decide_commissions};
pub use earn::{Earning, earn};
pub use follow::follow_order;

use crate::kernel::id::CommissionId;

/// The name of the posting that pays a commission.
fn pay_key(id: CommissionId) -> String {
    format!("commission:{id}")
}

/// A share of an amount, rounded down.
fn share(amount: i64, part: i64, whole: i64) -> i64 {
    let share = i128::from(amount) * i128::from(part) / i128::from(whole.max(1));
    i64::try_from(share).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares_are_rounded_down() {
        for (amount, part, whole, expected) in [
            (100_000, 100, 1_000, 10_000),
            (999, 100, 1_000, 99),
            (9, 100, 1_000, 0),
            (10, 0, 5, 0),
            (i64::MAX, 1, 1, i64::MAX),
        ] {
            assert_eq!(share(amount, part, whole), expected);
        }
    }
}
