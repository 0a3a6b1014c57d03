//! Which gateways are on: those that the settings have a secret for, in a whole server too.

use super::{NOW, WAITS, control, once, payment};
use crate::{
    harness::{Setup, TestApp},
    provider::emulator::{
        stripe::{SECRET_KEY, WEBHOOK_SECRET},
        zarinpal::MERCHANT,
    },
};
use aimall::{
    payment::{Gateways, stripe::NewSession},
    server::config::{Settings, Source},
};
use serde_json::json;

fn gateways(pairs: &[(&str, &str)]) -> Gateways {
    let folder = tempfile::tempdir().unwrap();
    let mut pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    pairs.push(("DATA_DIR".to_owned(), folder.path().display().to_string()));
    Gateways::connect(&Settings::read(&Source::of(pairs)).unwrap().payments, WAITS).unwrap()
}

#[test]
fn a_gateway_without_its_secret_is_not_there() {
    for (pairs, zarinpal, stripe) in [
        (&[][..], false, None),
        (&[("STRIPE_SECRET_KEY", ""), ("ZARINPAL_MERCHANT_ID", " ")], false, None),
        (&[("STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET)], false, None),
        (&[("STRIPE_SECRET_KEY", SECRET_KEY)], false, Some(false)),
        (&[("STRIPE_SECRET_KEY", SECRET_KEY), ("STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET)], false, Some(true)),
        (&[("ZARINPAL_MERCHANT_ID", MERCHANT)], true, None),
    ] {
        let found = gateways(pairs);
        let told = found.stripe.as_ref().map(aimall::payment::Stripe::takes_events);
        assert_eq!((found.zarinpal.is_some(), told), (zarinpal, stripe), "{pairs:?}");
    }
}

fn with_gateways() -> Setup {
    let settings = vec![
        ("STRIPE_SECRET_KEY", SECRET_KEY.to_owned()),
        ("STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET.to_owned()),
        ("ZARINPAL_MERCHANT_ID", MERCHANT.to_owned()),
    ];
    Setup { settings, manual_clock: true }
}

on_both! { with with_gateways();
    async fn a_server_reaches_its_gateways_in_its_own_time(app: &TestApp) {
        let (zarinpal, stripe) = (app.cx.gateways.zarinpal.clone().unwrap(), app.cx.gateways.stripe.clone().unwrap());
        zarinpal.request(&payment()).await.unwrap();
        let expires_at = Some(app.cx.clock.now().plus_s(1_800));
        let session = stripe.create_session("key-1", &NewSession { expires_at, ..once() }).await.unwrap();
        assert_eq!(session.expires_at, Some(NOW + 1_800));
        app.cx.clock.advance_s(1_800);
        control(&app.emulator, "clock", json!({})).await;
        assert_eq!(stripe.session(&session.id).await.unwrap().status.as_str(), "expired");
    }
}
