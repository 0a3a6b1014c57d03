//! Those who ask: a provider's client, and people of AI Mall.

use futures::StreamExt;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// Where a question goes, and as whom.
#[derive(Clone)]
pub enum Caller {
    /// To an OpenAI-compatible address: the emulator itself, or a gateway before it.
    Direct { http: Client, url: String, key: String, model: &'static str },
    /// To AI Mall, as a signed-in person in a conversation.
    Person { http: Client, base: String, token: String },
}

/// How one answer came.
pub struct Answer {
    /// From sending the question to the first piece of text.
    pub first: Duration,
    /// Pieces of text.
    pub pieces: usize,
    /// The longest time between two reads of the body that brought text.
    pub gap: Duration,
}

impl Caller {
    pub fn direct(base: &str, key: &str) -> Self {
        Self::Direct {
            http: client(),
            url: format!("{base}/chat/completions"),
            key: key.to_owned(),
            model: "gpt-5-mini",
        }
    }

    /// Programs with an API key each, to AI Mall's `/v1`.
    pub async fn programs(address: SocketAddr, count: usize, round: &str) -> Vec<Self> {
        let mut programs = Vec::new();
        for person in Self::people(address, count, round).await {
            let Self::Person { http, base, token } = person else { continue };
            let made = http.post(format!("{base}/api-keys")).bearer_auth(token).json(&json!({ "name": "bench" }));
            let made: Value = made.send().await.unwrap().json().await.unwrap();
            let key = made["key"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
            let url = format!("http://{address}/v1/chat/completions");
            programs.push(Self::Direct { http, url, key, model: "openai/gpt-5-mini" });
        }
        programs
    }

    /// People with an account; a person may start 120 runs a minute, so many askers need many of them.
    pub async fn people(address: SocketAddr, count: usize, round: &str) -> Vec<Self> {
        let (http, base) = (client(), format!("http://{address}/api/v1"));
        let mut people = Vec::new();
        for n in 0..count {
            let body = json!({ "email": format!("{round}{n}@example.com"), "password": "a good password" });
            // An address may register forty people at once.
            let from = format!("198.51.{}.1", n / 30);
            let asked = http.post(format!("{base}/auth/register")).header("x-forwarded-for", from).json(&body);
            let answer = asked.send().await.unwrap();
            let answer: Value = answer.json().await.unwrap();
            let token = answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
            people.push(Self::Person { http: http.clone(), base: base.clone(), token });
        }
        people
    }

    /// A conversation for one question, made before the clock runs.
    pub async fn prepare(&self) -> String {
        let Self::Person { http, base, token } = self else { return String::new() };
        let answer = http.post(format!("{base}/conversations")).bearer_auth(token).json(&json!({})).send();
        let answer: Value = answer.await.unwrap().json().await.unwrap();
        answer["id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// Asks for `deltas` pieces with `pause_ms` between them and reads the answer to its end.
    pub async fn ask(&self, conversation: &str, deltas: usize, pause_ms: u64) -> Answer {
        let question = format!("[[bench {deltas} {pause_ms}]]");
        let began = Instant::now();
        let response = match self {
            Self::Direct { http, url, key, model } => {
                let body = json!({
                    "model": model, "stream": true, "stream_options": { "include_usage": true },
                    "max_completion_tokens": 8192, "messages": [{ "role": "user", "content": question }],
                });
                http.post(url).bearer_auth(key).json(&body).send().await.unwrap()
            }
            Self::Person { http, base, token } => {
                let query =
                    [("conversationId", conversation), ("model", "openai/gpt-5-mini"), ("message", question.as_str())];
                let query = query.map(|(name, value)| format!("{name}={}", encoded(value))).join("&");
                http.get(format!("{base}/chat/stream?{query}")).bearer_auth(token).send().await.unwrap()
            }
        };
        read(response, began).await
    }
}

impl Caller {
    /// Asks for a short answer as a whole.
    pub async fn ask_whole(&self, deltas: usize) {
        let Self::Direct { http, url, key, model } = self else { panic!("people read streams") };
        let body = json!({
            "model": model, "max_completion_tokens": 8192,
            "messages": [{ "role": "user", "content": format!("[[bench {deltas} 0]]") }],
        });
        let response = http.post(url).bearer_auth(key).json(&body).send().await.unwrap();
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert!(status.is_success() && text.matches("token ").count() == deltas, "{status}: {text}");
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn read(response: Response, began: Instant) -> Answer {
    assert!(response.status().is_success(), "{}", response.text().await.unwrap());
    let mut answer = Answer { first: Duration::ZERO, pieces: 0, gap: Duration::ZERO };
    let (mut body, mut last) = (response.bytes_stream(), began);
    // A piece that two reads share is found with what the earlier one left.
    let mut rest: Vec<u8> = Vec::new();
    while let Some(bytes) = body.next().await {
        rest.extend_from_slice(&bytes.unwrap());
        let found = memchr::memmem::find_iter(&rest, b"token ").count();
        if found > 0 {
            let now = Instant::now();
            match answer.pieces {
                0 => answer.first = now - began,
                _ => answer.gap = answer.gap.max(now - last),
            }
            (answer.pieces, last) = (answer.pieces + found, now);
        }
        // "token " without its last letter at most.
        let keep = rest.len().min(5);
        let whole = memchr::memmem::rfind(&rest, b"token ").map_or(0, |at| at + 6);
        rest.drain(..whole.max(rest.len() - keep));
    }
    answer
}

pub fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}
