//! A model that runs in this process and needs no key: for trying the product out, for demonstrations and for journeys.
//! It says what it is, answers in the language it was asked in, and counts what it does. The same question always gets the
//! same answer.
//!
//! It calls a tool when the question names it, keeps to a JSON schema, draws (`picture`), writes speech down, speaks
//! (`sound`), makes vectors and does long tasks (`task`).

mod invent;
mod media;
mod picture;
mod sound;
mod task;

use super::{
    chat::{
        AnswerFormat, ChatEvent, ChatMessage, ChatModel, ChatRequest, ChatRole, ChatStream, Effort, Finish, Part, Tool,
        ToolCallDelta, ToolChoice,
    },
    registry::Abilities,
    tokens,
    usage::Usage,
};
use futures::{StreamExt, stream};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

/// How much of a question is repeated.
const ECHO_CHARS: usize = 80;

/// The sandbox model.
#[derive(Debug, Clone, Copy)]
pub struct Sandbox {
    /// Between two words.
    pub pause: Duration,
}

impl Default for Sandbox {
    fn default() -> Self {
        Self { pause: Duration::from_millis(15) }
    }
}

impl Sandbox {
    /// Its name in the catalogue.
    pub const ID: &'static str = "sandbox";

    /// What it can do.
    pub fn abilities(self) -> Abilities {
        let this = Arc::new(self);
        Abilities {
            chat: Some(this.clone()),
            image: Some(this.clone()),
            transcriber: Some(this.clone()),
            speaker: Some(this.clone()),
            embedder: Some(this.clone()),
            task: Some(this),
            account: None,
            list: None,
            books: None,
        }
    }
}

impl ChatModel for Sandbox {
    fn stream(&self, request: ChatRequest) -> ChatStream {
        let pause = self.pause;
        stream::iter(events(&request))
            .then(move |event| async move {
                if matches!(event, ChatEvent::Text(_)) && !pause.is_zero() {
                    tokio::time::sleep(pause).await;
                }
                event
            })
            .boxed()
    }
}

fn events(request: &ChatRequest) -> Vec<ChatEvent> {
    let question = request.messages.iter().rev().find(|message| message.role == ChatRole::User);
    let asked = question.map(ChatMessage::said).unwrap_or_default();
    let mut events = vec![ChatEvent::Started { model_served: Some(request.model.clone()), request_id: None }];
    let thought = thought(request.effort, &asked);
    events.extend(thought.map(|thought| ChatEvent::Reasoning(thought.to_owned())));
    let called = calls(request, &asked);
    let (said, finish) = if called.is_empty() {
        let text = match &request.format {
            AnswerFormat::Text => answer(&asked, &notes(request, question, &asked)),
            AnswerFormat::Json => format!("{:#}", json!({"sandbox": true, "asked": echo(&asked)})),
            AnswerFormat::Schema { schema, .. } => format!("{:#}", invent::value(schema, &echo(&asked))),
        };
        say(request, text, &mut events)
    } else {
        let said = called.iter().map(|call| call.arguments.as_str()).collect();
        events.extend(called.into_iter().map(ChatEvent::ToolCall));
        (said, Finish::ToolCalls)
    };
    events.push(ChatEvent::Usage(Usage {
        input_uncached: Some(request.messages.iter().map(|message| tokens::estimate(&message.said())).sum()),
        output_text: Some(tokens::estimate(&said)),
        output_reasoning: thought.map(tokens::estimate),
        ..Usage::default()
    }));
    events.push(ChatEvent::Done { finish });
    events
}

/// Says a text word by word, up to the limit and to where it is to stop; what was said, and why it ended.
fn say(request: &ChatRequest, mut text: String, events: &mut Vec<ChatEvent>) -> (String, Finish) {
    let stops = request.stop.iter().filter(|stop| !stop.is_empty()).filter_map(|stop| text.find(stop.as_str()));
    text.truncate(stops.min().unwrap_or(text.len()));
    let mut said = String::new();
    for word in text.split_inclusive([' ', '\n']) {
        said.push_str(word);
        if tokens::estimate(&said) > u64::from(request.max_output_tokens) {
            said.truncate(said.len() - word.len());
            return (said, Finish::Length);
        }
        events.push(ChatEvent::Text(word.to_owned()));
    }
    (said, Finish::Stop)
}

/// The tools that the question names or that must be called, until one of them has answered.
fn calls(request: &ChatRequest, question: &str) -> Vec<ToolCallDelta> {
    if request.messages.last().is_some_and(|last| last.role == ChatRole::Tool) {
        return Vec::new();
    }
    let asked = question.to_lowercase();
    let named = |tool: &&Tool| asked.contains(&tool.name.to_lowercase());
    let mut wanted: Vec<&Tool> = match &request.tool_choice {
        ToolChoice::None => Vec::new(),
        ToolChoice::Named(name) => request.tools.iter().filter(|tool| tool.name == *name).collect(),
        ToolChoice::Auto | ToolChoice::Required => request.tools.iter().filter(named).collect(),
    };
    if wanted.is_empty() && request.tool_choice == ToolChoice::Required {
        wanted.extend(request.tools.first());
    }
    wanted.truncate(if request.parallel_tools == Some(false) { 1 } else { usize::MAX });
    let before: usize = request.messages.iter().map(|message| message.tool_calls.len()).sum();
    let call = |(slot, tool): (u32, &Tool)| ToolCallDelta {
        slot,
        id: Some(format!("call_sandbox_{}", usize::try_from(slot).unwrap_or(0) + before)),
        name: Some(tool.name.clone()),
        arguments: arguments(tool, question).to_string(),
        signature: None,
    };
    (0..).zip(wanted).map(call).collect()
}

/// Arguments are an object, whatever the schema says.
fn arguments(tool: &Tool, question: &str) -> Value {
    let made = invent::value(&tool.parameters, &echo(question));
    if made.is_object() { made } else { json!({}) }
}

/// What of a text is repeated.
fn echo(text: &str) -> String {
    let mut echo: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(ECHO_CHARS).collect();
    if text.chars().nth(ECHO_CHARS).is_some() {
        echo.push('…');
    }
    echo.trim().to_owned()
}

/// A code span keeps other people's words from being read as Markdown.
fn quoted(text: &str) -> String {
    echo(text).replace('`', "'")
}

fn thought(effort: Option<Effort>, question: &str) -> Option<&'static str> {
    let persian = is_persian(question);
    effort.filter(|effort| *effort != Effort::None).map(|_| if persian { THOUGHT_FA } else { THOUGHT_EN })
}

/// What came beside the words: pictures, sound, and what tools answered.
fn notes(request: &ChatRequest, question: Option<&ChatMessage>, asked: &str) -> String {
    let persian = is_persian(asked);
    let mut notes = String::new();
    if question.is_some_and(|question| question.parts.iter().any(|part| !matches!(part, Part::Text(_)))) {
        notes.push_str(if persian { FILES_FA } else { FILES_EN });
    }
    for result in request.messages.iter().rev().take_while(|message| message.role == ChatRole::Tool) {
        let text = if persian { TOOL_FA } else { TOOL_EN };
        notes.push_str(&text.replace("{echo}", &quoted(&result.said())));
    }
    notes
}

fn answer(question: &str, notes: &str) -> String {
    let text = if is_persian(question) { PERSIAN } else { ENGLISH };
    text.replace("{notes}", notes).replace("{echo}", &quoted(question))
}

fn is_persian(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{0620}'..='\u{064A}' | '\u{066E}'..='\u{06D3}'))
}

const THOUGHT_FA: &str = "حالت آزمایشی: اندیشیدن مدل اینجا دیده می‌شود. ";
const THOUGHT_EN: &str = "Sandbox: a model's thinking appears here. ";
const FILES_FA: &str = "\n\nهمراه پرسش پرونده هم بود که در این حالت دیده یا شنیده نمی‌شود.";
const FILES_EN: &str = "\n\nA file came with it, which nobody looks at or listens to here.";
const TOOL_FA: &str = "\n\nابزار پاسخ داد: `{echo}`";
const TOOL_EN: &str = "\n\nA tool answered: `{echo}`";
const TRANSCRIPT_FA: &str = "حالت آزمایشی: این متن نمونه است و کسی به صدا گوش نداده است.";
const TRANSCRIPT_EN: &str = "Sandbox: this is sample text; nobody listened to the sound.";

const PERSIAN: &str = "\
**حالت آزمایشی:** این پاسخ را هیچ مدل هوش مصنوعی ننوشته است؛ متنی نمونه است.

پرسش شما این بود: `{echo}`{notes}

با اتصال یک سرویس‌دهنده، پاسخ واقعی همین‌جا واژه‌به‌واژه نمایش داده می‌شود. تا آن زمان این متن نشان می‌دهد که:

- متن فارسی با نیم‌فاصله و راست‌به‌چپ درست نمایش داده می‌شود؛
- واژه‌های English در میان جمله جابه‌جا نمی‌شوند؛
- سکه‌ها پیش از پاسخ نگه داشته و پس از آن تسویه می‌شوند.

نمونه‌ای از کد:

```rust
fn main() {
    let name = \"AI Mall\";
    println!(\"Hello from {name}!\");
}
```

| بخش | وضعیت |
| --- | --- |
| نمایش تدریجی | فعال |
| شمارش مصرف | برآوردی |

اگر می‌خواهید پاسخ واقعی بگیرید، از مدیر سامانه بخواهید کلید یک سرویس‌دهنده را وارد کند.
";

const ENGLISH: &str = "\
**Sandbox:** no AI model wrote this answer; it is sample text.

You asked: `{echo}`{notes}

Once a provider is connected, the real answer appears here word by word. Until then this text shows that:

- an answer streams while it is being written;
- Markdown, lists and code are rendered safely;
- coins are held before an answer and settled after it.

An example of code:

```rust
fn main() {
    let name = \"AI Mall\";
    println!(\"Hello from {name}!\");
}
```

| Part | State |
| --- | --- |
| Streaming | on |
| Usage | estimated |

For real answers, ask the administrator to enter a provider's key.
";

#[cfg(test)]
mod tests {
    use super::{answer, is_persian};

    #[test]
    fn the_answer_speaks_the_language_of_the_question() {
        assert!(is_persian("لطفاً explain"));
        assert!(!is_persian("hello 👋 مرحبا".split(' ').next().unwrap()));
        let persian = answer("سلام `دنیا`", "");
        assert!(persian.starts_with("**حالت آزمایشی") && persian.contains("`سلام 'دنیا'`"));
        assert!(answer("hi", "").starts_with("**Sandbox"));
        assert!(answer(&"x".repeat(500), "").contains(&format!("`{}…`", "x".repeat(80))));
        assert!(answer("{notes}", " n").contains("`{notes}` n\n"));
    }
}
