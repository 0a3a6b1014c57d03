//! Codes, who brought whom, and the rules.

use crate::{
    execute, fetch_one, fetch_optional,
    kernel::{Coins, Instant, id::UserId},
    referral::{
        model::{PayoutChoice, ReferralTerms},
        staff::ReferralProgramme,
    },
    server::{Result, db::Conn},
};

/// Somebody with a link.
#[derive(Debug, Clone)]
pub(super) struct Referrer {
    pub(super) code: String,
    pub(super) payout: PayoutChoice,
}

pub(super) async fn find_referrer(conn: &mut Conn, user: UserId) -> Result<Option<Referrer>> {
    let sql = "SELECT code, payout, account FROM referrers WHERE user_id = $1";
    let row = fetch_optional!(conn, (String, String, String), sql, user)?;
    row.map(|(code, way, account)| Ok(Referrer { code, payout: PayoutChoice { way: way.parse()?, account } }))
        .transpose()
}

/// Keeps a code, unless somebody has it or the person has one.
pub(super) async fn insert_referrer(conn: &mut Conn, user: UserId, code: &str, now: Instant) -> Result<()> {
    let sql = "INSERT INTO referrers (user_id, code, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    execute!(conn, sql, user, code, now)?;
    Ok(())
}

pub(super) async fn set_payout(conn: &mut Conn, user: UserId, choice: &PayoutChoice) -> Result<()> {
    let sql = "UPDATE referrers SET payout = $2, account = $3 WHERE user_id = $1";
    execute!(conn, sql, user, choice.way.code(), choice.account.as_str())?;
    Ok(())
}

/// How a referrer is paid. The row is the caller's until its transaction ends: payments to one referrer come one after the other.
pub(super) async fn lock_payout(conn: &mut Conn, user: UserId) -> Result<Option<PayoutChoice>> {
    let sql = "UPDATE referrers SET payout = payout WHERE user_id = $1 RETURNING payout, account";
    let row = fetch_optional!(conn, (String, String), sql, user)?;
    row.map(|(way, account)| Ok(PayoutChoice { way: way.parse()?, account })).transpose()
}

/// Whose code it is, with the address.
pub(super) async fn find_by_code(conn: &mut Conn, code: &str) -> Result<Option<(UserId, String)>> {
    let sql = "SELECT u.id, u.email FROM referrers r JOIN users u ON u.id = r.user_id WHERE r.code = $1";
    Ok(fetch_optional!(conn, (UserId, String), sql, code)?)
}

/// Who brought a person, with the address.
pub(super) async fn find_referrer_of(conn: &mut Conn, user: UserId) -> Result<Option<(UserId, String)>> {
    let sql = "SELECT u.id, u.email FROM referrals r JOIN users u ON u.id = r.referrer_id WHERE r.referred_id = $1";
    Ok(fetch_optional!(conn, (UserId, String), sql, user)?)
}

pub(super) async fn insert_referral(conn: &mut Conn, referred: UserId, referrer: UserId, now: Instant) -> Result<()> {
    let sql = "INSERT INTO referrals (referred_id, referrer_id, created_at) VALUES ($1, $2, $3)";
    execute!(conn, sql, referred, referrer, now)?;
    Ok(())
}

/// Counts a purchase of a referred person: the referrer, since when, and how many there were with this one. The row is the
/// caller's until its transaction ends.
pub(super) async fn count_purchase(conn: &mut Conn, referred: UserId) -> Result<Option<(UserId, Instant, i64)>> {
    let sql = "UPDATE referrals SET purchases = purchases + 1 WHERE referred_id = $1 RETURNING referrer_id, created_at, purchases";
    Ok(fetch_optional!(conn, (UserId, Instant, i64), sql, referred)?)
}

#[derive(sqlx::FromRow)]
struct ProgrammeRow {
    version: i64,
    enabled: bool,
    rate_per_mille: i64,
    review_days: i64,
    first_only: bool,
    months: i64,
    minimum_milli: Coins,
    cap_milli: Option<Coins>,
    created_at: Instant,
}

/// The rules of now. There always are some: the migration makes the first.
pub(super) async fn find_programme(conn: &mut Conn) -> Result<ReferralProgramme> {
    let row = fetch_one!(
        conn,
        ProgrammeRow,
        "SELECT version, enabled, rate_per_mille, review_days, first_only, months, minimum_milli, cap_milli, created_at
         FROM referral_programmes ORDER BY version DESC LIMIT 1"
    )?;
    let terms = ReferralTerms {
        enabled: row.enabled,
        rate_per_mille: row.rate_per_mille,
        review_days: row.review_days,
        first_only: row.first_only,
        months: row.months,
        minimum: row.minimum_milli,
        cap: row.cap_milli,
    };
    Ok(ReferralProgramme { version: row.version, terms, created_at: row.created_at })
}

/// Adds a version; whether nobody else added it first.
pub(super) async fn insert_programme(
    conn: &mut Conn,
    version: i64,
    terms: &ReferralTerms,
    author: UserId,
    now: Instant,
) -> Result<bool> {
    let added = execute!(
        conn,
        "INSERT INTO referral_programmes (version, enabled, rate_per_mille, review_days, first_only, months, minimum_milli, cap_milli, author_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (version) DO NOTHING",
        version, terms.enabled, terms.rate_per_mille, terms.review_days, terms.first_only, terms.months, terms.minimum, terms.cap,
        author, now
    )?;
    Ok(added == 1)
}
