//! The time, passed in, so that a test can move it.

use crate::kernel::Instant;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// Where the time comes from.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// Set by hand: microseconds since 1970.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// Now.
    pub fn now(&self) -> Instant {
        match self {
            Self::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
            Self::Manual(micros) => Instant::from_micros(micros.load(Ordering::SeqCst)),
        }
    }

    /// A clock that stands still at `start` until it is moved.
    pub fn manual(start: Instant) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(start.micros)))
    }

    /// Moves a manual clock; the machine's clock stays as it is.
    pub fn advance_s(&self, seconds: i64) {
        if let Self::Manual(micros) = self {
            micros.fetch_add(seconds.saturating_mul(1_000_000), Ordering::SeqCst);
        }
    }
}

/// Rate limits measure with the same clock.
impl governor::clock::Clock for Clock {
    type Instant = governor::nanos::Nanos;

    fn now(&self) -> Self::Instant {
        let micros = u64::try_from(Self::now(self).micros).unwrap_or(0);
        governor::nanos::Nanos::new(micros.saturating_mul(1_000))
    }
}
