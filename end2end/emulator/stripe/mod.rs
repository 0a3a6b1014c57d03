//! Stripe with a memory: sessions, subscriptions, invoices, refunds, disputes, and signed events. Objects are kept as the
//! JSON in which they are told.

mod api;
mod check;
mod checkout;
mod control;
mod cycle;
mod money;
mod page;
mod setup;
mod state;
mod subscription;
pub mod webhook;

use super::{
    payment::{Answer, clock::Clock, next::Queue},
    record::Request,
};
use state::State;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The account's secret key.
pub const SECRET_KEY: &str = "sk_test_emulator0123456789abcdef";
/// The secret of the product's webhook.
pub const WEBHOOK_SECRET: &str = "whsec_emulator0123456789abcdef";
/// The version that the product must name.
pub const VERSION: &str = "2026-07-29.dahlia";

/// Stripe, and what it knows.
#[derive(Debug)]
pub struct Stripe {
    base: String,
    clock: Arc<Clock>,
    next: Queue,
    state: Mutex<State>,
    /// Events go out one after the other.
    turn: tokio::sync::Mutex<()>,
}

impl Stripe {
    /// An account that nobody paid to yet.
    pub fn new(base: &str, clock: Arc<Clock>) -> Self {
        let state = Mutex::new(State::new(base));
        Self { base: base.to_owned(), clock, next: Queue::default(), state, turn: tokio::sync::Mutex::default() }
    }

    /// The answer to a request.
    pub async fn answer(self: &Arc<Self>, request: &Request) -> Answer {
        let path = request.path.split('?').next().unwrap_or_default();
        if let Some(path) = path.strip_prefix("/stripe/v1") {
            let answer = self.api(path, request);
            // The product hears of what it did after it has its answer, as from Stripe.
            let me = self.clone();
            tokio::spawn(async move { me.flush().await });
            return answer;
        }
        Answer::page(self.page(&request.method, path).await)
    }

    /// What happens by itself until now: sessions expire, periods end, payments and events are tried again.
    pub async fn tick(&self) {
        let now = self.clock.now();
        self.lock().run_until(now);
        self.flush().await;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
