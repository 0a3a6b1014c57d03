//! Providers in the administration: sealed keys, what is in force where, refused keys, balances, health, rules.

use crate::{
    harness::{Client, Engine, Setup, TestApp, milli, text, wait_until},
    provider::emulator::{
        Scenario, Step, chunk,
        contract::{OPENAI_KEY, OPENROUTER_KEY},
    },
};
use aimall::{account, boot::check, fetch_all, server::Cx};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::{
    fs,
    io::Write,
    sync::{Arc, Mutex},
    time::Duration,
};

const TALK: &str = "openrouter/emulator/talk";

async fn sign_in(app: &TestApp, client: Client) -> Client {
    let email = "boss@example.com";
    account::server::create_admin(&app.cx, email, "a good password".to_owned()).await.map_err(|_| "no admin").unwrap();
    let mut client = client;
    let (status, tokens) = client.post("auth/login", json!({"email": email, "password": "a good password"})).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    client.keep_tokens(&tokens);
    client
}

async fn admin(app: &TestApp) -> Client {
    sign_in(app, app.stranger()).await
}

async fn provider(boss: &Client, id: &str) -> Value {
    let (status, found) = boss.get(&format!("admin/providers/{id}")).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    found
}

async fn change(boss: &Client, id: &str, change: Value) -> Value {
    let (status, changed) = boss.send(Method::PATCH, &format!("admin/providers/{id}"), change).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    changed
}

async fn test(boss: &Client, id: &str, probe: Value) -> Value {
    let (status, test) = boss.post(&format!("admin/providers/{id}/test"), probe).await;
    assert_eq!(status, StatusCode::OK, "{test}");
    test
}

async fn offered(client: &Client) -> Vec<Value> {
    let (status, models) = client.get("models").await;
    assert_eq!(status, StatusCode::OK, "{models}");
    models["items"].as_array().unwrap().clone()
}

async fn is_offered(client: &Client, provider: &str) -> bool {
    offered(client).await.iter().any(|model| model["provider"] == provider)
}

/// Asks a model; how the run ended.
async fn ask(client: &Client, model: &str) -> Value {
    let conversation = client.conversation().await;
    let body = json!({"content": "hello", "model": model});
    let (status, sent) = client.post(&format!("conversations/{conversation}/messages"), body).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{sent}");
    client.ended(sent["run_id"].as_str().unwrap()).await
}

fn is_on(cx: &Cx, id: &str) -> bool {
    cx.providers.get(id).is_some()
}

async fn checked(cx: &Cx) -> (String, bool) {
    let (lines, sound) = check::check_providers(cx).await.map_err(|_| "not checked").unwrap();
    (lines.join("\n"), sound)
}

fn refusal_of_key() -> Scenario {
    Scenario::status(
        401,
        json!({"error": {"message": "Incorrect API key provided.", "type": "invalid_request_error", "code": "invalid_api_key"}}),
    )
}

on_both! {
    async fn a_key_is_sealed_at_rest_and_works_after_a_restart(app: &TestApp) {
        let (boss, person) = (admin(app).await, app.member("sealed").await);
        let before = provider(&boss, "openrouter").await;
        assert_eq!((&before["state"], &before["key_from"]), (&json!("no_key"), &json!("none")));
        assert!(!is_offered(&person, "openrouter").await);
        let proxy_word = "hunter2-of-the-proxy";
        let values = json!({"api_key": format!(" {OPENROUTER_KEY} ")});
        let (status, stored) = boss.post("admin/providers", json!({"id": "openrouter", "values": values})).await;
        assert_eq!(status, StatusCode::CREATED, "{stored}");
        assert_eq!((&stored["state"], &stored["key_from"], &stored["key_last4"]), (&json!("on"), &json!("stored"), &json!("cdef")));
        assert_eq!(stored["updated_by"], "boss@example.com");
        assert_eq!(boss.post("admin/providers", json!({"id": "openrouter", "values": {}})).await.0, StatusCode::CONFLICT);
        wait_until("its models are on offer", || async { is_offered(&person, "openrouter").await }).await;
        assert_eq!(ask(&person, TALK).await["state"], "succeeded");
        // A proxy may hold a password; one of a provider that is off harms nobody.
        let proxied = change(&boss, "groq", json!({"proxy": format!("http://root:{proxy_word}@127.0.0.1:8118")})).await;
        assert_eq!((&proxied["proxy_from"], &proxied["proxy_host"]), (&json!("stored"), &json!("127.0.0.1:8118")));

        let (listed, detail) = (boss.get("admin/providers").await.1, provider(&boss, "openrouter").await);
        for (what, text) in [("the list", listed.to_string()), ("the page", detail.to_string()), ("the answer", stored.to_string())] {
            assert!(!text.contains(OPENROUTER_KEY) && !text.contains(OPENAI_KEY) && !text.contains(proxy_word), "{what}: {text}");
        }
        let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
        let sealed = fetch_all!(&mut conn, (String, Option<Vec<u8>>, Option<Vec<u8>>), "SELECT id, key_sealed, proxy_sealed FROM connections").unwrap();
        assert_eq!(sealed.len(), 2);
        for bytes in sealed.into_iter().flat_map(|(_, key, proxy)| [key, proxy]).flatten() {
            assert!(bytes[0] == 1 && bytes.len() > 60, "a version, a nonce, the text and its tag");
            assert!(!String::from_utf8_lossy(&bytes).contains("emulator"));
        }
        drop(conn);
        let files: Vec<_> = fs::read_dir(app.folder()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
        for file in files {
            let bytes = fs::read(&file).unwrap();
            for secret in [OPENROUTER_KEY, proxy_word] {
                assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{}", file.display());
            }
        }
        let (second, address) = app.second().await;
        assert!(is_on(&second, "openrouter"));
        assert_eq!(ask(&person.at(address), TALK).await["state"], "succeeded");
        second.stopping.cancel();
    }

    async fn another_app_secret_opens_nothing_and_says_so(app: &TestApp) {
        let boss = admin(app).await;
        change(&boss, "openrouter", json!({"api_key": OPENROUTER_KEY})).await;
        let (other, address) = app.second_with(vec![("APP_SECRET", "another secret of this installation".to_owned())]).await;
        assert!(!is_on(&other, "openrouter") && is_on(&other, "openai"));
        let there = sign_in(app, Client::new(address)).await;
        let found = provider(&there, "openrouter").await;
        assert_eq!((&found["state"], &found["key_from"], &found["key_last4"]), (&json!("unreadable"), &json!("unreadable"), &json!("cdef")));
        assert_eq!(test(&there, "openrouter", json!({"api_key": OPENROUTER_KEY})).await["ok"], true, "what is typed can be tested");
        let (lines, sound) = checked(&other).await;
        assert!(!sound && lines.contains("openrouter: its stored key or proxy can not be opened") && lines.contains("APP_SECRET"), "{lines}");
        let (lines, _) = checked(&app.cx).await;
        assert!(lines.contains("openrouter: answers") && !lines.contains("can not be opened"), "{lines}");
        other.stopping.cancel();
    }

    async fn a_change_is_in_force_everywhere_without_a_restart(app: &TestApp) {
        let (boss, person) = (admin(app).await, app.member("everywhere").await);
        let (second, address) = app.second().await;
        let there = person.at(address);
        change(&boss, "openrouter", json!({"api_key": OPENROUTER_KEY})).await;
        assert!(is_on(&app.cx, "openrouter"), "here at once");
        wait_until("the other process took the key over", || async { is_on(&second, "openrouter") }).await;
        wait_until("its models are on offer", || async { is_offered(&there, "openrouter").await }).await;
        assert_eq!(ask(&there, TALK).await["state"], "succeeded");
        let off = change(&boss.at(address), "openrouter", json!({"enabled": false})).await;
        assert_eq!(off["state"], "off");
        assert!(!is_offered(&there, "openrouter").await);
        wait_until("it is off here too", || async { !is_on(&app.cx, "openrouter") }).await;
        // What nobody touched keeps its connections.
        let openai = app.cx.providers.get("openai").unwrap();
        change(&boss, "openrouter", json!({"enabled": true})).await;
        assert!(Arc::ptr_eq(&openai, &app.cx.providers.get("openai").unwrap()));
        assert_eq!(boss.send(Method::DELETE, "admin/providers/openrouter", json!({})).await.0, StatusCode::NO_CONTENT);
        assert_eq!(provider(&boss, "openrouter").await["state"], "no_key");
        assert_eq!(boss.send(Method::DELETE, "admin/providers/openrouter", json!({})).await.0, StatusCode::NOT_FOUND);
        second.stopping.cancel();
    }

    async fn a_refused_key_is_off_in_every_process_until_it_is_changed(app: &TestApp) {
        let (boss, person) = (admin(app).await, app.member("refused").await);
        let (second, address) = app.second().await;
        change(&boss, "openrouter", json!({"api_key": OPENROUTER_KEY})).await;
        wait_until("its models are on offer", || async { is_offered(&person, "openrouter").await }).await;
        wait_until("everywhere", || async { is_on(&second, "openrouter") }).await;
        let listed = || app.emulator.requests().iter().filter(|request| request.path == "/openai/v1/models").count();
        wait_until("both have asked for what they ask for at the start", || async { listed() == 2 }).await;
        app.emulator.queue(refusal_of_key());
        let run = ask(&person, TALK).await;
        assert_eq!((&run["state"], &run["error"]["reason"]), (&json!("failed"), &json!("unavailable")));
        wait_until("it is off in both", || async { !is_on(&app.cx, "openrouter") && !is_on(&second, "openrouter") }).await;
        assert!(!is_offered(&person.at(address), "openrouter").await);
        let found = provider(&boss, "openrouter").await;
        assert_eq!((&found["state"], &found["fault"]["class"], &found["fault"]["until"]), (&json!("refused"), &json!("credential"), &Value::Null));
        assert!(found["fault"]["detail"].as_str().unwrap().contains("Incorrect API key"), "{found}");
        let (lines, sound) = checked(&app.cx).await;
        assert!(!sound && lines.contains("openrouter: its key was refused"), "{lines}");
        // Also for a process that starts now.
        let (third, _) = app.second().await;
        assert!(!is_on(&third, "openrouter"));
        // Another wrong key is refused again, and what the provider repeated of it is nowhere.
        let wrong = "sk-wrong-0123456789abcdef";
        change(&boss, "openrouter", json!({"api_key": wrong})).await;
        wait_until("it is refused again", || async { provider(&boss, "openrouter").await["state"] == "refused" }).await;
        let shown = provider(&boss, "openrouter").await.to_string();
        assert!(!shown.contains(wrong) && !checked(&app.cx).await.0.contains(wrong), "{shown}");
        let found = change(&boss, "openrouter", json!({"api_key": OPENROUTER_KEY})).await;
        assert_eq!((&found["state"], &found["fault"]), (&json!("on"), &Value::Null));
        wait_until("it is on again everywhere", || async { is_on(&second, "openrouter") && is_on(&third, "openrouter") }).await;
        for cx in [second, third] {
            cx.stopping.cancel();
        }
    }

    async fn a_test_that_goes_well_ends_a_refusal(app: &TestApp) {
        let (boss, person) = (admin(app).await, app.member("repaired").await);
        app.emulator.queue(refusal_of_key());
        ask(&person, "openai/gpt-5-mini").await;
        wait_until("it is off", || async { !is_on(&app.cx, "openai") }).await;
        let found = provider(&boss, "openai").await;
        assert_eq!((&found["state"], &found["key_from"], &found["key_last4"]), (&json!("refused"), &json!("environment"), &Value::Null));
        app.emulator.queue(refusal_of_key());
        let bad = test(&boss, "openai", json!({})).await;
        assert_eq!((&bad["ok"], &bad["failure"]), (&json!(false), &json!("credential")));
        assert_eq!(provider(&boss, "openai").await["state"], "refused");
        let good = test(&boss, "openai", json!({})).await;
        assert_eq!((&good["ok"], &good["asked"]), (&json!(true), &json!(true)));
        assert_eq!(provider(&boss, "openai").await["state"], "on");
        assert_eq!(ask(&person, "openai/gpt-5-mini").await["state"], "succeeded");
    }

    async fn one_forbidden_model_does_not_condemn_the_key(app: &TestApp) {
        let (boss, person) = (admin(app).await, app.member("forbidden").await);
        app.emulator.queue(Scenario::status(403, json!({"error": {"message": "You have no access to this model.", "type": "invalid_request_error"}})));
        ask(&person, "openai/gpt-5-mini").await;
        assert_eq!(provider(&boss, "openai").await["state"], "on");
        assert!(is_on(&app.cx, "openai"));
    }

    async fn an_account_that_is_used_up_is_no_refused_key(app: &TestApp) {
        let (boss, person) = (admin(app).await, app.member("poor").await);
        app.emulator.queue(Scenario::status(429, json!({"error": {"message": "You exceeded your current quota.", "type": "insufficient_quota", "code": "insufficient_quota"}})));
        ask(&person, "openai/gpt-5-mini").await;
        wait_until("it is known", || async { provider(&boss, "openai").await["state"] == "used_up" }).await;
        let found = provider(&boss, "openai").await;
        assert_eq!(found["fault"]["class"], "quota");
        assert!(found["fault"]["until"].is_string() && is_on(&app.cx, "openai"), "{found}");
        assert!(is_offered(&person, "openai").await);
        // A process that starts now passes it over as well, until then.
        let (second, _) = app.second().await;
        let open = second.circuits.open("openai", second.clock.now());
        assert_eq!(open.first().map(|(model, open)| (model.clone(), open.class.as_str())), Some((None, "quota")));
        assert_eq!(test(&boss, "openai", json!({})).await["ok"], true);
        assert_eq!(provider(&boss, "openai").await["state"], "on");
        wait_until("the other process heard of it", || async { second.circuits.open("openai", second.clock.now()).is_empty() }).await;
        second.stopping.cancel();
    }

    async fn with_the_sandbox_and_every_provider_off_nothing_is_on_offer(app: &TestApp) {
        let (boss, person) = (admin(app).await, app.member("empty").await);
        assert!(is_offered(&person, "sandbox").await);
        change(&boss, "sandbox", json!({"enabled": false})).await;
        assert!(!is_offered(&person, "sandbox").await && is_offered(&person, "openai").await);
        change(&boss, "openai", json!({"enabled": false})).await;
        let offered = offered(&person).await;
        assert!(offered.iter().all(|model| model["provider"] == "local"), "only what needs no connection: {offered:?}");
        let conversation = person.conversation().await;
        assert_eq!(person.say(&conversation, "hello").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(boss.send(Method::PATCH, "admin/providers/sandbox", json!({"position": 1})).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        change(&boss, "sandbox", json!({"enabled": true})).await;
        assert_eq!(ask(&person, "sandbox").await["state"], "succeeded");
    }

    async fn only_staff_and_only_addresses_of_the_web(app: &TestApp) {
        let (boss, member) = (admin(app).await, app.member("curious").await);
        for (method, path) in [
            (Method::GET, "admin/providers"), (Method::POST, "admin/providers"), (Method::GET, "admin/providers/openai"),
            (Method::PATCH, "admin/providers/openai"), (Method::DELETE, "admin/providers/openai"),
            (Method::POST, "admin/providers/openai/test"), (Method::POST, "admin/providers/openai/balance"),
        ] {
            let (status, problem) = member.send(method.clone(), path, json!({})).await;
            assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("forbidden")), "{method} {path}");
        }
        for url in ["ftp://host/v1", "file:///etc/passwd", "https://user:word@host/v1", "https://host/v1?key=1", "host"] {
            let (status, problem) = boss.send(Method::PATCH, "admin/providers/groq", json!({"base_url": url})).await;
            assert_eq!((status, &problem["fields"][0]["field"], &problem["fields"][0]["problem"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("base_url"), &json!("url")), "{url}");
        }
        let (status, problem) = boss.post("admin/providers", json!({"id": "Mine!", "values": {}})).await;
        assert_eq!((status, &problem["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("id")));
        let (status, problem) = boss.post("admin/providers", json!({"id": "mine", "values": {}})).await;
        assert_eq!((status, &problem["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("base_url")));
        assert_eq!(boss.get("admin/providers/nobody").await.0, StatusCode::NOT_FOUND);
        assert_eq!(boss.post("admin/providers/openai/balance", json!({})).await.0, StatusCode::CONFLICT);
    }

    async fn a_key_goes_to_no_host_it_was_not_given_for(app: &TestApp) {
        let boss = admin(app).await;
        change(&boss, "openrouter", json!({"api_key": OPENROUTER_KEY})).await;
        let elsewhere = "http://127.0.0.1:9/v1";
        for input in [json!({"base_url": elsewhere}), json!({"proxy": elsewhere})] {
            for (method, path) in [(Method::PATCH, "admin/providers/openrouter"), (Method::POST, "admin/providers/openrouter/test"), (Method::POST, "admin/providers/openai/test")] {
                let (status, problem) = boss.send(method, path, input.clone()).await;
                assert_eq!((status, &problem["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("api_key")), "{path} {input}");
            }
        }
        // A key of the settings stays where the settings send it.
        let moved = change(&boss, "openai", json!({"base_url": elsewhere})).await;
        assert_eq!((&moved["state"], &moved["key_from"]), (&json!("no_key"), &json!("none")));
        assert_eq!(change(&boss, "openai", json!({"base_url": null})).await["state"], "on");
        let path = format!("{}/more", app.emulator.base_url("openrouter"));
        assert_eq!(change(&boss, "openrouter", json!({"base_url": path, "enabled": false})).await["key_from"], "stored", "another path of the same host");
    }

    async fn values_are_tested_before_they_are_stored(app: &TestApp) {
        let boss = admin(app).await;
        let good = test(&boss, "openrouter", json!({"api_key": OPENROUTER_KEY})).await;
        assert!(good["ok"] == true && good["models"].as_i64().unwrap() > 3, "{good}");
        let bad = test(&boss, "openrouter", json!({"api_key": "sk-wrong-0123456789abcdef"})).await;
        assert_eq!((&bad["ok"], &bad["failure"]), (&json!(false), &json!("credential")));
        assert!(!bad.to_string().contains("sk-wrong"), "{bad}");
        let found = provider(&boss, "openrouter").await;
        assert_eq!((&found["state"], &found["fault"], &found["updated_at"]), (&json!("no_key"), &Value::Null, &Value::Null), "no trace");
        let own = json!({"base_url": app.emulator.base_url("ollama")});
        assert_eq!(test(&boss, "my-vllm", own.clone()).await["ok"], true, "one that is nowhere yet");
        assert_eq!(boss.post("admin/providers/my-vllm/test", json!({})).await.0, StatusCode::NOT_FOUND);
        let (status, added) = boss.post("admin/providers", json!({"id": "my-vllm", "values": {"base_url": own["base_url"], "name": "سرور ما"}})).await;
        assert_eq!((status, &added["is_known"], &added["state"]), (StatusCode::CREATED, &json!(false), &json!("on")), "{added}");
        let person = app.member("own").await;
        wait_until("its models are on offer", || async { is_offered(&person, "my-vllm").await }).await;
        assert_eq!(ask(&person, "my-vllm/emulator/talk").await["state"], "succeeded");
        assert_eq!(boss.send(Method::DELETE, "admin/providers/my-vllm", json!({})).await.0, StatusCode::NO_CONTENT);
        assert!(!is_offered(&person, "my-vllm").await);
    }

    async fn a_broken_off_answer_pays_where_the_rule_says_so(app: &TestApp) {
        let (boss, person) = (admin(app).await, app.member("rule").await);
        let cut = || Scenario::new("cut").send(chunk::role("m")).send(chunk::text("m", "so far, so good")).pause(Duration::from_millis(50)).step(Step::Reset);
        let rule = async || offered(&person).await.iter().find(|model| model["id"] == "openai/gpt-5-mini").unwrap()["interrupted"].clone();
        assert_eq!(rule().await, "free");
        app.emulator.queue(cut());
        let free = ask(&person, "openai/gpt-5-mini").await;
        assert_eq!((&free["state"], milli(&free["coin_cost"])), (&json!("interrupted"), 0));
        let (before, _) = person.balance().await;
        change(&boss, "openai", json!({"interrupted": "used"})).await;
        assert_eq!(rule().await, "used");
        app.emulator.queue(cut());
        let paid = ask(&person, "openai/gpt-5-mini").await;
        let cost = milli(&paid["coin_cost"]);
        assert!(paid["state"] == "interrupted" && cost > 0, "{paid}");
        assert_eq!(person.balance().await, (before - cost, 0));
        // What failed before its first word costs nothing under any rule.
        app.emulator.queue(Scenario::status(400, json!({"error": {"message": "no", "type": "invalid_request_error"}})));
        assert_eq!(milli(&ask(&person, "openai/gpt-5-mini").await["coin_cost"]), 0);
    }

    async fn balances_are_asked_for_and_kept(app: &TestApp) {
        let boss = admin(app).await;
        change(&boss, "openrouter", json!({"api_key": OPENROUTER_KEY, "low_balance_usd": "۱۲٫۵"})).await;
        let ask = async || {
            let (status, asked) = boss.post("admin/providers/openrouter/balance", json!({})).await;
            assert_eq!(status, StatusCode::OK, "{asked}");
            asked
        };
        let told = ask().await;
        assert_eq!((&told["balance"]["remaining_usd"], &told["balance"]["used_usd"], &told["balance"]["limit_usd"]), (&json!("12.25"), &json!("7.25"), &Value::Null));
        assert_eq!((&told["is_low"], &told["low_balance_usd"]), (&json!(true), &json!("12.5")));
        assert_eq!(change(&boss, "openrouter", json!({"low_balance_usd": "12"})).await["is_low"], false);
        // A key that may not read the account's credit tells its own limit.
        app.emulator.queue_balance(Scenario::status(200, json!({"data": {"limit": 5, "limit_remaining": 0.125, "usage": 4.875}})));
        app.emulator.queue_balance(Scenario::status(403, json!({"error": {"code": 403, "message": "Only management keys can fetch credits"}})));
        assert_eq!(ask().await["balance"]["remaining_usd"], "0.125");
        app.emulator.queue_balance(Scenario::status(502, json!({"error": {"code": 502, "message": "upstream"}})));
        let failed = ask().await;
        assert_eq!((&failed["balance"]["failure"], &failed["balance"]["remaining_usd"]), (&json!("transient"), &json!("0.125")), "what was told stays");
        app.emulator.queue_balance(Scenario::status(200, json!({"data": "soon"})));
        assert_eq!(ask().await["balance"]["failure"], "protocol");
        assert_eq!(provider(&boss, "openrouter").await["state"], "on");
        app.emulator.queue_balance(Scenario::status(401, json!({"error": {"code": 401, "message": "User not found."}})));
        boss.post("admin/providers/openrouter/balance", json!({})).await;
        wait_until("the key is known as refused", || async { provider(&boss, "openrouter").await["state"] == "refused" }).await;
    }

    async fn health_is_counted_by_hour_and_by_day(app: &TestApp) {
        let (boss, person) = (admin(app).await, app.member("healthy").await);
        for _ in 0..3 {
            assert_eq!(ask(&person, "openai/gpt-5-mini").await["state"], "succeeded");
        }
        app.emulator.queue(Scenario::status(404, json!({"error": {"message": "gone", "code": "model_not_found"}})));
        ask(&person, "openai/gpt-5-mini").await;
        let found = provider(&boss, "openai").await;
        for (span, points) in [("hours", 24), ("days", 30)] {
            let list = found[span].as_array().unwrap();
            assert_eq!(list.len(), points, "{span}");
            let sum = |field: &str| list.iter().map(|point| point[field].as_i64().unwrap()).sum::<i64>();
            assert_eq!((sum("requests"), sum("failed")), (4, 1), "{span}");
            let last = list.iter().rfind(|point| point["failed"] == 1).unwrap();
            assert_eq!(last["failures"], json!([{"class": "model_gone", "count": 1}]));
            let timed: Vec<_> = list.iter().filter(|point| !point["first_p50_ms"].is_null()).collect();
            assert!(!timed.is_empty() && timed.iter().all(|point| point["first_p50_ms"].as_i64() <= point["first_p95_ms"].as_i64()), "{timed:?}");
        }
        assert_eq!((&found["circuits"][0]["model"], &found["circuits"][0]["class"]), (&json!("gpt-5-mini"), &json!("model_gone")));
        assert_eq!((&found["attempts"], &found["failed"]), (&json!(4), &json!(1)));
    }
}

mod without_any_word {
    use super::*;

    on_both! {
        with Setup { settings: vec![("SANDBOX", String::new()), ("OPENAI_API_KEY", String::new()), ("OLLAMA_BASE_URL", String::new())], manual_clock: false };

        async fn the_sandbox_answers_where_nobody_else_is_to(app: &TestApp) {
            let (boss, person) = (admin(app).await, app.member("alone").await);
            assert!(is_offered(&person, "sandbox").await);
            change(&boss, "openrouter", json!({"api_key": OPENROUTER_KEY})).await;
            assert!(!is_offered(&person, "sandbox").await, "it never mixes with real ones by itself");
            change(&boss, "openrouter", json!({"api_key": null})).await;
            assert!(is_offered(&person, "sandbox").await);
            let events = {
                let conversation = person.conversation().await;
                let body = json!({"content": "hello", "model": "sandbox"});
                let (_, sent) = person.post(&format!("conversations/{conversation}/messages"), body).await;
                person.watch(sent["run_id"].as_str().unwrap(), 0).await.all().await
            };
            assert!(!text(&events).is_empty());
        }
    }
}

/// What is logged, kept to be searched.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A process of its own runs each test, so the logs are this test's alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_key_of_a_provider_is_logged() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone());
    tracing::subscriber::set_global_default(subscriber.finish()).unwrap();
    TestApp::with(Engine::Sqlite, Setup::default(), async |app| {
        let boss = admin(app).await;
        let wrong = "sk-wrong-0123456789abcdef";
        change(&boss, "openrouter", json!({"api_key": wrong})).await;
        wait_until("it is refused", || async { provider(&boss, "openrouter").await["state"] == "refused" }).await;
        change(&boss, "openrouter", json!({"api_key": OPENROUTER_KEY})).await;
        assert_eq!(test(&boss, "openrouter", json!({})).await["ok"], true);
        boss.post("admin/providers/openrouter/balance", json!({})).await;
        let call = boss
            .http
            .post(format!("{}/rpc/admin/change_connection", boss.base))
            .bearer_auth(boss.access_token.as_ref().unwrap());
        let body = json!({"id": "openrouter", "change": {"api_key": OPENROUTER_KEY, "position": -1}});
        assert_eq!(call.json(&body).send().await.unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
        let logged = String::from_utf8_lossy(&lines.0.lock().unwrap()).into_owned();
        assert!(
            logged.contains("/api/v1/admin/providers") && logged.contains("refuses its key"),
            "the logs were not caught"
        );
        for secret in [wrong, OPENROUTER_KEY] {
            assert!(!logged.contains(secret), "a key was logged");
        }
    })
    .await;
}
