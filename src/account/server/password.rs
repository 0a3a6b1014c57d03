//! Argon2id, a few at a time: each hashing takes 19 MiB, so a storm of sign-ins waits instead of taking the memory.

use crate::server::{Cx, Fault, Result};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::sync::LazyLock;

/// Compared against when no account has the address, so that both answers take as long.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_now("nobody").ok());

/// The hash to store.
pub(super) async fn hash(cx: &Cx, password: String) -> Result<String> {
    let _permit = cx.hashing.acquire().await?;
    tokio::task::spawn_blocking(move || hash_now(&password)).await?
}

/// Whether the password belongs to the stored hash; without one the work is done for nothing and the answer is no.
pub(super) async fn verify(cx: &Cx, password: String, stored: Option<String>) -> Result<bool> {
    let _permit = cx.hashing.acquire().await?;
    let matches = tokio::task::spawn_blocking(move || {
        let known = stored.is_some();
        let Some(hash) = stored.or_else(|| NOBODY.clone()) else { return false };
        let Ok(hash) = PasswordHash::new(&hash) else { return false };
        Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && known
    });
    Ok(matches.await?)
}

fn hash_now(password: &str) -> Result<String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| Fault::broken(format!("hashing a password: {error}")))
}
