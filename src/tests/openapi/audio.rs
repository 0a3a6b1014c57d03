//! The calls of the audio studio.

use super::Tour;
use crate::{
    harness::{Client, TestApp, wait_until},
    provider::emulator::Scenario,
};
use aimall::provider::wav;
use reqwest::{Method, StatusCode, multipart};
use serde_json::{Value, json};

/// Sends the guide's sound.
async fn write(tour: &mut Tour, client: &Client, query: &str, model: &'static str, sound: &[u8]) -> Value {
    let form = multipart::Form::new().text("model", model);
    let form = form.part("file", multipart::Part::bytes(sound.to_vec()).file_name("guide.wav"));
    let answer = client.request(Method::POST, &format!("audio/stt{query}")).multipart(form).send().await.unwrap();
    tour.note(&Method::POST, "/api/v1/audio/stt", answer.status());
    answer.json().await.unwrap()
}

/// Goes through them.
pub(super) async fn go(tour: &mut Tour, app: &TestApp, client: &Client) {
    let (get, post, patch, delete) = (Method::GET, Method::POST, Method::PATCH, Method::DELETE);
    let sound = wav::from_pcm(&[7; 32_000], 16_000);
    let started = write(tour, client, "?wait=true", "sandbox-transcription", &sound).await;
    let long = wav::from_pcm(&[9; 320_000], 16_000);
    write(tour, client, "", "sandbox-transcription", &long).await;
    let asset = &started["recording"]["recording"]["asset_id"];
    tour.call(client, post.clone(), "audio/stt/quote", json!({"asset_id": asset, "summary": true})).await;
    tour.call(client, get.clone(), "audio/recordings?limit=5", json!({})).await;
    let one = format!("audio/recordings/{}", started["recording"]["recording"]["id"].as_str().unwrap());
    tour.call(client, get.clone(), &one, json!({})).await;
    tour.call(client, patch.clone(), &one, json!({"name": "Guide", "segments": [], "summary": "short"})).await;
    tour.call(client, post.clone(), &format!("{one}/summary"), json!({})).await;
    let export = format!("{one}/export?format=srt");
    assert_eq!(client.request(get.clone(), &export).send().await.unwrap().status(), StatusCode::OK);
    tour.note(&get, &format!("/api/v1/{export}"), StatusCode::OK);
    wait_until("the summary", || async {
        let state = client.get(&one).await.1["recording"]["summary_state"].clone();
        state != "wanted" && state != "working"
    })
    .await;
    speak(tour, client).await;
    tour.call(client, delete, &one, json!({})).await;
    again(tour, app, client).await;
}

fn no() -> Scenario {
    Scenario::status(400, json!({"error": {"message": "no"}}))
}

/// What failed is asked for again.
async fn again(tour: &mut Tour, app: &TestApp, client: &Client) {
    app.emulator.queue(no());
    let failed = write(tour, client, "?wait=true", "openai/gpt-transcribe", &wav::from_pcm(&[5; 32_000], 16_000)).await;
    let one = failed["recording"]["recording"]["id"].as_str().unwrap();
    let started = tour.call(client, Method::POST, &format!("audio/recordings/{one}/again"), json!({})).await;
    client.ended(started["run_id"].as_str().unwrap()).await;
    let model = json!({
        "provider": "openai", "provider_model": "guide-tts", "name": "Guide", "capabilities": ["speech"], "context_tokens": 4_000,
        "output_tokens_max": 100, "prices": [{"component": "character", "usd": "2"}],
    });
    let (status, made) = client.post("admin/models", model).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    app.emulator.queue(no());
    let wish = json!({"text": "hello", "model": "openai/guide-tts"});
    let failed = tour.call(client, Method::POST, "audio/tts?wait=true", wish).await;
    let one = failed["speech"]["speech"]["id"].as_str().unwrap();
    let started = tour.call(client, Method::POST, &format!("audio/speeches/{one}/again"), json!({})).await;
    client.ended(started["run_id"].as_str().unwrap()).await;
}

async fn speak(tour: &mut Tour, client: &Client) {
    let (get, post, patch, delete) = (Method::GET, Method::POST, Method::PATCH, Method::DELETE);
    let wish = json!({"text": "hello there", "model": "sandbox-speech", "voice": "sandbox", "format": "wav", "speed_percent": 120});
    tour.call(client, post.clone(), "audio/tts/quote", wish.clone()).await;
    tour.call(client, post.clone(), "audio/tts", wish.clone()).await;
    let started = tour.call(client, post, "audio/tts?wait=true", wish).await;
    tour.call(client, get.clone(), "audio/speeches", json!({})).await;
    let one = format!("audio/speeches/{}", started["speech"]["speech"]["id"].as_str().unwrap());
    tour.call(client, get, &one, json!({})).await;
    tour.call(client, patch, &one, json!({"name": "Guide"})).await;
    tour.call(client, delete, &one, json!({})).await;
}
