//! Discount codes' SQL.

use crate::{
    code::discount::{DiscountCode, DiscountUse, Rules, UseState},
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        Cash, Instant,
        id::{DiscountId, OfferId, OrderId, UserId},
    },
    server::{
        Result,
        db::{Conn, containing},
    },
};

/// A code with whom it is for.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) id: DiscountId,
    pub(super) rules: Rules,
    pub(super) users: Vec<UserId>,
    pub(super) used: i64,
    created_at: Instant,
}

impl Known {
    pub(super) fn shown(self, now: Instant) -> DiscountCode {
        let state = self.rules.state(self.used, now);
        DiscountCode { id: self.id, rules: self.rules, used: self.used, state, created_at: self.created_at }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: DiscountId,
    code: String,
    percent: Option<i64>,
    first_purchase: bool,
    enabled: bool,
    starts_at: Option<Instant>,
    ends_at: Option<Instant>,
    uses_max: Option<i64>,
    uses_per_user_max: Option<i64>,
    used: i64,
    created_at: Instant,
}

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!(
        "SELECT id, code, percent, first_purchase, enabled, starts_at, ends_at, uses_max, uses_per_user_max, used, created_at
         FROM discounts {rest}"
    ))
}

async fn whole(conn: &mut Conn, row: Row) -> Result<Known> {
    let amounts = fetch_all!(
        conn,
        (String, String, i64),
        "SELECT role, currency, amount_minor FROM discount_amounts WHERE discount_id = $1",
        row.id
    )?;
    let mut read = Vec::new();
    for (role, currency, amount_minor) in amounts {
        read.push((role, Cash::new(amount_minor, currency.parse()?)));
    }
    read.sort_unstable_by_key(|(_, cash)| cash.currency);
    let of = |role: &str| read.iter().filter(|(of, _)| of == role).map(|(_, cash)| *cash).collect::<Vec<_>>();
    let people = fetch_all!(
        conn,
        (UserId, String),
        "SELECT u.id, u.email FROM discount_users d JOIN users u ON u.id = d.user_id WHERE d.discount_id = $1 ORDER BY u.email",
        row.id
    )?;
    let offers = fetch_all!(
        conn,
        (OfferId,),
        "SELECT offer_id FROM discount_offers WHERE discount_id = $1 ORDER BY offer_id",
        row.id
    )?;
    let (users, emails) = people.into_iter().unzip();
    let rules = Rules {
        off: of("off"),
        caps: of("cap"),
        minimums: of("minimum"),
        code: row.code,
        percent: row.percent,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        uses_max: row.uses_max,
        uses_per_user_max: row.uses_per_user_max,
        users: emails,
        offers: offers.into_iter().map(|(id,)| id).collect(),
        first_purchase: row.first_purchase,
        enabled: row.enabled,
    };
    Ok(Known { id: row.id, rules, users, used: row.used, created_at: row.created_at })
}

pub(super) async fn find(conn: &mut Conn, id: DiscountId) -> Result<Option<Known>> {
    match fetch_optional!(conn, Row, select("WHERE id = $1"), id)? {
        Some(row) => whole(conn, row).await.map(Some),
        None => Ok(None),
    }
}

pub(super) async fn find_by_code(conn: &mut Conn, code: &str) -> Result<Option<Known>> {
    match fetch_optional!(conn, Row, select("WHERE code = $1"), code)? {
        Some(row) => whole(conn, row).await.map(Some),
        None => Ok(None),
    }
}

pub(super) async fn list(conn: &mut Conn, search: &str, before: Option<DiscountId>, limit: u32) -> Result<Vec<Known>> {
    let before = before.map_or(uuid::Uuid::max(), |id| id.0);
    let query = select("WHERE id < $1 AND code LIKE $2 ESCAPE '\\' ORDER BY id DESC LIMIT $3");
    let rows = fetch_all!(conn, Row, query, before, containing(search), i64::from(limit))?;
    let mut codes = Vec::new();
    for row in rows {
        codes.push(whole(conn, row).await?);
    }
    Ok(codes)
}

pub(super) async fn insert(conn: &mut Conn, id: DiscountId, rules: &Rules, author: UserId, now: Instant) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO discounts (id, code, percent, first_purchase, enabled, starts_at, ends_at, uses_max, uses_per_user_max,
            created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        id,
        &rules.code,
        rules.percent,
        rules.first_purchase,
        rules.enabled,
        rules.starts_at,
        rules.ends_at,
        rules.uses_max,
        rules.uses_per_user_max,
        now,
        author
    )?;
    Ok(())
}

pub(super) async fn update(conn: &mut Conn, id: DiscountId, rules: &Rules) -> Result<()> {
    execute!(
        conn,
        "UPDATE discounts SET code = $2, percent = $3, first_purchase = $4, enabled = $5, starts_at = $6, ends_at = $7,
            uses_max = $8, uses_per_user_max = $9 WHERE id = $1",
        id,
        &rules.code,
        rules.percent,
        rules.first_purchase,
        rules.enabled,
        rules.starts_at,
        rules.ends_at,
        rules.uses_max,
        rules.uses_per_user_max
    )?;
    Ok(())
}

/// Writes a code's amounts, people and offers in the place of those it had.
pub(super) async fn put_lists(conn: &mut Conn, id: DiscountId, rules: &Rules, users: &[UserId]) -> Result<()> {
    execute!(conn, "DELETE FROM discount_amounts WHERE discount_id = $1", id)?;
    execute!(conn, "DELETE FROM discount_users WHERE discount_id = $1", id)?;
    execute!(conn, "DELETE FROM discount_offers WHERE discount_id = $1", id)?;
    for (role, amounts) in [("off", &rules.off), ("cap", &rules.caps), ("minimum", &rules.minimums)] {
        for cash in amounts {
            execute!(
                conn,
                "INSERT INTO discount_amounts (discount_id, role, currency, amount_minor) VALUES ($1, $2, $3, $4)",
                id,
                role,
                cash.currency.code(),
                cash.amount_minor
            )?;
        }
    }
    for user in users {
        execute!(conn, "INSERT INTO discount_users (discount_id, user_id) VALUES ($1, $2)", id, *user)?;
    }
    for offer in &rules.offers {
        execute!(conn, "INSERT INTO discount_offers (discount_id, offer_id) VALUES ($1, $2)", id, *offer)?;
    }
    Ok(())
}

/// Takes one of the uses that are left; whether there was one.
pub(super) async fn take(conn: &mut Conn, id: DiscountId) -> Result<bool> {
    let taken = execute!(
        conn,
        "UPDATE discounts SET used = used + 1 WHERE id = $1 AND enabled AND (uses_max IS NULL OR used < uses_max)",
        id
    )?;
    Ok(taken == 1)
}

/// Counts one more, whatever the limit.
pub(super) async fn take_over(conn: &mut Conn, id: DiscountId) -> Result<()> {
    execute!(conn, "UPDATE discounts SET used = used + 1 WHERE id = $1", id)?;
    Ok(())
}

/// Counts one less.
pub(super) async fn put_back(conn: &mut Conn, id: DiscountId) -> Result<()> {
    execute!(conn, "UPDATE discounts SET used = used - 1 WHERE id = $1", id)?;
    Ok(())
}

/// How often a person used a code, reserved uses included.
pub(super) async fn count_uses(conn: &mut Conn, id: DiscountId, user: UserId) -> Result<i64> {
    let (uses,) = fetch_one!(
        conn,
        (i64,),
        "SELECT COUNT(*) FROM discount_uses WHERE discount_id = $1 AND user_id = $2 AND state <> 'returned'",
        id,
        user
    )?;
    Ok(uses)
}

/// The use of an order.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) discount: DiscountId,
    pub(super) user: UserId,
    pub(super) state: UseState,
    pub(super) off: Cash,
}

pub(super) async fn find_use(conn: &mut Conn, order: OrderId) -> Result<Option<Use>> {
    let row = fetch_optional!(
        conn,
        (DiscountId, UserId, String, String, i64),
        "SELECT discount_id, user_id, state, currency, off_minor FROM discount_uses WHERE order_id = $1",
        order
    )?;
    let Some((discount, user, state, currency, off)) = row else { return Ok(None) };
    Ok(Some(Use { discount, user, state: state.parse()?, off: Cash::new(off, currency.parse()?) }))
}

/// Writes an order's use; one that was given back begins anew.
pub(super) async fn put_use(
    conn: &mut Conn,
    order: OrderId,
    discount: DiscountId,
    user: UserId,
    off: Cash,
    now: Instant,
) -> Result<()> {
    execute!(conn, "DELETE FROM discount_uses WHERE order_id = $1 AND state = 'returned'", order)?;
    execute!(
        conn,
        "INSERT INTO discount_uses (order_id, discount_id, user_id, state, currency, off_minor, created_at)
         VALUES ($1, $2, $3, 'reserved', $4, $5, $6)",
        order,
        discount,
        user,
        off.currency.code(),
        off.amount_minor,
        now
    )?;
    Ok(())
}

/// Moves an order's use from one state to another; whether it was there.
pub(super) async fn end_use(
    conn: &mut Conn,
    order: OrderId,
    from: UseState,
    to: UseState,
    now: Instant,
) -> Result<bool> {
    let moved = execute!(
        conn,
        "UPDATE discount_uses SET state = $3, ended_at = $4 WHERE order_id = $1 AND state = $2",
        order,
        from.code(),
        to.code(),
        now
    )?;
    Ok(moved == 1)
}

#[derive(sqlx::FromRow)]
struct UseRow {
    order_id: OrderId,
    email: String,
    state: String,
    currency: String,
    off_minor: i64,
    created_at: Instant,
    ended_at: Option<Instant>,
}

pub(super) async fn list_uses(
    conn: &mut Conn,
    id: DiscountId,
    before: Option<OrderId>,
    limit: u32,
) -> Result<Vec<DiscountUse>> {
    let before = before.map_or(uuid::Uuid::max(), |id| id.0);
    let rows = fetch_all!(
        conn,
        UseRow,
        "SELECT d.order_id, u.email, d.state, d.currency, d.off_minor, d.created_at, d.ended_at
         FROM discount_uses d JOIN users u ON u.id = d.user_id
         WHERE d.discount_id = $1 AND d.order_id < $2 ORDER BY d.order_id DESC LIMIT $3",
        id,
        before,
        i64::from(limit)
    )?;
    let shown = |row: UseRow| {
        let off = Cash::new(row.off_minor, row.currency.parse()?);
        let (created_at, ended_at) = (row.created_at, row.ended_at);
        let state = row.state.parse()?;
        Ok(DiscountUse { order_id: row.order_id, user: row.email, state, off, created_at, ended_at })
    };
    rows.into_iter().map(shown).collect()
}
