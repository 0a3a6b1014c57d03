//! From card to card: odd amounts, receipts, two pairs of eyes.

use super::{COINS, buyer, file, go_around, id, order, place, shop, staff, state, steps};
use crate::harness::{Client, TestApp};
use futures::future::join_all;
use reqwest::{Method, StatusCode, multipart};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub async fn card(boss: &Client, number: &str) {
    let card = json!({"number": number, "holder": "سارا احمدی", "bank": "ملی", "enabled": true});
    let (status, made) = boss.post("admin/cards", card).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
}

pub const CARD: &str = "۶۰۳۷ ۹۹۱۲ ۳۴۵۶ ۷۸۹۳";

/// A picture that no other person's number gives.
pub fn picture_of(name: &str, number: u32) -> Vec<u8> {
    let start = name.bytes().fold(0_u32, |sum, byte| sum * 7 % 60 + u32::from(byte) % 60);
    picture(1_000 + start * 100 + number)
}

/// A picture that no other number gives.
fn picture(number: u32) -> Vec<u8> {
    let image = image::RgbImage::from_fn(64, 64, |x, y| {
        image::Rgb([u8::try_from((x / 8 * 31 + y / 8 * 17 * number + number * 7) % 251).unwrap(); 3])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::ImageRgb8(image).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

pub async fn send(client: &Client, order: &str, picture: Vec<u8>) -> (StatusCode, Value) {
    let file = multipart::Part::bytes(picture).file_name("receipt.png").mime_str("image/png").unwrap();
    let form = multipart::Form::new().part("file", file).text("tracking", "۱۲۳۴۵۶").text("last4", "5995");
    let answer =
        client.request(Method::POST, &format!("payments/{order}/receipt")).multipart(form).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

pub async fn review(boss: &Client, order: &str, review: Value) -> (StatusCode, Value) {
    boss.post(&format!("admin/orders/{order}/review"), review).await
}

on_both! {
    with shop();

    async fn a_receipt_that_staff_believes_becomes_coins_once(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        card(&boss, CARD).await;
        let placed = place(&sara, &offer, "card").await;
        let (number, total) = (&placed["order"]["card"]["number"], placed["order"]["total"]["amount_minor"].as_i64().unwrap());
        assert_eq!(number, "6037991234567893");
        assert!((489_001..490_000).contains(&total), "an amount of its own: {total}");
        assert_eq!(review(&boss, &id(&placed), json!({"approve": true})).await.0, StatusCode::CONFLICT, "nothing was sent");
        let (status, sent) = send(&sara, &id(&placed), picture(1)).await;
        assert_eq!((status, &sent["card"]["receipt"]), (StatusCode::ACCEPTED, &json!("submitted")), "{sent}");
        assert_eq!(send(&sara, &id(&placed), picture(2)).await.0, StatusCode::CONFLICT, "one at a time");
        assert_eq!(sara.post(&format!("payments/orders/{}/cancel", id(&placed)), json!({})).await.0, StatusCode::CONFLICT);
        let (_, waiting) = boss.get("admin/orders?state=review").await;
        assert_eq!(waiting["items"][0]["id"], id(&placed).as_str());
        let image = file(&boss, &id(&placed)).await["receipts"][0]["id"].as_str().unwrap().to_owned();
        let image = format!("admin/receipts/{image}/image");
        let shown = boss.request(Method::GET, &image).send().await.unwrap();
        assert_eq!((shown.status(), &shown.headers()["content-type"]), (StatusCode::OK, &"image/jpeg".parse().unwrap()));
        assert_eq!(sara.request(Method::GET, &image).send().await.unwrap().status(), StatusCode::FORBIDDEN);
        // Two at once: one decides, the other one is told.
        let (status, problem) = review(&boss, &id(&placed), json!({"approve": false})).await;
        assert_eq!((status.as_u16(), &problem["fields"][0]["field"]), (422, &json!("reason")));
        let second = staff(app, "second").await;
        let (a, b) = (json!({"approve": true}), json!({"approve": true}));
        let id = id(&placed);
        let both = join_all([review(&boss, &id, a), review(&second, &id, b)]).await;
        let mut statuses: Vec<u16> = both.iter().map(|(status, _)| status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!((state(&sara, &id).await.as_str(), sara.balance().await.0), ("fulfilled", before + COINS));
        assert_eq!(review(&boss, &id, json!({"approve": false, "reason": "late"})).await.0, StatusCode::CONFLICT);
        assert_eq!(steps(&file(&boss, &id).await), ["made", "receipt", "receipt_approved", "paid", "fulfilled"]);
    }

    async fn a_refused_receipt_can_be_sent_again_three_times_in_all(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        card(&boss, CARD).await;
        let placed = place(&sara, &offer, "card").await;
        for number in 1..=3 {
            let (status, sent) = send(&sara, &id(&placed), picture(number)).await;
            assert_eq!(status, StatusCode::ACCEPTED, "{sent}");
            assert_eq!(sent["card"]["tries_left"], 3 - number);
            assert_eq!(review(&boss, &id(&placed), json!({"approve": false, "reason": "ناخوانا"})).await.0, StatusCode::OK);
            let card = order(&sara, &id(&placed)).await["card"].clone();
            assert_eq!((&card["receipt"], &card["reason"]), (&json!("rejected"), &json!("ناخوانا")));
        }
        let (status, problem) = send(&sara, &id(&placed), picture(4)).await;
        assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("too_many")), "{problem}");
    }

    async fn the_same_picture_pays_once(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        card(&boss, CARD).await;
        let first = place(&sara, &offer, "card").await;
        assert_eq!(send(&sara, &id(&first), picture(5)).await.0, StatusCode::ACCEPTED);
        let other = app.member("other").await;
        let second = place(&other, &offer, "card").await;
        let (status, problem) = send(&other, &id(&second), picture(5)).await;
        assert_eq!((status.as_u16(), &problem["fields"][0]["field"]), (422, &json!("file")), "{problem}");
        // The same picture, saved anew in another size.
        let image = image::load_from_memory(&picture(5)).unwrap().resize_exact(128, 128, image::imageops::FilterType::Triangle);
        let mut again = std::io::Cursor::new(Vec::new());
        image.write_to(&mut again, image::ImageFormat::Png).unwrap();
        assert_eq!(send(&other, &id(&second), again.into_inner()).await.0, StatusCode::ACCEPTED);
        let shown = file(&boss, &id(&second)).await;
        assert_eq!(shown["receipts"][0]["alike"], json!([id(&first)]), "staff is told");
        assert_eq!(send(&sara, &id(&second), picture(6)).await.0, StatusCode::NOT_FOUND, "somebody else's order");
    }

    async fn what_is_no_picture_is_refused(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        card(&boss, CARD).await;
        let placed = place(&sara, &offer, "card").await;
        for wrong in [
            b"%PDF-1.7 a bomb".to_vec(),
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
            b"<html></html>".to_vec(),
            b"\x89PNG\r\n\x1a\nhalf a picture".to_vec(),
            Vec::new(),
        ] {
            let (status, problem) = send(&sara, &id(&placed), wrong).await;
            assert_eq!((status.as_u16(), &problem["fields"][0]["field"]), (422, &json!("file")), "{problem}");
        }
        assert_eq!(order(&sara, &id(&placed)).await["card"]["tries_left"], 3, "what is refused is no try");
    }

    async fn large_sums_take_two_of_the_staff(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        card(&boss, CARD).await;
        let input = json!({"package_id": offer, "gateway": "card", "quantity": 100});
        let (status, placed) = sara.post("payments/purchase-credits", input).await;
        assert_eq!(status, StatusCode::CREATED, "{placed}");
        // 4,900,000 Toman are below the limit of five million.
        assert_eq!(send(&sara, &id(&placed), picture(7)).await.0, StatusCode::ACCEPTED);
        assert_eq!(review(&boss, &id(&placed), json!({"approve": true})).await.1["order"]["state"], "fulfilled");
        let large = json!({
            "kind": "package", "name_fa": "بزرگ", "name_en": "Large", "coins": "20000",
            "prices": [{"amount_minor": 60_000_000, "currency": "IRR"}],
        });
        let (_, large) = boss.post("admin/offers", large).await;
        let placed = place(&sara, large["id"].as_str().unwrap(), "card").await;
        assert_eq!(send(&sara, &id(&placed), picture(8)).await.0, StatusCode::ACCEPTED);
        let (status, first) = review(&boss, &id(&placed), json!({"approve": true})).await;
        assert_eq!((status, &first["order"]["card"]["receipt"]), (StatusCode::OK, &json!("seconded")), "{first}");
        assert_eq!(review(&boss, &id(&placed), json!({"approve": true})).await.0, StatusCode::CONFLICT, "the same eyes");
        let second = staff(app, "second").await;
        assert_eq!(review(&second, &id(&placed), json!({"approve": true})).await.1["order"]["state"], "fulfilled");
    }

    async fn open_payments_to_a_card_never_have_the_same_amount(app: &TestApp) {
        let (_, boss, offer) = buyer(app).await;
        card(&boss, CARD).await;
        card(&boss, "6104337812345674").await;
        let mut people = Vec::new();
        for number in 0..12 {
            people.push(app.member(&format!("p{number}")).await);
        }
        let placed = join_all(people.iter().map(|person| place(person, &offer, "card"))).await;
        let cards: BTreeSet<_> = placed.iter().map(|placed| placed["order"]["card"]["number"].to_string()).collect();
        assert_eq!(cards.len(), 2, "they take turns");
        let spots: BTreeSet<_> =
            placed.iter().map(|placed| format!("{} {}", placed["order"]["card"]["number"], placed["order"]["total"])).collect();
        assert_eq!(spots.len(), 12);
    }

    async fn a_late_receipt_is_looked_at_and_never_lost(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let before = sara.balance().await.0;
        card(&boss, CARD).await;
        let placed = place(&sara, &offer, "card").await;
        app.cx.clock.advance_s(61 * 60);
        go_around(app).await;
        let login = async |name: &str| {
            let mut client = app.stranger();
            let body = json!({"email": format!("{name}@example.com"), "password": "a good password"});
            let (_, tokens) = client.post("auth/login", body).await;
            client.keep_tokens(&tokens);
            client
        };
        let (sara, boss) = (login("sara").await, login("boss").await);
        assert_eq!(state(&sara, &id(&placed)).await, "expired");
        assert_eq!(send(&sara, &id(&placed), picture(9)).await.0, StatusCode::ACCEPTED);
        app.cx.clock.advance_s(300);
        go_around(app).await;
        let (_, waiting) = boss.get("admin/orders?state=review").await;
        assert_eq!(waiting["items"][0]["id"], id(&placed).as_str(), "no timer decides: {waiting}");
        assert_eq!(review(&boss, &id(&placed), json!({"approve": true})).await.0, StatusCode::OK);
        assert_eq!((state(&sara, &id(&placed)).await.as_str(), sara.balance().await.0), ("fulfilled", before + COINS));
    }

    async fn a_card_with_a_slip_in_its_number_is_refused(app: &TestApp) {
        let boss = staff(app, "boss").await;
        let wrong = json!({"number": "6037991234567894", "holder": "x", "bank": "y", "enabled": true});
        let (status, problem) = boss.post("admin/cards", wrong).await;
        assert_eq!((status.as_u16(), &problem["fields"][0]["field"]), (422, &json!("number")));
        card(&boss, CARD).await;
        let twice = json!({"number": "6037991234567893", "holder": "x", "bank": "y", "enabled": true});
        let (status, problem) = boss.post("admin/cards", twice).await;
        assert_eq!((status.as_u16(), &problem["fields"][0]["field"]), (422, &json!("number")), "{problem}");
        let (_, cards) = boss.get("admin/cards").await;
        let id = cards["items"][0]["id"].as_str().unwrap().to_owned();
        let off = json!({"number": "6037991234567893", "holder": "x", "bank": "y", "enabled": false, "daily_minor_max": 5});
        assert_eq!(boss.send(Method::PUT, &format!("admin/cards/{id}"), off).await.0, StatusCode::OK);
        let sara = app.member("sara").await;
        assert_eq!(sara.get("payments/gateways").await.1["items"].as_array().unwrap().len(), 2, "no card to card without a card");
    }
}
