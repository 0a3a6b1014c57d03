//! Subscriptions' SQL.

mod period;
mod staff;
mod subscription;
mod terms;

pub(super) use period::{
    DueRow, PeriodRow, cut_period, drop_windows, find_period, find_window, insert_period, list_due, list_due_of,
    list_periods, next_coins, set_cover, shrink_windows, take_window,
};
pub(super) use staff::{find_line, list_all};
pub(super) use subscription::{
    Row, end, find_by_stripe, find_running, find_standing, insert, lock, set_cancel, set_gateway, set_heard, set_next,
    set_period,
};
pub use terms::{
    AtStripe, Scope, Terms, find_at_stripe, is_invoice_known, list_to_ask, note_terms, note_trial, stripe_customer,
};
pub(super) use terms::{clear_cancel, clear_next, find_terms, has_tried, list_lapsed, list_to_cancel, set_check};
