//! Gemini: pictures, speech both ways, vectors and the list of models.

use super::{
    CLOCKS,
    emulator::{Emulator, Scenario, Step, gemini as wire},
    gemini::gemini,
    settings,
};
use aimall::provider::{
    Capability, Clocks, Failure, FailureClass as Class, Gemini, Media, ModelList, http,
    media::{
        Embedder, EmbeddingRequest, ImageModel, ImageRequest, Images, Speaker, SpeechRequest, Transcriber,
        TranscriptionRequest,
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::{Value, json};
use std::time::Duration;

const IMAGE: &str = "gemini-3.1-flash-image";
const TTS: &str = "gemini-3.8-flash-tts";

fn media(kind: &str, bytes: &'static [u8]) -> Media {
    Media { media_type: kind.to_owned(), bytes: Bytes::from_static(bytes) }
}

fn blob(kind: &str, bytes: &[u8]) -> Value {
    json!({"inlineData": {"mimeType": kind, "data": STANDARD.encode(bytes)}})
}

fn reply(parts: Value, finish: &str) -> Scenario {
    Scenario::status(200, wire::reply(parts, Some(finish), [20, 0, 9])).named_as(finish)
}

fn blocked() -> Scenario {
    Scenario::status(200, json!({"promptFeedback": {"blockReason": "SAFETY"}})).named_as("blocked")
}

fn picture() -> ImageRequest {
    ImageRequest { model: IMAGE.to_owned(), prompt: "گربه".to_owned(), count: 1, ..ImageRequest::default() }
}

fn speech() -> SpeechRequest {
    SpeechRequest {
        model: TTS.to_owned(),
        text: "سلام دنیا".to_owned(),
        voice: None,
        instructions: None,
        format: "mp3".to_owned(),
        speed_percent: None,
    }
}

fn recording() -> TranscriptionRequest {
    TranscriptionRequest {
        model: "gemini-3.8-flash".to_owned(),
        audio: media("audio/ogg", b"OggS"),
        language: None,
        prompt: None,
        timestamps: false,
    }
}

fn texts(count: usize, dimensions: Option<u32>) -> EmbeddingRequest {
    let inputs = (0..count).map(|at| format!("متن {at}")).collect();
    EmbeddingRequest { model: "gemini-embedding-001".to_owned(), inputs, dimensions }
}

async fn draw(emulator: &Emulator, scenario: Scenario) -> Result<Images, Failure> {
    emulator.queue(scenario);
    let drawn = gemini(emulator, CLOCKS).generate(picture()).await;
    assert_eq!(emulator.violations(), Vec::<String>::new());
    drawn
}

#[tokio::test]
async fn a_picture_of_pictures() {
    let emulator = Emulator::start().await.unwrap();
    let asked = ImageRequest {
        size: Some("1280x720".to_owned()),
        references: vec![media("image/jpeg", b"\xFF\xD8\xFF")],
        ..picture()
    };
    let drawn = gemini(&emulator, CLOCKS).generate(asked).await.unwrap();
    assert_eq!(drawn.images, [media("image/png", wire::PNG)]);
    assert_eq!(
        (drawn.usage.images, drawn.usage.output(), drawn.request_id.as_deref()),
        (Some(1), Some(9), Some("r-emulator-1"))
    );
    let request = emulator.requests().remove(0);
    assert_eq!(
        (request.path.as_str(), request.violation),
        ("/gemini/v1beta/models/gemini-3.1-flash-image:generateContent", None)
    );
    let expected = json!({
        "contents": [{"role": "user", "parts": [{"text": "گربه"}, {"inlineData": {"mimeType": "image/jpeg", "data": "/9j/"}}]}],
        "generationConfig": {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": "16:9", "imageSize": "1K"}},
    });
    assert_eq!(request.body, expected);
}

#[tokio::test]
async fn the_picture_is_found_wherever_it_stands() {
    let emulator = Emulator::start().await.unwrap();
    let mut sketch = blob("image/png", b"\x89PNG\r\n\x1a\nsketch");
    sketch["thought"] = true.into();
    let parts =
        json!([{"text": "thinking", "thought": true}, sketch, {"text": "Here:"}, blob("image/jpeg", wire::PNG)]);
    let drawn = draw(&emulator, reply(parts, "STOP")).await.unwrap();
    assert_eq!(drawn.images, [media("image/png", wire::PNG)], "sketches are left out, and bytes tell the kind");
}

#[tokio::test]
async fn pictures_that_are_not_made() {
    let emulator = Emulator::start().await.unwrap();
    let text = json!([{"text": "I can not draw this."}]);
    let mut sketch = blob("image/png", wire::PNG);
    sketch["thought"] = true.into();
    for (scenario, class) in [
        (reply(json!([]), "NO_IMAGE"), Class::Filtered),
        (reply(text.clone(), "IMAGE_SAFETY"), Class::Filtered),
        (reply(json!([]), "IMAGE_PROHIBITED_CONTENT"), Class::Filtered),
        (blocked(), Class::Filtered),
        (reply(text, "STOP"), Class::Protocol),
        (reply(json!([sketch]), "STOP"), Class::Protocol),
        (reply(json!([blob("image/png", b"<svg/>")]), "STOP"), Class::Protocol),
        (reply(json!([{"inlineData": {"mimeType": "image/png", "data": ""}}]), "STOP"), Class::Protocol),
        (Scenario::status(200, json!({})), Class::Protocol),
        (Scenario::body(200, "text/html", "<html>"), Class::Protocol),
        (Scenario::status(200, wire::error(503, "UNAVAILABLE", "m")), Class::Overloaded),
        (Scenario::status(429, wire::error(429, "RESOURCE_EXHAUSTED", "m")), Class::RateLimited),
        (Scenario::status(400, wire::error(400, "INVALID_ARGUMENT", "m")), Class::Caller),
        (Scenario::new("reset before the head").step(Step::Reset), Class::Uncertain),
        (Scenario::new("cut").send(Bytes::from_static(b"{\"candidates\"")).step(Step::CloseMidChunk), Class::Uncertain),
    ] {
        let name = scenario.name.clone();
        let failure = draw(&emulator, scenario).await.unwrap_err();
        assert_eq!(failure.class, class, "{name}: {failure:?}");
    }
}

#[tokio::test]
async fn a_lost_picture_may_be_charged_and_one_never_asked_for_is_not() {
    let emulator = Emulator::start().await.unwrap();
    let wait = Step::WaitForClientClose(Duration::from_secs(60));
    for scenario in [Scenario::new("no head").step(wait.clone()), Scenario::new("no body").step(Step::Head).step(wait)]
    {
        emulator.queue(scenario);
        let short = Clocks { total: Duration::from_millis(250), ..CLOCKS };
        let failure = gemini(&emulator, short).generate(picture()).await.unwrap_err();
        assert_eq!(failure.class, Class::Uncertain);
    }
    assert!(emulator.all_closed(Duration::from_secs(5)).await);
    let mut away = settings(&emulator, "gemini");
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    away.base_url = format!("http://{closed}/v1beta");
    let nowhere = Gemini::new(http::client(CLOCKS.connect, None).unwrap(), away, CLOCKS);
    assert_eq!(nowhere.generate(picture()).await.unwrap_err().class, Class::Transient);
    assert_eq!(nowhere.speak(speech()).await.unwrap_err().class, Class::Transient);
    let masked = ImageRequest { mask: Some(media("image/png", wire::PNG)), ..picture() };
    assert_eq!(nowhere.generate(masked).await.unwrap_err().class, Class::Caller);
}

#[tokio::test]
async fn several_pictures_are_asked_for_one_after_the_other() {
    let emulator = Emulator::start().await.unwrap();
    let model = gemini(&emulator, CLOCKS);
    let asked = ImageRequest { count: 3, seed: Some(7), ..picture() };
    let drawn = model.generate(asked.clone()).await.unwrap();
    assert_eq!((drawn.images.len(), drawn.usage.images, drawn.usage.input()), (3, Some(3), Some(60)));
    let seeds: Vec<Value> =
        emulator.requests().iter().map(|one| one.body["generationConfig"]["seed"].clone()).collect();
    assert_eq!(seeds, [7, 8, 9]);
    // Two in one answer, and then a failure: what was made is given out.
    emulator.queue(reply(json!([blob("image/png", wire::PNG), blob("image/png", wire::PNG)]), "STOP"));
    emulator.queue(Scenario::status(503, wire::error(503, "UNAVAILABLE", "m")));
    let drawn = model.generate(asked).await.unwrap();
    assert_eq!((drawn.images.len(), drawn.usage.images, emulator.requests().len()), (2, Some(2), 5));
    assert_eq!(emulator.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn samples_become_a_file_that_plays() {
    let emulator = Emulator::start().await.unwrap();
    let model = gemini(&emulator, CLOCKS);
    let spoken = model.speak(speech()).await.unwrap();
    assert_eq!((spoken.audio.media_type.as_str(), spoken.audio.bytes.len()), ("audio/wav", 9_644));
    assert_eq!((&spoken.audio.bytes[..4], &spoken.audio.bytes[24..28]), (&b"RIFF"[..], &24_000_u32.to_le_bytes()[..]));
    assert_eq!((spoken.usage.characters, spoken.usage.audio_ms, spoken.usage.output()), (Some(9), Some(200), Some(9)));
    let manner =
        SpeechRequest {
            voice: Some("Kore".to_owned()), instructions: Some("آرام بخوان".to_owned()), ..speech()
        };
    model.speak(manner).await.unwrap();
    let bodies: Vec<Value> = emulator.requests().into_iter().map(|request| request.body).collect();
    let said = |at: usize| bodies[at]["contents"][0]["parts"][0]["text"].clone();
    assert_eq!(said(0), "Read the transcript aloud, word for word.\n\n#### TRANSCRIPT\nسلام دنیا");
    assert_eq!(said(1), "آرام بخوان\n\n#### TRANSCRIPT\nسلام دنیا");
    let voice = |name: &str| {
        json!({"responseModalities": ["AUDIO"],
        "speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": name}}}})
    };
    assert_eq!((&bodies[0]["generationConfig"], &bodies[1]["generationConfig"]), (&voice("Zephyr"), &voice("Kore")));
    assert_eq!(emulator.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn sound_comes_in_several_shapes() {
    let emulator = Emulator::start().await.unwrap();
    for (parts, kind, bytes) in [
        (
            json!([blob("audio/L16;rate=16000", &[1; 10]), {"text": "x"}, blob("audio/L16;rate=16000", &[2; 6])]),
            "audio/wav",
            60,
        ),
        // Samples that look like the start of a frame of MP3 are samples.
        (json!([blob("audio/pcm;rate=24000", &[0xFF, 0xFB, 0, 0])]), "audio/wav", 48),
        (json!([blob("audio/mpeg", b"ID3....")]), "audio/mpeg", 7),
        (json!([blob("", &[0; 4])]), "audio/wav", 48),
    ] {
        emulator.queue(reply(parts.clone(), "STOP"));
        let audio = gemini(&emulator, CLOCKS).speak(speech()).await.unwrap().audio;
        assert_eq!((audio.media_type.as_str(), audio.bytes.len()), (kind, bytes), "{parts}");
    }
    for (scenario, class) in [
        (blocked(), Class::Filtered),
        (reply(json!([{"text": "the answer is four"}]), "OTHER"), Class::Protocol),
        (reply(json!([]), "PROHIBITED_CONTENT"), Class::Filtered),
        (Scenario::status(500, wire::error(500, "INTERNAL", "m")), Class::Transient),
        (Scenario::new("cut").send(Bytes::from_static(b"{")).step(Step::Reset), Class::Uncertain),
    ] {
        let name = scenario.name.clone();
        emulator.queue(scenario);
        assert_eq!(gemini(&emulator, CLOCKS).speak(speech()).await.unwrap_err().class, class, "{name}");
    }
}

#[tokio::test]
async fn speech_is_written_down() {
    let emulator = Emulator::start().await.unwrap();
    let model = gemini(&emulator, CLOCKS);
    let hinted =
        TranscriptionRequest {
            language: Some("fa".to_owned()), prompt: Some("سامسونگ".to_owned()), ..recording()
        };
    let heard = model.transcribe(hinted).await.unwrap();
    assert_eq!((heard.text.as_str(), heard.usage.input()), ("این گفتار را شبیه‌ساز نوشته است.", Some(20)));
    let request = emulator.requests().remove(0);
    let parts = &request.body["contents"][0]["parts"];
    assert_eq!(parts[0], json!({"inlineData": {"mimeType": "audio/ogg", "data": "T2dnUw=="}}));
    let instruction = parts[1]["text"].as_str().unwrap();
    assert!(
        instruction.contains("language is fa") && instruction.ends_with("likely to come: سامسونگ"),
        "{instruction}"
    );
    assert_eq!((request.violation, &request.body["generationConfig"]["temperature"]), (None, &json!(0)));
    let counts = json!({"promptTokenCount": 100, "promptTokensDetails": [{"modality": "AUDIO", "tokenCount": 80}]});
    let mut silence = wire::reply(json!([{"text": "فکر", "thought": true}]), Some("STOP"), [0, 0, 0]);
    silence["usageMetadata"] = counts;
    emulator.queue(Scenario::status(200, silence));
    let heard = model.transcribe(recording()).await.unwrap();
    assert_eq!((heard.text.as_str(), heard.usage.input_audio, heard.segments), ("", Some(80), Vec::new()));
}

#[tokio::test]
async fn speech_that_is_not_written_down() {
    let emulator = Emulator::start().await.unwrap();
    let cut = json!([{"text": "نیمه"}]);
    for (scenario, class) in [
        (blocked(), Class::Filtered),
        (reply(cut.clone(), "RECITATION"), Class::Filtered),
        (reply(cut.clone(), "MAX_TOKENS"), Class::Protocol),
        (Scenario::status(200, wire::reply(cut, None, [20, 0, 9])), Class::Protocol),
        (Scenario::status(403, wire::error(403, "PERMISSION_DENIED", "m")), Class::Credential),
        (Scenario::new("reset").step(Step::Reset), Class::Transient),
    ] {
        let name = scenario.name.clone();
        emulator.queue(scenario);
        let failure = gemini(&emulator, CLOCKS).transcribe(recording()).await.unwrap_err();
        assert_eq!(failure.class, class, "{name}: {failure:?}");
    }
}

#[tokio::test]
async fn a_hundred_and_one_texts_are_two_requests() {
    let emulator = Emulator::start().await.unwrap();
    let model = gemini(&emulator, CLOCKS);
    let made = model.embed(texts(101, Some(256))).await.unwrap();
    let sizes: Vec<usize> =
        emulator.requests().iter().map(|request| request.body["requests"].as_array().unwrap().len()).collect();
    assert_eq!((sizes, emulator.violations()), (vec![100, 1], Vec::new()));
    assert_eq!((made.vectors.len(), made.vectors[0].len()), (101, 256));
    for vector in &made.vectors {
        let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
        assert!((length - 1.0).abs() < 1e-5, "{length}");
    }
    assert!(made.usage.input().is_some_and(|tokens| (101..2_000).contains(&tokens)), "{:?}", made.usage);
    let one = emulator.requests()[1].body["requests"][0].clone();
    assert_eq!(
        one,
        json!({"model": "models/gemini-embedding-001", "content": {"parts": [{"text": "متن 100"}]}, "outputDimensionality": 256})
    );
    let alone = EmbeddingRequest { inputs: vec!["متن 100".to_owned()], ..texts(0, Some(256)) };
    assert_eq!(model.embed(alone).await.unwrap().vectors[0], made.vectors[100], "in the order of the texts");
    let empty = EmbeddingRequest { inputs: vec![String::new()], ..texts(0, None) };
    for nothing in [texts(0, None), empty] {
        assert_eq!(model.embed(nothing).await.unwrap_err().class, Class::Caller);
    }
    assert_eq!(emulator.requests().len(), 3);
}

#[tokio::test]
async fn vectors_that_are_none() {
    let emulator = Emulator::start().await.unwrap();
    let rows = |rows: Value| Scenario::status(200, json!({ "embeddings": rows }));
    for scenario in [
        rows(json!([{"values": [1, 2]}])),
        rows(json!([{"values": [1, 2]}, {"values": [1, 2, 3]}])),
        rows(json!([{"values": [0, 0]}, {"values": [1, 2]}])),
        rows(json!([{"values": [1, null]}, {"values": [1, 2]}])),
        rows(json!([{"values": [1e300, 1]}, {"values": [1, 2]}])),
        rows(json!([{}, {"values": [1, 2]}])),
        Scenario::status(200, json!({"embedding": {"values": [1]}})),
    ] {
        emulator.queue(scenario.clone());
        let failure = gemini(&emulator, CLOCKS).embed(texts(2, Some(2))).await.unwrap_err();
        assert_eq!(failure.class, Class::Protocol, "{scenario:?}");
    }
    emulator.queue(rows(json!([{"values": [1, 2]}, {"values": [1, 2, 3]}])));
    let uneven = gemini(&emulator, CLOCKS).embed(texts(2, None)).await.unwrap_err();
    assert_eq!(uneven.class, Class::Protocol);
    let counted = json!({"embeddings": [{"values": [3, 4]}], "usageMetadata": {"promptTokenCount": 5}});
    emulator.queue(Scenario::status(200, counted));
    let made = gemini(&emulator, CLOCKS).embed(texts(1, None)).await.unwrap();
    assert_eq!((made.vectors, made.usage.input()), (vec![vec![0.6, 0.8]], Some(5)));
}

#[tokio::test]
async fn the_list_has_pages_limits_and_ends() {
    let emulator = Emulator::start().await.unwrap();
    let ending = json!({"name": "models/gemini-3-old", "supportedGenerationMethods": ["generateContent"],
                        "modelStatus": {"retirementTime": "2026-12-18T08:00:00Z"}});
    emulator.queue(Scenario::status(200, json!({"models": [ending], "nextPageToken": "a b&c=ی"})));
    let listed = gemini(&emulator, CLOCKS).list().await.unwrap();
    let paths: Vec<String> = emulator.requests().into_iter().map(|request| request.path).collect();
    let first = "/gemini/v1beta/models?pageSize=1000";
    assert_eq!(paths, [first.to_owned(), format!("{first}&pageToken=a+b%26c%3D%DB%8C")]);
    assert_eq!(emulator.violations(), Vec::<String>::new());
    let ids: Vec<&str> = listed.iter().map(|model| model.id.as_str()).collect();
    let known = ["gemini-3.8-flash", "gemini-3.1-flash-image", "gemini-3.8-flash-tts", "gemini-embedding-001"];
    assert_eq!(ids, [&["gemini-3-old"][..], &known].concat(), "films are none of ours");
    assert_eq!(listed[0].retires_on.map(|day| day.to_string()).as_deref(), Some("2026-12-18"));
    assert_eq!((listed[1].name.as_deref(), listed[1].context_tokens), (Some("Emulated Flash"), Some(1_048_576)));
    assert_eq!((listed[1].output_tokens_max, listed[1].retires_on), (Some(65_536), None));
    let can = |at: usize, what: Capability| listed[at].capabilities.contains(&what);
    assert!(can(1, Capability::Chat) && can(1, Capability::Vision) && can(1, Capability::Tools));
    assert!(can(1, Capability::Reasoning) && !can(0, Capability::Reasoning));
    assert_eq!(listed[2].capabilities, [Capability::Image, Capability::ImageEdit]);
    assert_eq!(listed[3].capabilities, [Capability::Speech]);
    assert_eq!(listed[4].capabilities, [Capability::Embedding]);
    assert!(listed.iter().all(|model| model.prices.is_empty()));
}

#[tokio::test]
async fn lists_that_do_not_come() {
    let emulator = Emulator::start().await.unwrap();
    let invalid =
        json!({"error": {"code": 400, "status": "INVALID_ARGUMENT", "details": [{"reason": "API_KEY_INVALID"}]}});
    for (scenario, class) in [
        (Scenario::status(400, invalid), Class::Credential),
        (Scenario::body(200, "text/html", "<html>"), Class::Protocol),
        (Scenario::status(200, json!({"data": []})), Class::Protocol),
        (Scenario::status(503, wire::error(503, "UNAVAILABLE", "m")), Class::Overloaded),
    ] {
        let name = scenario.name.clone();
        emulator.queue(scenario);
        assert_eq!(gemini(&emulator, CLOCKS).list().await.unwrap_err().class, class, "{name}");
    }
    for _ in 0..40 {
        emulator.queue(Scenario::status(200, json!({"models": [], "nextPageToken": "again"})));
    }
    let endless = gemini(&emulator, CLOCKS).list().await.unwrap_err();
    assert_eq!((endless.class, emulator.requests().len()), (Class::Protocol, 24));
}
