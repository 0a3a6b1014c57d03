//! Gemini as the emulator plays it: what it expects of a request, and what it answers by default.

use super::{
    answer::words,
    contract::{Surface, ensure},
    record::Request,
    scenario::{Scenario, Step},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Where it is, and what it expects.
pub const SURFACE: Surface =
    Surface { name: "gemini", prefix: "/gemini/v1beta", key: Some(KEY), stream_options: false, limit_field: "" };

/// The key of the emulated Gemini.
pub const KEY: &str = "AIzaSyEmulator0123456789abcdefghijklmn";

/// A picture of one point.
pub const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdac\x64\xf8\
    \xcfP\x0f\0\x03\x86\x01\x80Z4}k\0\0\0\0IEND\xaeB`\x82";

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// `POST …:streamGenerateContent?alt=sse`.
    Stream,
    /// `POST …:generateContent`.
    Generate,
    /// `POST …:batchEmbedContents`.
    Embed,
    /// `GET /models`.
    Models,
}

/// What a request is for, by its path below the base.
pub fn route(method: &str, path: &str) -> Option<Call> {
    if method == "GET" {
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
pub fn check(call: Call, request: &Request) -> Result<(), String> {
    ensure(request.header("x-goog-api-key") == Some(KEY), "x-goog-api-key is not the expected key")?;
    ensure(!request.path.contains("key="), "a key in the address")?;
    for name in ["authorization", "cookie", "referer", "accept-encoding"] {
        ensure(request.header(name).is_none(), &format!("unexpected header {name}"))?;
    }
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

fn fields<'v>(value: &'v Value, what: &str, known: &[&str]) -> Result<&'v Map<String, Value>, String> {
    let fields = value.as_object().ok_or_else(|| format!("{what} is no object"))?;
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(format!("unknown name {name:?} at {what}")),
        None => Ok(fields),
    }
}

fn items<'v>(value: &'v Value, what: &str) -> Result<&'v [Value], String> {
    value.as_array().filter(|items| !items.is_empty()).map(Vec::as_slice).ok_or_else(|| format!("{what} is empty"))
}

fn check_embed(model: &str, body: &Value) -> Result<(), String> {
    fields(body, "the body", &["requests"])?;
    let requests = items(&body["requests"], "requests")?;
    ensure(requests.len() <= 100, "at most 100 requests can be in one batch")?;
    for one in requests {
        fields(one, "a request", &["model", "content", "outputDimensionality"])?;
        ensure(one["model"] == format!("models/{model}"), "the model is not that of the path")?;
        ensure(one["content"]["parts"][0]["text"].as_str().is_some_and(|text| !text.is_empty()), "no text")?;
        let length = one.get("outputDimensionality");
        ensure(length.is_none_or(|n| n.as_u64().is_some_and(|n| (1..=3_072).contains(&n))), "outputDimensionality")?;
    }
    Ok(())
}

fn check_generate(model: &str, body: &Value) -> Result<(), String> {
    fields(body, "the body", &["contents", "systemInstruction", "tools", "toolConfig", "generationConfig"])?;
    check_contents(model, items(&body["contents"], "contents")?)?;
    if let Some(system) = body.get("systemInstruction") {
        fields(system, "systemInstruction", &["parts"])?;
        let texts = items(&system["parts"], "systemInstruction.parts")?.iter().all(|part| part["text"].is_string());
        ensure(texts, "systemInstruction is no text")?;
        ensure(!model.contains("-tts"), "developer instruction is not enabled for this model")?;
    }
    check_tools(body)?;
    check_config(model, &body["generationConfig"])
}

fn check_contents(model: &str, contents: &[Value]) -> Result<(), String> {
    let mut calls = 0;
    for content in contents {
        fields(content, "a content", &["role", "parts"])?;
        let (role, parts) = (content["role"].as_str().unwrap_or_default(), items(&content["parts"], "parts")?);
        ensure(["user", "model"].contains(&role), "please use a valid role: user, model")?;
        for part in parts {
            check_part(part)?;
        }
        let count = |kind: &str| parts.iter().filter(|part| part.get(kind).is_some()).count();
        ensure(count("functionResponse") == calls, "as many function responses as function calls are due")?;
        ensure(count("functionCall") == 0 || role == "model", "only the model calls functions")?;
        let first = parts.iter().find(|part| part.get("functionCall").is_some());
        let unsigned = first.is_some_and(|call| call.get("thoughtSignature").is_none());
        ensure(!(unsigned && model.starts_with("gemini-3")), "function call is missing a thought_signature")?;
        calls = count("functionCall");
    }
    ensure(contents[0]["role"] == "user", "the conversation begins with the model")
}

fn check_part(part: &Value) -> Result<(), String> {
    let kinds = ["text", "inlineData", "functionCall", "functionResponse"];
    fields(part, "a part", &[&kinds[..], &["thoughtSignature"]].concat())?;
    ensure(kinds.iter().filter(|kind| part.get(**kind).is_some()).count() == 1, "a part is exactly one thing")?;
    let signed = part.get("thoughtSignature").is_some();
    ensure(part.get("thoughtSignature").is_none_or(Value::is_string), "thoughtSignature is no text")?;
    if let Some(text) = part.get("text") {
        ensure(text.as_str().is_some_and(|text| signed || !text.is_empty()), "an empty text")?;
    }
    if let Some(blob) = part.get("inlineData") {
        fields(blob, "inlineData", &["mimeType", "data"])?;
        ensure(blob["mimeType"].as_str().is_some_and(|kind| kind.contains('/')), "no mimeType")?;
        ensure(blob["data"].as_str().is_some_and(|data| STANDARD.decode(data).is_ok()), "data is no base64")?;
    }
    for (kind, object) in [("functionCall", "args"), ("functionResponse", "response")] {
        if let Some(function) = part.get(kind) {
            fields(function, kind, &["id", "name", object])?;
            ensure(function["name"].as_str().is_some_and(|name| !name.is_empty()), "a function without a name")?;
            ensure(function[object].is_object(), &format!("{object} is no object"))?;
        }
    }
    Ok(())
}

fn check_tools(body: &Value) -> Result<(), String> {
    let mut names = Vec::new();
    if let Some(tools) = body.get("tools") {
        let [tool] = items(tools, "tools")? else { return Err("more than one tool".to_owned()) };
        fields(tool, "tools[0]", &["functionDeclarations"])?;
        for declaration in items(&tool["functionDeclarations"], "functionDeclarations")? {
            fields(declaration, "a declaration", &["name", "description", "parametersJsonSchema"])?;
            names.push(declaration["name"].as_str().ok_or("a declaration without a name")?);
            if let Some(schema) = declaration.get("parametersJsonSchema") {
                check_schema(schema)?;
                let said = ["properties", "anyOf", "$ref"].iter().any(|key| schema.get(key).is_some());
                ensure(said, "properties: should be non-empty for OBJECT type")?;
            }
        }
    }
    let Some(config) = body.get("toolConfig") else { return Ok(()) };
    ensure(!names.is_empty(), "toolConfig without tools")?;
    fields(config, "toolConfig", &["functionCallingConfig"])?;
    let calling = &config["functionCallingConfig"];
    fields(calling, "functionCallingConfig", &["mode", "allowedFunctionNames"])?;
    let mode = calling["mode"].as_str().unwrap_or_default();
    ensure(["AUTO", "ANY", "NONE", "VALIDATED"].contains(&mode), "unknown mode")?;
    let allowed = calling["allowedFunctionNames"].as_array().map(Vec::as_slice).unwrap_or_default();
    ensure(allowed.is_empty() || mode == "ANY", "allowedFunctionNames without ANY")?;
    ensure(allowed.iter().all(|name| names.iter().any(|known| name == known)), "an allowed function is not declared")
}

fn check_schema(schema: &Value) -> Result<(), String> {
    const KEYWORDS: [&str; 18] = [
        "type",
        "format",
        "title",
        "description",
        "enum",
        "items",
        "prefixItems",
        "minItems",
        "maxItems",
        "minimum",
        "maximum",
        "anyOf",
        "properties",
        "additionalProperties",
        "required",
        "propertyOrdering",
        "$defs",
        "$ref",
    ];
    let keywords = fields(schema, "a schema", &KEYWORDS)?;
    ensure(!keywords.contains_key("$ref") || keywords.keys().all(|key| key.starts_with('$')), "siblings of $ref")?;
    let values = schema["enum"].as_array().map(Vec::as_slice).unwrap_or_default();
    ensure(
        values.iter().all(|value| value.is_number() || value.as_str().is_some_and(|text| !text.is_empty())),
        "enum",
    )?;
    let format = schema.get("format").and_then(Value::as_str);
    ensure(format.is_none_or(|format| ["date-time", "date", "time"].contains(&format)), "unknown format")?;
    let named = ["properties", "$defs"].iter().filter_map(|key| schema[*key].as_object()).flat_map(Map::values);
    let listed = ["anyOf", "prefixItems"].iter().filter_map(|key| schema[*key].as_array()).flatten();
    let inner = ["items", "additionalProperties"].iter().filter_map(|key| schema.get(key)).filter(|s| s.is_object());
    named.chain(listed).chain(inner).try_for_each(check_schema)
}

fn check_config(model: &str, config: &Value) -> Result<(), String> {
    let known = [
        "maxOutputTokens",
        "temperature",
        "topP",
        "stopSequences",
        "seed",
        "responseMimeType",
        "responseJsonSchema",
        "thinkingConfig",
        "responseModalities",
        "imageConfig",
        "speechConfig",
    ];
    let set = fields(config, "generationConfig", &known)?;
    ensure(set.get("maxOutputTokens").is_none_or(|limit| limit.as_u64().is_some_and(|limit| limit > 0)), "no limit")?;
    ensure(["temperature", "topP"].iter().all(|name| set.get(*name).is_none_or(Value::is_number)), "no number")?;
    let small = |seed: &Value| seed.as_i64().is_some_and(|seed| i32::try_from(seed).is_ok());
    ensure(set.get("seed").is_none_or(small), "seed is no TYPE_INT32")?;
    ensure(
        set.get("stopSequences").is_none_or(|stops| stops.as_array().is_some_and(|s| s.len() <= 5)),
        "stopSequences",
    )?;
    if let Some(schema) = set.get("responseJsonSchema") {
        ensure(config["responseMimeType"] == "application/json", "a schema without responseMimeType")?;
        check_schema(schema)?;
    }
    if let Some(thinking) = set.get("thinkingConfig") {
        let told = fields(thinking, "thinkingConfig", &["includeThoughts", "thinkingBudget", "thinkingLevel"])?;
        let (budget, level) = (told.contains_key("thinkingBudget"), told.contains_key("thinkingLevel"));
        ensure(!(budget && level), "thinking budget and thinking level together")?;
        ensure(!(level && model.starts_with("gemini-2.5")), "thinking level is not supported for this model")?;
        ensure(!(budget && model.starts_with("gemini-3")), "thinking budget with a model of levels")?;
        ensure(!model.starts_with("gemini-2.0"), "thinking is not enabled for this model")?;
    }
    check_media(model, config)
}

fn check_media(model: &str, config: &Value) -> Result<(), String> {
    let modalities = &config["responseModalities"];
    ensure(model.contains("-tts") == (*modalities == json!(["AUDIO"])), "AUDIO is for speaking models, and only it")?;
    if let Some(image) = config.get("imageConfig") {
        fields(image, "imageConfig", &["aspectRatio", "imageSize"])?;
        let ratios = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];
        let known = |value: &Value, known: &[&str]| value.as_str().is_some_and(|text| known.contains(&text));
        ensure(image.get("aspectRatio").is_none_or(|ratio| known(ratio, &ratios)), "unknown aspectRatio")?;
        ensure(image.get("imageSize").is_none_or(|size| known(size, &["1K", "2K", "4K"])), "unknown imageSize")?;
        ensure(modalities.is_array(), "imageConfig without responseModalities")?;
    }
    match config.get("speechConfig") {
        Some(speech) => {
            let voice = &speech["voiceConfig"]["prebuiltVoiceConfig"]["voiceName"];
            ensure(voice.as_str().is_some_and(|voice| !voice.is_empty()), "no voice")
        }
        None => ensure(!modalities.to_string().contains("AUDIO"), "no speechConfig"),
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
pub fn answer(call: Call, request: &Request) -> Scenario {
    match call {
        Call::Models => Scenario::status(200, models()).named_as("models"),
        Call::Embed => Scenario::status(200, vectors(&request.body)).named_as("vectors"),
        Call::Generate => Scenario::status(200, generated(request)).named_as("generated"),
        Call::Stream => talk(request),
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
    let pause = Duration::from_millis(if question.contains("[[fast]]") { 0 } else { 25 });
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
        _ => words(&question, 40),
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
