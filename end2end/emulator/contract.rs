//! What a provider expects of a request. A double that accepts anything proves nothing.

use super::{chat, gemini, http::Head, media, record::Request};

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
    /// Pictures, sound and vectors.
    Media(media::Kind),
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
        // By itself it only lists models that write text.
        ("GET", "/models?output_modalities=all") if surface.name == "openrouter" => Ok((surface, Endpoint::Models)),
        ("GET", "/models") if surface.name != "openrouter" => Ok((surface, Endpoint::Models)),
        ("POST", path) if let Some(kind) = media::route(&surface, path) => Ok((surface, Endpoint::Media(kind))),
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
        Endpoint::Media(kind) => media::check(surface, kind, request),
        Endpoint::Chat => {
            ensure(request.header("content-type") == Some("application/json"), "content-type is not application/json")?;
            chat::check(surface, &request.body)
        }
    }
}

/// An error unless something holds.
pub fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}
