//! Answers that come: what of them is text, reasoning, usage and end.

use super::{
    emulator::{Emulator, Scenario, chunk},
    hear,
};
use aimall::provider::Finish;
use serde_json::json;
use std::time::Duration;

fn data(json: &str) -> bytes::Bytes {
    bytes::Bytes::from(format!("data: {json}\n\n"))
}

fn said(name: &str) -> Scenario {
    Scenario::new(name).send(chunk::role("m")).send(chunk::text("m", "سلام"))
}

#[tokio::test]
async fn usage_is_found_wherever_it_stands() {
    let emulator = Emulator::start().await.unwrap();
    let finish = || chunk::finish("m", "stop");
    let with_usage = |mut chunk: serde_json::Value, completion: u64| {
        chunk["usage"] = chunk::counts(20, completion);
        chunk::event(&chunk)
    };
    let text = |text: &str| chunk::chunk("m", &json!({ "content": text }), None);
    let mut groq = chunk::chunk("m", &json!({}), Some("stop"));
    groq["x_groq"] = json!({"id": "req_1", "usage": chunk::counts(20, 9)});
    for scenario in [
        said("behind the finish").send(finish()).send(chunk::usage("m", &chunk::counts(20, 9))).send(chunk::DONE),
        said("late").send(finish()).pause(Duration::from_millis(50)).send(chunk::usage("m", &chunk::counts(20, 9))),
        said("on the finish").send(with_usage(chunk::chunk("m", &json!({}), Some("stop")), 9)).send(chunk::DONE),
        said("Groq's own").send(chunk::event(&groq)).send(chunk::DONE),
        Scenario::new("on every chunk")
            .send(with_usage(text("سل"), 1))
            .send(with_usage(text("ام"), 2))
            .send(with_usage(chunk::chunk("m", &json!({}), Some("stop")), 9))
            .send(chunk::DONE),
        said("numbers as text")
            .send(finish())
            .send(data(r#"{"choices":null,"usage":{"prompt_tokens":"20","completion_tokens":"9"}}"#))
            .send(chunk::DONE),
    ] {
        let name = scenario.name.clone();
        let heard = hear(&emulator, "groq", scenario).await;
        assert_eq!((heard.text.as_str(), heard.finish()), ("سلام", Finish::Stop), "{name}");
        assert_eq!(heard.tokens(), Some((20, 9)), "{name}");
    }
}

#[tokio::test]
async fn missing_usage_is_none_and_not_zero() {
    let emulator = Emulator::start().await.unwrap();
    for report in ["null", "{}", "{\"prompt_tokens\":null}"] {
        let last = data(&format!(r#"{{"choices":[],"usage":{report}}}"#));
        let scenario = said("usage").send(chunk::finish("m", "stop")).send(last).send(chunk::DONE);
        let heard = hear(&emulator, "openai", scenario).await;
        assert_eq!((heard.finish(), heard.usage), (Finish::Stop, None), "{report}");
    }
}

#[tokio::test]
async fn the_cost_is_read_exactly() {
    let emulator = Emulator::start().await.unwrap();
    for (cost, expected) in
        [("0.000123", Some("0.000123")), ("1.23e-7", Some("0.000000123")), ("null", None), ("-1", None)]
    {
        let report = format!(
            r#"{{"id":"gen-1","choices":[],"usage":{{"prompt_tokens":20,"completion_tokens":9,"cost":{cost}}}}}"#
        );
        let scenario = said("cost").send(chunk::finish("m", "stop")).send(data(&report)).send(chunk::DONE);
        let usage = hear(&emulator, "openrouter", scenario).await.usage.unwrap();
        assert_eq!(usage.cost_usd.map(|cost| cost.to_string()).as_deref(), expected, "{cost}");
        assert!(usage.raw.is_some());
    }
}

#[tokio::test]
async fn reasoning_is_told_once_and_apart() {
    let emulator = Emulator::start().await.unwrap();
    for delta in [
        json!({"reasoning": "فکر"}),
        json!({"reasoning_content": "فکر"}),
        json!({"reasoning": "فکر", "reasoning_content": "فکر", "reasoning_details": [{"type": "reasoning.encrypted", "data": "x"}]}),
        json!({"reasoning": "", "reasoning_content": "فکر", "content": null}),
    ] {
        let scenario = Scenario::new("reasoning")
            .send(chunk::event(&chunk::chunk("m", &delta, None)))
            .send(chunk::text("m", "پاسخ"))
            .send(chunk::finish("m", "stop"))
            .send(chunk::DONE);
        let heard = hear(&emulator, "openrouter", scenario).await;
        assert_eq!((heard.reasoning.as_str(), heard.text.as_str()), ("فکر", "پاسخ"), "{delta}");
    }
}

#[tokio::test]
async fn finishes() {
    let emulator = Emulator::start().await.unwrap();
    let tool = json!({"tool_calls": [{"index": 0, "id": "call_1", "function": {"name": "find", "arguments": ""}}]});
    let ended = |scenario: Scenario, reason: &str| scenario.send(chunk::finish("m", reason)).send(chunk::DONE);
    for (scenario, finish) in [
        (ended(said("length"), "length"), Finish::Length),
        (ended(Scenario::new("only thought, nothing said"), "length"), Finish::Length),
        (ended(said("filter"), "content_filter"), Finish::Filtered),
        (ended(Scenario::new("filtered at once"), "content_filter"), Finish::Filtered),
        (ended(said("function"), "function_call"), Finish::ToolCalls),
        (ended(said("other"), "eos"), Finish::Other("eos".to_owned())),
        (said("no finish but [DONE]").send(chunk::DONE), Finish::Stop),
        (
            ended(Scenario::new("stop with tools").send(chunk::event(&chunk::chunk("m", &tool, None))), "stop"),
            Finish::ToolCalls,
        ),
        (
            ended(
                Scenario::new("refusal").send(chunk::event(&chunk::chunk("m", &json!({"refusal": "نه"}), None))),
                "stop",
            ),
            Finish::Filtered,
        ),
    ] {
        let name = scenario.name.clone();
        assert_eq!(hear(&emulator, "openai", scenario).await.finish(), finish, "{name}");
    }
}

#[tokio::test]
async fn odd_chunks_cost_nothing_else() {
    let emulator = Emulator::start().await.unwrap();
    for odd in [
        "{\"choices\":[{\"delta\":{\"content\":\"x",
        "not json",
        "{}",
        "[]",
        "null",
        "7",
        r#"{"choices":null}"#,
        r#"{"choices":[]}"#,
        r#"{"choices":[{}]}"#,
        r#"{"choices":[{"index":"0","delta":null}],"model":7,"id":{"a":[1]}}"#,
        r#"{"choices":[{"delta":{"content":["a"],"role":3}}],"unknown":{"deep":[{}]}}"#,
        r#"{"type":"ping"}"#,
        r#"{"choices":[],"prompt_filter_results":[],"error":null}"#,
    ] {
        let scenario = Scenario::new("odd")
            .send(data(odd))
            .send(chunk::text("m", "سل"))
            .send(data(odd))
            .send(chunk::text("m", "ام"))
            .send(chunk::finish("m", "stop"))
            .send(chunk::DONE);
        let heard = hear(&emulator, "openai", scenario).await;
        assert_eq!((heard.text.as_str(), heard.finish()), ("سلام", Finish::Stop), "{odd}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_cost_one_event() {
    let emulator = Emulator::start().await.unwrap();
    let bad = bytes::Bytes::from_static(b"data: {\"choices\":[{\"delta\":{\"content\":\"\xD8\"}}]}\n\n");
    let scenario =
        said("bad bytes").send(bad).send(chunk::text("m", "!")).send(chunk::finish("m", "stop")).send(chunk::DONE);
    let heard = hear(&emulator, "openai", scenario).await;
    assert_eq!((heard.text.as_str(), heard.finish()), ("سلام!", Finish::Stop));
}

#[tokio::test]
async fn halves_of_emoji_meet() {
    let emulator = Emulator::start().await.unwrap();
    let content = |text: &str| data(&format!(r#"{{"choices":[{{"delta":{{"content":"{text}"}}}}]}}"#));
    let scenario = Scenario::new("surrogates")
        .send(content(r"a\ud83d\udc4b"))
        .send(content(r"b\ud83d"))
        .send(content(r"\udc4bc"))
        .send(content(r"\udc4bd"))
        .send(chunk::finish("m", "stop"))
        .send(chunk::DONE);
    assert_eq!(hear(&emulator, "openai", scenario).await.text, "a👋b👋c\u{fffd}d");
}

#[tokio::test]
async fn the_provider_names_request_and_model() {
    let emulator = Emulator::start().await.unwrap();
    let scenario = || said("names").send(chunk::finish("m", "stop")).send(chunk::DONE);
    let heard = hear(&emulator, "openrouter", scenario().header("X-Generation-Id", "gen-7")).await;
    assert_eq!((heard.request_id.as_deref(), heard.model_served.as_deref()), (Some("gen-7"), Some("m")));
    let heard = hear(&emulator, "openai", scenario()).await;
    assert_eq!(heard.request_id.as_deref(), Some("gen-emulator-1"));
}
