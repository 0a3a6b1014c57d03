//! The accounts' SQL.

use crate::{
    account::model::{Device, Person},
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        Instant,
        id::{SessionId, UserId},
    },
    server::{
        Result,
        access::{Door, Origin, Who},
        db::{Conn, containing},
    },
};
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: UserId,
    email: String,
    full_name: String,
    role: String,
    language: String,
    theme: String,
    created_at: Instant,
}

impl TryFrom<PersonRow> for Person {
    type Error = crate::kernel::locale::UnknownChoice;
    fn try_from(row: PersonRow) -> std::result::Result<Self, Self::Error> {
        Ok(Self {
            id: row.id,
            email: row.email,
            full_name: row.full_name,
            role: row.role.parse()?,
            locale: row.language.parse()?,
            theme: row.theme.parse()?,
            created_at: row.created_at,
        })
    }
}

#[derive(sqlx::FromRow)]
struct WhoRow {
    user_id: UserId,
    session_id: SessionId,
    role: String,
    language: String,
    theme: String,
    seen_at: Instant,
}

/// A session that is alive, and when it was last seen.
pub(super) struct Alive {
    pub(super) who: Who,
    pub(super) session: SessionId,
    pub(super) seen_at: Instant,
}

impl WhoRow {
    fn alive(self, door: fn(SessionId) -> Door) -> Result<Alive> {
        let who = Who {
            user: self.user_id,
            door: door(self.session_id),
            role: self.role.parse()?,
            language: self.language.parse()?,
            theme: self.theme.parse()?,
        };
        Ok(Alive { who, session: self.session_id, seen_at: self.seen_at })
    }
}

pub(super) async fn insert_user(conn: &mut Conn, person: &Person, password_hash: &str) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO users (id, email, full_name, password_hash, role, language, theme, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        person.id,
        &person.email,
        &person.full_name,
        password_hash,
        person.role.code(),
        person.locale.code(),
        person.theme.code(),
        person.created_at,
    )?;
    Ok(())
}

pub(super) async fn find_person(conn: &mut Conn, id: UserId) -> Result<Option<Person>> {
    let row = fetch_optional!(
        conn,
        PersonRow,
        "SELECT id, email, full_name, role, language, theme, created_at FROM users WHERE id = $1",
        id
    )?;
    Ok(row.map(Person::try_from).transpose()?)
}

/// Accounts for staff: the newest first, before `before`, with `search` in the address or the name.
pub async fn list_people(conn: &mut Conn, search: &str, before: Option<UserId>, limit: u32) -> Result<Vec<Person>> {
    let pattern = containing(&search.to_lowercase());
    let before = before.map_or(uuid::Uuid::max(), |id| id.0);
    let rows = fetch_all!(
        conn, PersonRow,
        "SELECT id, email, full_name, role, language, theme, created_at FROM users
         WHERE id < $1 AND (LOWER(email) LIKE $2 ESCAPE '\\' OR LOWER(full_name) LIKE $2 ESCAPE '\\') ORDER BY id DESC LIMIT $3",
        before, &pattern, i64::from(limit)
    )?;
    rows.into_iter().map(|row| Ok(Person::try_from(row)?)).collect()
}

/// The account of an address, however it is written.
pub async fn find_by_email(conn: &mut Conn, email: &str) -> Result<Option<UserId>> {
    let email = email.trim().to_lowercase();
    let row = fetch_optional!(conn, (UserId,), "SELECT id FROM users WHERE email = $1", &email)?;
    Ok(row.map(|(id,)| id))
}

/// Accounts.
pub async fn count_people(conn: &mut Conn) -> Result<i64> {
    let (people,) = fetch_one!(conn, (i64,), "SELECT COUNT(*) FROM users")?;
    Ok(people)
}

/// When each person was last seen, exact to five minutes; those who never signed in are left out.
pub async fn last_seen(conn: &mut Conn, first: UserId, last: UserId) -> Result<HashMap<UserId, Instant>> {
    let rows = fetch_all!(
        conn,
        (UserId, Instant),
        "SELECT user_id, MAX(seen_at) FROM sessions WHERE user_id >= $1 AND user_id <= $2 GROUP BY user_id",
        first,
        last
    )?;
    Ok(rows.into_iter().collect())
}

pub(super) async fn find_password(conn: &mut Conn, email: &str) -> Result<Option<(UserId, String)>> {
    Ok(fetch_optional!(conn, (UserId, String), "SELECT id, password_hash FROM users WHERE email = $1", email)?)
}

pub(super) async fn find_own_password(conn: &mut Conn, user: UserId) -> Result<String> {
    let (hash,) = fetch_one!(conn, (String,), "SELECT password_hash FROM users WHERE id = $1", user)?;
    Ok(hash)
}

pub(super) async fn update_password(conn: &mut Conn, user: UserId, hash: &str) -> Result<()> {
    execute!(conn, "UPDATE users SET password_hash = $2 WHERE id = $1", user, hash)?;
    Ok(())
}

pub(super) async fn update_profile(conn: &mut Conn, person: &Person) -> Result<()> {
    execute!(
        conn,
        "UPDATE users SET full_name = $2, language = $3, theme = $4 WHERE id = $1",
        person.id,
        &person.full_name,
        person.locale.code(),
        person.theme.code()
    )?;
    Ok(())
}

pub(super) async fn make_admin(conn: &mut Conn, email: &str) -> Result<bool> {
    Ok(execute!(conn, "UPDATE users SET role = 'admin' WHERE email = $1", email)? > 0)
}

pub(super) async fn has_admin(conn: &mut Conn) -> Result<bool> {
    let (admins,) = fetch_one!(conn, (i64,), "SELECT COUNT(*) FROM users WHERE role = 'admin'")?;
    Ok(admins > 0)
}

pub(super) async fn replace_invitation(conn: &mut Conn, hash: Vec<u8>, now: Instant, until: Instant) -> Result<()> {
    execute!(conn, "DELETE FROM admin_invitations WHERE used_at IS NULL")?;
    execute!(
        conn,
        "INSERT INTO admin_invitations (token_hash, created_at, expires_at) VALUES ($1, $2, $3)",
        hash,
        now,
        until
    )?;
    Ok(())
}

/// Uses the invitation up; whether it was good.
pub(super) async fn use_invitation(conn: &mut Conn, hash: Vec<u8>, now: Instant) -> Result<bool> {
    let used = execute!(
        conn,
        "UPDATE admin_invitations SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
        hash,
        now
    )?;
    Ok(used > 0)
}

pub(super) async fn insert_session(
    conn: &mut Conn,
    id: SessionId,
    user: UserId,
    kind: &str,
    origin: &Origin,
    now: Instant,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO sessions (id, user_id, kind, ip, agent, created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $6)",
        id,
        user,
        kind,
        origin.ip.to_string(),
        &origin.agent,
        now
    )?;
    Ok(())
}

pub(super) async fn insert_token(
    conn: &mut Conn,
    hash: Vec<u8>,
    session: SessionId,
    purpose: &str,
    now: Instant,
    until: Instant,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO session_tokens (token_hash, session_id, purpose, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        hash,
        session,
        purpose,
        now,
        until
    )?;
    Ok(())
}

pub(super) async fn find_by_page_token(conn: &mut Conn, hash: Vec<u8>, now: Instant) -> Result<Option<Alive>> {
    let row = fetch_optional!(
        conn,
        WhoRow,
        "SELECT u.id AS user_id, s.id AS session_id, u.role, u.language, u.theme, s.seen_at
         FROM session_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
         WHERE t.token_hash = $1 AND t.purpose = 'page' AND t.expires_at > $2 AND s.ended_at IS NULL",
        hash,
        now
    )?;
    row.map(|row| row.alive(Door::Page)).transpose()
}

pub(super) async fn find_by_session(conn: &mut Conn, session: SessionId) -> Result<Option<Alive>> {
    let row = fetch_optional!(
        conn,
        WhoRow,
        "SELECT u.id AS user_id, s.id AS session_id, u.role, u.language, u.theme, s.seen_at
         FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1 AND s.kind = 'api' AND s.ended_at IS NULL",
        session
    )?;
    row.map(|row| row.alive(Door::Token)).transpose()
}

/// Notes that a session was used, and lets its page token live on.
pub(super) async fn touch_session(conn: &mut Conn, session: SessionId, now: Instant, until: Instant) -> Result<()> {
    execute!(conn, "UPDATE sessions SET seen_at = $2 WHERE id = $1", session, now)?;
    execute!(
        conn,
        "UPDATE session_tokens SET expires_at = $2 WHERE session_id = $1 AND purpose = 'page'",
        session,
        until
    )?;
    Ok(())
}

pub(super) struct Refresh {
    pub(super) session: SessionId,
    pub(super) user: UserId,
    pub(super) was_used: bool,
}

pub(super) async fn use_refresh_token(conn: &mut Conn, hash: Vec<u8>, now: Instant) -> Result<Option<Refresh>> {
    let row = fetch_optional!(
        conn,
        (SessionId, UserId, Option<Instant>),
        "SELECT s.id, s.user_id, t.used_at FROM session_tokens t JOIN sessions s ON s.id = t.session_id
         WHERE t.token_hash = $1 AND t.purpose = 'refresh' AND t.expires_at > $2 AND s.ended_at IS NULL",
        hash.clone(),
        now
    )?;
    let Some((session, user, _)) = row else { return Ok(None) };
    // Two requests with the same token: the update lets one of them through.
    let first =
        execute!(conn, "UPDATE session_tokens SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL", hash, now)?;
    Ok(Some(Refresh { session, user, was_used: first == 0 }))
}

#[derive(sqlx::FromRow)]
struct DeviceRow {
    id: SessionId,
    kind: String,
    ip: String,
    agent: String,
    created_at: Instant,
    seen_at: Instant,
}

pub(super) async fn list_devices(conn: &mut Conn, user: UserId, current: SessionId) -> Result<Vec<Device>> {
    let rows = fetch_all!(
        conn,
        DeviceRow,
        "SELECT id, kind, ip, agent, created_at, seen_at FROM sessions
         WHERE user_id = $1 AND ended_at IS NULL ORDER BY seen_at DESC LIMIT 100",
        user
    )?;
    let device = |row: DeviceRow| Device {
        id: row.id,
        is_api: row.kind == "api",
        ip: row.ip,
        agent: row.agent,
        created_at: row.created_at,
        seen_at: row.seen_at,
        is_current: row.id == current,
    };
    Ok(rows.into_iter().map(device).collect())
}

/// Ends a session of the person; whether there was one.
pub(super) async fn end_session(conn: &mut Conn, user: UserId, session: SessionId, now: Instant) -> Result<bool> {
    let ended = execute!(
        conn,
        "UPDATE sessions SET ended_at = $3 WHERE id = $1 AND user_id = $2 AND ended_at IS NULL",
        session,
        user,
        now
    )?;
    Ok(ended > 0)
}

pub(super) async fn end_other_sessions(conn: &mut Conn, user: UserId, kept: SessionId, now: Instant) -> Result<u64> {
    Ok(execute!(
        conn,
        "UPDATE sessions SET ended_at = $3 WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL",
        user,
        kept,
        now
    )?)
}
