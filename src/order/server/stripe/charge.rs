//! What went back of a payment, as Stripe has it now: its events come in any order, and tell what was.

use super::{UNKNOWN, by_payment, gateway};
use crate::{
    invoice,
    kernel::id::OrderId,
    order::server::{refund, stripe_plan::known},
    payment::stripe::{Charge, What},
    server::{Cx, Result, db::Conn},
};
use futures::FutureExt;

/// The charge that an event is about; none of another event.
pub(in crate::order::server) async fn of_event(cx: &Cx, what: &What) -> Result<Option<Charge>> {
    match what {
        What::ChargeRefunded(charge) => known(gateway(cx)?.charge(&charge.id).await),
        What::Refund(_, refund) => match &refund.charge {
            Some(id) => known(gateway(cx)?.charge(id).await),
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

/// Brings our refunds of its order to what Stripe has.
pub(super) async fn take(cx: &Cx, conn: &mut Conn, charge: Option<&Charge>) -> Result<(&'static str, Option<OrderId>)> {
    let Some(charge) = charge else { return Ok(UNKNOWN) };
    let order = by_payment(conn, charge.payment_intent.as_deref(), &charge.metadata).await?;
    let Some(order) = order else { return Ok(UNKNOWN) };
    let Some(given_back) = charge.given_back() else { return Ok(("unreadable", None)) };
    refund::match_given_back(cx, conn, order, given_back).await?;
    Ok(("refund noted", Some(order)))
}

/// Asks what went back of a payment, and takes it over.
pub(in crate::order::server) async fn look_again(cx: &Cx, payment: &str) -> Result<()> {
    let Some(intent) = known(gateway(cx)?.payment_intent(payment).await)? else { return Ok(()) };
    let Some(charge) = intent.latest_charge.as_deref() else { return Ok(()) };
    let Some(charge) = known(gateway(cx)?.charge(charge).await)? else { return Ok(()) };
    let cx2 = cx.clone();
    let taken = cx.db.write(invoice::server::LANE, move |conn| {
        async move { take(&cx2, conn, Some(&charge)).await }.boxed()
    });
    taken.await.map(drop)
}
