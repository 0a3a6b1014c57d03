//! The JSON that Gemini is sent.

use super::{
    schema::{is_empty, schema},
    thinking::{Thinking, thinking},
    turns,
};
use crate::provider::{
    chat::{AnswerFormat, ChatRequest, Media, Tool, ToolChoice},
    failure::{Failure, FailureClass},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use serde_json::{Number, Value};
use std::borrow::Cow;

/// The body of `:generateContent` and `:streamGenerateContent`.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GenerateBody<'r> {
    pub(super) contents: Vec<Content<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) system_instruction: Option<Content<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tools: Option<[Tools<'r>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_config: Option<ToolConfig<'r>>,
    pub(super) generation_config: GenerationConfig<'r>,
}

/// One turn.
#[derive(Debug, Serialize)]
pub(super) struct Content<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<&'static str>,
    pub(super) parts: Vec<OutPart<'r>>,
}

/// One part of a turn: exactly one of its fields beside the signature is set.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OutPart<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<Cow<'r, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) inline_data: Option<Blob<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) function_call: Option<FunctionCall<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) function_response: Option<FunctionResponse<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) thought_signature: Option<&'r str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Blob<'r> {
    mime_type: &'r str,
    data: String,
}

/// A call that the model made.
#[derive(Debug, Serialize)]
pub(super) struct FunctionCall<'r> {
    pub(super) id: &'r str,
    pub(super) name: &'r str,
    pub(super) args: Value,
}

/// What the call gave.
#[derive(Debug, Serialize)]
pub(super) struct FunctionResponse<'r> {
    pub(super) id: &'r str,
    pub(super) name: &'r str,
    pub(super) response: Value,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Tools<'r> {
    function_declarations: Vec<FunctionDeclaration<'r>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FunctionDeclaration<'r> {
    name: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters_json_schema: Option<Value>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ToolConfig<'r> {
    function_calling_config: FunctionCalling<'r>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FunctionCalling<'r> {
    mode: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed_function_names: Option<[&'r str; 1]>,
}

/// How to answer.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GenerationConfig<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) temperature: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) top_p: Option<Number>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub(super) stop_sequences: &'r [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seed: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) response_mime_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) response_json_schema: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) thinking_config: Option<Thinking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) response_modalities: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image_config: Option<ImageConfig<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) speech_config: Option<Value>,
}

/// How pictures are to be.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImageConfig<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) aspect_ratio: Option<Cow<'r, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image_size: Option<String>,
}

impl<'r> OutPart<'r> {
    /// Text.
    pub(super) fn text(text: impl Into<Cow<'r, str>>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// A picture or sound.
    pub(super) fn media(media: &'r Media) -> Self {
        let blob = Blob { mime_type: &media.media_type, data: STANDARD.encode(&media.bytes) };
        Self { inline_data: Some(blob), ..Self::default() }
    }
}

impl<'r> Content<'r> {
    /// What the person says.
    pub(super) fn user(parts: Vec<OutPart<'r>>) -> Self {
        Self { role: Some("user"), parts }
    }
}

impl<'r> GenerateBody<'r> {
    /// A question of one turn.
    pub(super) fn once(parts: Vec<OutPart<'r>>, generation_config: GenerationConfig<'r>) -> Self {
        Self { contents: vec![Content::user(parts)], generation_config, ..Self::default() }
    }

    /// A conversation with the model of this name.
    pub(super) fn chat(request: &'r ChatRequest, model: &str) -> Result<Self, Failure> {
        let (contents, system_instruction) = turns::contents(request, model);
        let (response_mime_type, response_json_schema) = match &request.format {
            AnswerFormat::Text => (None, None),
            AnswerFormat::Json => (Some("application/json"), None),
            AnswerFormat::Schema { schema: given, .. } => (Some("application/json"), Some(schema(given))),
        };
        let declared = !request.tools.is_empty();
        let declarations = || [Tools { function_declarations: request.tools.iter().map(declaration).collect() }];
        Ok(Self {
            contents,
            system_instruction,
            tools: declared.then(declarations),
            tool_config: calling(request).filter(|_| declared),
            generation_config: GenerationConfig {
                max_output_tokens: Some(request.max_output_tokens),
                temperature: number(request.temperature.as_deref(), "the temperature")?,
                top_p: number(request.top_p.as_deref(), "top_p")?,
                stop_sequences: &request.stop,
                seed: request.seed.map(seed),
                response_mime_type,
                response_json_schema,
                thinking_config: thinking(model, request.effort),
                ..GenerationConfig::default()
            },
        })
    }
}

fn declaration(tool: &Tool) -> FunctionDeclaration<'_> {
    FunctionDeclaration {
        name: &tool.name,
        description: tool.description.as_deref(),
        // An object without properties is refused.
        parameters_json_schema: (!is_empty(&tool.parameters)).then(|| schema(&tool.parameters)),
    }
}

fn calling(request: &ChatRequest) -> Option<ToolConfig<'_>> {
    let strict = request.tools.iter().any(|tool| tool.strict == Some(true));
    let (mode, name) = match &request.tool_choice {
        // As it sees fit, but a call keeps to its schema.
        ToolChoice::Auto if strict => ("VALIDATED", None),
        ToolChoice::Auto => return None,
        ToolChoice::None => ("NONE", None),
        ToolChoice::Required => ("ANY", None),
        ToolChoice::Named(name) => ("ANY", Some([name.as_str()])),
    };
    Some(ToolConfig { function_calling_config: FunctionCalling { mode, allowed_function_names: name } })
}

fn number(text: Option<&str>, what: &str) -> Result<Option<Number>, Failure> {
    let wrong = |_| Failure::new(FailureClass::Caller, format!("{what} is no number"));
    text.map(|text| serde_json::from_str(text).map_err(wrong)).transpose()
}

/// Theirs has 32 bits; the same large one always becomes the same small one.
pub(super) fn seed(seed: i64) -> i32 {
    i32::try_from(seed).unwrap_or_else(|_| i32::try_from(seed.rem_euclid(i64::from(i32::MAX))).unwrap_or(0))
}
