//! The journal's SQL for reading. What is looked for decides the text of the query, so that each has an index that fits.

use crate::{
    billing::{
        journal::{HouseTotals, LedgerEntry, Posting},
        model::Account,
    },
    fetch_all,
    kernel::{
        Coins, Instant,
        id::{RunId, TransactionId, UserId},
    },
    server::{Result, db::Conn},
};
use uuid::Uuid;

/// What is looked for; empty words look for nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    pub(super) user: Option<UserId>,
    pub(super) person: String,
    pub(super) kind: String,
    pub(super) account: String,
    /// A run, an order or a transaction.
    pub(super) id: Option<Uuid>,
    pub(super) since: Option<Instant>,
    pub(super) until: Option<Instant>,
    pub(super) before: Option<TransactionId>,
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    id: TransactionId,
    kind: String,
    user_id: UserId,
    email: String,
    run_id: Option<RunId>,
    order_id: Option<Uuid>,
    author: Option<String>,
    reason: Option<String>,
    created_at: Instant,
    available: Option<Coins>,
    held: Option<Coins>,
    debt: Option<Coins>,
    sold: Option<Coins>,
    granted: Option<Coins>,
    revenue: Option<Coins>,
    expired: Option<Coins>,
    adjusted: Option<Coins>,
}

impl EntryRow {
    fn entry(self) -> Result<LedgerEntry> {
        let amount = |account: Account| match account {
            Account::Available => self.available,
            Account::Held => self.held,
            Account::Debt => self.debt,
            Account::Sold => self.sold,
            Account::Granted => self.granted,
            Account::Revenue => self.revenue,
            Account::Expired => self.expired,
            Account::Adjusted => self.adjusted,
        };
        let postings = Account::ALL.iter().filter_map(|account| {
            let amount = amount(*account)?;
            Some(Posting { account: *account, amount })
        });
        Ok(LedgerEntry {
            postings: postings.collect(),
            id: self.id,
            kind: self.kind.parse()?,
            user: self.user_id,
            email: self.email,
            run_id: self.run_id,
            order_id: self.order_id,
            author: self.author,
            reason: self.reason,
            created_at: self.created_at,
        })
    }
}

/// Movements before a place, the newest first. A transaction has at most one posting in each account.
pub(super) async fn list(conn: &mut Conn, filter: &Filter, limit: u32) -> Result<Vec<LedgerEntry>> {
    let given = |is: bool, condition: &'static str| if is { condition } else { "" };
    let posting = |account: &Account| {
        let code = account.code();
        format!(
            "(SELECT p.amount_milli FROM ledger_postings p WHERE p.transaction_id = t.id AND p.account = '{code}') AS {code}"
        )
    };
    let postings: Vec<String> = Account::ALL.iter().map(posting).collect();
    // Only constants of this file and of the model meet here.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT t.id, t.kind, t.user_id, u.email, t.run_id, t.order_id, a.email AS author, t.reason, t.created_at, {}
         FROM ledger_transactions t JOIN users u ON u.id = t.user_id LEFT JOIN users a ON a.id = t.author_id
         WHERE t.id < $1 {} {} {} {} {} {} {} ORDER BY t.id DESC LIMIT $2",
        postings.join(", "),
        given(filter.user.is_some(), "AND t.user_id = $3"),
        given(!filter.person.is_empty(), "AND t.user_id = (SELECT id FROM users WHERE email = $4)"),
        given(!filter.kind.is_empty(), "AND t.kind = $5"),
        given(
            !filter.account.is_empty(),
            "AND EXISTS (SELECT 1 FROM ledger_postings p WHERE p.transaction_id = t.id AND p.account = $6)"
        ),
        given(filter.id.is_some(), "AND (t.run_id = $7 OR t.order_id = $7 OR t.id = $7)"),
        given(filter.since.is_some(), "AND t.created_at >= $8"),
        given(filter.until.is_some(), "AND t.created_at < $9"),
    ));
    let rows = fetch_all!(
        conn,
        EntryRow,
        sql,
        filter.before.map_or(Uuid::max(), |id| id.0),
        i64::from(limit),
        filter.user,
        &filter.person,
        &filter.kind,
        &filter.account,
        filter.id,
        filter.since,
        filter.until
    )?;
    rows.into_iter().map(EntryRow::entry).collect()
}

/// What the accounts sum up to.
pub(super) async fn totals(conn: &mut Conn) -> Result<HouseTotals> {
    let rows = fetch_all!(
        conn,
        (String, Coins),
        "SELECT account, CAST(SUM(amount_milli) AS BIGINT) FROM ledger_postings GROUP BY account"
    )?;
    let mut totals = HouseTotals::default();
    for (account, sum) in rows {
        let out = super::wallets::negated(sum);
        match account.parse()? {
            Account::Available => totals.available = sum,
            Account::Held => totals.held = sum,
            Account::Revenue => totals.revenue = sum,
            Account::Expired => totals.expired = sum,
            Account::Debt => totals.debt = out,
            Account::Sold => totals.sold = out,
            Account::Granted => totals.granted = out,
            Account::Adjusted => totals.adjusted = out,
        }
    }
    Ok(totals)
}
