//! The page to print.

use super::{buy, document, documents, give_back, seller};
use crate::{
    harness::{Client, TestApp},
    order::{buyer, shop},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn print(client: &Client, entry: &Value, query: &str) -> reqwest::Response {
    let address = format!("{}/app/invoices/{}/print{query}", client.base, entry["id"].as_str().unwrap());
    let request = client.http.get(address);
    let request = match &client.access_token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    request.send().await.unwrap()
}

async fn read(client: &Client, entry: &Value, query: &str) -> String {
    let response = print(client, entry, query).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'self';") && !policy.contains("script-src"), "{policy}");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let html = response.text().await.unwrap();
    for word in ["<script", "<style", " onclick=", " onload=", "javascript:", " style="] {
        assert!(!html.contains(word), "{word}: {html}");
    }
    html
}

fn has(html: &str, words: &[&str]) {
    for word in words {
        assert!(html.contains(word), "{word} is not in {html}");
    }
}

on_both! {
    with shop();

    async fn a_document_prints_in_both_languages(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let png = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        seller(&boss, json!({"name": "شرکت نمونه", "registration_id": "R-12", "tax_id": "T-34", "vat_per_mille": 95, "logo": png})).await;
        let details = json!({"legal_name": "<script>alert(1)</script>", "tax_id": "\"><b>x</b>", "address": "شیراز & حومه"});
        assert_eq!(sara.send(Method::PUT, "billing/details", details).await.0, StatusCode::OK);
        let order = buy(app, &sara, &offer).await;
        give_back(&boss, &order, 100_007).await;
        let all = documents(&sara).await;
        let (invoice, note) = (&all[0], &all[1]);
        let fa = read(&sara, invoice, "?lang=fa").await;
        has(&fa, &["<!DOCTYPE html><html", "lang=\"fa\"", "dir=\"rtl\"", "صورت‌حساب فروش", "INV-1405-000001", "شرکت نمونه", "R-12", "T-34"]);
        has(&fa, &["۴۹٬۰۰۰ تومان", "۴۹۰٬۰۰۰ ریال", "۳۰ شهریور ۱۴۰۵", "۱۴۰۵/۰۶/۳۰", "۲۰۲۶-۰۹-۲۱", "۹٫۵٪", "بستهٔ کوچک", "زرین‌پال", png]);
        has(&fa, &["&lt;script&gt;", "&gt;&lt;b&gt;", "شیراز &amp; حومه", "?lang=en", "/invoice.css"]);
        let en = read(&sara, invoice, "?lang=en").await;
        has(&en, &["lang=\"en\"", "dir=\"ltr\"", "Invoice", "49,000 Toman", "490,000 rial", "21 September 2026", "1405/06/30", "2026-09-21", "9.5%", "Small", "Zarinpal", "sara@example.com"]);
        assert_eq!(read(&sara, invoice, "").await, fa, "the person's own language, where none is asked for");
        assert_eq!(read(&sara, invoice, "?lang=xx").await, fa);
        assert_eq!(read(&boss, invoice, "?lang=en").await, en, "staff prints it too");
        let back = read(&sara, note, "?lang=en").await;
        has(&back, &["Credit note", "CN-1405-000001", "For invoice", "INV-1405-000001", "10,000.7 Toman", "100,007 rial"]);
        has(&read(&sara, note, "?lang=fa").await, &["صورت‌حساب برگشت وجه", "این مبلغ از صورت‌حساب INV-1405-000001 برگشت داده شد."]);
        let whole = document(&sara, invoice).await;
        assert_eq!(whole["vat"]["amount_minor"], 42_511, "490,000 × 95 / 1,095 = 42,511.4");
    }

    async fn only_its_owner_and_staff_print_it(app: &TestApp) {
        let (sara, _, offer) = buyer(app).await;
        buy(app, &sara, &offer).await;
        let entry = documents(&sara).await.remove(0);
        let other = app.member("other").await;
        let missing = print(&other, &entry, "").await;
        assert_eq!(missing.status(), StatusCode::NOT_FOUND);
        assert_eq!(missing.headers()["content-type"], "text/html; charset=utf-8", "a page says so");
        let html = missing.text().await.unwrap();
        assert!(!html.contains("INV-1405") && !html.contains("sara@"), "{html}");
        for id in ["01900000-0000-7000-8000-000000000000", "x"] {
            assert_eq!(print(&sara, &json!({"id": id}), "").await.status(), StatusCode::NOT_FOUND, "{id}");
        }
        let stranger = print(&app.stranger(), &entry, "?lang=en").await;
        assert_eq!(stranger.status(), StatusCode::SEE_OTHER);
        let location = stranger.headers()["location"].to_str().unwrap();
        assert_eq!(location, format!("/sign-in?return_to=/app/invoices/{}/print", entry["id"].as_str().unwrap()));
        let (_, made) = sara.post("api-keys", json!({"name": "key", "scopes": ["account"]})).await;
        let key = Client { access_token: made["key"].as_str().map(str::to_owned), ..sara.clone() };
        assert_eq!(print(&key, &entry, "").await.status(), StatusCode::FORBIDDEN, "no key opens it");
    }
}
