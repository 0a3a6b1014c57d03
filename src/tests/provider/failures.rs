//! Answers that do not come, or not to their end: always one failure of the right class, never an empty success.

use super::{
    CLOCKS,
    emulator::{Emulator, Framing, Scenario, Step, chunk},
    hear, listen, question, settings,
};
use aimall::provider::{ChatModel, FailureClass as Class, OpenAiCompat, http};
use bytes::Bytes;
use serde_json::{Value, json};
use std::time::Duration;

fn said(name: &str) -> Scenario {
    Scenario::new(name).send(chunk::role("m")).send(chunk::text("m", "سلام"))
}

fn data(json: &str) -> Bytes {
    Bytes::from(format!("data: {json}\n\n"))
}

fn error(status: u16, code: &str) -> (u16, Value) {
    (status, json!({"error": {"message": "said so", "type": "invalid_request_error", "code": code}}))
}

#[tokio::test]
async fn errors_before_the_stream() {
    let emulator = Emulator::start().await.unwrap();
    let or = |status: u16, kind: &str| {
        (status, json!({"error": {"code": status, "message": "m", "metadata": {"error_type": kind}}}))
    };
    let plain = |status: u16, message: &str| (status, json!({"error": {"message": message}}));
    for ((status, body), class) in [
        (error(400, "unknown_parameter"), Class::Caller),
        (error(400, "context_length_exceeded"), Class::ContextTooLong),
        (plain(400, "This model's maximum context length is 8192 tokens"), Class::ContextTooLong),
        (error(400, "moderation_blocked"), Class::Filtered),
        (error(400, "model_decommissioned"), Class::ModelGone),
        (
            (400, json!([{"error": {"status": "INVALID_ARGUMENT", "details": [{"reason": "API_KEY_INVALID"}]}}])),
            Class::Credential,
        ),
        (error(401, "invalid_api_key"), Class::Credential),
        (plain(402, "pay"), Class::Quota),
        (plain(403, "no"), Class::Credential),
        (error(403, "unsupported_country_region_territory"), Class::Region),
        (
            (
                403,
                json!({"error": {"code": 403, "message": "m", "metadata": {"reasons": ["x"], "flagged_input": "secret words"}}}),
            ),
            Class::Filtered,
        ),
        (error(404, "model_not_found"), Class::ModelGone),
        (plain(408, "slow"), Class::Transient),
        (plain(413, "big"), Class::Caller),
        (plain(422, "shape"), Class::Caller),
        (error(429, "rate_limit_exceeded"), Class::RateLimited),
        (
            (429, json!({"error": {"type": "insufficient_quota", "code": "rate_limit_exceeded", "message": "m"}})),
            Class::Quota,
        ),
        (plain(429, "INSUFFICIENT QUOTA"), Class::RateLimited),
        (
            (429, json!({"error": {"http_status": 429, "availability": {"code": "capacity_exhausted"}}})),
            Class::RateLimited,
        ),
        (plain(451, "law"), Class::Region),
        (plain(498, "flex"), Class::RateLimited),
        (plain(500, "model not found"), Class::Transient),
        (or(502, "provider_unavailable"), Class::Transient),
        (or(503, "provider_overloaded"), Class::Overloaded),
        (plain(504, "slow"), Class::Transient),
        (plain(524, "slow"), Class::Transient),
        (plain(529, "busy"), Class::Overloaded),
    ] {
        let heard = hear(&emulator, "openrouter", Scenario::status(status, body.clone())).await;
        let failure = heard.failure();
        assert_eq!((failure.class, failure.status), (class, Some(status)), "{body}");
        assert!(!failure.detail.is_empty() && !failure.detail.contains("secret words"), "{failure:?}");
    }
}

#[tokio::test]
async fn pages_instead_of_errors() {
    let emulator = Emulator::start().await.unwrap();
    for (status, class) in
        [(200, Class::Protocol), (403, Class::Region), (404, Class::ModelGone), (502, Class::Transient)]
    {
        let page = Scenario::body(status, "text/html", "<!doctype html>\n<p>rate limit in your country</p>");
        assert_eq!(hear(&emulator, "openai", page).await.class(), class, "{status}");
    }
}

#[tokio::test]
async fn the_wait_is_told() {
    let emulator = Emulator::start().await.unwrap();
    for (name, value, milliseconds) in
        [("retry-after", "7", 7_000), ("retry-after", "0.5", 500), ("retry-after-ms", "90", 90)]
    {
        let scenario = Scenario::status(429, json!({"error": {"message": "m"}}))
            .header(name, value)
            .header("x-request-id", "req-9");
        let failure = hear(&emulator, "openai", scenario).await.failure();
        assert_eq!(failure.retry_after, Some(Duration::from_millis(milliseconds)));
        assert_eq!(failure.request_id.as_deref(), Some("req-9"));
    }
}

/// What servers were seen to write into a stream instead of an answer, and the class when nothing had come before.
fn inside() -> Vec<(Scenario, Class)> {
    let json_reply = |body: &str| Scenario::body(200, "application/json", body.to_owned());
    let inside = |name: &str, bytes: &str| Scenario::stream(name, bytes.to_owned());
    vec![
        (
            inside(
                "int code",
                "data: {\"error\":{\"code\":429,\"message\":\"m\"},\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}\n\n",
            ),
            Class::RateLimited,
        ),
        (
            inside("text code", "data: {\"error\":{\"code\":\"503\",\"message\":\"m\"},\"choices\":[]}\n\n"),
            Class::Overloaded,
        ),
        (
            inside(
                "bare",
                "data: {\"error\":{\"message\":\"m\",\"code\":\"context_length_exceeded\"}}\n\ndata: [DONE]\n\n",
            ),
            Class::ContextTooLong,
        ),
        (
            inside(
                "Groq",
                "data: {\"error\":{\"message\":\"m\",\"code\":\"tool_use_failed\"},\"status_code\":400}\n\n",
            ),
            Class::Caller,
        ),
        (inside("x_groq", "data: {\"choices\":[],\"x_groq\":{\"error\":\"over capacity\"}}\n\n"), Class::Transient),
        (inside("as text", "data: {\"error\":\"model runner has stopped\"}\n\n"), Class::Transient),
        (
            inside(
                "in the choice",
                "data: {\"choices\":[{\"error\":{\"code\":502,\"message\":\"m\"},\"finish_reason\":\"error\"}]}\n\n",
            ),
            Class::Transient,
        ),
        (
            inside("finish only", "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}]}\n\n"),
            Class::Transient,
        ),
        (
            inside("named event", "event: error\ndata: {\"code\":401,\"details\":\"m\"}\n\ndata: [DONE]\n\n"),
            Class::Credential,
        ),
        (inside("named event, text", "event: error\ndata: overloaded\n\n"), Class::Overloaded),
        (
            inside("vLLM", "data: {\"object\":\"error\",\"message\":\"m\",\"code\":404}\n\ndata: [DONE]\n\n"),
            Class::ModelGone,
        ),
        (
            inside(
                "Anthropic",
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n",
            ),
            Class::Overloaded,
        ),
        (
            inside(
                "llama.cpp",
                "error: {\"code\":400,\"message\":\"the request exceeds the available context size\"}\n\ndata: [DONE]\n\n",
            ),
            Class::ContextTooLong,
        ),
        (inside("JSON line", "{\"error\":\"rate limit\"}\n"), Class::RateLimited),
        (
            inside("pretty JSON", "{\n  \"error\": {\n    \"code\": 503,\n    \"status\": \"UNAVAILABLE\"\n  }\n}\n"),
            Class::Overloaded,
        ),
        (inside("array", "[{\n  \"error\": {\"code\": 429}\n}]"), Class::RateLimited),
        (json_reply("{\"error\":{\"message\":\"m\",\"code\":\"insufficient_quota\"}}"), Class::Quota),
        (json_reply("{\"error\":{\"message\":\"no such model, not found\"},\"message\":\"m\"}"), Class::ModelGone),
        (json_reply("{\"choices\":[{\"message\":{\"content\":\"private words\"}}]}"), Class::Protocol),
    ]
}

#[tokio::test]
async fn errors_inside_a_stream() {
    let emulator = Emulator::start().await.unwrap();
    for (scenario, class) in inside() {
        let failure = hear(&emulator, "openrouter", scenario.clone()).await.failure();
        assert_eq!(failure.class, class, "{} {failure:?}", scenario.name);
        assert!(!failure.detail.contains("private words"), "{failure:?}");
    }
}

#[tokio::test]
async fn errors_after_output_keep_what_came() {
    let emulator = Emulator::start().await.unwrap();
    for (scenario, class) in inside().into_iter().filter(|(scenario, _)| scenario.framing == Framing::Chunked) {
        let name = scenario.name.clone();
        let late = scenario.steps.into_iter().fold(said(&name), Scenario::step);
        let heard = hear(&emulator, "openrouter", late).await;
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
        (Scenario::stream("comments", ": a\n\n: b\n\n"), Class::Protocol),
        (Scenario::new("role").send(chunk::role("m")), Class::Protocol),
        (Scenario::new("only [DONE]").send(chunk::DONE), Class::Protocol),
        (
            Scenario::new("an empty answer").send(chunk::role("m")).send(chunk::finish("m", "stop")).send(chunk::DONE),
            Class::Protocol,
        ),
        (Scenario::stream("broken JSON", "data: {\"choices\":[{\"del"), Class::Protocol),
        (said("no end"), Class::Interrupted),
        (said("clean close").step(Step::CloseClean), Class::Interrupted),
        (
            said("last chunk cut").send(Bytes::from_static(b"data: {\"choices\":[{\"delta\":{},\"fin")),
            Class::Interrupted,
        ),
        (said("malformed end").send(data("{\"choices\":[{\"finish_reason\":")), Class::Interrupted),
        (Scenario::new("reset before the head").step(Step::Reset), Class::Transient),
        (Scenario::new("reset before output").step(Step::Head).pause(wait).step(Step::Reset), Class::Transient),
        (said("reset").pause(wait).step(Step::Reset), Class::Interrupted),
        (said("half a chunk").pause(wait).step(Step::CloseMidChunk), Class::Interrupted),
        (said("too long a length").framing(Framing::Length(100_000)).step(Step::CloseClean), Class::Interrupted),
        (Scenario::new("event over the limit").send(data(&"x".repeat(2 << 20))).send(chunk::DONE), Class::Protocol),
        (said("late event over the limit").send(data(&"x".repeat(2 << 20))).send(chunk::DONE), Class::Interrupted),
    ] {
        let name = scenario.name.clone();
        let text = if class == Class::Interrupted { "سلام" } else { "" };
        let heard = hear(&emulator, "openai", scenario).await;
        assert_eq!((heard.class(), heard.text.as_str()), (class, text), "{name}: {:?}", heard.failure());
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (emulator, elsewhere) = (Emulator::start().await.unwrap(), Emulator::start().await.unwrap());
    for status in [301, 302, 303, 307, 308] {
        let target = format!("{}/chat/completions", elsewhere.base_url("openai"));
        let scenario = Scenario::body(status, "text/html", "").header("location", &target);
        assert_eq!(hear(&emulator, "openai", scenario).await.class(), Class::Protocol);
    }
    assert_eq!(elsewhere.opened_connections(), 0);
}

#[tokio::test]
async fn no_way_to_the_provider() {
    let emulator = Emulator::start().await.unwrap();
    let mut away = settings(&emulator, "openai");
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (base_url, class) in [
        (format!("http://{closed}/v1"), Class::Transient),
        // No name is that long: it is not found, and nobody is asked for it.
        (format!("http://{}.invalid/v1", "a".repeat(64)), Class::Transient),
        (emulator.base_url("openai").replace("http:", "https:"), Class::Transient),
        ("no address".to_owned(), Class::Protocol),
    ] {
        away.base_url = base_url;
        let model = OpenAiCompat::with_clocks(http::client(CLOCKS.connect, None).unwrap(), away.clone(), CLOCKS);
        let failure = listen(model.stream(question("m", "x"))).await.failure();
        assert_eq!(failure.class, class, "{failure:?}");
        assert!(!failure.detail.contains(&away.base_url), "{failure:?}");
    }
}
