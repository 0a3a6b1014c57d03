//! What a plan is worth: its prices, its models, its margins, while it runs and while there is grace.

use super::{DAY_S, again, boss, buy, control, go_around, go_to, last_word, months_after, offer, place, plan, shop};
use crate::harness::{Client, TestApp, milli};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const MODEL: &str = "openai/gpt-5-mini";

/// Half the price, and OpenAI's models alone.
fn half(code: &str) -> Value {
    let mut plan = plan(code, "monthly", "1000", 1_000);
    (plan["price_multiplier"], plan["models"]) = (json!("0.5"), json!(["openai/*"]));
    plan
}

async fn maximum(client: &Client) -> i64 {
    let conversation = client.conversation().await;
    let question = json!({"model": MODEL, "content": "hello", "conversation_id": conversation});
    let (status, quote) = client.post("runs/quote", question).await;
    assert_eq!(status, StatusCode::OK, "{quote}");
    milli(&quote["maximum"])
}

async fn models(client: &Client) -> Vec<String> {
    let (_, list) = client.get("models").await;
    list["items"].as_array().unwrap().iter().map(|model| model["id"].as_str().unwrap().to_owned()).collect()
}

/// What a run of ten words costs.
async fn cost(client: &Client) -> i64 {
    let before = client.balance().await.0;
    let conversation = client.conversation().await;
    let run = client.ask(&conversation, "[[fast]] hello").await;
    client.ended(&run).await;
    before - client.balance().await.0
}

on_both! {
    with shop();

    async fn prices_and_models_follow_the_plan_while_it_runs(app: &TestApp) {
        let boss = boss(app).await;
        let pro = offer(&boss, half("pro")).await;
        let (sara, other) = (app.member("sara").await, app.member("other").await);
        let start = app.cx.clock.now();
        let (usual, usual_cost, all) = (maximum(&sara).await, cost(&sara).await, models(&sara).await);
        assert!(all.iter().any(|id| !id.starts_with("openai/")), "the sandbox at least: {all:?}");
        buy(app, &sara, &pro).await;
        let (now, now_cost) = (maximum(&sara).await, cost(&sara).await);
        assert!((now * 2 - usual).abs() <= 2, "{now} of {usual}");
        assert!(now_cost < usual_cost && (now_cost * 2 - usual_cost).abs() <= 20, "{now_cost} of {usual_cost}");
        assert_eq!(maximum(&other).await, usual, "nobody else's");
        let open = models(&sara).await;
        assert!(!open.is_empty() && open.iter().all(|id| id.starts_with("openai/")), "{open:?}");
        let conversation = sara.conversation().await;
        for model in ["sandbox", "no/such"] {
            let question = json!({"model": model, "content": "hello"});
            let (status, refused) = sara.post(&format!("conversations/{conversation}/messages"), question).await;
            assert_eq!((status, &refused["fields"][0]["problem"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("unknown")), "{model}: {refused}");
        }
        let outside = json!({"model": "sandbox", "content": "hello"});
        let conversation = other.conversation().await;
        assert_eq!(other.post(&format!("conversations/{conversation}/messages"), outside).await.0, StatusCode::ACCEPTED);
        go_to(app, months_after(start, 1));
        let sara = again(app, "sara").await;
        assert_eq!((maximum(&sara).await, models(&sara).await), (usual, all), "over with the second, before anybody goes around");
    }

    async fn margins_of_a_plan_count_and_the_usual_ones_stand_in(app: &TestApp) {
        let boss = boss(app).await;
        let pro = offer(&boss, plan("pro", "monthly", "1000", 1_000)).await;
        let sara = app.member("sara").await;
        buy(app, &sara, &pro).await;
        let set = async |plan: &str, margin: &str| {
            let input = json!({"plan": plan, "model_id": "", "margin": margin});
            boss.send(Method::PUT, "admin/margins", input).await.0
        };
        assert_eq!(set("default", "2").await, StatusCode::OK);
        let double = maximum(&sara).await;
        assert_eq!(set("default", "4").await, StatusCode::OK);
        assert!((maximum(&sara).await - double * 2).abs() <= 2, "a plan without margins follows the usual ones");
        assert_eq!(set("pro", "2").await, StatusCode::OK);
        assert_eq!(maximum(&sara).await, double, "its own come first");
        assert_eq!(set("nobody", "2").await, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn the_grace_keeps_prices_and_models(app: &TestApp) {
        control(app, "stripe/endpoint", json!({"url": format!("http://{}/api/v1/payments/webhook", app.address)})).await;
        let boss = boss(app).await;
        let pro = offer(&boss, half("pro")).await;
        let sara = app.member("sara").await;
        let usual = maximum(&sara).await;
        let session = last_word(&place(&sara, &pro, "stripe").await);
        control(app, "stripe/session", json!({"action": "pay", "session": session})).await;
        let half = maximum(&sara).await;
        assert!((half * 2 - usual).abs() <= 2, "{half} of {usual}");
        go_to(app, months_after(app.cx.clock.now(), 1));
        control(app, "stripe/renew", json!({"decline_code": "card_declined"})).await;
        go_around(app).await;
        app.cx.clock.advance_s(6 * DAY_S);
        let sara = again(app, "sara").await;
        assert_eq!(maximum(&sara).await, half, "six days late");
        assert!(models(&sara).await.iter().all(|id| id.starts_with("openai/")));
        app.cx.clock.advance_s(DAY_S + 60);
        assert_eq!(maximum(&again(app, "sara").await).await, usual, "and no longer");
    }

    async fn policies_know_the_plan(app: &TestApp) {
        let boss = boss(app).await;
        let pro = offer(&boss, half("pro")).await;
        let sara = app.member("sara").await;
        let policy = json!({"candidates": [{"model_id": "sandbox"}, {"model_id": MODEL, "plans": ["pro"]}]});
        assert_eq!(boss.send(Method::PUT, "admin/routes/chat", policy).await.0, StatusCode::OK);
        let trial = json!({"task": "chat", "plan": "pro", "language": "en", "country": "", "input_tokens": 10});
        let (status, tried) = boss.post("admin/routes/dry-run", trial).await;
        assert_eq!(status, StatusCode::OK, "{tried}");
        assert_eq!(tried["candidates"][0]["reason"]["code"].as_str().or(tried["candidates"][0]["reason"].as_str()), Some("plan"), "{tried}");
        buy(app, &sara, &pro).await;
        let conversation = sara.conversation().await;
        let question = json!({"content": "[[fast]] hello"});
        let (status, sent) = sara.post(&format!("conversations/{conversation}/messages"), question).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{sent}");
        sara.ended(sent["run_id"].as_str().unwrap()).await;
        assert_eq!(sara.last_answer(&conversation).await["model"], MODEL);
    }
}
