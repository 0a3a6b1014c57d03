//! The model that needs no provider.

use super::{listen, question};
use aimall::provider::{
    AnswerFormat, ChatMessage, ChatModel, ChatRequest, ChatRole, Effort, FailureClass, Finish, Media, Part, Provider,
    Sandbox, Tool, ToolCall, ToolChoice,
    media::{
        Embedder, EmbeddingRequest, ImageModel, ImageRequest, Speaker, SpeechRequest, Transcriber, TranscriptionRequest,
    },
};
use serde_json::{Value, json};
use std::time::Duration;

const QUICK: Sandbox = Sandbox { pause: Duration::ZERO };

#[tokio::test]
async fn it_answers_says_what_it_is_and_counts() {
    let sandbox = Provider::sandbox(QUICK);
    for (text, opening) in [("پرسش من", "**حالت آزمایشی"), ("my question", "**Sandbox")] {
        let heard = listen(sandbox.can.chat.as_ref().unwrap().stream(question("any", text))).await;
        assert!(heard.text.starts_with(opening) && heard.text.contains(text), "{}", heard.text);
        assert!(heard.text.contains("\n- ") && heard.text.contains("```rust"));
        assert_eq!(heard.finish(), Finish::Stop);
        assert!(heard.tokens().is_some_and(|(input, output)| input > 5 && output > 100));
    }
}

#[tokio::test]
async fn it_keeps_to_the_limit() {
    let mut short = question("any", "سلام");
    short.max_output_tokens = 10;
    let heard = listen(QUICK.stream(short)).await;
    assert_eq!(heard.finish(), Finish::Length);
    assert!(heard.tokens().is_some_and(|(_, output)| (1..=10).contains(&output)));
}

#[tokio::test]
async fn it_thinks_and_stops_as_asked() {
    let asked = ChatRequest { effort: Some(Effort::High), stop: vec!["```".to_owned()], ..question("any", "سلام") };
    let heard = listen(QUICK.stream(asked)).await;
    assert!(heard.reasoning.starts_with("حالت آزمایشی") && !heard.text.contains("```"));
    assert_eq!(heard.finish(), Finish::Stop);
}

fn tool(name: &str) -> Tool {
    let parameters =
        json!({"type": "object", "properties": {"q": {"type": "string"}, "n": {"type": "integer", "minimum": 2}}});
    Tool { name: name.to_owned(), description: None, parameters, strict: None }
}

#[tokio::test]
async fn it_calls_the_tool_that_is_named_and_then_answers() {
    let offered = |text: &str| ChatRequest { tools: vec![tool("find_product"), tool("now")], ..question("any", text) };
    assert_eq!(listen(QUICK.stream(offered("سلام"))).await.finish(), Finish::Stop);
    let mut asked = offered("با Find_Product بگرد");
    let heard = listen(QUICK.stream(asked.clone())).await;
    assert_eq!((heard.finish(), heard.calls.len(), heard.text.as_str()), (Finish::ToolCalls, 1, ""));
    let call = heard.calls[0].clone();
    assert_eq!((call.id.as_deref(), call.name.as_deref()), (Some("call_sandbox_0"), Some("find_product")));
    assert_eq!(serde_json::from_str::<Value>(&call.arguments).unwrap(), json!({"q": "با Find_Product بگرد", "n": 2}));
    let called =
        ToolCall { id: call.id.unwrap(), name: call.name.unwrap(), arguments: call.arguments, signature: None };
    let result =
        ChatMessage { tool_call_id: Some(called.id.clone()), ..ChatMessage::text(ChatRole::Tool, "۱۲ `تومان`") };
    asked.messages.push(ChatMessage { tool_calls: vec![called], ..ChatMessage::text(ChatRole::Assistant, "") });
    asked.messages.push(result);
    let heard = listen(QUICK.stream(asked)).await;
    assert!(heard.text.contains("`۱۲ 'تومان'`") && heard.finish() == Finish::Stop, "{}", heard.text);
    let must = ChatRequest { tool_choice: ToolChoice::Required, ..offered("x") };
    assert_eq!(listen(QUICK.stream(must)).await.calls.len(), 1);
    let must_not = ChatRequest { tool_choice: ToolChoice::None, ..offered("now") };
    assert_eq!(listen(QUICK.stream(must_not)).await.calls.len(), 0);
}

#[tokio::test]
async fn it_keeps_to_a_form_and_admits_that_it_sees_nothing() {
    let schema = json!({"type": "object", "properties": {"style": {"enum": ["bold", "calm"]}, "text": {"type": "array", "items": {"type": "string"}}}});
    let format = AnswerFormat::Schema { name: "x".to_owned(), schema, strict: true };
    let heard = listen(QUICK.stream(ChatRequest { format, ..question("any", "تحلیل") })).await;
    assert_eq!(serde_json::from_str::<Value>(&heard.text).unwrap(), json!({"style": "bold", "text": ["تحلیل"]}));
    let heard = listen(QUICK.stream(ChatRequest { format: AnswerFormat::Json, ..question("any", "x") })).await;
    assert_eq!(serde_json::from_str::<Value>(&heard.text).unwrap(), json!({"sandbox": true, "asked": "x"}));
    let mut seen = question("any", "what is this?");
    seen.messages[1].parts.push(Part::Image(Media { media_type: "image/png".to_owned(), bytes: bytes::Bytes::new() }));
    assert!(listen(QUICK.stream(seen)).await.text.contains("A file came with it"));
}

#[tokio::test]
async fn it_draws_speaks_writes_down_and_makes_vectors() {
    let asked = ImageRequest {
        prompt: "گربه".to_owned(),
        count: 2,
        aspect_ratio: Some("16:9".to_owned()),
        ..ImageRequest::default()
    };
    let images = QUICK.generate(asked.clone()).await.unwrap();
    assert_eq!(images, QUICK.generate(asked.clone()).await.unwrap());
    assert!(images.images.len() == 2 && images.images[0] != images.images[1] && images.usage.images == Some(2));
    let many = ImageRequest { count: 11, ..asked };
    assert_eq!(QUICK.generate(many).await.unwrap_err().class, FailureClass::Caller);

    let text = "سلام دنیا".to_owned();
    let asked = SpeechRequest {
        model: String::new(),
        text,
        voice: None,
        instructions: None,
        format: "mp3".to_owned(),
        speed_percent: None,
    };
    let speech = QUICK.speak(asked).await.unwrap();
    assert_eq!((speech.audio.media_type.as_str(), speech.usage.characters), ("audio/wav", Some(9)));

    let mut asked = TranscriptionRequest {
        model: String::new(),
        audio: speech.audio,
        language: None,
        prompt: None,
        timestamps: true,
    };
    let transcript = QUICK.transcribe(asked.clone()).await.unwrap();
    assert!(transcript.text.starts_with("حالت آزمایشی") && transcript.segments.len() == 1);
    assert_eq!((transcript.usage.audio_ms, transcript.language.as_deref()), (Some(375), Some("fa")));
    asked.language = Some("en".to_owned());
    assert!(QUICK.transcribe(asked).await.unwrap().text.starts_with("Sandbox"));

    let asked =
        EmbeddingRequest {
            model: String::new(), inputs: vec!["یک".to_owned(), "دو".to_owned()], dimensions: Some(64)
        };
    let made = QUICK.embed(asked.clone()).await.unwrap();
    assert!(
        made.vectors.len() == 2
            && made.vectors.iter().all(|vector| vector.len() == 64)
            && made.vectors[0] != made.vectors[1]
    );
    assert_eq!(made, QUICK.embed(asked).await.unwrap());
}
