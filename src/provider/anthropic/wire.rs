//! The JSON that Anthropic is sent.

use super::{
    schema::closed,
    thinking::{self, Thinking},
    turns,
};
use crate::provider::{
    chat::{AnswerFormat, ChatRequest, Tool, ToolChoice},
    failure::{Failure, FailureClass},
};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Number, Value, json};
use std::borrow::Cow;

/// Said to a model that is to answer with some JSON: this wire only knows schemas.
const JSON_ONLY: &str = "Answer with one JSON object and nothing else.";

/// The body of a request for an answer.
#[derive(Debug, Serialize)]
pub(super) struct MessagesBody<'r> {
    model: &'r str,
    max_tokens: u32,
    stream: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    system: Vec<Block<'r>>,
    messages: Vec<Turn<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<Number>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop_sequences: Vec<&'r str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<ToolBody<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_choice: Option<Choice<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<Thinking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_config: Option<OutputConfig>,
}

/// What one side says.
#[derive(Debug, Serialize)]
pub(super) struct Turn<'r> {
    pub(super) role: &'static str,
    pub(super) content: Vec<Block<'r>>,
}

/// A piece of what is said.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Block<'r> {
    Text {
        text: Cow<'r, str>,
    },
    Image {
        source: Source<'r>,
    },
    ToolUse {
        id: Cow<'r, str>,
        name: &'r str,
        input: Value,
    },
    ToolResult {
        tool_use_id: Cow<'r, str>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        content: Vec<Block<'r>>,
    },
    /// What came from them and goes back as it is.
    #[serde(untagged)]
    Opaque(&'r Value),
}

/// Where a picture comes from.
#[derive(Debug, Serialize)]
pub(super) struct Source<'r> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) media_type: &'r str,
    pub(super) data: String,
}

#[derive(Debug, Serialize)]
struct ToolBody<'r> {
    name: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'r str>,
    input_schema: Value,
}

#[derive(Debug, Serialize)]
struct Choice<'r> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disable_parallel_tool_use: Option<bool>,
}

#[derive(Debug, Serialize)]
struct OutputConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    effort: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Format>,
}

#[derive(Debug, Serialize)]
struct Format {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: Value,
}

impl<'r> MessagesBody<'r> {
    /// The request in their words; a failure when it can not be said in them.
    pub(super) fn new(request: &'r ChatRequest) -> Result<Self, Failure> {
        let (mut system, messages) = turns::turns(&request.messages)?;
        if request.format == AnswerFormat::Json {
            system.push(Block::Text { text: JSON_ONLY.into() });
        }
        let tool_choice = choice(request);
        let forced = tool_choice.as_ref().is_some_and(|choice| matches!(choice.kind, "any" | "tool"));
        let thought = thinking::thinking(&request.model, request.effort, request.max_output_tokens, forced);
        let sampling = thought.thinking.is_none() && thinking::takes_sampling(&request.model);
        let temperature = share(request.temperature.as_deref(), "temperature")?.filter(|_| sampling);
        // Newer models refuse both at once.
        let top_p = share(request.top_p.as_deref(), "top_p")?.filter(|_| sampling && temperature.is_none());
        Ok(Self {
            model: &request.model,
            max_tokens: request.max_output_tokens,
            stream: true,
            system,
            messages,
            temperature,
            top_p,
            stop_sequences: request.stop.iter().map(String::as_str).filter(|stop| !stop.trim().is_empty()).collect(),
            tools: request.tools.iter().map(tool).collect(),
            tool_choice,
            thinking: thought.thinking,
            output_config: output_config(thought.effort, &request.format),
        })
    }
}

/// A number from 0 to 1, which is all that is taken; what others allow above it counts as 1.
fn share(text: Option<&str>, name: &str) -> Result<Option<Number>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let wrong = || Failure::new(FailureClass::Caller, format!("the {name} is no number"));
    let number: Decimal = text.trim().parse().map_err(|_| wrong())?;
    let number = number.clamp(Decimal::ZERO, Decimal::ONE).to_string();
    Ok(Some(serde_json::from_str(&number).map_err(|_| wrong())?))
}

fn tool(tool: &Tool) -> ToolBody<'_> {
    let mut input_schema = if tool.parameters.is_object() { tool.parameters.clone() } else { json!({}) };
    if input_schema.get("type").is_none() {
        input_schema["type"] = "object".into();
    }
    ToolBody { name: &tool.name, description: tool.description.as_deref(), input_schema }
}

fn choice(request: &ChatRequest) -> Option<Choice<'_>> {
    if request.tools.is_empty() {
        return None;
    }
    let (kind, name) = match &request.tool_choice {
        ToolChoice::Auto => ("auto", None),
        ToolChoice::None => ("none", None),
        ToolChoice::Required => ("any", None),
        ToolChoice::Named(name) => ("tool", Some(name.as_str())),
    };
    let disable_parallel_tool_use = request.parallel_tools.filter(|_| kind != "none").map(|parallel| !parallel);
    let says_nothing = kind == "auto" && disable_parallel_tool_use.is_none();
    (!says_nothing).then_some(Choice { kind, name, disable_parallel_tool_use })
}

fn output_config(effort: Option<&'static str>, format: &AnswerFormat) -> Option<OutputConfig> {
    let format = match format {
        AnswerFormat::Schema { schema, .. } => Some(Format { kind: "json_schema", schema: closed(schema) }),
        AnswerFormat::Text | AnswerFormat::Json => None,
    };
    (effort.is_some() || format.is_some()).then_some(OutputConfig { effort, format })
}
