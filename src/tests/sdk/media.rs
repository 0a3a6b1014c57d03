//! Pictures, sound and vectors through the same clients.

use super::{RICH, Sdk, key_of};
use crate::{
    harness::{Client, Setup, TestApp},
    provider::emulator::contract::GROQ_KEY,
};
use aimall::account;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const EMBEDDER: &str = "openai/text-embedding-3-small";
const SPEAKER: &str = "groq/canopylabs/orpheus-v1-english";

/// Prices a model that the seed leaves to staff.
async fn price(staff: &Client, model: &str, prices: Value) {
    let path = format!("admin/models/{}/prices", model.replace('/', "%2F"));
    let (status, body) = staff.send(Method::PUT, &path, json!({ "prices": prices })).await;
    assert_eq!(status, StatusCode::OK, "{body}");
}

async fn media(app: &TestApp, sdk: Sdk) {
    let email = "boss@example.com";
    account::server::create_admin(&app.cx, email, "a good password".to_owned()).await.map_err(|_| "no admin").unwrap();
    let mut staff = app.stranger();
    let (_, tokens) = staff.post("auth/login", json!({"email": email, "password": "a good password"})).await;
    staff.keep_tokens(&tokens);
    price(&staff, EMBEDDER, json!([{"component": "input", "usd": "0.02", "per": 1_000_000}])).await;
    price(&staff, SPEAKER, json!([{"component": "character", "usd": "22", "per": 1_000_000}])).await;
    let owner = app.member("owner").await;
    let before = owner.balance().await.0;
    let setup = json!({
        "base_url": format!("{}/v1", owner.base), "key": key_of(&owner, json!({})).await,
        "embedder": EMBEDDER, "painter": "openai/gpt-image-2.5-flare",
        "listener": "openai/gpt-transcribe", "timer": "groq/whisper-large-v3-turbo",
        "speaker": SPEAKER, "voice": "hannah",
    });
    if sdk.run("media", &setup).await.is_none() {
        return;
    }
    // Every call was a run of its own kind, paid, with nothing left set aside.
    let (available, held) = owner.balance().await;
    assert!(held == 0 && available < before, "{available} of {before}, {held} held");
    let posts = app.emulator.requests().into_iter().filter(|request| request.method == "POST");
    let paths: Vec<String> = posts.map(|request| request.path).collect();
    for part in ["/embeddings", "/images/generations", "/images/edits", "/audio/transcriptions", "/audio/speech"] {
        assert!(paths.iter().any(|path| path.ends_with(part)), "{part}: {paths:?}");
    }
}

on_both! {
    with Setup {
        settings: vec![("SIGNUP_COINS", RICH.to_owned()), ("GROQ_API_KEY", GROQ_KEY.to_owned())],
        ..Setup::default()
    };

    async fn python_draws_hears_and_speaks(app: &TestApp) {
        media(app, Sdk::Python).await;
    }

    async fn node_draws_hears_and_speaks(app: &TestApp) {
        media(app, Sdk::Node).await;
    }
}
