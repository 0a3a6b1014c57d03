//! OpenRouter's `GET /generation?id=`: what an answer cost, told a while after it, also when it was cancelled.

use super::{record::Request, scenario::Scenario};
use serde_json::{Value, json};

/// The generation that a request asks for.
pub fn id(request: &Request) -> &str {
    let query = request.path.split_once('?').map_or("", |(_, query)| query);
    let id = query.split('&').find_map(|pair| pair.strip_prefix("id="));
    id.unwrap_or_default()
}

/// Not written yet.
pub fn missing() -> Scenario {
    let error =
        json!({"error": {"code": 404, "message": "Generation not found", "metadata": {"error_type": "not_found"}}});
    Scenario::status(404, error).named_as("generation missing")
}

/// Written: 20 tokens read, 9 written, 0.000123 dollars.
pub fn told(id: &str, cancelled: bool) -> Scenario {
    Scenario::status(200, json!({"data": data(id, cancelled)})).named_as("generation")
}

/// A generation's record.
pub fn data(id: &str, cancelled: bool) -> Value {
    json!({
        "id": id, "model": "m", "total_cost": cost("0.000123"), "usage": cost("0.000123"), "cancelled": cancelled, "streamed": true,
        "finish_reason": if cancelled { Value::Null } else { json!("stop") }, "native_finish_reason": null,
        "tokens_prompt": 21, "tokens_completion": 10, "native_tokens_prompt": 20, "native_tokens_completion": 9,
        "native_tokens_reasoning": 0, "native_tokens_cached": 0, "native_tokens_completion_images": null,
        "cache_discount": null, "upstream_inference_cost": 0, "is_byok": false, "generation_time": 310, "latency": 90,
        "provider_name": "Emulated", "provider_responses": [], "router": null, "service_tier": null,
        "created_at": "2026-11-27T00:00:00Z", "origin": "", "app_id": null,
    })
}

/// A number as it was written.
fn cost(digits: &str) -> Value {
    serde_json::from_str(digits).unwrap_or_default()
}
