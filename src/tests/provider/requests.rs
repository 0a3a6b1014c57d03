//! What providers are asked: each in its dialect, exactly as it expects it.

use super::{
    CLOCKS, adapter,
    emulator::{Emulator, contract::SURFACES},
    listen, question, settings,
};
use aimall::provider::{ChatMessage, ChatModel, ChatRole, Clocks, FailureClass, Finish, OpenAiCompat, Provider, http};
use serde_json::json;

#[tokio::test]
async fn every_provider_gets_what_it_expects() {
    let emulator = Emulator::start().await.unwrap();
    for surface in SURFACES {
        for text in ["سلام [[fast]]", "hello [[fast]]"] {
            let mut asked = question("emulator/talk", text);
            asked.messages.push(ChatMessage::text(ChatRole::Assistant, "…"));
            let heard = listen(adapter(&emulator, surface.name, CLOCKS).stream(asked)).await;
            assert_eq!(emulator.violations(), Vec::<String>::new());
            assert_eq!(heard.finish(), Finish::Stop);
            assert_eq!(heard.text.contains("سلام"), text.contains("سلام"));
            assert!(heard.tokens().is_some_and(|(input, output)| input > 0 && output > 0), "{}", surface.name);
            let cost = heard.usage.and_then(|usage| usage.cost_usd);
            assert_eq!(cost.is_some(), surface.name == "openrouter");
        }
    }
}

#[tokio::test]
async fn the_body_is_what_was_asked() {
    let emulator = Emulator::start().await.unwrap();
    let mut asked = question("a/b:free", "می\u{200c}خواهم");
    listen(adapter(&emulator, "openai", CLOCKS).stream(asked.clone())).await;
    asked.temperature = None;
    listen(adapter(&emulator, "ollama", CLOCKS).stream(asked.clone())).await;
    let messages = json!([
        {"role": "system", "content": "You are helpful."}, {"role": "user", "content": "می\u{200c}خواهم"},
    ]);
    let bodies: Vec<_> = emulator.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(
        bodies,
        [
            json!({"model": "a/b:free", "messages": messages, "stream": true, "max_completion_tokens": 5_000,
                   "temperature": 0.7, "stream_options": {"include_usage": true, "include_obfuscation": false}}),
            json!({"model": "a/b:free", "messages": messages, "stream": true, "max_tokens": 5_000,
                   "stream_options": {"include_usage": true}}),
        ]
    );
    asked.temperature = Some("warm".to_owned());
    let failure = listen(adapter(&emulator, "openai", CLOCKS).stream(asked)).await.failure();
    assert_eq!((failure.class, emulator.requests().len()), (FailureClass::Caller, 2));
}

#[tokio::test]
async fn a_slash_at_the_end_of_the_address_does_not_matter() {
    let emulator = Emulator::start().await.unwrap();
    let mut slashed = settings(&emulator, "groq");
    slashed.base_url.push('/');
    assert_eq!(slashed.host(), Some(emulator.address().to_string()));
    let provider = Provider::connect(slashed, Clocks::default()).unwrap();
    assert_eq!(listen(provider.can.chat.unwrap().stream(question("happy", "x"))).await.finish(), Finish::Stop);
    assert_eq!(emulator.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn the_dialects_own_headers_are_sent() {
    let emulator = Emulator::start().await.unwrap();
    let mut own = settings(&emulator, "openrouter");
    own.dialect.extra_headers.push(("X-OpenRouter-Title".to_owned(), "AI Mall".to_owned()));
    let model = OpenAiCompat::new(http::client(CLOCKS.connect, None).unwrap(), own);
    assert_eq!(listen(model.stream(question("happy", "x"))).await.finish(), Finish::Stop);
    assert_eq!(emulator.requests()[0].header("x-openrouter-title"), Some("AI Mall"));
}

#[tokio::test]
async fn a_wrong_key_is_noticed() {
    let emulator = Emulator::start().await.unwrap();
    let mut wrong = settings(&emulator, "openai");
    wrong.api_key = Some("sk-another-0123456789".into());
    let model = OpenAiCompat::new(http::client(CLOCKS.connect, None).unwrap(), wrong);
    listen(model.stream(question("happy", "x"))).await.failure();
    assert_eq!(emulator.violations(), ["authorization is not the expected bearer key"]);
}

#[tokio::test]
async fn every_provider_can_what_it_can() {
    let emulator = Emulator::start().await.unwrap();
    for (name, abilities) in [
        ("openrouter", [true, true, true, true]),
        ("openai", [true, true, true, true]),
        ("groq", [false, true, true, false]),
        ("ollama", [false, false, false, true]),
    ] {
        let can = Provider::connect(settings(&emulator, name), Clocks::default()).unwrap().can;
        assert!(can.chat.is_some() && can.list.is_some() && can.task.is_none());
        let found = [can.image.is_some(), can.transcriber.is_some(), can.speaker.is_some(), can.embedder.is_some()];
        assert_eq!(found, abilities, "{name}: pictures, transcripts, speech, vectors");
    }
}
