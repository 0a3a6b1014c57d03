//! Payment gateways: where people pay with money. Like `provider`, it knows no feature: it asks, is answered, and says what
//! an answer means.
//!
//! - [`Zarinpal`] takes rial: request, the person pays at [`Zarinpal::start_pay_url`], verify.
//! - [`Stripe`] takes dollars and euros: checkout sessions, subscriptions, its portal, refunds, and signed events.
//! - [`Gateways`] holds those that are on: a gateway without its secret is not there.
//! - [`Failure`] says in classes what happens next. A reply that got lost is [`Failure::Unknown`], never a refusal: the
//!   money may have moved, and whoever asked has to ask again before deciding.
//!
//! Adapters make one attempt and never retry. No secret gets into a [`Failure`] or into what is printed of a gateway, and
//! what a gateway's own words are (`detail`) is for staff and logs, never for the person who pays.

mod exchange;
mod failure;
mod gateways;
pub mod stripe;
pub mod zarinpal;

pub use exchange::Waits;
pub use failure::Failure;
pub use gateways::Gateways;
pub use stripe::Stripe;
pub use zarinpal::Zarinpal;
