//! What OpenRouter tells of an answer afterwards, as the emulator plays it: not at once, and also of one that was left.

use super::{
    CLOCKS, adapter,
    emulator::{Emulator, Scenario, Step, chunk, contract::OPENROUTER_KEY},
    question,
};
use aimall::provider::{ChatEvent, ChatModel, http};
use futures::StreamExt;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

async fn ask(emulator: &Emulator, key: &str, query: &str) -> (StatusCode, Value) {
    let http = http::client(CLOCKS.connect, None).unwrap();
    let url = format!("{}/generation?{query}", emulator.base_url("openrouter"));
    let answer = http.get(url).bearer_auth(key).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test]
async fn what_a_cancelled_answer_cost_is_told_a_while_later() {
    let emulator = Emulator::start().await.unwrap();
    let begun = Scenario::new("endless").header("x-generation-id", "gen-7").send(chunk::role("m"));
    emulator.queue(begun.send(chunk::text("m", "سلام")).step(Step::WaitForClientClose(Duration::from_secs(60))));
    let mut stream = adapter(&emulator, "openrouter", CLOCKS).stream(question("m", "x"));
    let started = stream.next().await.unwrap();
    assert!(matches!(&started, ChatEvent::Started { request_id: Some(id), .. } if id == "gen-7"), "{started:?}");
    drop(stream);
    assert!(emulator.client_gone(Duration::from_secs(1)).await.is_some());
    let (status, early) = ask(&emulator, OPENROUTER_KEY, "id=gen-7").await;
    assert_eq!((status, &early["error"]["code"]), (StatusCode::NOT_FOUND, &json!(404)));
    let (status, told) = ask(&emulator, OPENROUTER_KEY, "id=gen-7").await;
    let data = &told["data"];
    assert_eq!((status, &data["id"], &data["cancelled"]), (StatusCode::OK, &json!("gen-7"), &json!(true)));
    assert_eq!(data["total_cost"].to_string(), "0.000123");
    assert_eq!(ask(&emulator, OPENROUTER_KEY, "id=gen-8").await.0, StatusCode::NOT_FOUND, "each in its own time");
    assert_eq!(emulator.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn nobody_else_is_told() {
    let emulator = Emulator::start().await.unwrap();
    assert_eq!(ask(&emulator, "sk-or-v1-another", "id=gen-7").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(ask(&emulator, OPENROUTER_KEY, "name=gen-7").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(emulator.violations().len(), 2);
}
