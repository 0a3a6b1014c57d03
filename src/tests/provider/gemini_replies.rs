//! Gemini: what its answers are heard as, good ones and bad ones.

use super::{
    CLOCKS,
    emulator::{Emulator, Framing, Scenario, Step, gemini as wire},
    gemini::{MODEL, gemini, hear},
    listen, question,
};
use aimall::provider::{ChatModel, Clocks, FailureClass as Class, Finish, ToolCallDelta};
use bytes::Bytes;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

const TEXT: &str = "سلام، می\u{200c}خواهم ي/ك و ی/ک \u{200f}بماند\u{200e} 👩🏽\u{200d}💻 a\u{2028}b\0.";

fn said(name: &str) -> Scenario {
    Scenario::new(name).send(wire::text("سلام"))
}

fn data(json: &str) -> Bytes {
    Bytes::from(format!("data: {json}\r\n\r\n"))
}

fn parts(parts: Value) -> Bytes {
    wire::event(&wire::reply(parts, None, [20, 0, 1]))
}

/// An answer with thoughts, Persian, a call and usage that grows.
fn events() -> Vec<String> {
    let mut events = vec![wire::reply(json!([{"text": "فکر", "thought": true}]), None, [20, 5, 0]).to_string()];
    for (at, word) in (1..).zip(TEXT.split_inclusive(' ')) {
        events.push(wire::reply(json!([{ "text": word }]), None, [20, 5, at]).to_string());
    }
    let call = json!([{"functionCall": {"id": "f1", "name": "find", "args": {"q": "x"}}, "thoughtSignature": "AAEC"}]);
    events.push(wire::reply(call, Some("STOP"), [20, 5, 30]).to_string());
    events
}

fn script(before: &str, after: &str) -> String {
    events().iter().map(|event| format!("{before}{event}{after}")).collect()
}

async fn check(emulator: &Emulator, name: &str, scenario: Scenario) {
    let heard = hear(emulator, scenario).await;
    assert_eq!((heard.text.as_str(), heard.reasoning.as_str()), (TEXT, "فکر"), "{name}");
    assert_eq!((heard.finish(), heard.tokens()), (Finish::ToolCalls, Some((20, 35))), "{name}");
    let call = ToolCallDelta {
        slot: 0,
        id: Some("f1".to_owned()),
        name: Some("find".to_owned()),
        arguments: "{\"q\":\"x\"}".to_owned(),
        signature: Some("AAEC".to_owned()),
    };
    assert_eq!(heard.calls, [call], "{name}");
}

#[tokio::test]
async fn every_framing_gives_the_same_answer() {
    let emulator = Emulator::start().await.unwrap();
    let plain = script("data: ", "\r\n\r\n");
    let pretty: String = events()
        .iter()
        .map(|event| {
            let json: Value = serde_json::from_str(event).unwrap();
            let lines = serde_json::to_string_pretty(&json).unwrap();
            lines.lines().map(|line| format!("data: {line}\r\n")).collect::<String>() + "\r\n"
        })
        .collect();
    for (name, script) in [
        ("CRLF", plain.clone()),
        ("LF", script("data: ", "\n\n")),
        ("CR", script("data:", "\r\r")),
        ("a byte order mark", format!("\u{feff}{plain}")),
        ("comments", script(": kept\r\n\r\ndata: ", "\r\n\r\n")),
        ("no blank lines", script("data: ", "\n")),
        ("no line end at the end", plain.trim_end().to_owned()),
        ("several data lines", pretty),
        ("in arrays of one", script("data: [", "]\r\n\r\n")),
        ("[DONE] all the same", format!("{plain}data: [DONE]\r\n\r\n")),
    ] {
        for size in [1, 13, usize::MAX] {
            check(&emulator, name, Scenario::stream(name, script.clone()).split(size)).await;
        }
    }
    let whole = || Scenario::stream("whole", plain.clone());
    check(&emulator, "length", whole().framing(Framing::Length(plain.len()))).await;
    check(&emulator, "until close", whole().framing(Framing::UntilClose)).await;
    let pause = Duration::from_millis(30);
    check(&emulator, "half a chunk after the end", whole().pause(pause).step(Step::CloseMidChunk)).await;
    check(&emulator, "reset after the end", whole().pause(pause).step(Step::Reset)).await;
}

#[tokio::test]
async fn any_split_gives_the_same_answer() {
    let emulator = Emulator::start().await.unwrap();
    let (script, mut runner) = (Bytes::from(script("data: ", "\r\n\r\n")), TestRunner::deterministic());
    for round in 0..40 {
        let sizes = proptest::collection::vec(1_usize..200, 200).new_tree(&mut runner).unwrap().current();
        let (mut rest, mut scenario) = (script.clone(), Scenario::new("random"));
        for size in sizes {
            scenario = scenario.send(rest.split_to(size.min(rest.len())));
        }
        scenario.steps.retain(|step| !matches!(step, Step::Send(bytes) if bytes.is_empty()));
        check(&emulator, &format!("round {round}"), scenario.send(rest.clone())).await;
    }
}

#[tokio::test]
async fn finishes() {
    let emulator = Emulator::start().await.unwrap();
    let ended = |scenario: Scenario, reason: &str| scenario.send(wire::finish(reason));
    let call = |name: &str| Scenario::new(name).send(parts(json!([{"functionCall": {"name": "find"}}])));
    for (scenario, finish) in [
        (ended(said("stop"), "STOP"), Finish::Stop),
        (ended(said("length"), "MAX_TOKENS"), Finish::Length),
        (ended(Scenario::new("only thought, nothing said"), "MAX_TOKENS"), Finish::Length),
        (ended(said("safety"), "SAFETY"), Finish::Filtered),
        (ended(Scenario::new("filtered at once"), "PROHIBITED_CONTENT"), Finish::Filtered),
        (ended(said("recited"), "RECITATION"), Finish::Filtered),
        (ended(said("names"), "SPII"), Finish::Filtered),
        (ended(said("picture"), "IMAGE_SAFETY"), Finish::Filtered),
        (ended(said("language"), "LANGUAGE"), Finish::Other("LANGUAGE".to_owned())),
        (ended(said("new word"), "SOMETHING_NEW"), Finish::Other("SOMETHING_NEW".to_owned())),
        (ended(call("stop with a call"), "STOP"), Finish::ToolCalls),
        (ended(said("unspecified first").send(wire::finish("FINISH_REASON_UNSPECIFIED")), "STOP"), Finish::Stop),
    ] {
        let name = scenario.name.clone();
        let heard = hear(&emulator, scenario).await;
        assert_eq!((heard.finish(), heard.tokens()), (finish, Some((20, 9))), "{name}");
    }
}

#[tokio::test]
async fn calls_come_in_several_shapes() {
    let emulator = Emulator::start().await.unwrap();
    let call = |args: Value| json!({"functionCall": {"name": "find", "args": args}});
    let scenario = Scenario::new("parallel")
        .send(parts(json!([{"functionCall": {"id": "a", "name": "find", "args": {}}, "thoughtSignature": "S"}, call(json!(null))])))
        .send(parts(json!([call(json!("{\"q\":1}")), {"functionCall": {"id": "", "name": "now"}}, call(json!(""))])))
        .send(wire::finish("STOP"));
    let heard = hear(&emulator, scenario).await;
    let told: Vec<_> =
        heard.calls.iter().map(|call| (call.slot, call.arguments.as_str(), call.signature.as_deref())).collect();
    assert_eq!(told, [(0, "{}", Some("S")), (1, "{}", None), (2, "{\"q\":1}", None), (3, "{}", None), (4, "{}", None)]);
    let mut ids: Vec<_> = heard.calls.iter().map(|call| call.id.clone().unwrap()).collect();
    assert!(ids[0] == "a" && ids.iter().all(|id| !id.is_empty()));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 5, "ids that are not told are made, and differ");
    assert_eq!(heard.finish(), Finish::ToolCalls);
}

#[tokio::test]
async fn usage_is_cumulative_and_counts_thoughts() {
    let emulator = Emulator::start().await.unwrap();
    let counted = |usage: Value, finish: Option<&str>| {
        let mut reply = wire::reply(json!([{"text": "!"}]), finish, [0, 0, 0]);
        reply["usageMetadata"] = usage;
        wire::event(&reply)
    };
    let scenario = Scenario::new("usage")
        .send(counted(json!({"promptTokenCount": 20, "thoughtsTokenCount": 5, "totalTokenCount": 25}), None))
        .send(counted(
            json!({"promptTokenCount": 20, "thoughtsTokenCount": 5, "candidatesTokenCount": 2, "totalTokenCount": 27}),
            None,
        ))
        .send(counted(
            json!({"promptTokenCount": 20, "cachedContentTokenCount": 8, "toolUsePromptTokenCount": 3,
                   "thoughtsTokenCount": 5, "candidatesTokenCount": 9, "totalTokenCount": 37}),
            Some("STOP"),
        ));
    let usage = hear(&emulator, scenario).await.usage.unwrap();
    let told = [usage.input_uncached, usage.input_cache_read, usage.output_text, usage.output_reasoning];
    assert_eq!(told, [Some(15), Some(8), Some(9), Some(5)]);
    assert_eq!(usage.raw.unwrap()["totalTokenCount"], 37);
    let without = Scenario::new("without")
        .send(data(r#"{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}]}"#));
    assert_eq!(hear(&emulator, without).await.usage, None, "missing usage is none and not zero");
}

#[tokio::test]
async fn a_blocked_question_is_filtered() {
    let emulator = Emulator::start().await.unwrap();
    for reason in ["PROHIBITED_CONTENT", "SAFETY", "JAILBREAK"] {
        let blocked = data(&format!(
            r#"{{"promptFeedback":{{"blockReason":"{reason}"}},"usageMetadata":{{"promptTokenCount":20,"totalTokenCount":20}}}}"#
        ));
        let heard = hear(&emulator, Scenario::new(reason).send(blocked)).await;
        assert!(heard.failure().detail.contains(reason), "{:?}", heard.failure());
        assert_eq!((heard.class(), heard.usage.unwrap().input()), (Class::Filtered, Some(20)));
    }
}

fn details(code: u16, status: &str, message: &str, details: Value) -> Value {
    let mut error = wire::error(code, status, message);
    error["error"]["details"] = details;
    error
}

#[tokio::test]
async fn errors_before_the_stream() {
    let emulator = Emulator::start().await.unwrap();
    let quota = |id: &str, value: &str| {
        json!([{"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": id, "quotaValue": value}]},
               {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "46.5s"}])
    };
    let info = |reason: &str| json!([{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}]);
    let exhausted = |message: &str, more: Value| details(429, "RESOURCE_EXHAUSTED", message, more);
    let long = "The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).";
    let gone = "models/gemini-9 is not found for API version v1beta, or is not supported for generateContent.";
    for (body, class) in [
        (details(400, "INVALID_ARGUMENT", "API key not valid.", info("API_KEY_INVALID")), Class::Credential),
        (wire::error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."), Class::Credential),
        (wire::error(400, "INVALID_ARGUMENT", "Unknown name \"x\""), Class::Caller),
        (wire::error(400, "INVALID_ARGUMENT", long), Class::ContextTooLong),
        (wire::error(400, "FAILED_PRECONDITION", "User location is not supported for the API use."), Class::Region),
        (wire::error(400, "FAILED_PRECONDITION", "Please enable billing"), Class::Caller),
        (wire::error(401, "UNAUTHENTICATED", "m"), Class::Credential),
        (wire::error(403, "PERMISSION_DENIED", "m"), Class::Credential),
        (details(403, "PERMISSION_DENIED", "m", info("SERVICE_DISABLED")), Class::Credential),
        (wire::error(404, "NOT_FOUND", gone), Class::ModelGone),
        (exhausted("m", quota("GenerateRequestsPerMinutePerProjectPerModel", "15")), Class::RateLimited),
        (exhausted("m", quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "50")), Class::Quota),
        (exhausted("m", quota("GenerateContentInputTokensPerModelPerMinute-FreeTier", "0")), Class::Quota),
        (exhausted("Quota exceeded, limit: 0, model: gemini-9", json!([])), Class::Quota),
        (exhausted("Quota exceeded, limit: 05", json!([])), Class::RateLimited),
        (wire::error(500, "INTERNAL", "m"), Class::Transient),
        (wire::error(503, "UNAVAILABLE", "The model is overloaded."), Class::Overloaded),
        (wire::error(504, "DEADLINE_EXCEEDED", "m"), Class::Transient),
    ] {
        let status = u16::try_from(body["error"]["code"].as_u64().unwrap()).unwrap();
        for body in [body.clone(), json!([body])] {
            let failure = hear(&emulator, Scenario::status(status, body.clone())).await.failure();
            assert_eq!((failure.class, failure.status), (class, Some(status)), "{body}");
            let waits = body.to_string().contains("46.5s");
            assert_eq!(failure.retry_after, waits.then_some(Duration::from_millis(46_500)), "{body}");
        }
    }
}

/// What it writes into a stream instead of an answer.
fn inside() -> Vec<(Scenario, Class)> {
    let inside = |name: &str, bytes: String| Scenario::stream(name, bytes);
    let overloaded = wire::error(503, "UNAVAILABLE", "overloaded");
    let limited = details(429, "RESOURCE_EXHAUSTED", "m", json!([{"retryDelay": "3s"}]));
    let pretty = |error: &Value| serde_json::to_string_pretty(error).unwrap();
    let malformed = |reason: &str| wire::event(&wire::reply(json!([]), Some(reason), [20, 0, 0]));
    vec![
        (inside("event", format!("data: {overloaded}\r\n\r\n")), Class::Overloaded),
        (inside("named event", format!("event: error\r\ndata: {limited}\r\n\r\n")), Class::RateLimited),
        (inside("event of an array", format!("data: [{limited}]\r\n\r\n")), Class::RateLimited),
        (inside("many lines", pretty(&overloaded) + "\n"), Class::Overloaded),
        (inside("many lines, CRLF", pretty(&overloaded).replace('\n', "\r\n")), Class::Overloaded),
        (inside("array of many lines", pretty(&json!([limited])) + "\n"), Class::RateLimited),
        (inside("one line", format!("{overloaded}\n")), Class::Overloaded),
        (inside("array of one line", json!([limited]).to_string()), Class::RateLimited),
        (
            inside("in data lines", pretty(&overloaded).lines().map(|line| format!("data: {line}\n")).collect()),
            Class::Overloaded,
        ),
        (Scenario::new("malformed call").send(malformed("MALFORMED_FUNCTION_CALL")), Class::Transient),
        (Scenario::new("unexpected call").send(malformed("UNEXPECTED_TOOL_CALL")), Class::Transient),
        (
            Scenario::new("many lines, and no end")
                .send(Bytes::from(pretty(&overloaded) + "\n"))
                .step(Step::WaitForClientClose(Duration::from_secs(60))),
            Class::Overloaded,
        ),
        (Scenario::body(200, "application/json", limited.to_string()), Class::RateLimited),
        (
            Scenario::status(200, wire::reply(json!([{"text": "private words"}]), Some("STOP"), [20, 0, 9])),
            Class::Protocol,
        ),
        (Scenario::body(200, "text/html", "<html>a wall</html>"), Class::Protocol),
    ]
}

#[tokio::test]
async fn errors_inside_a_stream() {
    let emulator = Emulator::start().await.unwrap();
    for (scenario, class) in inside() {
        // What is told is heard at once, whatever the connection does afterwards.
        let heard = timeout(Duration::from_secs(10), hear(&emulator, scenario.clone())).await;
        let failure = heard.unwrap_or_else(|_| panic!("{} takes too long", scenario.name)).failure();
        assert_eq!(failure.class, class, "{} {failure:?}", scenario.name);
        assert!(!failure.detail.contains("private words"), "{failure:?}");
        if failure.class == Class::RateLimited {
            assert_eq!(failure.retry_after, Some(Duration::from_secs(3)), "{}", scenario.name);
        }
    }
}

#[tokio::test]
async fn errors_after_output_keep_what_came() {
    let emulator = Emulator::start().await.unwrap();
    for (scenario, class) in inside().into_iter().filter(|(scenario, _)| scenario.framing == Framing::Chunked) {
        let name = scenario.name.clone();
        let late = scenario.steps.into_iter().fold(said(&name), Scenario::step);
        let heard = hear(&emulator, late).await;
        assert_eq!((heard.text.as_str(), heard.class()), ("سلام", Class::Interrupted), "{name}");
        assert!(heard.failure().detail.starts_with(class.as_str()), "{name}: {:?}", heard.failure());
    }
}

#[tokio::test]
async fn streams_without_an_end() {
    let emulator = Emulator::start().await.unwrap();
    let wait = Duration::from_millis(30);
    for (scenario, class) in [
        (Scenario::new("nothing"), Class::Protocol),
        (Scenario::new("only usage").send(parts(json!([]))), Class::Protocol),
        (Scenario::new("an empty answer").send(wire::finish("STOP")), Class::Protocol),
        (Scenario::new("[DONE]").send(data("[DONE]")), Class::Protocol),
        (said("no finish"), Class::Interrupted),
        (said("clean close").step(Step::CloseClean), Class::Interrupted),
        (said("last chunk cut").send(Bytes::from_static(b"data: {\"candidates\":[{\"fin")), Class::Interrupted),
        (Scenario::new("reset before the head").step(Step::Reset), Class::Transient),
        (Scenario::new("reset before output").step(Step::Head).pause(wait).step(Step::Reset), Class::Transient),
        (said("reset").pause(wait).step(Step::Reset), Class::Interrupted),
        (said("half a chunk").pause(wait).step(Step::CloseMidChunk), Class::Interrupted),
        (Scenario::new("event over the limit").send(data(&"x".repeat(2 << 20))), Class::Protocol),
    ] {
        let name = scenario.name.clone();
        let text = if class == Class::Interrupted { "سلام" } else { "" };
        let heard = hear(&emulator, scenario).await;
        assert_eq!((heard.class(), heard.text.as_str()), (class, text), "{name}: {:?}", heard.failure());
    }
    let call = parts(json!([{"functionCall": {"name": "find", "args": {}}}]));
    let heard = hear(&emulator, Scenario::new("a call without a finish").send(call)).await;
    assert_eq!((heard.class(), heard.calls.len()), (Class::Interrupted, 1));
}

#[tokio::test]
async fn odd_chunks_cost_nothing_else() {
    let emulator = Emulator::start().await.unwrap();
    for odd in [
        "{\"candidates\":[{\"content",
        "not json",
        "{}",
        "[]",
        "null",
        "7",
        r#"{"candidates":null}"#,
        r#"{"candidates":[]}"#,
        r#"{"candidates":[{}],"error":null}"#,
        r#"{"candidates":[{"content":{"parts":[null,7,{},{"text":null},{"text":""},{"inlineData":{"data":"!"}}]}}]}"#,
        r#"{"candidates":[{"content":{"parts":{"text":"x"}},"finishReason":7}],"usageMetadata":[],"modelVersion":3}"#,
        r#"{"candidates":[{"content":{"parts":[{"executableCode":{"code":"x"}},{"functionCall":null}]}}]}"#,
        r#"{"promptFeedback":{"safetyRatings":[]}}"#,
    ] {
        let scenario = Scenario::new("odd")
            .send(data(odd))
            .send(wire::text("سل"))
            .send(data(odd))
            .send(wire::text("ام"))
            .send(wire::finish("STOP"));
        let heard = hear(&emulator, scenario).await;
        assert_eq!((heard.text.as_str(), heard.finish()), ("سلام", Finish::Stop), "{odd}");
    }
    let bad = Bytes::from_static(b"data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\xD8\"}]}}]}\n\n");
    let heard = hear(&emulator, said("bad bytes").send(bad).send(wire::finish("STOP"))).await;
    assert_eq!((heard.text.as_str(), heard.finish()), ("سلام", Finish::Stop));
}

#[tokio::test]
async fn every_damaged_answer_has_one_end() {
    let emulator = Emulator::start().await.unwrap();
    let model = gemini(&emulator, Clocks { after_finish: Duration::from_millis(20), ..CLOCKS });
    let pretty = serde_json::to_string_pretty(&wire::error(503, "UNAVAILABLE", "m")).unwrap();
    let (script, mut runner) = (script("data: ", "\r\n\r\n") + &pretty, TestRunner::deterministic());
    let damages = proptest::collection::vec((0..script.len(), proptest::num::u8::ANY, 0_usize..60), 1..6);
    for _ in 0..200 {
        let mut bytes = script.clone().into_bytes();
        for (at, byte, length) in damages.new_tree(&mut runner).unwrap().current() {
            let at = at.min(bytes.len().saturating_sub(1));
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, (byte > 127).then_some(byte).into_iter().chain((byte % 3 == 0).then_some(b'\n')));
        }
        emulator.queue(Scenario::stream("damaged", bytes).split(700));
        listen(model.stream(question(MODEL, "x"))).await;
    }
    assert_eq!(emulator.requests().len(), 200);
}
