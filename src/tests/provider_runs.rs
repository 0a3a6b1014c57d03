//! Whole runs against every kind of provider: how each ends, what is told last, what is paid, how often was asked.
//! What the adapters make of the bytes is tested beside this, in `provider/`.

mod fallback;

use crate::{
    harness::{Client, Setup, TestApp, milli, text},
    provider::emulator::{Framing, Scenario, Step, chunk},
};
use aimall::fetch_all;
use bytes::Bytes;
use futures::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

const MODEL: &str = "openai/gpt-5-mini";
/// Enough for every hold at once.
const RICH: &str = "10000";
const WAIT: Duration = Duration::from_millis(30);

/// A token read is 0.375 thousandths of a coin, one written 3; the least is a hundredth of a coin.
fn price(input: i64, output: i64) -> i64 {
    ((375 * input + 3_000 * output + 999) / 1_000).max(10)
}

/// What is paid.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Paid {
    Exactly(i64),
    /// Tokens counted by us.
    Estimated,
    /// All that was set aside, and no more.
    TheHold,
    Nothing,
}

/// A provider's behaviour and what must come of it.
struct Case {
    name: &'static str,
    /// The answers to the requests, in their order: as many as are made.
    replies: Vec<Scenario>,
    state: &'static str,
    /// The finish, or the reason of a failure.
    end: &'static str,
    said: &'static str,
    paid: Paid,
}

fn case(
    name: &'static str,
    replies: impl Into<Vec<Scenario>>,
    (state, end): (&'static str, &'static str),
    said: &'static str,
    paid: Paid,
) -> Case {
    Case { name, replies: replies.into(), state, end, said, paid }
}

fn said(words: &str) -> Scenario {
    Scenario::new("said").send(chunk::role("m")).send(chunk::text("m", words))
}

fn ended(scenario: Scenario, reason: &str) -> Scenario {
    let usage = chunk::usage("m", &chunk::counts(40, 10));
    scenario.send(chunk::finish("m", reason)).send(usage).send(chunk::DONE)
}

fn with_usage(usage: Value) -> Scenario {
    said("سلام").send(chunk::finish("m", "stop")).send(chunk::usage("m", &usage)).send(chunk::DONE)
}

fn data(json: &Value) -> Bytes {
    chunk::event(json)
}

fn refused(status: u16, code: &str) -> Scenario {
    Scenario::status(status, json!({"error": {"message": "said so", "code": code}}))
}

fn failed_inside(code: Value) -> Bytes {
    data(
        &json!({"error": {"code": code, "message": "upstream"}, "choices": [{"delta": {"content": ""}, "finish_reason": "error"}]}),
    )
}

const DONE: (&str, &str) = ("succeeded", "stop");
const CUT: (&str, &str) = ("interrupted", "interrupted");
const ODD: &str = "می\u{200c}خواهم\u{200f} ي/ک \u{2067}RTL\u{2069} 👩🏽\u{200d}💻 a\u{2028}b";

/// Answers that come to their end.
fn good() -> Vec<Case> {
    let counted = Paid::Exactly(price(40, 10));
    let nul = || ended(said("a\0b").send(data(&json!({"id": "x\0", "model": "m\0", "choices": []}))), "stop");
    let drip = || ended(said("سلام"), "stop").split(40);
    let slowly = drip().steps.into_iter().fold(Scenario::new("drip"), |slow, step| slow.step(step).pause(WAIT / 3));
    let malformed = Bytes::from_static(b"data: {\"choices\":[{\"del\n\n");
    let details = json!({"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20, "prompt_tokens_details": {"cached_tokens": 50}, "completion_tokens_details": {"reasoning_tokens": 90}});
    vec![
        case("plain", [ended(said("سلام"), "stop")], DONE, "سلام", counted),
        case("letters of every kind", [ended(said(ODD), "stop")], DONE, ODD, counted),
        case("every byte alone", [ended(said(ODD), "stop").split(1)], DONE, ODD, counted),
        case("a slow drip", [slowly], DONE, "سلام", counted),
        case("a NUL", [nul()], DONE, "a\0b", counted),
        case(
            "reasoning first",
            [ended(Scenario::new("r").send(chunk::reasoning("m", "فکر")).send(chunk::text("m", "سلام")), "stop")],
            DONE,
            "سلام",
            counted,
        ),
        case("at the limit", [ended(said("سلام"), "length")], ("succeeded", "length"), "سلام", counted),
        case(
            "only thought",
            [ended(Scenario::new("t").send(chunk::role("m")), "length")],
            ("succeeded", "length"),
            "",
            counted,
        ),
        case("filtered after text", [ended(said("سلام"), "content_filter")], ("succeeded", "filtered"), "سلام", counted),
        // The words of a refusal are the model's answer.
        case(
            "a refusal in words",
            [ended(Scenario::new("refusal").send(data(&chunk::chunk("m", &json!({"refusal": "نه"}), None))), "stop")],
            ("succeeded", "filtered"),
            "نه",
            counted,
        ),
        case("a long pause, then the end", [ended(said("سلام").pause(WAIT * 20), "stop")], DONE, "سلام", counted),
        case("a malformed chunk in the middle", [ended(said("سلام").send(malformed), "stop")], DONE, "سلام", counted),
        case(
            "no usage",
            [said("سلام").send(chunk::finish("m", "stop")).send(chunk::DONE)],
            DONE,
            "سلام",
            Paid::Estimated,
        ),
        case("usage is null", [with_usage(Value::Null)], DONE, "سلام", Paid::Estimated),
        case("zero tokens", [with_usage(chunk::counts(0, 0))], DONE, "سلام", Paid::Exactly(10)),
        // All ten from the cache, at a tenth, and all ten thought.
        case("more cached and thought than there is", [with_usage(details)], DONE, "سلام", Paid::Exactly(31)),
        case(
            "usage beyond all bounds",
            [with_usage(chunk::counts(9_000_000_000, 9_000_000_000))],
            DONE,
            "سلام",
            Paid::TheHold,
        ),
        case(
            "reset after all was said",
            [ended(said("سلام"), "stop").pause(WAIT).step(Step::Reset)],
            DONE,
            "سلام",
            counted,
        ),
        case(
            "busy, then free",
            [refused(503, "server_is_overloaded"), ended(said("سلام"), "stop")],
            DONE,
            "سلام",
            counted,
        ),
        case("broken, then well", [refused(500, "server_error"), ended(said("سلام"), "stop")], DONE, "سلام", counted),
        case(
            "reset, then well",
            [Scenario::new("reset").step(Step::Reset), ended(said("سلام"), "stop")],
            DONE,
            "سلام",
            counted,
        ),
        case(
            "asked to wait a little",
            [refused(429, "rate_limit_exceeded").header("retry-after-ms", "90"), ended(said("سلام"), "stop")],
            DONE,
            "سلام",
            counted,
        ),
        case(
            "an error in a stream, then well",
            [Scenario::new("e").send(chunk::role("m")).send(failed_inside(json!(502))), ended(said("سلام"), "stop")],
            DONE,
            "سلام",
            counted,
        ),
    ]
}

/// Answers that do not come.
fn bad() -> Vec<Case> {
    let failed = |name, replies: Vec<Scenario>, reason| case(name, replies, ("failed", reason), "", Paid::Nothing);
    let body = |status, kind, body: &str| Scenario::body(status, kind, body.to_owned());
    vec![
        failed("400", vec![refused(400, "unknown_parameter")], "refused"),
        failed("too long", vec![refused(400, "context_length_exceeded")], "context_too_long"),
        failed("moderation", vec![refused(400, "moderation_blocked")], "filtered"),
        failed("402", vec![refused(402, "payment_required")], "unavailable"),
        failed("403", vec![refused(403, "unsupported_country_region_territory")], "unavailable"),
        failed("404", vec![refused(404, "model_not_found")], "unavailable"),
        failed("413", vec![refused(413, "too_large")], "refused"),
        failed("429 for long", vec![refused(429, "rate_limit_exceeded").header("retry-after", "3600")], "busy"),
        failed("429 without a word", vec![refused(429, "rate_limit_exceeded")], "busy"),
        failed("quota", vec![refused(429, "insufficient_quota")], "unavailable"),
        failed("500 twice", vec![refused(500, "server_error"), refused(500, "server_error")], "unavailable"),
        failed(
            "502 as a page",
            vec![body(502, "text/html", "<p>bad gateway"), body(502, "text/html", "<p>bad gateway")],
            "unavailable",
        ),
        failed("200 as a page", vec![body(200, "text/html", "<p>hello")], "unavailable"),
        failed(
            "200 as JSON",
            vec![body(200, "application/json", "{\"error\":{\"message\":\"m\",\"code\":\"insufficient_quota\"}}")],
            "unavailable",
        ),
        failed("an empty 200", vec![body(200, "text/event-stream", "")], "unavailable"),
        failed(
            "an end without a beginning",
            vec![ended(Scenario::new("e").send(chunk::role("m")), "stop")],
            "unavailable",
        ),
        failed(
            "to another host",
            vec![body(307, "text/html", "").header("location", "http://127.0.0.1:9/")],
            "unavailable",
        ),
        failed(
            "an event over the limit",
            vec![Scenario::new("large").send(chunk::text("m", &"x".repeat(3 << 20))).send(chunk::DONE)],
            "unavailable",
        ),
        failed("blocked", vec![ended(Scenario::new("filter").send(chunk::role("m")), "content_filter")], "filtered"),
    ]
}

/// Answers that begin and break off.
fn cut() -> Vec<Case> {
    let cut = |name, scenario| case(name, [scenario], CUT, "سلام", Paid::Nothing);
    vec![
        cut("an error chunk after text", said("سلام").send(failed_inside(json!("503")))),
        cut("a bare error after text", said("سلام").send(data(&json!({"error": {"message": "m"}}))).send(chunk::DONE)),
        cut("no end", said("سلام").step(Step::CloseClean)),
        cut("reset", said("سلام").pause(WAIT).step(Step::Reset)),
        cut("half a chunk", said("سلام").pause(WAIT).step(Step::CloseMidChunk)),
        cut("too long a length", said("سلام").framing(Framing::Length(100_000)).step(Step::CloseClean)),
        cut("the last event cut", said("سلام").send(Bytes::from_static(b"data: {\"choices\":[{\"fin"))),
        // What it says it used does not matter: it broke off.
        cut(
            "usage, then reset",
            said("سلام").send(chunk::usage("m", &chunk::counts(40, 10))).pause(WAIT).step(Step::Reset),
        ),
    ]
}

/// How a run was: its end, its text, its cost and its requests, whichever door it came through.
async fn check(app: &TestApp, client: &Client, case: Case) -> i64 {
    let name = case.name;
    let (here, there) = (format!("chat {}", Uuid::now_v7()), format!("v1 {}", Uuid::now_v7()));
    for marker in [&here, &there] {
        case.replies.iter().for_each(|reply| app.emulator.queue_for(marker, reply.clone()));
    }
    let conversation = client.conversation().await;
    let run = client.ask(&conversation, &here).await;
    let events = client.watch(&run, 0).await.all().await;
    let ended = client.ended(&run).await;
    let last = events.last().unwrap();
    let is_last = |name: &str| name == "message.done" || name == "error";
    assert_eq!(events.iter().filter(|event| is_last(&event.name)).count(), 1, "{name}: {events:?}");
    assert!(is_last(&last.name), "{name}: {last:?}");
    assert_eq!(ended["state"], case.state, "{name}: {ended}");
    let end = if case.state == "failed" { &last.data["reason"] } else { &last.data["finish"] };
    assert_eq!(end, case.end, "{name}: {last:?}");
    assert_eq!(text(&events).as_bytes(), case.said.as_bytes(), "{name}");
    let cost = milli(&ended["coin_cost"]);
    match case.paid {
        Paid::TheHold => assert_eq!(cost, milli(&ended["quote"]), "{name}"),
        Paid::Exactly(exactly) => assert_eq!(cost, exactly, "{name}"),
        Paid::Estimated => assert!(cost >= 10 && ended["estimated"] == true, "{name}: {ended}"),
        Paid::Nothing => assert_eq!(cost, 0, "{name}"),
    }
    let written = attempts(app, &run).await;
    assert_eq!(written.len(), case.replies.len(), "{name}: {written:?}");
    assert_eq!(written.last().unwrap() == "done", case.state == "succeeded", "{name}: {written:?}");

    // The same without a stream, through the other door.
    let body = json!({"model": MODEL, "messages": [{"role": "user", "content": there}]});
    let request = client.http.post(format!("{}/v1/chat/completions", client.base)).json(&body);
    let response = request.bearer_auth(client.access_token.as_deref().unwrap()).send().await.unwrap();
    let (status, whole): (StatusCode, Value) = (response.status(), response.json().await.unwrap());
    assert_eq!(status.is_success(), case.state == "succeeded", "{name}: {whole}");
    let more = if status.is_success() {
        let message = &whole["choices"][0]["message"];
        assert_eq!(message["content"].as_str().unwrap().as_bytes(), case.said.as_bytes(), "{name}");
        milli(&whole["usage"]["coin_cost"])
    } else {
        assert!(whole["error"]["message"].is_string(), "{name}: {whole}");
        0
    };
    // The two doors ask a little differently, which shows where we count.
    let comparable = matches!(case.paid, Paid::Exactly(_) | Paid::Nothing);
    assert!(!comparable || more == cost, "{name}: {more} instead of {cost}");
    let asked = |marker: &String| {
        app.emulator.requests().iter().filter(|request| request.body.to_string().contains(marker.as_str())).count()
    };
    assert_eq!((asked(&here), asked(&there)), (case.replies.len(), case.replies.len()), "{name}: requests");
    cost + more
}

/// How each request of a run ended, as it is kept for staff.
async fn attempts(app: &TestApp, run: &str) -> Vec<String> {
    let id: aimall::kernel::id::RunId = run.parse().unwrap();
    let mut conn = app.cx.db.read().await.map_err(|_| "no database").unwrap();
    let sql = "SELECT outcome FROM attempts WHERE run_id = $1 ORDER BY number";
    fetch_all!(&mut conn, (String,), sql, id).unwrap().into_iter().map(|(outcome,)| outcome).collect()
}

async fn check_all(app: &TestApp, cases: Vec<Case>) {
    let client = app.member("asker").await;
    let before = client.balance().await.0;
    let paid = join_all(cases.into_iter().map(|case| check(app, &client, case))).await;
    assert_eq!(client.balance().await, (before - paid.iter().sum::<i64>(), 0), "every coin is accounted for");
}

on_both! {
    with Setup { settings: vec![("SIGNUP_COINS", RICH.to_owned())], ..Setup::default() };

    async fn answers_that_come(app: &TestApp) {
        check_all(app, good()).await;
    }

    async fn answers_that_do_not_come(app: &TestApp) {
        check_all(app, bad()).await;
    }

    async fn a_refused_key_is_asked_once(app: &TestApp) {
        let client = app.member("refused").await;
        app.emulator.queue(refused(401, "invalid_api_key"));
        let run = client.ask(&client.conversation().await, "سلام").await;
        let ended = client.ended(&run).await;
        assert_eq!((&ended["state"], &ended["error"]["reason"], milli(&ended["coin_cost"])), (&json!("failed"), &json!("unavailable"), 0));
        assert_eq!(attempts(app, &run).await, ["credential"]);
        let body = json!({"model": MODEL, "messages": [{"role": "user", "content": "سلام"}]});
        let request = client.http.post(format!("{}/v1/chat/completions", client.base)).json(&body);
        let response = request.bearer_auth(client.access_token.as_deref().unwrap()).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "its models are off the offer");
        assert_eq!(app.emulator.requests().iter().filter(|request| request.method == "POST").count(), 1);
    }

    async fn answers_that_break_off(app: &TestApp) {
        check_all(app, cut()).await;
    }
}
