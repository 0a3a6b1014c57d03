//! What OpenAI-compatible providers expect of a question, and their answers with tools or in a wanted form.

use super::{
    answer::ends,
    chunk,
    contract::{Surface, ensure},
    record::Request,
    scenario::Scenario,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

/// What is wrong with a question.
pub fn check(surface: &Surface, body: &Value) -> Result<(), String> {
    let fields = body.as_object().ok_or("the body is no JSON object")?;
    check_fields(surface, fields)?;
    ensure(body["model"].as_str().is_some_and(|model| !model.is_empty()), "no model")?;
    // Groq refuses a form in a stream.
    let streamed = surface.name != "groq" || !fields.contains_key("response_format");
    ensure(body["stream"] == streamed, &format!("stream is not {streamed}"))?;
    ensure(body[surface.limit_field].as_u64().is_some_and(|limit| limit > 0), &format!("no {}", surface.limit_field))?;
    for name in ["temperature", "top_p"] {
        ensure(fields.get(name).is_none_or(Value::is_number), &format!("{name} is no number"))?;
    }
    ensure(fields.get("seed").is_none_or(Value::is_i64), "seed is no whole number")?;
    let stops = fields.get("stop").map(|stop| stop.as_array().map_or(0, Vec::len));
    ensure(stops.is_none_or(|stops| (1..=4).contains(&stops)), "stop is no list of one to four")?;
    check_stream_options(surface, fields.get("stream_options"), streamed)?;
    check_effort(surface, fields)?;
    check_tools(fields)?;
    check_format(fields.get("response_format"))?;
    let demanding = fields.contains_key("tools") || fields.contains_key("response_format");
    let demanded = fields.get("provider") == Some(&json!({"require_parameters": true}));
    ensure(demanded == (demanding && surface.name == "openrouter"), "require_parameters")?;
    check_messages(surface, &body["messages"])
}

fn check_fields(surface: &Surface, fields: &Map<String, Value>) -> Result<(), String> {
    let own =
        if surface.name == "openrouter" { ["reasoning", "provider"] } else { ["reasoning_effort", "stream_options"] };
    let known = [
        "model",
        "messages",
        "stream",
        "temperature",
        "top_p",
        "stop",
        "seed",
        "tools",
        "tool_choice",
        "parallel_tool_calls",
        "response_format",
        surface.limit_field,
    ];
    for name in fields.keys().map(String::as_str) {
        ensure(known.contains(&name) || own.contains(&name), &format!("unexpected field {name}"))?;
    }
    Ok(())
}

fn check_stream_options(surface: &Surface, options: Option<&Value>, streamed: bool) -> Result<(), String> {
    match options {
        None => ensure(!surface.stream_options || !streamed, "usage is not asked for"),
        Some(_) if !surface.stream_options || !streamed => Err("stream_options where none belong".to_owned()),
        Some(options) => {
            ensure(options["include_usage"] == true, "include_usage is not true")?;
            let padding = options.get("include_obfuscation");
            ensure(padding.is_none() || surface.name == "openai", "include_obfuscation is OpenAI's only")
        }
    }
}

fn check_effort(surface: &Surface, fields: &Map<String, Value>) -> Result<(), String> {
    let told = if surface.name == "openrouter" {
        fields.get("reasoning").map(|reasoning| &reasoning["effort"])
    } else {
        fields.get("reasoning_effort")
    };
    let known = ["none", "minimal", "low", "medium", "high"];
    ensure(told.is_none_or(|effort| effort.as_str().is_some_and(|effort| known.contains(&effort))), "unknown effort")
}

fn check_tools(fields: &Map<String, Value>) -> Result<(), String> {
    let Some(tools) = fields.get("tools") else {
        let lonely = ["tool_choice", "parallel_tool_calls"].into_iter().find(|name| fields.contains_key(*name));
        return lonely.map_or(Ok(()), |name| Err(format!("{name} without tools")));
    };
    let tools = tools.as_array().filter(|tools| (1..=128).contains(&tools.len())).ok_or("tools is no list")?;
    for tool in tools {
        let function = &tool["function"];
        ensure(tool["type"] == "function" && is_name(&function["name"]), "a tool without a proper name")?;
        ensure(function["parameters"].is_object(), "a tool without parameters")?;
        let known = ["name", "description", "parameters", "strict"];
        let fields = function.as_object().into_iter().flatten();
        ensure(fields.into_iter().all(|(name, _)| known.contains(&name.as_str())), "unexpected field in a tool")?;
    }
    match fields.get("tool_choice") {
        None => {}
        Some(Value::String(word)) => ensure(word == "none" || word == "required", "unknown tool_choice")?,
        Some(choice) => {
            let chosen = &choice["function"]["name"];
            let offered = tools.iter().any(|tool| tool["function"]["name"] == *chosen);
            ensure(choice["type"] == "function" && offered, "a tool was chosen that is not offered")?;
        }
    }
    ensure(fields.get("parallel_tool_calls").is_none_or(Value::is_boolean), "parallel_tool_calls is no boolean")
}

fn is_name(name: &Value) -> bool {
    name.as_str().is_some_and(|name| {
        (1..=64).contains(&name.len()) && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_' || c == b'-')
    })
}

fn check_format(format: Option<&Value>) -> Result<(), String> {
    let Some(format) = format else { return Ok(()) };
    match format["type"].as_str() {
        Some("json_object") => ensure(format.as_object().is_some_and(|fields| fields.len() == 1), "odd json_object"),
        Some("json_schema") => {
            let schema = &format["json_schema"];
            ensure(is_name(&schema["name"]), "a schema without a proper name")?;
            ensure(schema["schema"].is_object() && schema["strict"].is_boolean(), "no schema")
        }
        _ => Err("unknown response_format".to_owned()),
    }
}

fn check_messages(surface: &Surface, messages: &Value) -> Result<(), String> {
    let messages = messages.as_array().filter(|messages| !messages.is_empty()).ok_or("no messages")?;
    let mut called: Vec<&str> = Vec::new();
    for message in messages {
        let fields = message.as_object().ok_or("a message that is no object")?;
        let role = message["role"].as_str().unwrap_or_default();
        let known: &[&str] = match role {
            "system" | "user" => &[],
            "assistant" if surface.name == "openrouter" => &["tool_calls", "reasoning_details"],
            "assistant" => &["tool_calls"],
            "tool" => &["tool_call_id"],
            _ => return Err(format!("unknown role {role:?}")),
        };
        for name in fields.keys().map(String::as_str) {
            let expected = name == "role" || name == "content" || known.contains(&name);
            ensure(expected, &format!("unexpected field {name} in a message of {role}"))?;
        }
        for call in fields.get("tool_calls").and_then(Value::as_array).into_iter().flatten() {
            let arguments = call["function"]["arguments"].as_str().unwrap_or_default();
            ensure(call["type"] == "function" && is_name(&call["function"]["name"]), "an odd tool call")?;
            ensure(serde_json::from_str::<Value>(arguments).is_ok(), "arguments that are no JSON")?;
            called.push(call["id"].as_str().ok_or("a tool call without an id")?);
        }
        if role == "tool" {
            let answered = message["tool_call_id"].as_str().unwrap_or_default();
            ensure(called.contains(&answered), "an answer to no call")?;
        }
        let only_calls = message["content"].is_null() && fields.contains_key("tool_calls");
        ensure(only_calls || check_content(surface, &message["content"])?, "content is no text")?;
    }
    Ok(())
}

fn check_content(surface: &Surface, content: &Value) -> Result<bool, String> {
    let Some(parts) = content.as_array() else { return Ok(content.is_string()) };
    let mut seen_media = false;
    for part in parts {
        match part["type"].as_str() {
            Some("text") => {
                ensure(part["text"].is_string(), "a text without text")?;
                ensure(!seen_media || surface.name != "openrouter", "text behind a picture")?;
            }
            Some("image_url") => {
                let url = part["image_url"]["url"].as_str().unwrap_or_default();
                let data = url.strip_prefix("data:image/").and_then(|rest| rest.split_once(";base64,"));
                let kinds = ["png", "jpeg", "webp", "gif"];
                let proper = data.is_some_and(|(kind, data)| kinds.contains(&kind) && is_base64(data));
                ensure(proper, "a picture that is no data URI")?;
            }
            Some("input_audio") => {
                let audio = &part["input_audio"];
                let proper = audio["format"] == "wav" || audio["format"] == "mp3";
                ensure(proper && audio["data"].as_str().is_some_and(is_base64), "odd sound")?;
            }
            kind => return Err(format!("unknown part {kind:?}")),
        }
        seen_media |= part["type"] != "text";
    }
    Ok(parts.iter().any(|part| part["type"] != "text"))
}

/// Whether it is base64 of something.
pub fn is_base64(text: &str) -> bool {
    STANDARD.decode(text).is_ok_and(|bytes| !bytes.is_empty())
}

/// The answer to a question that wants a form, or that asks for a call of the first tool.
pub fn special(surface: &Surface, request: &Request) -> Option<Scenario> {
    let (model, body) = (request.model(), &request.body);
    let question = request.last_user_message();
    let (prompt, completion) = (20, 9);
    if question.contains("[[tool]]") && body["messages"].as_array()?.last()?["role"] == "user" {
        let function = body["tools"].as_array()?.first()?;
        let arguments = example(&function["function"]["parameters"]).to_string();
        let call = json!({"index": 0, "id": "call_emulator_1", "type": "function",
                          "function": {"name": function["function"]["name"], "arguments": ""}});
        let more = json!({"index": 0, "function": {"arguments": arguments}});
        let delta = |call: Value| chunk::event(&chunk::chunk(model, &json!({ "tool_calls": [call] }), None));
        let begun = Scenario::new("tool").send(chunk::role(model)).send(delta(call)).send(delta(more));
        let ends = ends(surface, model, "tool_calls", prompt, completion);
        return Some(ends.into_iter().fold(begun, Scenario::send).send(chunk::DONE));
    }
    let format = body.get("response_format")?;
    let said = match format["type"].as_str() {
        Some("json_schema") => example(&format["json_schema"]["schema"]),
        _ => json!({"emulated": true}),
    };
    if body["stream"] == false {
        let reply = json!({
            "id": "gen-emulator-1", "object": "chat.completion", "created": 1, "model": model,
            "choices": [{"index": 0, "message": {"role": "assistant", "content": said.to_string()}, "finish_reason": "stop"}],
            "usage": chunk::counts(prompt, completion),
        });
        return Some(Scenario::status(200, reply).named_as("form"));
    }
    let begun = Scenario::new("form").send(chunk::role(model)).send(chunk::text(model, &said.to_string()));
    Some(ends(surface, model, "stop", prompt, completion).into_iter().fold(begun, Scenario::send).send(chunk::DONE))
}

/// A small value of a flat schema.
fn example(schema: &Value) -> Value {
    if let Some(first) = schema["enum"].as_array().and_then(|words| words.first()) {
        return first.clone();
    }
    match schema["type"].as_str() {
        Some("object") => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            Value::Object(fields.map(|(name, field)| (name.clone(), example(field))).collect())
        }
        Some("array") => json!([example(&schema["items"])]),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        _ => json!("emulated"),
    }
}
