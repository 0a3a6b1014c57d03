//! What Gemini answers: whole or in chunks, it is the same shape.

use crate::provider::{
    chat::{Finish, Media},
    classify::error_of,
    failure::{Failure, FailureClass},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

/// Why the model stopped.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// For a reason that ends an answer.
    Finished(Finish),
    /// It failed at its own task, in the provider's word.
    Failed(String),
}

/// Whether it is an error instead; also one in an array of one.
pub(super) fn is_error(reply: &Value) -> bool {
    let reply = reply.as_array().and_then(|items| items.first()).unwrap_or(reply);
    error_of(reply).is_some()
}

/// The parts of the one answer that we ask for.
pub(super) fn parts(reply: &Value) -> impl Iterator<Item = &Value> {
    reply.pointer("/candidates/0/content/parts").and_then(Value::as_array).into_iter().flatten()
}

/// Whether a part is thinking, not answer.
pub(super) fn is_thought(part: &Value) -> bool {
    part["thought"] == true
}

/// The text of a part, if it has any.
pub(super) fn text(part: &Value) -> Option<&str> {
    part.get("text")?.as_str().filter(|text| !text.is_empty())
}

/// All text of the answer.
pub(super) fn said(reply: &Value) -> String {
    parts(reply).filter(|part| !is_thought(part)).filter_map(text).collect()
}

/// The pictures or sounds of the answer, wherever they stand; sketches made while thinking are none.
pub(super) fn media(reply: &Value) -> impl Iterator<Item = Media> {
    parts(reply).filter(|part| !is_thought(part)).filter_map(|part| {
        let data = part.pointer("/inlineData/data")?.as_str()?;
        let bytes = STANDARD.decode(data.trim()).ok().filter(|bytes| !bytes.is_empty())?;
        let media_type = part.pointer("/inlineData/mimeType").and_then(Value::as_str).unwrap_or_default();
        Some(Media { media_type: media_type.to_owned(), bytes: bytes.into() })
    })
}

/// Why the model stopped; nothing while it goes on.
pub(super) fn end(reply: &Value) -> Option<End> {
    let reason = reply.pointer("/candidates/0/finishReason")?.as_str().filter(|reason| !reason.is_empty())?;
    Some(match reason {
        "FINISH_REASON_UNSPECIFIED" => return None,
        "STOP" => End::Finished(Finish::Stop),
        "MAX_TOKENS" => End::Finished(Finish::Length),
        "SAFETY"
        | "RECITATION"
        | "BLOCKLIST"
        | "PROHIBITED_CONTENT"
        | "SPII"
        | "NO_IMAGE"
        | "IMAGE_SAFETY"
        | "IMAGE_PROHIBITED_CONTENT"
        | "IMAGE_RECITATION" => End::Finished(Finish::Filtered),
        "MALFORMED_FUNCTION_CALL" | "UNEXPECTED_TOOL_CALL" | "TOO_MANY_TOOL_CALLS" | "MALFORMED_RESPONSE" => {
            End::Failed(reason.to_owned())
        }
        other => End::Finished(Finish::Other(other.chars().take(100).collect())),
    })
}

/// The failure of a question that was refused before any answer.
pub(super) fn blocked(reply: &Value) -> Option<Failure> {
    let reason = reply.pointer("/promptFeedback/blockReason")?.as_str()?;
    Some(Failure::new(FailureClass::Filtered, format!("the prompt was blocked: {reason}")))
}

/// The failure of an answer that has nothing of what was asked for.
pub(super) fn without(what: &str, reply: &Value) -> Failure {
    blocked(reply).unwrap_or_else(|| match end(reply) {
        Some(End::Finished(Finish::Filtered)) => {
            let reason = reply.pointer("/candidates/0/finishReason").and_then(Value::as_str).unwrap_or_default();
            Failure::new(FailureClass::Filtered, format!("no {what}: {reason}"))
        }
        Some(end) => Failure::new(FailureClass::Protocol, format!("no {what} in the answer: {end:?}")),
        None => Failure::new(FailureClass::Protocol, format!("no {what} in the answer")),
    })
}

/// The provider's name for the answer.
pub(super) fn id(reply: &Value) -> Option<String> {
    filled(reply, "responseId")
}

/// The model that answered.
pub(super) fn model(reply: &Value) -> Option<String> {
    filled(reply, "modelVersion")
}

fn filled(reply: &Value, field: &str) -> Option<String> {
    reply.get(field)?.as_str().filter(|text| !text.is_empty() && text.len() <= 200).map(str::to_owned)
}
