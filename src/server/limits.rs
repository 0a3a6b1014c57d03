//! Rate limits, in memory, by key.

use super::{Fault, Result, clock::Clock};
use crate::kernel::AppError;
use governor::{Quota, RateLimiter, middleware::NoOpMiddleware, nanos::Nanos, state::keyed::DashMapStateStore};
use std::num::NonZeroU32;

type Keyed = RateLimiter<String, DashMapStateStore<String>, Clock, NoOpMiddleware<Nanos>>;

/// The limits of the process.
#[derive(Debug)]
pub struct Limits {
    clock: Clock,
    sign_in_by_account: Keyed,
    sign_in_by_address: Keyed,
    register_by_address: Keyed,
    runs_by_user: Keyed,
    wrong_keys_by_address: Keyed,
    redeem_by_user: Keyed,
    orders_by_user: Keyed,
}

impl Limits {
    /// The product's limits.
    pub fn new(clock: Clock) -> Self {
        let keyed = |per_minute: u32, burst: u32| {
            let one = NonZeroU32::MIN;
            let quota = Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(one));
            RateLimiter::dashmap_with_clock(quota.allow_burst(NonZeroU32::new(burst).unwrap_or(one)), clock.clone())
        };
        Self {
            sign_in_by_account: keyed(5, 10),
            sign_in_by_address: keyed(30, 60),
            register_by_address: keyed(10, 40),
            runs_by_user: keyed(120, 120),
            wrong_keys_by_address: keyed(20, 40),
            redeem_by_user: keyed(10, 20),
            orders_by_user: keyed(10, 20),
            clock,
        }
    }

    /// An attempt to sign in: slow for one account from anywhere, and for one address with any account.
    pub fn sign_in(&self, email: &str, ip: std::net::IpAddr) -> Result<()> {
        self.check(&self.sign_in_by_address, ip.to_string())?;
        self.check(&self.sign_in_by_account, email.to_lowercase())
    }

    /// An attempt to register.
    pub fn register(&self, ip: std::net::IpAddr) -> Result<()> {
        self.check(&self.register_by_address, ip.to_string())
    }

    /// An attempt to change the password with the current one.
    pub fn password(&self, user: crate::kernel::id::UserId) -> Result<()> {
        self.check(&self.sign_in_by_account, user.to_string())
    }

    /// The start of a run.
    pub fn run(&self, user: crate::kernel::id::UserId) -> Result<()> {
        self.check(&self.runs_by_user, user.to_string())
    }

    /// An API key that is none. Right keys from the same address are not held up: others may share it.
    pub fn wrong_key(&self, ip: std::net::IpAddr) -> Result<()> {
        self.check(&self.wrong_keys_by_address, ip.to_string())
    }

    /// An order, or a receipt for one.
    pub fn order(&self, user: crate::kernel::id::UserId) -> Result<()> {
        self.check(&self.orders_by_user, user.to_string())
    }

    /// An attempt to redeem a code, right or wrong: a right one would tell itself from those that are refused.
    pub fn redeem(&self, user: crate::kernel::id::UserId) -> Result<()> {
        self.check(&self.redeem_by_user, user.to_string())
    }

    /// Forgets keys that have been quiet; called now and then, so that the maps don't grow for ever.
    pub fn forget_quiet(&self) {
        for keyed in [
            &self.sign_in_by_account,
            &self.sign_in_by_address,
            &self.register_by_address,
            &self.runs_by_user,
            &self.wrong_keys_by_address,
            &self.redeem_by_user,
            &self.orders_by_user,
        ] {
            keyed.retain_recent();
        }
    }

    fn check(&self, keyed: &Keyed, key: String) -> Result<()> {
        keyed.check_key(&key).map_err(|until| {
            let wait = until.wait_time_from(governor::clock::Clock::now(&self.clock));
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
            Fault::Refused(AppError::RateLimited { retry_after_s: seconds })
        })
    }
}
