//! Calls that answer with a whole text, and the meter.

use super::{SIGNUP, titles};
use crate::harness::{Client, TestApp, milli};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TASKS: [&str; 7] = [
    "product_description",
    "reviews_analysis",
    "seo_basic",
    "chatbot",
    "ads_copy",
    "seo_advanced",
    "strategic_analysis",
];

on_both! {
    async fn a_prompt_is_answered_with_a_text(app: &TestApp) {
        let client = app.member("program").await;
        let call = json!({"prompt": "[[fast]] چای لاهیجان", "tone": "formal", "length": "short", "language": "fa"});
        let (status, text) = client.post("text/generate", call).await;
        assert_eq!((status, &text["provider"], &text["model"]), (StatusCode::OK, &json!("openai"), &json!("openai/gpt-5-mini")), "{text}");
        assert!(!text["output"].as_str().unwrap().is_empty() && text["usage"]["output_tokens"].as_i64() > Some(0), "{text}");
        let (_, run) = client.get(&format!("runs/{}", text["run_id"].as_str().unwrap())).await;
        assert_eq!((&run["coin_cost"], &run["state"]), (&text["coin_cost"], &json!("succeeded")));
        let paid = milli(&text["coin_cost"]);
        assert_eq!(client.balance().await, (SIGNUP - paid, 0));
        let (_, other) = client.post("text/generate", json!({"prompt": "hello", "task": "rewrite", "model": "sandbox"})).await;
        assert_eq!(other["model"], "sandbox");
        assert_eq!(titles(&client, "").await, ["hello", "[[fast]] چای لاهیجان"], "they stand among the texts");
    }

    async fn every_task_of_the_contract_answers(app: &TestApp) {
        let client = app.member("tasks").await;
        for task in TASKS {
            let (status, answer) = client.post("ai/generate", json!({"task": task, "prompt": "[[fast]] a shop for tea"})).await;
            assert_eq!(status, StatusCode::OK, "{task}: {answer}");
            assert!(!answer["result"].as_str().unwrap().is_empty() && answer["provider"].is_string(), "{answer}");
        }
        let (status, refusal) = client.post("ai/generate", json!({"task": "seo_basic", "prompt": " "})).await;
        assert_eq!((status, &refusal["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("prompt")), "{refusal}");
        assert!(client.post("ai/generate", json!({"task": "poem", "prompt": "x"})).await.0.is_client_error());
        let (status, refusal) = client.post("ai/generate", json!({"task": "seo_basic", "prompt": "[[filtered]] x"})).await;
        assert_eq!((status, &refusal["code"]), (StatusCode::BAD_GATEWAY, &json!("provider")), "{refusal}");
    }

    async fn a_call_with_a_key_of_its_own_answers_once(app: &TestApp) {
        let client = app.member("keyed").await;
        let call = async || {
            let body = json!({"prompt": "[[fast]] once"});
            let request = client.request(Method::POST, "text/generate").header("idempotency-key", "k1").json(&body);
            let answer = request.send().await.unwrap();
            let is_again = answer.headers().contains_key("idempotent-replayed");
            (is_again, answer.json::<Value>().await.unwrap())
        };
        let ((first_again, first), (again, second)) = (call().await, call().await);
        assert_eq!((first_again, again, &first), (false, true, &second));
        assert_eq!(titles(&client, "").await.len(), 1);
        let (_, made) = client.post("api-keys", json!({"name": "key", "scopes": ["chat"], "models": ["sandbox"]})).await;
        let key = Client { access_token: made["key"].as_str().map(str::to_owned), ..client.clone() };
        let (status, _) = key.post("text/generate", json!({"prompt": "x", "model": "sandbox"})).await;
        assert_eq!(status, StatusCode::OK);
        let (status, refusal) = key.post("text/generate", json!({"prompt": "x", "model": "openai/gpt-5-mini"})).await;
        assert_eq!((status, &refusal["code"]), (StatusCode::FORBIDDEN, &json!("key_model")), "{refusal}");
    }

    async fn a_text_is_measured_for_nothing(app: &TestApp) {
        let client = app.member("measurer").await;
        let text = json!({"title": "x".repeat(80), "description": "چای تازه", "text": "Fresh tea. Buy tea now!", "keyword": "tea"});
        let (status, meter) = client.post("text/meter", text).await;
        assert_eq!((status, &meter["title"]["fits"], &meter["description"]["fits"]), (StatusCode::OK, &json!(false), &json!(true)), "{meter}");
        assert_eq!((&meter["words"], &meter["sentences"], &meter["keyword"]["count"]), (&json!(5), &json!(2), &json!(2)));
        assert_eq!((&meter["title"]["pixels_max"], &meter["description"]["pixels_max"]), (&json!(580), &json!(990)));
        assert_eq!((&meter["readability"]["language"], &meter["readability"]["level"]), (&json!("en"), &json!("very_easy")));
        let (status, refusal) = client.post("text/meter", json!({"text": "x".repeat(200_001)})).await;
        assert_eq!((status, &refusal["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("text")), "{refusal}");
        assert_eq!(client.balance().await, (SIGNUP, 0));
        let (_, tasks) = client.get("text/tasks").await;
        let first = &tasks["items"][0];
        assert_eq!((&first["task"], &first["fields"][0]["required"]), (&json!("product_description"), &json!(true)));
    }

    async fn the_page_and_the_receipt_lead_to_a_text(app: &TestApp) {
        let client = app.member("reader").await;
        let (_, text) = client.post("text/generate", json!({"prompt": "[[fast]] a page"})).await;
        let rpc = async |path: &str, body: Value| {
            let request = client.http.post(format!("{}/rpc/{path}", client.base)).json(&body);
            request.bearer_auth(client.access_token.as_ref().unwrap()).send().await.unwrap().json::<Value>().await.unwrap()
        };
        let receipt = rpc("run/get_receipt", json!({"id": text["run_id"]})).await;
        let page = receipt["page"].as_str().unwrap().to_owned();
        for path in ["/app/text".to_owned(), "/app/text?task=translation&kind=free&q=page".to_owned(), page] {
            let request = client.http.get(format!("{}{path}", client.base)).bearer_auth(client.access_token.as_ref().unwrap());
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            let html = response.text().await.unwrap();
            assert!(html.contains("data-task=\"social_post\"") && html.contains("data-line="), "{path}: {html}");
        }
        let missing = client.http.get(format!("{}/app/text/{}", client.base, uuid::Uuid::now_v7()));
        let missing = missing.bearer_auth(client.access_token.as_ref().unwrap()).send().await.unwrap();
        assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    }
}
