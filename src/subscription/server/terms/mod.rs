//! What Stripe says before an order is handed over, and what is to be done beside requests.

pub(super) mod store;
