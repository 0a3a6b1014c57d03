//! What is asked for, in each provider's words, as data: a new one is a new value here.

use crate::provider::{
    failure::{Failure, FailureClass},
    media::TaskRequest,
};
use serde_json::{Map, Value, json};

/// How a provider is told what to do.
pub(super) struct Dialect {
    /// Where tasks are, below the base.
    tasks: &'static str,
    /// Whether a task can be taken back.
    pub(super) cancels: bool,
    /// What it does: our word for it, where it is ordered, and in which form.
    works: &'static [(&'static str, &'static str, Form)],
}

/// The form of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// GoAPI's, for a prompt.
    Prompt,
    /// GoAPI's, for one picture of a task.
    Picture,
    /// GoAPI's, for a task as a whole.
    Whole,
    /// LegNext's, for a prompt that holds everything.
    Text,
    /// LegNext's, for one picture of a job.
    JobPicture,
}

/// What is sent, and where.
#[derive(Debug, PartialEq)]
pub(super) struct Order {
    pub(super) path: &'static str,
    pub(super) body: Value,
}

impl Dialect {
    const GOAPI: Self = Self {
        tasks: "/task/",
        cancels: true,
        works: &[
            ("imagine", "/task", Form::Prompt),
            ("upscale", "/task", Form::Picture),
            ("variation", "/task", Form::Picture),
            ("reroll", "/task", Form::Whole),
        ],
    };
    const LEGNEXT: Self = Self {
        tasks: "/job/",
        cancels: false,
        works: &[("imagine", "/diffusion", Form::Text), ("upscale", "/upscale", Form::JobPicture)],
    };

    /// The dialect of a known provider; GoAPI's for every other name.
    pub(super) fn of(provider: &str) -> &'static Self {
        if provider == "legnext" { &Self::LEGNEXT } else { &Self::GOAPI }
    }

    /// What to send for a request; a failure when it can not be said.
    pub(super) fn order(&self, request: &TaskRequest) -> Result<Order, Failure> {
        let work = self.works.iter().find(|(kind, ..)| *kind == request.kind);
        let (_, path, form) = work.ok_or_else(|| wrong("the provider does not do this kind of work"))?;
        let body = match form {
            Form::Text => text_body(request)?,
            Form::JobPicture => job_body(request)?,
            Form::Prompt | Form::Picture | Form::Whole => task_body(request, *form)?,
        };
        Ok(Order { path, body })
    }

    /// Where a task is.
    pub(super) fn task_path(&self, task_id: &str) -> Result<String, Failure> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if task_id.is_empty() || !task_id.chars().all(is_plain) {
            return Err(wrong("this is no task's name"));
        }
        Ok(format!("{}{task_id}", self.tasks))
    }
}

fn task_body(request: &TaskRequest, form: Form) -> Result<Value, Failure> {
    let mut input = Map::new();
    if form == Form::Prompt {
        input.insert("prompt".to_owned(), prompt(request)?.into());
    } else {
        let (task_id, picture) = origin(request)?;
        input.insert("origin_task_id".to_owned(), task_id.into());
        if form == Form::Picture {
            input.insert("index".to_owned(), picture.to_string().into());
        }
    }
    if let (Form::Prompt, Some(ratio)) = (form, &request.aspect_ratio) {
        input.insert("aspect_ratio".to_owned(), ratio.as_str().into());
    }
    // An empty mode is the one of the account.
    let mut config = json!({"service_mode": ""});
    if let Some((endpoint, secret)) = &request.webhook {
        config["webhook_config"] = json!({"endpoint": endpoint, "secret": secret});
    }
    Ok(json!({"model": "midjourney", "task_type": request.kind, "input": input, "config": config}))
}

fn text_body(request: &TaskRequest) -> Result<Value, Failure> {
    let ratio = request.aspect_ratio.as_ref().map(|ratio| format!(" --ar {ratio}")).unwrap_or_default();
    let body = json!({"text": format!("{}{ratio}", prompt(request)?)});
    Ok(with_callback(body, request))
}

fn job_body(request: &TaskRequest) -> Result<Value, Failure> {
    let (job_id, picture) = origin(request)?;
    // The careful way of two: what is there stays as it is.
    let body = json!({"jobId": job_id, "imageNo": picture - 1, "type": 0});
    Ok(with_callback(body, request))
}

/// The address only: this provider brings no word of ours, so that the word has to be in the address.
fn with_callback(mut body: Value, request: &TaskRequest) -> Value {
    if let Some((endpoint, secret)) = &request.webhook {
        let join = if endpoint.contains('?') { '&' } else { '?' };
        body["callback"] = format!("{endpoint}{join}secret={secret}").into();
    }
    body
}

fn prompt(request: &TaskRequest) -> Result<&str, Failure> {
    let prompt = request.prompt.trim();
    if prompt.is_empty() { Err(wrong("there is nothing to draw")) } else { Ok(prompt) }
}

fn origin(request: &TaskRequest) -> Result<(&str, u8), Failure> {
    let (task_id, picture) = request.origin.as_ref().ok_or_else(|| wrong("there is no task to continue"))?;
    if (1..=4).contains(picture) { Ok((task_id, *picture)) } else { Err(wrong("there are four pictures")) }
}

fn wrong(what: &str) -> Failure {
    Failure::new(FailureClass::Caller, what)
}

#[cfg(test)]
mod tests {
    use super::{Dialect, TaskRequest};
    use serde_json::json;

    fn request(kind: &str) -> TaskRequest {
        TaskRequest {
            kind: kind.to_owned(),
            prompt: " a fox ".to_owned(),
            aspect_ratio: Some("16:9".to_owned()),
            origin: Some(("t-1".to_owned(), 2)),
            webhook: Some(("https://ai.example/hook".to_owned(), "word".to_owned())),
        }
    }

    #[test]
    fn every_provider_is_told_in_its_own_words() {
        let hook =
            json!({"service_mode": "", "webhook_config": {"endpoint": "https://ai.example/hook", "secret": "word"}});
        let task = |kind: &str, input: serde_json::Value| json!({"model": "midjourney", "task_type": kind, "input": input, "config": hook});
        let callback = "https://ai.example/hook?secret=word";
        for (provider, kind, path, body) in [
            ("goapi", "imagine", "/task", task("imagine", json!({"prompt": "a fox", "aspect_ratio": "16:9"}))),
            ("goapi", "upscale", "/task", task("upscale", json!({"origin_task_id": "t-1", "index": "2"}))),
            ("goapi", "reroll", "/task", task("reroll", json!({"origin_task_id": "t-1"}))),
            ("legnext", "imagine", "/diffusion", json!({"text": "a fox --ar 16:9", "callback": callback})),
            ("legnext", "upscale", "/upscale", json!({"jobId": "t-1", "imageNo": 1, "type": 0, "callback": callback})),
        ] {
            let order = Dialect::of(provider).order(&request(kind)).unwrap();
            assert_eq!((order.path, order.body), (path, body), "{provider} {kind}");
        }
        assert!(Dialect::of("legnext").order(&request("reroll")).is_err());
        assert!(Dialect::of("goapi").order(&TaskRequest { prompt: " ".to_owned(), ..request("imagine") }).is_err());
        assert!(Dialect::of("goapi").order(&TaskRequest { origin: None, ..request("upscale") }).is_err());
        let fifth = Some(("t-1".to_owned(), 5));
        assert!(Dialect::of("legnext").order(&TaskRequest { origin: fifth, ..request("upscale") }).is_err());
        assert!(Dialect::of("goapi").task_path("../keys").is_err() && Dialect::of("goapi").task_path("").is_err());
    }
}
