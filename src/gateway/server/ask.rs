//! From a client's request to a run: what is asked, of whom, and the most it may cost.

use super::{
    KIND,
    answer::Following,
    error::Refusal,
    launch::launch,
    picture, unsupported,
    wire::{self, CompletionRequest, Content, Message, ResponseFormat, Stop},
};
use crate::{
    catalog::{
        model::Capability,
        server::{Offer, Plan},
    },
    kernel::{AppError, id::RunId},
    provider::{
        AnswerFormat, ChatMessage, ChatRequest, ChatRole, Effort, Media, Part, Tool, ToolCall, ToolChoice, sniff,
        tokens,
    },
    routing::{self, wish::Facts},
    run::server::{IMAGE_TOKENS_MAX, Work},
    server::{Cx, access::Member},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::{Value, json};

/// Pictures of one request.
const PICTURES_MAX: usize = 50;
/// Tokens a message, a call or a tool takes beside its text.
const TOKENS_AROUND: u64 = 12;
/// Bytes of sound that make a token at least: the thinnest speech codecs with the densest count.
const AUDIO_BYTES_A_TOKEN: u64 = 16;

/// Starts the run that answers; its events and its model.
pub(super) async fn start(
    cx: &Cx,
    who: &Member,
    mut input: CompletionRequest,
) -> Result<(RunId, Following, String), Refusal> {
    cx.limits.run(who.user())?;
    let wanted = input.model.clone();
    picture::fetch(&cx.outbound, &mut input.messages).await?;
    let request = request(input)?;
    let plan = choose(cx, who, &wanted, &request).await?;
    able(plan.first(), &facts(&request))?;
    let model = plan.first().id.clone();
    let (request, input_tokens_max) = fit(request, plan.first())?;
    let plan = plan.reading(input_tokens_max);
    let launched = launch(cx, who, KIND, plan, Work::Chat(request), input_tokens_max).await?;
    Ok((launched.run, launched.following, model))
}

/// The model of this name, or the policy's for `auto` and `auto/<task>`.
async fn choose(cx: &Cx, who: &Member, model: &str, request: &ChatRequest) -> Result<Plan, Refusal> {
    let mut conn = cx.db.read().await?;
    let chosen = routing::server::choose(cx, &mut conn, who, Some(model), &facts(request)).await;
    chosen.map_err(|fault| match fault.disclose() {
        AppError::Invalid { .. } | AppError::KeyModel => Refusal::no_model(model),
        other => other.into(),
    })
}

/// What a policy may ask about a request; its language is that of the last question.
fn facts(request: &ChatRequest) -> Facts {
    let has = |wanted: fn(&Part) -> bool| request.messages.iter().flat_map(|message| &message.parts).any(wanted);
    let asked = request.messages.iter().rfind(|message| message.role == ChatRole::User);
    let text = asked.iter().flat_map(|message| &message.parts).find_map(|part| match part {
        Part::Text(text) => Some(text.as_str()),
        Part::Image(_) | Part::Audio(_) => None,
    });
    Facts {
        input_tokens: weight_of(request),
        has_pictures: has(|part| matches!(part, Part::Image(_))),
        has_sound: has(|part| matches!(part, Part::Audio(_))),
        has_tools: !request.tools.is_empty(),
        has_schema: matches!(request.format, AnswerFormat::Schema { .. }),
        ..Facts::of_text(text.unwrap_or_default())
    }
}

/// Refuses what the model can not do, by what the catalogue knows of it.
fn able(offer: &Offer, facts: &Facts) -> Result<(), Refusal> {
    let wanted = [
        (facts.has_pictures, Capability::Vision, "messages", "This model does not look at pictures."),
        (facts.has_sound, Capability::AudioInput, "messages", "This model does not listen to sound."),
        (facts.has_tools, Capability::Tools, "tools", "This model does not call tools."),
    ];
    match wanted.into_iter().find(|(is_wanted, capability, ..)| *is_wanted && !offer.can(*capability)) {
        Some((.., field, message)) => Err(Refusal::invalid(field, message)),
        None => Ok(()),
    }
}

/// The client's words in ours.
fn request(input: CompletionRequest) -> Result<ChatRequest, Refusal> {
    unsupported::check(&input.others, &unsupported::OF_CHATS)?;
    if input.n.is_some_and(|n| n != 1) {
        return Err(Refusal::invalid("n", "Only one answer is made at a time: n must be 1."));
    }
    if input.logprobs == Some(true) {
        return Err(Refusal::invalid("logprobs", "Log probabilities are not available."));
    }
    if input.messages.is_empty() {
        return Err(Refusal::invalid("messages", "At least one message is needed."));
    }
    let pictures = input.messages.iter().map(Message::pictures).sum::<usize>();
    if pictures > PICTURES_MAX {
        return Err(Refusal::invalid(
            "messages",
            format!("At most {PICTURES_MAX} pictures can be sent; these are {pictures}."),
        ));
    }
    let limit = input.max_completion_tokens.or(input.max_tokens).unwrap_or(u32::MAX);
    if limit == 0 {
        return Err(Refusal::invalid("max_completion_tokens", "At least one token must be allowed."));
    }
    Ok(ChatRequest {
        model: String::new(),
        messages: input.messages.into_iter().map(message).collect::<Result<_, _>>()?,
        max_output_tokens: limit,
        temperature: input.temperature.map(|number| number.to_string()),
        top_p: input.top_p.map(|number| number.to_string()),
        stop: match input.stop {
            None => Vec::new(),
            Some(Stop::One(text)) => vec![text],
            Some(Stop::Many(texts)) => texts,
        },
        seed: input.seed,
        effort: input.reasoning_effort.as_deref().map(effort).transpose()?,
        tools: input.tools.unwrap_or_default().into_iter().map(tool).collect(),
        tool_choice: tool_choice(input.tool_choice)?,
        parallel_tools: input.parallel_tool_calls,
        format: match input.response_format {
            None | Some(ResponseFormat::Text) => AnswerFormat::Text,
            Some(ResponseFormat::JsonObject) => AnswerFormat::Json,
            Some(ResponseFormat::JsonSchema { json_schema }) => AnswerFormat::Schema {
                name: json_schema.name,
                schema: json_schema.schema.unwrap_or_else(|| json!({"type": "object"})),
                strict: json_schema.strict.unwrap_or(false),
            },
        },
    })
}

fn message(message: Message) -> Result<ChatMessage, Refusal> {
    let role = match message.role.as_str() {
        "system" | "developer" => ChatRole::System,
        "user" => ChatRole::User,
        "assistant" => ChatRole::Assistant,
        "tool" => ChatRole::Tool,
        other => return Err(Refusal::invalid("messages", format!("There is no role `{other}`."))),
    };
    if role == ChatRole::Tool && message.tool_call_id.is_none() {
        return Err(Refusal::invalid("messages", "A tool's message needs its tool_call_id."));
    }
    let parts = match message.content {
        None => Vec::new(),
        Some(Content::Text(text)) => vec![Part::Text(text)],
        Some(Content::Parts(parts)) => parts.into_iter().map(part).collect::<Result<_, _>>()?,
    };
    let calls = message.tool_calls.unwrap_or_default();
    Ok(ChatMessage {
        role,
        parts,
        tool_calls: calls.into_iter().map(call).collect::<Result<_, _>>()?,
        tool_call_id: message.tool_call_id,
        opaque: message.reasoning_details,
    })
}

fn part(part: wire::Part) -> Result<Part, Refusal> {
    match part {
        wire::Part::Text { text } | wire::Part::Refusal { refusal: text } => Ok(Part::Text(text)),
        wire::Part::Picture(picture) => Ok(Part::Image(picture)),
        wire::Part::ImageUrl { image_url } => {
            let wrong = || {
                Refusal::invalid("messages", "A picture must come as a data: URL with base64 (png, jpeg, webp or gif).")
            };
            let (head, data) =
                image_url.url.strip_prefix("data:").and_then(|rest| rest.split_once(',')).ok_or_else(wrong)?;
            head.strip_suffix(";base64").ok_or_else(wrong)?;
            let bytes = STANDARD.decode(data.trim()).map_err(|_| wrong())?;
            // What it is called is not believed.
            let media_type = sniff::image(&bytes).ok_or_else(wrong)?.to_owned();
            Ok(Part::Image(Media { media_type, bytes: Bytes::from(bytes) }))
        }
        wire::Part::InputAudio { input_audio } => {
            let wrong = || Refusal::invalid("messages", "Sound must come as base64 of a wav or mp3 file.");
            let bytes = STANDARD.decode(input_audio.data.trim()).map_err(|_| wrong())?;
            let known = |kind: &&str| matches!(*kind, "audio/wav" | "audio/mpeg");
            let media_type = sniff::audio(&bytes).filter(known).ok_or_else(wrong)?;
            Ok(Part::Audio(Media { media_type: media_type.to_owned(), bytes: Bytes::from(bytes) }))
        }
    }
}

fn call(call: wire::ToolCall) -> Result<ToolCall, Refusal> {
    let missing = || Refusal::invalid("messages", "A tool call needs its id and its function's name.");
    let signature = call.extra_content.as_ref().and_then(|extra| extra["google"]["thought_signature"].as_str());
    Ok(ToolCall {
        id: call.id.clone().ok_or_else(missing)?,
        name: call.function.name.clone().ok_or_else(missing)?,
        arguments: call.function.arguments.clone(),
        signature: signature.map(str::to_owned),
    })
}

fn tool(tool: wire::Tool) -> Tool {
    let function = tool.function;
    Tool {
        name: function.name,
        description: function.description,
        parameters: function.parameters.unwrap_or_else(|| json!({"type": "object", "properties": {}})),
        strict: function.strict,
    }
}

fn tool_choice(choice: Option<wire::ToolChoice>) -> Result<ToolChoice, Refusal> {
    match choice {
        None => Ok(ToolChoice::Auto),
        Some(wire::ToolChoice::Named { function }) => Ok(ToolChoice::Named(function.name)),
        Some(wire::ToolChoice::Word(word)) => match word.as_str() {
            "auto" => Ok(ToolChoice::Auto),
            "none" => Ok(ToolChoice::None),
            "required" => Ok(ToolChoice::Required),
            other => Err(Refusal::invalid("tool_choice", format!("There is no choice `{other}`."))),
        },
    }
}

fn effort(word: &str) -> Result<Effort, Refusal> {
    let all = [Effort::None, Effort::Minimal, Effort::Low, Effort::Medium, Effort::High];
    let found = all.into_iter().find(|effort| effort.code() == word);
    // Stronger words than ours mean as much as there is.
    let found = found.or_else(|| ["xhigh", "max"].contains(&word).then_some(Effort::High));
    found.ok_or_else(|| Refusal::invalid("reasoning_effort", format!("There is no effort `{word}`.")))
}

/// Bounds the answer by what the model has room for; with it, never fewer than the tokens of the question.
fn fit(mut request: ChatRequest, offer: &Offer) -> Result<(ChatRequest, u64), Refusal> {
    let context = u64::from(offer.context_tokens);
    let used = weight_of(&request);
    let room = context.saturating_sub(used);
    if room == 0 {
        let message = format!("This model reads and writes {context} tokens at most; the messages may need more.");
        return Err(Refusal::too_long("messages", message));
    }
    let output = u64::from(request.max_output_tokens.min(offer.output_tokens_max)).min(room);
    request.max_output_tokens = u32::try_from(output).unwrap_or(u32::MAX);
    Ok((request, used))
}

fn weight_of(request: &ChatRequest) -> u64 {
    request.messages.iter().map(weight).fold(tools_weight(request), u64::saturating_add)
}

fn weight(message: &ChatMessage) -> u64 {
    let parts = message.parts.iter().map(|part| match part {
        Part::Text(text) => tokens::upper_bound(text),
        Part::Image(_) => IMAGE_TOKENS_MAX,
        Part::Audio(audio) => u64::try_from(audio.bytes.len()).unwrap_or(u64::MAX) / AUDIO_BYTES_A_TOKEN,
    });
    let calls = message.tool_calls.iter().map(|call| {
        tokens::upper_bound(&call.name)
            + tokens::upper_bound(&call.arguments)
            + tokens::upper_bound(&call.id)
            + TOKENS_AROUND
    });
    let opaque = message.opaque.iter().map(json_weight);
    parts.chain(calls).chain(opaque).fold(TOKENS_AROUND, u64::saturating_add)
}

fn tools_weight(request: &ChatRequest) -> u64 {
    let tools = request.tools.iter().map(|tool| {
        let words = tokens::upper_bound(&tool.name) + tool.description.as_deref().map_or(0, tokens::upper_bound);
        words + json_weight(&tool.parameters) + TOKENS_AROUND
    });
    let schema = match &request.format {
        AnswerFormat::Schema { schema, .. } => json_weight(schema),
        AnswerFormat::Text | AnswerFormat::Json => 0,
    };
    tools.fold(schema, u64::saturating_add)
}

fn json_weight(value: &Value) -> u64 {
    tokens::upper_bound(&value.to_string())
}
