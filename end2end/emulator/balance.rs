//! What OpenRouter says of an account (`GET /credits`) and of a key (`GET /key`), and what providers say of a wrong key.

use super::{contract::Surface, record::Request, scenario::Scenario};
use serde_json::json;

/// Keys that begin so are refused as providers refuse a key that was revoked.
pub const WRONG_KEY_START: &str = "sk-wrong-";

/// Which of the two is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `GET /key`.
    Key,
    /// `GET /credits`.
    Credits,
}

/// The answer when no test asked for a special one.
pub fn scenario(kind: Kind) -> Scenario {
    let data = match kind {
        Kind::Key => json!({
            "label": "sk-or-v1-emu...def", "limit": null, "limit_remaining": null, "limit_reset": null,
            "usage": 7.25, "usage_daily": 0.5, "usage_weekly": 1.75, "usage_monthly": 7.25, "byok_usage": 0,
            "include_byok_in_limit": false, "is_free_tier": false, "is_provisioning_key": false,
            "rate_limit": {"requests": -1, "interval": "10s", "note": "deprecated"},
        }),
        Kind::Credits => json!({"total_credits": 20.5, "total_usage": 8.25}),
    };
    Scenario::status(200, json!({"data": data})).named_as("balance")
}

/// The refusal of a key that was revoked.
pub fn wrong_key(surface: &Surface, request: &Request) -> Option<Scenario> {
    let sent = request.header("authorization")?.strip_prefix("Bearer ")?;
    if surface.key.is_none() || !sent.starts_with(WRONG_KEY_START) {
        return None;
    }
    // They repeat what was sent: nobody may keep it.
    let error = match surface.name {
        "openrouter" => json!({"error": {"message": format!("User not found for {sent}."), "code": 401}}),
        _ => json!({"error": {
            "message": format!("Incorrect API key provided: {sent}."), "type": "invalid_request_error", "param": null,
            "code": "invalid_api_key",
        }}),
    };
    Some(Scenario::status(401, error).named_as("wrong key"))
}
