//! What time it is for gateways. Signatures carry the time on the wall; what gateways keep also follows what was added by
//! hand, so that a month passes in no time.

use serde_json::Value;
use std::{
    fmt,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// The clock of all gateways, in seconds since 1970.
#[derive(Default)]
pub struct Clock {
    wall: Mutex<Wall>,
    added_s: AtomicI64,
}

#[derive(Default)]
enum Wall {
    #[default]
    Machine,
    Fixed(i64),
    Followed(Box<dyn Fn() -> i64 + Send + Sync>),
}

impl Clock {
    /// The time on the wall.
    pub fn wall(&self) -> i64 {
        match &*self.wall.lock().unwrap_or_else(PoisonError::into_inner) {
            Wall::Machine => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
            }
            Wall::Fixed(at) => *at,
            Wall::Followed(now) => now(),
        }
    }

    /// The time of what gateways keep.
    pub fn now(&self) -> i64 {
        self.wall() + self.added_s.load(Ordering::SeqCst)
    }

    /// Takes the wall's time from somebody else.
    pub fn follow(&self, now: Box<dyn Fn() -> i64 + Send + Sync>) {
        self.set(Wall::Followed(now));
    }

    /// Lets time pass for what gateways keep.
    pub fn add_s(&self, seconds: i64) {
        self.added_s.fetch_add(seconds, Ordering::SeqCst);
    }

    /// `{"now": seconds | null, "advance_s": seconds}`.
    pub fn control(&self, body: &Value) -> Result<(), String> {
        match body.get("now") {
            Some(Value::Null) => self.set(Wall::Machine),
            Some(now) => self.set(Wall::Fixed(now.as_i64().ok_or("now is no number")?)),
            None => {}
        }
        if let Some(seconds) = body.get("advance_s") {
            self.add_s(seconds.as_i64().ok_or("advance_s is no number")?);
        }
        Ok(())
    }

    fn set(&self, wall: Wall) {
        *self.wall.lock().unwrap_or_else(PoisonError::into_inner) = wall;
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").finish_non_exhaustive()
    }
}
