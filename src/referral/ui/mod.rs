//! The pages of the programme.

mod commissions;
mod desk;
mod link;
mod payout;
mod people;
mod programme;
mod queue;
mod referral_page;
mod referrals_page;
mod word;

pub use referral_page::ReferralPage;
pub use referrals_page::ReferralsPage;
