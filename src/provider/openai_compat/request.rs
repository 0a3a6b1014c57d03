//! What we ask OpenAI-compatible servers, in their dialect.

use crate::provider::{
    chat::{AnswerFormat, ChatMessage, ChatRequest, ChatRole, Media, Part, Tool, ToolCall, ToolChoice},
    dialect::{Dialect, EffortField, MaxTokensField, PartOrder, SchemaSupport, SystemRole},
    failure::{Failure, FailureClass},
    sniff,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use serde_json::{Map, Number, Value, json};
use std::borrow::Cow;

/// The body of a chat request.
#[derive(Debug, Serialize)]
pub(super) struct ChatBody<'r> {
    model: &'r str,
    messages: Vec<Message<'r>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<Number>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stop: &'r [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_choice: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parallel_tool_calls: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<Value>,
}

#[derive(Debug, Serialize)]
struct Message<'r> {
    role: &'static str,
    /// Null where an assistant only called tools.
    content: Option<Content<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_calls: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_call_id: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_details: Option<&'r Value>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Content<'r> {
    Text(Cow<'r, str>),
    Parts(Vec<Value>),
}

#[derive(Debug, Serialize)]
struct StreamOptions {
    include_usage: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    include_obfuscation: Option<bool>,
}

impl<'r> ChatBody<'r> {
    /// The request in a server's dialect.
    pub(super) fn new(request: &'r ChatRequest, dialect: &Dialect) -> Result<Self, Failure> {
        let limit = Some(request.max_output_tokens);
        let (max_tokens, max_completion_tokens) = match dialect.max_tokens_field {
            MaxTokensField::MaxTokens => (limit, None),
            MaxTokensField::MaxCompletionTokens => (None, limit),
        };
        let has_tools = !request.tools.is_empty();
        let is_formed = request.format != AnswerFormat::Text;
        let stream = dialect.streams(&request.format);
        let (response_format, wish) = format(&request.format, dialect.schema);
        let mut messages = request.messages.iter().map(|said| message(said, dialect)).collect::<Result<Vec<_>, _>>()?;
        messages.splice(0..0, wish.map(|wish| Message::of_text(system(dialect), wish)));
        let effort = request.effort.map(|effort| effort.code());
        Ok(Self {
            model: &request.model,
            messages,
            stream,
            stream_options: (dialect.send_stream_options && stream).then_some(StreamOptions {
                include_usage: true,
                include_obfuscation: dialect.no_obfuscation.then_some(false),
            }),
            max_tokens,
            max_completion_tokens,
            temperature: number(request.temperature.as_deref(), "temperature")?,
            top_p: number(request.top_p.as_deref(), "top_p")?,
            stop: &request.stop,
            seed: request.seed,
            reasoning_effort: effort.filter(|_| dialect.effort == EffortField::ReasoningEffort),
            reasoning: effort
                .filter(|_| dialect.effort == EffortField::Reasoning)
                .map(|effort| json!({ "effort": effort })),
            tools: request.tools.iter().map(tool).collect(),
            tool_choice: tool_choice(&request.tool_choice).filter(|_| has_tools),
            parallel_tool_calls: request.parallel_tools.filter(|_| has_tools && dialect.parallel_tools),
            response_format,
            provider: (dialect.require_parameters && (has_tools || is_formed))
                .then(|| json!({"require_parameters": true})),
        })
    }

    /// The body as it is sent, with the dialect's own fields.
    pub(super) fn to_json(&self, extra: &Map<String, Value>) -> Result<Vec<u8>, Failure> {
        let wrong = |_| Failure::new(FailureClass::Caller, "the question is no JSON");
        if extra.is_empty() {
            return serde_json::to_vec(self).map_err(wrong);
        }
        let mut body = serde_json::to_value(self).map_err(wrong)?;
        if let Some(fields) = body.as_object_mut() {
            for (name, value) in extra {
                fields.entry(name).or_insert_with(|| value.clone());
            }
        }
        serde_json::to_vec(&body).map_err(wrong)
    }
}

impl Message<'_> {
    fn of_text(role: &'static str, text: String) -> Self {
        let content = Some(Content::Text(text.into()));
        Self { role, content, tool_calls: Vec::new(), tool_call_id: None, reasoning_details: None }
    }
}

/// A number that came as text, so that no digit is lost on the way.
pub(super) fn number(text: Option<&str>, what: &str) -> Result<Option<Number>, Failure> {
    let wrong = |_| Failure::new(FailureClass::Caller, format!("the {what} is no number"));
    text.map(|text| serde_json::from_str(text).map_err(wrong)).transpose()
}

/// A file inside a JSON body.
pub(super) fn data_uri(media: &Media) -> String {
    format!("data:{};base64,{}", media.media_type, STANDARD.encode(&media.bytes))
}

fn system(dialect: &Dialect) -> &'static str {
    match dialect.system_role {
        SystemRole::System => "system",
        SystemRole::Developer => "developer",
    }
}

fn message<'r>(said: &'r ChatMessage, dialect: &Dialect) -> Result<Message<'r>, Failure> {
    let role = match said.role {
        ChatRole::System => system(dialect),
        ChatRole::User => "user",
        ChatRole::Assistant => "assistant",
        ChatRole::Tool => "tool",
    };
    let only_calls = !said.tool_calls.is_empty() && said.said().is_empty();
    Ok(Message {
        role,
        content: if only_calls { None } else { Some(content(said, dialect.part_order)?) },
        tool_calls: said.tool_calls.iter().map(tool_call).collect(),
        tool_call_id: said.tool_call_id.as_deref(),
        reasoning_details: said.opaque.as_ref().filter(|_| dialect.reasoning_details),
    })
}

/// Text as text, which every server reads; parts only where there is something to see or to hear.
fn content(said: &ChatMessage, order: PartOrder) -> Result<Content<'_>, Failure> {
    if said.parts.iter().all(|part| part.as_text().is_some()) {
        return Ok(Content::Text(said.said()));
    }
    let mut parts: Vec<&Part> = said.parts.iter().collect();
    match order {
        PartOrder::AsGiven => {}
        PartOrder::TextFirst => parts.sort_by_key(|part| part.as_text().is_none()),
        PartOrder::TextLast => parts.sort_by_key(|part| part.as_text().is_some()),
    }
    Ok(Content::Parts(parts.into_iter().map(part).collect::<Result<_, _>>()?))
}

fn part(part: &Part) -> Result<Value, Failure> {
    let unknown = || Failure::new(FailureClass::Caller, "a kind of sound that no provider knows");
    Ok(match part {
        Part::Text(text) => json!({"type": "text", "text": text}),
        Part::Image(image) => json!({"type": "image_url", "image_url": {"url": data_uri(image)}}),
        Part::Audio(audio) => {
            let format = sniff::audio_extension(&audio.media_type).ok_or_else(unknown)?;
            json!({"type": "input_audio", "input_audio": {"data": STANDARD.encode(&audio.bytes), "format": format}})
        }
    })
}

fn tool_call(call: &ToolCall) -> Value {
    json!({"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}})
}

fn tool(tool: &Tool) -> Value {
    let mut function = json!({"name": tool.name, "parameters": tool.parameters});
    if let Some(description) = &tool.description {
        function["description"] = json!(description);
    }
    if let Some(strict) = tool.strict {
        function["strict"] = json!(strict);
    }
    json!({"type": "function", "function": function})
}

/// `None` for what servers do by themselves.
fn tool_choice(choice: &ToolChoice) -> Option<Value> {
    Some(match choice {
        ToolChoice::Auto => return None,
        ToolChoice::None => json!("none"),
        ToolChoice::Required => json!("required"),
        ToolChoice::Named(name) => json!({"type": "function", "function": {"name": name}}),
    })
}

/// The wanted form, and in words what the server can not enforce of it.
fn format(format: &AnswerFormat, support: SchemaSupport) -> (Option<Value>, Option<String>) {
    let object = || (support != SchemaSupport::None).then(|| json!({"type": "json_object"}));
    match format {
        AnswerFormat::Text => (None, None),
        AnswerFormat::Json => {
            let wish = "Answer with one JSON object and nothing else.".to_owned();
            (object(), (support == SchemaSupport::None).then_some(wish))
        }
        AnswerFormat::Schema { name, schema, strict } if support == SchemaSupport::Schema => {
            let schema = json!({"name": name, "strict": strict, "schema": schema});
            (Some(json!({"type": "json_schema", "json_schema": schema})), None)
        }
        AnswerFormat::Schema { schema, .. } => {
            let wish = format!(
                "Answer with one JSON object and nothing else. It must be valid against this JSON schema: {schema}"
            );
            (object(), Some(wish))
        }
    }
}
