//! Looking into the ledger: the owner into one wallet, staff into all of them.

mod store;

use super::store as wallets;
use crate::{
    billing::{
        journal::{HouseTotals, LEDGER_DAYS_MAX, LedgerBoard, LedgerEntry, LedgerQuery, TransactionQuery, WalletBoard},
        model::{Account, Transaction},
    },
    kernel::{
        AppError, Day, DaySpan, Instant, Page,
        id::{TransactionId, UserId},
    },
    server::{
        Cx, Result,
        access::{Member, Staff},
    },
};
use futures::{Stream, stream};
use store::Filter;

/// Movements that are read at once for a table.
const BATCH: u32 = 500;
/// Movements that a table holds.
const EXPORT_MAX: usize = 50_000;

/// The movements of the wallet, the newest first. Refuses: `invalid`, `malformed_request`.
pub async fn list_transactions(cx: &Cx, who: &Member, query: TransactionQuery) -> Result<Page<Transaction>> {
    let (limit, filter) = (query.page().limit(), own(&query, who.user(), cx.clock.now())?);
    let rows = store::list(&mut cx.db.read().await?, &filter, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| row.id.to_string()).map(transaction))
}

/// What the page of the wallet shows above the movements.
pub async fn get_wallet_board(cx: &Cx, who: &Member) -> Result<WalletBoard> {
    Ok(WalletBoard {
        wallet: super::get_wallet(cx, who).await?,
        lots: super::list_lots(cx, who).await?.items,
        today: Day::of(cx.clock.now()),
        auto: cx.gateways.stripe.is_some(),
    })
}

/// The same as [`list_transactions`] in batches, to the end or to as many as a table holds. Refuses: `invalid`.
pub fn export_transactions(
    cx: &Cx,
    who: &Member,
    query: TransactionQuery,
) -> Result<impl Stream<Item = Result<Vec<Transaction>>> + Send + use<>> {
    let filter = own(&TransactionQuery { cursor: None, ..query }, who.user(), cx.clock.now())?;
    Ok(batches(cx, filter, transaction))
}

/// Movements of all wallets, the newest first. Refuses: `invalid`, `malformed_request`.
pub async fn list_ledger(cx: &Cx, _who: &Staff, query: LedgerQuery) -> Result<Page<LedgerEntry>> {
    let (limit, filter) = (query.page().limit(), everybody(&query, cx.clock.now())?);
    let rows = store::list(&mut cx.db.read().await?, &filter, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| row.id.to_string()))
}

/// The same in batches, to the end or to as many as a table holds. Refuses: `invalid`.
pub fn export_ledger(
    cx: &Cx,
    _who: &Staff,
    query: LedgerQuery,
) -> Result<impl Stream<Item = Result<Vec<LedgerEntry>>> + Send + use<>> {
    let filter = everybody(&LedgerQuery { cursor: None, ..query }, cx.clock.now())?;
    Ok(batches(cx, filter, std::convert::identity))
}

/// What the page of the ledger shows above the movements.
pub async fn get_ledger_board(cx: &Cx, who: &Staff) -> Result<LedgerBoard> {
    Ok(LedgerBoard { totals: get_house_totals(cx, who).await?, today: Day::of(cx.clock.now()) })
}

/// What the accounts sum up to.
pub async fn get_house_totals(cx: &Cx, _who: &Staff) -> Result<HouseTotals> {
    store::totals(&mut cx.db.read().await?).await
}

fn batches<T: Send + 'static>(
    cx: &Cx,
    filter: Filter,
    shown: fn(LedgerEntry) -> T,
) -> impl Stream<Item = Result<Vec<T>>> + Send + use<T> {
    let cx = cx.clone();
    stream::try_unfold((filter, EXPORT_MAX), move |(mut filter, left)| {
        let cx = cx.clone();
        async move {
            let batch = BATCH.min(u32::try_from(left)?);
            if batch == 0 {
                return Ok(None);
            }
            let rows = store::list(&mut cx.db.read().await?, &filter, batch).await?;
            let Some(last) = rows.last() else { return Ok(None) };
            filter.before = Some(last.id);
            let is_last = rows.len() < usize::try_from(batch)?;
            let left = if is_last { 0 } else { left.saturating_sub(rows.len()) };
            Ok(Some((rows.into_iter().map(shown).collect(), (filter, left))))
        }
    })
}

/// A movement as its wallet sees it.
fn transaction(entry: LedgerEntry) -> Transaction {
    let change = |of: Account| {
        entry.postings.iter().find(|posting| posting.account == of).map(|posting| posting.amount).unwrap_or_default()
    };
    Transaction {
        id: entry.id,
        kind: entry.kind,
        available: change(Account::Available),
        held: change(Account::Held),
        owed: wallets::negated(change(Account::Debt)),
        run_id: entry.run_id,
        order_id: entry.order_id,
        reason: entry.reason,
        created_at: entry.created_at,
    }
}

fn own(query: &TransactionQuery, user: UserId, now: Instant) -> Result<Filter> {
    let mut filter = spanned(&query.from, &query.to, query.cursor.as_deref(), now)?;
    filter.user = Some(user);
    filter.kind = query.kind.trim().to_owned();
    Ok(filter)
}

fn everybody(query: &LedgerQuery, now: Instant) -> Result<Filter> {
    let mut filter = spanned(&query.from, &query.to, query.cursor.as_deref(), now)?;
    filter.person = query.person.trim().to_lowercase();
    filter.kind = query.kind.trim().to_owned();
    filter.account = query.account.trim().to_owned();
    filter.id = query.id;
    Ok(filter)
}

/// From where to where. Refuses: `invalid`, `malformed_request`.
fn spanned(from: &str, to: &str, cursor: Option<&str>, now: Instant) -> Result<Filter> {
    let mut filter = Filter::default();
    if !from.is_empty() || !to.is_empty() {
        let span = DaySpan::read(from, to, Day::of(now), LEDGER_DAYS_MAX, LEDGER_DAYS_MAX)?;
        (filter.since, filter.until) = (Some(span.start()), Some(span.end()));
    }
    let before: Option<TransactionId> =
        cursor.map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest)).transpose()?;
    filter.before = before;
    Ok(filter)
}
