//! What Gemini expects of the bodies of requests.

use super::super::contract::ensure;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

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

/// Texts to turn into vectors.
pub fn check_embed(model: &str, body: &Value) -> Result<(), String> {
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

/// A conversation, or a question of one turn.
pub fn check_generate(model: &str, body: &Value) -> Result<(), String> {
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
