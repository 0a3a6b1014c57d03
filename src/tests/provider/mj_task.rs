//! Long tasks: one order and never a second, how far a task is in two dialects, and what webhooks tell.

use super::{
    CLOCKS,
    emulator::{
        Emulator, Scenario, Step,
        task::{goapi, legnext},
    },
    settings,
};
use aimall::provider::{
    Clocks, Failure, FailureClass as Class, Provider, ProviderKind,
    media::{TaskModel, TaskReport, TaskRequest, TaskState},
};
use bytes::Bytes;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

fn tasks(emulator: &Emulator, provider: &str, clocks: Clocks) -> Arc<dyn TaskModel> {
    Provider::connect(settings(emulator, provider), clocks).unwrap().can.task.unwrap()
}

fn imagine() -> TaskRequest {
    TaskRequest {
        kind: "imagine".to_owned(),
        prompt: "روباه در برف".to_owned(),
        aspect_ratio: Some("16:9".to_owned()),
        origin: None,
        webhook: Some(("https://ai.example/hooks/tasks".to_owned(), "a-word".to_owned())),
    }
}

fn running(report: &TaskReport) -> u8 {
    match report.state {
        TaskState::Running { progress } => progress,
        ref other => panic!("{other:?}"),
    }
}

fn pictures(report: TaskReport) -> Vec<String> {
    match report.state {
        TaskState::Done { image_urls, .. } => image_urls,
        other => panic!("{other:?}"),
    }
}

fn failure(report: TaskReport) -> Failure {
    match report.state {
        TaskState::Failed(failure) => failure,
        other => panic!("{other:?}"),
    }
}

fn four() -> Value {
    json!([
        "https://img.example/0.png",
        "https://img.example/1.png",
        "https://img.example/2.png",
        "https://img.example/3.png"
    ])
}

#[tokio::test]
async fn a_task_from_its_order_to_its_pictures() {
    for (provider, id) in [("goapi", "t-1"), ("legnext", "j-1")] {
        let emulator = Emulator::start().await.unwrap();
        let tasks = tasks(&emulator, provider, CLOCKS);
        let ordered = tasks.submit(imagine()).await.unwrap();
        assert_eq!((ordered.task_id.as_str(), running(&ordered)), (id, 0));
        let told = |status: &str, output: Value| {
            let task = if provider == "goapi" { goapi(status, &output, 0) } else { legnext(status, &output, 0) };
            Scenario::status(200, task)
        };
        for (status, percent) in
            [("pending", 0), ("Staged", 0), ("PROCESSING", 31), ("Processing", 78), ("queued_for_review", 78)]
        {
            emulator.queue(told(status, json!({"image_url": "", "image_urls": null, "progress": percent})));
            assert_eq!(running(&tasks.poll(id.to_owned()).await.unwrap()), percent, "{status}");
        }
        emulator.queue(told("ComPleted", json!({"image_url": "https://img.example/grid.png", "image_urls": four()})));
        let done = tasks.poll(id.to_owned()).await.unwrap();
        let TaskState::Done { usage, .. } = &done.state else { panic!("{done:?}") };
        assert_eq!(usage.images, Some(4));
        let meta = usage.raw.clone().unwrap();
        assert_eq!(
            (meta["created_at"].as_str(), meta["started_at"].clone()),
            (Some("2026-11-21T09:00:00Z"), Value::Null)
        );
        assert_eq!((meta["ended_at"].clone(), meta["usage"]["type"].as_str()), (Value::Null, Some("point")));
        assert_eq!(json!(pictures(done)), four());
        tasks.cancel(id.to_owned()).await.unwrap();
        let methods: Vec<_> = emulator.requests().iter().map(|request| request.method.clone()).collect();
        let deleted = methods.iter().filter(|method| *method == "DELETE").count();
        assert_eq!((methods.len(), deleted), if provider == "goapi" { (8, 1) } else { (7, 0) });
        assert_eq!(emulator.violations(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn the_order_is_what_was_asked() {
    let emulator = Emulator::start().await.unwrap();
    let mut plain = imagine();
    plain.webhook = None;
    plain.aspect_ratio = None;
    let upscale = TaskRequest { kind: "upscale".to_owned(), origin: Some(("t-1".to_owned(), 3)), ..plain.clone() };
    for provider in ["goapi", "legnext"] {
        let tasks = tasks(&emulator, provider, CLOCKS);
        for request in [imagine(), plain.clone(), upscale.clone()] {
            tasks.submit(request).await.unwrap();
        }
        let unknown = TaskRequest { kind: "dream".to_owned(), ..plain.clone() };
        assert_eq!(tasks.submit(unknown).await.unwrap_err().class, Class::Caller);
        for task_id in ["", "../keys", "a?b"] {
            assert_eq!(tasks.poll(task_id.to_owned()).await.unwrap_err().class, Class::Caller);
        }
    }
    assert_eq!(emulator.violations(), Vec::<String>::new());
    let bodies: Vec<Value> = emulator.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies.len(), 6);
    let hook = json!({"endpoint": "https://ai.example/hooks/tasks", "secret": "a-word"});
    assert_eq!(bodies[0]["config"], json!({"service_mode": "", "webhook_config": hook}));
    assert_eq!(bodies[0]["input"], json!({"prompt": "روباه در برف", "aspect_ratio": "16:9"}));
    assert_eq!(bodies[3]["callback"], "https://ai.example/hooks/tasks?secret=a-word");
    assert_eq!(bodies[3]["text"], "روباه در برف --ar 16:9");
    assert_eq!(bodies[4], json!({"text": "روباه در برف"}));
}

#[tokio::test]
async fn pictures_wherever_they_stand() {
    let emulator = Emulator::start().await.unwrap();
    let tasks = tasks(&emulator, "goapi", CLOCKS);
    let grid = "https://img.example/grid.png";
    for (output, expected) in [
        (json!({"image_urls": four(), "temporary_image_urls": ["https://img.example/t"], "image_url": grid}), four()),
        (json!({"image_urls": null, "temporary_image_urls": four(), "image_url": grid}), four()),
        (json!({"image_urls": [], "temporary_image_urls": ["", null], "image_url": grid}), json!([grid])),
        (json!({"image_url": "", "discord_image_url": grid}), json!([grid])),
    ] {
        emulator.queue(Scenario::status(200, goapi("completed", &output, 0)));
        assert_eq!(json!(pictures(tasks.poll("t-1".to_owned()).await.unwrap())), expected);
    }
    emulator.queue(Scenario::status(200, goapi("completed", &json!({"image_url": ""}), 0)));
    assert_eq!(failure(tasks.poll("t-1".to_owned()).await.unwrap()).class, Class::Protocol);
}

#[tokio::test]
async fn failed_tasks_say_why() {
    let emulator = Emulator::start().await.unwrap();
    let tasks = tasks(&emulator, "goapi", CLOCKS);
    for (status, message, class) in [
        ("Failed", "banned prompt detected: x", Class::Filtered),
        ("failed", "Invalid parameter --foo", Class::Caller),
        ("FAILED", "insufficient credits", Class::Quota),
        ("failed", "worker lost", Class::Transient),
        // The code decides, whatever the status says.
        ("processing", "Job was moderated", Class::Filtered),
    ] {
        let mut told = goapi(status, &json!({}), 10_000);
        told["data"]["error"]["message"] = message.into();
        emulator.queue(Scenario::status(200, told));
        let failure = failure(tasks.poll("t-1".to_owned()).await.unwrap());
        assert_eq!(failure.class, class, "{message}");
        assert!(failure.detail.contains("10000") && failure.detail.contains(message), "{failure:?}");
    }
    emulator.queue(Scenario::status(200, goapi("failed", &json!({}), 0)));
    failure(tasks.poll("t-1".to_owned()).await.unwrap());
}

#[tokio::test]
async fn a_lost_order_is_uncertain_and_never_sent_again() {
    let short = Clocks { first_token: Duration::from_millis(250), ..CLOCKS };
    let json_reply = |body: &str| Scenario::body(200, "application/json", body.to_owned());
    for (scenario, class) in [
        (Scenario::new("no answer").step(Step::WaitForClientClose(Duration::from_secs(60))), Class::Uncertain),
        (
            Scenario::new("head only").step(Step::Head).step(Step::WaitForClientClose(Duration::from_secs(60))),
            Class::Uncertain,
        ),
        (Scenario::new("reset").step(Step::Reset), Class::Uncertain),
        (
            json_reply("{\"code\":200,\"da").framing(super::emulator::Framing::Length(400)).step(Step::CloseClean),
            Class::Uncertain,
        ),
        (json_reply("<html>").named_as("page"), Class::Uncertain),
        (json_reply("{\"code\":200,\"data\":null}").named_as("no task"), Class::Uncertain),
        (Scenario::body(502, "text/html", "<html>"), Class::Uncertain),
        (Scenario::status(500, json!({"code": 500, "message": "m"})), Class::Uncertain),
        (Scenario::status(504, json!({"code": 504, "message": "m"})), Class::Uncertain),
        // These say that nothing was begun.
        (Scenario::status(400, json!({"code": 400, "message": "invalid request"})), Class::Caller),
        (Scenario::status(200, json!({"code": 400, "message": "invalid request"})), Class::Caller),
        (Scenario::status(401, json!({"code": 401, "message": "m"})), Class::Credential),
        (Scenario::status(402, json!({"code": 402, "message": "m"})), Class::Quota),
        (Scenario::status(429, json!({"code": 429, "message": "m"})), Class::RateLimited),
        (Scenario::status(503, json!({"code": 503, "message": "m"})), Class::Overloaded),
    ] {
        for provider in ["goapi", "legnext"] {
            let emulator = Emulator::start().await.unwrap();
            let name = scenario.name.clone();
            emulator.queue(scenario.clone());
            let failure = tasks(&emulator, provider, short).submit(imagine()).await.unwrap_err();
            assert_eq!(failure.class, class, "{name}: {failure:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
            assert_eq!(emulator.requests().len(), 1, "{name}");
            assert!(emulator.all_closed(Duration::from_secs(5)).await || class != Class::Uncertain, "{name}");
        }
    }
}

#[tokio::test]
async fn an_order_that_could_not_be_sent_may_be_sent_elsewhere() {
    let emulator = Emulator::start().await.unwrap();
    let mut away = settings(&emulator, "goapi");
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    away.base_url = format!("http://{closed}/api/v1");
    let tasks = Provider::connect(away, CLOCKS).unwrap().can.task.unwrap();
    assert_eq!(tasks.submit(imagine()).await.unwrap_err().class, Class::Transient);
}

#[tokio::test]
async fn questions_that_get_no_answer() {
    let short = Clocks { list: Duration::from_millis(250), ..CLOCKS };
    let emulator = Emulator::start().await.unwrap();
    let tasks = tasks(&emulator, "goapi", short);
    for (scenario, class) in [
        (Scenario::new("silence").step(Step::WaitForClientClose(Duration::from_secs(60))), Class::Transient),
        (Scenario::new("reset").step(Step::Reset), Class::Transient),
        (Scenario::status(502, json!({})), Class::Transient),
        (Scenario::body(200, "text/html", "<html>"), Class::Protocol),
        (Scenario::status(429, json!({"message": "m"})), Class::RateLimited),
    ] {
        let name = scenario.name.clone();
        emulator.queue(scenario.clone());
        assert_eq!(tasks.poll("t-1".to_owned()).await.unwrap_err().class, class, "{name}");
        if class != Class::Protocol {
            emulator.queue(scenario);
            assert_eq!(tasks.cancel("t-1".to_owned()).await.unwrap_err().class, class, "{name}");
        }
    }
}

#[tokio::test]
async fn webhooks_tell_what_questions_tell() {
    let emulator = Emulator::start().await.unwrap();
    let hook = |task: Value| Bytes::from(json!({"timestamp": 1_763_716_000, "data": task}).to_string());
    let inner = |task: Value| task["data"].clone();
    let output = json!({"image_urls": four()});
    for provider in ["goapi", "legnext"] {
        let tasks = tasks(&emulator, provider, CLOCKS);
        for (body, id) in [
            (hook(inner(goapi("completed", &output, 0))), "t-1"),
            (hook(legnext("completed", &output, 0)), "j-1"),
            (Bytes::from(legnext("Completed", &output, 0).to_string()), "j-1"),
        ] {
            let report = tasks.parse_webhook(&body).unwrap();
            assert_eq!((report.task_id.as_str(), pictures(report.clone()).len()), (id, 4));
        }
        let half = tasks.parse_webhook(&hook(inner(goapi("Processing", &json!({"progress": "31%"}), 0)))).unwrap();
        assert_eq!(running(&half), 31);
        failure(tasks.parse_webhook(&hook(inner(goapi("failed", &json!({}), 7)))).unwrap());
        for odd in [
            "",
            "null",
            "[]",
            "{}",
            "{\"data\":{}}",
            "{\"data\":{\"task_id\":\"\"}}",
            "{\"data\":{\"task_id\":7}}",
            "\u{feff}x",
        ] {
            assert_eq!(tasks.parse_webhook(&Bytes::from(odd)), None, "{odd}");
        }
    }
    assert_eq!(emulator.requests().len(), 0);
}

#[tokio::test]
async fn questions_become_rarer() {
    let emulator = Emulator::start().await.unwrap();
    let tasks = tasks(&emulator, "goapi", CLOCKS);
    let pauses: Vec<u64> = (0..20).map(|asked| tasks.pause(asked).as_secs()).collect();
    assert!(pauses.is_sorted() && (3..=5).contains(&pauses[0]), "{pauses:?}");
    assert_eq!((pauses[19], tasks.pause(u32::MAX).as_secs()), (15, 15));
}

#[test]
fn names_tell_the_wire() {
    assert_eq!(ProviderKind::of("goapi"), ProviderKind::MjTask);
    assert_eq!(ProviderKind::of("legnext"), ProviderKind::MjTask);
    assert_eq!(ProviderKind::of("anthropic"), ProviderKind::Anthropic);
    assert_eq!(ProviderKind::of("openrouter"), ProviderKind::OpenAiCompat);
}
