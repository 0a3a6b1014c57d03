//! Money without a page: back to its payer, and from a card that was kept.

use super::{bought, control, dollars, emulator, in_order, once, stripe};
use crate::provider::emulator::Emulator;
use aimall::payment::stripe::{IntentStatus, NewSession, OffSession, Purpose, RefundReason, RefundStatus, RefusalKind};
use serde_json::json;

async fn kept_card(emulator: &Emulator) -> OffSession {
    let session = NewSession { purpose: Purpose::Payment { keeps_card: true }, ..once() };
    let paid = bought(emulator, &session).await;
    let intent = stripe(emulator).payment_intent(paid.payment_intent.as_deref().unwrap()).await.unwrap();
    OffSession {
        amount: dollars(2_000),
        customer: intent.customer.unwrap(),
        payment_method: intent.payment_method.unwrap(),
        description: "Top-up".to_owned(),
        metadata: vec![("order".to_owned(), "8".to_owned())],
    }
}

#[tokio::test]
async fn a_payment_goes_back_in_parts() {
    let emulator = emulator().await;
    let stripe = stripe(&emulator);
    let intent = bought(&emulator, &once()).await.payment_intent.unwrap();
    let words = [("order".to_owned(), "7".to_owned())];
    let reason = Some(RefundReason::RequestedByCustomer);
    let part = stripe.create_refund("part", &intent, Some(dollars(200)), reason, &words).await.unwrap();
    assert_eq!((part.status, part.cash()), (RefundStatus::Succeeded, Some(dollars(200))));
    assert_eq!((part.payment_intent.as_deref(), part.metadata["order"].as_str()), (Some(intent.as_str()), "7"));
    let again = stripe.create_refund("part", &intent, Some(dollars(200)), reason, &words).await.unwrap();
    assert_eq!(again.id, part.id, "the same key gives nothing back twice");
    let failure = stripe.create_refund("more", &intent, Some(dollars(301)), None, &[]).await.unwrap_err();
    assert_eq!(failure.refusal().unwrap().param.as_deref(), Some("amount"));
    let rest = stripe.create_refund("rest", &intent, None, None, &[]).await.unwrap();
    assert_eq!(rest.cash(), Some(dollars(300)));
    let failure = stripe.create_refund("none", &intent, None, None, &[]).await.unwrap_err();
    assert_eq!(failure.refusal().unwrap().code.as_deref(), Some("charge_already_refunded"));
    let failure = stripe.create_refund("other", "pi_nobody", None, None, &[]).await.unwrap_err();
    assert_eq!(failure.refusal().unwrap().kind, RefusalKind::Missing);
    in_order(&emulator);
}

#[tokio::test]
async fn a_card_that_was_kept_pays_by_itself() {
    let emulator = emulator().await;
    let stripe = stripe(&emulator);
    let payment = kept_card(&emulator).await;
    let paid = stripe.charge_off_session("top-up-1", &payment).await.unwrap();
    assert_eq!((paid.status, paid.received()), (IntentStatus::Succeeded, Some(dollars(2_000))));
    assert_eq!(paid.metadata["order"], "8");
    let again = stripe.charge_off_session("top-up-1", &payment).await.unwrap();
    assert_eq!(again.id, paid.id);
    assert_eq!(stripe.payment_intent(&paid.id).await.unwrap(), paid);
    in_order(&emulator);
}

#[tokio::test]
async fn a_card_that_is_declined_says_why() {
    let emulator = emulator().await;
    let stripe = stripe(&emulator);
    let payment = kept_card(&emulator).await;
    for (word, code) in [
        ("insufficient_funds", "card_declined"),
        ("lost_card", "card_declined"),
        ("authentication_required", "authentication_required"),
    ] {
        control(&emulator, "stripe/card", json!({ "decline_code": word })).await;
        for _ in 0..2 {
            // The key gives the same answer again.
            let failure = stripe.charge_off_session(word, &payment).await.unwrap_err();
            let refusal = failure.refusal().unwrap();
            assert_eq!((refusal.kind, refusal.code.as_deref()), (RefusalKind::Card, Some(code)));
            assert_eq!(refusal.decline_code.as_deref(), Some(word));
            let intent = stripe.payment_intent(refusal.payment_intent.as_deref().unwrap()).await.unwrap();
            assert_eq!((intent.status, intent.amount_received), (IntentStatus::RequiresPaymentMethod, 0));
        }
    }
    control(&emulator, "stripe/card", json!({})).await;
    stripe.charge_off_session("good again", &payment).await.unwrap_err();
    stripe.charge_off_session("good-again", &payment).await.unwrap();
    let stranger = OffSession { customer: "cus_nobody".to_owned(), ..payment };
    let failure = stripe.charge_off_session("stranger", &stranger).await.unwrap_err();
    assert_eq!(failure.refusal().unwrap().kind, RefusalKind::Missing);
}
