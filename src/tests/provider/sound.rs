//! Speech written down, and text spoken.

use super::{
    CLOCKS, adapter,
    emulator::{Emulator, Scenario, Step, form, media::wav},
};
use aimall::provider::{
    FailureClass, Media,
    media::{Seconds, Speaker, SpeechRequest, Transcriber, TranscriptionRequest},
};
use bytes::Bytes;
use serde_json::json;

fn heard(model: &str, timestamps: bool) -> TranscriptionRequest {
    TranscriptionRequest {
        model: model.to_owned(),
        audio: Media {
            media_type: "audio/webm;codecs=opus".to_owned(),
            bytes: Bytes::from_static(b"\x1A\x45\xDF\xA3...."),
        },
        language: Some("fa".to_owned()),
        prompt: Some("سامسونگ".to_owned()),
        timestamps,
    }
}

fn spoken(format: &str) -> SpeechRequest {
    SpeechRequest {
        model: "tts".to_owned(),
        text: "سلام دنیا".to_owned(),
        voice: None,
        instructions: Some("gently".to_owned()),
        format: format.to_owned(),
        speed_percent: Some(125),
    }
}

#[tokio::test]
async fn every_provider_writes_down() {
    let emulator = Emulator::start().await.unwrap();
    for (provider, model, timestamps, audio_ms, segments) in [
        ("openai", "gpt-transcribe", true, None, 0),
        ("openai", "whisper-1", false, Some(4_000), 0),
        ("openai", "whisper-1", true, Some(4_000), 1),
        ("groq", "whisper-large-v3", true, Some(3_200), 1),
        ("groq", "whisper-large-v3", false, None, 0),
        ("openrouter", "openai/whisper-1", true, Some(3_200), 0),
    ] {
        let transcript = adapter(&emulator, provider, CLOCKS).transcribe(heard(model, timestamps)).await.unwrap();
        assert!(transcript.text.contains("شبیه\u{200c}ساز"), "{provider} {model}");
        assert_eq!(transcript.usage.audio_ms, audio_ms, "{provider} {model}");
        assert_eq!(transcript.segments.len(), segments, "{provider} {model}");
        assert_eq!(transcript.language.as_deref(), (segments > 0).then_some("fa"));
        for segment in transcript.segments {
            assert_eq!((segment.start, segment.end), (Seconds { milli: 0 }, Seconds { milli: 3_200 }));
            assert!(!segment.text.starts_with(' '));
        }
    }
    assert_eq!(emulator.violations(), Vec::<String>::new());
    let requests = emulator.requests();
    let file = form::files(&requests[0].body, "file").next().unwrap();
    assert_eq!((&file["filename"], &file["bytes"]), (&json!("audio.webm"), &json!(8)));
    assert_eq!(form::text(&requests[0].body, "prompt"), Some("سامسونگ"));
    assert_eq!(requests[5].body["input_audio"]["format"], "webm");
    let tokens = adapter(&emulator, "openai", CLOCKS).transcribe(heard("gpt-transcribe", false)).await.unwrap().usage;
    assert_eq!((tokens.input(), tokens.input_audio, tokens.output()), (Some(32), Some(32), Some(9)));
}

#[tokio::test]
async fn too_much_and_unknown_sound_is_not_sent() {
    let emulator = Emulator::start().await.unwrap();
    for provider in ["openai", "groq", "openrouter"] {
        let mut most = heard("whisper-1", false);
        most.audio.bytes = vec![1; (25 << 20) + 1].into();
        let failure = adapter(&emulator, provider, CLOCKS).transcribe(most.clone()).await.unwrap_err();
        assert_eq!((failure.class, emulator.opened_connections()), (FailureClass::Caller, 0));
        let mut odd = heard("whisper-1", false);
        odd.audio.media_type = "application/pdf".to_owned();
        let failure = adapter(&emulator, provider, CLOCKS).transcribe(odd).await.unwrap_err();
        assert_eq!((failure.class, emulator.opened_connections()), (FailureClass::Caller, 0));
    }
    let mut most = heard("whisper-1", false);
    most.audio.bytes = vec![1; 25 << 20].into();
    adapter(&emulator, "groq", CLOCKS).transcribe(most).await.unwrap();
    assert_eq!(emulator.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn what_comes_instead_of_a_transcript() {
    let emulator = Emulator::start().await.unwrap();
    let silence = Scenario::status(200, json!({"text": "", "usage": null, "segments": null}));
    emulator.queue(silence);
    assert_eq!(adapter(&emulator, "groq", CLOCKS).transcribe(heard("w", false)).await.unwrap().text, "");
    for (scenario, class) in [
        (
            Scenario::status(200, json!({"error": {"message": "m", "code": "rate_limit_exceeded"}})),
            FailureClass::RateLimited,
        ),
        (Scenario::status(400, json!({"error": {"message": "could not process file"}})), FailureClass::Caller),
        (Scenario::status(200, json!({"transcript": "x"})), FailureClass::Protocol),
        (Scenario::body(200, "text/plain", "سلام"), FailureClass::Protocol),
        (Scenario::new("cut").send("{\"text\":".into()).step(Step::CloseMidChunk), FailureClass::Transient),
    ] {
        emulator.queue(scenario);
        let failure = adapter(&emulator, "groq", CLOCKS).transcribe(heard("w", false)).await.unwrap_err();
        assert_eq!(failure.class, class, "{failure:?}");
        assert!(!failure.detail.contains("سلام"), "{failure:?}");
    }
}

#[tokio::test]
async fn every_provider_speaks() {
    let emulator = Emulator::start().await.unwrap();
    for (provider, wanted, media_type, bytes) in [
        ("openai", "mp3", "audio/mpeg", 417 * 40),
        ("openai", "pcm", "audio/wav", 24_044),
        ("openai", "wav", "audio/wav", 24_044),
        ("openrouter", "opus", "audio/mpeg", 417 * 40),
        ("openrouter", "pcm", "audio/wav", 24_044),
        ("groq", "mp3", "audio/wav", 24_044),
    ] {
        let speech = adapter(&emulator, provider, CLOCKS).speak(spoken(wanted)).await.unwrap();
        assert_eq!(
            (speech.audio.media_type.as_str(), speech.audio.bytes.len()),
            (media_type, bytes),
            "{provider} {wanted}"
        );
        assert_eq!((speech.usage.characters, speech.request_id.as_deref()), (Some(9), Some("req-emulator-1")));
    }
    assert_eq!(emulator.violations(), Vec::<String>::new());
    let bodies: Vec<_> = emulator.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(
        bodies[0],
        json!({"model": "tts", "input": "سلام دنیا", "voice": "alloy", "response_format": "mp3", "speed": 1.25, "instructions": "gently"})
    );
    assert_eq!(bodies[5], json!({"model": "tts", "input": "سلام دنیا", "response_format": "wav"}));
}

#[tokio::test]
async fn raw_samples_get_a_header_that_tells_the_truth() {
    let emulator = Emulator::start().await.unwrap();
    // Samples that look like the beginning of something else, an odd byte at the end, and a rate of their own.
    let samples = [b"{\xFF\xFE\x80", &[0x11; 16_001][..]].concat();
    emulator.queue(Scenario::body(200, "audio/pcm;rate=8000", samples.clone()));
    let bytes = adapter(&emulator, "openai", CLOCKS).speak(spoken("pcm")).await.unwrap().audio.bytes;
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!((number(4), number(24), number(28), number(40)), (16_040, 8_000, 16_000, 16_004));
    assert_eq!((&bytes[..4], &bytes[44..]), (&b"RIFF"[..], &samples[..16_004]));
}

#[tokio::test]
async fn what_comes_instead_of_sound() {
    let emulator = Emulator::start().await.unwrap();
    let error = json!({"error": {"message": "m", "code": "insufficient_quota"}}).to_string();
    for (format, scenario, class) in [
        ("mp3", Scenario::body(200, "application/json", error.clone()), FailureClass::Quota),
        ("mp3", Scenario::body(200, "audio/mpeg", error.clone()), FailureClass::Quota),
        ("pcm", Scenario::body(200, "audio/pcm", error), FailureClass::Quota),
        ("pcm", Scenario::body(200, "text/html", "<html>"), FailureClass::Protocol),
        ("pcm", Scenario::body(200, "audio/pcm", ""), FailureClass::Protocol),
        ("mp3", Scenario::body(200, "audio/mpeg", "no sound at all"), FailureClass::Protocol),
        (
            "mp3",
            Scenario::status(400, json!({"error": {"message": "m", "code": "invalid_voice"}})),
            FailureClass::Caller,
        ),
        ("wav", Scenario::new("cut").send(wav(&[0; 100]).into()).step(Step::CloseMidChunk), FailureClass::Uncertain),
        ("wav", Scenario::body(504, "text/html", "<html>"), FailureClass::Uncertain),
    ] {
        let name = format!("{format} {}", scenario.name);
        emulator.queue(scenario);
        let failure = adapter(&emulator, "openai", CLOCKS).speak(spoken(format)).await.unwrap_err();
        assert_eq!(failure.class, class, "{name}: {failure:?}");
    }
    assert_eq!(emulator.requests().len(), 9);
}
