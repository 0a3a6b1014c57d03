//! Subscriptions: their periods, their invoices, how they end, and what a change of price costs.

use super::{NOW, bought, control, dollars, emulator, in_order, monthly, stripe};
use crate::provider::emulator::Emulator;
use aimall::payment::{
    Stripe,
    stripe::{
        Interval, InvoiceStatus, NewPrice, NewSession, PaymentStatus, Proration, Purpose, RefusalKind, Subscription,
        SubscriptionStatus as Status,
    },
};
use serde_json::json;

/// 21 October 2026, 14:13:20, a month after [`NOW`].
const MONTH_LATER: i64 = NOW + 30 * 86_400;

async fn subscribed(emulator: &Emulator) -> (Stripe, Subscription) {
    let session = bought(emulator, &monthly()).await;
    assert!(session.is_settled());
    let stripe = stripe(emulator);
    let subscription = stripe.subscription(session.subscription.as_deref().unwrap()).await.unwrap();
    (stripe, subscription)
}

#[tokio::test]
async fn a_subscription_is_paid_every_month() {
    let emulator = emulator().await;
    let (stripe, first) = subscribed(&emulator).await;
    assert_eq!((first.status, first.period()), (Status::Active, Some((NOW, MONTH_LATER))));
    assert_eq!((first.ends_at(), first.metadata["order"].as_str()), (None, "7"));
    let item = first.item().unwrap();
    assert_eq!(item.price.cash(), Some(dollars(900)));
    assert_eq!(item.price.recurring.unwrap().interval, Interval::Month);
    let invoice = stripe.invoice(first.latest_invoice.as_deref().unwrap()).await.unwrap();
    assert_eq!((invoice.status, invoice.paid()), (InvoiceStatus::Paid, Some(dollars(900))));
    assert_eq!(invoice.billing_reason.as_deref(), Some("subscription_create"));
    assert_eq!(invoice.subscription(), Some(first.id.as_str()));
    assert_eq!(invoice.subscription_metadata().unwrap()["order"], "7");
    assert_eq!(invoice.period(), Some((NOW, MONTH_LATER)));
    let intent = stripe.payment_intent(invoice.payment_intent().unwrap()).await.unwrap();
    assert_eq!(intent.received(), Some(dollars(900)));
    let renewed = control(&emulator, "stripe/renew", json!({})).await;
    assert_eq!(renewed["now"], MONTH_LATER);
    let second = stripe.subscription(&first.id).await.unwrap();
    assert_eq!(second.period(), Some((MONTH_LATER, NOW + 61 * 86_400)), "31 days of October and November");
    let customer = first.customer.unwrap();
    let all = stripe.invoices(&customer, None).await.unwrap();
    assert_eq!((all.data.len(), all.has_more), (2, false));
    assert_eq!(all.data[0].billing_reason.as_deref(), Some("subscription_cycle"), "the newest first");
    assert_eq!(all.data[0].period(), second.period(), "an invoice buys the time that comes");
    assert_eq!(all.data[0].payment_intent(), None, "a list does not tell payments");
    let behind = stripe.invoices(&customer, all.data[0].id.as_deref()).await.unwrap();
    assert_eq!(behind.data.len(), 1);
    in_order(&emulator);
}

#[tokio::test]
async fn who_does_not_pay_falls_behind_and_out() {
    for (setting, end) in [("canceled", Status::Canceled), ("unpaid", Status::Unpaid)] {
        let emulator = emulator().await;
        let (stripe, subscription) = subscribed(&emulator).await;
        control(&emulator, "stripe/settings", json!({"after_retries": setting})).await;
        let refused = json!({"decline_code": "insufficient_funds"});
        for attempt in 1..=3_u32 {
            control(&emulator, "stripe/renew", refused.clone()).await;
            let behind = stripe.subscription(&subscription.id).await.unwrap();
            assert_eq!(behind.status, Status::PastDue, "attempt {attempt}");
            let invoice = stripe.invoice(behind.latest_invoice.as_deref().unwrap()).await.unwrap();
            assert_eq!((invoice.status, invoice.attempt_count), (InvoiceStatus::Open, attempt));
            assert_eq!((invoice.due(), invoice.paid()), (Some(dollars(900)), Some(dollars(0))));
            assert!(invoice.next_payment_attempt.is_some());
        }
        control(&emulator, "stripe/renew", refused).await;
        let ended = stripe.subscription(&subscription.id).await.unwrap();
        assert_eq!(ended.status, end);
        let invoice = stripe.invoice(ended.latest_invoice.as_deref().unwrap()).await.unwrap();
        assert_eq!((invoice.status, invoice.next_payment_attempt), (InvoiceStatus::Uncollectible, None));
    }
}

#[tokio::test]
async fn a_new_card_catches_up() {
    let emulator = emulator().await;
    let (stripe, subscription) = subscribed(&emulator).await;
    control(&emulator, "stripe/renew", json!({"decline_code": "expired_card"})).await;
    assert_eq!(stripe.subscription(&subscription.id).await.unwrap().status, Status::PastDue);
    let portal =
        stripe.create_portal(subscription.customer.as_deref().unwrap(), "http://127.0.0.1:9/plan").await.unwrap();
    assert!(portal.url.ends_with(&format!("/stripe/portal/{}", portal.id)));
    control(&emulator, "stripe/portal", json!({"action": "card"})).await;
    control(&emulator, "stripe/renew", json!({})).await;
    let caught = stripe.subscription(&subscription.id).await.unwrap();
    assert_eq!(caught.status, Status::Active);
    let invoice = stripe.invoice(caught.latest_invoice.as_deref().unwrap()).await.unwrap();
    assert_eq!((invoice.status, invoice.attempt_count), (InvoiceStatus::Paid, 2));
    assert_eq!(invoice.period(), caught.period());
    in_order(&emulator);
}

#[tokio::test]
async fn a_subscription_ends_as_it_was_told() {
    for mode in ["flexible", "classic"] {
        let emulator = emulator().await;
        control(&emulator, "stripe/settings", json!({"billing_mode": mode})).await;
        let (stripe, subscription) = subscribed(&emulator).await;
        let id = subscription.id.as_str();
        // By us, and taken back.
        let ending = stripe.end_with_period("end-1", id).await.unwrap();
        assert_eq!((ending.cancel_at_period_end, ending.ends_at()), (true, Some(MONTH_LATER)), "{mode}");
        assert_eq!(stripe.keep("keep-1", &ending).await.unwrap().ends_at(), None, "{mode}");
        // In the portal, and taken back by us.
        stripe.create_portal(subscription.customer.as_deref().unwrap(), "http://127.0.0.1:9/plan").await.unwrap();
        control(&emulator, "stripe/portal", json!({"action": "cancel"})).await;
        let ending = stripe.subscription(id).await.unwrap();
        assert_eq!((ending.cancel_at_period_end, ending.ends_at()), (mode == "classic", Some(MONTH_LATER)));
        assert_eq!(stripe.keep("keep-2", &ending).await.unwrap().ends_at(), None, "{mode}");
        // In the portal, for good.
        control(&emulator, "stripe/portal", json!({"action": "cancel"})).await;
        assert_eq!(stripe.subscription(id).await.unwrap().status, Status::Active, "until its end");
        control(&emulator, "clock", json!({"advance_s": 30 * 86_400})).await;
        let ended = stripe.subscription(id).await.unwrap();
        assert_eq!((ended.status, ended.ended_at), (Status::Canceled, Some(MONTH_LATER)));
        assert_eq!(stripe.invoices(&ended.customer.unwrap(), None).await.unwrap().data.len(), 1, "not paid again");
        in_order(&emulator);
    }
}

#[tokio::test]
async fn a_subscription_ends_now() {
    let emulator = emulator().await;
    let (stripe, subscription) = subscribed(&emulator).await;
    let ended = stripe.cancel_subscription(&subscription.id).await.unwrap();
    assert_eq!((ended.status, ended.ended_at), (Status::Canceled, Some(NOW)));
    let failure = stripe.cancel_subscription(&subscription.id).await.unwrap_err();
    assert_eq!(failure.refusal().unwrap().kind, RefusalKind::Missing);
    let failure = stripe.end_with_period("end-1", &subscription.id).await.unwrap_err();
    assert_eq!(failure.refusal().unwrap().kind, RefusalKind::Invalid);
}

#[tokio::test]
async fn a_trial_costs_nothing_until_it_ends() {
    let emulator = emulator().await;
    let trial = NewSession { purpose: Purpose::Subscription { trial_days: Some(7) }, ..monthly() };
    let session = bought(&emulator, &trial).await;
    assert_eq!((session.payment_status, session.is_settled()), (PaymentStatus::NoPaymentRequired, true));
    let (stripe, id) = (stripe(&emulator), session.subscription.unwrap());
    let trial = stripe.subscription(&id).await.unwrap();
    assert_eq!((trial.status, trial.trial_end), (Status::Trialing, Some(NOW + 7 * 86_400)));
    control(&emulator, "stripe/renew", json!({})).await;
    let paid = stripe.subscription(&id).await.unwrap();
    assert_eq!((paid.status, paid.period().unwrap().0), (Status::Active, NOW + 7 * 86_400));
    let invoice = stripe.invoice(paid.latest_invoice.as_deref().unwrap()).await.unwrap();
    assert_eq!(invoice.paid(), Some(dollars(900)));
}

/// Half of a month is left.
async fn halfway(emulator: &Emulator) -> (Stripe, Subscription) {
    let subscribed = subscribed(emulator).await;
    control(emulator, "clock", json!({"advance_s": 15 * 86_400})).await;
    subscribed
}

fn inline(subscription: &Subscription, cents: i64, every: Interval) -> NewPrice {
    let product = subscription.item().unwrap().price.product.clone().unwrap();
    NewPrice::Inline { product, price: dollars(cents), every }
}

#[tokio::test]
async fn a_dearer_plan_costs_its_difference() {
    for (number, (proration, paid_now, paid_next)) in [
        (Proration::InvoiceNow, Some(450), 1_800),
        (Proration::NextInvoice, None, 1_800 + 450),
        (Proration::None, None, 1_800),
    ]
    .into_iter()
    .enumerate()
    {
        let emulator = emulator().await;
        let (stripe, old) = halfway(&emulator).await;
        let (item, price) = (old.item().unwrap(), inline(&old, 1_800, Interval::Month));
        let key = format!("change-{number}");
        let new = stripe.change_price(&key, &old.id, item, &price, proration).await.unwrap();
        assert_eq!((new.item().unwrap().price.cash(), new.period()), (Some(dollars(1_800)), old.period()));
        let invoice = stripe.invoice(new.latest_invoice.as_deref().unwrap()).await.unwrap();
        let told = (invoice.billing_reason.as_deref() == Some("subscription_update")).then_some(invoice.amount_paid);
        assert_eq!(told, paid_now, "{proration:?}");
        if told.is_some() {
            assert_eq!(invoice.period(), None, "it buys no new period");
        }
        control(&emulator, "stripe/renew", json!({})).await;
        let renewed = stripe.subscription(&old.id).await.unwrap();
        let invoice = stripe.invoice(renewed.latest_invoice.as_deref().unwrap()).await.unwrap();
        assert_eq!((invoice.amount_paid, invoice.period()), (paid_next, renewed.period()), "{proration:?}");
        in_order(&emulator);
    }
}

#[tokio::test]
async fn a_plan_of_another_rhythm_begins_anew() {
    let emulator = emulator().await;
    let (stripe, old) = halfway(&emulator).await;
    let product = stripe.create_product("product-1", "Plus, a year").await.unwrap();
    let price = NewPrice::Inline { product: product.id, price: dollars(9_000), every: Interval::Year };
    let item = old.item().unwrap();
    let new = stripe.change_price("change", &old.id, item, &price, Proration::InvoiceNow).await.unwrap();
    let starts = NOW + 15 * 86_400;
    assert_eq!(new.period(), Some((starts, starts + 365 * 86_400)));
    let invoice = stripe.invoice(new.latest_invoice.as_deref().unwrap()).await.unwrap();
    assert_eq!((invoice.amount_paid, invoice.period()), (9_000 - 450, new.period()));
    in_order(&emulator);
}

#[tokio::test]
async fn a_change_whose_card_is_declined_falls_behind() {
    let emulator = emulator().await;
    let (stripe, old) = halfway(&emulator).await;
    control(&emulator, "stripe/card", json!({"decline_code": "generic_decline"})).await;
    let price = inline(&old, 1_800, Interval::Month);
    let new = stripe.change_price("change", &old.id, old.item().unwrap(), &price, Proration::InvoiceNow).await.unwrap();
    assert_eq!(new.status, Status::PastDue);
    let failure = stripe
        .change_price("other", &old.id, old.item().unwrap(), &NewPrice::Known("price_no".to_owned()), Proration::None)
        .await
        .unwrap_err();
    assert_eq!(failure.refusal().unwrap().kind, RefusalKind::Missing);
}
