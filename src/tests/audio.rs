//! The audio studio: what is said is written, what is written is said, in parts where it is long, paid once, for its owner alone.

mod refused;
mod speech;
mod split;

use crate::{
    harness::{Client, Setup, TestApp, milli},
    provider::emulator::contract::GROQ_KEY,
};
use aimall::provider::wav;
use futures::future::join_all;
use reqwest::{Method, StatusCode, multipart};
use serde_json::{Value, json};

const SIGNUP: i64 = 5_000_000;
const SANDBOX: &str = "sandbox-transcription";
const TIMED: &str = "groq/whisper-large-v3-turbo";
const UNTIMED: &str = "openai/gpt-transcribe";

fn rich() -> Setup {
    let settings = vec![("SIGNUP_COINS", "5000".to_owned()), ("GROQ_API_KEY", GROQ_KEY.to_owned())];
    Setup { settings, ..Setup::default() }
}

/// A tone of so many thousandths of a second, another for another number.
fn tone(ms: usize, number: usize) -> Vec<u8> {
    let sample = |at: usize| if (at / (8 + number)).is_multiple_of(2) { 8_000_i16 } else { -8_000 };
    (0..ms * 16).flat_map(|at| sample(at).to_le_bytes()).collect()
}

/// Two seconds of it as a file.
fn sound(number: usize) -> Vec<u8> {
    wav::from_pcm(&tone(2_000, number), 16_000).to_vec()
}

/// A form with a file and these fields.
async fn send(
    client: &Client,
    query: &str,
    file: Option<Vec<u8>>,
    fields: &[(&'static str, &str)],
) -> (StatusCode, Value) {
    let mut form = multipart::Form::new();
    for (name, value) in fields {
        form = form.text(*name, (*value).to_owned());
    }
    if let Some(bytes) = file {
        // What is said of it is not believed.
        let part = multipart::Part::bytes(bytes).file_name("talk.mp3").mime_str("application/x-lie").unwrap();
        form = form.part("file", part);
    }
    let answer = client.request(Method::POST, &format!("audio/stt{query}")).multipart(form).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

/// A recording that was written down to its end.
async fn written(client: &Client, file: Vec<u8>, fields: &[(&'static str, &str)]) -> Value {
    let (status, body) = send(client, "?wait=true", Some(file), fields).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body["recording"].clone()
}

fn path(view: &Value, rest: &str) -> String {
    format!("audio/recordings/{}{rest}", view["recording"]["id"].as_str().unwrap())
}

async fn export(client: &Client, view: &Value, format: &str) -> (StatusCode, Vec<u8>) {
    let path = path(view, &format!("/export?format={format}"));
    let answer = client.request(Method::GET, &path).send().await.unwrap();
    (answer.status(), answer.bytes().await.unwrap().to_vec())
}

on_both! {
    with rich();

    async fn speech_becomes_text(app: &TestApp) {
        let sara = app.member("sara").await;
        let view = written(&sara, sound(1), &[("model", SANDBOX), ("language", "fa"), ("name", "جلسه")]).await;
        let one = &view["recording"];
        assert_eq!((&one["state"], &one["name"], &one["language"]), (&json!("done"), &json!("جلسه"), &json!("fa")), "{view}");
        assert_eq!((&one["duration_ms"], &one["parts"], &one["summary_state"]), (&json!(2_000), &json!(1), &json!("none")));
        assert!(view["text"].as_str().unwrap().contains("متن نمونه"), "{view}");
        assert_eq!((&view["is_timed"], &view["segments"][0]["start_ms"], &view["segments"][0]["end_ms"]), (&json!(true), &json!(0), &json!(2_000)));
        assert!(view["peaks"].as_array().unwrap().iter().any(|peak| peak == 24), "{view}");
        // Two seconds at 0.0001 dollars, × 1,000 coins × 1.5.
        assert_eq!(milli(&view["coin_cost"]), 300);
        assert_eq!(sara.balance().await, (SIGNUP - 300, 0));
        let (_, list) = sara.get("audio/recordings?limit=1").await;
        assert_eq!((&list["items"][0], list["items"].as_array().unwrap().len()), (one, 1));
        let asset = one["asset_id"].as_str().unwrap();
        assert_eq!(sara.get(&format!("assets/{asset}")).await.1["kind"], "audio", "what went in is in the library");
        let (status, started) = send(&sara, "", None, &[("asset_id", asset), ("model", SANDBOX)]).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{started}");
        assert_eq!(sara.ended(started["run_id"].as_str().unwrap()).await["state"], "succeeded");
    }

    async fn models_that_tell_times_and_others(app: &TestApp) {
        let sara = app.member("sara").await;
        let timed = written(&sara, sound(1), &[("model", TIMED)]).await;
        assert_eq!((&timed["is_timed"], &timed["segments"][0]["text"]), (&json!(true), &json!("این متن را شبیه‌ساز نوشته است.")), "{timed}");
        assert_eq!(timed["segments"][0]["end_ms"], 2_000, "no later than the sound ends");
        let (status, srt) = export(&sara, &timed, "srt").await;
        assert_eq!((status, String::from_utf8(srt).unwrap().as_str()), (StatusCode::OK, "1\n00:00:00,000 --> 00:00:02,000\nاین متن را شبیه‌ساز نوشته است.\n\n"));
        let untimed = written(&sara, sound(1), &[("model", UNTIMED)]).await;
        assert_eq!((&untimed["is_timed"], untimed["segments"].as_array().unwrap().len()), (&json!(false), 1), "{untimed}");
        let (status, refusal) = export(&sara, &untimed, "vtt").await;
        let refusal: Value = serde_json::from_slice(&refusal).unwrap();
        assert_eq!((status, &refusal["fields"][0]["problem"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("no_times")));
        // By policy: the first that is on.
        let auto = written(&sara, sound(2), &[]).await;
        assert_eq!(auto["recording"]["model"], TIMED, "{auto}");
    }

    async fn what_was_written_is_corrected_and_taken_away(app: &TestApp) {
        let sara = app.member("sara").await;
        let view = written(&sara, sound(1), &[("model", SANDBOX)]).await;
        let id = view["segments"][0]["id"].clone();
        let change = json!({"name": "سخنرانی.wav", "segments": [{"id": id, "text": "سلام <دنیا> & همه"}], "summary": "خلاصهٔ من"});
        let (status, changed) = sara.send(Method::PATCH, &path(&view, ""), change).await;
        assert_eq!(status, StatusCode::OK, "{changed}");
        assert_eq!((&changed["text"], &changed["summary"]), (&json!("سلام <دنیا> & همه"), &json!("خلاصهٔ من")));
        let answer = sara.request(Method::GET, &path(&view, "/export?format=txt")).send().await.unwrap();
        assert!(answer.headers()["content-disposition"].to_str().unwrap().ends_with(".txt"));
        let text = answer.text().await.unwrap();
        assert!(text.starts_with("خلاصهٔ من\n") && text.ends_with("سلام <دنیا> & همه\n"), "{text}");
        let (_, vtt) = export(&sara, &view, "vtt").await;
        assert!(String::from_utf8(vtt).unwrap().starts_with("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nسلام"));
        let (_, docx) = export(&sara, &view, "docx").await;
        let docx = String::from_utf8_lossy(&docx).into_owned();
        assert!(docx.starts_with("PK\u{3}\u{4}") && docx.contains("<w:bidi/>") && docx.contains("سلام &lt;دنیا&gt; &amp; همه"));
        for (wrong, field) in [
            (json!({"segments": [{"id": 77, "text": "x"}]}), "segments"),
            (json!({"name": " "}), "name"),
            (json!({"summary": "x".repeat(20_001)}), "summary"),
        ] {
            let (status, refusal) = sara.send(Method::PATCH, &path(&view, ""), wrong).await;
            assert_eq!((status, &refusal["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{refusal}");
        }
        assert_eq!(sara.get(&path(&view, "")).await.1["text"], "سلام <دنیا> & همه", "all or nothing");
        assert_eq!(sara.send(Method::DELETE, &path(&view, ""), json!({})).await.0, StatusCode::NO_CONTENT);
        assert_eq!(sara.get(&path(&view, "")).await.0, StatusCode::NOT_FOUND);
        let asset = format!("assets/{}", view["recording"]["asset_id"].as_str().unwrap());
        assert_eq!(sara.get(&asset).await.0, StatusCode::OK, "the sound stays");
    }

    async fn a_summary_is_written_after_the_text(app: &TestApp) {
        let sara = app.member("sara").await;
        let asset = written(&sara, sound(1), &[("model", SANDBOX)]).await["recording"]["asset_id"].clone();
        let wish = json!({"asset_id": asset, "model": SANDBOX, "summary": true});
        let (status, quote) = sara.post("audio/stt/quote", wish).await;
        assert_eq!(status, StatusCode::OK, "{quote}");
        let fields = [("asset_id", asset.as_str().unwrap()), ("model", SANDBOX), ("summary", "true")];
        let (status, body) = send(&sara, "?wait=true", None, &fields).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let view = &body["recording"];
        assert_eq!(view["recording"]["summary_state"], "done", "{view}");
        assert!(!view["summary"].as_str().unwrap().is_empty());
        let cost = milli(&view["coin_cost"]);
        assert!(cost > 300 && cost <= milli(&quote["maximum"]), "{cost} of {quote}");
        assert_eq!(sara.balance().await, (SIGNUP - 300 - cost, 0));
        let (status, again) = sara.post(&path(view, "/summary"), json!({})).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{again}");
        crate::harness::wait_until("the second summary", || async { sara.get(&path(view, "")).await.1["recording"]["summary_state"] == "done" }).await;
    }

    async fn the_same_request_is_written_down_once(app: &TestApp) {
        let sara = app.member("sara").await;
        let fields = [("model", SANDBOX), ("client_request_id", "one")];
        let all = join_all((0..4).map(|_| send(&sara, "?wait=true", Some(sound(1)), &fields))).await;
        let ids: Vec<&Value> = all.iter().map(|(_, body)| &body["recording"]["recording"]["id"]).collect();
        assert!(ids.iter().all(|id| id.is_string() && *id == ids[0]), "{all:?}");
        assert_eq!(sara.balance().await, (SIGNUP - 300, 0));
        let speak = || sara.post("audio/tts?wait=true", json!({"text": "hello", "model": "sandbox-speech", "client_request_id": "one"}));
        let (one, two) = tokio::join!(speak(), speak());
        assert_eq!(one.1["speech"]["speech"]["id"], two.1["speech"]["speech"]["id"]);
        assert_eq!(sara.get("audio/speeches").await.1["items"].as_array().unwrap().len(), 1);
    }

    async fn nobody_sees_what_others_said(app: &TestApp) {
        let (sara, omid) = (app.member("sara").await, app.member("omid").await);
        let view = written(&sara, sound(1), &[("model", SANDBOX)]).await;
        let (_, spoken) = sara.post("audio/tts?wait=true", json!({"text": "secret", "model": "sandbox-speech"})).await;
        let speech = format!("audio/speeches/{}", spoken["speech"]["speech"]["id"].as_str().unwrap());
        for (method, path, body) in [
            (Method::GET, path(&view, ""), json!({})),
            (Method::GET, path(&view, "/export?format=txt"), json!({})),
            (Method::PATCH, path(&view, ""), json!({"name": "mine"})),
            (Method::POST, path(&view, "/again"), json!({})),
            (Method::POST, path(&view, "/summary"), json!({})),
            (Method::DELETE, path(&view, ""), json!({})),
            (Method::GET, speech.clone(), json!({})),
            (Method::PATCH, speech.clone(), json!({"name": "mine"})),
            (Method::POST, format!("{speech}/again"), json!({})),
            (Method::DELETE, speech.clone(), json!({})),
        ] {
            assert_eq!(omid.send(method.clone(), &path, body).await.0, StatusCode::NOT_FOUND, "{method} {path}");
        }
        let asset = view["recording"]["asset_id"].as_str().unwrap();
        let (status, refusal) = send(&omid, "", None, &[("asset_id", asset)]).await;
        assert_eq!((status, &refusal["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("asset_id")));
        assert_eq!(omid.get("audio/recordings").await.1["items"], json!([]));
        assert_eq!(sara.get(&speech).await.0, StatusCode::OK);
    }
}
