//! A provider for benches: OpenAI's wire without its rules, so that other gateways can stand before it too. It answers
//! `[[bench <deltas> <pause_ms>]]` as a stream or as a whole, whichever is asked for, with as little work as possible.

use super::{
    answer, chunk,
    contract::{Wire, ensure},
    record::Request,
    scenario::Scenario,
};
use serde_json::json;

/// The provider of the benches.
pub const WIRE: Wire =
    Wire { name: "plain", prefix: "/plain/v1", key: "sk-plain-emulator-0123456789abcdef", check, answer };

fn check(request: &Request) -> Result<(), String> {
    let expected = format!("Bearer {}", WIRE.key);
    ensure(request.header("authorization") == Some(expected.as_str()), "authorization is not the expected bearer key")?;
    ensure(request.path == "/plain/v1/chat/completions" && request.method == "POST", "plain only answers questions")
}

fn answer(request: &Request) -> Scenario {
    let (model, question) = (request.model(), request.last_user_message());
    let (deltas, pause_ms) = answer::bench_marker(question).unwrap_or((8, 0));
    if request.body["stream"] == true {
        let marked = format!("[[bench {deltas} {pause_ms}]]");
        return answer::bench(model, &marked).unwrap_or_else(|| Scenario::new("nothing"));
    }
    let said = "token ".repeat(deltas.min(10_000));
    let reply = json!({
        "id": "gen-emulator-1", "object": "chat.completion", "created": 1, "model": model,
        "choices": [{"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}],
        "usage": chunk::counts(8, u64::try_from(deltas).unwrap_or(0)),
    });
    Scenario::status(200, reply).named_as("bench, whole")
}
