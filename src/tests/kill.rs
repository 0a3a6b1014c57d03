//! SIGKILL in the middle of fifty answers, or of payments: after the restart everything that was promised holds.

mod orders;
mod queue;

use crate::{
    harness::{Client, Database, Engine, wait_until},
    provider::emulator::{
        Emulator,
        contract::OPENAI_KEY,
        stripe::{SECRET_KEY, WEBHOOK_SECRET},
        zarinpal::MERCHANT,
    },
};
use futures::future::join_all;
use reqwest::StatusCode;
use serde_json::json;
use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
};

const STREAMS: usize = 50;
const PEOPLE: usize = 5;

struct Process {
    child: Child,
}

impl Process {
    async fn start(address: SocketAddr, database: &Database, folder: &Path, emulator: &Emulator) -> Self {
        let child = command(database, folder)
            .arg("serve")
            .env("LEPTOS_SITE_ADDR", address.to_string())
            .env("OPENAI_API_KEY", OPENAI_KEY)
            .env("OPENAI_BASE_URL", emulator.base_url("openai"))
            .env("ZARINPAL_BASE_URL", emulator.base_url("zarinpal"))
            .env("ZARINPAL_MERCHANT_ID", MERCHANT)
            .env("STRIPE_BASE_URL", emulator.base_url("stripe"))
            .env("STRIPE_SECRET_KEY", SECRET_KEY)
            .env("STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET)
            .env("SIGNUP_COINS", "50000")
            .env("CHAT_TITLES", "false")
            .spawn()
            .unwrap();
        let process = Self { child };
        let ready = format!("http://{address}/api/health/ready");
        wait_until("the server is ready", || async {
            reqwest::get(&ready).await.is_ok_and(|answer| answer.status() == StatusCode::OK)
        })
        .await;
        process
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(database: &Database, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aimall"));
    command
        .current_dir(folder)
        .env_clear()
        .env("DATA_DIR", folder)
        .env("DATABASE_URL", database.url(folder))
        .env("RUST_LOG", "warn")
        .stdout(Stdio::null());
    command
}

async fn kill_in_the_middle(engine: Engine) {
    let Some(database) = Database::fresh(engine).await else {
        eprintln!("TEST_DATABASE_URL is not set: not run on PostgreSQL");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let emulator = Emulator::start().await.unwrap();
    // The tests' own client needs its cryptography named, as the product does at its start.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut server = Process::start(address, &database, folder.path(), &emulator).await;

    let mut people = Vec::new();
    for n in 0..PEOPLE {
        let mut client = Client::new(address);
        client.register(&format!("person{n}@example.com"), "a good password").await;
        people.push(client);
    }
    let started = join_all((0..STREAMS).map(|n| {
        let client = people[n % PEOPLE].clone();
        async move {
            let conversation = client.conversation().await;
            let run = client.ask(&conversation, "[[slow]] tell me").await;
            // What a person has seen before the lights go out.
            let seen = client.watch(&run, 0).await.next().await.unwrap();
            (client, conversation, run, seen)
        }
    }))
    .await;
    // Ledger traffic beside the streams: answers that start and end while the knife falls.
    let traffic: Vec<_> = people
        .iter()
        .cloned()
        .map(|client| {
            tokio::spawn(async move {
                loop {
                    let conversation = client.post("conversations", json!({})).await;
                    let Some(id) = conversation.1["id"].as_str().map(str::to_owned) else { continue };
                    client.say(&id, "[[fast]] quick").await;
                }
            })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    server.kill();
    traffic.iter().for_each(tokio::task::JoinHandle::abort);

    let mut server = Process::start(address, &database, folder.path(), &emulator).await;
    for (client, conversation, run, seen) in &started {
        let ended = client.ended(run).await;
        assert_eq!(ended["state"], "interrupted", "{ended}");
        assert_eq!(ended["coin_cost"], "0", "our failure costs nobody anything");
        let answer = client.last_answer(conversation).await;
        let kept = answer["content"].as_str().unwrap();
        assert!(kept.starts_with(seen.data["text"].as_str().unwrap()), "what was seen first is kept: {kept:?}");
        assert_eq!(answer["state"], "interrupted");
    }
    for client in &people {
        let idle = || async { client.get("billing/balance").await.1["held"] == "0" };
        wait_until("every hold ends", idle).await;
        // The restarted server works.
        let conversation = client.conversation().await;
        let run = client.ask(&conversation, "[[fast]] again").await;
        assert_eq!(client.ended(&run).await["state"], "succeeded");
    }
    let check = command(&database, folder.path()).args(["check", "ledger"]).status().unwrap();
    assert!(check.success(), "aimall check ledger");
    server.kill();
    let check = command(&database, folder.path()).args(["check", "ledger"]).status().unwrap();
    assert!(check.success(), "aimall check ledger, after another kill");
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_streams_sqlite() {
    kill_in_the_middle(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_streams_postgres() {
    kill_in_the_middle(Engine::Postgres).await;
}
