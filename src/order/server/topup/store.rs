//! The SQL of automatic top-up.

use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        Cash, Coins, Currency, Instant,
        id::{OfferId, OrderId, UserId},
    },
    notice::model::TopUpProblem,
    order::topup::{SavedCard, TopUpState},
    server::{Result, db::Conn},
};

/// Seconds before Stripe is asked once more to forget a card, at most.
const DAY_S: i64 = 86_400;

/// What a person agreed to.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) state: TopUpState,
    pub(super) reason: Option<TopUpProblem>,
    pub(super) threshold: Coins,
    pub(super) offer: OfferId,
    pub(super) price_max: Cash,
    pub(super) month_max: Cash,
    pub(super) retry_at: Option<Instant>,
    pub(super) agreed_at: Instant,
}

#[derive(sqlx::FromRow)]
struct RuleRow {
    state: String,
    reason: Option<String>,
    threshold_milli: Coins,
    offer_id: OfferId,
    currency: String,
    price_minor_max: i64,
    month_minor_max: i64,
    retry_at: Option<Instant>,
    agreed_at: Instant,
}

impl RuleRow {
    fn rule(self) -> Result<Rule> {
        let currency: Currency = self.currency.parse()?;
        Ok(Rule {
            state: self.state.parse()?,
            reason: self.reason.map(|reason| reason.parse()).transpose()?,
            threshold: self.threshold_milli,
            offer: self.offer_id,
            price_max: Cash::new(self.price_minor_max, currency),
            month_max: Cash::new(self.month_minor_max, currency),
            retry_at: self.retry_at,
            agreed_at: self.agreed_at,
        })
    }
}

const RULE: &str =
    "state, reason, threshold_milli, offer_id, currency, price_minor_max, month_minor_max, retry_at, agreed_at";

pub(super) async fn find_rule(conn: &mut Conn, user: UserId) -> Result<Option<Rule>> {
    // Only constants of this file meet here.
    let sql = sqlx::AssertSqlSafe(format!("SELECT {RULE} FROM topup_rules WHERE user_id = $1"));
    fetch_optional!(conn, RuleRow, sql, user)?.map(RuleRow::rule).transpose()
}

/// A rule whose time has come, and nobody else acts on it until the end of the transaction.
pub(super) async fn lock_due(conn: &mut Conn, user: UserId, now: Instant) -> Result<Option<Rule>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "UPDATE topup_rules SET tries = tries WHERE user_id = $1 AND state = 'on' AND (retry_at IS NULL OR retry_at <= $2) RETURNING {RULE}"
    ));
    fetch_optional!(conn, RuleRow, sql, user, now)?.map(RuleRow::rule).transpose()
}

/// Keeps what a person agreed to; what went wrong before is forgotten.
pub(super) async fn put_rule(conn: &mut Conn, user: UserId, rule: &Rule) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO topup_rules (user_id, state, threshold_milli, offer_id, currency, price_minor_max, month_minor_max, agreed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (user_id) DO UPDATE SET state = $2, reason = NULL, threshold_milli = $3, offer_id = $4, currency = $5,
            price_minor_max = $6, month_minor_max = $7, agreed_at = $8, tries = 0, retry_at = NULL",
        user,
        rule.state.code(),
        rule.threshold,
        rule.offer,
        rule.price_max.currency.code(),
        rule.price_max.amount_minor,
        rule.month_max.amount_minor,
        rule.agreed_at
    )?;
    Ok(())
}

/// Switches it off, whatever it says; whether there is one.
pub(super) async fn switch_off(conn: &mut Conn, user: UserId) -> Result<bool> {
    let sql = "UPDATE topup_rules SET state = 'off', reason = NULL WHERE user_id = $1";
    Ok(execute!(conn, sql, user)? == 1)
}

pub(super) async fn delete_rule(conn: &mut Conn, user: UserId) -> Result<bool> {
    Ok(execute!(conn, "DELETE FROM topup_rules WHERE user_id = $1", user)? == 1)
}

/// Pauses what is on; whether it was.
pub(super) async fn pause(conn: &mut Conn, user: UserId, reason: TopUpProblem) -> Result<bool> {
    let sql = "UPDATE topup_rules SET state = 'paused', reason = $2 WHERE user_id = $1 AND state = 'on'";
    Ok(execute!(conn, sql, user, reason.code())? == 1)
}

/// Waits until then, where it is on; whether it is.
pub(super) async fn wait_until(conn: &mut Conn, user: UserId, at: Instant) -> Result<bool> {
    let sql = "UPDATE topup_rules SET retry_at = $2 WHERE user_id = $1 AND state = 'on'";
    Ok(execute!(conn, sql, user, at)? == 1)
}

/// Counts a refusal of the card; how many there were in a row, where it is on.
pub(super) async fn count_refusal(conn: &mut Conn, user: UserId) -> Result<Option<i64>> {
    let sql = "UPDATE topup_rules SET tries = tries + 1 WHERE user_id = $1 AND state = 'on' RETURNING tries";
    Ok(fetch_optional!(conn, (i64,), sql, user)?.map(|(tries,)| tries))
}

/// The card paid.
pub(super) async fn forget_refusals(conn: &mut Conn, user: UserId, wait: Instant) -> Result<()> {
    execute!(conn, "UPDATE topup_rules SET tries = 0, retry_at = $2 WHERE user_id = $1", user, wait)?;
    Ok(())
}

/// People who have too few coins, and a rule and a card for that.
pub(super) async fn list_due(conn: &mut Conn, now: Instant, limit: u32) -> Result<Vec<UserId>> {
    let rows = fetch_all!(
        conn,
        (UserId,),
        "SELECT r.user_id FROM topup_rules r JOIN wallets w ON w.user_id = r.user_id
         JOIN topup_cards c ON c.user_id = r.user_id AND c.method IS NOT NULL
         WHERE r.state = 'on' AND w.available_milli < r.threshold_milli AND (r.retry_at IS NULL OR r.retry_at <= $1)
            AND NOT EXISTS (SELECT 1 FROM topup_orders t WHERE t.user_id = r.user_id AND t.state IN ('charging', 'manual'))
         LIMIT $2",
        now,
        i64::from(limit)
    )?;
    Ok(rows.into_iter().map(|(user,)| user).collect())
}

/// Whether an automatic order is under way, or something that was paid was not handed over yet.
pub(super) async fn is_busy(conn: &mut Conn, user: UserId) -> Result<bool> {
    let (open,) = fetch_one!(
        conn,
        (i64,),
        "SELECT (SELECT COUNT(*) FROM topup_orders WHERE user_id = $1 AND state IN ('charging', 'manual'))
            + (SELECT COUNT(*) FROM deliveries d JOIN orders o ON o.id = d.order_id WHERE o.user_id = $1 AND o.state = 'paid' AND d.done_at IS NULL)",
        user
    )?;
    Ok(open > 0)
}

/// What automatic orders of a person's cost since then, what is under way included.
pub(super) async fn spent(conn: &mut Conn, user: UserId, currency: Currency, since: Instant) -> Result<Cash> {
    let sql = "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM topup_orders
               WHERE user_id = $1 AND currency = $2 AND created_at >= $3 AND state <> 'failed'";
    let (minor,) = fetch_one!(conn, (i64,), sql, user, currency.code(), since)?;
    Ok(Cash::new(minor, currency))
}

/// An automatic order.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Automatic {
    pub(super) order_id: OrderId,
    pub(super) user_id: UserId,
    pub(super) state: String,
    pub(super) customer: String,
    pub(super) method: String,
    pub(super) intent: Option<String>,
    pub(super) created_at: Instant,
}

impl Automatic {
    /// Whether what became of its charge is not known.
    pub(super) fn is_charging(&self) -> bool {
        self.state == "charging"
    }

    /// Whether its person has to pay it.
    pub(super) fn is_manual(&self) -> bool {
        self.state == "manual"
    }
}

pub(super) async fn insert(conn: &mut Conn, order: &Automatic, cash: Cash) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO topup_orders (order_id, user_id, state, currency, amount_minor, customer, method, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        order.order_id,
        order.user_id,
        &order.state,
        cash.currency.code(),
        cash.amount_minor,
        &order.customer,
        &order.method,
        order.created_at
    )?;
    Ok(())
}

pub(super) async fn find(conn: &mut Conn, order: OrderId) -> Result<Option<Automatic>> {
    let sql =
        "SELECT order_id, user_id, state, customer, method, intent, created_at FROM topup_orders WHERE order_id = $1";
    Ok(fetch_optional!(conn, Automatic, sql, order)?)
}

pub(super) async fn find_open(conn: &mut Conn, user: UserId) -> Result<Option<OrderId>> {
    let sql = "SELECT order_id FROM topup_orders WHERE user_id = $1 AND state IN ('charging', 'manual')";
    Ok(fetch_optional!(conn, (OrderId,), sql, user)?.map(|(order,)| order))
}

/// It is known that the charge did not succeed; whether that is new.
pub(super) async fn end_charge(
    conn: &mut Conn,
    order: OrderId,
    state: &'static str,
    intent: Option<&str>,
) -> Result<bool> {
    let sql =
        "UPDATE topup_orders SET state = $2, intent = COALESCE($3, intent) WHERE order_id = $1 AND state = 'charging'";
    Ok(execute!(conn, sql, order, state, intent)? == 1)
}

/// The money is there: whoever paid it.
pub(in crate::order::server) async fn note_paid(conn: &mut Conn, order: OrderId) -> Result<()> {
    execute!(conn, "UPDATE topup_orders SET state = 'paid' WHERE order_id = $1", order)?;
    Ok(())
}

/// Its person did not pay it.
pub(in crate::order::server) async fn note_ended(conn: &mut Conn, order: OrderId) -> Result<()> {
    execute!(conn, "UPDATE topup_orders SET state = 'failed' WHERE order_id = $1 AND state = 'manual'", order)?;
    Ok(())
}

/// Until when its person may pay it.
pub(super) async fn set_expiry(conn: &mut Conn, order: OrderId, at: Instant) -> Result<()> {
    execute!(conn, "UPDATE orders SET expires_at = $2 WHERE id = $1 AND paid_at IS NULL", order, at)?;
    Ok(())
}

/// Whom Stripe knows a person as, and their card.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Card {
    pub(super) user_id: UserId,
    pub(super) customer: String,
    pub(super) method: Option<String>,
    brand: Option<String>,
    last4: Option<String>,
    exp_month: Option<i64>,
    exp_year: Option<i64>,
    pub(super) session: Option<String>,
}

impl Card {
    /// What is shown of it.
    pub(super) fn shown(&self) -> Option<SavedCard> {
        self.method.as_ref()?;
        Some(SavedCard {
            brand: self.brand.clone()?,
            last4: self.last4.clone()?,
            exp_month: self.exp_month?,
            exp_year: self.exp_year?,
        })
    }
}

const CARD: &str = "SELECT user_id, customer, method, brand, last4, exp_month, exp_year, session FROM topup_cards";

pub(super) async fn find_card(conn: &mut Conn, user: UserId) -> Result<Option<Card>> {
    let sql = sqlx::AssertSqlSafe(format!("{CARD} WHERE user_id = $1"));
    Ok(fetch_optional!(conn, Card, sql, user)?)
}

/// Who is known to Stripe by this name, and whether that person's card is being set up on this page.
pub(super) async fn find_customer(conn: &mut Conn, customer: &str) -> Result<Option<Card>> {
    let sql = sqlx::AssertSqlSafe(format!("{CARD} WHERE customer = $1"));
    Ok(fetch_optional!(conn, Card, sql, customer)?)
}

/// Keeps the page on which a card is being set up.
pub(super) async fn keep_session(
    conn: &mut Conn,
    user: UserId,
    customer: &str,
    session: &str,
    now: Instant,
) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO topup_cards (user_id, customer, session, updated_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id) DO UPDATE SET customer = $2, session = $3, updated_at = $4",
        user,
        customer,
        session,
        now
    )?;
    Ok(())
}

/// The page is over without a card.
pub(super) async fn end_session(conn: &mut Conn, session: &str) -> Result<()> {
    execute!(conn, "UPDATE topup_cards SET session = NULL WHERE session = $1", session)?;
    Ok(())
}

/// Keeps a card that was set up on the page that waits for one; whether it does.
pub(super) async fn keep_card(
    conn: &mut Conn,
    session: &str,
    method: &str,
    card: &SavedCard,
    now: Instant,
) -> Result<bool> {
    let kept = execute!(
        conn,
        "UPDATE topup_cards SET method = $2, brand = $3, last4 = $4, exp_month = $5, exp_year = $6, session = NULL, updated_at = $7
         WHERE session = $1",
        session,
        method,
        &card.brand,
        &card.last4,
        card.exp_month,
        card.exp_year,
        now
    )?;
    Ok(kept == 1)
}

/// Forgets a person's card.
pub(super) async fn drop_card(conn: &mut Conn, user: UserId, now: Instant) -> Result<()> {
    execute!(
        conn,
        "UPDATE topup_cards SET method = NULL, brand = NULL, last4 = NULL, exp_month = NULL, exp_year = NULL, session = NULL,
            updated_at = $2 WHERE user_id = $1",
        user,
        now
    )?;
    Ok(())
}

/// A card that Stripe is to forget.
pub(super) async fn detach_later(conn: &mut Conn, method: &str, now: Instant) -> Result<()> {
    let sql = "INSERT INTO topup_detachments (method, due_at) VALUES ($1, $2) ON CONFLICT (method) DO NOTHING";
    execute!(conn, sql, method, now)?;
    Ok(())
}

pub(super) async fn list_detachments(conn: &mut Conn, now: Instant, limit: u32) -> Result<Vec<String>> {
    let sql = "SELECT method FROM topup_detachments WHERE due_at <= $1 ORDER BY due_at LIMIT $2";
    Ok(fetch_all!(conn, (String,), sql, now, i64::from(limit))?.into_iter().map(|(method,)| method).collect())
}

pub(super) async fn end_detachment(conn: &mut Conn, method: &str) -> Result<()> {
    execute!(conn, "DELETE FROM topup_detachments WHERE method = $1", method)?;
    Ok(())
}

/// Asks once more later: after minutes, at last once a day.
pub(super) async fn put_detachment_off(conn: &mut Conn, method: &str, now: Instant) -> Result<()> {
    let sql = "UPDATE topup_detachments SET tries = tries + 1, due_at = $2 WHERE method = $1 RETURNING tries";
    if let Some((tries,)) = fetch_optional!(conn, (i64,), sql, method, now)? {
        let pause = (300 * tries * tries).clamp(300, DAY_S);
        execute!(conn, "UPDATE topup_detachments SET due_at = $2 WHERE method = $1", method, now.plus_s(pause))?;
    }
    Ok(())
}
