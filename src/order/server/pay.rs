//! The one step that makes an order paid, in the transaction that learned of the money, with its invoice; and its
//! counterpart, the row in the outbox that hands over what was bought.

use super::{deliver, store, view};
use crate::{
    code,
    invoice::{self, model::InvoiceLine, server::NewInvoice},
    kernel::{Cash, id::OrderId},
    order::model::OrderLine,
    server::{Cx, Fault, Result, db::Conn},
};

/// What a gateway said of the money.
#[derive(Debug, Clone, Default)]
pub(super) struct Proof {
    /// The payment at the gateway.
    pub(super) payment_ref: Option<String>,
    /// The number of the bank's transaction, for the payer.
    pub(super) bank_ref: Option<String>,
    /// The card that paid, its middle starred out.
    pub(super) payer_card: Option<String>,
    /// What the gateway took.
    pub(super) fee_minor: Option<i64>,
    /// How it became known, for the order's history.
    pub(super) how: &'static str,
}

impl Proof {
    /// Nothing had to be paid.
    pub(super) fn nothing_due() -> Self {
        Self { how: "nothing was due", ..Self::default() }
    }
}

/// Makes an order paid if it is not; whether it was this call that did. Money that comes after an order expired or was
/// taken back counts too: it was taken, so what it was for is handed over.
pub(super) async fn mark_paid(cx: &Cx, conn: &mut Conn, id: OrderId, proof: &Proof) -> Result<bool> {
    let now = cx.clock.now();
    if !store::set_paid(conn, id, proof, now).await? {
        return Ok(false);
    }
    code::server::confirm(conn, id, now).await?;
    issue_invoice(cx, conn, id).await?;
    deliver::store::insert_delivery(conn, id, now).await?;
    store::note(conn, cx.id(), id, "paid", Some(proof.how), None, now).await?;
    metrics::counter!("orders_paid").increment(1);
    Ok(true)
}

async fn issue_invoice(cx: &Cx, conn: &mut Conn, id: OrderId) -> Result<()> {
    let view::store::Found { order, user, .. } =
        view::store::find(conn, id).await?.ok_or_else(|| Fault::broken("a payment without an order"))?;
    if order.total.amount_minor == 0 {
        // Nothing was paid: a code took all of it off, or it is a trial.
        return Ok(());
    }
    let line = |line: OrderLine| InvoiceLine {
        amount: Cash::new(line.unit.amount_minor.saturating_mul(line.quantity), line.unit.currency),
        name_fa: line.name_fa,
        name_en: line.name_en,
        quantity: line.quantity,
        unit: line.unit,
        coins: line.coins,
    };
    let new = NewInvoice {
        order: id,
        user,
        lines: order.lines.into_iter().map(line).collect(),
        subtotal: order.subtotal,
        discount: order.discount,
        total: order.total,
        payment: order.gateway.code(),
        reference: order.reference,
    };
    invoice::server::issue_invoice(cx, conn, new).await.map(drop)
}
