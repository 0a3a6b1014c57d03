//! The calls of orders, documents and money: with gateways that are on.

use super::Tour;
use crate::{
    harness::{Client, TestApp, contract},
    order::{control, shop},
};
use reqwest::{Method, StatusCode, multipart};
use serde_json::{Value, json};

/// Goes through them as staff, who buys too.
pub(super) async fn go(tour: &mut Tour, app: &TestApp, client: &Client) {
    let (get, post, put) = (Method::GET, Method::POST, Method::PUT);
    let (second, address) = app.second_with(shop().settings).await;
    let client = &client.at(address);
    control(app, "stripe/endpoint", json!({"url": format!("http://{address}/api/v1/payments/webhook")})).await;
    let offer = json!({
        "kind": "package", "name_fa": "بسته", "name_en": "Package", "coins": "100",
        "prices": [{"amount_minor": 490_000, "currency": "IRR"}, {"amount_minor": 500, "currency": "USD"}],
    });
    let offer = client.post("admin/offers", offer).await.1["id"].as_str().unwrap().to_owned();

    let seller = json!({"based_on": 1, "name": "House", "address": "Tehran", "registration_id": "1", "tax_id": "2", "phone": "3", "logo": null, "vat_per_mille": 100});
    tour.call(client, put.clone(), "admin/seller", seller).await;
    tour.call(client, get.clone(), "admin/seller", json!({})).await;
    tour.call(client, put.clone(), "billing/details", json!({"legal_name": "Ltd", "tax_id": "4", "address": "Shiraz"}))
        .await;
    tour.call(client, get.clone(), "billing/details", json!({})).await;

    let card = json!({"number": "6037991234567893", "holder": "سارا احمدی", "bank": "ملی", "daily_minor_max": null, "enabled": true});
    let kept = tour.call(client, post.clone(), "admin/cards", card.clone()).await;
    tour.call(client, put.clone(), &format!("admin/cards/{}", kept["id"].as_str().unwrap()), card).await;
    tour.call(client, get.clone(), "admin/cards", json!({})).await;
    tour.call(client, get.clone(), "payments/gateways", json!({})).await;
    tour.call(client, post.clone(), "payments/quote", json!({"package_id": offer, "gateway": "stripe", "quantity": 2}))
        .await;
    let placed = tour
        .call(client, post.clone(), "payments/purchase-credits", json!({"package_id": offer, "gateway": "card"}))
        .await;
    let order = placed["order"]["id"].as_str().unwrap().to_owned();
    receipt(tour, client, &order).await;
    tour.call(client, get.clone(), "admin/orders?state=review&limit=1", json!({})).await;
    let file = tour.call(client, get.clone(), &format!("admin/orders/{order}"), json!({})).await;
    let image = format!("admin/receipts/{}/image", file["receipts"][0]["id"].as_str().unwrap());
    let image_status = client.request(Method::GET, &image).send().await.unwrap().status();
    tour.note(&get, &format!("/api/v1/{image}"), image_status);
    tour.call(client, post.clone(), &format!("admin/orders/{order}/review"), json!({"approve": true})).await;
    let refund = json!({"amount_minor": 1_000, "reason": "a tour", "by_hand": true});
    tour.call(client, post.clone(), &format!("admin/orders/{order}/refund"), refund).await;

    let session = tour
        .call(client, post.clone(), "payments/create-checkout-session", json!({"package_id": offer, "currency": "USD"}))
        .await;
    control(app, "stripe/session", json!({"action": "pay", "session": session_of(&session)})).await;
    let sent = control(app, "stripe/send", json!({"type": "checkout.session.completed", "times": 1})).await;
    assert_eq!(sent["statuses"], json!([204]), "{sent}");
    tour.note(&post, "/api/v1/payments/webhook", StatusCode::NO_CONTENT);
    let other = client.post("payments/create-checkout-session", json!({"package_id": offer})).await.1;
    let other = other["order"]["id"].as_str().unwrap();
    tour.call(client, post.clone(), &format!("payments/orders/{other}/cancel"), json!({})).await;
    tour.call(client, get.clone(), "payments/orders?limit=1", json!({})).await;
    tour.call(client, get.clone(), &format!("payments/orders/{order}"), json!({})).await;

    let invoices = tour.call(client, get.clone(), "payments/invoices?limit=5", json!({})).await;
    let invoice = invoices["items"][0]["id"].as_str().unwrap();
    tour.call(client, get.clone(), &format!("payments/invoices/{invoice}"), json!({})).await;
    for path in [
        "admin/invoices?kind=credit_note&limit=1",
        "admin/invoices.csv",
        "admin/finance?days=7",
        "admin/finance.csv",
        "admin/finance-coins.csv",
        "admin/reconciliation",
    ] {
        tour.call(client, get.clone(), path, json!({})).await;
    }
    second.stopping.cancel();
    second.aborting.cancel();
    second.db.close().await;
}

fn session_of(placed: &Value) -> String {
    placed["redirect_url"].as_str().unwrap().rsplit('/').next().unwrap().split('?').next().unwrap().to_owned()
}

/// Sends a picture as the proof of a card-to-card payment.
async fn receipt(tour: &mut Tour, client: &Client, order: &str) {
    let picture = image::RgbImage::from_fn(64, 64, |x, y| image::Rgb([u8::try_from((x * 3 + y) % 251).unwrap(); 3]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::ImageRgb8(picture).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let file = multipart::Part::bytes(bytes.into_inner()).file_name("receipt.png").mime_str("image/png").unwrap();
    let form = multipart::Form::new().part("file", file).text("tracking", "123456");
    let path = format!("payments/{order}/receipt");
    let answer = client.request(Method::POST, &path).multipart(form).send().await.unwrap();
    let (status, address) = (answer.status(), format!("/api/v1/{path}"));
    let media = answer.headers()["content-type"].to_str().unwrap().to_owned();
    contract::check_answer(&Method::POST, &address, None, status, &media, &answer.json().await.unwrap());
    tour.note(&Method::POST, &address, status);
}
