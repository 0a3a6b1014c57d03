//! Anthropic's messages: what is asked, what is heard, and every way in which it goes wrong.

use super::{
    CLOCKS, Heard,
    emulator::{
        Emulator, Scenario, Step,
        anthropic::{close, delta, error, event, open, ping, reason, said, start, stop, text},
    },
    listen, question, settings,
};
use aimall::provider::{
    AnswerFormat, ChatEvent, ChatMessage, ChatModel, ChatRequest, ChatRole, Clocks, Effort, FailureClass as Class,
    Finish, ListedModel, Media, Part, Provider, Tool, ToolCall, ToolChoice,
};
use bytes::Bytes;
use futures::StreamExt;
use serde_json::{Value, json};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::timeout;

const TEXT: &str = "سلام، می\u{200c}خواهم ي/ک \u{200f}بماند\u{200e} 👩🏽\u{200d}💻 a\u{2028}b.";

fn provider(emulator: &Emulator, clocks: Clocks) -> Provider {
    Provider::connect(settings(emulator, "anthropic"), clocks).unwrap()
}

fn model(emulator: &Emulator, clocks: Clocks) -> Arc<dyn ChatModel> {
    provider(emulator, clocks).can.chat.unwrap()
}

fn usage() -> Value {
    json!({"input_tokens": 12, "cache_read_input_tokens": 8, "cache_creation_input_tokens": 0, "output_tokens": 1})
}

fn begun(name: &str) -> Scenario {
    Scenario::new(name).send(start(&usage())).send(ping())
}

/// The events of an ordinary answer's end.
fn ended(scenario: Scenario, why: &str) -> Scenario {
    scenario.send(reason(why, &json!({"output_tokens": 9}))).send(stop())
}

async fn ask(emulator: &Emulator, request: ChatRequest) -> Heard {
    let before = emulator.requests().len();
    let heard = listen(model(emulator, CLOCKS).stream(request)).await;
    assert_eq!(emulator.violations(), Vec::<String>::new());
    assert_eq!(emulator.requests().len(), before + 1, "asked more than once");
    heard
}

async fn hear(emulator: &Emulator, scenario: Scenario) -> Heard {
    emulator.queue(scenario);
    ask(emulator, question("claude-sonnet-4-6", "سلام")).await
}

fn body(emulator: &Emulator) -> Value {
    emulator.requests().last().unwrap().body.clone()
}

#[tokio::test]
async fn an_ordinary_answer() {
    let emulator = Emulator::start().await.unwrap();
    let heard = ask(&emulator, question("claude-sonnet-4-6", "سلام [[fast]]")).await;
    assert!(heard.text.contains("سلام"));
    assert_eq!((heard.finish(), heard.tokens()), (Finish::Stop, Some((20, 40))));
    let usage = heard.usage.unwrap();
    assert_eq!((usage.input_uncached, usage.input_cache_read, usage.input_cache_write), (Some(12), Some(8), Some(0)));
    assert_eq!((heard.model_served.as_deref(), heard.request_id.as_deref()), (Some("m"), Some("msg_1")));
    assert_eq!(
        body(&emulator),
        json!({"model": "claude-sonnet-4-6", "max_tokens": 5_000, "stream": true, "temperature": 0.7,
               "system": [{"type": "text", "text": "You are helpful."}],
               "messages": [{"role": "user", "content": [{"type": "text", "text": "سلام [[fast]]"}]}]})
    );
    let named = ended(begun("named").send(said(0, "x")), "end_turn").header("request-id", "req-9");
    assert_eq!(hear(&emulator, named).await.request_id.as_deref(), Some("req-9"));
}

#[tokio::test]
async fn every_split_gives_the_same_answer() {
    let emulator = Emulator::start().await.unwrap();
    let words = TEXT.split_inclusive(' ').map(|word| text(1, word));
    let thinking = json!({"type": "thinking", "thinking": "", "signature": ""});
    let whole = begun("split")
        .send(open(0, &thinking))
        .send(delta(0, &json!({"type": "thinking_delta", "thinking": "فکر 🤔"})))
        .send(delta(0, &json!({"type": "signature_delta", "signature": "c2ln"})))
        .send(close(0))
        .send(open(1, &json!({"type": "text", "text": ""})));
    let whole = ended(words.fold(whole, Scenario::send).send(close(1)), "end_turn");
    let mut bytes: Vec<u8> = Vec::new();
    for step in &whole.steps {
        if let Step::Send(piece) = step {
            bytes.extend_from_slice(piece);
        }
    }
    let mut seed = 0x00C0_FFEE_u64;
    let mut scripts: Vec<Scenario> = [1, 2, 7, 64].into_iter().map(|size| whole.clone().split(size)).collect();
    scripts.extend((0..40).map(|round| {
        let (mut at, mut scenario) = (0, Scenario::new(&format!("random {round}")));
        while at < bytes.len() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let to = (at + 1 + usize::try_from(seed >> 33).unwrap() % 90).min(bytes.len());
            scenario = scenario.send(Bytes::copy_from_slice(&bytes[at..to]));
            at = to;
        }
        scenario
    }));
    let crlf = String::from_utf8(bytes.clone()).unwrap().replace('\n', "\r\n");
    scripts.push(Scenario::stream("CRLF", crlf).split(11));
    for scenario in scripts {
        let name = scenario.name.clone();
        let heard = hear(&emulator, scenario).await;
        assert_eq!((heard.text.as_str(), heard.reasoning.as_str()), (TEXT, "فکر 🤔"), "{name}");
        assert_eq!((heard.finish(), heard.tokens()), (Finish::Stop, Some((20, 9))), "{name}");
        assert_eq!(heard.opaque, [json!([{"type": "thinking", "thinking": "فکر 🤔", "signature": "c2ln"}])], "{name}");
    }
}

fn find() -> Tool {
    Tool {
        name: "find".to_owned(),
        description: Some("Finds.".to_owned()),
        parameters: json!({"properties": {"q": {"type": "string", "maxLength": 9}}}),
        strict: Some(true),
    }
}

#[tokio::test]
async fn tools_are_called() {
    let emulator = Emulator::start().await.unwrap();
    let call = |id: &str, name: &str| json!({"type": "tool_use", "id": id, "name": name, "input": {}});
    let piece = |index: u64, json: &str| delta(index, &json!({"type": "input_json_delta", "partial_json": json}));
    let scenario = begun("tools")
        .send(said(0, "می‌گردم."))
        .send(open(1, &call("toolu_1", "find")))
        .send(piece(1, ""))
        .send(piece(1, "{\"q\":\"می"))
        .send(ping())
        .send(piece(1, "\\u200cخواهم\"}"))
        .send(close(1))
        .send(open(2, &call("toolu_2", "now")))
        .send(close(2))
        .send(open(3, &call("toolu_3", "now")))
        .send(piece(3, ""))
        .send(close(3));
    let heard = hear(&emulator, ended(scenario, "tool_use")).await;
    assert_eq!((heard.text.as_str(), heard.finish()), ("می‌گردم.", Finish::ToolCalls));
    let mut calls = vec![(String::new(), String::new(), String::new()); 3];
    for delta in heard.calls {
        let (id, name, arguments) = &mut calls[usize::try_from(delta.slot).unwrap()];
        id.push_str(delta.id.as_deref().unwrap_or_default());
        name.push_str(delta.name.as_deref().unwrap_or_default());
        arguments.push_str(&delta.arguments);
    }
    let expected =
        [("toolu_1", "find", "{\"q\":\"می\\u200cخواهم\"}"), ("toolu_2", "now", "{}"), ("toolu_3", "now", "{}")];
    let expected: Vec<_> = expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())).into();
    assert_eq!(calls, expected);
}

#[tokio::test]
async fn tools_are_offered_and_their_results_told() {
    let emulator = Emulator::start().await.unwrap();
    let thinking = json!({"type": "thinking", "thinking": "فکر", "signature": "c2ln"});
    let foreign = json!({"type": "reasoning.text", "text": "another provider's"});
    let called = |id: &str, arguments: &str| ToolCall {
        id: id.to_owned(),
        name: "find".to_owned(),
        arguments: arguments.to_owned(),
        signature: None,
    };
    let result =
        |id: &str| ChatMessage { tool_call_id: Some(id.to_owned()), ..ChatMessage::text(ChatRole::Tool, "42") };
    let picture = Part::Image(Media { media_type: "image/png".to_owned(), bytes: Bytes::from_static(b"png") });
    let mut request = question("claude-opus-4-7", "کدام؟");
    request.messages[1].parts.push(picture);
    request.messages.extend([
        ChatMessage {
            parts: vec![Part::Text(String::new())],
            tool_calls: vec![called("functions.find:0", "{\"q\":1}"), called("b", "")],
            opaque: Some(json!([foreign, thinking.clone()])),
            ..ChatMessage::text(ChatRole::Assistant, "")
        },
        result("functions.find:0"),
        result("b"),
        ChatMessage::text(ChatRole::User, "و بعد؟"),
    ]);
    request.tools = vec![find()];
    request.parallel_tools = Some(false);
    request.effort = Some(Effort::Medium);
    request.stop = vec![" ".to_owned(), "END".to_owned()];
    ask(&emulator, request.clone()).await;
    let sent = body(&emulator);
    let schema = json!({"type": "object", "properties": {"q": {"type": "string", "maxLength": 9}}});
    assert_eq!(sent["tools"], json!([{"name": "find", "description": "Finds.", "input_schema": schema}]));
    assert_eq!(sent["tool_choice"], json!({"type": "auto", "disable_parallel_tool_use": true}));
    assert_eq!(sent["thinking"], json!({"type": "adaptive", "display": "summarized"}));
    assert_eq!(sent["output_config"], json!({"effort": "medium"}));
    assert_eq!((sent["stop_sequences"].clone(), sent.get("temperature")), (json!(["END"]), None));
    let text = |text: &str| json!({"type": "text", "text": text});
    let result = |id: &str| json!({"type": "tool_result", "tool_use_id": id, "content": [text("42")]});
    let source = json!({"type": "base64", "media_type": "image/png", "data": "cG5n"});
    assert_eq!(
        sent["messages"],
        json!([
            {"role": "user", "content": [{"type": "image", "source": source}, text("کدام؟")]},
            {"role": "assistant", "content": [
                thinking,
                {"type": "tool_use", "id": "functions_find_0", "name": "find", "input": {"q": 1}},
                {"type": "tool_use", "id": "b", "name": "find", "input": {}},
            ]},
            {"role": "user", "content": [result("functions_find_0"), result("b"), text("و بعد؟")]},
        ])
    );
    for (choice, told) in [
        (ToolChoice::Required, json!({"type": "any", "disable_parallel_tool_use": true})),
        (
            ToolChoice::Named("find".to_owned()),
            json!({"type": "tool", "name": "find", "disable_parallel_tool_use": true}),
        ),
        (ToolChoice::None, json!({"type": "none"})),
    ] {
        let forced = !matches!(choice, ToolChoice::None);
        request.tool_choice = choice;
        ask(&emulator, request.clone()).await;
        let sent = body(&emulator);
        assert_eq!((sent["tool_choice"].clone(), sent.get("thinking").is_none()), (told, forced));
    }
}

#[tokio::test]
async fn thinking_is_asked_for_shown_and_kept() {
    let emulator = Emulator::start().await.unwrap();
    let mut request = question("claude-haiku-4-5", "سلام [[fast]]");
    request.effort = Some(Effort::High);
    let heard = ask(&emulator, request.clone()).await;
    let sent = body(&emulator);
    assert_eq!(sent["thinking"], json!({"type": "enabled", "budget_tokens": 4_000}));
    assert_eq!((sent.get("temperature"), sent.get("output_config")), (None, None));
    assert_eq!(heard.reasoning, "باید فکر کنم.");
    let kept = json!([{"type": "thinking", "thinking": "باید فکر کنم.", "signature": "c2lnbmVk"}]);
    assert_eq!(heard.opaque, [kept]);

    let redacted = json!({"type": "redacted_thinking", "data": "c2VjcmV0"});
    let hidden = json!({"type": "thinking", "thinking": "", "signature": ""});
    let scenario = begun("redacted")
        .send(open(0, &redacted))
        .send(close(0))
        .send(open(1, &hidden))
        .send(delta(1, &json!({"type": "signature_delta", "signature": "c2"})))
        .send(delta(1, &json!({"type": "signature_delta", "signature": "ln"})))
        .send(close(1))
        .send(open(2, &hidden))
        .send(close(2))
        .send(said(3, "پاسخ"));
    let usage = json!({"output_tokens": 9, "output_tokens_details": {"thinking_tokens": 4}});
    let heard = hear(&emulator, scenario.send(reason("end_turn", &usage)).send(stop())).await;
    assert_eq!((heard.reasoning.as_str(), heard.text.as_str()), ("", "پاسخ"));
    let signed = json!({"type": "thinking", "thinking": "", "signature": "c2ln"});
    assert_eq!(heard.opaque, [json!([redacted]), json!([signed])]);
    let usage = heard.usage.unwrap();
    assert_eq!((usage.output_text, usage.output_reasoning), (Some(5), Some(4)));
}

#[tokio::test]
async fn answers_of_a_wanted_form() {
    let emulator = Emulator::start().await.unwrap();
    let schema = json!({"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}});
    let mut request = question("claude-sonnet-4-6", "[[fast]]");
    (request.temperature, request.top_p) = (Some("1.7".to_owned()), Some("0.9".to_owned()));
    request.format = AnswerFormat::Schema { name: "n".to_owned(), schema, strict: true };
    ask(&emulator, request.clone()).await;
    let sent = body(&emulator);
    let closed = json!({"type": "object", "properties": {"n": {"type": "integer"}}, "additionalProperties": false});
    assert_eq!(sent["output_config"], json!({"format": {"type": "json_schema", "schema": closed}}));
    assert_eq!((sent["temperature"].clone(), sent.get("top_p")), (json!(1), None));
    request.format = AnswerFormat::Json;
    request.messages.remove(0);
    ask(&emulator, request.clone()).await;
    assert!(body(&emulator)["system"][0]["text"].as_str().unwrap().contains("JSON"));
    // Only the system speaks: somebody has to.
    request.messages = vec![ChatMessage::text(ChatRole::System, "[[fast]]")];
    request.format = AnswerFormat::Text;
    ask(&emulator, request.clone()).await;
    assert_eq!(body(&emulator)["messages"][0]["role"], "user");

    let asked = emulator.requests().len();
    let sound = Media { media_type: "audio/wav".to_owned(), bytes: Bytes::from_static(b"RIFF") };
    for wrong in [
        ChatRequest { temperature: Some("warm".to_owned()), ..request.clone() },
        ChatRequest {
            messages: vec![ChatMessage { parts: vec![Part::Audio(sound)], ..ChatMessage::text(ChatRole::User, "") }],
            ..request.clone()
        },
    ] {
        assert_eq!(listen(model(&emulator, CLOCKS).stream(wrong)).await.class(), Class::Caller);
    }
    assert_eq!(emulator.requests().len(), asked);
}

#[tokio::test]
async fn reasons_to_stop() {
    let emulator = Emulator::start().await.unwrap();
    let spoken = |name: &str| begun(name).send(said(0, "سلام"));
    for (scenario, finish) in [
        (ended(spoken("end"), "end_turn"), Finish::Stop),
        (ended(spoken("stop"), "stop_sequence"), Finish::Stop),
        (ended(spoken("length"), "max_tokens"), Finish::Length),
        (ended(begun("only thought"), "max_tokens"), Finish::Length),
        (ended(spoken("window"), "model_context_window_exceeded"), Finish::Length),
        (ended(spoken("refused late"), "refusal"), Finish::Filtered),
        (ended(begun("refused at once"), "refusal"), Finish::Filtered),
        (ended(spoken("paused"), "pause_turn"), Finish::Other("pause_turn".to_owned())),
        (spoken("no reason").send(stop()), Finish::Stop),
    ] {
        let name = scenario.name.clone();
        assert_eq!(hear(&emulator, scenario).await.finish(), finish, "{name}");
    }
    let refused = ask(&emulator, question("claude-sonnet-4-6", "[[filtered]]")).await;
    assert_eq!((refused.finish(), refused.text.as_str()), (Finish::Filtered, ""));
}

#[tokio::test]
async fn what_is_unknown_costs_nothing() {
    let emulator = Emulator::start().await.unwrap();
    let data = |data: &str| Bytes::from(format!("event: x\ndata: {data}\n\n"));
    for odd in [
        event(&json!({"type": "later_invention", "index": 0, "delta": {"text": "x"}})),
        open(7, &json!({"type": "server_tool_use", "id": "srv_1", "name": "web_search", "input": {}})),
        delta(7, &json!({"type": "input_json_delta", "partial_json": "{}"})),
        delta(0, &json!({"type": "citations_delta", "citation": {}})),
        close(7),
        data("not json"),
        data("[]"),
        data("7"),
        data("{}"),
        data(""),
        Bytes::from_static(b": comment\n\nevent: ping\n\n"),
        Bytes::from_static(b"data: \"\xD8\"\n\n"),
    ] {
        let scenario = begun("odd").send(odd.clone()).send(said(0, "سل")).send(odd.clone()).send(said(1, "ام"));
        let heard = hear(&emulator, ended(scenario.send(odd.clone()), "end_turn")).await;
        assert_eq!((heard.text.as_str(), heard.finish()), ("سلام", Finish::Stop), "{odd:?}");
    }
}

/// Every row of their table, and what they were seen to say beside it.
fn errors() -> Vec<(u16, Value, Class)> {
    let said = |kind: &str, message: &str| json!({"type": "error", "error": {"type": kind, "message": message}});
    let spent = json!({"type": "error", "error": {"type": "rate_limit_error", "code": "enforced_spend_limit_reached", "message": "m"}});
    vec![
        (400, error("invalid_request_error"), Class::Caller),
        (
            400,
            said("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
            Class::ContextTooLong,
        ),
        (
            400,
            said("invalid_request_error", "input length and `max_tokens` exceed context limit: 190000 + 20000"),
            Class::ContextTooLong,
        ),
        (
            400,
            said("invalid_request_error", "Your credit balance is too low to access the Anthropic API."),
            Class::Quota,
        ),
        (401, error("authentication_error"), Class::Credential),
        (402, error("billing_error"), Class::Quota),
        (403, error("permission_error"), Class::Credential),
        (404, error("not_found_error"), Class::ModelGone),
        (413, error("request_too_large"), Class::Caller),
        (429, error("rate_limit_error"), Class::RateLimited),
        (429, error("enforced_spend_limit_reached"), Class::Quota),
        (429, spent, Class::Quota),
        (500, error("api_error"), Class::Transient),
        (504, error("timeout_error"), Class::Transient),
        (529, error("overloaded_error"), Class::Overloaded),
    ]
}

#[tokio::test]
async fn errors_before_the_stream() {
    let emulator = Emulator::start().await.unwrap();
    for (status, body, class) in errors() {
        let scenario = Scenario::status(status, body.clone()).header("retry-after", "7");
        let failure = hear(&emulator, scenario).await.failure();
        assert_eq!((failure.class, failure.status), (class, Some(status)), "{body}");
        assert_eq!(failure.retry_after, Some(Duration::from_secs(7)));
        let named = body["request_id"].as_str();
        assert_eq!(failure.request_id.as_deref(), named, "{body}");
    }
    let page = Scenario::body(502, "text/html", "<html>bad gateway");
    assert_eq!(hear(&emulator, page).await.class(), Class::Transient);
    for reply in [Scenario::body(200, "text/html", "<html>"), Scenario::status(200, json!({"content": []}))] {
        assert_eq!(hear(&emulator, reply).await.class(), Class::Protocol);
    }
}

#[tokio::test]
async fn errors_inside_the_stream() {
    let emulator = Emulator::start().await.unwrap();
    for (_, body, class) in errors() {
        let at_once = hear(&emulator, Scenario::new("at once").send(event(&body))).await;
        assert_eq!(at_once.class(), class, "{body}");
        let early = hear(&emulator, begun("early").send(event(&body)).send(stop())).await;
        assert_eq!(early.class(), class, "{body}");
        let late = hear(&emulator, begun("late").send(said(0, "سلام")).send(event(&body))).await;
        assert_eq!((late.class(), late.text.as_str()), (Class::Interrupted, "سلام"), "{body}");
        assert!(late.failure().detail.starts_with(class.as_str()), "{:?}", late.failure());
        assert_eq!(late.tokens(), Some((20, 1)), "what was used is known");
    }
    let words = Scenario::stream("words", "event: error\ndata: overloaded\n\n");
    assert_eq!(hear(&emulator, words).await.class(), Class::Overloaded);
}

#[tokio::test]
async fn streams_without_an_end() {
    let emulator = Emulator::start().await.unwrap();
    let spoken = |name: &str| begun(name).send(open(0, &json!({"type": "text", "text": ""}))).send(text(0, "سلام"));
    let wait = Duration::from_millis(30);
    for (scenario, class) in [
        (Scenario::new("nothing"), Class::Protocol),
        (begun("begun only"), Class::Protocol),
        (ended(begun("an empty answer"), "end_turn"), Class::Protocol),
        (spoken("no end"), Class::Interrupted),
        (spoken("close").step(Step::CloseClean), Class::Interrupted),
        (
            spoken("a reason but no end").send(close(0)).send(reason("end_turn", &json!({"output_tokens": 9}))),
            Class::Interrupted,
        ),
        (Scenario::new("reset before the head").step(Step::Reset), Class::Transient),
        (begun("reset before output").pause(wait).step(Step::Reset), Class::Transient),
        (spoken("reset").pause(wait).step(Step::Reset), Class::Interrupted),
        (spoken("half a chunk").pause(wait).step(Step::CloseMidChunk), Class::Interrupted),
        (
            spoken("cut event").send(Bytes::from_static(b"event: message_stop\ndata: {\"type\":\"mess")),
            Class::Interrupted,
        ),
        (spoken("too large").send(text(0, &"x".repeat(2 << 20))), Class::Interrupted),
    ] {
        let name = scenario.name.clone();
        let said = if class == Class::Interrupted { "سلام" } else { "" };
        let heard = hear(&emulator, scenario).await;
        assert_eq!((heard.class(), heard.text.as_str()), (class, said), "{name}: {:?}", heard.failure());
    }
}

#[tokio::test]
async fn pings_keep_no_dead_answer_alive() {
    let emulator = Emulator::start().await.unwrap();
    let (short, pause) = (Duration::from_millis(250), Duration::from_millis(20));
    let kept = |scenario: Scenario| (0..150).fold(scenario, |kept, _| kept.send(ping()).pause(pause));
    for (clocks, scenario, class) in [
        (Clocks { first_token: short, ..CLOCKS }, kept(begun("first")), Class::Transient),
        (Clocks { idle: short, ..CLOCKS }, kept(begun("next").send(said(0, "سلام"))), Class::Interrupted),
    ] {
        emulator.queue(scenario);
        let heard = listen(model(&emulator, clocks).stream(question("claude-sonnet-4-6", "x"))).await;
        assert_eq!(heard.class(), class);
        assert!(emulator.all_closed(Duration::from_secs(5)).await, "the connection stays open");
    }
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let wait = Step::WaitForClientClose(Duration::from_secs(60));
    for scenario in [
        Scenario::new("before the head").step(wait.clone()),
        begun("before the first token").step(wait.clone()),
        begun("within the answer").send(said(0, "سلام")).step(wait.clone()),
        begun("within an event").send(Bytes::from_static(b"event: content_block_delta\ndata: {")).step(wait),
    ] {
        let emulator = Emulator::start().await.unwrap();
        let name = scenario.name.clone();
        emulator.queue(scenario);
        let mut stream = model(&emulator, CLOCKS).stream(question("claude-sonnet-4-6", "x"));
        while timeout(Duration::from_millis(200), stream.next()).await.is_ok_and(|event| event.is_some()) {}
        assert_eq!((emulator.requests().len(), emulator.open_connections()), (1, 1), "{name}");
        let dropped = Instant::now();
        drop(stream);
        // The aim is 100 ms; the bound leaves room for a machine that is compiling.
        let noticed = emulator.client_gone(Duration::from_secs(1)).await.unwrap();
        eprintln!("{name}: the provider noticed after {:?}", noticed.saturating_duration_since(dropped));
        assert!(emulator.all_closed(Duration::from_secs(1)).await, "{name}");
    }
}

#[tokio::test]
async fn markers_in_a_question_ask_for_trouble() {
    let emulator = Emulator::start().await.unwrap();
    let ask = |text: &str| ask(&emulator, ChatRequest { tools: vec![find()], ..question("claude-sonnet-4-6", text) });
    let limited = ask("[[ratelimit]]").await.failure();
    assert_eq!((limited.class, limited.retry_after), (Class::RateLimited, Some(Duration::from_secs(7))));
    assert_eq!(ask("[[error500]]").await.class(), Class::Transient);
    assert_eq!(ask("[[cut]]").await.class(), Class::Interrupted);
    let called = ask("[[tool]]").await;
    assert_eq!((called.finish(), called.calls.len(), called.calls[1].arguments.as_str()), (Finish::ToolCalls, 2, "{}"));
    let mut stalled = model(&emulator, CLOCKS).stream(question("claude-sonnet-4-6", "[[stall]]"));
    while stalled.next().await != Some(ChatEvent::Text("… ".to_owned())) {}
}

#[tokio::test]
async fn the_list_of_models_comes_in_pages() {
    let emulator = Emulator::start().await.unwrap();
    let list = provider(&emulator, CLOCKS).can.list.unwrap();
    let listed: Vec<ListedModel> = list.list().await.unwrap();
    let told: Vec<_> =
        listed.iter().map(|model| (model.id.as_str(), model.name.as_deref(), model.context_tokens)).collect();
    assert_eq!(
        told,
        [
            ("claude-sonnet-4-6", Some("Claude Sonnet 4.6"), Some(1_000_000)),
            ("claude-haiku-4-5", Some("Claude Haiku 4.5"), None),
        ]
    );
    assert!(listed.iter().all(|model| model.prices.is_empty() && !model.capabilities.is_empty()));
    assert_eq!((emulator.requests().len(), emulator.violations()), (2, Vec::new()));
    let page = json!({"data": [{"id": "a"}], "has_more": true, "last_id": "a"});
    (0..30).for_each(|_| emulator.queue(Scenario::status(200, page.clone())));
    assert_eq!(list.list().await.unwrap().len(), 20, "a list that never ends");
}

#[tokio::test]
async fn lists_that_do_not_come() {
    for (scenario, class) in [
        (Scenario::status(401, error("authentication_error")), Class::Credential),
        (Scenario::body(200, "text/html", "<html>"), Class::Protocol),
        (Scenario::status(200, json!({"models": []})), Class::Protocol),
    ] {
        let emulator = Emulator::start().await.unwrap();
        emulator.queue(scenario);
        assert_eq!(provider(&emulator, CLOCKS).can.list.unwrap().list().await.unwrap_err().class, class);
    }
}

#[tokio::test]
async fn the_key_is_told_to_nobody() {
    let emulator = Emulator::start().await.unwrap();
    let mut wrong = settings(&emulator, "anthropic");
    wrong.api_key = Some("sk-ant-another-0123456789".into());
    let chat = Provider::connect(wrong, CLOCKS).unwrap().can.chat.unwrap();
    listen(chat.stream(question("claude-sonnet-4-6", "x"))).await.failure();
    assert_eq!(emulator.violations(), ["x-api-key is not the expected key"]);
    let emulator = Emulator::start().await.unwrap();
    let echo = json!({"type": "error", "error": {"type": "authentication_error",
        "message": format!("invalid x-api-key {}", super::emulator::anthropic::WIRE.key)}});
    let failure = hear(&emulator, Scenario::status(401, echo)).await.failure();
    assert_eq!(failure.detail, "authentication_error; invalid x-api-key [secret]");
}
