//! A model that runs in this process and needs no key: for trying the product out, for demonstrations and for journeys.
//! It says what it is in its first line, answers in the language it was asked in, and counts what it says.

use super::{
    chat::{ChatEvent, ChatModel, ChatRequest, ChatRole, ChatStream, Finish},
    registry::Abilities,
    tokens,
    usage::Usage,
};
use futures::{StreamExt, stream};
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
}

impl Sandbox {
    /// What it can do.
    pub fn abilities(self) -> Abilities {
        Abilities { chat: Some(Arc::new(self)), ..Abilities::default() }
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
    let answer = answer(&question.map(|message| message.said()).unwrap_or_default());
    let mut events = vec![ChatEvent::Started { model_served: Some(request.model.clone()), request_id: None }];
    let mut said = String::new();
    let mut finish = Finish::Stop;
    for word in answer.split_inclusive([' ', '\n']) {
        said.push_str(word);
        if tokens::estimate(&said) > u64::from(request.max_output_tokens) {
            said.truncate(said.len() - word.len());
            finish = Finish::Length;
            break;
        }
        events.push(ChatEvent::Text(word.to_owned()));
    }
    events.push(ChatEvent::Usage(Usage {
        input_uncached: Some(request.messages.iter().map(|message| tokens::estimate(&message.said())).sum()),
        output_text: Some(tokens::estimate(&said)),
        ..Usage::default()
    }));
    events.push(ChatEvent::Done { finish });
    events
}

fn answer(question: &str) -> String {
    let mut echo: String = question.chars().map(|c| if c.is_control() { ' ' } else { c }).take(ECHO_CHARS).collect();
    if question.chars().nth(ECHO_CHARS).is_some() {
        echo.push('…');
    }
    // A code span keeps the person's words from being read as Markdown.
    let echo = echo.replace('`', "'");
    let text = if is_persian(question) { PERSIAN } else { ENGLISH };
    text.replace("{echo}", echo.trim())
}

fn is_persian(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{0620}'..='\u{064A}' | '\u{066E}'..='\u{06D3}'))
}

const PERSIAN: &str = "\
**حالت آزمایشی:** این پاسخ را هیچ مدل هوش مصنوعی ننوشته است؛ متنی نمونه است.

پرسش شما این بود: `{echo}`

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

You asked: `{echo}`

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
        let persian = answer("سلام `دنیا`");
        assert!(persian.starts_with("**حالت آزمایشی") && persian.contains("`سلام 'دنیا'`"));
        assert!(answer("hi").starts_with("**Sandbox"));
        assert!(answer(&"x".repeat(500)).contains(&format!("`{}…`", "x".repeat(80))));
    }
}
