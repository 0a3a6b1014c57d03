//! Gemini as the emulator plays it: what it expects of a request, and what it answers by default.

mod contract;

use self::contract::{check_embed, check_generate};
use super::{
    answer::{pace, words},
    contract::{Wire, ensure, no_stray_headers},
    record::Request,
    scenario::{Scenario, Step},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Where it is, and what it expects.
pub const WIRE: Wire = Wire { name: "gemini", prefix: "/gemini/v1beta", key: KEY, check, answer };

/// The key of the emulated Gemini.
pub const KEY: &str = "AIzaSyEmulator0123456789abcdefghijklmn";

/// A picture of one point.
pub const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdac\x64\xf8\
    \xcfP\x0f\0\x03\x86\x01\x80Z4}k\0\0\0\0IEND\xaeB`\x82";

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    /// `POST …:streamGenerateContent?alt=sse`.
    Stream,
    /// `POST …:generateContent`.
    Generate,
    /// `POST …:batchEmbedContents`.
    Embed,
    /// `GET /models`.
    Models,
}

/// What a request is for.
fn call(request: &Request) -> Option<Call> {
    let path = request.path.strip_prefix(WIRE.prefix)?;
    if request.method == "GET" {
        return (path == "/models" || path.starts_with("/models?")).then_some(Call::Models);
    }
    let (model, verb) = path.strip_prefix("/models/")?.split_once(':')?;
    let plain = !model.is_empty() && model.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    match verb {
        "streamGenerateContent?alt=sse" if plain => Some(Call::Stream),
        "generateContent" if plain => Some(Call::Generate),
        "batchEmbedContents" if plain => Some(Call::Embed),
        _ => None,
    }
}

/// The model in the path.
fn model(request: &Request) -> &str {
    let path = request.path.split_once("/models/").map_or("", |(_, path)| path);
    path.split_once(':').map_or("", |(model, _)| model)
}

/// What is wrong with a request.
fn check(request: &Request) -> Result<(), String> {
    let call = call(request).ok_or_else(|| format!("gemini has no {} {}", request.method, request.path))?;
    ensure(request.header("x-goog-api-key") == Some(KEY), "x-goog-api-key is not the expected key")?;
    ensure(!request.path.contains("key="), "a key in the address")?;
    no_stray_headers(request)?;
    ensure(request.header("authorization").is_none(), "a second key")?;
    if call == Call::Models {
        ensure(request.path.contains("pageSize=1000"), "no page size")?;
        return ensure(request.body.is_null(), "a GET with a body");
    }
    ensure(request.header("content-type") == Some("application/json"), "content-type is not application/json")?;
    match call {
        Call::Embed => check_embed(model(request), &request.body),
        _ => check_generate(model(request), &request.body),
    }
}

/// One event.
pub fn event(json: &Value) -> Bytes {
    Bytes::from(format!("data: {json}\r\n\r\n"))
}

/// A whole answer, or a chunk of one.
pub fn reply(parts: Value, finish: Option<&str>, usage: [u64; 3]) -> Value {
    let [prompt, thoughts, said] = usage;
    let mut candidate = json!({"content": {"role": "model", "parts": parts}, "index": 0});
    if let Some(finish) = finish {
        candidate["finishReason"] = finish.into();
    }
    let mut counts = json!({"promptTokenCount": prompt, "totalTokenCount": prompt + thoughts + said});
    for (name, count) in [("thoughtsTokenCount", thoughts), ("candidatesTokenCount", said)] {
        if count > 0 {
            counts[name] = count.into();
        }
    }
    json!({"candidates": [candidate], "usageMetadata": counts, "modelVersion": "emulated", "responseId": "r-emulator-1"})
}

/// A piece of an answer.
pub fn text(text: &str) -> Bytes {
    event(&reply(json!([{ "text": text }]), None, [20, 0, 1]))
}

/// The end of an answer.
pub fn finish(reason: &str) -> Bytes {
    event(&reply(json!([]), Some(reason), [20, 0, 9]))
}

/// An error as Gemini writes it.
pub fn error(code: u16, status: &str, message: &str) -> Value {
    json!({"error": {"code": code, "message": message, "status": status}})
}

/// The answer to a request that no queue has one for.
fn answer(request: &Request) -> Scenario {
    match call(request) {
        None | Some(Call::Models) => Scenario::status(200, models()).named_as("models"),
        Some(Call::Embed) => Scenario::status(200, vectors(&request.body)).named_as("vectors"),
        Some(Call::Generate) => Scenario::status(200, generated(request)).named_as("generated"),
        Some(Call::Stream) => talk(request),
    }
}

/// What the person said last.
fn question(body: &Value) -> String {
    let contents = body["contents"].as_array().map(Vec::as_slice).unwrap_or_default();
    let last = contents.iter().rev().find(|content| content["role"] == "user");
    let parts = last.and_then(|content| content["parts"].as_array()).into_iter().flatten();
    parts.filter_map(|part| part["text"].as_str()).collect::<Vec<_>>().join("\n")
}

fn hears(body: &Value, kind: &str) -> bool {
    let parts = body["contents"].as_array().and_then(|contents| contents.last()?["parts"].as_array());
    parts.into_iter().flatten().any(|part| part["inlineData"]["mimeType"].as_str().is_some_and(|m| m.starts_with(kind)))
}

fn generated(request: &Request) -> Value {
    let config = &request.body["generationConfig"];
    let blob = |kind: &str, data: &[u8]| json!([{"inlineData": {"mimeType": kind, "data": STANDARD.encode(data)}}]);
    let parts = match config["responseModalities"][0].as_str() {
        Some("IMAGE") => blob("image/png", PNG),
        // A fifth of a second of a soft tone.
        Some("AUDIO") => {
            let samples = (0..4_800_u32).flat_map(|at| if at / 30 % 2 == 0 { [0, 4] } else { [0, 252] });
            blob("audio/L16;codec=pcm;rate=24000", &samples.collect::<Vec<u8>>())
        }
        _ if hears(&request.body, "audio/") => json!([{"text": "این گفتار را شبیه‌ساز نوشته است.\n"}]),
        _ => json!([{"text": words(&question(&request.body), 40).concat()}]),
    };
    reply(parts, Some("STOP"), [20, 0, 9])
}

fn talk(request: &Request) -> Scenario {
    let (body, question) = (&request.body, question(&request.body));
    if let Some(trouble) = trouble(&question) {
        return trouble;
    }
    let (pieces, pause) = pace(&question);
    let mut script = Scenario::new("talk");
    if body["generationConfig"]["thinkingConfig"]["includeThoughts"] == true {
        let thought = json!([{"text": "باید فکر کنم.", "thought": true}]);
        script = script.send(event(&reply(thought, None, [20, 5, 0]))).pause(pause);
    }
    if question.contains("[[tool]]") {
        let name = &body["tools"][0]["functionDeclarations"][0]["name"];
        let call =
            json!([{"functionCall": {"name": name, "args": {"q": "می\u{200c}خواهم"}}, "thoughtSignature": "AAEC"}]);
        return script.send(event(&reply(call, Some("STOP"), [20, 5, 9])));
    }
    let config = &body["generationConfig"];
    let words = match config["responseMimeType"].as_str() {
        Some("application/json") => vec![instance(&config["responseJsonSchema"]).to_string()],
        _ => words(&question, pieces),
    };
    let limit = config["maxOutputTokens"].as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(words.len());
    let said = &words[..words.len().min(limit)];
    for (at, word) in (1..).zip(said) {
        script = script.send(event(&reply(json!([{ "text": word }]), None, [20, 5, at]))).pause(pause);
    }
    let reason = if said.len() < words.len() { "MAX_TOKENS" } else { "STOP" };
    let signed = json!([{"text": "", "thoughtSignature": "AAED"}]);
    script.send(event(&reply(signed, Some(reason), [20, 5, u64::try_from(said.len()).unwrap_or(0)])))
}

/// What markers in a question ask for.
fn trouble(question: &str) -> Option<Scenario> {
    let begun = |name: &str| Scenario::new(name).send(text("… "));
    Some(match () {
        () if question.contains("[[error500]]") => Scenario::status(500, error(500, "INTERNAL", "emulated failure")),
        () if question.contains("[[ratelimit]]") => {
            let mut limit = error(429, "RESOURCE_EXHAUSTED", "emulated rate limit");
            limit["error"]["details"] =
                json!([{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7s"}]);
            Scenario::status(429, limit)
        }
        () if question.contains("[[filtered]]") => {
            Scenario::new("filtered").send(event(&json!({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}})))
        }
        () if question.contains("[[stall]]") => begun("stall").step(Step::WaitForClientClose(Duration::from_secs(600))),
        () if question.contains("[[cut]]") => begun("cut").pause(Duration::from_millis(25)).step(Step::Reset),
        () => return None,
    })
}

/// Something that keeps to a schema.
fn instance(schema: &Value) -> Value {
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match (schema["enum"].get(0), kind) {
        (Some(first), _) => first.clone(),
        (None, Some("string")) => "نمونه".into(),
        (None, Some("integer" | "number")) => schema.get("minimum").cloned().unwrap_or(json!(1)),
        (None, Some("boolean")) => true.into(),
        (None, Some("array")) => json!([instance(&schema["items"])]),
        _ => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            properties.map(|(name, inner)| (name.clone(), instance(inner))).collect::<Map<_, _>>().into()
        }
    }
}

/// A vector for each text, not of length one; similar to itself and to nothing else.
fn vectors(body: &Value) -> Value {
    let rows = body["requests"].as_array().into_iter().flatten().map(|one| {
        let length = one["outputDimensionality"].as_u64().unwrap_or(3_072);
        let text = one["content"]["parts"][0]["text"].as_str().unwrap_or_default();
        let seed = text.bytes().fold(7_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
        let number = |at: u64| (seed.wrapping_mul(at * 2 + 1) >> 40) % 100 + 1;
        json!({"values": (0..length).map(number).collect::<Vec<_>>()})
    });
    json!({"embeddings": rows.collect::<Vec<_>>()})
}

fn models() -> Value {
    let row = |id: &str, name: &str, methods: &[&str]| {
        json!({"name": format!("models/{id}"), "displayName": name, "inputTokenLimit": 1_048_576, "outputTokenLimit": 65_536,
               "supportedGenerationMethods": methods, "thinking": id.starts_with("gemini-3.8")})
    };
    let generate = ["generateContent", "countTokens"];
    json!({"models": [
        row("gemini-3.8-flash", "Emulated Flash", &generate),
        row("gemini-3.1-flash-image", "Emulated Image", &generate),
        row("gemini-3.8-flash-tts", "Emulated TTS", &generate),
        row("gemini-embedding-001", "Emulated Embedding", &["embedContent"]),
        row("veo-9", "Emulated film", &["predictLongRunning"]),
    ]})
}
