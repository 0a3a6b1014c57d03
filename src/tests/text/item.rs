//! Texts that are there: whose they are, how they change, what becomes of their runs; templates.

use super::{SIGNUP, form, id, read, start, titles};
use crate::{
    harness::{Client, TestApp, milli, wait_until},
    provider::emulator::{Scenario, Step, chunk},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

async fn written(client: &Client, task: &str, material: &str) -> Value {
    let text = start(client, json!({"form": form(task, material)})).await.remove(0);
    client.ended(id(&text["run_id"])).await;
    read(client, &text).await
}

on_both! {
    async fn a_text_is_its_persons_alone(app: &TestApp) {
        let (sara, other) = (app.member("sara").await, app.member("other").await);
        let text = written(&sara, "free", "[[fast]] mine").await;
        let path = format!("text/items/{}", id(&text["id"]));
        for (method, path) in [
            (Method::GET, path.clone()),
            (Method::GET, format!("{path}/versions")),
            (Method::PATCH, path.clone()),
            (Method::DELETE, path.clone()),
        ] {
            let (status, _) = match method {
                Method::GET => other.get(&path).await,
                _ => other.send(method.clone(), &path, json!({"output": "theirs"})).await,
            };
            assert_eq!(status, StatusCode::NOT_FOUND, "{method} {path}");
        }
        let part = json!({"form": form("rewrite", "x"), "part_of": text["id"]});
        assert_eq!(other.post("text/start", part).await.0, StatusCode::NOT_FOUND, "no part of somebody else's");
        assert_eq!(titles(&other, "").await, Vec::<String>::new());
        assert_eq!(read(&sara, &text).await, text);
        assert_eq!(other.balance().await, (SIGNUP, 0));
    }

    async fn a_text_is_edited_marked_found_and_deleted(app: &TestApp) {
        let client = app.member("editor").await;
        let first = written(&client, "free", "[[fast]] كتاب نخست").await;
        let second = written(&client, "summary", "[[fast]] another thing").await;
        let path = format!("text/items/{}", id(&first["id"]));
        let output = "متنی که خودم نوشتم\r\nبا دو خط";
        let (status, changed) = client.send(Method::PATCH, &path, json!({"output": output, "favourite": true})).await;
        assert_eq!((status, &changed["output"], &changed["favourite"]), (StatusCode::OK, &json!(output), &json!(true)));
        assert!(changed["edited_at"].is_string() && changed["coin_cost"] == first["coin_cost"], "{changed}");
        let (_, renamed) = client.send(Method::PATCH, &path, json!({"title": " نام   تازه "})).await;
        assert_eq!((&renamed["title"], &renamed["output"]), (&json!("نام تازه"), &json!(output)), "the rest stays");
        let (status, refusal) = client.send(Method::PATCH, &path, json!({"title": " "})).await;
        assert_eq!((status, &refusal["fields"][0]["problem"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("required")));
        for (query, found) in [
            ("", vec!["[[fast]] another thing", "نام تازه"]),
            ("q=کتاب", vec!["نام تازه"]),
            ("q=nothing", vec![]),
            ("favourite=true", vec!["نام تازه"]),
            ("task=summary", vec!["[[fast]] another thing"]),
        ] {
            assert_eq!(titles(&client, query).await, found, "{query}");
        }
        let (_, page) = client.get("text/items?limit=1").await;
        assert_eq!(page["items"][0]["id"], second["id"]);
        let rest = format!("limit=1&cursor={}", id(&page["next_cursor"]));
        assert_eq!(titles(&client, &rest).await, ["نام تازه"]);
        assert_eq!(client.get("text/items?cursor=x").await.0, StatusCode::BAD_REQUEST);
        assert_eq!(client.send(Method::DELETE, &path, json!({})).await.0, StatusCode::NO_CONTENT);
        assert_eq!(client.get(&path).await.0, StatusCode::NOT_FOUND);
        assert_eq!(titles(&client, "").await, ["[[fast]] another thing"]);
    }

    async fn a_passage_is_written_anew_beside_its_text(app: &TestApp) {
        let client = app.member("passage").await;
        let text = written(&client, "free", "[[fast]] a story").await;
        let order = json!({"form": form("rewrite", "[[fast]] a passage"), "part_of": text["id"]});
        let part = start(&client, order).await.remove(0);
        client.ended(id(&part["run_id"])).await;
        assert_eq!(read(&client, &part).await["part_of"], text["id"]);
        assert_eq!(titles(&client, "").await, ["[[fast]] a story"], "it stands in no list");
        let path = format!("text/items/{}", id(&text["id"]));
        client.send(Method::DELETE, &path, json!({})).await;
        let part = format!("text/items/{}", id(&part["id"]));
        assert_eq!(client.get(&part).await.0, StatusCode::NOT_FOUND, "it goes with its text");
    }

    async fn stopping_keeps_and_pays_what_was_written(app: &TestApp) {
        let client = app.member("stopper").await;
        let endless = Scenario::new("endless").send(chunk::role("m")).send(chunk::text("m", "half a text"));
        app.emulator.queue(endless.step(Step::WaitForClientClose(Duration::from_secs(30))));
        let text = start(&client, json!({"form": form("free", "for ever"), "model": "openai/gpt-5-mini"})).await.remove(0);
        let run = id(&text["run_id"]);
        client.watch(run, 0).await.next().await.unwrap();
        let now = read(&client, &text).await;
        assert_eq!((&now["state"], &now["output"], &now["coin_cost"]), (&json!("writing"), &json!("half a text"), &Value::Null));
        assert!(now["seq"].as_i64() > Some(0), "{now}");
        let path = format!("text/items/{}", id(&text["id"]));
        let (status, _) = client.send(Method::PATCH, &path, json!({"output": "mine"})).await;
        assert_eq!(status, StatusCode::CONFLICT, "not while it is written");
        assert_eq!(client.post(&format!("runs/{run}/cancel"), json!({})).await.0, StatusCode::ACCEPTED);
        let ended = client.ended(run).await;
        let kept = read(&client, &text).await;
        assert_eq!((&kept["state"], &kept["output"], &kept["coin_cost"]), (&json!("cancelled"), &json!("half a text"), &ended["coin_cost"]));
        let cost = milli(&ended["coin_cost"]);
        assert!(cost > 0, "{ended}");
        assert_eq!(client.balance().await, (SIGNUP - cost, 0));
    }

    async fn deleting_stops_and_a_failure_says_why(app: &TestApp) {
        let client = app.member("deleter").await;
        let text = start(&client, json!({"form": form("free", "[[stall]] x"), "model": "openai/gpt-5-mini"})).await.remove(0);
        client.watch(id(&text["run_id"]), 0).await.next().await.unwrap();
        let path = format!("text/items/{}", id(&text["id"]));
        assert_eq!(client.send(Method::DELETE, &path, json!({})).await.0, StatusCode::NO_CONTENT);
        assert_eq!(client.ended(id(&text["run_id"])).await["state"], "cancelled");
        wait_until("nothing is held", || async { client.balance().await.1 == 0 }).await;
        let before = client.balance().await;
        let failed = start(&client, json!({"form": form("free", "[[error500]] x"), "model": "openai/gpt-5-mini"})).await.remove(0);
        client.watch(id(&failed["run_id"]), 0).await.all().await;
        let failed = read(&client, &failed).await;
        assert_eq!((&failed["state"], &failed["error"]["reason"]), (&json!("failed"), &json!("unavailable")), "{failed}");
        assert_eq!(client.balance().await, before, "free");
    }

    async fn templates_are_kept_changed_and_forgotten(app: &TestApp) {
        let (client, other) = (app.member("keeper").await, app.member("other").await);
        let empty = json!({"task": "ads_copy", "fields": [], "tone": "expert"});
        let (status, made) = client.post("text/templates", json!({"name": " آگهی  من ", "form": empty})).await;
        assert_eq!((status, &made["name"], &made["form"]["tone"]), (StatusCode::CREATED, &json!("آگهی من"), &json!("expert")), "{made}");
        let (status, refusal) = client.post("text/templates", json!({"name": "آگهي من", "form": empty})).await;
        assert_eq!((status, &refusal["fields"][0]["problem"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("taken")), "{refusal}");
        let wrong = json!({"task": "ads_copy", "fields": [{"key": "ad_place", "value": "moon"}]});
        let (status, refusal) = client.post("text/templates", json!({"name": "x", "form": wrong})).await;
        assert_eq!((status, &refusal["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("fields.ad_place")), "{refusal}");
        let path = format!("text/templates/{}", id(&made["id"]));
        let change = json!({"name": "Ads", "form": form("ads_copy", "tea")});
        assert_eq!(other.send(Method::PUT, &path, change.clone()).await.0, StatusCode::NOT_FOUND);
        assert_eq!(other.send(Method::DELETE, &path, json!({})).await.0, StatusCode::NOT_FOUND);
        let (status, changed) = client.send(Method::PUT, &path, change).await;
        assert_eq!((status, &changed["name"], &changed["form"]["fields"][0]["value"]), (StatusCode::OK, &json!("Ads"), &json!("tea")));
        assert_eq!(client.get("text/templates").await.1["items"], json!([changed]));
        assert_eq!(other.get("text/templates").await.1["items"], json!([]));
        assert_eq!(client.send(Method::DELETE, &path, json!({})).await.0, StatusCode::NO_CONTENT);
        assert_eq!(client.get("text/templates").await.1["items"], json!([]));
    }
}
