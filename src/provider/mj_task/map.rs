//! How far a task is. Both providers tell the same, one of them inside `data`; replies and webhooks are alike.

use crate::provider::{
    classify::classify,
    failure::{Failure, FailureClass},
    media::{TaskReport, TaskState},
    redact::redact,
    usage::Usage,
};
use jiff::Timestamp;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// The report in a reply; a failure when it holds none.
pub(super) fn reply(body: &[u8]) -> Result<TaskReport, Failure> {
    let told = serde_json::from_slice(body).ok().as_ref().and_then(report);
    told.ok_or_else(|| classify(200, body, &HeaderMap::new(), Timestamp::UNIX_EPOCH))
}

/// The report in what a provider says of a task; `None` when it names none.
pub(super) fn report(told: &Value) -> Option<TaskReport> {
    let task = told.get("data").filter(|data| data.is_object()).unwrap_or(told);
    let task_id = ["task_id", "job_id"].into_iter().find_map(|field| filled(&task[field]))?.to_owned();
    Some(TaskReport { task_id, state: state(task) })
}

fn state(task: &Value) -> TaskState {
    let status = task["status"].as_str().unwrap_or_default().trim().to_lowercase();
    if status == "failed" || error_code(task) != 0 {
        return TaskState::Failed(failure(&task["error"]));
    }
    if status != "completed" {
        // A word that is not known is a step on the way.
        return TaskState::Running { progress: progress(task) };
    }
    let image_urls = pictures(&task["output"]);
    if image_urls.is_empty() {
        return TaskState::Failed(Failure::new(FailureClass::Protocol, "a completed task without pictures"));
    }
    let usage =
        Usage { images: u64::try_from(image_urls.len()).ok(), raw: task.get("meta").map(meta), ..Usage::default() };
    TaskState::Done { image_urls, usage }
}

/// Zero when there is no error, which is told in every report.
fn error_code(task: &Value) -> i64 {
    let code = task.pointer("/error/code").unwrap_or(&Value::Null);
    match code {
        Value::Null => 0,
        Value::String(text) => text.trim().parse().unwrap_or(i64::from(!text.trim().is_empty())),
        code => code.as_i64().unwrap_or(1),
    }
}

fn failure(error: &Value) -> Failure {
    let said: Vec<&str> =
        ["message", "raw_message", "detail"].iter().filter_map(|field| filled(&error[*field])).collect();
    let (said, code) = (said.join("; "), error["code"].to_string());
    let words = said.to_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| words.contains(phrase));
    let class = match () {
        () if says(&["banned", "moderat", "blocked", "sensitive", "content policy", "nsfw"]) => FailureClass::Filtered,
        () if says(&["credit", "quota", "balance", "insufficient"]) => FailureClass::Quota,
        () if says(&["invalid", "parameter", "unrecognized", "prompt"]) => FailureClass::Caller,
        () => FailureClass::Transient,
    };
    Failure::new(class, redact(&format!("the task failed with {code}: {said}")))
}

fn progress(task: &Value) -> u8 {
    let told = &task["output"]["progress"];
    let percent = told.as_u64().or_else(|| told.as_str()?.trim().trim_end_matches('%').parse().ok()).unwrap_or(0);
    u8::try_from(percent.min(100)).unwrap_or(100)
}

/// The pictures one by one; where there is only a sheet of all, the sheet.
fn pictures(output: &Value) -> Vec<String> {
    let list = |field: &str| -> Vec<String> {
        let urls = output[field].as_array().into_iter().flatten().filter_map(filled);
        urls.map(str::to_owned).collect()
    };
    let single = |field: &str| -> Vec<String> { filled(&output[field]).map(str::to_owned).into_iter().collect() };
    let places = [list("image_urls"), list("temporary_image_urls"), single("image_url"), single("discord_image_url")];
    places.into_iter().find(|urls| !urls.is_empty()).unwrap_or_default()
}

/// What is kept for staff. Before a step has happened its date is year one, or empty.
fn meta(told: &Value) -> Value {
    let mut kept = told.clone();
    for field in ["created_at", "started_at", "ended_at"] {
        let date = kept.get(field).and_then(Value::as_str);
        if date.is_some_and(|date| date.is_empty() || date.starts_with("0001-")) {
            kept[field] = Value::Null;
        }
    }
    kept
}

fn filled(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}
