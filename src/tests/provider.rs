//! Providers, against the emulator: every kind of good and bad provider, and what each answer must keep.

#![cfg(test)]

#[path = "../../end2end/emulator/mod.rs"]
pub mod emulator;

mod anthropic;
mod cancel;
mod clocks;
mod decoder;
mod failures;
mod framing;
mod fuzz;
mod gemini;
mod gemini_media;
mod gemini_replies;
mod generation;
mod images;
mod listing;
mod mj_task;
mod outcomes;
mod pressure;
mod questions;
mod requests;
mod sandbox;
mod secrets;
mod sound;
mod tools;
mod vectors;

use crate::outbound;
use aimall::provider::{
    ChatEvent, ChatMessage, ChatModel, ChatRequest, ChatRole, ChatStream, Clocks, Dialect, Failure, FailureClass,
    Finish, OpenAiCompat, ProviderKind, ProviderSettings, ToolCallDelta, Usage, http,
};
use emulator::{Emulator, Scenario, contract};
use futures::StreamExt;
use std::time::Duration;

/// Long enough for a busy machine, short where a test has to wait for it.
const CLOCKS: Clocks = Clocks {
    connect: Duration::from_secs(5),
    first_token: Duration::from_secs(20),
    idle: Duration::from_secs(20),
    after_finish: Duration::from_millis(300),
    total: Duration::from_secs(60),
    list: Duration::from_secs(20),
};

/// How to reach an emulated provider, with the key that it expects. What it names addresses of is not reached.
fn settings(emulator: &Emulator, provider: &str) -> ProviderSettings {
    ProviderSettings {
        id: provider.to_owned(),
        kind: ProviderKind::of(provider),
        base_url: emulator.base_url(provider),
        api_key: contract::key(provider).map(Into::into),
        proxy: None,
        dialect: Dialect::of(provider),
        outbound: outbound::outbound(&[]),
    }
}

fn adapter(emulator: &Emulator, provider: &str, clocks: Clocks) -> OpenAiCompat {
    let http = http::client(clocks.connect, None).unwrap();
    OpenAiCompat::with_clocks(http, settings(emulator, provider), clocks)
}

fn question(model: &str, text: &str) -> ChatRequest {
    ChatRequest {
        model: model.to_owned(),
        messages: vec![
            ChatMessage::text(ChatRole::System, "You are helpful."),
            ChatMessage::text(ChatRole::User, text),
        ],
        max_output_tokens: 5_000,
        temperature: Some("0.7".to_owned()),
        ..ChatRequest::default()
    }
}

/// Everything an answer gave.
#[derive(Debug, Default)]
struct Heard {
    text: String,
    reasoning: String,
    calls: Vec<ToolCallDelta>,
    opaque: Vec<serde_json::Value>,
    usage: Option<Usage>,
    model_served: Option<String>,
    request_id: Option<String>,
    end: Option<Result<Finish, Failure>>,
}

impl Heard {
    fn finish(&self) -> Finish {
        self.end.clone().unwrap().unwrap()
    }

    fn failure(&self) -> Failure {
        self.end.clone().unwrap().unwrap_err()
    }

    fn class(&self) -> FailureClass {
        self.failure().class
    }

    fn tokens(&self) -> Option<(u64, u64)> {
        let usage = self.usage.as_ref()?;
        Some((usage.input()?, usage.output()?))
    }
}

/// Listens to the end and checks what every stream keeps.
async fn listen(mut stream: ChatStream) -> Heard {
    let mut heard = Heard::default();
    let mut started = false;
    while let Some(event) = stream.next().await {
        assert!(heard.end.is_none(), "{event:?} after the end");
        let silent = heard.text.is_empty() && heard.reasoning.is_empty();
        match event {
            ChatEvent::Started { model_served, request_id } => {
                assert!(!started && silent, "started twice or late");
                started = true;
                (heard.model_served, heard.request_id) = (model_served, request_id);
            }
            ChatEvent::Text(text) => {
                assert!(!text.is_empty());
                heard.text.push_str(&text);
            }
            ChatEvent::Reasoning(text) => {
                assert!(!text.is_empty());
                heard.reasoning.push_str(&text);
            }
            ChatEvent::ToolCall(delta) => heard.calls.push(delta),
            ChatEvent::Opaque(items) => heard.opaque.push(items),
            ChatEvent::Usage(usage) => heard.usage = Some(usage),
            ChatEvent::Done { finish } => heard.end = Some(Ok(finish)),
            ChatEvent::Failed(failure) => heard.end = Some(Err(failure)),
        }
    }
    assert!(heard.end.is_some(), "no end: {heard:?}");
    assert!(stream.next().await.is_none(), "the stream goes on");
    heard
}

/// What one scenario is heard as, by the adapter of a provider. Exactly one request is made for it.
async fn hear(emulator: &Emulator, provider: &str, scenario: Scenario) -> Heard {
    let before = emulator.requests().len();
    emulator.queue(scenario);
    let heard = listen(adapter(emulator, provider, CLOCKS).stream(question("m", "سلام"))).await;
    assert_eq!(emulator.requests().len(), before + 1, "asked more than once");
    assert_eq!(emulator.violations(), Vec::<String>::new());
    heard
}
