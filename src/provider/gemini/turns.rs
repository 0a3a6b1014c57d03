//! A conversation as Gemini's turns: the system's words apart, calls and what they gave matched by name, signatures back
//! where they came from.

use super::{
    thinking::wants_signatures,
    wire::{Content, FunctionCall, FunctionResponse, OutPart},
};
use crate::provider::chat::{ChatMessage, ChatRequest, ChatRole, Part, ToolCall};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The field of a part, and of the items that an answer's text wants back.
pub(super) const SIGNATURE: &str = "thoughtSignature";

/// What Google's guide says to send with calls that another model made.
const FOREIGN_CALL: &str = "skip_thought_signature_validator";

/// The turns, and what the system says.
pub(super) fn contents<'r>(request: &'r ChatRequest, model: &str) -> (Vec<Content<'r>>, Option<Content<'r>>) {
    let calls = request.messages.iter().flat_map(|message| &message.tool_calls);
    let names: HashMap<&str, &str> = calls.map(|call| (call.id.as_str(), call.name.as_str())).collect();
    let signed = wants_signatures(model);
    let (mut turns, mut system): (Vec<Content<'r>>, Vec<OutPart<'r>>) = (Vec::new(), Vec::new());
    let mut after_tool = false;
    for message in &request.messages {
        let is_tool = message.role == ChatRole::Tool;
        let (role, parts) = match message.role {
            ChatRole::System => {
                system.extend(said(message));
                continue;
            }
            ChatRole::User => ("user", said(message)),
            ChatRole::Assistant => ("model", answered(message, signed)),
            ChatRole::Tool => ("user", given(message, &names)),
        };
        match turns.last_mut() {
            // The answers to the calls of one turn stand in one turn.
            Some(last) if is_tool && after_tool => last.parts.extend(parts),
            _ if parts.is_empty() => continue,
            _ => turns.push(Content { role: Some(role), parts }),
        }
        after_tool = is_tool;
    }
    if turns.is_empty() {
        // Somebody has to say something.
        return (vec![Content::user(system)], None);
    }
    let system = (!system.is_empty()).then_some(Content { role: None, parts: system });
    (turns, system)
}

/// Empty texts are refused.
fn said(message: &ChatMessage) -> Vec<OutPart<'_>> {
    let parts = message.parts.iter().filter_map(|part| match part {
        Part::Text(text) => (!text.is_empty()).then(|| OutPart::text(text)),
        Part::Image(media) | Part::Audio(media) => Some(OutPart::media(media)),
    });
    parts.collect()
}

fn answered(message: &ChatMessage, signed: bool) -> Vec<OutPart<'_>> {
    let mut parts = said(message);
    if let Some(signature) = text_signature(message) {
        match parts.iter_mut().rfind(|part| part.text.is_some()) {
            Some(part) => part.thought_signature = Some(signature),
            None => parts.push(OutPart { thought_signature: Some(signature), ..OutPart::text("") }),
        }
    }
    parts.extend(message.tool_calls.iter().enumerate().map(|(at, call)| {
        let foreign = (signed && at == 0).then_some(FOREIGN_CALL);
        OutPart {
            function_call: Some(FunctionCall { id: &call.id, name: &call.name, args: arguments(call) }),
            thought_signature: call.signature.as_deref().or(foreign),
            ..OutPart::default()
        }
    }));
    parts
}

/// The signature that came with the answer's text.
fn text_signature(message: &ChatMessage) -> Option<&str> {
    message.opaque.as_ref()?.as_array()?.iter().rev().find_map(|item| item.get(SIGNATURE)?.as_str())
}

fn arguments(call: &ToolCall) -> Value {
    match serde_json::from_str(&call.arguments) {
        Ok(Value::Object(arguments)) => Value::Object(arguments),
        _ if call.arguments.trim().is_empty() => json!({}),
        // Another model's words, which an object has to hold here.
        _ => json!({ "arguments": call.arguments }),
    }
}

fn given<'r>(message: &'r ChatMessage, names: &HashMap<&str, &'r str>) -> Vec<OutPart<'r>> {
    let id = message.tool_call_id.as_deref().unwrap_or_default();
    let said = message.said();
    let response = match serde_json::from_str(&said) {
        Ok(Value::Object(object)) => Value::Object(object),
        _ => json!({ "output": said }),
    };
    let name = names.get(id).copied().unwrap_or(id);
    let mut parts =
        vec![OutPart { function_response: Some(FunctionResponse { id, name, response }), ..OutPart::default() }];
    parts.extend(message.parts.iter().filter_map(|part| match part {
        Part::Text(_) => None,
        Part::Image(media) | Part::Audio(media) => Some(OutPart::media(media)),
    }));
    parts
}
