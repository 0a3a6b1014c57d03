//! Whether commissions are sound.

mod store;

pub use store::check_referrals;
