//! Gemini: what it is asked, and how its streams are kept.

use super::{
    CLOCKS, Heard,
    emulator::{Emulator, Scenario, Step, gemini as wire},
    listen, question, settings,
};
use aimall::provider::{
    AnswerFormat, ChatEvent, ChatMessage, ChatModel, ChatRequest, ChatRole, Clocks, Effort, FailureClass, Finish,
    Gemini, Media, Part, Provider, Tool, ToolCall, ToolChoice, http,
};
use bytes::Bytes;
use futures::StreamExt;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::time::timeout;

pub(super) const MODEL: &str = "gemini-3.8-flash";

pub(super) fn gemini(emulator: &Emulator, clocks: Clocks) -> Gemini {
    Gemini::new(http::client(clocks.connect, None).unwrap(), settings(emulator, "gemini"), clocks)
}

/// What one scenario is heard as. Exactly one request is made for it, and nothing is wrong with it.
pub(super) async fn hear(emulator: &Emulator, scenario: Scenario) -> Heard {
    let before = emulator.requests().len();
    emulator.queue(scenario);
    let heard = listen(gemini(emulator, CLOCKS).stream(question(MODEL, "سلام"))).await;
    assert_eq!(emulator.requests().len(), before + 1, "asked more than once");
    assert_eq!(emulator.violations(), Vec::<String>::new());
    heard
}

/// The body of the only request for a question, which the emulator found nothing wrong with.
async fn body(asked: ChatRequest) -> Value {
    let emulator = Emulator::start().await.unwrap();
    listen(gemini(&emulator, CLOCKS).stream(asked)).await;
    assert_eq!(emulator.violations(), Vec::<String>::new());
    emulator.requests().remove(0).body
}

fn tool(name: &str, parameters: Value) -> Tool {
    Tool { name: name.to_owned(), description: Some("does".to_owned()), parameters, strict: None }
}

fn call(id: &str, arguments: &str, signature: Option<&str>) -> ToolCall {
    let (id, name, arguments) = (id.to_owned(), format!("tool_{id}"), arguments.to_owned());
    ToolCall { id, name, arguments, signature: signature.map(str::to_owned) }
}

fn given(id: &str, said: &str) -> ChatMessage {
    ChatMessage { tool_call_id: Some(id.to_owned()), ..ChatMessage::text(ChatRole::Tool, said) }
}

fn answered(text: &str, tool_calls: Vec<ToolCall>) -> ChatMessage {
    ChatMessage { tool_calls, ..ChatMessage::text(ChatRole::Assistant, text) }
}

#[tokio::test]
async fn a_whole_question() {
    let media =
        |kind: &str, bytes: &'static [u8]| Media { media_type: kind.to_owned(), bytes: Bytes::from_static(bytes) };
    let mut asked = question(MODEL, "این چیست؟");
    asked.messages[1].parts.push(Part::Image(media("image/png", b"\x89PNG")));
    asked.messages[1].parts.push(Part::Audio(media("audio/wav", b"RIFF")));
    asked.messages.push(ChatMessage::text(ChatRole::System, ""));
    (asked.top_p, asked.seed) = (Some("0.9".to_owned()), Some(-7));
    (asked.stop, asked.effort) = (vec!["END".to_owned()], Some(Effort::Low));
    let said = body(asked).await;
    let expected = json!({
        "systemInstruction": {"parts": [{"text": "You are helpful."}]},
        "contents": [{"role": "user", "parts": [
            {"text": "این چیست؟"},
            {"inlineData": {"mimeType": "image/png", "data": "iVBORw=="}},
            {"inlineData": {"mimeType": "audio/wav", "data": "UklGRg=="}},
        ]}],
        "generationConfig": {
            "maxOutputTokens": 5_000, "temperature": 0.7, "topP": 0.9, "stopSequences": ["END"], "seed": -7,
            "thinkingConfig": {"includeThoughts": true, "thinkingLevel": "LOW"},
        },
    });
    assert_eq!(said, expected);
}

#[tokio::test]
async fn calls_and_what_they_gave_keep_their_places_and_signatures() {
    let mut asked = question(MODEL, "x");
    asked.tools = vec![tool("tool_a", json!({"type": "object", "properties": {"q": {"type": "string"}}}))];
    asked
        .messages
        .push(answered("می‌پرسم", vec![call("a", r#"{"q":"می‌خواهم"}"#, Some("AAEC+/=")), call("b", "", None)]));
    asked.messages.extend([given("a", r#"{"found":[1]}"#), given("b", "متن")]);
    // Another model's call, without a signature, and with words where an object should be.
    asked.messages.extend([answered("", vec![call("c", "not json", None)]), given("c", "[1]")]);
    let response = |id: &str, response: Value| json!({"functionResponse": {"id": id, "name": format!("tool_{id}"), "response": response}});
    assert_eq!(
        body(asked.clone()).await["contents"],
        json!([
            {"role": "user", "parts": [{"text": "x"}]},
            {"role": "model", "parts": [
                {"text": "می‌پرسم"},
                {"functionCall": {"id": "a", "name": "tool_a", "args": {"q": "می‌خواهم"}}, "thoughtSignature": "AAEC+/="},
                {"functionCall": {"id": "b", "name": "tool_b", "args": {}}},
            ]},
            {"role": "user", "parts": [response("a", json!({"found": [1]})), response("b", json!({"output": "متن"}))]},
            {"role": "model", "parts": [
                {"functionCall": {"id": "c", "name": "tool_c", "args": {"arguments": "not json"}},
                 "thoughtSignature": "skip_thought_signature_validator"},
            ]},
            {"role": "user", "parts": [response("c", json!({"output": "[1]"}))]},
        ])
    );
    asked.model = "gemini-2.5-flash".to_owned();
    let older = body(asked).await;
    assert_eq!(older["contents"][3]["parts"][0].get("thoughtSignature"), None, "older models want no stand-in");
}

#[tokio::test]
async fn a_signature_of_text_goes_back_with_the_text() {
    let emulator = Emulator::start().await.unwrap();
    let model = gemini(&emulator, CLOCKS);
    let mut asked = question(MODEL, "سلام [[fast]]");
    let heard = listen(model.stream(asked.clone())).await;
    assert_eq!(heard.opaque, [json!([{"thoughtSignature": "AAED"}])]);
    let mut said = answered(&heard.text, Vec::new());
    said.opaque = Some(heard.opaque[0].clone());
    asked.messages.extend([said, ChatMessage::text(ChatRole::User, "و؟")]);
    asked.messages.push(ChatMessage {
        opaque: Some(json!([{"type": "reasoning.text", "signature": "another's"}, {"thoughtSignature": "BB"}])),
        parts: Vec::new(),
        ..answered("", Vec::new())
    });
    listen(model.stream(asked)).await;
    let turns = emulator.requests()[1].body["contents"].clone();
    assert_eq!(turns[1]["parts"], json!([{"text": heard.text, "thoughtSignature": "AAED"}]));
    assert_eq!(turns[3]["parts"], json!([{"text": "", "thoughtSignature": "BB"}]));
    assert_eq!(emulator.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn a_tool_is_called_and_answered() {
    let emulator = Emulator::start().await.unwrap();
    let model = gemini(&emulator, CLOCKS);
    let mut asked = question(MODEL, "هوا؟ [[tool]]");
    asked.tools = vec![tool("weather", json!({"type": "object", "properties": {"q": {"type": "string"}}}))];
    let heard = listen(model.stream(asked.clone())).await;
    let [wanted] = heard.calls.as_slice() else { panic!("{heard:?}") };
    assert_eq!((heard.finish(), wanted.slot, wanted.name.as_deref()), (Finish::ToolCalls, 0, Some("weather")));
    assert_eq!((wanted.arguments.as_str(), wanted.signature.as_deref()), ("{\"q\":\"می\u{200c}خواهم\"}", Some("AAEC")));
    let made = ToolCall {
        id: wanted.id.clone().unwrap(),
        name: "weather".to_owned(),
        arguments: wanted.arguments.clone(),
        signature: wanted.signature.clone(),
    };
    asked.messages.extend([given(&made.id, "آفتابی"), answered("", vec![made.clone()])]);
    asked.messages.swap(2, 3);
    assert_eq!(listen(model.stream(asked)).await.finish(), Finish::Stop);
    let turns = emulator.requests()[1].body["contents"].clone();
    assert_eq!(turns[1]["parts"][0]["thoughtSignature"], "AAEC");
    assert_eq!(turns[2]["parts"][0]["functionResponse"]["id"], turns[1]["parts"][0]["functionCall"]["id"]);
    assert_eq!(emulator.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn tools_and_forms_in_its_words() {
    let schema = json!({"type": "object", "properties": {"a": {"type": "string", "pattern": "^a", "minLength": 1}},
                        "required": ["a"], "$schema": "x", "additionalProperties": false});
    let taken = json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false});
    let mut asked = question(MODEL, "x");
    asked.tools = vec![tool("find", schema.clone()), tool("now", json!({"type": "object", "properties": {}}))];
    for (choice, strict, mode) in [
        (ToolChoice::Auto, None, Value::Null),
        (ToolChoice::Auto, Some(true), json!({"mode": "VALIDATED"})),
        (ToolChoice::None, None, json!({"mode": "NONE"})),
        (ToolChoice::Required, None, json!({"mode": "ANY"})),
        (ToolChoice::Named("now".to_owned()), None, json!({"mode": "ANY", "allowedFunctionNames": ["now"]})),
    ] {
        (asked.tool_choice, asked.tools[0].strict) = (choice, strict);
        let said = body(asked.clone()).await;
        assert_eq!(said["toolConfig"]["functionCallingConfig"], mode);
        let declared = json!([{"name": "find", "description": "does", "parametersJsonSchema": taken},
                              {"name": "now", "description": "does"}]);
        assert_eq!(said["tools"], json!([{ "functionDeclarations": declared }]));
    }
    asked.tools.clear();
    asked.tool_choice = ToolChoice::Required;
    for (format, kind, sent) in [
        (AnswerFormat::Text, Value::Null, Value::Null),
        (AnswerFormat::Json, json!("application/json"), Value::Null),
        (AnswerFormat::Schema { name: "a".to_owned(), schema, strict: true }, json!("application/json"), taken),
    ] {
        asked.format = format;
        let said = body(asked.clone()).await;
        let config = &said["generationConfig"];
        assert_eq!((&config["responseMimeType"], &config["responseJsonSchema"]), (&kind, &sent));
        assert_eq!((said.get("tools"), said.get("toolConfig")), (None, None));
    }
}

#[tokio::test]
async fn effort_is_a_budget_or_a_level() {
    for (model, effort, told) in [
        ("gemini-2.5-flash", Some(Effort::None), json!({"includeThoughts": false, "thinkingBudget": 0})),
        ("models/gemini-2.5-pro", Some(Effort::High), json!({"includeThoughts": true, "thinkingBudget": 24_576})),
        (MODEL, Some(Effort::None), json!({"includeThoughts": false, "thinkingLevel": "MINIMAL"})),
        (MODEL, None, json!({"includeThoughts": true})),
        ("gemini-2.0-flash", Some(Effort::High), Value::Null),
    ] {
        let asked = ChatRequest { effort, ..question(model, "[[fast]]") };
        assert_eq!(body(asked).await["generationConfig"]["thinkingConfig"], told, "{model} {effort:?}");
    }
}

#[tokio::test]
async fn only_a_system_that_speaks_is_listened_to() {
    let mut asked = question(MODEL, "x");
    asked.messages.truncate(1);
    let said = body(asked).await;
    assert_eq!(said["contents"], json!([{"role": "user", "parts": [{"text": "You are helpful."}]}]));
    assert_eq!(said.get("systemInstruction"), None);
}

#[tokio::test]
async fn what_is_wrong_is_not_asked() {
    let emulator = Emulator::start().await.unwrap();
    let warm = |asked: &mut ChatRequest| asked.temperature = Some("warm".to_owned());
    let top = |asked: &mut ChatRequest| asked.top_p = Some("{}".to_owned());
    let named = |name: &'static str| move |asked: &mut ChatRequest| asked.model = name.to_owned();
    let asked = |change: &dyn Fn(&mut ChatRequest)| {
        let mut asked = question(MODEL, "x");
        change(&mut asked);
        asked
    };
    for (asked, class) in [
        (asked(&warm), FailureClass::Caller),
        (asked(&top), FailureClass::Caller),
        (asked(&named("")), FailureClass::ModelGone),
        (asked(&named("../files")), FailureClass::ModelGone),
        (asked(&named("models/..")), FailureClass::ModelGone),
        (asked(&named("gemini?key=1")), FailureClass::ModelGone),
        (asked(&named("google/gemini-pro")), FailureClass::ModelGone),
    ] {
        let name = asked.model.clone();
        assert_eq!(listen(gemini(&emulator, CLOCKS).stream(asked)).await.class(), class, "{name}");
    }
    assert_eq!(emulator.opened_connections(), 0);
}

#[tokio::test]
async fn the_model_stands_in_the_path_and_the_key_in_a_header() {
    let emulator = Emulator::start().await.unwrap();
    let mut slashed = settings(&emulator, "gemini");
    slashed.base_url.push('/');
    let provider = Provider::connect(slashed.clone(), CLOCKS).unwrap();
    let can = provider.can;
    assert!(can.image.is_some() && can.transcriber.is_some() && can.speaker.is_some() && can.embedder.is_some());
    assert!(can.list.is_some() && can.task.is_none());
    let chat = can.chat.unwrap();
    for model in [MODEL, "models/gemini-3.8-flash"] {
        for text in ["سلام [[fast]]", "hello [[fast]]"] {
            let heard = listen(chat.stream(question(model, text))).await;
            assert_eq!((heard.finish(), heard.text.contains("سلام")), (Finish::Stop, text.contains("سلام")));
            assert_eq!((heard.reasoning.as_str(), heard.tokens()), ("باید فکر کنم.", Some((20, 45))));
            assert_eq!(
                (heard.model_served.as_deref(), heard.request_id.as_deref()),
                (Some("emulated"), Some("r-emulator-1"))
            );
        }
    }
    let path = "/gemini/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse";
    assert!(emulator.requests().iter().all(|request| request.path == path && request.violation.is_none()));
    slashed.api_key = Some("AIzaSyAnother".into());
    let wrong = Gemini::new(http::client(CLOCKS.connect, None).unwrap(), slashed, CLOCKS);
    listen(wrong.stream(question(MODEL, "x"))).await.failure();
    assert_eq!(emulator.violations(), ["x-goog-api-key is not the expected key"]);
}

#[tokio::test]
async fn an_echoed_key_is_masked() {
    let emulator = Emulator::start().await.unwrap();
    let echo = format!("API key not valid: {0}, url ?key={0}", wire::KEY);
    for scenario in [
        Scenario::status(400, wire::error(400, "INVALID_ARGUMENT", &echo)),
        Scenario::new("inside").send(wire::event(&wire::error(403, wire::KEY, &echo))),
        Scenario::stream("raw", format!("{echo}\n")),
    ] {
        emulator.queue(scenario);
        let failure = listen(gemini(&emulator, CLOCKS).stream(question(MODEL, "x"))).await.failure();
        assert!(!format!("{failure:?}").contains(wire::KEY), "{failure:?}");
    }
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let wait = Step::WaitForClientClose(Duration::from_secs(60));
    for scenario in [
        Scenario::new("before the head").step(wait.clone()),
        Scenario::new("before the first token").step(Step::Head).step(wait.clone()),
        Scenario::new("within the answer").send(wire::text("سلام")).step(wait.clone()),
        Scenario::new("within an event").send("data: {\"candidates\"".into()).step(wait.clone()),
        Scenario::new("behind the end").send(wire::text("سلام")).send(wire::finish("STOP")).step(wait),
    ] {
        let emulator = Emulator::start().await.unwrap();
        let name = scenario.name.clone();
        emulator.queue(scenario);
        let patient = Clocks { after_finish: Duration::from_secs(20), ..CLOCKS };
        let mut stream = gemini(&emulator, patient).stream(question(MODEL, "x"));
        while timeout(Duration::from_millis(200), stream.next()).await.is_ok() {}
        assert_eq!((emulator.requests().len(), emulator.open_connections()), (1, 1), "{name}");
        let dropped = Instant::now();
        drop(stream);
        let noticed = emulator.client_gone(Duration::from_secs(1)).await.unwrap();
        eprintln!("{name}: the provider noticed after {:?}", noticed.saturating_duration_since(dropped));
        assert!(emulator.all_closed(Duration::from_secs(1)).await, "{name}");
    }
}

#[tokio::test]
async fn usage_said_again_is_no_sign_of_life() {
    let emulator = Emulator::start().await.unwrap();
    let empty = wire::event(&wire::reply(json!([]), None, [20, 0, 1]));
    let begun = Scenario::new("said again").send(wire::text("سلام"));
    let kept = (0..150).fold(begun, |kept, _| kept.send(empty.clone()).pause(Duration::from_millis(20)));
    emulator.queue(kept.send(wire::text("late")).send(wire::finish("STOP")));
    let clocks = Clocks { idle: Duration::from_millis(250), ..CLOCKS };
    let heard = listen(gemini(&emulator, clocks).stream(question(MODEL, "x"))).await;
    assert_eq!((heard.class(), heard.text.as_str()), (FailureClass::Interrupted, "سلام"));
    assert!(emulator.all_closed(Duration::from_secs(5)).await, "the connection stays open");
}

#[tokio::test]
async fn a_finished_answer_does_not_wait_for_the_connection() {
    let emulator = Emulator::start().await.unwrap();
    let wait = Step::WaitForClientClose(Duration::from_secs(60));
    emulator.queue(Scenario::new("open").send(wire::text("سلام")).send(wire::finish("STOP")).step(wait));
    let mut stream = gemini(&emulator, CLOCKS).stream(question(MODEL, "x"));
    let done = async { while stream.next().await != Some(ChatEvent::Done { finish: Finish::Stop }) {} };
    timeout(Duration::from_secs(10), done).await.unwrap();
    assert!(emulator.all_closed(Duration::from_secs(5)).await);
}
