//! The image studio: what is ordered is drawn once, kept, paid, and its owner's alone.

use crate::{
    harness::{Client, Setup, TestApp, milli, wait_until},
    provider::emulator::{Scenario, chunk, media::png},
    queue::{IMAGE, order},
};
use futures::future::join_all;
use reqwest::{Method, StatusCode, multipart};
use serde_json::{Value, json};

const SIGNUP: i64 = 5_000_000;

fn rich() -> Setup {
    Setup { settings: vec![("SIGNUP_COINS", "5000".to_owned())], ..Setup::default() }
}

async fn put(client: &Client, name: &str, bytes: Vec<u8>) -> Value {
    let form = multipart::Form::new().part("file", multipart::Part::bytes(bytes).file_name(name.to_owned()));
    let sent = client.request(Method::POST, "assets").multipart(form).send().await.unwrap();
    let asset: Value = sent.json().await.unwrap();
    asset["id"].clone()
}

async fn refused(client: &Client, input: Value, field: &str) {
    for call in ["images/generate", "images/quote"] {
        let (status, body) = client.post(call, input.clone()).await;
        assert_eq!(
            (status, &body["fields"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{call}: {body}"
        );
    }
}

on_both! {
    with rich();

    async fn pictures_are_drawn_kept_and_paid(app: &TestApp) {
        let sara = app.member("sara").await;
        let ask = json!({
            "prompt": "گربه‌ای روی بام", "model": IMAGE, "n": 2, "style": "watercolor", "negative_prompt": "باران", "aspect_ratio": "16:9",
        });
        let (_, quote) = sara.post("images/quote", ask.clone()).await;
        let (status, started) = sara.post("images/generate", ask).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{started}");
        let run = started["run_id"].as_str().unwrap();
        let events = sara.watch(run, 0).await.all().await;
        let outputs: Vec<&Value> = events.iter().filter(|event| event.name == "output").map(|event| &event.data).collect();
        assert_eq!(outputs.len(), 2, "{events:?}");
        assert!(events.iter().enumerate().all(|(at, event)| event.id == i64::try_from(at).unwrap() + 1), "numbered without gaps");
        let (_, drawing) = sara.get(&format!("images/{run}")).await;
        let pictures = drawing["pictures"].as_array().unwrap();
        assert_eq!(pictures.iter().map(|one| &one["id"]).collect::<Vec<_>>(), outputs.iter().map(|one| &one["asset_id"]).collect::<Vec<_>>());
        assert_eq!((&pictures[0]["origin"], &pictures[0]["run_id"], &pictures[0]["prompt"]), (&json!("run"), &json!(run), &json!("گربه‌ای روی بام")));
        let address = format!("assets/{}/content", pictures[1]["id"].as_str().unwrap());
        let content = sara.request(Method::GET, &address).send().await.unwrap().bytes().await.unwrap();
        assert!(content.starts_with(b"\x89PNG"));
        let cost = milli(&drawing["run"]["coin_cost"]);
        assert!(cost > 0 && cost <= milli(&quote["drawing"]["maximum"]), "{cost} of {quote}");
        assert_eq!(sara.balance().await, (SIGNUP - cost, 0));
        let asked = app.emulator.requests().into_iter().find(|request| request.path.ends_with("/images/generations")).unwrap();
        let prompt = asked.body["prompt"].as_str().unwrap();
        assert!(prompt.contains("گربه") && prompt.contains("watercolour") && prompt.contains("Do not show: باران"), "{prompt}");
        assert_eq!(asked.body["size"], "1280x720");

        let (_, list) = sara.get("images?limit=1").await;
        assert_eq!((&list["items"][0]["run"]["id"], &list["next_cursor"]), (&json!(run), &Value::Null));
        let omid = app.member("omid").await;
        assert_eq!(omid.get(&format!("images/{run}")).await.0, StatusCode::NOT_FOUND);
        assert_eq!(omid.send(Method::DELETE, &format!("images/{run}"), json!({})).await.0, StatusCode::NOT_FOUND);
        assert_eq!(sara.send(Method::DELETE, &format!("images/{run}"), json!({})).await.0, StatusCode::NO_CONTENT);
        assert_eq!(sara.get(&format!("images/{run}")).await.0, StatusCode::NOT_FOUND);
        assert_eq!(sara.get("assets?trashed=true").await.1["items"].as_array().unwrap().len(), 2);
    }

    async fn pictures_are_drawn_from_pictures(app: &TestApp) {
        let (sara, omid) = (app.member("sara").await, app.member("omid").await);
        let (base, mask) = (put(&sara, "base.png", png(16, 16, 1)).await, put(&sara, "mask.png", png(16, 16, 2)).await);
        let ask = json!({"prompt": "a hat", "model": IMAGE, "references": [base], "mask": mask});
        let (status, started) = sara.post("images/generate", ask).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{started}");
        assert_eq!(sara.ended(started["run_id"].as_str().unwrap()).await["state"], "succeeded");
        let edits = app.emulator.requests().into_iter().filter(|request| request.path.ends_with("/images/edits"));
        assert_eq!(edits.count(), 1);
        let text = put(&sara, "notes.txt", b"words".to_vec()).await;
        for (more, field) in [
            (json!({"references": [text]}), "references"),
            (json!({"references": [uuid::Uuid::now_v7()]}), "references"),
            (json!({"mask": mask}), "references"),
            (json!({"references": [base], "mask": text}), "mask"),
        ] {
            let mut ask = json!({"prompt": "x", "model": IMAGE});
            ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            refused(&sara, ask, field).await;
        }
        refused(&omid, json!({"prompt": "x", "model": IMAGE, "references": [base]}), "references").await;
        assert_eq!(omid.balance().await, (SIGNUP, 0));
    }

    async fn the_same_order_is_drawn_once(app: &TestApp) {
        let sara = app.member("sara").await;
        let ask = json!({"prompt": "once", "model": "sandbox-image", "client_request_id": "mine"});
        let asked = join_all((0..6).map(|_| sara.post("images/generate", ask.clone()))).await;
        let runs: Vec<&Value> = asked.iter().map(|(_, body)| &body["run_id"]).collect();
        assert!(runs.iter().all(|run| *run == runs[0]), "{runs:?}");
        sara.ended(runs[0].as_str().unwrap()).await;
        assert_eq!(sara.get("images").await.1["items"].as_array().unwrap().len(), 1);
        let omid = app.member("omid").await;
        assert_ne!(&omid.post("images/generate", ask).await.1["run_id"], runs[0], "another person's name is another order");
        wait_until("all is drawn", || async { omid.balance().await.1 == 0 }).await;
    }

    async fn wrong_orders_are_refused_before_anything(app: &TestApp) {
        let sara = app.member("sara").await;
        for (input, field) in [
            (json!({"prompt": " "}), "prompt"),
            (json!({"prompt": "x".repeat(4_001)}), "prompt"),
            (json!({"prompt": "x", "n": 5}), "n"),
            (json!({"prompt": "x", "n": 0}), "n"),
            (json!({"prompt": "x", "aspect_ratio": "7:5"}), "aspect_ratio"),
            (json!({"prompt": "x", "model": IMAGE, "size": "13x7"}), "size"),
            (json!({"prompt": "x", "model": IMAGE, "size": "1024x1024", "aspect_ratio": "1:1"}), "size"),
            (json!({"prompt": "x", "model": "openai/gpt-5-mini"}), "model"),
            (json!({"prompt": "x", "model": "nobody/knows"}), "model"),
            (json!({"prompt": "x", "negative_prompt": "y".repeat(1_001)}), "negative_prompt"),
        ] {
            refused(&sara, input, field).await;
        }
        assert_eq!(sara.balance().await, (SIGNUP, 0));
        assert!(app.emulator.requests().iter().all(|request| request.method != "POST"));
        assert_eq!(sara.get("images?cursor=x").await.0, StatusCode::BAD_REQUEST);
    }

    async fn what_a_provider_blocks_costs_nothing(app: &TestApp) {
        let sara = app.member("sara").await;
        let blocked = json!({"error": {"message": "not allowed", "code": "moderation_blocked", "type": "image_generation_user_error"}});
        app.emulator.queue(Scenario::status(400, blocked));
        let run = order(&sara, "something").await;
        let ended = sara.ended(&run).await;
        assert_eq!((&ended["state"], &ended["error"]["code"]), (&json!("failed"), &json!("provider")), "{ended}");
        assert_eq!(sara.balance().await, (SIGNUP, 0));
    }

    async fn prompts_are_written_out(app: &TestApp) {
        let sara = app.member("sara").await;
        let said = chunk::text("m", "\"A ginger cat asleep on warm tiles\"");
        let end = chunk::usage("m", &chunk::counts(40, 10));
        let scenario = Scenario::new("said").send(chunk::role("m")).send(said).send(chunk::finish("m", "stop")).send(end);
        app.emulator.queue(scenario.send(chunk::DONE));
        let (status, body) = sara.post("images/enhance", json!({"prompt": "a cat"})).await;
        assert_eq!((status, &body["prompt"]), (StatusCode::OK, &json!("A ginger cat asleep on warm tiles")), "{body}");
        let cost = milli(&body["coin_cost"]);
        assert!(cost > 0);
        assert_eq!(sara.balance().await, (SIGNUP - cost, 0));
        let (status, body) = sara.post("images/enhance", json!({"prompt": ""})).await;
        assert_eq!((status, &body["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("prompt")), "{body}");
    }
}

on_both! {
    async fn too_few_coins_are_told(app: &TestApp) {
        // Two hundred coins, and a model that may write sixteen thousand tokens.
        let sara = app.member("sara").await;
        let (status, body) = sara.post("images/generate", json!({"prompt": "x", "model": IMAGE})).await;
        assert_eq!((status, &body["code"]), (StatusCode::PAYMENT_REQUIRED, &json!("insufficient_coins")), "{body}");
        assert!(milli(&body["missing"]) > 0);
        assert_eq!(sara.get("images").await.1["items"], json!([]));
        let (status, started) = sara.post("images/generate", json!({"prompt": "x", "model": "sandbox-image"})).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{started}");
        assert_eq!(sara.ended(started["run_id"].as_str().unwrap()).await["state"], "succeeded");
    }
}
