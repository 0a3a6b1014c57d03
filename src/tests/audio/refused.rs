//! What is no sound, too long or too dear: refused before anything is charged.

use super::*;

/// A WAV of 8 bits and a thousand samples a second: small, however long.
fn slow(seconds: usize) -> Vec<u8> {
    let length = u32::try_from(seconds * 1_000).unwrap();
    let number = |number: u32| number.to_le_bytes();
    let format = [&number(16)[..], &[1, 0, 1, 0], &number(1_000), &number(1_000), &[1, 0, 8, 0]].concat();
    let samples = vec![128; seconds * 1_000];
    [&b"RIFF"[..], &number(length + 36), b"WAVEfmt ", &format, b"data", &number(length), &samples].concat()
}

async fn untouched(app: &TestApp, client: &Client, left: i64) {
    assert_eq!(client.balance().await, (left, 0));
    assert_eq!(client.get("audio/recordings").await.1["items"], json!([]));
    assert_eq!(app.emulator.requests().iter().filter(|request| request.method == "POST").count(), 0);
}

fn poor() -> Setup {
    Setup { settings: vec![("SIGNUP_COINS", "6.5".to_owned())], ..Setup::default() }
}

on_both! {
    with rich();

    async fn what_is_no_sound(app: &TestApp) {
        let sara = app.member("sara").await;
        for bytes in [b"just some words, called a song".to_vec(), b"<html>".to_vec(), b"\x89PNG\r\n\x1a\nxx".to_vec(), b"RIFF\0\0\0\0WAVE".to_vec(), b"ID3\x04\0\0\0\0\0\0".to_vec()] {
            let (status, refusal) = send(&sara, "", Some(bytes), &[("model", UNTIMED)]).await;
            assert_eq!((status, &refusal["fields"][0]["problem"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("sound")), "{refusal}");
        }
        assert_eq!(sara.get("assets/shelf").await.1["files"], 0, "nothing of it is kept");
        for (file, fields, field) in [
            (None, vec![("language", "fa")], "file"),
            (Some(Vec::new()), vec![], "file"),
            (Some(sound(1)), vec![("language", "Persian")], "language"),
            (Some(sound(1)), vec![("model", "openai/gpt-5-mini")], "model"),
            (None, vec![("asset_id", "none")], "asset_id"),
        ] {
            let (status, refusal) = send(&sara, "", file, &fields).await;
            assert_eq!((status, &refusal["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{refusal}");
        }
        untouched(app, &sara, SIGNUP).await;
    }

    async fn what_is_too_long(app: &TestApp) {
        let sara = app.member("sara").await;
        let (status, refusal) = send(&sara, "", Some(slow(4 * 3_600 + 1)), &[("model", UNTIMED)]).await;
        assert_eq!((status, &refusal["fields"][0]), (StatusCode::UNPROCESSABLE_ENTITY, &json!({"field": "file", "problem": "sound_too_long", "hours": 4})), "{refusal}");
        let (status, _) = sara.post("audio/tts", json!({"text": "x".repeat(20_001)})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        untouched(app, &sara, SIGNUP).await;
    }

    async fn silence_is_a_text_without_words(app: &TestApp) {
        let sara = app.member("sara").await;
        app.emulator.queue(crate::provider::emulator::Scenario::status(200, json!({"text": ""})));
        let silent = wav::from_pcm(&[0; 64_000], 16_000).to_vec();
        let view = written(&sara, silent, &[("model", UNTIMED), ("summary", "true")]).await;
        assert_eq!((&view["recording"]["state"], &view["text"], &view["segments"]), (&json!("done"), &json!(""), &json!([])), "{view}");
        assert_eq!(view["recording"]["summary_state"], "none", "of nothing there is no summary");
        assert!(view["peaks"].as_array().unwrap().iter().all(|peak| peak == 0));
    }

    async fn what_fails_costs_nothing(app: &TestApp) {
        let sara = app.member("sara").await;
        app.emulator.queue(crate::provider::emulator::Scenario::status(400, json!({"error": {"message": "no"}})));
        let view = written(&sara, sound(1), &[("model", UNTIMED)]).await;
        assert_eq!((&view["recording"]["state"], &view["parts"][0]["error"]["code"]), (&json!("failed"), &json!("provider")), "{view}");
        assert_eq!(sara.balance().await, (SIGNUP, 0));
        let (status, started) = sara.post(&path(&view, "/again"), json!({})).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{started}");
        sara.ended(started["run_id"].as_str().unwrap()).await;
        crate::harness::wait_until("the text", || async { sara.get(&path(&view, "")).await.1["text"] != "" }).await;
        let (status, refusal) = sara.post(&path(&view, "/again"), json!({})).await;
        assert_eq!((status, &refusal["code"]), (StatusCode::CONFLICT, &json!("conflict")));
    }
}

mod coins {
    use super::*;

    on_both! {
        with poor();

        async fn what_can_not_be_paid_does_not_begin(app: &TestApp) {
            let sara = app.member("sara").await;
            // A minute at 0.0001 dollars a second, × 1,000 coins × 1.5: nine coins.
            let minute = wav::from_pcm(&tone(60_000, 1), 16_000).to_vec();
            let (status, refusal) = send(&sara, "", Some(minute), &[("model", SANDBOX)]).await;
            assert_eq!((status, &refusal["code"]), (StatusCode::PAYMENT_REQUIRED, &json!("insufficient_coins")), "{refusal}");
            // One part could be paid, all of them not: none begins.
            let text = "جمله‌ای که شمرده می‌شود. ".repeat(100);
            let (status, refusal) = sara.post("audio/tts", json!({"text": text, "model": "sandbox-speech"})).await;
            assert_eq!(status, StatusCode::PAYMENT_REQUIRED, "{refusal}");
            assert_eq!(sara.get("audio/speeches").await.1["items"], json!([]));
            untouched(app, &sara, 6_500).await;
        }
    }
}
