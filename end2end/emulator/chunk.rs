//! Chunks of a stream as the providers write them. Fixed ids and times: the same scenario is the same bytes.

use bytes::Bytes;
use serde_json::{Value, json};

/// One event.
pub fn event(json: &Value) -> Bytes {
    Bytes::from(format!("data: {json}\n\n"))
}

/// A chunk with one choice.
pub fn chunk(model: &str, delta: &Value, finish: Option<&str>) -> Value {
    json!({
        "id": "gen-emulator-1", "object": "chat.completion.chunk", "created": 1, "model": model,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    })
}

/// The chunk that begins an answer.
pub fn role(model: &str) -> Bytes {
    event(&chunk(model, &json!({"role": "assistant", "content": ""}), None))
}

/// A piece of an answer.
pub fn text(model: &str, text: &str) -> Bytes {
    event(&chunk(model, &json!({ "content": text }), None))
}

/// A piece of thinking.
pub fn reasoning(model: &str, text: &str) -> Bytes {
    event(&chunk(model, &json!({ "reasoning": text }), None))
}

/// The end of an answer.
pub fn finish(model: &str, reason: &str) -> Bytes {
    event(&chunk(model, &json!({}), Some(reason)))
}

/// A chunk without choices that tells the usage.
pub fn usage(model: &str, usage: &Value) -> Bytes {
    let mut chunk = chunk(model, &Value::Null, None);
    chunk["choices"] = json!([]);
    chunk["usage"] = usage.clone();
    event(&chunk)
}

/// The usage of an answer, as most providers tell it.
pub fn counts(prompt: u64, completion: u64) -> Value {
    json!({"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion})
}

/// The end of a stream.
pub const DONE: Bytes = Bytes::from_static(b"data: [DONE]\n\n");
