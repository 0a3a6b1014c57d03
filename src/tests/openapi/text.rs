//! The calls of the text studio.

use super::Tour;
use crate::harness::Client;
use reqwest::Method;
use serde_json::json;

/// Goes through them with a text of the guide's.
pub(super) async fn go(tour: &mut Tour, client: &Client) {
    let (get, post, patch, delete) = (Method::GET, Method::POST, Method::PATCH, Method::DELETE);
    let call = json!({
        "prompt": "[[fast]] a guide", "task": "social_post", "tone": "playful", "length": "short", "language": "en",
        "model": "openai/gpt-5-mini",
    });
    tour.call(client, post.clone(), "text/generate", call).await;
    tour.call(client, post.clone(), "ai/generate", json!({"task": "seo_basic", "prompt": "[[fast]] a guide"})).await;
    tour.call(client, get.clone(), "text/tasks", json!({})).await;
    let form = json!({
        "task": "ads_copy", "fields": [{"key": "product", "value": "[[fast]] a guide"}, {"key": "ad_place", "value": "banner"}],
        "tone": "expert", "length": "short", "language": "fa", "audience": "travellers", "keywords": "city, walk", "examples": "Come along!",
    });
    let order = json!({"form": form, "variants": 2, "model": "auto", "part_of": null, "client_request_id": "tour"});
    tour.call(client, post.clone(), "text/quote", order.clone()).await;
    let started = tour.call(client, post.clone(), "text/start", order).await;
    for text in started["texts"].as_array().unwrap() {
        client.ended(text["run_id"].as_str().unwrap()).await;
    }
    let item = format!("text/items/{}", started["texts"][0]["id"].as_str().unwrap());
    tour.call(client, get.clone(), &item, json!({})).await;
    tour.call(client, get.clone(), &format!("{item}/versions"), json!({})).await;
    let change = json!({"title": "The guide", "output": "Come along.", "favourite": true});
    tour.call(client, patch, &item, change).await;
    tour.call(client, get.clone(), "text/items?q=guide&task=ads_copy&favourite=true&limit=1", json!({})).await;
    let text =
        json!({"title": "A walk", "description": "Through the city", "text": "Walk with us.", "keyword": "walk"});
    tour.call(client, post.clone(), "text/meter", text).await;
    let kept = json!({"name": "Walks", "form": form});
    let template = tour.call(client, post, "text/templates", kept).await;
    let template = format!("text/templates/{}", template["id"].as_str().unwrap());
    tour.call(client, get, "text/templates", json!({})).await;
    tour.call(client, Method::PUT, &template, json!({"name": "Tours", "form": {"task": "free", "fields": []}})).await;
    tour.call(client, delete.clone(), &template, json!({})).await;
    tour.call(client, delete, &item, json!({})).await;
}
