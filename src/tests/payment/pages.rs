//! The pages of gateways, as a browser sees them: what is on them, and where each button leads.

use super::{NOW, browser, control, emulator, monthly, once, payment, stripe, zarinpal};
use crate::provider::emulator::Emulator;
use aimall::payment::zarinpal::{PaymentRequest, Standing};
use axum::{Router, extract::State, http::Uri, routing::get};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// A page's text.
async fn page(url: &str) -> (u16, String) {
    let response = browser().get(url).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// Where a button leads; none when the page stays.
async fn press(page: &str, button: &str) -> (u16, Option<String>, String) {
    let response = browser().post(format!("{page}/{button}")).send().await.unwrap();
    let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
    (response.status().as_u16(), location, response.text().await.unwrap())
}

/// Somebody who writes down what is asked for.
async fn listener() -> (String, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let write = |State(asked): State<Arc<Mutex<Vec<String>>>>, uri: Uri| async move {
        asked.lock().unwrap().push(uri.to_string());
    };
    let router = Router::new().fallback(get(write)).with_state(asked.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (address, asked)
}

#[tokio::test]
async fn every_button_of_zarinpal() {
    let emulator = emulator().await;
    let zarinpal = zarinpal(&emulator);
    let (address, asked) = listener().await;
    for (button, status, leaves, calls, standing) in [
        ("pay", "OK", true, 0, Standing::Paid),
        ("cancel", "NOK", true, 0, Standing::Failed),
        ("pay-close", "OK", false, 0, Standing::Paid),
        ("pay-twice", "OK", true, 1, Standing::Paid),
        ("delayed", "OK", false, 0, Standing::Paid),
    ] {
        let wanted = PaymentRequest { callback_url: format!("{address}/back"), ..payment() };
        let authority = zarinpal.request(&wanted).await.unwrap().authority;
        let url = zarinpal.start_pay_url(&authority);
        let (code, text) = page(&url).await;
        assert_eq!(code, 200);
        assert!(text.contains("490000 IRR") && text.contains("۱۰۰۰ سکه"), "{text}");
        assert!(text.contains(&format!("id=\"{button}\"")), "{text}");
        let back = format!("{address}/back?Authority={authority}&Status={status}");
        let (code, location, text) = press(&url, button).await;
        assert_eq!((code, location.as_ref()), if leaves { (303, Some(&back)) } else { (200, None) }, "{button}");
        assert_eq!(text.contains(&back.replace('&', "&amp;")), button == "delayed", "{button}");
        assert_eq!(std::mem::take(&mut *asked.lock().unwrap()).len(), calls, "{button}");
        assert_eq!(zarinpal.inquire(&authority).await.unwrap(), standing, "{button}");
        assert_eq!(page(&url).await.0, 410, "once");
        assert_eq!(press(&url, "pay").await.0, 400, "once");
    }
    assert_eq!(page(&format!("{}/pg/StartPay/A0", emulator.base_url("zarinpal"))).await.0, 404);
    // The way back can be walked without a browser, and with any word.
    let told = control(&emulator, "zarinpal/callback", json!({"status": "NOK"})).await;
    assert_eq!(told["status"], 200);
    assert!(asked.lock().unwrap()[0].ends_with("Status=NOK"));
}

async fn pay_page(emulator: &Emulator, key: &str) -> String {
    stripe(emulator).create_session(key, &once()).await.unwrap().url.unwrap()
}

#[tokio::test]
async fn every_button_of_checkout() {
    let emulator = emulator().await;
    let first = pay_page(&emulator, "key-1").await;
    let (code, text) = page(&first).await;
    assert_eq!(code, 200);
    assert!(text.contains("۱۰۰۰ سکه") && text.contains("500 usd"), "{text}");
    assert_eq!(press(&first, "cancel").await.1.as_deref(), Some("http://127.0.0.1:9/back"));
    let (code, location, text) = press(&first, "decline").await;
    assert_eq!((code, location), (200, None));
    assert!(text.contains("Your card was declined.") && text.contains("id=\"pay\""), "{text}");
    let done = press(&first, "pay").await.1.unwrap();
    assert_eq!(done, format!("http://127.0.0.1:9/done?session={}", first.rsplit('/').next().unwrap()));
    assert_eq!((page(&first).await.0, press(&first, "pay").await.0), (410, 400));
    let second = pay_page(&emulator, "key-2").await;
    assert!(press(&second, "pay-later").await.1.is_some());
    assert_eq!(page(&format!("{}/pay/cs_nobody", emulator.base_url("stripe"))).await.0, 404);
}

#[tokio::test]
async fn every_button_of_the_portal() {
    let emulator = emulator().await;
    let session = super::bought(&emulator, &monthly()).await;
    let (stripe, id) = (stripe(&emulator), session.subscription.unwrap());
    let portal = stripe.create_portal(&session.customer.unwrap(), "http://127.0.0.1:9/plan").await.unwrap().url;
    let (code, text) = page(&portal).await;
    assert!(code == 200 && text.contains(&id) && text.contains("The card is good."), "{text}");
    assert_eq!(press(&portal, "cancel").await.0, 303);
    assert!(stripe.subscription(&id).await.unwrap().ends_at().is_some_and(|at| at > NOW));
    assert!(page(&portal).await.1.contains("ends"));
    press(&portal, "keep").await;
    assert_eq!(stripe.subscription(&id).await.unwrap().ends_at(), None);
    press(&portal, "bad-card").await;
    assert!(page(&portal).await.1.contains("The card is declined."));
    press(&portal, "card").await;
    assert_eq!(press(&portal, "back").await.1.as_deref(), Some("http://127.0.0.1:9/plan"));
    assert_eq!(press(&portal, "nothing").await.0, 400);
}

#[tokio::test]
async fn controls_are_there_for_journeys() {
    let emulator = emulator().await;
    let base = format!("http://{}/emulator", emulator.address());
    let ask = async |path: &str, body: Value| {
        let response = browser().post(format!("{base}/{path}")).json(&body).send().await.unwrap();
        (response.status().as_u16(), response.json::<Value>().await.unwrap())
    };
    assert_eq!(ask("clock", json!({"advance_s": 5})).await, (200, json!({"wall": NOW, "now": NOW + 5})));
    assert_eq!(ask("zarinpal/payments", Value::Null).await, (200, json!([])));
    for (path, body) in [
        ("stripe/session", json!({"action": "pay"})),
        ("stripe/next", json!({"mistake": true})),
        ("stripe/send", json!({})),
        ("zarinpal/settings", json!({"colour": "blue"})),
        ("zarinpal/act", json!({"action": "pay"})),
        ("nothing", json!({})),
    ] {
        let (status, told) = ask(path, body).await;
        assert!(status == 400 && told["error"].is_string(), "{path}: {told}");
    }
    // Neither counts among what the product asked for.
    assert_eq!(emulator.requests().len(), 0);
}
