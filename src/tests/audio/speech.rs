//! Texts that are spoken.

use super::*;
use crate::provider::emulator::Scenario;
use aimall::account;

const SPEAKS: &str = "sandbox-speech";

async fn spoken(client: &Client, wish: Value) -> Value {
    let (status, body) = client.post("audio/tts?wait=true", wish).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body["speech"].clone()
}

async fn content(client: &Client, view: &Value) -> Vec<u8> {
    let path = format!("assets/{}/content", view["speech"]["asset_id"].as_str().unwrap());
    client.request(Method::GET, &path).send().await.unwrap().bytes().await.unwrap().to_vec()
}

/// Puts a model of OpenAI's on offer that speaks.
async fn on_offer(app: &TestApp) {
    account::server::create_admin(&app.cx, "boss@example.com", "a good password".to_owned())
        .await
        .map_err(|_| "no admin")
        .unwrap();
    let mut staff = app.stranger();
    staff.keep_tokens(
        &staff.post("auth/login", json!({"email": "boss@example.com", "password": "a good password"})).await.1,
    );
    let model = json!({
        "provider": "openai", "provider_model": "own-tts", "name": "Own", "capabilities": ["speech"],
        "context_tokens": 4_000, "output_tokens_max": 100, "prices": [{"component": "character", "usd": "2"}],
    });
    let (status, made) = staff.post("admin/models", model).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
}

/// So many sentences, more than one part of them.
fn many() -> String {
    "این جمله خوانده می\u{200c}شود. ".repeat(150)
}

on_both! {
    with rich();

    async fn a_text_becomes_sound(app: &TestApp) {
        let sara = app.member("sara").await;
        let wish = json!({"text": "سلام دنیا", "model": SPEAKS, "voice": "sandbox", "format": "wav", "speed_percent": 100});
        let (_, quote) = sara.post("audio/tts/quote", wish.clone()).await;
        let view = spoken(&sara, wish).await;
        assert_eq!((&view["speech"]["state"], &view["speech"]["voice"], &view["speech"]["name"]), (&json!("done"), &json!("sandbox"), &json!("سلام دنیا")), "{view}");
        // Nine characters at two dollars a million, × 1,000 coins × 1.5.
        assert_eq!((milli(&view["coin_cost"]), milli(&quote["maximum"])), (27, 27));
        let sound = content(&sara, &view).await;
        assert_eq!((&sound[..4], wav::rate(&sound)), (&b"RIFF"[..], Some(16_000)));
        let (_, asset) = sara.get(&format!("assets/{}", view["speech"]["asset_id"].as_str().unwrap())).await;
        assert_eq!((&asset["origin"], &asset["prompt"], &asset["duration_ms"]), (&json!("run"), &json!("سلام دنیا"), &json!(375)), "{asset}");
        let fast = spoken(&sara, json!({"text": "سلام دنیا", "model": SPEAKS, "speed_percent": 200})).await;
        assert!(content(&sara, &fast).await.len() < sound.len());
        for (name, value) in [("voice", json!("nobody")), ("speed_percent", json!(500)), ("text", json!("  ")), ("model", json!("openai/gpt-5-mini"))] {
            let mut wrong = json!({"text": "x", "model": SPEAKS});
            wrong[name] = value;
            let (status, refusal) = sara.post("audio/tts", wrong).await;
            assert_eq!((status, &refusal["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(name)), "{refusal}");
        }
        assert_eq!(sara.balance().await, (SIGNUP - 54, 0));
        let path = format!("audio/speeches/{}", view["speech"]["id"].as_str().unwrap());
        assert_eq!(sara.send(Method::PATCH, &path, json!({"name": "درود"})).await.1["speech"]["name"], "درود");
        assert_eq!(sara.send(Method::DELETE, &path, json!({})).await.0, StatusCode::NO_CONTENT);
        assert_eq!(sara.get(&path).await.0, StatusCode::NOT_FOUND);
    }

    async fn long_texts_are_spoken_in_parts_and_joined(app: &TestApp) {
        let sara = app.member("sara").await;
        let view = spoken(&sara, json!({"text": many(), "model": SPEAKS})).await;
        assert_eq!((&view["speech"]["parts"], &view["speech"]["parts_done"]), (&json!(2), &json!(2)), "{view}");
        let sound = content(&sara, &view).await;
        // Sixty words of each part, 187.5 ms a word.
        assert_eq!(wav::samples(&sound.into()).unwrap().len(), 2 * 60 * 3_000 * 2);
        assert_eq!(sara.get("assets/shelf").await.1["files"], 1, "only the whole is kept");
        let left = std::fs::read_dir(app.folder().join("files").join("speeches")).map_or(0, |folder| folder.count());
        assert_eq!(left, 0, "nothing of the parts is left");
        assert_eq!(sara.balance().await, (SIGNUP - milli(&view["coin_cost"]), 0));
    }

    async fn numbers_are_read_and_frames_are_joined(app: &TestApp) {
        on_offer(app).await;
        let sara = app.member("sara").await;
        let view = spoken(&sara, json!({"text": "قیمت ۲۵ تومان و تاریخ ۱۴۰۳/۰۵/۱۲ است.", "model": "openai/own-tts", "voice": "nova"})).await;
        assert_eq!(view["text"], "قیمت ۲۵ تومان و تاریخ ۱۴۰۳/۰۵/۱۲ است.", "as it was written");
        let asked = app.emulator.requests().into_iter().rfind(|request| request.path.ends_with("/audio/speech")).unwrap();
        assert_eq!((&asked.body["input"], &asked.body["voice"]), (&json!("قیمت بیست و پنج تومان و تاریخ ۱۴۰۳/۰۵/۱۲ است."), &json!("nova")), "{}", asked.body);
        let one = content(&sara, &view).await;
        assert_eq!(one[..2], [0xFF, 0xFB]);
        let two = spoken(&sara, json!({"text": many(), "model": "openai/own-tts"})).await;
        assert_eq!(content(&sara, &two).await, [one.clone(), one].concat(), "frame after frame");
    }

    async fn a_part_that_failed_is_spoken_again_alone(app: &TestApp) {
        on_offer(app).await;
        let sara = app.member("sara").await;
        app.emulator.queue(Scenario::status(400, json!({"error": {"message": "no"}})));
        let view = spoken(&sara, json!({"text": many(), "model": "openai/own-tts"})).await;
        assert_eq!((&view["speech"]["state"], &view["speech"]["parts_done"], &view["speech"]["asset_id"]), (&json!("partial"), &json!(1), &Value::Null), "{view}");
        let path = format!("audio/speeches/{}", view["speech"]["id"].as_str().unwrap());
        let (status, started) = sara.post(&format!("{path}/again"), json!({})).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{started}");
        crate::harness::wait_until("the whole", || async { sara.get(&path).await.1["speech"]["state"] == "done" }).await;
        let asked = app.emulator.requests().iter().filter(|request| request.path.ends_with("/audio/speech")).count();
        assert_eq!(asked, 3, "only the one that failed");
        let whole = sara.get(&path).await.1;
        assert_eq!(sara.balance().await, (SIGNUP - milli(&whole["coin_cost"]), 0));
        assert_eq!(sara.post(&format!("{path}/again"), json!({})).await.0, StatusCode::CONFLICT);
    }
}
