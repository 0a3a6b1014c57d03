//! Texts as vectors.

use super::{
    CLOCKS, adapter,
    emulator::{Emulator, Scenario},
};
use aimall::provider::{
    FailureClass,
    media::{Embedder, EmbeddingRequest},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

fn texts(count: usize, dimensions: Option<u32>) -> EmbeddingRequest {
    let inputs = (0..count).map(|at| format!("متن {at}")).collect();
    EmbeddingRequest { model: "e".to_owned(), inputs, dimensions }
}

fn reply(data: Value) -> Scenario {
    Scenario::status(200, json!({"data": data, "usage": {"prompt_tokens": 8, "total_tokens": 8}}))
}

#[tokio::test]
async fn vectors_come_in_the_order_of_their_texts_and_at_length_one() {
    let emulator = Emulator::start().await.unwrap();
    for provider in ["openai", "openrouter", "ollama"] {
        let made = adapter(&emulator, provider, CLOCKS).embed(texts(3, Some(16))).await.unwrap();
        assert_eq!(made.vectors.len(), 3);
        for (at, vector) in made.vectors.iter().enumerate() {
            let length: f32 = vector.iter().map(|number| number * number).sum();
            assert!(vector.len() == 16 && (length - 1.0).abs() < 1e-5, "{length}");
            let mut alone = texts(3, Some(16));
            alone.inputs = vec![alone.inputs.swap_remove(at)];
            assert_eq!(adapter(&emulator, provider, CLOCKS).embed(alone).await.unwrap().vectors[0], *vector);
        }
        assert!(made.usage.input().is_some_and(|tokens| tokens > 0));
        assert_eq!(made.usage.cost_usd.is_some(), provider == "openrouter");
    }
    assert_eq!(emulator.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn long_lists_go_in_parts() {
    let emulator = Emulator::start().await.unwrap();
    let made = adapter(&emulator, "openai", CLOCKS).embed(texts(2_049, None)).await.unwrap();
    assert_eq!((made.vectors.len(), emulator.requests().len()), (2_049, 2));
    assert!(made.usage.input().is_some_and(|tokens| tokens > 2 * 2_048), "both parts count");
    assert_eq!(emulator.violations(), Vec::<String>::new());
    let failure = adapter(&emulator, "openai", CLOCKS).embed(texts(0, None)).await.unwrap_err();
    assert_eq!((failure.class, emulator.requests().len()), (FailureClass::Caller, 2));
}

#[tokio::test]
async fn numbers_may_come_packed() {
    let emulator = Emulator::start().await.unwrap();
    let packed = STANDARD.encode([3.0_f32.to_le_bytes(), 4.0_f32.to_le_bytes()].concat());
    emulator.queue(reply(json!([{"embedding": packed}])));
    assert_eq!(adapter(&emulator, "ollama", CLOCKS).embed(texts(1, None)).await.unwrap().vectors, [vec![0.6, 0.8]]);
}

#[tokio::test]
async fn what_is_no_vector_is_none_of_the_answer() {
    let emulator = Emulator::start().await.unwrap();
    let row = |index: usize, vector: Value| json!({"index": index, "embedding": vector});
    let good = || json!([1, 2]);
    for (data, dimensions) in [
        (json!([row(0, good())]), None),
        (json!([row(0, good()), row(0, good())]), None),
        (json!([row(0, good()), row(2, good())]), None),
        (json!([row(0, good()), row(1, json!([1, 2, 3]))]), None),
        (json!([row(0, good()), row(1, good())]), Some(3)),
        (json!([row(0, good()), row(1, json!([0, 0]))]), None),
        (json!([row(0, good()), row(1, json!([]))]), None),
        (json!([row(0, good()), row(1, json!([1, null]))]), None),
        (json!([row(0, good()), row(1, json!([1, 1e300]))]), None),
        (json!([row(0, good()), row(1, json!("AAA="))]), None),
        (Value::Null, None),
    ] {
        let name = data.to_string();
        emulator.queue(reply(data));
        let failure = adapter(&emulator, "openai", CLOCKS).embed(texts(2, dimensions)).await.unwrap_err();
        assert_eq!(failure.class, FailureClass::Protocol, "{name}");
    }
    emulator.queue(Scenario::body(200, "application/json", "{\"data\":[{\"index\":0,\"embedding\":[NaN]}]}"));
    let failure = adapter(&emulator, "openai", CLOCKS).embed(texts(1, None)).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::Protocol);
    emulator.queue(Scenario::status(200, json!({"error": {"message": "m", "code": "model_not_found"}})));
    let failure = adapter(&emulator, "openai", CLOCKS).embed(texts(1, None)).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::ModelGone);
}
