//! What an API key needs for a call. What has no line here no key may do: administration, keys, passwords, devices,
//! signing in and out, and everything that is not REST.

use crate::kernel::scope::Scope::{self, Account, Audio, Chat, Embeddings, Images, Models, Runs};
use axum::http::Method;

const RULES: &[(Method, &str, &[Scope])] = &[
    (Method::GET, "/api/v1/models", &[Models]),
    (Method::GET, "/api/v1/runs/quote", &[Runs]),
    (Method::POST, "/api/v1/runs/quote", &[Runs]),
    (Method::GET, "/api/v1/runs/{id}", &[Runs]),
    (Method::GET, "/api/v1/runs/{id}/events", &[Runs]),
    (Method::POST, "/api/v1/runs/{id}/cancel", &[Runs]),
    (Method::GET, "/api/v1/me", &[Account]),
    (Method::PATCH, "/api/v1/me", &[Account]),
    (Method::GET, "/api/v1/billing/balance", &[Account]),
    (Method::GET, "/api/v1/billing/wallet", &[Account]),
    (Method::GET, "/api/v1/billing/lots", &[Account]),
    (Method::GET, "/api/v1/billing/transactions", &[Account]),
    (Method::GET, "/api/v1/billing/packages", &[Account]),
    (Method::GET, "/api/v1/billing/transactions.csv", &[Account]),
    (Method::GET, "/api/v1/referral", &[Account]),
    (Method::GET, "/api/v1/referral/people", &[Account]),
    (Method::GET, "/api/v1/referral/commissions", &[Account]),
    (Method::GET, "/api/v1/usage", &[Account]),
    (Method::GET, "/api/v1/usage.csv", &[Account]),
    (Method::POST, "/api/v1/conversations", &[Account]),
    (Method::GET, "/api/v1/conversations", &[Account]),
    (Method::GET, "/api/v1/conversations/{id}", &[Account]),
    (Method::PATCH, "/api/v1/conversations/{id}", &[Account]),
    (Method::DELETE, "/api/v1/conversations/{id}", &[Account]),
    (Method::GET, "/api/v1/conversations/{id}/messages", &[Account]),
    (Method::POST, "/api/v1/images/generate", &[Images]),
    (Method::POST, "/api/v1/images/quote", &[Images]),
    (Method::POST, "/api/v1/images/enhance", &[Images]),
    (Method::GET, "/api/v1/images", &[Images]),
    (Method::GET, "/api/v1/images/{id}", &[Images]),
    (Method::DELETE, "/api/v1/images/{id}", &[Images]),
    (Method::POST, "/api/v1/text/generate", &[Chat]),
    (Method::POST, "/api/v1/ai/generate", &[Chat]),
    (Method::GET, "/api/v1/text/tasks", &[Chat]),
    (Method::POST, "/api/v1/text/start", &[Chat]),
    (Method::POST, "/api/v1/text/quote", &[Chat]),
    (Method::POST, "/api/v1/text/meter", &[Chat]),
    (Method::GET, "/api/v1/text/items", &[Account]),
    (Method::GET, "/api/v1/text/items/{id}", &[Account]),
    (Method::PATCH, "/api/v1/text/items/{id}", &[Account]),
    (Method::DELETE, "/api/v1/text/items/{id}", &[Account]),
    (Method::GET, "/api/v1/text/items/{id}/versions", &[Account]),
    (Method::GET, "/api/v1/text/templates", &[Account]),
    (Method::POST, "/api/v1/text/templates", &[Account]),
    (Method::PUT, "/api/v1/text/templates/{id}", &[Account]),
    (Method::DELETE, "/api/v1/text/templates/{id}", &[Account]),
    (Method::GET, "/api/v1/assets", &[Account]),
    (Method::POST, "/api/v1/assets", &[Account]),
    (Method::GET, "/api/v1/assets/shelf", &[Account]),
    (Method::POST, "/api/v1/assets/bulk", &[Account]),
    (Method::GET, "/api/v1/assets/{id}", &[Account]),
    (Method::PATCH, "/api/v1/assets/{id}", &[Account]),
    (Method::DELETE, "/api/v1/assets/{id}", &[Account]),
    (Method::GET, "/api/v1/assets/{id}/content", &[Account]),
    (Method::POST, "/api/v1/assets/{id}/link", &[Account]),
    (Method::POST, "/api/v1/folders", &[Account]),
    (Method::PATCH, "/api/v1/folders/{id}", &[Account]),
    (Method::DELETE, "/api/v1/folders/{id}", &[Account]),
    (Method::POST, "/api/v1/audio/stt", &[Audio]),
    (Method::POST, "/api/v1/audio/stt/quote", &[Audio]),
    (Method::GET, "/api/v1/audio/recordings", &[Audio]),
    (Method::GET, "/api/v1/audio/recordings/{id}", &[Audio]),
    (Method::PATCH, "/api/v1/audio/recordings/{id}", &[Audio]),
    (Method::DELETE, "/api/v1/audio/recordings/{id}", &[Audio]),
    (Method::POST, "/api/v1/audio/recordings/{id}/again", &[Audio]),
    (Method::POST, "/api/v1/audio/recordings/{id}/summary", &[Audio]),
    (Method::GET, "/api/v1/audio/recordings/{id}/export", &[Audio]),
    (Method::POST, "/api/v1/audio/tts", &[Audio]),
    (Method::POST, "/api/v1/audio/tts/quote", &[Audio]),
    (Method::GET, "/api/v1/audio/speeches", &[Audio]),
    (Method::GET, "/api/v1/audio/speeches/{id}", &[Audio]),
    (Method::PATCH, "/api/v1/audio/speeches/{id}", &[Audio]),
    (Method::DELETE, "/api/v1/audio/speeches/{id}", &[Audio]),
    (Method::POST, "/api/v1/audio/speeches/{id}/again", &[Audio]),
];

/// The OpenAI-compatible API, which its clients know without our document.
const GATEWAY: &[(Method, &str, &[Scope])] = &[
    (Method::POST, "/v1/chat/completions", &[Chat]),
    (Method::POST, "/v1/embeddings", &[Embeddings]),
    (Method::POST, "/v1/images/generations", &[Images]),
    (Method::POST, "/v1/images/edits", &[Images]),
    (Method::POST, "/v1/audio/transcriptions", &[Audio]),
    (Method::POST, "/v1/audio/speech", &[Audio]),
    (Method::GET, "/v1/models", &[Models]),
    (Method::GET, "/v1/models/{*id}", &[Models]),
];

/// The calls of the REST API that API keys may make.
pub fn rules() -> &'static [(Method, &'static str, &'static [Scope])] {
    RULES
}

/// The scopes a key needs for a call; none when no key may make it.
pub fn scopes_for(method: &Method, route: &str) -> Option<&'static [Scope]> {
    // What may be read may be asked about.
    let method = if method == Method::HEAD { &Method::GET } else { method };
    let mut all = RULES.iter().chain(GATEWAY);
    all.find(|(allowed, path, _)| allowed == method && *path == route).map(|(_, _, scopes)| *scopes)
}
