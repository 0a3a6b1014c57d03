//! Keys' SQL.

use super::secret::Stored;
use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        Coins, Instant,
        id::{KeyId, UserId},
        scope::Scope,
    },
    key::model::{ApiKey, KeyState},
    server::{Result, db::Conn},
};
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct KeyRow {
    id: KeyId,
    name: String,
    scopes: String,
    models: String,
    ip_allow: String,
    limit_milli: Option<Coins>,
    spent_milli: Coins,
    reserved_milli: Coins,
    created_at: Instant,
    expires_at: Option<Instant>,
    revoked_at: Option<Instant>,
    used_at: Option<Instant>,
    used_ip: Option<String>,
    shown_start: String,
    shown_end: String,
    overlap_until: Option<Instant>,
}

impl KeyRow {
    fn key(self, now: Instant) -> Result<ApiKey> {
        let state = match (self.revoked_at, self.expires_at) {
            (Some(_), _) => KeyState::Revoked,
            (None, Some(at)) if at <= now => KeyState::Expired,
            (None, _) => KeyState::Active,
        };
        Ok(ApiKey {
            id: self.id,
            name: self.name,
            state,
            prefix: self.shown_start,
            last4: self.shown_end,
            scopes: read_scopes(&self.scopes)?,
            models: serde_json::from_str(&self.models)?,
            ip_allow: serde_json::from_str(&self.ip_allow)?,
            limit_coins: self.limit_milli,
            spent_coins: self.spent_milli,
            reserved_coins: self.reserved_milli,
            created_at: self.created_at,
            expires_at: self.expires_at,
            revoked_at: self.revoked_at,
            used_at: self.used_at,
            used_ip: self.used_ip,
            overlap_until: self.overlap_until,
        })
    }
}

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here; $1 is the owner, $2 the time.
    sqlx::AssertSqlSafe(format!(
        "SELECT k.id, k.name, k.scopes, k.models, k.ip_allow, k.limit_milli, k.spent_milli, k.reserved_milli, k.created_at,
            k.expires_at, k.revoked_at, k.used_at, k.used_ip, s.shown_start, s.shown_end,
            (SELECT MAX(o.expires_at) FROM api_key_secrets o WHERE o.key_id = k.id AND o.expires_at > $2) AS overlap_until
         FROM api_keys k JOIN api_key_secrets s ON s.key_id = k.id AND s.expires_at IS NULL
         WHERE k.user_id = $1 {rest}"
    ))
}

/// The person's keys before one, the newest first.
pub(super) async fn list_keys(
    conn: &mut Conn,
    user: UserId,
    now: Instant,
    before: Option<KeyId>,
    limit: u32,
) -> Result<Vec<ApiKey>> {
    let before = before.map_or(uuid::Uuid::max(), |id| id.0);
    let query = select("AND k.id < $3 ORDER BY k.id DESC LIMIT $4");
    let rows = fetch_all!(conn, KeyRow, query, user, now, before, i64::from(limit))?;
    rows.into_iter().map(|row| row.key(now)).collect()
}

/// A key of the person's.
pub(super) async fn find_key(conn: &mut Conn, user: UserId, id: KeyId, now: Instant) -> Result<Option<ApiKey>> {
    let row = fetch_optional!(conn, KeyRow, select("AND k.id = $3"), user, now, id)?;
    row.map(|row| row.key(now)).transpose()
}

/// The names of the person's keys, those that are revoked included.
pub async fn names(conn: &mut Conn, user: UserId) -> Result<HashMap<KeyId, String>> {
    let rows = fetch_all!(conn, (KeyId, String), "SELECT id, name FROM api_keys WHERE user_id = $1", user)?;
    Ok(rows.into_iter().collect())
}

/// The person's keys that are not revoked.
pub(super) async fn count_keys(conn: &mut Conn, user: UserId) -> Result<i64> {
    let (keys,) =
        fetch_one!(conn, (i64,), "SELECT COUNT(*) FROM api_keys WHERE user_id = $1 AND revoked_at IS NULL", user)?;
    Ok(keys)
}

/// What a key is made of and what may change about it.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    pub(super) name: String,
    pub(super) scopes: Vec<Scope>,
    pub(super) models: Vec<String>,
    pub(super) ip_allow: Vec<String>,
    pub(super) limit: Option<Coins>,
    pub(super) expires_at: Option<Instant>,
}

pub(super) async fn insert_key(conn: &mut Conn, id: KeyId, user: UserId, rules: &Rules, now: Instant) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO api_keys (id, user_id, name, scopes, models, ip_allow, limit_milli, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id,
        user,
        &rules.name,
        write_scopes(&rules.scopes),
        serde_json::to_string(&rules.models)?,
        serde_json::to_string(&rules.ip_allow)?,
        rules.limit,
        rules.expires_at,
        now
    )?;
    Ok(())
}

pub(super) async fn update_key(conn: &mut Conn, id: KeyId, rules: &Rules) -> Result<()> {
    execute!(
        conn,
        "UPDATE api_keys SET name = $2, scopes = $3, models = $4, ip_allow = $5, limit_milli = $6, expires_at = $7 WHERE id = $1",
        id,
        &rules.name,
        write_scopes(&rules.scopes),
        serde_json::to_string(&rules.models)?,
        serde_json::to_string(&rules.ip_allow)?,
        rules.limit,
        rules.expires_at
    )?;
    Ok(())
}

/// Takes a key back. One that was taken back already keeps its time.
pub(super) async fn revoke(conn: &mut Conn, user: UserId, id: KeyId, now: Instant) -> Result<()> {
    execute!(
        conn,
        "UPDATE api_keys SET revoked_at = $3 WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL",
        id,
        user,
        now
    )?;
    Ok(())
}

pub(super) async fn insert_secret(conn: &mut Conn, key: KeyId, secret: &Stored, now: Instant) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO api_key_secrets (secret_hash, key_id, shown_start, shown_end, created_at) VALUES ($1, $2, $3, $4, $5)",
        secret.hash.clone(),
        key,
        &secret.shown_start,
        &secret.shown_end,
        now
    )?;
    Ok(())
}

/// Lets the secrets of a key work until `until` at most, and forgets those whose time is over; how many are left.
pub(super) async fn end_secrets(conn: &mut Conn, key: KeyId, until: Instant, now: Instant) -> Result<i64> {
    execute!(
        conn,
        "UPDATE api_key_secrets SET expires_at = $2 WHERE key_id = $1 AND (expires_at IS NULL OR expires_at > $2)",
        key,
        until
    )?;
    execute!(conn, "DELETE FROM api_key_secrets WHERE key_id = $1 AND expires_at <= $2", key, now)?;
    let (left,) = fetch_one!(conn, (i64,), "SELECT COUNT(*) FROM api_key_secrets WHERE key_id = $1", key)?;
    Ok(left)
}

/// A key that works.
#[derive(Debug)]
pub(super) struct Alive {
    pub(super) id: KeyId,
    pub(super) user: UserId,
    pub(super) scopes: Vec<Scope>,
    pub(super) models: Vec<String>,
    pub(super) ip_allow: Vec<String>,
    pub(super) used_at: Option<Instant>,
}

pub(super) async fn find_alive(conn: &mut Conn, hash: Vec<u8>, now: Instant) -> Result<Option<Alive>> {
    let row = fetch_optional!(
        conn,
        (KeyId, UserId, String, String, String, Option<Instant>),
        "SELECT k.id, k.user_id, k.scopes, k.models, k.ip_allow, k.used_at
         FROM api_key_secrets s JOIN api_keys k ON k.id = s.key_id
         WHERE s.secret_hash = $1 AND (s.expires_at IS NULL OR s.expires_at > $2)
           AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2)",
        hash,
        now
    )?;
    let Some((id, user, scopes, models, ip_allow, used_at)) = row else { return Ok(None) };
    let (models, ip_allow) = (serde_json::from_str(&models)?, serde_json::from_str(&ip_allow)?);
    Ok(Some(Alive { id, user, scopes: read_scopes(&scopes)?, models, ip_allow, used_at }))
}

/// Notes that a key was used.
pub(super) async fn touch(conn: &mut Conn, id: KeyId, now: Instant, ip: String) -> Result<()> {
    execute!(conn, "UPDATE api_keys SET used_at = $2, used_ip = $3 WHERE id = $1", id, now, ip)?;
    Ok(())
}

/// Sets coins aside if the key's limit allows them; whether it does.
pub(super) async fn reserve(conn: &mut Conn, id: KeyId, quote: Coins) -> Result<bool> {
    let reserved = execute!(
        conn,
        "UPDATE api_keys SET reserved_milli = reserved_milli + $2
         WHERE id = $1 AND revoked_at IS NULL AND (limit_milli IS NULL OR spent_milli + reserved_milli + $2 <= limit_milli)",
        id,
        quote
    )?;
    Ok(reserved == 1)
}

#[derive(sqlx::FromRow)]
pub(super) struct Limit {
    pub(super) limit_milli: Option<Coins>,
    pub(super) spent_milli: Coins,
    pub(super) reserved_milli: Coins,
}

/// The limit of a key that is not revoked, and what is used of it.
pub(super) async fn find_limit(conn: &mut Conn, id: KeyId) -> Result<Option<Limit>> {
    Ok(fetch_optional!(
        conn,
        Limit,
        "SELECT limit_milli, spent_milli, reserved_milli FROM api_keys WHERE id = $1 AND revoked_at IS NULL",
        id
    )?)
}

pub(super) async fn settle(conn: &mut Conn, id: KeyId, quote: Coins, cost: Coins) -> Result<()> {
    execute!(
        conn,
        "UPDATE api_keys SET reserved_milli = reserved_milli - $2, spent_milli = spent_milli + $3 WHERE id = $1",
        id,
        quote,
        cost
    )?;
    Ok(())
}

fn write_scopes(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" ")
}

fn read_scopes(codes: &str) -> Result<Vec<Scope>> {
    codes.split_whitespace().map(|code| Ok(code.parse()?)).collect()
}
