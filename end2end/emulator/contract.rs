//! What a provider expects of a request. A double that accepts anything proves nothing.

use super::{gemini, http::Head, record::Request};
use serde_json::Value;

/// A provider as the emulator plays it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surface {
    /// The provider's name.
    pub name: &'static str,
    /// Where its API begins.
    pub prefix: &'static str,
    /// The key that it expects; none where any will do.
    pub key: Option<&'static str>,
    /// Whether a request asks for usage.
    pub stream_options: bool,
    /// What the limit of output tokens is called.
    pub limit_field: &'static str,
}

/// The key of the emulated OpenRouter.
pub const OPENROUTER_KEY: &str = "sk-or-v1-emulator-0123456789abcdef";
/// The key of the emulated Groq.
pub const GROQ_KEY: &str = "gsk_emulator0123456789abcdef";
/// The key of the emulated OpenAI.
pub const OPENAI_KEY: &str = "sk-proj-emulator-0123456789abcdef";

/// The providers that speak as OpenAI does.
pub const SURFACES: [Surface; 4] = [
    Surface {
        name: "openrouter",
        prefix: "/openrouter/api/v1",
        key: Some(OPENROUTER_KEY),
        stream_options: false,
        limit_field: "max_tokens",
    },
    Surface {
        name: "groq",
        prefix: "/groq/openai/v1",
        key: Some(GROQ_KEY),
        stream_options: true,
        limit_field: "max_completion_tokens",
    },
    Surface {
        name: "openai",
        prefix: "/openai/v1",
        key: Some(OPENAI_KEY),
        stream_options: true,
        limit_field: "max_completion_tokens",
    },
    Surface { name: "ollama", prefix: "/ollama/v1", key: None, stream_options: true, limit_field: "max_tokens" },
];

/// Providers that speak a wire of their own.
pub const OWN_WIRES: [Surface; 1] = [gemini::SURFACE];

/// Every provider, whatever it speaks.
pub fn surfaces() -> impl Iterator<Item = Surface> {
    SURFACES.into_iter().chain(OWN_WIRES)
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `POST …/chat/completions`.
    Chat,
    /// `GET …/models`.
    Models,
    /// Gemini's own.
    Gemini(gemini::Call),
}

/// Where a request goes.
pub fn route(head: &Head) -> Result<(Surface, Endpoint), String> {
    let surface = surfaces().find(|surface| head.path.starts_with(surface.prefix));
    let surface = surface.ok_or_else(|| format!("no provider at {}", head.path))?;
    let path = &head.path[surface.prefix.len()..];
    if surface == gemini::SURFACE {
        let call = gemini::route(&head.method, path).ok_or_else(|| format!("gemini has no {} {path}", head.method))?;
        return Ok((surface, Endpoint::Gemini(call)));
    }
    match (head.method.as_str(), path) {
        ("POST", "/chat/completions") => Ok((surface, Endpoint::Chat)),
        ("GET", "/models") => Ok((surface, Endpoint::Models)),
        (method, path) => Err(format!("{} has no {method} {path}", surface.name)),
    }
}

/// What is wrong with a request.
pub fn check(surface: &Surface, endpoint: Endpoint, request: &Request) -> Result<(), String> {
    if let Endpoint::Gemini(call) = endpoint {
        return gemini::check(call, request);
    }
    if let Some(key) = surface.key {
        let expected = format!("Bearer {key}");
        ensure(
            request.header("authorization") == Some(expected.as_str()),
            "authorization is not the expected bearer key",
        )?;
    }
    for name in ["cookie", "referer", "accept-encoding"] {
        ensure(request.header(name).is_none(), &format!("unexpected header {name}"))?;
    }
    match endpoint {
        Endpoint::Gemini(_) => Ok(()),
        Endpoint::Models => ensure(request.body.is_null(), "a GET with a body"),
        Endpoint::Chat => {
            ensure(request.header("content-type") == Some("application/json"), "content-type is not application/json")?;
            check_chat(surface, &request.body)
        }
    }
}

fn check_chat(surface: &Surface, body: &Value) -> Result<(), String> {
    let fields = body.as_object().ok_or("the body is no JSON object")?;
    let known = ["model", "messages", "stream", "stream_options", "temperature", surface.limit_field];
    for name in fields.keys() {
        ensure(known.contains(&name.as_str()), &format!("unexpected field {name}"))?;
    }
    ensure(body["model"].as_str().is_some_and(|model| !model.is_empty()), "no model")?;
    ensure(body["stream"] == true, "stream is not true")?;
    ensure(body[surface.limit_field].as_u64().is_some_and(|limit| limit > 0), &format!("no {}", surface.limit_field))?;
    ensure(fields.get("temperature").is_none_or(Value::is_number), "temperature is no number")?;
    check_stream_options(surface, fields.get("stream_options"))?;
    check_messages(&body["messages"])
}

fn check_stream_options(surface: &Surface, options: Option<&Value>) -> Result<(), String> {
    match options {
        None => ensure(!surface.stream_options, "usage is not asked for"),
        Some(_) if !surface.stream_options => Err("stream_options where none belong".to_owned()),
        Some(options) => {
            ensure(options["include_usage"] == true, "include_usage is not true")?;
            let padding = options.get("include_obfuscation");
            ensure(padding.is_none() || surface.name == "openai", "include_obfuscation is OpenAI's only")
        }
    }
}

fn check_messages(messages: &Value) -> Result<(), String> {
    let messages = messages.as_array().filter(|messages| !messages.is_empty()).ok_or("no messages")?;
    for message in messages {
        let fields = message.as_object().ok_or("a message that is no object")?;
        ensure(fields.keys().all(|name| name == "role" || name == "content"), "unexpected field in a message")?;
        let role = message["role"].as_str().unwrap_or_default();
        ensure(["system", "user", "assistant"].contains(&role), &format!("unknown role {role:?}"))?;
        ensure(message["content"].is_string(), "content is no text")?;
    }
    Ok(())
}

/// An error unless something holds.
pub fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}
