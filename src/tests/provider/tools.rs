//! Tools: how they are offered, and their calls from every odd server.

use super::{
    CLOCKS, Heard, adapter,
    emulator::{Emulator, Scenario, chunk},
    hear, listen, question,
};
use aimall::provider::{
    ChatMessage, ChatModel, ChatRequest, ChatRole, FailureClass, Finish, Tool, ToolCall, ToolChoice,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn offered(model: &str, text: &str) -> ChatRequest {
    let parameters = json!({"type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"]});
    let tool = |name: &str| Tool {
        name: name.to_owned(),
        description: Some("Looks for products.".to_owned()),
        parameters: parameters.clone(),
        strict: None,
    };
    ChatRequest { tools: vec![tool("find"), tool("now")], ..question(model, text) }
}

/// The calls that were heard, put together.
fn calls(heard: &Heard) -> Vec<(String, String, String)> {
    let mut calls: Vec<(String, String, String)> = Vec::new();
    for delta in &heard.calls {
        let at = usize::try_from(delta.slot).unwrap();
        if at == calls.len() {
            calls.push((delta.id.clone().unwrap(), delta.name.clone().unwrap(), String::new()));
        }
        calls[at].2.push_str(&delta.arguments);
    }
    calls
}

fn call(id: &str, name: &str, arguments: &str) -> (String, String, String) {
    (id.to_owned(), name.to_owned(), arguments.to_owned())
}

fn delta(calls: Value) -> bytes::Bytes {
    chunk::event(&chunk::chunk("m", &json!({ "tool_calls": calls }), None))
}

fn ended(scenario: Scenario, reason: &str) -> Scenario {
    scenario.send(chunk::finish("m", reason)).send(chunk::usage("m", &chunk::counts(20, 9))).send(chunk::DONE)
}

#[tokio::test]
async fn tools_are_offered_called_and_answered() {
    let emulator = Emulator::start().await.unwrap();
    for provider in ["openrouter", "groq", "openai", "ollama"] {
        let model = adapter(&emulator, provider, CLOCKS);
        let mut asked = offered("emulator/talk", "[[tool]] قیمت");
        asked.tool_choice = ToolChoice::Named("find".to_owned());
        asked.parallel_tools = Some(false);
        let heard = listen(model.stream(asked.clone())).await;
        assert_eq!(heard.finish(), Finish::ToolCalls, "{provider}");
        assert_eq!(calls(&heard), [call("call_emulator_1", "find", "{\"q\":\"emulated\"}")], "{provider}");
        let (id, name, arguments) = calls(&heard).remove(0);
        let asking = ChatMessage {
            parts: Vec::new(),
            tool_calls: vec![ToolCall { id: id.clone(), name, arguments, signature: None }],
            opaque: Some(json!([{"type": "reasoning.encrypted", "data": "x"}])),
            ..ChatMessage::text(ChatRole::Assistant, "")
        };
        asked.messages.push(asking);
        asked
            .messages
            .push(ChatMessage { tool_call_id: Some(id), ..ChatMessage::text(ChatRole::Tool, "۱۲ تومان") });
        asked.tool_choice = ToolChoice::Auto;
        let heard = listen(model.stream(asked)).await;
        assert_eq!((heard.finish(), heard.calls.len()), (Finish::Stop, 0), "{provider}");
    }
    assert_eq!(emulator.violations(), Vec::<String>::new());
    let body = &emulator.requests()[1].body;
    assert_eq!(
        body["messages"][2],
        json!({"role": "assistant", "content": null, "reasoning_details": [{"type": "reasoning.encrypted", "data": "x"}],
               "tool_calls": [{"id": "call_emulator_1", "type": "function",
                               "function": {"name": "find", "arguments": "{\"q\":\"emulated\"}"}}]})
    );
    assert_eq!(body["messages"][3], json!({"role": "tool", "content": "۱۲ تومان", "tool_call_id": "call_emulator_1"}));
    assert_eq!((&body["provider"], body.get("tool_choice")), (&json!({"require_parameters": true}), None));
    let choices: Vec<_> = emulator.requests().iter().map(|request| request.body["tool_choice"].clone()).collect();
    assert_eq!(choices[0], json!({"type": "function", "function": {"name": "find"}}));
}

#[tokio::test]
async fn calls_of_every_odd_server() {
    let emulator = Emulator::start().await.unwrap();
    let find = || call("c1", "find", "{\"q\":\"x\"}");
    let piece = |call: Value| delta(json!([call]));
    let half = |index: Value, arguments: &str| json!({"index": index, "function": {"arguments": arguments}});
    for (scenario, reason, expected) in [
        (
            Scenario::new("as documented")
                .send(piece(
                    json!({"index": 0, "id": "c1", "type": "function", "function": {"name": "find", "arguments": ""}}),
                ))
                .send(piece(half(json!(0), "{\"q\":")))
                .send(piece(half(json!(0), "\"x\"}"))),
            "tool_calls",
            vec![find()],
        ),
        (
            Scenario::new("stop, and no index")
                .send(piece(json!({"id": "c1", "function": {"name": "find", "arguments": "{\"q\":\"x\"}"}})))
                .send(piece(json!({"id": "c2", "function": {"name": "find", "arguments": "{}"}}))),
            "stop",
            vec![find(), call("c2", "find", "{}")],
        ),
        (
            Scenario::new("always index 0").send(delta(json!([
                {"index": 0, "id": "c1", "function": {"name": "find", "arguments": "{\"q\":\"x\"}"}},
                {"index": 0, "id": "c2", "function": {"name": "find", "arguments": "{\"q\":\"y\"}"}},
            ]))),
            "tool_calls",
            vec![find(), call("c2", "find", "{\"q\":\"y\"}")],
        ),
        (
            Scenario::new("name in the second chunk")
                .send(piece(json!({"index": 0, "id": "c1", "function": {"arguments": ""}})))
                .send(piece(json!({"index": 0, "function": {"name": "find", "arguments": "{\"q\":\"x\"}"}}))),
            "tool_calls",
            vec![find()],
        ),
        (
            Scenario::new("arguments as an object")
                .send(piece(json!({"index": 0, "id": "c1", "function": {"name": "find", "arguments": {"q": "x"}}}))),
            "tool_calls",
            vec![find()],
        ),
        (
            Scenario::new("no arguments")
                .send(piece(json!({"index": 0, "id": "c1", "function": {"name": "find", "arguments": ""}})))
                .send(piece(json!({"index": 1, "id": "c2", "function": {"name": "now"}}))),
            "tool_calls",
            vec![call("c1", "find", "{}"), call("c2", "now", "{}")],
        ),
        (
            Scenario::new("text before").send(chunk::text("m", "بگذار ببینم")).send(delta(json!([
                {"index": 0, "id": "c1", "function": {"name": "find", "arguments": "{\"q\":\"x\"}"}},
            ]))),
            "tool_calls",
            vec![find()],
        ),
    ] {
        let name = scenario.name.clone();
        let heard = hear(&emulator, "ollama", ended(scenario, reason)).await;
        assert_eq!((heard.finish(), heard.tokens()), (Finish::ToolCalls, Some((20, 9))), "{name}");
        assert_eq!(calls(&heard), expected, "{name}");
    }
    let old = chunk::event(&chunk::chunk("m", &json!({"function_call": {"name": "now", "arguments": ""}}), None));
    let heard = hear(&emulator, "ollama", ended(Scenario::new("what it was before").send(old), "function_call")).await;
    let heard = calls(&heard);
    assert!(heard.len() == 1 && heard[0].0.starts_with("call_") && heard[0].2 == "{}", "{heard:?}");
}

#[tokio::test]
async fn calls_that_break() {
    let emulator = Emulator::start().await.unwrap();
    let begun = json!([{"index": 0, "id": "c1", "function": {"name": "find", "arguments": "{\"q\":"}}]);
    let cut = Scenario::new("cut").send(delta(begun)).step(super::emulator::Step::CloseClean);
    let heard = hear(&emulator, "openai", cut).await;
    assert_eq!((heard.class(), heard.calls.len()), (FailureClass::Interrupted, 1));
    let nameless = Scenario::new("nameless").send(delta(json!([{"index": 0, "function": {"arguments": "{\"a\":1}"}}])));
    assert_eq!(hear(&emulator, "openai", ended(nameless, "tool_calls")).await.class(), FailureClass::Protocol);
    let none = ended(Scenario::new("none at all").send(chunk::role("m")), "tool_calls");
    assert_eq!(hear(&emulator, "openai", none).await.class(), FailureClass::Protocol);
    let failed = r#"{"error":{"message":"m","type":"invalid_request_error","code":"tool_use_failed","failed_generation":"…"},"status_code":400}"#;
    let failed = Scenario::stream("inside", format!("data: {failed}\n\n"));
    assert_eq!(hear(&emulator, "groq", failed).await.class(), FailureClass::Caller);
}

#[tokio::test]
async fn what_the_provider_wants_back_is_told_once() {
    let emulator = Emulator::start().await.unwrap();
    let detail = |detail: Value| {
        chunk::event(&chunk::chunk("m", &json!({"reasoning": "ف", "reasoning_details": [detail]}), None))
    };
    let scenario = Scenario::new("details")
        .send(detail(json!({"type": "reasoning.text", "text": "فک", "signature": null, "index": 0})))
        .send(detail(json!({"type": "reasoning.text", "text": "ر", "signature": "sig", "index": 0})))
        .send(detail(json!({"type": "reasoning.encrypted", "data": "\u{200c}==", "index": 1})))
        .send(chunk::text("m", "پاسخ"));
    let heard = hear(&emulator, "openrouter", ended(scenario, "stop")).await;
    let expected = json!([
        {"type": "reasoning.text", "text": "فکر", "signature": "sig", "index": 0},
        {"type": "reasoning.encrypted", "data": "\u{200c}==", "index": 1},
    ]);
    assert_eq!(heard.opaque, [expected]);
}

/// Two calls at once with everything that is hard to cut: escapes, halves of emoji, Persian, and thinking in the text.
const SCRIPT: &str = "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"<think>فکر \\ud83d\"}}]}\n\n\
    data: {\"choices\":[{\"delta\":{\"content\":\"\\udc4b</thi\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"nk>\\nپاسخ\"}}]}\n\n\
    data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"find\",\"arguments\":\"{\\\"q\\\":\\\"می\"}}]}}]}\r\n\r\n\
    data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"find\",\"arguments\":\"\"}}]}}]}\n\n\
    data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\u200cخواهم \\ud83d\\udc4b\\\"}\"}}]}}]}\n\n\
    data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":9}}\n\ndata: [DONE]\n\n";

async fn check_split(emulator: &Emulator, scenario: Scenario) {
    emulator.queue(scenario);
    let heard = listen(adapter(emulator, "ollama", CLOCKS).stream(question("qwen3:8b", "x"))).await;
    assert_eq!((heard.reasoning.as_str(), heard.text.as_str()), ("فکر 👋", "پاسخ"));
    assert_eq!(calls(&heard), [call("a", "find", "{\"q\":\"می\u{200c}خواهم 👋\"}"), call("b", "find", "{}")]);
    assert_eq!((heard.finish(), heard.tokens()), (Finish::ToolCalls, Some((20, 9))));
}

#[tokio::test]
async fn every_cut_gives_the_same_calls() {
    let emulator = Emulator::start().await.unwrap();
    for size in [1, 2, 3, 5, 7, 11, 64, usize::MAX] {
        check_split(&emulator, Scenario::stream("cut", SCRIPT).split(size)).await;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]
    #[test]
    fn any_cuts_give_the_same_calls(cuts in prop::collection::vec(0..SCRIPT.len(), 0..40)) {
        let mut cuts = cuts;
        cuts.extend([0, SCRIPT.len()]);
        cuts.sort_unstable();
        cuts.dedup();
        let pieces = cuts.windows(2).map(|cut| bytes::Bytes::copy_from_slice(&SCRIPT.as_bytes()[cut[0]..cut[1]]));
        let scenario = pieces.fold(Scenario::new("cuts"), Scenario::send);
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            check_split(&Emulator::start().await.unwrap(), scenario).await;
        });
    }
}
