//! What is sold: who sees it, what may be said of it, and that nothing said is ever lost.

use crate::harness::{Client, TestApp};
use aimall::{
    account, execute, fetch_one,
    kernel::{Currency, id::OfferId},
    offer::{
        self,
        model::{OFFERS_MAX, Offer},
    },
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn admin(app: &TestApp) -> Client {
    let client = app.member("boss").await;
    account::server::create_admin(&app.cx, "boss@example.com", "a good password".to_owned())
        .await
        .map_err(|_| "no admin")
        .unwrap();
    client
}

fn package(name: &str) -> Value {
    json!({
        "kind": "package", "name_fa": "بسته", "name_en": name, "coins": "100",
        "prices": [{"amount_minor": 490_000, "currency": "IRR"}, {"amount_minor": 450, "currency": "USD"}],
    })
}

fn plan(code: &str) -> Value {
    json!({
        "kind": "plan", "code": code, "period": "monthly", "name_fa": "اشتراک", "name_en": "Plan", "coins": "1000",
        "features_fa": ["یک", " "], "features_en": ["one"], "price_multiplier": "۰٫۹۰", "models": ["openai/*", "openai/*"],
        "queue_priority": 5, "trial_days": 7, "trial_coins": "50", "prices": [{"amount_minor": 900, "currency": "eur"}],
    })
}

/// The value with a member changed.
fn with(mut value: Value, name: &str, member: Value) -> Value {
    value[name] = member;
    value
}

async fn create(boss: &Client, input: Value) -> Value {
    let (status, made) = boss.post("admin/offers", input).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made
}

fn id_of(offer: &Value) -> OfferId {
    offer["id"].as_str().unwrap().parse().unwrap()
}

async fn for_sale(app: &TestApp, query: &str) -> Vec<Value> {
    let (status, list) = app.stranger().get(&format!("billing/packages{query}")).await;
    assert_eq!(status, StatusCode::OK, "{list}");
    list["items"].as_array().unwrap().clone()
}

async fn count(app: &TestApp, table: &'static str) -> i64 {
    let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
    let (rows,) = fetch_one!(&mut conn, (i64,), table).unwrap();
    rows
}

const OFFERS: &str = "SELECT COUNT(*) FROM offers";
const REVISIONS: &str = "SELECT COUNT(*) FROM offer_revisions";

/// What a later feature finds: the offer for sale, and a revision of it.
async fn found(app: &TestApp, id: OfferId, revision: i64) -> (Option<Offer>, Option<Offer>) {
    let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
    let sold = offer::server::find_for_sale(&mut conn, id).await.map_err(|_| "not asked").unwrap();
    let kept = offer::server::find_revision(&mut conn, id, revision).await.map_err(|_| "not asked").unwrap();
    (sold, kept)
}

on_both! {
    async fn a_new_installation_sells_something_once(app: &TestApp) {
        let seeded = for_sale(app, "").await;
        let kinds: Vec<_> = seeded.iter().map(|offer| offer["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["package", "package", "package", "plan", "plan"]);
        let names: Vec<_> = seeded.iter().map(|offer| offer["name_en"].as_str().unwrap()).collect();
        assert_eq!(names[..3], ["Starter", "Plus", "Pro"]);
        // Whatever staff made of it stays: neither another start nor another process plants it again.
        let boss = admin(app).await;
        for offer in &seeded {
            let address = format!("admin/offers/{}", offer["id"].as_str().unwrap());
            assert_eq!(boss.send(Method::DELETE, &address, json!({})).await.0, StatusCode::NO_CONTENT);
        }
        offer::server::plant_seed(&app.cx).await.map_err(|_| "not planted").unwrap();
        let (second, _) = app.second().await;
        assert_eq!((for_sale(app, "").await.len(), count(app, OFFERS).await), (0, 5));
        second.stopping.cancel();
        second.db.close().await;
    }

    async fn an_offer_is_made_changed_and_archived(app: &TestApp) {
        let boss = admin(app).await;
        let made = create(&boss, with(package("Ours"), "bonus_coins", json!("12.5"))).await;
        let (id, address) = (id_of(&made), format!("admin/offers/{}", made["id"].as_str().unwrap()));
        assert_eq!((&made["revision"], &made["coins"], &made["bonus_coins"], &made["enabled"], &made["limit_per_user"]),
            (&json!(1), &json!("100"), &json!("12.5"), &json!(true), &Value::Null));
        assert_eq!(made["revisions"][0]["created_by"], "boss@example.com");
        // Last in the list, and for sale to anybody.
        assert_eq!(for_sale(app, "").await.last().unwrap()["id"], made["id"]);

        let dearer = json!([{"amount_minor": 990_000, "currency": "IRR"}]);
        let (status, changed) = boss.send(Method::PUT, &address, with(package("Ours"), "prices", dearer.clone())).await;
        assert_eq!((status, &changed["revision"], &changed["prices"]), (StatusCode::OK, &json!(2), &dearer), "{changed}");
        // The same again is no change.
        let (_, same) = boss.send(Method::PUT, &address, with(package("Ours"), "prices", dearer.clone())).await;
        assert_eq!((&same["revision"], same["revisions"].as_array().unwrap().len()), (&json!(2), 2));
        let (sold, first) = found(app, id, 1).await;
        let (sold, first) = (sold.unwrap(), first.unwrap());
        assert_eq!((sold.revision, sold.content.price(Currency::Irr).unwrap().amount_minor, sold.content.price(Currency::Usd)), (2, 990_000, None));
        assert_eq!((first.revision, first.content.price(Currency::Irr).unwrap().amount_minor, first.content.coins_in_all().milli), (1, 490_000, 112_500));

        // A change that was begun before another one is told so, and changes nothing.
        let late = with(package("Late"), "based_on", json!(1));
        let (status, problem) = boss.send(Method::PUT, &address, late).await;
        assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("conflict")), "{problem}");
        // Off, and on again: each is a revision.
        let (_, off) = boss.send(Method::PATCH, &address, json!({"enabled": false})).await;
        assert_eq!((&off["revision"], &off["enabled"]), (&json!(3), &json!(false)));
        assert!(found(app, id, 3).await.0.is_none() && for_sale(app, "").await.iter().all(|offer| offer["id"] != made["id"]));
        boss.send(Method::PATCH, &address, json!({"enabled": true})).await;
        assert!(found(app, id, 4).await.0.is_some());

        let (status, _) = boss.send(Method::DELETE, &address, json!({})).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        let (sold, kept) = found(app, id, 1).await;
        assert!(sold.is_none() && kept.is_some(), "its orders still find it");
        let (_, list) = boss.get("admin/offers").await;
        assert!(list["items"].as_array().unwrap().last().unwrap()["archived_at"].is_string(), "{list}");
        let (status, _) = boss.send(Method::PUT, &address, package("Ours")).await;
        assert_eq!(status, StatusCode::CONFLICT, "nothing is changed in the archive");
        let (status, back) = boss.send(Method::PATCH, &address, json!({"archived": false})).await;
        assert_eq!((status, &back["archived_at"]), (StatusCode::OK, &Value::Null));
        assert_eq!(count(app, REVISIONS).await, 5 + 4);
    }

    async fn a_plan_keeps_its_code(app: &TestApp) {
        let boss = admin(app).await;
        let made = create(&boss, plan("gold")).await;
        assert_eq!((&made["price_multiplier"], &made["models"], &made["features_fa"], &made["period"]),
            (&json!("0.9"), &json!(["openai/*"]), &json!(["یک"]), &json!("monthly")));
        let address = format!("admin/offers/{}", made["id"].as_str().unwrap());
        for (input, field, problem) in [
            (plan("silver"), "code", "fixed"),
            (package("Plan"), "kind", "fixed"),
        ] {
            let (status, answer) = boss.send(Method::PUT, &address, input).await;
            assert_eq!((status, &answer["fields"][0]["field"], &answer["fields"][0]["problem"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field), &json!(problem)), "{answer}");
        }
        let (status, answer) = boss.post("admin/offers", plan("gold")).await;
        assert_eq!((status, &answer["fields"][0]["problem"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("taken")), "{answer}");
        // People who have it keep it when it is sold no more.
        boss.send(Method::DELETE, &address, json!({})).await;
        let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
        let kept = offer::server::plan_by_code(&mut conn, "gold").await.map_err(|_| "not asked").unwrap().unwrap();
        let terms = kept.content.plan().unwrap();
        assert_eq!((terms.multiplier().parts, terms.queue_priority, terms.opens("openai/gpt-5"), terms.opens("groq/x")), (9_000, 5, true, false));
        assert!(offer::server::plan_by_code(&mut conn, "none").await.map_err(|_| "not asked").unwrap().is_none());
    }

    async fn what_can_not_be_sold_is_refused_by_its_fields(app: &TestApp) {
        let boss = admin(app).await;
        let price = |amount: i64, currency: &str| json!([{"amount_minor": amount, "currency": currency}]);
        for (input, field, problem) in [
            (with(package("x"), "name_fa", json!(" ")), "name_fa", "required"),
            (with(package("x"), "coins", json!("0")), "coins", "out_of_range"),
            (with(package("x"), "coins", json!("-5")), "coins", "out_of_range"),
            (with(package("x"), "coins", json!("9223372036854775.807")), "coins", "out_of_range"),
            (with(package("x"), "bonus_coins", json!("-1")), "bonus_coins", "out_of_range"),
            (with(package("x"), "expires_days", json!(0)), "expires_days", "out_of_range"),
            (with(package("x"), "limit_per_user", json!(-1)), "limit_per_user", "out_of_range"),
            (with(package("x"), "prices", json!([])), "prices", "required"),
            (with(package("x"), "prices", price(0, "IRR")), "prices.0.amount_minor", "out_of_range"),
            (with(package("x"), "prices", price(-490_000, "IRR")), "prices.0.amount_minor", "out_of_range"),
            (with(package("x"), "prices", price(i64::MAX, "IRR")), "prices.0.amount_minor", "out_of_range"),
            (with(package("x"), "prices", price(1, "BTC")), "prices.0.currency", "unknown"),
            (with(plan("x"), "price_multiplier", json!("0")), "price_multiplier", "positive"),
            (with(plan("x"), "price_multiplier", json!("-0.5")), "price_multiplier", "positive"),
            (with(plan("x"), "trial_days", json!(0)), "trial_days", "out_of_range"),
            (with(plan("x"), "code", json!("A b")), "code", "slug"),
        ] {
            let (status, answer) = boss.post("admin/offers", input.clone()).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{input}: {answer}");
            assert_eq!((&answer["fields"][0]["field"], &answer["fields"][0]["problem"]), (&json!(field), &json!(problem)), "{answer}");
        }
        assert_eq!(count(app, OFFERS).await, 5, "nothing was kept of them");
    }

    async fn the_catalogue_has_an_end(app: &TestApp) {
        let boss = admin(app).await;
        let left = i64::from(OFFERS_MAX) - count(app, OFFERS).await - 1;
        let now = app.cx.clock.now();
        app.cx.db.write(uuid::Uuid::nil(), move |conn| Box::pin(async move {
            for at in 0..left {
                execute!(conn, "INSERT INTO offers (id, kind, revision, position, created_at) VALUES ($1, 'package', 1, $2, $3)", uuid::Uuid::now_v7(), 100 + at, now)?;
            }
            Ok(())
        })).await.map_err(|_| "not filled").unwrap();
        let last = create(&boss, package("The last")).await;
        let (status, answer) = boss.post("admin/offers", package("One more")).await;
        assert_eq!((status, &answer["code"], &answer["max"]), (StatusCode::CONFLICT, &json!("too_many"), &json!(100)));
        // The archive has room, and what comes out of it needs room.
        let address = format!("admin/offers/{}", last["id"].as_str().unwrap());
        boss.send(Method::DELETE, &address, json!({})).await;
        create(&boss, package("In its place")).await;
        let (status, _) = boss.send(Method::PATCH, &address, json!({"archived": false})).await;
        assert_eq!(status, StatusCode::CONFLICT);
    }

    async fn anybody_sees_what_is_for_sale(app: &TestApp) {
        let boss = admin(app).await;
        let plan = create(&boss, plan("euro")).await;
        let ids = |offers: &[Value]| offers.iter().map(|offer| offer["id"].clone()).collect::<Vec<_>>();
        assert_eq!(for_sale(app, "").await.len(), 6);
        let euro: Vec<_> = for_sale(app, "?currency=EUR&kind=plan").await;
        assert_eq!(euro.len(), 3);
        assert!(euro.iter().all(|offer| offer["prices"].as_array().unwrap().iter().any(|price| price["currency"] == "EUR")));
        assert!(!ids(&for_sale(app, "?currency=IRR").await).contains(&plan["id"]), "it has no price in rial");
        for (query, field) in [("?currency=XYZ", "currency"), ("?kind=house", "kind")] {
            let (status, answer) = app.stranger().get(&format!("billing/packages{query}")).await;
            assert_eq!((status, &answer["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{answer}");
        }
        // In the order that staff gives.
        let before = ids(&for_sale(app, "").await);
        let (status, _) = boss.send(Method::PUT, "admin/offers/order", json!({"ids": [before[5], before[2]]})).await;
        assert_eq!(status, StatusCode::OK);
        let expected: Vec<_> = [5, 2, 0, 1, 3, 4].iter().map(|at| before[*at].clone()).collect();
        assert_eq!(ids(&for_sale(app, "").await), expected);
        let (status, _) = boss.send(Method::PUT, "admin/offers/order", json!({"ids": [uuid::Uuid::now_v7()]})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn visitors_read_prices_without_a_script(app: &TestApp) {
        let page = async |address: &str, language: &str| {
            let http = app.stranger().http;
            let request = http.get(format!("http://{}{address}", app.address)).header("cookie", format!("language={language}"));
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{address}");
            response.text().await.unwrap()
        };
        let seeded = for_sale(app, "?kind=package").await;
        let checkout = format!("href=\"/app/checkout/{}", seeded[0]["id"].as_str().unwrap());
        for (address, language, price, other) in [
            ("/pricing", "fa", "۱۹۰٬۰۰۰ تومان", "$2.00"),
            ("/pricing", "en", "$2.00", "190,000 Toman"),
            ("/pricing?currency=IRR", "en", "190,000 Toman", "$2.00"),
            ("/pricing?currency=EUR&period=yearly", "fa", "۹۵٫۰۰ یورو", "دلار</bdi>"),
            ("/pricing?currency=nonsense", "en", "$2.00", "190,000 Toman"),
        ] {
            let html = page(address, language).await;
            assert!(html.contains(price) && html.contains(&checkout), "{address} {language}: {html}");
            assert!(!html.contains(other) && !html.contains("/pkg/aimall.js"), "{address} {language}: {html}");
        }
    }

    async fn two_who_change_the_same_offer_do_not_lose_each_others_words(app: &TestApp) {
        let boss = admin(app).await;
        let made = create(&boss, package("Race")).await;
        let address = format!("admin/offers/{}", made["id"].as_str().unwrap());
        let change = |at: i64| {
            let input = with(with(package("Race"), "coins", json!((200 + at).to_string())), "based_on", json!(1));
            let (boss, address) = (boss.clone(), address.clone());
            async move { boss.send(Method::PUT, &address, input).await.0 }
        };
        let statuses = futures::future::join_all((0..8).map(change)).await;
        assert_eq!(statuses.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [StatusCode::OK, StatusCode::CONFLICT].contains(status)), "{statuses:?}");
    }
}
