//! Long tasks (Midjourney behind a task API) in two dialects: what a request must keep to, and how far a task is.

use super::{
    contract::{Wire, ensure, no_stray_headers, only},
    record::Request,
    scenario::Scenario,
};
use serde_json::{Value, json};

/// GoAPI, also called PiAPI.
pub const GOAPI: Wire =
    Wire { name: "goapi", prefix: "/goapi/api/v1", key: "goapi-emulator-0123456789abcdef", check: check_goapi, answer };
/// LegNext.
pub const LEGNEXT: Wire = Wire {
    name: "legnext",
    prefix: "/legnext/api/v1",
    key: "legnext-emulator-0123456789abcdef",
    check: check_legnext,
    answer,
};

/// What a date says before the step happened.
const NEVER: &str = "0001-01-01T00:00:00Z";

/// A task in GoAPI's words.
pub fn goapi(status: &str, output: &Value, error_code: i64) -> Value {
    json!({"code": 200, "message": "success", "data": {
        "task_id": "t-1", "model": "midjourney", "task_type": "imagine", "status": status,
        "config": {"service_mode": "public", "webhook_config": {"endpoint": "", "secret": ""}},
        "input": {"prompt": "…", "aspect_ratio": "16:9", "process_mode": "fast"}, "output": output,
        "meta": {"created_at": "2026-11-21T09:00:00Z", "started_at": NEVER, "ended_at": "",
                 "usage": {"type": "point", "frozen": 0, "consume": 14}},
        "logs": [], "error": error(error_code),
    }})
}

/// A task in LegNext's words.
pub fn legnext(status: &str, output: &Value, error_code: i64) -> Value {
    json!({
        "job_id": "j-1", "model": "midjourney", "task_type": "diffusion", "status": status,
        "config": {"service_mode": "public", "webhook_config": {"endpoint": "", "secret": ""}},
        "input": null, "output": output,
        "meta": {"created_at": "2026-11-21T09:00:00Z", "started_at": NEVER, "ended_at": NEVER,
                 "usage": {"type": "point", "frozen": 80, "consume": 0}},
        "detail": null, "logs": [], "error": error(error_code),
    })
}

fn error(code: i64) -> Value {
    let message = if code == 0 { "" } else { "emulated" };
    json!({"code": code, "raw_message": "", "message": message, "detail": null})
}

fn check_head(request: &Request, key: &str) -> Result<(), String> {
    ensure(request.header("x-api-key") == Some(key), "x-api-key is not the expected key")?;
    ensure(request.header("authorization").is_none(), "a key in two places")?;
    no_stray_headers(request)?;
    let typed = request.header("content-type") == Some("application/json");
    ensure(typed == (request.method == "POST"), "a wrong content-type")?;
    ensure(request.body.is_null() == (request.method != "POST"), "a wrong body")
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn check_goapi(request: &Request) -> Result<(), String> {
    check_head(request, GOAPI.key)?;
    let path = request.path.trim_start_matches(GOAPI.prefix);
    let named = path.strip_prefix("/task/").is_some_and(is_id);
    match request.method.as_str() {
        "GET" | "DELETE" if named => Ok(()),
        "POST" if path == "/task" => check_goapi_task(&request.body),
        method => Err(format!("goapi has no {method} {path}")),
    }
}

fn check_goapi_task(body: &Value) -> Result<(), String> {
    only(body, &["model", "task_type", "input", "config"], "a task")?;
    ensure(body["model"] == "midjourney", "another model")?;
    only(&body["config"], &["service_mode", "webhook_config"], "a task's config")?;
    let filled = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    if let Some(hook) = body["config"].get("webhook_config") {
        only(hook, &["endpoint", "secret"], "a webhook")?;
        ensure(filled(&hook["endpoint"]) && filled(&hook["secret"]), "a webhook without address or secret")?;
    }
    let input = &body["input"];
    match body["task_type"].as_str() {
        Some("imagine") => {
            only(input, &["prompt", "aspect_ratio"], "an imagine's input")?;
            ensure(filled(&input["prompt"]), "no prompt")
        }
        Some("upscale" | "variation") => {
            only(input, &["origin_task_id", "index", "prompt", "aspect_ratio"], "an input")?;
            let index = input["index"].as_str().unwrap_or_default();
            ensure(["1", "2", "3", "4"].contains(&index), "index is none of four")?;
            ensure(filled(&input["origin_task_id"]), "no origin")
        }
        Some("reroll") => ensure(filled(&input["origin_task_id"]), "no origin"),
        other => Err(format!("an unknown task {other:?}")),
    }
}

fn check_legnext(request: &Request) -> Result<(), String> {
    check_head(request, LEGNEXT.key)?;
    let (path, body) = (request.path.trim_start_matches(LEGNEXT.prefix), &request.body);
    match (request.method.as_str(), path) {
        ("GET", path) if path.strip_prefix("/job/").is_some_and(is_id) => Ok(()),
        ("POST", "/diffusion") => {
            only(body, &["text", "callback"], "a diffusion")?;
            let length = body["text"].as_str().map_or(0, |text| text.chars().count());
            ensure((1..=8_192).contains(&length), "no text, or too much")
        }
        ("POST", "/upscale") => {
            only(body, &["jobId", "imageNo", "type", "callback"], "an upscale")?;
            ensure(body["imageNo"].as_u64().is_some_and(|number| number < 4), "imageNo is none of four")?;
            ensure(body["jobId"].is_string() && body["type"] == 0, "no job or no type")
        }
        (method, path) => Err(format!("legnext has no {method} {path}")),
    }
}

fn answer(request: &Request) -> Scenario {
    let at_goapi = request.path.starts_with(GOAPI.prefix);
    let task = |status: &str, output: &Value| {
        let told = if at_goapi { goapi(status, output, 0) } else { legnext(status, output, 0) };
        Scenario::status(200, told).named_as(status)
    };
    match request.method.as_str() {
        "POST" => task("pending", &json!({"image_url": "", "image_urls": null, "progress": 0})),
        "DELETE" => Scenario::status(200, json!({"code": 200, "message": "task canceled"})),
        _ => task(
            "completed",
            &json!({"image_url": "https://img.example/grid.png", "progress": 100, "image_urls": [
                "https://img.example/0.png", "https://img.example/1.png", "https://img.example/2.png", "https://img.example/3.png",
            ]}),
        ),
    }
}
