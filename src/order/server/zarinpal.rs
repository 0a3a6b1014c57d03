//! Orders paid at Zarinpal's page. What the browser brings back only tells us to ask; money counts when `verify` says so, with
//! the amount of our own row.

use super::{
    pay::{self, Proof},
    store, view,
};
use crate::{
    code, invoice,
    kernel::{AppError, id::OrderId, locale::Language},
    order::model::{Gateway, Order, OrderState},
    payment::{
        Failure, Zarinpal,
        zarinpal::{Authority, PaymentRequest, Refusal, Standing, Verification},
    },
    server::{Cx, Fault, Result, access::Member},
};
use futures::FutureExt;

/// Seconds before the gateway is asked again, by how often it was.
const PAUSES_S: [i64; 8] = [45, 60, 120, 300, 600, 1_800, 3_600, 7_200];

/// Announces the payment; where the browser goes.
pub(super) async fn open(cx: &Cx, who: &Member, order: &Order) -> Result<String> {
    let gateway = gateway(cx)?;
    let name = order.lines.first().map(|line| match who.who().language {
        Language::Fa => line.name_fa.clone(),
        Language::En => line.name_en.clone(),
    });
    let request = PaymentRequest {
        amount: order.total,
        description: name.unwrap_or_default(),
        callback_url: format!("{}/api/v1/payments/zarinpal/callback", cx.settings.public_url),
        order_id: order.id.to_string(),
        mobile: None,
        email: None,
    };
    match gateway.request(&request).await {
        Ok(started) => {
            let (id, reference) = (order.id, started.authority.to_string());
            let check_at = cx.clock.now().plus_s(PAUSES_S[0]);
            let kept = cx.db.write(who.user().0, move |conn| {
                async move { store::set_pending(conn, id, Some(reference), Some(check_at)).await }.boxed()
            });
            kept.await?;
            Ok(gateway.start_pay_url(&started.authority))
        }
        Err(failure) => Err(super::tend::give_up(cx, order.id, failure.class(), failure.detail()).await),
    }
}

/// The browser came back with an authority: asks the gateway how it went. Whose order it is, where there is one.
pub async fn come_back(cx: &Cx, authority: &str) -> Result<Option<OrderId>> {
    gateway(cx)?;
    let Ok(authority) = authority.parse::<Authority>() else { return Ok(None) };
    let found = view::store::find_by_ref(&mut cx.db.read().await?, Gateway::Zarinpal, authority.as_str()).await?;
    let Some(found) = found else { return Ok(None) };
    // A gateway that does not answer now is asked again later; the page says that it is pending.
    if let Err(fault) = settle(cx, found.order.id).await {
        fault.disclose();
    }
    Ok(Some(found.order.id))
}

/// Asks how an order stands, if its time has come.
pub(super) async fn look(cx: &Cx, id: OrderId) -> Result<()> {
    if cx.gateways.zarinpal.is_some() && store::is_check_due(&mut cx.db.read().await?, id, cx.clock.now()).await? {
        settle(cx, id).await?;
    }
    Ok(())
}

/// Payments that nobody verified, as the gateway lists them: their browsers never came back.
pub(super) async fn sweep(cx: &Cx) -> Result<()> {
    let Some(gateway) = &cx.gateways.zarinpal else { return Ok(()) };
    let unverified = match gateway.unverified().await {
        Ok(unverified) => unverified,
        Err(failure) => {
            tracing::warn!(
                class = failure.class(),
                detail = failure.detail(),
                "Zarinpal's unverified payments are unknown"
            );
            return Ok(());
        }
    };
    for payment in unverified {
        let authority = payment.authority.as_str();
        let found = view::store::find_by_ref(&mut cx.db.read().await?, Gateway::Zarinpal, authority).await?;
        if let Some(found) = found.filter(|found| found.order.paid_at.is_none()) {
            settle(cx, found.order.id).await?;
        }
    }
    Ok(())
}

/// Asks the gateway, and acts on what it says.
pub(super) async fn settle(cx: &Cx, id: OrderId) -> Result<()> {
    let gateway = gateway(cx)?;
    let found = view::store::find(&mut cx.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    let authority = found.gateway_ref.as_deref().and_then(|text| text.parse::<Authority>().ok());
    let Some(authority) = authority.filter(|_| found.order.gateway == Gateway::Zarinpal) else { return Ok(()) };
    if found.order.paid_at.is_some() {
        return Ok(());
    }
    match gateway.verify(&authority, found.order.total).await {
        Ok(paid) if paid.order_id.as_deref().is_none_or(|named| named == id.to_string()) => {
            note_paid(cx, id, paid).await
        }
        Ok(_) => store::set_aside(cx, id, "the gateway names another order for this payment").await,
        Err(Failure::Refused { refusal: Refusal::NotPaid, .. }) => not_paid(cx, gateway, id, &authority).await,
        Err(Failure::Refused { refusal: Refusal::AmountDiffers, detail }) => store::set_aside(cx, id, &detail).await,
        Err(failure) => {
            tracing::warn!(order.id = %id, class = failure.class(), detail = failure.detail(), "a payment could not be verified");
            ask_later(cx, id).await
        }
    }
}

async fn note_paid(cx: &Cx, id: OrderId, paid: Verification) -> Result<()> {
    let proof = Proof {
        payment_ref: None,
        bank_ref: Some(paid.ref_id),
        payer_card: paid.card_pan,
        fee_minor: paid.fee,
        how: "verified at Zarinpal",
    };
    let cx2 = cx.clone();
    let lane = invoice::server::LANE;
    cx.db.write(lane, move |conn| async move { pay::mark_paid(&cx2, conn, id, &proof).await }.boxed()).await?;
    super::deliver::deliver_now(cx, id).await;
    Ok(())
}

/// Not paid: over, if the gateway says that it can not be paid any more.
async fn not_paid(cx: &Cx, gateway: &Zarinpal, id: OrderId, authority: &Authority) -> Result<()> {
    match gateway.inquire(authority).await {
        Ok(Standing::Failed | Standing::Reversed) => {
            let (cx2, now) = (cx.clone(), cx.clock.now());
            cx.db
                .write(id.0, move |conn| {
                    async move {
                        if store::end_open(conn, id, OrderState::Cancelled, now).await? {
                            code::server::give_back(conn, id, now).await?;
                            store::note(conn, cx2.id(), id, "not_paid", None, None, now).await?;
                        }
                        store::stop_checks(conn, id).await
                    }
                    .boxed()
                })
                .await
        }
        _ => ask_later(cx, id).await,
    }
}

async fn ask_later(cx: &Cx, id: OrderId) -> Result<()> {
    let now = cx.clock.now();
    cx.db.write(id.0, move |conn| store::check_later(conn, id, now, &PAUSES_S).boxed()).await
}

fn gateway(cx: &Cx) -> Result<&Zarinpal> {
    cx.gateways.zarinpal.as_ref().ok_or(Fault::Refused(AppError::NotFound))
}
