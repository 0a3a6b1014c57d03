//! The calls of the library.

use super::Tour;
use crate::harness::Client;
use reqwest::{Method, StatusCode, multipart};
use serde_json::{Value, json};

/// Goes through them with a file of the guide's.
pub(super) async fn go(tour: &mut Tour, client: &Client) {
    let (get, post, patch, delete) = (Method::GET, Method::POST, Method::PATCH, Method::DELETE);
    let mut asset = Value::Null;
    for _ in 0..2 {
        let file = multipart::Part::bytes(b"a guide's notes".to_vec()).file_name("notes.txt");
        let form = multipart::Form::new().part("file", file);
        let answer = client.request(post.clone(), "assets").multipart(form).send().await.unwrap();
        tour.note(&post, "/api/v1/assets", answer.status());
        asset = answer.json().await.unwrap();
    }
    let id = asset["id"].as_str().unwrap();
    tour.call(client, get.clone(), "assets?q=notes&kind=text&origin=upload&oldest_first=true&limit=1", json!({})).await;
    tour.call(client, get.clone(), &format!("assets/{id}"), json!({})).await;
    tour.call(client, patch.clone(), &format!("assets/{id}"), json!({"name": "notes.md", "tags": ["guide"]})).await;
    let link = tour.call(client, post.clone(), &format!("assets/{id}/link"), json!({"expires_s": 60})).await;
    let linked = link["url"].as_str().unwrap().split_once("/api/v1/").unwrap().1.to_owned();
    for path in [format!("assets/{id}/content"), linked] {
        for (range, status) in [(None, StatusCode::OK), (Some("bytes=0-3"), StatusCode::PARTIAL_CONTENT)] {
            let mut request = client.request(get.clone(), &path);
            if let Some(range) = range {
                request = request.header("range", range);
            }
            assert_eq!(request.send().await.unwrap().status(), status);
            tour.note(&get, &format!("/api/v1/{path}"), status);
        }
    }
    let folder = tour.call(client, post.clone(), "folders", json!({"name": "Guide"})).await;
    let folder = folder["id"].as_str().unwrap();
    tour.call(client, patch, &format!("folders/{folder}"), json!({"name": "Guides"})).await;
    let step = json!({"action": "move", "ids": [id], "folder_id": folder});
    tour.call(client, post, "assets/bulk", step).await;
    tour.call(client, get, "assets/shelf", json!({})).await;
    tour.call(client, delete.clone(), &format!("folders/{folder}"), json!({})).await;
    tour.call(client, delete, &format!("assets/{id}"), json!({})).await;
}
