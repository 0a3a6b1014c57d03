//! Issuing documents, always in the transaction that moves the money.

use super::store::{self, NewRow};
use crate::{
    i18n::both_years,
    invoice::model::{InvoiceKind, InvoiceLine, counts_jalali, vat_within},
    kernel::{
        Cash, Currency, Instant,
        id::{InvoiceId, OrderId, UserId},
    },
    server::{Cx, Fault, Result, db::Conn},
};
use uuid::Uuid;

/// The key for writes that issue documents. It is the last of all keys, so these come after the other writes of their batch:
/// the row of the counter is locked at the batch's end, and two processes do not wait for each other's wallets meanwhile.
pub const LANE: Uuid = Uuid::max();

/// An order that was paid.
#[derive(Debug, Clone)]
pub struct NewInvoice {
    /// The order.
    pub order: OrderId,
    /// The buyer.
    pub user: UserId,
    /// What was bought.
    pub lines: Vec<InvoiceLine>,
    /// What the lines cost.
    pub subtotal: Cash,
    /// What a code took off.
    pub discount: Cash,
    /// What was paid.
    pub total: Cash,
    /// The gateway's name.
    pub payment: &'static str,
    /// The number of the bank's transaction.
    pub reference: Option<String>,
}

/// Issues the invoice of an order that becomes paid in this transaction.
pub async fn issue_invoice(cx: &Cx, conn: &mut Conn, new: NewInvoice) -> Result<InvoiceId> {
    let (id, now) = (InvoiceId(cx.id()), cx.clock.now());
    let seller = store::find_seller(conn).await?;
    let buyer = store::find_buyer(conn, new.user).await?.ok_or_else(|| Fault::broken("an order without a buyer"))?;
    let total = new.total.amount_minor;
    let row = NewRow {
        id,
        kind: InvoiceKind::Invoice,
        user: new.user,
        order: new.order,
        refund: None,
        corrects: None,
        seller_version: seller.version,
        seller: serde_json::to_string(&seller.seller)?,
        buyer: serde_json::to_string(&buyer)?,
        currency: new.total.currency,
        subtotal: new.subtotal.amount_minor,
        discount: new.discount.amount_minor,
        rounding: new.subtotal.amount_minor.saturating_sub(new.discount.amount_minor).saturating_sub(total),
        total,
        vat_per_mille: seller.vat_per_mille,
        vat: vat_within(total, seller.vat_per_mille),
        payment: new.payment.to_owned(),
        reference: new.reference,
    };
    number(conn, &row, now).await?;
    for (position, line) in (0..).zip(&new.lines) {
        store::insert_line(conn, id, position, line).await?;
    }
    Ok(id)
}

/// Issues the credit note of a refund that is counted in this transaction. An order from before there were invoices has
/// nothing to correct.
pub async fn issue_credit_note(cx: &Cx, conn: &mut Conn, order: OrderId, refund: Uuid, amount: Cash) -> Result<()> {
    let Some(invoice) = store::find_invoice_of(conn, order).await? else {
        tracing::warn!(order.id = %order, "a refund of an order without an invoice");
        return Ok(());
    };
    if invoice.currency != amount.currency {
        return Err(Fault::broken("a refund in another currency than its invoice"));
    }
    // The VAT of all credit notes together is that of the sum, so that at the end all of it went back.
    let credited = store::sum_credited(conn, order).await?;
    let whole = credited.total.saturating_add(amount.amount_minor);
    let vat = vat_within(whole, invoice.vat_per_mille).saturating_sub(credited.vat).clamp(0, amount.amount_minor);
    let row = correction(cx, invoice, InvoiceKind::CreditNote, refund, amount.amount_minor, vat);
    number(conn, &row, cx.clock.now()).await
}

/// Issues what cancels the credit note of a refund that the gateway refused.
pub async fn reverse_credit_note(cx: &Cx, conn: &mut Conn, refund: Uuid) -> Result<()> {
    let Some(note) = store::find_credit_note_of(conn, refund).await? else { return Ok(()) };
    let (total, vat) = (note.total, note.vat);
    let row = correction(cx, note, InvoiceKind::Reversal, refund, total, vat);
    number(conn, &row, cx.clock.now()).await
}

/// What corrects a document has its parties and its rate, whatever they are today.
fn correction(cx: &Cx, of: store::Issued, kind: InvoiceKind, refund: Uuid, total: i64, vat: i64) -> NewRow {
    NewRow {
        id: InvoiceId(cx.id()),
        kind,
        user: of.user,
        order: of.order,
        refund: Some(refund),
        corrects: Some(of.id),
        seller_version: of.seller_version,
        seller: of.seller,
        buyer: of.buyer,
        currency: of.currency,
        subtotal: total,
        discount: 0,
        rounding: 0,
        total,
        vat_per_mille: of.vat_per_mille,
        vat,
        payment: of.payment,
        reference: of.reference,
    }
}

/// Takes the next number of the series and writes the document. Whatever rolls this back gives the number back with it.
async fn number(conn: &mut Conn, row: &NewRow, now: Instant) -> Result<()> {
    let (series, year) = (row.kind.series(), year_of(row.currency, now));
    let place = store::next_place(conn, series, year).await?;
    store::insert_invoice(conn, row, year, place, &format!("{series}-{year}-{place:06}"), now).await?;
    metrics::counter!("invoices_issued", "kind" => row.kind.code()).increment(1);
    Ok(())
}

/// Jalali for rial, Gregorian for everything else.
fn year_of(currency: Currency, now: Instant) -> i64 {
    let [jalali, gregorian] = both_years(now);
    if counts_jalali(currency) { jalali } else { gregorian }
}
