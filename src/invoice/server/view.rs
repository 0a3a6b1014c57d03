//! Documents, as their owner and as staff see them.

use super::store::{self, Found};
use crate::{
    invoice::{
        model::{Invoice, InvoiceEntry},
        staff::{InvoiceQuery, StaffInvoice},
    },
    kernel::{AppError, Day, FieldProblem, Instant, Page, PageQuery, id::InvoiceId, role::Role},
    server::{
        Cx, Result,
        access::{Member, Staff},
    },
};

/// Documents that one table holds.
const TABLE_MAX: usize = 50_000;
/// Documents read at once.
const BATCH: u32 = 1_000;

/// The person's documents, the newest first. No key asks for them. Refuses: `malformed_request`.
pub async fn list_invoices(cx: &Cx, who: &Member, query: PageQuery) -> Result<Page<InvoiceEntry>> {
    who.session()?;
    let before = query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest));
    let (before, limit) = (before.transpose()?, query.limit());
    let entries = store::list_of(&mut cx.db.read().await?, who.user(), before, limit + 1).await?;
    Ok(Page::of(entries, limit, |entry| entry.id.to_string()))
}

/// A document of the person's. Refuses: `not_found`.
pub async fn get_invoice(cx: &Cx, who: &Member, id: InvoiceId) -> Result<Invoice> {
    who.session()?;
    let found = store::find(&mut cx.db.read().await?, id, Some(who.user())).await?;
    Ok(found.ok_or(AppError::NotFound)?.invoice)
}

/// A document to print, with the seller's logo of then: the person's own, or anybody's for staff. Refuses: `not_found`.
pub(super) async fn get_printed(cx: &Cx, who: &Member, id: InvoiceId) -> Result<(Invoice, Option<String>)> {
    who.session()?;
    let owner = if who.who().role == Role::Admin { None } else { Some(who.user()) };
    let mut conn = cx.db.read().await?;
    let found = store::find(&mut conn, id, owner).await?.ok_or(AppError::NotFound)?;
    let logo = store::find_logo(&mut conn, found.seller_version).await?;
    Ok((found.invoice, logo))
}

/// Everybody's documents, the newest first. Refuses: `malformed_request`, `invalid` (`from`, `to`).
pub async fn list_all_invoices(cx: &Cx, _who: &Staff, query: InvoiceQuery) -> Result<Page<StaffInvoice>> {
    let page = query.page();
    let before = page.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest));
    let (before, limit, within) = (before.transpose()?, page.limit(), within(&query)?);
    let found = store::list_all(&mut cx.db.read().await?, &query, within, before, limit + 1).await?;
    let rows = found.into_iter().map(Found::staff).collect();
    Ok(Page::of(rows, limit, |row: &StaffInvoice| row.entry.id.to_string()))
}

/// Whole documents for a table, the newest 50,000. Refuses: `invalid` (`from`, `to`).
pub async fn list_for_table(cx: &Cx, _who: &Staff, query: InvoiceQuery) -> Result<Vec<Invoice>> {
    let (within, mut all, mut before) = (within(&query)?, Vec::new(), None);
    while all.len() < TABLE_MAX {
        let batch = store::list_all(&mut cx.db.read().await?, &query, within, before, BATCH).await?;
        let Some(last) = batch.last() else { break };
        before = Some(last.invoice.entry.id);
        all.extend(batch.into_iter().map(|found| found.invoice));
    }
    Ok(all)
}

/// From the beginning of one day to the end of another; each may be left out.
fn within(query: &InvoiceQuery) -> Result<(Instant, Instant)> {
    let day = |field: &str, text: &str| match text {
        "" => Ok(None),
        text => text.parse::<Day>().map(Some).map_err(|_| AppError::field(field, FieldProblem::Date)),
    };
    let (first, last) = (day("from", &query.from)?, day("to", &query.to)?);
    let since = first.map_or(Instant::from_micros(0), Day::start);
    let until = last.map_or(Instant::from_micros(i64::MAX), |day| day.plus(1).start());
    Ok((since, until))
}
