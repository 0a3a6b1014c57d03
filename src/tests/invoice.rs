//! Documents: numbers without gaps whoever pays at once, words that stay, VAT that adds up, and who may read them.

mod page;

use crate::{
    harness::{Client, TestApp},
    order::{buyer, control, file, go_around, id, place, shop, state},
};
use aimall::{
    execute,
    invoice::server::{LANE, NewInvoice, issue_invoice},
    kernel::{Cash, Currency, id::OrderId},
    server::Fault,
};
use futures::{FutureExt, future::join_all};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Comes back from Zarinpal's page, at one of the processes.
async fn call_back(client: &Client, placed: &Value) {
    let path = format!("payments/zarinpal/callback?Authority={}&Status=OK", authority(placed));
    assert_eq!(client.request(Method::GET, &path).send().await.unwrap().status(), StatusCode::SEE_OTHER);
}

fn authority(placed: &Value) -> String {
    placed["redirect_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

/// Orders the package and pays for it at Zarinpal; the order.
pub async fn buy(app: &TestApp, client: &Client, offer: &str) -> String {
    let placed = place(client, offer, "zarinpal").await;
    control(app, "zarinpal/act", json!({"authority": authority(&placed), "action": "pay"})).await;
    call_back(&app.stranger(), &placed).await;
    assert_eq!(state(client, &id(&placed)).await, "fulfilled");
    id(&placed)
}

/// Sends a part back by hand.
pub async fn give_back(boss: &Client, order: &str, minor: i64) {
    let refund = json!({"amount_minor": minor, "reason": "a part", "by_hand": true});
    let (status, file) = boss.post(&format!("admin/orders/{order}/refund"), refund).await;
    assert_eq!(status, StatusCode::OK, "{file}");
}

async fn seller(boss: &Client, seller: Value) -> Value {
    let (status, profile) = boss.send(Method::PUT, "admin/seller", seller).await;
    assert_eq!(status, StatusCode::OK, "{profile}");
    profile
}

/// The person's documents, the oldest first.
async fn documents(client: &Client) -> Vec<Value> {
    let (status, list) = client.get("payments/invoices").await;
    assert_eq!(status, StatusCode::OK, "{list}");
    let mut items = list["items"].as_array().unwrap().clone();
    items.reverse();
    items
}

async fn document(client: &Client, entry: &Value) -> Value {
    let (status, invoice) = client.get(&format!("payments/invoices/{}", entry["id"].as_str().unwrap())).await;
    assert_eq!(status, StatusCode::OK, "{invoice}");
    invoice
}

fn numbers(documents: &[Value]) -> Vec<&str> {
    documents.iter().map(|document| document["number"].as_str().unwrap()).collect()
}

fn minor(value: &Value) -> i64 {
    value["amount_minor"].as_i64().unwrap()
}

/// An invoice of an order of 49,000 Toman.
fn new_invoice(order: &str, user: &str) -> NewInvoice {
    let total = Cash::new(490_000, Currency::Irr);
    let (order, user) = (OrderId(order.parse().unwrap()), user.parse().unwrap());
    let (discount, reference) = (Cash::zero(Currency::Irr), None);
    NewInvoice { order, user, lines: Vec::new(), subtotal: total, discount, total, payment: "zarinpal", reference }
}

on_both! {
    with shop();

    async fn fifty_payments_at_once_and_two_processes_leave_no_gap(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let (second, address) = app.second().await;
        let (mut placed, mut people) = (Vec::new(), vec![sara]);
        for number in 0..12 {
            people.push(app.member(&format!("p{number}")).await);
        }
        for person in people.iter().cycle().take(50) {
            placed.push(place(person, &offer, "zarinpal").await);
        }
        for one in &placed {
            control(app, "zarinpal/act", json!({"authority": authority(one), "action": "pay"})).await;
        }
        let (here, there) = (app.stranger(), Client::new(address));
        let user = file(&boss, &id(&placed[0])).await["order"]["user_id"].as_str().unwrap().to_owned();
        // Between them, writes that take a number and fail afterwards.
        let failing = placed.iter().step_by(2).map(|one| {
            let (cx, new) = (app.cx.clone(), new_invoice(&id(one), &user));
            async move {
                let (inner, key) = (cx.clone(), new.order.0);
                let failed = cx.db.write(key, move |conn| {
                    async move {
                        issue_invoice(&inner, conn, new).await?;
                        Err::<(), _>(Fault::broken("changed its mind"))
                    }
                    .boxed()
                });
                assert!(failed.await.is_err());
            }
        });
        let paying = placed.iter().flat_map(|one| [call_back(&here, one), call_back(&there, one)]);
        futures::future::join(join_all(paying), join_all(failing)).await;
        // What lost a race to another process is asked for again.
        for _ in 0..3 {
            app.cx.clock.advance_s(60);
            go_around(app).await;
        }
        let (_, list) = boss.get("admin/invoices?kind=invoice&limit=100").await;
        let mut found: Vec<String> = list["items"].as_array().unwrap().iter().map(|one| one["number"].as_str().unwrap().to_owned()).collect();
        found.sort();
        let expected: Vec<String> = (1..=50).map(|number| format!("INV-1405-{number:06}")).collect();
        assert_eq!(found, expected);
        let mut orders: Vec<&str> = list["items"].as_array().unwrap().iter().map(|one| one["order_id"].as_str().unwrap()).collect();
        orders.sort_unstable();
        orders.dedup();
        assert_eq!(orders.len(), 50, "each order has one");
        second.stopping.cancel();
        second.aborting.cancel();
        second.db.close().await;
    }

    async fn what_was_issued_stays_whatever_changes_later(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        seller(&boss, json!({"name": "شرکت نخست", "address": "تهران", "registration_id": "123", "tax_id": "456", "phone": "021", "vat_per_mille": 100})).await;
        let details = json!({"legal_name": "Sara Ltd", "tax_id": "77", "address": "Shiraz"});
        assert_eq!(sara.send(Method::PUT, "billing/details", details.clone()).await, (StatusCode::OK, details.clone()));
        let order = buy(app, &sara, &offer).await;
        let first = document(&sara, &documents(&sara).await[0]).await;
        assert_eq!((&first["number"], &first["kind"], &first["order_id"]), (&json!("INV-1405-000001"), &json!("invoice"), &json!(order)));
        assert_eq!((&first["seller"]["name"], &first["buyer"]["legal_name"], &first["buyer"]["email"]), (&json!("شرکت نخست"), &json!("Sara Ltd"), &json!("sara@example.com")));
        assert_eq!((minor(&first["total"]), minor(&first["vat"]), minor(&first["net"])), (490_000, 44_545, 445_455));
        assert_eq!((&first["issued_jalali"], &first["issued_gregorian"]), (&json!("1405/06/30"), &json!("2026-09-21")));
        let line = json!({"name_fa": "بستهٔ کوچک", "name_en": "Small", "quantity": 1, "coins": "110",
            "unit": {"amount_minor": 490_000, "currency": "IRR"}, "amount": {"amount_minor": 490_000, "currency": "IRR"}});
        assert_eq!(first["lines"], json!([line]));
        assert!(first["reference"].is_string(), "{first}");

        seller(&boss, json!({"name": "Second Inc", "vat_per_mille": 0})).await;
        assert_eq!(sara.send(Method::PUT, "billing/details", json!({})).await.0, StatusCode::OK);
        let renamed = sara.send(Method::PATCH, "me", json!({"full_name": "سارا"})).await;
        assert_eq!(renamed.0, StatusCode::OK);
        assert_eq!(document(&sara, &first).await, first, "not a word of it");
        give_back(&boss, &order, 1_000).await;
        let note = document(&sara, &documents(&sara).await[1]).await;
        assert_eq!((&note["seller"], &note["buyer"], &note["vat_per_mille"]), (&first["seller"], &first["buyer"], &json!(100)), "a credit note is its invoice's");
        assert_eq!((&note["number"], &note["corrects"], &note["lines"]), (&json!("CN-1405-000001"), &first["number"], &json!([])));
        buy(app, &sara, &offer).await;
        let next = document(&sara, &documents(&sara).await[2]).await;
        assert_eq!((&next["number"], &next["seller"]["name"], &next["buyer"]["name"]), (&json!("INV-1405-000002"), &json!("Second Inc"), &json!("سارا")));
        assert_eq!((&next["buyer"]["legal_name"], minor(&next["vat"]), &next["vat_per_mille"]), (&json!(""), 0, &json!(0)));
    }

    async fn credit_notes_of_parts_sum_to_their_invoice(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        for rate in [100, 90, 1_000, 7] {
            seller(&boss, json!({"name": "Rates", "vat_per_mille": rate})).await;
            let order = buy(app, &sara, &offer).await;
            let parts = [1, 4, 7, 163_333, 163_333, 490_000 - 163_333 * 2 - 12];
            for part in parts {
                give_back(&boss, &order, part).await;
            }
            let (_, list) = boss.get(&format!("admin/invoices?number={order}&limit=100")).await;
            let items = list["items"].as_array().unwrap();
            let sum = |kind: &str, name: &str| items.iter().filter(|one| one["kind"] == kind).map(|one| minor(&one[name])).sum::<i64>();
            assert_eq!((sum("credit_note", "total"), sum("invoice", "total")), (490_000, 490_000), "{rate}");
            assert_eq!(sum("credit_note", "vat"), sum("invoice", "vat"), "{rate}");
            assert!(items.iter().all(|one| minor(&one["vat"]) <= minor(&one["total"])), "{rate}");
            assert_eq!(items.iter().filter(|one| one["kind"] == "credit_note").count(), parts.len(), "{rate}");
        }
    }

    async fn a_refund_that_is_refused_is_cancelled_by_another_document(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        seller(&boss, json!({"name": "House", "vat_per_mille": 90})).await;
        let order = buy(app, &sara, &offer).await;
        control(app, "zarinpal/next", json!({"path": "reverse", "code": -60})).await;
        let path = format!("admin/orders/{order}/refund");
        assert_eq!(boss.post(&path, json!({"reason": "please"})).await.0, StatusCode::SERVICE_UNAVAILABLE);
        give_back(&boss, &order, 490_000).await;
        let all = documents(&sara).await;
        assert_eq!(numbers(&all), ["INV-1405-000001", "CN-1405-000001", "CN-1405-000002", "CN-1405-000003"]);
        let told: Vec<_> = all.iter().map(|one| (one["kind"].as_str().unwrap(), one["corrects"].as_str().unwrap_or("-"), minor(&one["total"]), minor(&one["vat"]))).collect();
        assert_eq!(told, [
            ("invoice", "-", 490_000, 40_459),
            ("credit_note", "INV-1405-000001", 490_000, 40_459),
            ("reversal", "CN-1405-000001", 490_000, 40_459),
            ("credit_note", "INV-1405-000001", 490_000, 40_459),
        ]);
    }

    async fn dollars_count_by_the_gregorian_year_and_stripes_word_is_a_credit_note_too(app: &TestApp) {
        let url = format!("http://{}/api/v1/payments/webhook", app.address);
        control(app, "stripe/endpoint", json!({"url": url})).await;
        let (sara, _, offer) = buyer(app).await;
        let placed = place(&sara, &offer, "stripe").await;
        let session = placed["redirect_url"].as_str().unwrap().rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
        control(app, "stripe/session", json!({"action": "pay", "session": session})).await;
        control(app, "stripe/send", json!({"type": "checkout.session.completed", "times": 5})).await;
        control(app, "stripe/refund", json!({"amount": 200})).await;
        control(app, "stripe/send", json!({"type": "charge.refunded", "times": 3})).await;
        let all = documents(&sara).await;
        assert_eq!(numbers(&all), ["INV-2026-000001", "CN-2026-000001"]);
        assert_eq!(all[1]["total"], json!({"amount_minor": 200, "currency": "USD"}));
        // A series of its own.
        let order = buy(app, &sara, &offer).await;
        assert_eq!(documents(&sara).await[2]["number"], "INV-1405-000001", "{order}");
    }

    async fn what_costs_nothing_has_no_invoice(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let code = json!({"code": "FREE", "percent": 100, "enabled": true});
        assert_eq!(boss.post("admin/codes", code).await.0, StatusCode::CREATED);
        let input = json!({"package_id": offer, "gateway": "zarinpal", "discount_code": "FREE"});
        assert_eq!(sara.post("payments/purchase-credits", input).await.0, StatusCode::CREATED);
        assert_eq!(documents(&sara).await, Vec::<Value>::new());
    }

    async fn nobody_reads_the_documents_of_others(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        buy(app, &sara, &offer).await;
        let entry = documents(&sara).await.remove(0);
        let path = format!("payments/invoices/{}", entry["id"].as_str().unwrap());
        let other = app.member("other").await;
        assert_eq!(other.get("payments/invoices").await.1["items"], json!([]));
        for client in [&other, &boss] {
            assert_eq!(client.get(&path).await.0, StatusCode::NOT_FOUND, "not even staff, here");
        }
        for path in ["admin/invoices", "admin/invoices.csv", "admin/seller"] {
            assert_eq!(other.get(path).await.0, StatusCode::FORBIDDEN, "{path}");
        }
        assert_eq!(other.send(Method::PUT, "admin/seller", json!({"name": "Mine"})).await.0, StatusCode::FORBIDDEN);
        assert_eq!(other.get("billing/details").await.1, json!({"legal_name": "", "tax_id": "", "address": ""}));
    }

    async fn staff_finds_documents_and_takes_them_as_a_table(app: &TestApp) {
        let (sara, boss, offer) = buyer(app).await;
        let details = json!({"legal_name": "=HYPERLINK(\"http://evil\")", "tax_id": "+98", "address": "a, b"});
        assert_eq!(sara.send(Method::PUT, "billing/details", details).await.0, StatusCode::OK);
        let order = buy(app, &sara, &offer).await;
        give_back(&boss, &order, 90_000).await;
        let count = async |query: &str| {
            let (status, list) = boss.get(&format!("admin/invoices?{query}")).await;
            assert_eq!(status, StatusCode::OK, "{query}: {list}");
            list["items"].as_array().unwrap().len()
        };
        for (query, found) in [
            ("", 2), ("kind=invoice", 1), ("kind=credit_note", 1), ("kind=reversal", 0), ("currency=irr", 2), ("currency=USD", 0),
            ("person=Sara@example.com", 2), ("person=other@example.com", 0), ("number=inv-1405-000001", 1), ("number=INV-1405-000009", 0),
            ("from=2026-09-21&to=2026-09-21", 2), ("to=2026-09-20", 0), ("from=2026-09-22", 0), ("limit=1", 1),
        ] {
            assert_eq!(count(query).await, found, "{query}");
        }
        assert_eq!(boss.get("admin/invoices?from=tomorrow").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let (_, first) = boss.get("admin/invoices?limit=1").await;
        let (_, rest) = boss.get(&format!("admin/invoices?limit=1&cursor={}", first["next_cursor"].as_str().unwrap())).await;
        assert_eq!(rest["items"][0]["number"], "INV-1405-000001");
        let (status, table) = boss.get("admin/invoices.csv?person=sara@example.com").await;
        let table = table.as_str().unwrap();
        assert_eq!(status, StatusCode::OK);
        assert!(table.trim_start_matches('\u{FEFF}').starts_with("number,kind,corrects,order,"), "{table}");
        let lines: Vec<&str> = table.lines().skip(1).collect();
        assert!(lines[0].starts_with("CN-1405-000001,credit_note,INV-1405-000001,"), "{table}");
        assert!(lines[0].contains(",IRR,-90000,0,0,-90000,0,0,-90000,zarinpal,"), "below zero: {table}");
        assert!(lines[1].contains(",\"'=HYPERLINK(\"\"http://evil\"\")\",\"'+98\",\"a, b\",IRR,490000,0,0,490000,"), "no formula: {table}");
        assert_eq!(lines.len(), 2);
    }

    async fn a_seller_is_changed_by_one_at_a_time_and_is_never_nonsense(app: &TestApp) {
        let (_, boss, _) = buyer(app).await;
        let first = boss.get("admin/seller").await.1;
        assert_eq!((&first["version"], &first["name"]), (&json!(1), &json!("AI Mall")));
        let png = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        let changed = seller(&boss, json!({"based_on": 1, "name": " House ", "logo": png})).await;
        assert_eq!((&changed["version"], &changed["name"], &changed["logo"]), (&json!(2), &json!("House"), &json!(png)));
        let (status, problem) = boss.send(Method::PUT, "admin/seller", json!({"based_on": 1, "name": "Late"})).await;
        assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("conflict")));
        for (wrong, field) in [
            (json!({"name": "  "}), "name"),
            (json!({"name": "x".repeat(201)}), "name"),
            (json!({"name": "x", "vat_per_mille": 1_001}), "vat_per_mille"),
            (json!({"name": "x", "vat_per_mille": -1}), "vat_per_mille"),
            (json!({"name": "x", "logo": "data:image/svg+xml;base64,PHN2Zy8+"}), "logo"),
            (json!({"name": "x", "logo": "https://example.com/logo.png"}), "logo"),
            (json!({"name": "x", "logo": format!("data:image/png;base64,{}", "A".repeat(200_000))}), "logo"),
        ] {
            let (status, problem) = boss.send(Method::PUT, "admin/seller", wrong).await;
            assert_eq!((status.as_u16(), &problem["fields"][0]["field"]), (422, &json!(field)), "{problem}");
        }
        let (status, problem) = boss.send(Method::PUT, "billing/details", json!({"address": "x".repeat(501)})).await;
        assert_eq!((status.as_u16(), &problem["fields"][0]["field"]), (422, &json!("address")));
        assert_eq!(boss.get("admin/seller").await.1, changed);
    }

    async fn the_check_finds_what_is_missing(app: &TestApp) {
        let (sara, _, offer) = buyer(app).await;
        let order: uuid::Uuid = buy(app, &sara, &offer).await.parse().unwrap();
        let write = async |sql: &'static str| {
            app.cx.db.write(LANE, move |conn| async move { Ok(execute!(conn, sql, order)?) }.boxed()).await.map_err(|_| sql).unwrap()
        };
        assert_eq!(app.findings().await, Vec::<String>::new());
        for (broken, repaired, words) in [
            ("UPDATE orders SET refunded_minor = 5 WHERE id = $1", "UPDATE orders SET refunded_minor = 0 WHERE id = $1", "went back"),
            ("UPDATE orders SET total_minor = 400000 WHERE id = $1", "UPDATE orders SET total_minor = 490000 WHERE id = $1", "one invoice"),
            ("UPDATE invoice_counters SET last_place = 2 WHERE $1 = $1", "UPDATE invoice_counters SET last_place = 1 WHERE $1 = $1", "gap"),
            ("UPDATE invoices SET place = 2 WHERE order_id = $1", "UPDATE invoices SET place = 1 WHERE order_id = $1", "gap"),
        ] {
            assert_eq!(write(broken).await, 1, "{broken}");
            let findings = app.findings().await;
            assert!(findings.iter().any(|line| line.contains(words)), "{broken}: {findings:?}");
            assert_eq!(write(repaired).await, 1, "{repaired}");
        }
    }
}
