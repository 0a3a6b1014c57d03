//! What a provider expects of a request. A double that accepts anything proves nothing.

use super::{
    anthropic, balance, chat, gemini, generation, http::Head, media, plain, record::Request, scenario::Scenario,
    stripe, task, zarinpal,
};
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

/// Every provider that is played.
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

/// A provider with a wire of its own.
#[derive(Debug, Clone, Copy)]
pub struct Wire {
    /// The provider's name.
    pub name: &'static str,
    /// Where its API begins.
    pub prefix: &'static str,
    /// The key that it expects.
    pub key: &'static str,
    /// What is wrong with a request.
    pub check: fn(&Request) -> Result<(), String>,
    /// The answer when no test asked for a special one.
    pub answer: fn(&Request) -> Scenario,
}

/// Every wire of its own that is played.
pub const WIRES: [Wire; 5] = [gemini::WIRE, anthropic::WIRE, task::GOAPI, task::LEGNEXT, plain::WIRE];

/// The wire of its own that a request is for.
pub fn wire(path: &str) -> Option<Wire> {
    WIRES.into_iter().find(|wire| path.strip_prefix(wire.prefix).is_some_and(|rest| rest.starts_with('/')))
}

/// A payment gateway: the name, where the API begins, and the settings that turn it on.
type Gateway = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Payment gateways.
pub const GATEWAYS: [Gateway; 2] = [
    (
        "stripe",
        "/stripe",
        &[("STRIPE_SECRET_KEY", stripe::SECRET_KEY), ("STRIPE_WEBHOOK_SECRET", stripe::WEBHOOK_SECRET)],
    ),
    ("zarinpal", "/zarinpal", &[("ZARINPAL_MERCHANT_ID", zarinpal::MERCHANT)]),
];

/// Where a provider's or a gateway's API begins.
pub fn prefix(provider: &str) -> Option<&'static str> {
    let surface = SURFACES.into_iter().find(|surface| surface.name == provider).map(|surface| surface.prefix);
    let gateway = || GATEWAYS.into_iter().find(|gateway| gateway.0 == provider).map(|gateway| gateway.1);
    surface.or_else(|| WIRES.into_iter().find(|wire| wire.name == provider).map(|wire| wire.prefix)).or_else(gateway)
}

/// The key that a provider expects.
pub fn key(provider: &str) -> Option<&'static str> {
    let surface = SURFACES.into_iter().find(|surface| surface.name == provider).and_then(|surface| surface.key);
    surface.or_else(|| WIRES.into_iter().find(|wire| wire.name == provider).map(|wire| wire.key))
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `POST …/chat/completions`.
    Chat,
    /// `GET …/models`.
    Models,
    /// `GET …/generation?id=`: what an answer cost, asked for afterwards.
    Generation,
    /// Pictures, sound and vectors.
    Media(media::Kind),
    /// What is left of an account.
    Balance(balance::Kind),
}

/// Where a request goes.
pub fn route(head: &Head) -> Result<(Surface, Endpoint), String> {
    let surface = SURFACES.into_iter().find(|surface| head.path.starts_with(surface.prefix));
    let surface = surface.ok_or_else(|| format!("no provider at {}", head.path))?;
    match (head.method.as_str(), &head.path[surface.prefix.len()..]) {
        ("POST", "/chat/completions") => Ok((surface, Endpoint::Chat)),
        // By itself it only lists models that write text.
        ("GET", "/models?output_modalities=all") if surface.name == "openrouter" => Ok((surface, Endpoint::Models)),
        ("GET", path) if surface.name == "openrouter" && path.starts_with("/generation?") => {
            Ok((surface, Endpoint::Generation))
        }
        ("GET", "/models") if surface.name != "openrouter" => Ok((surface, Endpoint::Models)),
        ("GET", "/key") if surface.name == "openrouter" => Ok((surface, Endpoint::Balance(balance::Kind::Key))),
        ("GET", "/credits") if surface.name == "openrouter" => Ok((surface, Endpoint::Balance(balance::Kind::Credits))),
        ("POST", path) if let Some(kind) = media::route(&surface, path) => Ok((surface, Endpoint::Media(kind))),
        (method, path) => Err(format!("{} has no {method} {path}", surface.name)),
    }
}

/// What is wrong with a request.
pub fn check(surface: &Surface, endpoint: Endpoint, request: &Request) -> Result<(), String> {
    if let Some(key) = surface.key {
        let expected = format!("Bearer {key}");
        ensure(
            request.header("authorization") == Some(expected.as_str()),
            "authorization is not the expected bearer key",
        )?;
    }
    no_stray_headers(request)?;
    match endpoint {
        Endpoint::Models | Endpoint::Balance(_) => ensure(request.body.is_null(), "a GET with a body"),
        Endpoint::Generation => {
            ensure(request.body.is_null(), "a GET with a body")?;
            ensure(!generation::id(request).is_empty(), "no id of a generation")
        }
        Endpoint::Media(kind) => media::check(surface, kind, request),
        Endpoint::Chat => {
            ensure(request.header("content-type") == Some("application/json"), "content-type is not application/json")?;
            chat::check(surface, &request.body)
        }
    }
}

/// Headers that no provider has a use for.
pub fn no_stray_headers(request: &Request) -> Result<(), String> {
    for name in ["cookie", "referer", "accept-encoding"] {
        ensure(request.header(name).is_none(), &format!("unexpected header {name}"))?;
    }
    Ok(())
}

/// An object that has no other fields than these.
pub fn only(value: &Value, known: &[&str], what: &str) -> Result<(), String> {
    let fields = value.as_object().ok_or_else(|| format!("{what} is no JSON object"))?;
    let unknown = fields.keys().find(|name| !known.contains(&name.as_str()));
    unknown.map_or(Ok(()), |name| Err(format!("unexpected field {name} in {what}")))
}

/// A rule that must hold.
pub fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}
