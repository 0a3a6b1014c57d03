//! Anthropic's messages: what a request must keep to, and what an answer looks like.

use super::{
    answer,
    contract::{Wire, ensure, no_stray_headers, only},
    record::Request,
    scenario::{Scenario, Step},
};
use bytes::Bytes;
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};

/// Anthropic as the emulator plays it.
pub const WIRE: Wire =
    Wire { name: "anthropic", prefix: "/anthropic/v1", key: "sk-ant-emulator-0123456789abcdef", check, answer };

/// Fields of a request.
const FIELDS: [&str; 12] = [
    "model",
    "max_tokens",
    "stream",
    "system",
    "messages",
    "temperature",
    "top_p",
    "stop_sequences",
    "tools",
    "tool_choice",
    "thinking",
    "output_config",
];

/// One event.
pub fn event(json: &Value) -> Bytes {
    Bytes::from(format!("event: {}\ndata: {json}\n\n", json["type"].as_str().unwrap_or_default()))
}

/// The event that begins an answer.
pub fn start(usage: &Value) -> Bytes {
    event(&json!({"type": "message_start", "message": {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [],
        "stop_reason": null, "usage": usage,
    }}))
}

/// A block begins.
pub fn open(index: u64, block: &Value) -> Bytes {
    event(&json!({"type": "content_block_start", "index": index, "content_block": block}))
}

/// More of a block.
pub fn delta(index: u64, delta: &Value) -> Bytes {
    event(&json!({"type": "content_block_delta", "index": index, "delta": delta}))
}

/// A block ends.
pub fn close(index: u64) -> Bytes {
    event(&json!({"type": "content_block_stop", "index": index}))
}

/// A piece of text.
pub fn text(index: u64, text: &str) -> Bytes {
    delta(index, &json!({"type": "text_delta", "text": text}))
}

/// A whole block of text.
pub fn said(index: u64, said: &str) -> Bytes {
    [open(index, &json!({"type": "text", "text": ""})), text(index, said), close(index)].concat().into()
}

/// Why the model stopped, and what was used.
pub fn reason(reason: &str, usage: &Value) -> Bytes {
    event(&json!({"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": null}, "usage": usage}))
}

/// The end of an answer.
pub fn stop() -> Bytes {
    event(&json!({"type": "message_stop"}))
}

/// A sign of life.
pub fn ping() -> Bytes {
    event(&json!({"type": "ping"}))
}

/// An error, as the body of a reply and as an event.
pub fn error(kind: &str) -> Value {
    json!({"type": "error", "error": {"type": kind, "message": "emulated"}, "request_id": "req_emulator"})
}

fn check(request: &Request) -> Result<(), String> {
    ensure(request.header("x-api-key") == Some(WIRE.key), "x-api-key is not the expected key")?;
    ensure(request.header("authorization").is_none(), "a key in two places")?;
    ensure(request.header("anthropic-version") == Some("2023-06-01"), "no anthropic-version")?;
    no_stray_headers(request)?;
    let path = request.path.trim_start_matches(WIRE.prefix);
    match (request.method.as_str(), path.split('?').next()) {
        ("GET", Some("/models")) => {
            ensure(path.contains("limit=1000"), "small pages of models")?;
            ensure(request.body.is_null(), "a GET with a body")
        }
        ("POST", Some("/messages")) => {
            ensure(request.header("content-type") == Some("application/json"), "content-type is not application/json")?;
            check_body(&request.body)
        }
        (method, _) => Err(format!("anthropic has no {method} {path}")),
    }
}

fn check_body(body: &Value) -> Result<(), String> {
    only(body, &FIELDS, "the body")?;
    ensure(body["model"].as_str().is_some_and(|model| !model.is_empty()), "no model")?;
    ensure(body["stream"] == true, "stream is not true")?;
    let limit = body["max_tokens"].as_u64().filter(|limit| *limit > 0).ok_or("no max_tokens")?;
    let one = |number: &Value| number.as_f64().is_some_and(|number| (0.0..=1.0).contains(&number));
    for name in ["temperature", "top_p"] {
        ensure(body.get(name).is_none_or(one), &format!("{name} is not between 0 and 1"))?;
    }
    for stop in list(body, "stop_sequences") {
        ensure(stop.as_str().is_some_and(|stop| !stop.trim().is_empty()), "a blank stop sequence")?;
    }
    for block in list(body, "system") {
        ensure(block["type"] == "text", "the system says what is no text")?;
        check_block(block)?;
    }
    check_thinking(body, limit)?;
    check_tools(body)?;
    if let Some(config) = body.get("output_config") {
        only(config, &["effort", "format"], "output_config")?;
        ensure(config.get("format").is_none_or(|format| format["type"] == "json_schema"), "an unknown format")?;
        check_closed(&config["format"]["schema"])?;
    }
    check_messages(&body["messages"])
}

fn check_thinking(body: &Value, limit: u64) -> Result<(), String> {
    let Some(thinking) = body.get("thinking") else { return Ok(()) };
    only(thinking, &["type", "budget_tokens", "display"], "thinking")?;
    match thinking["type"].as_str() {
        Some("enabled") => {
            let budget = thinking["budget_tokens"].as_u64().unwrap_or(0);
            ensure((1_024..limit).contains(&budget), "a budget below 1024 or above max_tokens")?;
        }
        Some("adaptive") => ensure(thinking.get("budget_tokens").is_none(), "a budget for adaptive thinking")?,
        _ => return Err("unknown thinking".to_owned()),
    }
    ensure(body.get("temperature").is_none() && body.get("top_p").is_none(), "sampling together with thinking")?;
    let forced = matches!(body["tool_choice"]["type"].as_str(), Some("any" | "tool"));
    ensure(!forced, "thinking together with a forced tool")
}

fn check_tools(body: &Value) -> Result<(), String> {
    for tool in list(body, "tools") {
        only(tool, &["name", "description", "input_schema"], "a tool")?;
        ensure(tool["name"].as_str().is_some_and(is_name), "a tool without a proper name")?;
        ensure(tool["input_schema"]["type"] == "object", "input_schema is not an object's")?;
    }
    let Some(choice) = body.get("tool_choice") else { return Ok(()) };
    only(choice, &["type", "name", "disable_parallel_tool_use"], "tool_choice")?;
    ensure(!list(body, "tools").is_empty(), "tool_choice without tools")?;
    let kind = choice["type"].as_str().unwrap_or_default();
    ensure(["auto", "any", "none", "tool"].contains(&kind), "an unknown tool_choice")?;
    ensure((kind == "tool") == choice["name"].is_string(), "tool_choice and its name")
}

/// No object may have more than it says.
fn check_closed(schema: &Value) -> Result<(), String> {
    match schema {
        Value::Object(fields) => {
            let is_object = fields.contains_key("properties") && fields.contains_key("type");
            ensure(!is_object || schema["additionalProperties"] == false, "a schema that is not closed")?;
            fields.values().try_for_each(check_closed)
        }
        Value::Array(items) => items.iter().try_for_each(check_closed),
        _ => Ok(()),
    }
}

fn check_messages(messages: &Value) -> Result<(), String> {
    let messages = messages.as_array().filter(|messages| !messages.is_empty()).ok_or("no messages")?;
    let (mut expected, mut asked) = ("user", BTreeSet::new());
    for message in messages {
        only(message, &["role", "content"], "a message")?;
        ensure(message["role"] == expected, "user and assistant do not take turns")?;
        let blocks = list(message, "content");
        ensure(!blocks.is_empty(), "a message without content")?;
        blocks.iter().try_for_each(check_block)?;
        let of = |kind: &str, field: &str| -> BTreeSet<String> {
            let blocks = blocks.iter().filter(|block| block["type"] == kind);
            blocks.filter_map(|block| block[field].as_str()).map(str::to_owned).collect()
        };
        ensure(of("tool_result", "tool_use_id") == asked, "calls and their results do not belong together")?;
        check_order(blocks)?;
        asked = of("tool_use", "id");
        expected = if expected == "user" { "assistant" } else { "user" };
    }
    ensure(asked.is_empty(), "a call that nobody answered")
}

/// Results and thinking first, pictures before text, calls last.
fn check_order(blocks: &[Value]) -> Result<(), String> {
    let rank = |block: &Value| match block["type"].as_str() {
        Some("tool_result" | "thinking" | "redacted_thinking") => 0,
        Some("image") => 1,
        Some("text") => 2,
        _ => 3,
    };
    ensure(blocks.is_sorted_by_key(rank), "blocks out of order")
}

fn check_block(block: &Value) -> Result<(), String> {
    let text = |field: &str| block[field].as_str().is_some_and(|text| !text.trim().is_empty());
    match block["type"].as_str() {
        Some("text") => {
            only(block, &["type", "text"], "a text")?;
            ensure(text("text"), "a blank text")
        }
        Some("image") => {
            only(block, &["type", "source"], "an image")?;
            only(&block["source"], &["type", "media_type", "data"], "an image's source")?;
            let known = ["image/png", "image/jpeg", "image/gif", "image/webp"];
            let kind = block["source"]["media_type"].as_str().unwrap_or_default();
            ensure(block["source"]["type"] == "base64" && known.contains(&kind), "an image of an unknown kind")
        }
        Some("tool_use") => {
            only(block, &["type", "id", "name", "input"], "a call")?;
            ensure(block["id"].as_str().is_some_and(is_name) && text("name"), "a call without a proper id or name")?;
            ensure(block["input"].is_object(), "a call whose input is no object")
        }
        Some("tool_result") => {
            only(block, &["type", "tool_use_id", "content"], "a result")?;
            ensure(block["tool_use_id"].as_str().is_some_and(is_name), "a result without a proper id")?;
            list(block, "content").iter().try_for_each(check_block)
        }
        Some("thinking") => {
            only(block, &["type", "thinking", "signature"], "a thinking")?;
            ensure(text("signature") && block["thinking"].is_string(), "a thinking without its signature")
        }
        Some("redacted_thinking") => only(block, &["type", "data"], "a redacted thinking"),
        other => Err(format!("an unknown block {other:?}")),
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

fn list<'v>(value: &'v Value, field: &str) -> &'v [Value] {
    value[field].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn answer(request: &Request) -> Scenario {
    if request.method == "GET" {
        return Scenario::status(200, models(&request.path)).named_as("models");
    }
    let question = question(&request.body);
    if question.contains("[[error500]]") {
        return Scenario::status(500, error("api_error"));
    }
    if question.contains("[[ratelimit]]") {
        return Scenario::status(429, error("rate_limit_error")).header("retry-after", "7");
    }
    let usage =
        json!({"input_tokens": 12, "cache_read_input_tokens": 8, "cache_creation_input_tokens": 0, "output_tokens": 1});
    let begun = Scenario::new("talk").send(start(&usage)).send(ping());
    if question.contains("[[filtered]]") {
        return begun.send(reason("refusal", &json!({"output_tokens": 1}))).send(stop());
    }
    let (thought, at) = match request.body.get("thinking") {
        None => (begun, 0),
        Some(_) => (thinking(begun), 1),
    };
    let tool = list(&request.body, "tools").first().filter(|_| question.contains("[[tool]]"));
    if let Some(tool) = tool {
        let block = json!({"type": "tool_use", "id": "toolu_1", "name": tool["name"], "input": {}});
        let called = thought.send(open(at, &block)).send(close(at));
        return called.send(reason("tool_use", &json!({"output_tokens": 9}))).send(stop());
    }
    talk(thought.send(open(at, &json!({"type": "text", "text": ""}))), at, &question, &request.body)
}

fn thinking(begun: Scenario) -> Scenario {
    let piece = |text: &str| delta(0, &json!({"type": "thinking_delta", "thinking": text}));
    begun
        .send(open(0, &json!({"type": "thinking", "thinking": "", "signature": ""})))
        .send(piece("باید "))
        .send(piece("فکر کنم."))
        .send(delta(0, &json!({"type": "signature_delta", "signature": "c2lnbmVk"})))
        .send(close(0))
}

fn talk(begun: Scenario, at: u64, question: &str, body: &Value) -> Scenario {
    if question.contains("[[stall]]") {
        return begun.send(text(at, "… ")).named_as("stall").step(Step::WaitForClientClose(Duration::from_secs(600)));
    }
    let (pieces, pause) = answer::pace(question);
    let words = answer::words(question, pieces);
    if question.contains("[[cut]]") {
        let few = words.iter().take(12);
        return few.fold(begun, |cut, word| cut.send(text(at, word)).pause(pause)).named_as("cut").step(Step::Reset);
    }
    let limit = body["max_tokens"].as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(pieces);
    let said = &words[..words.len().min(limit)];
    let why = if said.len() < words.len() { "max_tokens" } else { "end_turn" };
    let usage = json!({"output_tokens": said.len()});
    let talked = said.iter().fold(begun, |talk, word| talk.send(text(at, word)).pause(pause));
    talked.send(close(at)).send(reason(why, &usage)).send(stop())
}

/// What the person said last.
fn question(body: &Value) -> String {
    let last = list(body, "messages").iter().rev().find(|message| message["role"] == "user");
    let texts = last.map(|message| list(message, "content")).unwrap_or_default();
    texts.iter().filter_map(|block| block["text"].as_str()).collect::<Vec<_>>().join(" ")
}

/// Two pages.
fn models(path: &str) -> Value {
    let row = |id: &str, name: &str| json!({"type": "model", "id": id, "display_name": name, "created_at": "2026-02-17T00:00:00Z"});
    if path.contains("after_id=claude-sonnet-4-6") {
        return json!({"data": [row("claude-haiku-4-5", "Claude Haiku 4.5")], "has_more": false,
                      "first_id": "claude-haiku-4-5", "last_id": "claude-haiku-4-5"});
    }
    let mut first = row("claude-sonnet-4-6", "Claude Sonnet 4.6");
    first["max_input_tokens"] = json!(1_000_000);
    first["max_tokens"] = json!(64_000);
    json!({"data": [first], "has_more": true, "first_id": "claude-sonnet-4-6", "last_id": "claude-sonnet-4-6"})
}
