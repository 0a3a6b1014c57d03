//! Periods: what an order or an invoice paid for, and its months.

pub(super) mod store;
