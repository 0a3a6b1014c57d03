//! Secrets, their hashes, and ids.

use crate::kernel::Instant;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{Rng, TryRng, rngs::SysRng};
use sha2::{Digest, Sha256};
use std::sync::Mutex;
use uuid::{NoContext, Timestamp, Uuid, timestamp::context::ContextV7};

/// Where secrets and ids come from.
#[derive(Debug)]
pub struct Random {
    context: Mutex<ContextV7>,
}

impl Default for Random {
    fn default() -> Self {
        Self { context: Mutex::new(ContextV7::new()) }
    }
}

impl Random {
    /// A new UUIDv7 at `now`: ids made one after the other sort in that order.
    pub fn id(&self, now: Instant) -> Uuid {
        let (seconds, micros) = (now.micros.div_euclid(1_000_000), now.micros.rem_euclid(1_000_000));
        let (seconds, nanos) = (u64::try_from(seconds).unwrap_or(0), u32::try_from(micros * 1_000).unwrap_or(0));
        match self.context.lock() {
            Ok(context) => Uuid::new_v7(Timestamp::from_unix(&*context, seconds, nanos)),
            Err(_) => Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, nanos)),
        }
    }

    /// A secret of 256 bits, as text for a URL or a cookie.
    pub fn secret(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes())
    }

    /// 32 random bytes from the operating system.
    pub fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        if SysRng.try_fill_bytes(&mut bytes).is_err() {
            // The system's source failed: the thread's generator was seeded from it at start.
            rand::rng().fill_bytes(&mut bytes);
        }
        bytes
    }
}

/// What the database keeps of a secret.
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
