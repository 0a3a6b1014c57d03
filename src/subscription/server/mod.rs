//! The facade of subscriptions: what the doorways and later features may call.

mod activate;
mod change;
mod manage;
mod mirror;
mod period;
pub mod rest;
mod staff;
mod stand;
mod store;
mod sweep;
mod tell;
mod terms;
mod view;
mod window;

pub use activate::{Purchase, activate, give_up, may_buy, may_try};
pub use change::{Invoiced, change_plan, price_of_invoice};
pub use manage::{cancel_subscription, keep_subscription, open_portal};
pub use mirror::{Seen, mirror};
pub use staff::{end_subscription, list_subscriptions};
pub use stand::{PLAN_NONE, PlanStanding, plan_named, plan_of};
pub use store::{
    AtStripe, Scope, Terms, find_at_stripe, is_invoice_known, list_to_ask, note_terms, note_trial, stripe_customer,
};
pub use sweep::go_around;
pub use view::{get_subscription, open_page};
