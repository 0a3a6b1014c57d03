//! SIGKILL while pictures wait and are drawn: after the restart none was asked for twice, and each is paid once or frozen.

use super::{Process, command};
use crate::{
    harness::{Client, Database, Engine, milli},
    provider::emulator::{Emulator, Scenario, Step, media::png},
    queue::order,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;
use std::{collections::BTreeSet, net::TcpListener, time::Duration};

const ORDERS: usize = 24;
const PEOPLE: usize = 3;
/// Pictures that are asked for when the knife falls, at least.
const BEFORE: usize = 7;
/// Pictures that one process has under way at most.
const SLOTS: usize = 8;

/// A picture that takes its time.
fn slow() -> Scenario {
    let body = json!({
        "created": 1, "data": [{"b64_json": STANDARD.encode(png(8, 8, 1))}],
        "usage": {"input_tokens": 12, "output_tokens": 1_000, "total_tokens": 1_012,
            "input_tokens_details": {"text_tokens": 12, "image_tokens": 0},
            "output_tokens_details": {"text_tokens": 0, "image_tokens": 1_000}},
    });
    let mut scenario = Scenario::body(200, "application/json", body.to_string());
    scenario.steps.insert(0, Step::Sleep(Duration::from_millis(150)));
    scenario
}

/// The prompts that were asked for, in their order.
fn asked(emulator: &Emulator) -> Vec<String> {
    let pictures = emulator.requests().into_iter().filter(|request| request.path.ends_with("/images/generations"));
    pictures.map(|request| request.body["prompt"].as_str().unwrap().to_owned()).collect()
}

async fn kill_in_the_middle(engine: Engine) {
    let Some(database) = Database::fresh(engine).await else {
        eprintln!("TEST_DATABASE_URL is not set: not run on PostgreSQL");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let emulator = Emulator::start().await.unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut server = Process::start(address, &database, folder.path(), &emulator).await;
    for _ in 0..ORDERS {
        emulator.queue(slow());
    }
    let mut people = Vec::new();
    for n in 0..PEOPLE {
        let mut client = Client::new(address);
        client.register(&format!("person{n}@example.com"), "a good password").await;
        people.push(client);
    }
    let mut runs = Vec::new();
    for n in 0..ORDERS {
        let client = people[n % PEOPLE].clone();
        runs.push((order(&client, &format!("picture {n}")).await, client));
    }
    crate::harness::wait_until("some are asked for", || async { asked(&emulator).len() >= BEFORE }).await;
    server.kill();
    assert!(asked(&emulator).len() < ORDERS, "the knife falls in the middle");

    let mut server = Process::start(address, &database, folder.path(), &emulator).await;
    let (mut paid, mut drawn, mut uncertain) = (0, 0, 0);
    for (run, client) in &runs {
        let ended = client.ended(run).await;
        let pictures = client.get(&format!("images/{run}")).await.1["pictures"].as_array().unwrap().len();
        match ended["state"].as_str().unwrap() {
            "succeeded" => {
                assert_eq!(pictures, 1, "what is paid is there: {ended}");
                drawn += 1;
                paid += milli(&ended["coin_cost"]);
            }
            "uncertain" => uncertain += 1,
            other => panic!("{other}: {ended}"),
        }
    }
    assert!(uncertain <= SLOTS && drawn + uncertain == ORDERS, "{drawn} drawn, {uncertain} uncertain");
    let (all, once) = (asked(&emulator), asked(&emulator).into_iter().collect::<BTreeSet<_>>());
    // What was about to be asked for when the knife fell is uncertain too: nobody can know that it was not.
    assert!(all.len() == once.len() && all.len() >= drawn, "none was asked for twice: {all:?}");
    let mut left = 0;
    for client in &people {
        let (available, held) = client.balance().await;
        left += available + held;
    }
    assert_eq!(left + paid, i64::try_from(PEOPLE).unwrap() * 50_000_000, "each was paid once");
    let check = command(&database, folder.path()).args(["check", "ledger"]).status().unwrap();
    assert!(check.success(), "aimall check ledger");
    server.kill();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pictures_sqlite() {
    kill_in_the_middle(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pictures_postgres() {
    kill_in_the_middle(Engine::Postgres).await;
}
