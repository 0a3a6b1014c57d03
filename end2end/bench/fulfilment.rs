//! Payments that become coins: from the browser's return to the coins in the wallet, with the gateway's verification, the
//! invoice and two durable commits; beside it, what the gateway's answer alone takes.

use crate::{
    caller::{Caller, client},
    emulator::{Emulator, contract::OPENAI_KEY, zarinpal::MERCHANT},
    process::{Process, aimall_command, free_address, ready},
};
use futures::{StreamExt, stream};
use reqwest::Client;
use serde_json::{Value, json};
use std::{io::Write, net::SocketAddr, process::Stdio, time::Instant};

/// A person may have five orders open.
const EACH: usize = 5;
/// People of a round.
const PEOPLE: usize = 20;
const AT_ONCE: usize = 32;

pub async fn measure() {
    println!("\npayments made coins per second (callback, verification, invoice, coins; on SQLite)");
    let (emulator, folder, address) = (Emulator::start().await.unwrap(), tempfile::tempdir().unwrap(), free_address());
    let command = || {
        let mut command = aimall_command(address, folder.path(), &emulator.base_url("openai"), OPENAI_KEY);
        command.env("ZARINPAL_MERCHANT_ID", MERCHANT).env("ZARINPAL_BASE_URL", emulator.base_url("zarinpal"));
        command
    };
    let _process = Process::of(command().arg("serve").spawn().unwrap());
    ready(address).await;
    let create = ["admin", "create", "--email", "boss@example.com", "--password-stdin"];
    let mut made = command().args(create).stdin(Stdio::piped()).spawn().unwrap();
    made.stdin.take().unwrap().write_all(b"a good password\n").unwrap();
    assert!(made.wait().unwrap().success());
    let offer = make_offer(address).await;
    let (single, shared) =
        (pay(&emulator, address, &offer, "single").await, pay(&emulator, address, &offer, "shared").await);
    let one = rate(address, &single, 1).await;
    let many = rate(address, &shared, AT_ONCE).await;
    println!("  one at a time {one:.0}/s; {AT_ONCE} at once {many:.0}/s ({:.1} ×)", many / one);
    let asked = verify(&emulator, &shared).await;
    println!("  the emulated gateway alone answers {asked:.0}/s at {AT_ONCE} at once");
}

async fn make_offer(address: SocketAddr) -> String {
    let (http, base) = (client(), format!("http://{address}/api/v1"));
    let login = json!({"email": "boss@example.com", "password": "a good password"});
    let tokens: Value =
        http.post(format!("{base}/auth/login")).json(&login).send().await.unwrap().json().await.unwrap();
    let offer = json!({
        "kind": "package", "name_fa": "بسته", "name_en": "Package", "coins": "100",
        "prices": [{"amount_minor": 490_000, "currency": "IRR"}],
    });
    let made = http.post(format!("{base}/admin/offers")).bearer_auth(tokens["access_token"].as_str().unwrap());
    let made: Value = made.json(&offer).send().await.unwrap().json().await.unwrap();
    made["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}

/// Orders that are paid at the gateway and whose browsers have not come back: their addresses.
async fn pay(emulator: &Emulator, address: SocketAddr, offer: &str, round: &str) -> Vec<String> {
    let mut authorities = Vec::new();
    for person in Caller::people(address, PEOPLE, round).await {
        let Caller::Person { http, base, token } = person else { continue };
        for _ in 0..EACH {
            let order = json!({"package_id": offer, "gateway": "zarinpal"});
            let placed = http.post(format!("{base}/payments/purchase-credits")).bearer_auth(&token).json(&order);
            let placed: Value = placed.send().await.unwrap().json().await.unwrap();
            let page = placed["redirect_url"].as_str().unwrap_or_else(|| panic!("{placed}"));
            authorities.push(page.rsplit('/').next().unwrap().to_owned());
        }
    }
    for authority in &authorities {
        emulator.control("zarinpal/act", json!({"authority": authority, "action": "pay"})).await.unwrap();
    }
    authorities
}

async fn each<F: Future<Output = ()>>(things: &[String], at_once: usize, ask: impl Fn(String) -> F) -> f64 {
    let began = Instant::now();
    stream::iter(things.iter().cloned().map(ask)).buffer_unordered(at_once).collect::<Vec<()>>().await;
    things.len() as f64 / began.elapsed().as_secs_f64()
}

async fn rate(address: SocketAddr, authorities: &[String], at_once: usize) -> f64 {
    let http = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    each(authorities, at_once, |authority| {
        let url = format!("http://{address}/api/v1/payments/zarinpal/callback?Authority={authority}&Status=OK");
        let asked = http.get(url).send();
        async move {
            let answer = asked.await.unwrap();
            assert!(answer.headers()["location"].to_str().unwrap().len() > "/app/orders".len(), "{answer:?}");
        }
    })
    .await
}

async fn verify(emulator: &Emulator, authorities: &[String]) -> f64 {
    let (http, url) = (client(), format!("{}/pg/v4/payment/verify.json", emulator.base_url("zarinpal")));
    each(authorities, AT_ONCE, |authority| {
        let body = json!({"merchant_id": MERCHANT, "amount": 490_000, "authority": authority});
        let asked = http.post(&url).json(&body).send();
        async move { assert!(asked.await.unwrap().status().is_success()) }
    })
    .await
}
