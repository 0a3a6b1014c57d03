//! A conversation as Anthropic's turns: the system's words apart, user and assistant in turn, calls and what they gave in
//! neighbouring turns, pictures before the text that asks about them.

use super::wire::{Block, Source, Turn};
use crate::provider::{
    chat::{ChatMessage, ChatRole, Part, ToolCall},
    failure::{Failure, FailureClass},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use std::borrow::Cow;

/// Blocks that come from them and go back unchanged. Another provider's items are none of theirs.
const OPAQUE: [&str; 2] = ["thinking", "redacted_thinking"];

/// What the system says, and the turns.
pub(super) fn turns(messages: &[ChatMessage]) -> Result<(Vec<Block<'_>>, Vec<Turn<'_>>), Failure> {
    let (mut system, mut turns): (Vec<Block<'_>>, Vec<Turn<'_>>) = (Vec::new(), Vec::new());
    for message in messages {
        let (role, content) = match message.role {
            ChatRole::System => {
                system.extend(said(&message.parts)?);
                continue;
            }
            ChatRole::User => ("user", said(&message.parts)?),
            ChatRole::Tool => ("user", vec![result(message)?]),
            ChatRole::Assistant => ("assistant", answered(message)?),
        };
        match turns.last_mut() {
            _ if content.is_empty() => {}
            Some(last) if last.role == role => last.content.extend(content),
            _ => turns.push(Turn { role, content }),
        }
    }
    if turns.is_empty() {
        // Somebody has to say something.
        return Ok((Vec::new(), vec![Turn { role: "user", content: system }]));
    }
    turns.iter_mut().for_each(|turn| pictures_first(&mut turn.content));
    Ok((system, turns))
}

/// Blank texts are refused.
fn said(parts: &[Part]) -> Result<Vec<Block<'_>>, Failure> {
    let mut blocks = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Part::Text(text) if text.trim().is_empty() => {}
            Part::Text(text) => blocks.push(Block::Text { text: text.into() }),
            Part::Image(media) => blocks.push(Block::Image {
                source: Source {
                    kind: "base64",
                    media_type: &media.media_type,
                    data: BASE64_STANDARD.encode(&media.bytes),
                },
            }),
            Part::Audio(_) => return Err(Failure::new(FailureClass::Caller, "sound is not understood here")),
        }
    }
    Ok(blocks)
}

fn answered(message: &ChatMessage) -> Result<Vec<Block<'_>>, Failure> {
    let items = message.opaque.as_ref().and_then(Value::as_array).into_iter().flatten();
    let own = items.filter(|item| item.get("type").and_then(Value::as_str).is_some_and(|kind| OPAQUE.contains(&kind)));
    let mut blocks: Vec<Block<'_>> = own.map(Block::Opaque).collect();
    blocks.extend(said(&message.parts)?);
    blocks.extend(message.tool_calls.iter().map(|call| Block::ToolUse {
        id: id(&call.id),
        name: &call.name,
        input: input(call),
    }));
    Ok(blocks)
}

fn result(message: &ChatMessage) -> Result<Block<'_>, Failure> {
    let tool_use_id = id(message.tool_call_id.as_deref().unwrap_or_default());
    Ok(Block::ToolResult { tool_use_id, content: said(&message.parts)? })
}

/// Other providers' ids have signs that are refused here.
fn id(id: &str) -> Cow<'_, str> {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if id.chars().all(is_fine) { id.into() } else { id.replace(|c| !is_fine(c), "_").into() }
}

fn input(call: &ToolCall) -> Value {
    match serde_json::from_str(&call.arguments) {
        Ok(Value::Object(arguments)) => Value::Object(arguments),
        _ if call.arguments.trim().is_empty() => json!({}),
        // Another model's words, which an object has to hold here.
        _ => json!({ "arguments": call.arguments }),
    }
}

fn pictures_first(content: &mut [Block<'_>]) {
    content.sort_by_key(|block| match block {
        Block::ToolResult { .. } | Block::Opaque(_) => 0,
        Block::Image { .. } => 1,
        Block::Text { .. } => 2,
        Block::ToolUse { .. } => 3,
    });
}
