//! SIGKILL while payments come in: each payment that its gateway has becomes coins once.

use super::{PEOPLE, Process, command};
use crate::{
    harness::{Client, Database, Engine, milli, wait_until},
    order::{id, package, place},
    provider::emulator::Emulator,
};
use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::{
    io::Write,
    net::{SocketAddr, TcpListener},
    process::Stdio,
    time::Duration,
};

/// Orders of each person at each gateway: as many as may be open at once.
const EACH: usize = 2;
/// How often the knife falls.
const KILLS: u64 = 3;
/// The coins of the package, in thousandths.
const COINS: i64 = 110_000;

struct Bought {
    client: Client,
    order: String,
    gateway: &'static str,
    handle: String,
}

/// What a browser does that comes back from Zarinpal's page, or is opened again; the server may be dead.
async fn call_back(address: SocketAddr, authority: &str) {
    let url = format!("http://{address}/api/v1/payments/zarinpal/callback?Authority={authority}&Status=OK");
    let _ = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap().get(url).send().await;
}

async fn pay(emulator: &Emulator, address: SocketAddr, bought: &Bought) {
    // Once: the second time the gateway says that it was paid already.
    let _ = match bought.gateway {
        "zarinpal" => emulator.control("zarinpal/act", json!({"authority": bought.handle, "action": "pay"})).await,
        _ => emulator.control("stripe/session", json!({"session": bought.handle, "action": "pay"})).await,
    };
    if bought.gateway == "zarinpal" {
        call_back(address, &bought.handle).await;
    }
}

async fn kill_among_payments(engine: Engine) {
    let Some(database) = Database::fresh(engine).await else {
        eprintln!("TEST_DATABASE_URL is not set: not run on PostgreSQL");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let emulator = Emulator::start().await.unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut server = Process::start(address, &database, folder.path(), &emulator).await;
    let hook = format!("http://{address}/api/v1/payments/webhook");
    emulator.control("stripe/endpoint", json!({"url": hook})).await.unwrap();

    let create = ["admin", "create", "--email", "boss@example.com", "--password-stdin"];
    let mut made = command(&database, folder.path()).args(create).stdin(Stdio::piped()).spawn().unwrap();
    made.stdin.take().unwrap().write_all(b"a good password\n").unwrap();
    assert!(made.wait().unwrap().success());
    let mut boss = Client::new(address);
    let (status, tokens) = boss.post("auth/login", json!({"email": "boss@example.com", "password": "a good password"})).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    boss.keep_tokens(&tokens);
    let offer = package(&boss).await;

    let mut all = Vec::new();
    let mut people = Vec::new();
    for n in 0..PEOPLE {
        let mut client = Client::new(address);
        client.register(&format!("payer{n}@example.com"), "a good password").await;
        for gateway in ["zarinpal", "stripe"].repeat(EACH) {
            let placed = place(&client, &offer, gateway).await;
            let page = placed["redirect_url"].as_str().unwrap();
            let handle = page.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
            all.push(Bought { client: client.clone(), order: id(&placed), gateway, handle });
        }
        people.push(client);
    }
    let before = milli(&people[0].get("billing/balance").await.1["available"]);

    for kill in 0..KILLS {
        // A different moment each time: before, among and after the commits of these payments.
        let knife = async {
            tokio::time::sleep(Duration::from_millis(15 + 40 * kill)).await;
            server.kill();
        };
        let part = all.iter().skip(usize::try_from(kill).unwrap()).step_by(usize::try_from(KILLS).unwrap());
        tokio::join!(join_all(part.map(|bought| pay(&emulator, address, bought))), knife);
        server = Process::start(address, &database, folder.path(), &emulator).await;
    }
    // Stripe sends again what was not taken; browsers are opened again.
    emulator.control("clock", json!({"advance_s": 8 * 3_600})).await.unwrap();
    emulator.control("stripe/flush", json!({})).await.unwrap();
    join_all(all.iter().filter(|bought| bought.gateway == "zarinpal").map(|bought| call_back(address, &bought.handle))).await;
    for bought in &all {
        let fulfilled = || async {
            let (_, order) = bought.client.get(&format!("payments/orders/{}", bought.order)).await;
            order["state"] == "fulfilled"
        };
        wait_until("what was paid is handed over", fulfilled).await;
    }
    let each = i64::try_from(EACH).unwrap() * 2;
    for client in &people {
        let balance = milli(&client.get("billing/balance").await.1["available"]);
        assert_eq!(balance, before + each * COINS, "each payment once");
    }
    let invoices = boss.request(Method::GET, "admin/invoices").send().await.unwrap();
    assert_eq!(invoices.status(), StatusCode::OK);
    let check = command(&database, folder.path()).args(["check", "ledger"]).status().unwrap();
    assert!(check.success(), "aimall check ledger");
    server.kill();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn payments_sqlite() {
    kill_among_payments(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn payments_postgres() {
    kill_among_payments(Engine::Postgres).await;
}
