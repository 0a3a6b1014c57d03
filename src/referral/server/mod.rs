//! The facade of referral: what the doorways and later features may call.

mod bind;
mod check;
mod code;
mod commission;
pub mod link;
mod programme;
pub mod rest;
pub mod staff_rest;
mod store;
mod view;

pub use bind::bind;
pub use check::check_referrals;
pub use commission::{Earning, decide_commission, decide_commissions, earn, follow_order};
pub use programme::{change_payout, change_programme, get_programme};
pub use view::{
    export_commissions, get_commission, get_referral, get_totals, list_all_commissions, list_commissions, list_people,
};
