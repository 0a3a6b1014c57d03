//! A REST client with an account.

use super::contract;
use futures::StreamExt;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// Someone who calls the API.
#[derive(Debug, Clone)]
pub struct Client {
    pub http: reqwest::Client,
    pub base: String,
    pub access_token: Option<String>,
    pub refresh_token: Option<String>,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, base: format!("http://{address}"), access_token: None, refresh_token: None }
    }

    /// The same person through another process.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { base: format!("http://{address}"), ..self.clone() }
    }

    pub async fn register(&mut self, email: &str, password: &str) -> Value {
        let (status, body) = self.post("auth/register", json!({ "email": email, "password": password })).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        self.keep_tokens(&body);
        body
    }

    pub fn keep_tokens(&mut self, body: &Value) {
        self.access_token = body["access_token"].as_str().map(str::to_owned);
        self.refresh_token = body["refresh_token"].as_str().map(str::to_owned);
    }

    /// A request to `/api/v1/{path}` as this person.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}/api/v1/{path}", self.base));
        match &self.access_token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.exchange(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.exchange(Method::POST, path, Some(body)).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        self.exchange(method, path, Some(body)).await
    }

    /// Sends and reads; the answer is held against the OpenAPI document.
    async fn exchange(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let mut request = self.request(method.clone(), path);
        if let Some(body) = &body {
            request = request.json(body);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let media = response.headers().get("content-type").map(|media| media.to_str().unwrap().to_owned());
        let text = response.text().await.unwrap();
        let answer = serde_json::from_str(&text).unwrap_or(Value::String(text));
        contract::check_answer(
            &method,
            &format!("/api/v1/{path}"),
            body.as_ref(),
            status,
            &media.unwrap_or_default(),
            &answer,
        );
        (status, answer)
    }

    /// What can be spent and what is set aside, in thousandths.
    pub async fn balance(&self) -> (i64, i64) {
        let (status, body) = self.get("billing/balance").await;
        assert_eq!(status, StatusCode::OK, "{body}");
        (milli(&body["available"]), milli(&body["held"]))
    }

    /// A new conversation's id.
    pub async fn conversation(&self) -> String {
        let (status, body) = self.post("conversations", json!({})).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        body["id"].as_str().unwrap().to_owned()
    }

    /// Sends a message with the model `openai/gpt-5-mini`; what came of it.
    pub async fn say(&self, conversation: &str, content: &str) -> (StatusCode, Value) {
        let body = json!({ "content": content, "model": "openai/gpt-5-mini" });
        self.post(&format!("conversations/{conversation}/messages"), body).await
    }

    /// Sends a message; the run that answers it.
    pub async fn ask(&self, conversation: &str, content: &str) -> String {
        let (status, body) = self.say(conversation, content).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{body}");
        body["run_id"].as_str().unwrap().to_owned()
    }

    /// The run's events after `after`.
    pub async fn watch(&self, run: &str, after: i64) -> Events {
        let response = self.request(Method::GET, &format!("runs/{run}/events?after={after}")).send().await.unwrap();
        Events::of(response)
    }

    /// The run, after it ended.
    pub async fn ended(&self, run: &str) -> Value {
        self.watch(run, 0).await.all().await;
        let (status, body) = self.get(&format!("runs/{run}")).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }

    /// The newest answer of a conversation.
    pub async fn last_answer(&self, conversation: &str) -> Value {
        let (_, body) = self.get(&format!("conversations/{conversation}/messages")).await;
        let mut answers = body["items"].as_array().unwrap().iter().filter(|message| message["role"] == "assistant");
        answers.next_back().unwrap().clone()
    }
}

/// Posts as a browser's form does.
pub trait Form {
    /// The fields as the body.
    fn form(self, fields: &[(&str, &str)]) -> Self;
}

impl Form for RequestBuilder {
    fn form(self, fields: &[(&str, &str)]) -> Self {
        let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let pairs: Vec<_> =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        self.header("content-type", "application/x-www-form-urlencoded").body(pairs.join("&"))
    }
}

/// Coins on the wire as thousandths.
pub fn milli(coins: &Value) -> i64 {
    coins.as_str().unwrap().parse::<aimall::kernel::Coins>().unwrap().milli
}

/// One event of a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub id: i64,
    pub name: String,
    pub data: Value,
}

/// A stream of events that is being read.
pub struct Events {
    body: std::pin::Pin<Box<dyn futures::Stream<Item = reqwest::Result<bytes::Bytes>> + Send>>,
    buffer: String,
}

impl Events {
    pub fn of(response: Response) -> Self {
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        Self { body: Box::pin(response.bytes_stream()), buffer: String::new() }
    }

    /// The next event; none at the end of the stream.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some((block, rest)) = self.buffer.split_once("\n\n") {
                let event = parse(block);
                self.buffer = rest.to_owned();
                if let Some(event) = event {
                    contract::check_event(&event.name, &event.data);
                    return Some(event);
                }
            }
            self.buffer.push_str(std::str::from_utf8(&self.body.next().await?.ok()?).unwrap());
        }
    }

    /// Everything until the end.
    pub async fn all(mut self) -> Vec<Event> {
        let mut all = Vec::new();
        while let Some(event) = self.next().await {
            all.push(event);
        }
        all
    }
}

fn parse(block: &str) -> Option<Event> {
    let field =
        |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim_start().to_owned());
    Some(Event {
        id: field("id:")?.parse().ok()?,
        name: field("event:")?,
        data: serde_json::from_str(&field("data:")?).ok()?,
    })
}

/// The text of all deltas.
pub fn text(events: &[Event]) -> String {
    events
        .iter()
        .filter(|event| event.name == "message.delta")
        .map(|event| event.data["text"].as_str().unwrap())
        .collect()
}
