//! The calls of the image studio and of the queue behind it.

use super::Tour;
use crate::{
    harness::{Client, TestApp, wait_until},
    provider::emulator::{Scenario, chunk},
};
use reqwest::Method;
use serde_json::json;

/// Goes through them with a picture of the sandbox's.
pub(super) async fn go(tour: &mut Tour, app: &TestApp, client: &Client) {
    let (get, post, delete) = (Method::GET, Method::POST, Method::DELETE);
    let order = json!({
        "prompt": "a fox", "negative_prompt": "snow", "style": "lineart", "aspect_ratio": "1:1", "n": 1, "seed": 7, "model": "sandbox-image",
        "client_request_id": "guide",
    });
    tour.call(client, post.clone(), "images/quote", order.clone()).await;
    let started = tour.call(client, post.clone(), "images/generate", order).await;
    let run = started["run_id"].as_str().unwrap();
    let ended = || async { client.get(&format!("runs/{run}")).await.1["state"] == "succeeded" };
    wait_until("it is drawn", ended).await;
    tour.call(client, get.clone(), "images?limit=1", json!({})).await;
    tour.call(client, get.clone(), &format!("images/{run}"), json!({})).await;
    tour.call(client, delete, &format!("images/{run}"), json!({})).await;
    let said = Scenario::new("said").send(chunk::role("m")).send(chunk::text("m", "A fox in the snow"));
    let usage = chunk::usage("m", &chunk::counts(40, 10));
    app.emulator.queue(said.send(chunk::finish("m", "stop")).send(usage).send(chunk::DONE));
    tour.call(client, post.clone(), "images/enhance", json!({"prompt": "a fox"})).await;
    tour.call(client, get, "admin/queue", json!({})).await;
    let settling = json!({"runs": [uuid::Uuid::now_v7()], "verdict": "give_up"});
    tour.call(client, post, "admin/queue", settling).await;
}
