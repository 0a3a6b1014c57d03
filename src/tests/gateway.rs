//! `/v1`: what OpenAI's clients send and read, and that every answer is a run that is paid like any other.

use crate::{
    harness::{Client, TestApp, wait_until},
    provider::emulator::{Scenario, Step, chunk},
};
use futures::StreamExt;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

const SIGNUP: i64 = 200_000;
const MODEL: &str = "openai/gpt-5-mini";

/// A token read is 0.375 thousandths of a coin, one written 3.
fn price(input: i64, output: i64) -> i64 {
    (375 * input + 3_000 * output + 999) / 1_000
}

fn question(more: Value) -> Value {
    let mut body = json!({"model": MODEL, "messages": [{"role": "user", "content": "سلام"}]});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

async fn send(client: &Client, body: &Value) -> Response {
    let request = client.http.post(format!("{}/v1/chat/completions", client.base)).json(body);
    request.bearer_auth(client.access_token.as_deref().unwrap_or("")).send().await.unwrap()
}

async fn read(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    (status, response.json().await.unwrap())
}

/// The data of a stream's events, to its end.
async fn data(response: Response) -> Vec<String> {
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/event-stream"));
    let text = response.text().await.unwrap();
    text.split("\n\n").filter_map(|event| event.strip_prefix("data: ").map(str::to_owned)).collect()
}

fn pieces(data: &[String]) -> Vec<Value> {
    data.iter().filter(|data| *data != "[DONE]").map(|data| serde_json::from_str(data).unwrap()).collect()
}

fn said(words: &[&str], counts: &Value) -> Scenario {
    let begun = Scenario::new("said").send(chunk::role("m"));
    let said = words.iter().fold(begun, |said, word| said.send(chunk::text("m", word)));
    said.send(chunk::finish("m", "stop")).send(chunk::usage("m", counts)).send(chunk::DONE)
}

fn counts() -> Value {
    json!({
        "prompt_tokens": 10, "completion_tokens": 500, "total_tokens": 510,
        "prompt_tokens_details": {"cached_tokens": 0}, "completion_tokens_details": {"reasoning_tokens": 100},
    })
}

on_both! {
    async fn a_whole_answer_costs_what_was_used(app: &TestApp) {
        let client = app.member("whole").await;
        app.emulator.queue(said(&["سلام ", "دنیا"], &counts()));
        let (status, body) = read(send(&client, &question(json!({"temperature": 0.5, "max_tokens": 600}))).await).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        assert_eq!((&body["object"], &body["model"]), (&json!("chat.completion"), &json!(MODEL)));
        let choice = &body["choices"][0];
        assert_eq!(choice["message"], json!({"role": "assistant", "content": "سلام دنیا"}));
        assert_eq!(choice["finish_reason"], "stop");
        let usage = &body["usage"];
        assert_eq!((&usage["prompt_tokens"], &usage["completion_tokens"], &usage["total_tokens"]), (&json!(10), &json!(500), &json!(510)));
        assert_eq!(usage["completion_tokens_details"]["reasoning_tokens"], 100);
        assert_eq!(client.balance().await, (SIGNUP - price(10, 500), 0));
        let asked = app.emulator.requests().into_iter().find(|request| request.method == "POST").unwrap();
        assert_eq!((&asked.body["temperature"], &asked.body["max_completion_tokens"]), (&json!(0.5), &json!(600)));
        let run = body["id"].as_str().unwrap().strip_prefix("chatcmpl-").unwrap().to_owned();
        let run = client.get(&format!("runs/{run}")).await.1;
        assert_eq!((&run["kind"], &run["state"]), (&json!("completion"), &json!("succeeded")));
    }

    async fn a_streamed_answer_comes_in_pieces_and_ends(app: &TestApp) {
        let client = app.member("pieces").await;
        app.emulator.queue(said(&["سلام ", "دنیا"], &counts()));
        let body = question(json!({"stream": true, "stream_options": {"include_usage": true}}));
        let data = data(send(&client, &body).await).await;
        assert_eq!(data.last().unwrap(), "[DONE]");
        let pieces = pieces(&data);
        assert!(pieces.iter().all(|piece| piece["object"] == "chat.completion.chunk" && piece["id"] == pieces[0]["id"]));
        assert_eq!(pieces[0]["choices"][0]["delta"], json!({"role": "assistant", "content": ""}));
        let text: String = pieces.iter().filter_map(|piece| piece["choices"][0]["delta"]["content"].as_str()).collect();
        assert_eq!(text, "سلام دنیا");
        let [.., end, usage] = pieces.as_slice() else { panic!("{pieces:?}") };
        assert_eq!(end["choices"][0]["finish_reason"], "stop");
        assert_eq!((&usage["choices"], &usage["usage"]["total_tokens"]), (&json!([]), &json!(510)));
        assert_eq!(client.balance().await, (SIGNUP - price(10, 500), 0));
    }

    async fn a_client_that_hangs_up_stops_the_run(app: &TestApp) {
        let client = app.member("gone").await;
        app.emulator.queue(Scenario::new("endless").send(chunk::role("m")).send(chunk::text("m", "so far")).step(Step::WaitForClientClose(Duration::from_secs(30))));
        let response = send(&client, &question(json!({"stream": true}))).await;
        let mut body = response.bytes_stream();
        body.next().await.unwrap().unwrap();
        drop(body);
        assert!(app.emulator.client_gone(Duration::from_secs(5)).await.is_some(), "the provider is told");
        wait_until("the run ends", || async { client.balance().await.1 == 0 }).await;
        assert!(client.balance().await.0 < SIGNUP, "what was written is paid");
    }

    async fn what_fails_before_the_first_word_is_a_status(app: &TestApp) {
        let client = app.member("failed").await;
        for stream in [false, true] {
            for (content, status, code) in [
                ("[[error500]]", StatusCode::BAD_GATEWAY, "provider_unavailable"),
                ("[[filtered]]", StatusCode::BAD_REQUEST, "content_policy_violation"),
            ] {
                let body = question(json!({"stream": stream, "messages": [{"role": "user", "content": content}]}));
                let (got, body) = read(send(&client, &body).await).await;
                assert_eq!((got, &body["error"]["code"]), (status, &json!(code)), "{body}");
                assert!(body["error"]["message"].as_str().is_some_and(|message| !message.is_empty()));
            }
        }
        assert_eq!(client.balance().await, (SIGNUP, 0));
    }

    async fn what_breaks_off_is_an_error_in_the_stream(app: &TestApp) {
        let client = app.member("cut").await;
        let cut = Scenario::new("cut").send(chunk::role("m")).send(chunk::text("m", "so far")).pause(Duration::from_millis(50)).step(Step::Reset);
        app.emulator.queue(cut);
        let data = data(send(&client, &question(json!({"stream": true}))).await).await;
        let pieces = pieces(&data);
        assert_eq!(pieces.last().unwrap()["error"]["code"], "interrupted");
        assert!(!data.contains(&"[DONE]".to_owned()));
        assert_eq!(client.balance().await, (SIGNUP, 0));
    }

    async fn wrong_requests_say_what_is_wrong(app: &TestApp) {
        let client = app.member("wrong").await;
        for (more, status, code, param) in [
            (json!({"model": "nobody/knows"}), StatusCode::NOT_FOUND, "model_not_found", "model"),
            (json!({"messages": []}), StatusCode::BAD_REQUEST, "invalid_value", "messages"),
            (json!({"messages": [{"role": "wizard", "content": "x"}]}), StatusCode::BAD_REQUEST, "invalid_value", "messages"),
            (json!({"n": 2}), StatusCode::BAD_REQUEST, "invalid_value", "n"),
            (json!({"max_tokens": 0}), StatusCode::BAD_REQUEST, "invalid_value", "max_completion_tokens"),
            (json!({"tool_choice": "perhaps"}), StatusCode::BAD_REQUEST, "invalid_value", "tool_choice"),
            (
                json!({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://127.0.0.1/x.png"}}]}]}),
                StatusCode::BAD_REQUEST, "invalid_value", "messages[0].content[0].image_url.url",
            ),
        ] {
            let (got, body) = read(send(&client, &question(more)).await).await;
            let error = &body["error"];
            assert_eq!((got, &error["code"], &error["param"]), (status, &json!(code), &json!(param)), "{body}");
        }
        let long = json!({"messages": [{"role": "user", "content": "۱".repeat(500_000)}]});
        let (status, body) = read(send(&client, &question(long)).await).await;
        assert_eq!((status, &body["error"]["code"]), (StatusCode::BAD_REQUEST, &json!("context_length_exceeded")));
        let (status, body) = read(send(&app.stranger(), &question(json!({}))).await).await;
        assert_eq!((status, &body["error"]["code"]), (StatusCode::UNAUTHORIZED, &json!("invalid_api_key")));
        assert_eq!(app.emulator.requests().iter().filter(|request| request.method == "POST").count(), 0);
        assert_eq!(client.balance().await, (SIGNUP, 0));
    }

    async fn models_are_listed_as_openai_does(app: &TestApp) {
        let client = app.member("lister").await;
        let get = |path: &str| {
            client.http.get(format!("{}/v1/{path}", client.base)).bearer_auth(client.access_token.as_deref().unwrap()).send()
        };
        let (status, list) = read(get("models").await.unwrap()).await;
        assert_eq!((status, &list["object"]), (StatusCode::OK, &json!("list")));
        assert!(list["data"].as_array().unwrap().iter().any(|model| model["id"] == MODEL && model["object"] == "model"));
        assert_eq!(read(get("models/openai/gpt-5-mini").await.unwrap()).await.1["id"], MODEL);
        assert_eq!(get("models/nobody/knows").await.unwrap().status(), StatusCode::NOT_FOUND);
    }
}

mod pictures {
    use super::*;
    use crate::{
        harness::Setup,
        outbound::{PNG, Page, Site},
    };
    use base64::{Engine, engine::general_purpose::STANDARD};

    /// A server with pictures, which outlives this function as long as its test runs.
    async fn allowed() -> Setup {
        let site = Site::start(|path| match path {
            "/1.png" => Page::picture(),
            "/inside" => Page::to("https://10.0.0.1/1.png"),
            "/large" => Page { body: [PNG, &vec![0; 10 << 20]].concat(), ..Page::picture() },
            "/page" => Page { body: b"<html>".to_vec(), ..Page::picture() },
            _ => Page::status(404),
        })
        .await;
        Setup { settings: vec![("OUTBOUND_ALLOW", site.address.to_string())], ..Setup::default() }
    }

    fn shown(urls: &[String]) -> Value {
        let part = |url: &String| json!({"type": "image_url", "image_url": {"url": url}});
        let text = json!({"type": "text", "text": "چیست؟"});
        let parts: Vec<_> = std::iter::once(text).chain(urls.iter().map(part)).collect();
        question(json!({"messages": [{"role": "user", "content": parts}], "max_tokens": 100}))
    }

    on_both! {
        with allowed().await;

        async fn an_address_is_fetched_before_anything_is_asked(app: &TestApp) {
            let client = app.member("pictures").await;
            let url = |path: &str| format!("http://{}{path}", app.cx.settings.outbound_allow[0]);
            app.emulator.queue(said(&["عکس"], &counts()));
            let (status, body) = read(send(&client, &shown(&[url("/1.png")])).await).await;
            assert_eq!(status, StatusCode::OK, "{body}");
            let asked = app.emulator.requests().into_iter().find(|request| request.method == "POST").unwrap();
            let data = format!("data:image/png;base64,{}", STANDARD.encode(PNG));
            let parts = asked.body["messages"][0]["content"].as_array().unwrap();
            assert!(parts.iter().any(|part| part["image_url"]["url"] == data), "{parts:?}");
            let orders = || app.emulator.requests().iter().filter(|request| request.method == "POST").count();
            let (before, asked) = (client.balance().await, orders());
            for (path, words) in [
                ("/gone", "nothing there"),
                ("/inside", "not a public one"),
                ("/large", "10485760 bytes"),
                ("/page", "png, jpeg, webp or gif"),
            ] {
                let (status, body) = read(send(&client, &shown(&[url("/1.png"), url(path)])).await).await;
                let error = &body["error"];
                assert_eq!((status, &error["code"]), (StatusCode::BAD_REQUEST, &json!("invalid_value")), "{path}: {body}");
                assert_eq!(error["param"], "messages[0].content[2].image_url.url", "{path}");
                assert!(error["message"].as_str().unwrap().contains(words), "{path}: {body}");
            }
            let many: Vec<_> = (0..21).map(|_| url("/1.png")).collect();
            let (status, body) = read(send(&client, &shown(&many)).await).await;
            assert_eq!((status, &body["error"]["param"]), (StatusCode::BAD_REQUEST, &json!("messages[0].content[21].image_url.url")));
            assert!(body["error"]["message"].as_str().unwrap().contains("20 pictures"), "{body}");
            assert_eq!((client.balance().await, orders()), (before, asked), "nothing was asked or paid");
        }
    }
}

mod poor {
    use super::*;
    use crate::harness::Setup;

    on_both! {
        with Setup { settings: vec![("SIGNUP_COINS", "0.01".to_owned())], ..Setup::default() };

        async fn a_wallet_that_cannot_pay_is_told_so(app: &TestApp) {
            let client = app.member("poor").await;
            let (status, body) = read(send(&client, &question(json!({}))).await).await;
            assert_eq!((status, &body["error"]["code"]), (StatusCode::PAYMENT_REQUIRED, &json!("insufficient_coins")), "{body}");
        }
    }
}
