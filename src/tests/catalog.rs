//! The catalogue as data: providers' lists, staff's changes, versions of prices, ends and successors.

use crate::{
    harness::{Client, Setup, TestApp, milli, wait_until},
    provider::emulator::{Scenario, contract::OPENROUTER_KEY},
};
use aimall::{account, catalog};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const DAY_S: i64 = 86_400;

fn setup() -> Setup {
    Setup { settings: vec![("OPENROUTER_API_KEY", OPENROUTER_KEY.to_owned())], manual_clock: true }
}

async fn admin(app: &TestApp) -> Client {
    let email = "boss@example.com";
    account::server::create_admin(&app.cx, email, "a good password".to_owned()).await.map_err(|_| "no admin").unwrap();
    let client = sign_in(app, email).await;
    // The lists that are asked for at the start come in their own time.
    wait_until("the first lists came", || async {
        let providers = overview(&client).await;
        providers
            .iter()
            .filter(|one| one["has_list"] == true && one["provider"] != "ollama")
            .all(|one| one["ok_at"].is_string())
    })
    .await;
    client
}

/// The same person again, when the tokens are too old.
async fn sign_in(app: &TestApp, email: &str) -> Client {
    let mut client = app.stranger();
    let (status, tokens) = client.post("auth/login", json!({"email": email, "password": "a good password"})).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    client.keep_tokens(&tokens);
    client
}

async fn overview(client: &Client) -> Vec<Value> {
    let (status, body) = client.get("admin/models/sync").await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body["providers"].as_array().unwrap().clone()
}

/// The provider's line after it was asked; what it answers is queued before, and its emulated address is known.
async fn sync(app: &TestApp, client: &Client, answer: Scenario) -> Value {
    app.emulator.queue(answer);
    let (status, body) = client.post("admin/models/sync", json!({"provider": "openrouter"})).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body["providers"].as_array().unwrap().iter().find(|one| one["provider"] == "openrouter").unwrap().clone()
}

fn listed(pricing: Value) -> Scenario {
    let row = json!({
        "id": "a/b", "name": "A B", "context_length": 200_000, "expiration_date": null,
        "architecture": {"input_modalities": ["text", "image"], "output_modalities": ["text"]},
        "supported_parameters": ["tools"], "top_provider": {"max_completion_tokens": 64_000}, "pricing": pricing,
    });
    let free = json!({"id": "a/small:free", "pricing": {"prompt": "0", "completion": "0"}});
    Scenario::status(200, json!({"data": [row, free]}))
}

async fn entry(client: &Client, id: &str) -> Value {
    let (status, body) = client.get(&format!("admin/models/{}", id.replace('/', "%2F"))).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

async fn change(client: &Client, id: &str, change: Value) -> (StatusCode, Value) {
    client.send(Method::PATCH, &format!("admin/models/{}", id.replace('/', "%2F")), change).await
}

async fn price(client: &Client, id: &str, prices: Value) -> (StatusCode, Value) {
    let path = format!("admin/models/{}/prices", id.replace('/', "%2F"));
    client.send(Method::PUT, &path, json!({ "prices": prices })).await
}

fn usd(prices: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    prices.as_array().unwrap().iter().map(|price| (text(&price["component"]), text(&price["usd"]))).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(component, usd)| ((*component).to_owned(), (*usd).to_owned())).collect()
}

async fn offered(client: &Client) -> Vec<Value> {
    let (status, body) = client.get("models").await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body["items"].as_array().unwrap().clone()
}

async fn is_offered(client: &Client, id: &str) -> bool {
    offered(client).await.iter().any(|model| model["id"] == id)
}

on_both! {
    with setup();

    async fn a_model_says_what_it_can_and_what_each_thing_costs(app: &TestApp) {
        let member = app.member("shopper").await;
        let models = offered(&member).await;
        let mini = models.iter().find(|model| model["id"] == "openai/gpt-5-mini").unwrap();
        assert_eq!(mini["capabilities"], json!(["chat", "vision", "tools", "json_schema", "reasoning"]));
        assert_eq!((&mini["context"], &mini["input_modalities"]), (&json!(400_000), &json!(["text", "image"])));
        assert_eq!((&mini["voices"], &mini["retires_on"]), (&json!([]), &Value::Null));
        assert_eq!(mini["price"]["input_per_million"], "375");
        let each = |component: &str, coins: &str| json!({"component": component, "coins": coins, "per": 1_000_000});
        let components = json!([each("input", "375"), each("cache_read", "37.5"), each("output", "3000")]);
        assert_eq!(mini["price"]["components"], components, "{mini}");
        assert!(!models.iter().any(|model| model["id"] == "openai/gpt-5"), "nobody knows its price");
        assert!(!models.iter().any(|model| model["provider"] == "anthropic"), "it is not on");
        let (_, some) = member.get("models?capability=vision").await;
        assert!(some["items"].as_array().unwrap().iter().all(|model| model["capabilities"].as_array().unwrap().contains(&json!("vision"))));
        assert_eq!(member.get("models?capability=flying").await.0, StatusCode::BAD_REQUEST);
    }

    async fn a_list_changes_prices_only_where_they_differ(app: &TestApp) {
        let boss = admin(app).await;
        let first = json!({"prompt": "0.00000125", "completion": "0.00001", "overrides": [
            {"min_prompt_tokens": 200_000, "prompt": "0.0000025"},
            {"utc_start": 1630, "utc_end": 30, "completion": "0.000005"},
        ]});
        let line = sync(app, &boss, listed(first.clone())).await;
        assert_eq!((&line["listed"], &line["changed"], &line["failure"]), (&json!(2), &json!(2), &Value::Null), "{line}");
        let model = entry(&boss, "openrouter/a/b").await;
        assert_eq!(usd(&model["prices"]), pairs(&[("input", "1.25"), ("input", "2.5"), ("output", "10"), ("output", "5")]));
        assert_eq!((&model["prices"][1]["prompt_tokens_over"], &model["prices"][3]["utc_from"], &model["prices"][3]["utc_to"]), (&json!(200_000), &json!(1630), &json!(30)));
        assert_eq!((&model["state"], &model["source"], &model["output_tokens_max"]), (&json!("offered"), &json!("sync"), &json!(8_192)), "{model}");
        assert_eq!(model["capabilities"], json!(["chat", "vision", "tools"]));
        app.cx.clock.advance_s(60);
        assert_eq!(sync(app, &boss, listed(first)).await["changed"], 0);
        assert_eq!(entry(&boss, "openrouter/a/b").await["history"].as_array().unwrap().len(), 4);
        let dearer = json!({"prompt": "0.00000125", "completion": "0.00002"});
        assert_eq!(sync(app, &boss, listed(dearer)).await["changed"], 1);
        let model = entry(&boss, "openrouter/a/b").await;
        assert_eq!(usd(&model["prices"]), pairs(&[("input", "1.25"), ("output", "20")]));
        let open: Vec<bool> = model["history"].as_array().unwrap().iter().map(|price| price["valid_to"].is_null()).collect();
        assert_eq!(open.iter().filter(|open| **open).count(), 2, "{model}");
        assert_eq!(open.len(), 5, "one new row, three closed ones");
        // A price that is not known any more is not zero.
        let member = app.member("buyer").await;
        assert!(is_offered(&member, "openrouter/a/b").await && is_offered(&member, "openrouter/a/small:free").await);
        sync(app, &boss, listed(json!({"prompt": "-1", "completion": "-1"}))).await;
        assert!(!is_offered(&member, "openrouter/a/b").await);
        assert_eq!(entry(&boss, "openrouter/a/b").await["state"], "unpriced");
    }

    async fn old_rows_stay_when_a_list_does_not_come(app: &TestApp) {
        let boss = admin(app).await;
        sync(app, &boss, listed(json!({"prompt": "0.000001", "completion": "0.000002"}))).await;
        let before = entry(&boss, "openrouter/a/b").await;
        app.cx.clock.advance_s(60);
        let denied = json!({"error": {"message": format!("no such key {OPENROUTER_KEY}"), "code": 403}});
        // One that may only not be listed: a key that is refused altogether turns the provider off.
        let line = sync(app, &boss, Scenario::status(403, denied)).await;
        assert_eq!((&line["failure"], &line["listed"]), (&json!("credential"), &json!(2)), "{line}");
        assert!(line["ok_at"].as_str() < line["started_at"].as_str(), "{line}");
        assert!(!line.to_string().contains(OPENROUTER_KEY), "{line}");
        assert_eq!(entry(&boss, "openrouter/a/b").await, before);
        assert_eq!(boss.post("admin/models/sync", json!({"provider": "nobody"})).await.0, StatusCode::NOT_FOUND);
    }

    async fn lists_are_asked_for_once_a_day_and_again_soon_after_a_failure(app: &TestApp) {
        admin(app).await;
        let asked = || app.emulator.requests().iter().filter(|request| request.path.starts_with("/openrouter/api/v1/models")).count();
        let tend = async || catalog::server::tend(&app.cx).await.map_err(|_| "tending failed").unwrap();
        let before = asked();
        tend().await;
        app.cx.clock.advance_s(DAY_S - 60);
        tend().await;
        assert_eq!(asked(), before, "it was asked at the start");
        app.cx.clock.advance_s(60);
        tend().await;
        tend().await;
        wait_until("it was asked again", || async { asked() == before + 1 }).await;
        let boss = sign_in(app, "boss@example.com").await;
        wait_until("it is written down", || async {
            overview(&boss).await.iter().any(|one| one["provider"] == "openrouter" && one["ok_at"] == one["started_at"])
        })
        .await;
        sync(app, &boss, Scenario::status(503, json!({"error": {"message": "no"}}))).await;
        let before = asked();
        app.cx.clock.advance_s(1_800);
        tend().await;
        app.cx.clock.advance_s(1_800);
        tend().await;
        wait_until("it was asked again after the failure", || async { asked() == before + 1 }).await;
    }

    async fn what_staff_says_stays(app: &TestApp) {
        let boss = admin(app).await;
        sync(app, &boss, listed(json!({"prompt": "0.000001", "completion": "0.000002"}))).await;
        app.cx.clock.advance_s(60);
        let mine = json!({"name": "Mine", "capabilities": ["chat"], "output_tokens_max": 100, "enabled": false, "retires_on": "2030-01-01"});
        let (status, changed) = change(&boss, "openrouter/a/b", mine).await;
        assert_eq!((status, &changed["updated_by"], &changed["state"]), (StatusCode::OK, &json!("boss@example.com"), &json!("off")), "{changed}");
        assert_eq!(changed["pinned"], json!(["capabilities", "name", "output_tokens_max", "retires_on"]));
        let own = json!([{"component": "input", "usd": "3"}, {"component": "output", "usd": "۴٫۵", "per": 1000}]);
        let (status, priced) = price(&boss, "openrouter/a/b", own).await;
        assert_eq!((status, usd(&priced["prices"])), (StatusCode::OK, pairs(&[("input", "3"), ("output", "4.5")])), "{priced}");
        assert_eq!((&priced["history"][0]["source"], &priced["history"][0]["author"]), (&json!("staff"), &json!("boss@example.com")));
        app.cx.clock.advance_s(60);
        sync(app, &boss, listed(json!({"prompt": "0.000009", "completion": "0.000009"}))).await;
        let model = entry(&boss, "openrouter/a/b").await;
        assert_eq!((&model["name"], &model["capabilities"], &model["enabled"]), (&json!("Mine"), &json!(["chat"]), &json!(false)));
        assert_eq!(usd(&model["prices"]), pairs(&[("input", "3"), ("output", "4.5")]));
        // Given back, the list counts again.
        price(&boss, "openrouter/a/b", json!([])).await;
        sync(app, &boss, listed(json!({"prompt": "0.000009", "completion": "0.000009"}))).await;
        assert_eq!(usd(&entry(&boss, "openrouter/a/b").await["prices"]), pairs(&[("input", "9"), ("output", "9")]));
        // A restart plants the seed again and takes nothing back.
        change(&boss, "openai/gpt-5-mini", json!({"name": "Small", "enabled": false})).await;
        price(&boss, "openai/gpt-5-mini", json!([{"component": "input", "usd": "1"}, {"component": "output", "usd": "1"}])).await;
        catalog::server::plant_seed(&app.cx).await.map_err(|_| "no seed").unwrap();
        let small = entry(&boss, "openai/gpt-5-mini").await;
        assert_eq!((&small["name"], &small["enabled"], &small["prices"][0]["usd"]), (&json!("Small"), &json!(false), &json!("1")));
    }

    async fn a_model_is_added_by_hand(app: &TestApp) {
        let (boss, member) = (admin(app).await, app.member("buyer").await);
        let new = json!({
            "provider": "openai", "provider_model": "happy", "name": "Happy", "capabilities": ["chat", "vision"],
            "context_tokens": 1_000, "output_tokens_max": 100,
        });
        // The list has it already, turned off and without a price.
        assert_eq!(boss.post("admin/models", new.clone()).await.0, StatusCode::CONFLICT);
        let mut own = new;
        own["provider_model"] = json!("by-hand");
        let (status, added) = boss.post("admin/models", own).await;
        assert_eq!((status, &added["id"], &added["state"]), (StatusCode::CREATED, &json!("openai/by-hand"), &json!("unpriced")), "{added}");
        assert!(!is_offered(&member, "openai/by-hand").await);
        price(&boss, "openai/by-hand", json!([{"component": "input", "usd": "1"}, {"component": "output", "usd": "2"}])).await;
        assert!(is_offered(&member, "openai/by-hand").await);
        let (_, page) = boss.get("admin/models?search=by-H&provider=openai&capability=vision&state=on").await;
        assert_eq!(page["items"].as_array().unwrap().len(), 1, "{page}");
        assert_eq!(boss.get("admin/models?state=asleep").await.0, StatusCode::BAD_REQUEST);
        let (mut cursor, mut seen) = (String::new(), Vec::new());
        loop {
            let (_, page) = boss.get(&format!("admin/models?limit=7{cursor}")).await;
            seen.extend(page["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={}", next.replace('/', "%2F"));
        }
        let (mut once, all) = (seen.clone(), seen.len());
        once.sort();
        once.dedup();
        assert!(all > 30 && once.len() == all, "{seen:?}");
    }

    async fn wrong_values_are_named(app: &TestApp) {
        let boss = admin(app).await;
        for (wrong, field) in [
            (json!({"name": " "}), "name"),
            (json!({"context_tokens": 0}), "context_tokens"),
            (json!({"output_tokens_max": -1}), "output_tokens_max"),
            (json!({"capabilities": []}), "capabilities"),
            (json!({"margin": "-1"}), "margin"),
            (json!({"margin": "1e9"}), "margin"),
            (json!({"retires_on": "2026-13-01"}), "retires_on"),
            (json!({"retires_on": "tomorrow"}), "retires_on"),
            (json!({"successor_id": "no/such"}), "successor_id"),
            (json!({"successor_id": "openai/gpt-5-mini"}), "successor_id"),
        ] {
            let (status, body) = change(&boss, "openai/gpt-5-mini", wrong.clone()).await;
            assert_eq!((status, &body["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{wrong}: {body}");
        }
        for wrong in [
            json!([{"component": "input", "usd": "-1"}]),
            json!([{"component": "input", "usd": "NaN"}]),
            json!([{"component": "input", "usd": ""}]),
            json!([{"component": "input", "usd": "99999999"}]),
            json!([{"component": "input", "usd": "1", "per": 0}]),
            json!([{"component": "input", "usd": "1", "utc_from": 900}]),
            json!([{"component": "input", "usd": "1", "utc_from": 900, "utc_to": 2475}]),
            json!([{"component": "input", "usd": "1", "prompt_tokens_over": -5}]),
        ] {
            let (status, body) = price(&boss, "openai/gpt-5-mini", wrong.clone()).await;
            assert_eq!((status, &body["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("prices")), "{wrong}: {body}");
        }
        assert_eq!(price(&boss, "openai/gpt-5-mini", json!([{"component": "gold", "usd": "1"}])).await.0, StatusCode::BAD_REQUEST);
        assert_eq!(change(&boss, "no/such", json!({"name": "x"})).await.0, StatusCode::NOT_FOUND);
        let prices = pairs(&[("input", "0.25"), ("cache_read", "0.025"), ("output", "2")]);
        assert_eq!(usd(&entry(&boss, "openai/gpt-5-mini").await["prices"]), prices);
    }

    async fn margins_follow_the_model_and_the_plan(app: &TestApp) {
        let (boss, member) = (admin(app).await, app.member("buyer").await);
        let asked = async || {
            let models = offered(&member).await;
            let mini = models.iter().find(|model| model["id"] == "openai/gpt-5-mini").unwrap().clone();
            milli(&mini["price"]["input_per_million"])
        };
        assert_eq!(asked().await, 375_000);
        let margin = async |model: &str, margin: &str| {
            let body = json!({"plan": "default", "model_id": model, "margin": margin});
            boss.send(Method::PUT, "admin/margins", body).await
        };
        assert_eq!(margin("", "2").await.0, StatusCode::OK);
        assert_eq!(asked().await, 500_000, "the plan's");
        change(&boss, "openai/gpt-5-mini", json!({"margin": "3"})).await;
        assert_eq!(asked().await, 750_000, "the model's own");
        margin("openai/gpt-5-mini", "4").await;
        assert_eq!(asked().await, 1_000_000, "the plan's for this model");
        let (_, overview) = margin("openai/gpt-5-mini", "").await;
        assert_eq!(overview["margins"], json!([{"plan": "default", "model_id": "", "margin": "2"}]));
        change(&boss, "openai/gpt-5-mini", json!({"margin": ""})).await;
        margin("", "").await;
        assert_eq!(asked().await, 375_000);
        assert_eq!(margin("no/such", "2").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        // What is held and paid follows: the same answer at more than three times the margin.
        let conversation = member.conversation().await;
        let first = member.ended(&member.ask(&conversation, "Hello").await).await;
        change(&boss, "openai/gpt-5-mini", json!({"margin": "5"})).await;
        let conversation = member.conversation().await;
        let second = member.ended(&member.ask(&conversation, "Hello").await).await;
        assert!(milli(&second["coin_cost"]) > milli(&first["coin_cost"]) * 2, "{first} {second}");
    }

    async fn a_retired_model_is_answered_by_its_successor(app: &TestApp) {
        let (boss, member) = (admin(app).await, app.member("loyal").await);
        let day = |days: i64| app.cx.clock.now().plus_s(days * DAY_S).to_string()[..10].to_owned();
        let ends = json!({"retires_on": day(30), "successor_id": "openai/gpt-5.1"});
        let (status, model) = change(&boss, "openai/gpt-5-mini", ends).await;
        assert_eq!((status, &model["days_left"], &model["state"]), (StatusCode::OK, &json!(30), &json!("offered")), "{model}");
        let (_, overview) = boss.get("admin/models/sync").await;
        assert_eq!(overview["retiring"][0]["id"], "openai/gpt-5-mini", "{overview}");
        let (_, page) = boss.get("admin/models?state=retiring").await;
        assert!(page["items"].as_array().unwrap().iter().any(|one| one["id"] == "openai/gpt-5-mini"), "{page}");
        let conversation = member.conversation().await;
        member.ended(&member.ask(&conversation, "Hello").await).await;
        assert_eq!(member.last_answer(&conversation).await["model"], "openai/gpt-5-mini");
        app.cx.clock.advance_s(29 * DAY_S);
        assert!(is_offered(&sign_in(app, "loyal@example.com").await, "openai/gpt-5-mini").await);
        app.cx.clock.advance_s(DAY_S);
        let member = sign_in(app, "loyal@example.com").await;
        assert!(!is_offered(&member, "openai/gpt-5-mini").await);
        member.ended(&member.ask(&conversation, "Hello again").await).await;
        assert_eq!(member.last_answer(&conversation).await["model"], "openai/gpt-5.1");
        catalog::server::tend(&app.cx).await.map_err(|_| "tending failed").unwrap();
    }

    async fn an_end_that_a_list_takes_back_is_gone(app: &TestApp) {
        let boss = admin(app).await;
        let tell = async |provider: &str, row: Value| {
            app.emulator.queue(Scenario::status(200, json!({"data": [row]})));
            let (status, body) = boss.post("admin/models/sync", json!({"provider": provider})).await;
            assert_eq!(status, StatusCode::OK, "{body}");
        };
        let end = async |id: &str| entry(&boss, id).await["retires_on"].clone();
        let row = |day: Value| json!({"id": "a/b", "expiration_date": day, "pricing": {"prompt": "0.000001", "completion": "0.000002"}});
        tell("openrouter", row(json!("2027-02-01"))).await;
        assert_eq!(end("openrouter/a/b").await, "2027-02-01");
        tell("openrouter", row(Value::Null)).await;
        assert_eq!(end("openrouter/a/b").await, Value::Null);
        // What staff says stays, a day as well as none.
        change(&boss, "openrouter/a/b", json!({"retires_on": "2028-01-01"})).await;
        tell("openrouter", row(Value::Null)).await;
        assert_eq!(end("openrouter/a/b").await, "2028-01-01");
        change(&boss, "openrouter/a/b", json!({"retires_on": ""})).await;
        tell("openrouter", row(json!("2027-02-01"))).await;
        assert_eq!(end("openrouter/a/b").await, Value::Null);
        // What came with the product stays until the list has spoken, and does not come back then.
        let row = |day: Value| json!({"id": "gpt-4o", "object": "model", "shutdown_date": day});
        tell("openai", row(Value::Null)).await;
        assert_eq!(end("openai/gpt-4o").await, "2027-01-14");
        tell("openai", row(json!("2027-03-01"))).await;
        assert_eq!(end("openai/gpt-4o").await, "2027-03-01");
        tell("openai", row(Value::Null)).await;
        catalog::server::plant_seed(&app.cx).await.map_err(|_| "no seed").unwrap();
        assert_eq!(end("openai/gpt-4o").await, Value::Null);
    }

    async fn nobody_is_warned_of_an_end_that_was_seen_to(app: &TestApp) {
        let boss = admin(app).await;
        let day = |days: i64| app.cx.clock.now().plus_s(days * DAY_S).to_string()[..10].to_owned();
        let is_warned = async |id: &str| {
            let (_, overview) = boss.get("admin/models/sync").await;
            overview["retiring"].as_array().unwrap().iter().any(|one| one["id"] == id)
        };
        let id = "openai/gpt-5-mini";
        change(&boss, id, json!({"retires_on": day(3)})).await;
        assert!(is_warned(id).await);
        let (status, body) = change(&boss, id, json!({"end_seen": true})).await;
        assert_eq!((status, &body["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("end_seen")), "it has not ended: {body}");
        change(&boss, id, json!({"retires_on": day(-1)})).await;
        assert!(is_warned(id).await);
        let (status, seen) = change(&boss, id, json!({"end_seen": true})).await;
        assert_eq!((status, &seen["end_seen"], &seen["updated_by"]), (StatusCode::OK, &json!(true), &json!("boss@example.com")), "{seen}");
        assert!(!is_warned(id).await);
        // Another day is another end.
        let (_, moved) = change(&boss, id, json!({"retires_on": day(-2)})).await;
        assert_eq!(moved["end_seen"], false);
        assert!(is_warned(id).await);
        change(&boss, id, json!({"enabled": false})).await;
        assert!(!is_warned(id).await, "it is off");
    }

    async fn prices_go_back_to_a_list_only_where_it_tells_them(app: &TestApp) {
        let boss = admin(app).await;
        let list = async |id: &str| entry(&boss, id).await["price_list"].clone();
        sync(app, &boss, listed(json!({"prompt": "0.000001", "completion": "0.000002"}))).await;
        assert_eq!(list("openrouter/a/b").await, "told");
        assert_eq!(list("openai/gpt-5-mini").await, "untold");
        assert_eq!(list("local/lexical").await, "no_list");
        assert_eq!(list("anthropic/claude-opus-4-7").await, "provider_off");
        // A list that does not come leaves what is known of the last one.
        sync(app, &boss, Scenario::status(503, json!({"error": {"message": "no"}}))).await;
        assert_eq!(list("openrouter/a/b").await, "told");
    }
}
