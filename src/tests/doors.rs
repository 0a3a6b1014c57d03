//! Every door × everybody: the routes of the OpenAPI document, the server functions, the headers of each answer, and
//! what is no door.

use crate::harness::{Client, TestApp, contract};
use aimall::{account, boot::key_rule, kernel::scope::Scope};
use leptos::server_fn::axum::server_fn_paths;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

/// The calls that strangers may make.
const OPEN: [(&str, &str); 10] = [
    ("get", "/health"),
    ("get", "/health/ready"),
    ("post", "/v1/auth/login"),
    ("post", "/v1/auth/login/json"),
    ("post", "/v1/auth/refresh"),
    ("post", "/v1/auth/register"),
    ("get", "/v1/billing/packages"),
    ("get", "/v1/files/{id}"),
    ("post", "/v1/payments/webhook"),
    ("get", "/v1/payments/zarinpal/callback"),
];

const BOSS: (&str, &str) = ("boss@example.com", "a good password");

async fn admin(app: &TestApp) -> Client {
    account::server::create_admin(&app.cx, BOSS.0, BOSS.1.to_owned()).await.map_err(|_| "no admin").unwrap();
    let mut client = app.stranger();
    let (status, body) = client.post("auth/login", json!({"email": BOSS.0, "password": BOSS.1})).await;
    assert_eq!((status, &body["user"]["role"]), (StatusCode::OK, &json!("admin")));
    client.keep_tokens(&body);
    client
}

/// A request to any address as the client.
fn request(client: &Client, method: Method, path: &str) -> RequestBuilder {
    let request = client.http.request(method, format!("{}{path}", client.base));
    match &client.access_token {
        Some(token) => request.bearer_auth(token),
        None => request,
    }
}

async fn get(client: &Client, path: &str) -> Response {
    request(client, Method::GET, path).send().await.unwrap()
}

/// Every call of the document: method, path as written, address that can be called.
fn calls() -> Vec<(&'static str, &'static str, String)> {
    let base = contract::document()["servers"][0]["url"].as_str().unwrap();
    let calls = contract::operations().map(|(method, path, _)| {
        let fill = |part: &str| if part.starts_with('{') { uuid::Uuid::now_v7().to_string() } else { part.to_owned() };
        let filled: Vec<String> = path.split('/').map(fill).collect();
        (method, path, format!("{base}{}", filled.join("/")))
    });
    let calls: Vec<_> = calls.collect();
    assert!(calls.len() > 30, "{calls:?}");
    calls
}

async fn call(client: &Client, method: &str, path: &str) -> Response {
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    let request = request(client, method.clone(), path);
    let request = if method == Method::GET { request } else { request.json(&json!({})) };
    request.send().await.unwrap()
}

/// A body that each server function can read: what it doesn't know it ignores.
fn arguments(path: &str) -> Value {
    let id = uuid::Uuid::now_v7();
    let input = match path.rsplit('/').next().unwrap() {
        "change_password" => json!({"current_password": "x", "new_password": "y"}),
        "send_message" => json!({"content": "x"}),
        "create_key" => json!({"name": "x"}),
        "put_policy" => json!({"candidates": [{"model_id": "sandbox"}]}),
        "try_policy" => json!({"task": "chat"}),
        "add_connection" => json!({"id": "doors", "values": {"base_url": "http://127.0.0.1:9/v1"}}),
        "create_offer" | "change_offer" => json!({
            "kind": "package", "name_fa": "x", "name_en": "x", "coins": "1", "prices": [{"amount_minor": 1, "currency": "IRR"}],
        }),
        "order_offers" => json!({"ids": []}),
        "create_discount" | "change_discount" => json!({"code": "doors", "percent": 5}),
        "make_batch" => json!({"name": "x", "codes": 1, "coins": "1"}),
        "bulk" => json!({"action": "trash", "ids": [id]}),
        "make_link" => json!({"expires_s": 60}),
        "start_texts" | "quote_texts" => json!({"form": {"task": "free", "fields": []}}),
        "measure_text" => json!({"text": "x"}),
        "create_template" | "change_template" => json!({"name": "x", "form": {"task": "free", "fields": []}}),
        "create_folder" | "rename_folder" | "rename_speech" => json!({"name": "x"}),
        "start_recording" | "quote_recording" => json!({"asset_id": id}),
        "start_speech" | "quote_speech" => json!({"text": "x"}),
        "change_seller" => json!({"name": "x"}),
        "change_payout" => json!({"way": "coins"}),
        "change_programme" => json!({
            "enabled": true, "rate_per_mille": 100, "review_days": 14, "first_only": false, "months": 12, "minimum": "0",
        }),
        "decide_commission" => json!({"verdict": "refuse", "reason": "x"}),
        "decide_commissions" => json!({"ids": [id], "decision": {"verdict": "refuse", "reason": "x"}}),
        "redeem" => json!({"code": "x"}),
        "quote_order" | "place_order" => json!({"package_id": id, "gateway": "card"}),
        "put_top_up" => {
            json!({"enabled": true, "threshold": "5", "package_id": id, "currency": "USD", "month_max_minor": 1_000})
        }
        "refund_order" => json!({"reason": "x"}),
        "create_pay_card" | "change_pay_card" => {
            json!({"number": "6037991234567893", "holder": "x", "bank": "x", "enabled": true})
        }
        "end_subscription" => json!({"reason": "x"}),
        "change_wallet" => json!({"spend_order": "quota_first"}),
        "propose_adjustment" => json!({"user_id": id, "coins": "1", "reason": "x"}),
        "draw" | "quote_drawing" | "enhance_prompt" => json!({"prompt": "x"}),
        "settle_parked" => json!({"runs": [id], "verdict": "resume"}),
        "resolve_uncertain" => json!({"runs": [id], "verdict": "release", "note": "x"}),
        "add_entry" => json!({
            "provider": "p", "provider_model": id, "name": "x", "capabilities": ["chat"], "context_tokens": 1, "output_tokens_max": 1,
        }),
        _ => json!({}),
    };
    let margin = json!({"plan": "default", "margin": ""});
    json!({
        "ids": [], "offer": id, "review": {"approve": true},
        "id": id, "message_id": id, "search": "", "query": {}, "input": input, "model": id, "change": {}, "probe": {}, "margin": margin, "task": "chat",
    })
}

fn check_headers(response: &Response) {
    let (headers, address) = (response.headers(), response.url());
    let value = |name: &str| headers.get(name).unwrap_or_else(|| panic!("{name} of {address}")).to_str().unwrap();
    assert_eq!(value("x-content-type-options"), "nosniff", "{address}");
    assert_eq!(value("x-frame-options"), "DENY", "{address}");
    assert_eq!(value("referrer-policy"), "strict-origin-when-cross-origin", "{address}");
    assert_eq!(value("cross-origin-opener-policy"), "same-origin", "{address}");
    assert!(!value("x-request-id").is_empty() && !value("cache-control").is_empty(), "{address}");
    let policy = value("content-security-policy");
    let directive = |name: &str| policy.split(';').map(str::trim).find(|part| part.starts_with(name));
    assert_eq!(directive("frame-ancestors"), Some("frame-ancestors 'none'"), "{address}: {policy}");
    let scripts = directive("script-src ").or_else(|| directive("default-src")).unwrap();
    let loose = ["'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:"];
    assert!(scripts.split(' ').all(|source| !loose.contains(&source)), "{address}: {policy}");
}

async fn check_problem(response: Response, status: u16, code: &str) {
    check_headers(&response);
    let address = response.url().clone();
    assert_eq!(response.headers()["content-type"], "application/problem+json", "{address}");
    assert_eq!(response.status(), status, "{address}");
    let body: Value = response.json().await.unwrap();
    assert_eq!((&body["code"], &body["status"]), (&json!(code), &json!(status)), "{address}: {body}");
    assert!(body["type"].is_string() && body["title"].is_string() && body["detail"].is_string(), "{body}");
}

on_both! {
    async fn every_call_knows_who_may_make_it(app: &TestApp) {
        let (stranger, boss, outsider) = (app.stranger(), admin(app).await, app.member("outsider").await);
        let everyday = app.member("everyday").await;
        let mut open = Vec::new();
        for (number, (method, path, filled)) in calls().into_iter().enumerate() {
            let what = format!("{method} {path}");
            let response = call(&stranger, method, &filled).await;
            if OPEN.contains(&(method, path)) {
                check_headers(&response);
                assert_ne!(response.status(), StatusCode::UNAUTHORIZED, "{what}");
                open.push((method, path));
                continue;
            }
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{what}");
            check_problem(response, 401, "unauthenticated").await;
            if path.starts_with("/v1/admin/") {
                let response = call(&outsider, method, &filled).await;
                check_problem(response, 403, "forbidden").await;
                let response = call(&boss, method, &filled).await;
                let status = response.status();
                // Who may call is asked before what was sent.
                let fine = status.is_success() || status == StatusCode::UNPROCESSABLE_ENTITY || (path.contains('{') && status == StatusCode::NOT_FOUND);
                assert!(fine, "{what}: {status}");
            } else {
                // One person each where a call may end its own session; so many may not sign up at once.
                let is_own = path.contains("/auth/") || path.contains("/me");
                let member = if is_own { app.member(&format!("member{number}")).await } else { everyday.clone() };
                let response = call(&member, method, &filled).await;
                check_headers(&response);
                let status = response.status().as_u16();
                assert!(![401, 403].contains(&status) && status < 500, "{what}: {status}");
                assert!(!path.contains('{') || !response.status().is_success(), "{what}: an unknown id");
            }
        }
        assert_eq!(open, OPEN, "open to strangers");
    }

    async fn every_call_knows_which_keys_may_make_it(app: &TestApp) {
        // An admin's key opens no more than anybody's.
        let boss = admin(app).await;
        let with_scopes = async |scopes: Vec<Scope>| {
            let (status, made) = boss.post("api-keys", json!({"name": "key", "scopes": scopes})).await;
            assert_eq!(status, StatusCode::CREATED, "{made}");
            Client { access_token: made["key"].as_str().map(str::to_owned), ..boss.clone() }
        };
        let (all, mut named) = (with_scopes(Scope::ALL.to_vec()).await, 0);
        // Refreshing, gateways and health ask for no caller.
        let deaf = ["/v1/files/{id}", "/v1/auth/refresh", "/v1/payments/webhook", "/v1/payments/zarinpal/callback"];
        let asks = |path: &str| !deaf.contains(&path) && !path.starts_with("/health");
        for (method, path, filled) in calls().into_iter().filter(|(_, path, _)| asks(path)) {
            let response = call(&all, method, &filled).await;
            let is_it = |rule: &&(Method, &str, &[Scope])| rule.0.as_str().eq_ignore_ascii_case(method) && rule.1 == format!("/api{path}");
            let Some((.., scopes)) = key_rule::rules().iter().find(is_it) else {
                check_problem(response, 403, "key_scope").await;
                continue;
            };
            named += 1;
            let status = response.status().as_u16();
            assert!(![401, 403].contains(&status) && status < 500, "{method} {path}: {status}");
            let others = Scope::ALL.into_iter().filter(|scope| !scopes.contains(scope)).collect();
            check_problem(call(&with_scopes(others).await, method, &filled).await, 403, "key_scope").await;
        }
        assert_eq!(named, key_rule::rules().len(), "a rule for a call that is none");
    }

    async fn every_server_function_wants_a_person(app: &TestApp) {
        let (stranger, member, boss) = (app.stranger(), app.member("rpc").await, admin(app).await);
        let mut forbidden = 0;
        for (path, method) in server_fn_paths() {
            assert_eq!(method, Method::POST, "{path}: another site could ask by a link");
            let body = arguments(path);
            let response = request(&stranger, Method::POST, path).json(&body).send().await.unwrap();
            check_headers(&response);
            let (status, text) = (response.status(), response.text().await.unwrap());
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}: {text}");
            let error: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(error["code"], "unauthenticated", "{path}");
            let status = request(&member, Method::POST, path).json(&body).send().await.unwrap().status();
            if path.starts_with("/rpc/admin/") {
                assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
                let status = request(&boss, Method::POST, path).json(&body).send().await.unwrap().status();
                assert!(status.is_success() || status == StatusCode::NOT_FOUND, "{path}: {status}");
                forbidden += 1;
            } else {
                assert!(!status.is_server_error() && ![400, 401, 403].contains(&status.as_u16()), "{path}: {status}");
            }
        }
        assert!(forbidden >= 4, "{forbidden}");
    }

    async fn a_role_that_is_taken_away_is_gone_at_once(app: &TestApp) {
        let client = app.member("climber").await;
        assert_eq!(client.get("admin/dashboard").await.0, StatusCode::FORBIDDEN);
        account::server::create_admin(&app.cx, "climber@example.com", "a good password".to_owned()).await.map_err(|_| "no admin").unwrap();
        assert_eq!(client.get("admin/dashboard").await.0, StatusCode::OK, "the role is asked for with every call");
    }

    async fn pages_let_no_foreign_script_in(app: &TestApp) {
        let stranger = app.stranger();
        let mut nonces = Vec::new();
        for path in ["/", "/pricing", "/sign-in", "/sign-up", "/setup", "/api/docs", "/no/such/page"] {
            let response = get(&stranger, path).await;
            check_headers(&response);
            assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/html"), "{path}");
            let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
            let nonce = policy.split_once("'nonce-").unwrap_or_else(|| panic!("{path}: {policy}")).1.split('\'').next().unwrap().to_owned();
            assert!(nonce.len() >= 16, "{path}: {nonce}");
            let html = response.text().await.unwrap();
            for tag in ["<script", "<style"] {
                for part in html.split(tag).skip(1) {
                    let head = part.split('>').next().unwrap();
                    assert!(head.contains(&format!("nonce=\"{nonce}\"")) || head.contains("src=\"/"), "{path}: {tag}{head}");
                }
            }
            for word in [" onclick=", " onload=", " onerror=", "javascript:"] {
                assert!(!html.contains(word), "{path}: {word}");
            }
            nonces.push(nonce);
        }
        nonces.sort();
        nonces.dedup();
        assert_eq!(nonces.len(), 7, "each page has its own");
    }

    async fn what_is_no_door_says_so(app: &TestApp) {
        let (stranger, member) = (app.stranger(), app.member("lost").await);
        for path in ["/api", "/api/", "/api/nothing", "/api/v1", "/api/v1/nothing", "/api/v2/me", "/api/v1/me/", "/api/v1/conversations/not-an-id"] {
            check_problem(get(&member, path).await, 404, "not_found").await;
        }
        for (method, path) in [(Method::DELETE, "/api/v1/me"), (Method::POST, "/api/health"), (Method::PUT, "/api/v1/conversations"), (Method::GET, "/api/v1/auth/login")] {
            check_problem(request(&member, method, path).send().await.unwrap(), 404, "not_found").await;
        }
        for method in [Method::GET, Method::HEAD] {
            let response = request(&stranger, method, "/no/such/page").send().await.unwrap();
            check_headers(&response);
            assert_eq!(response.status(), StatusCode::NOT_FOUND);
            assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
        }
        for path in ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/..%2fCargo.toml", "/%2e%2e%2f%2e%2e%2fetc/passwd", "/.env", "/pkg/../../Cargo.toml"] {
            let response = get(&stranger, path).await;
            assert!(response.status().is_client_error(), "{path}: {}", response.status());
            assert!(!response.text().await.unwrap().contains("[package]"), "{path}");
        }
        check_problem(request(&stranger, Method::POST, "/no/such/page").send().await.unwrap(), 404, "not_found").await;
        check_problem(request(&stranger, Method::POST, "/rpc/no/such").json(&json!({})).send().await.unwrap(), 400, "outdated_client").await;
    }

    async fn nobody_sends_more_than_two_megabytes(app: &TestApp) {
        let member = app.member("heavy").await;
        let id = member.conversation().await;
        let heavy = json!({"content": "x".repeat(2 * 1024 * 1024)}).to_string();
        for (path, kind) in [
            (format!("/api/v1/conversations/{id}/messages"), "application/json"),
            ("/api/v1/auth/login".to_owned(), "application/json"),
            ("/api/v1/auth/login".to_owned(), "application/x-www-form-urlencoded"),
            ("/sign-in".to_owned(), "application/x-www-form-urlencoded"),
        ] {
            let sent = request(&member, Method::POST, &path).header("content-type", kind).body(heavy.clone()).send().await.unwrap();
            check_problem(sent, 413, "too_large").await;
        }
        let keyed = request(&member, Method::POST, &format!("/api/v1/conversations/{id}/messages")).header("idempotency-key", "k");
        check_problem(keyed.header("content-type", "application/json").body(heavy.clone()).send().await.unwrap(), 413, "too_large").await;
        let function = request(&member, Method::POST, "/rpc/chat/create_conversation").header("content-type", "application/json");
        let refused = function.body(json!({"input": {"title": heavy}}).to_string()).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }

    async fn counters_are_for_this_machine_and_for_staff(app: &TestApp) {
        let (stranger, boss) = (app.stranger(), admin(app).await);
        assert_eq!(get(&stranger, "/metrics").await.status(), StatusCode::OK, "a scraper on this machine");
        let behind_proxy = |client: &Client| request(client, Method::GET, "/metrics").header("x-forwarded-for", "203.0.113.9");
        check_problem(behind_proxy(&stranger).send().await.unwrap(), 404, "not_found").await;
        check_problem(behind_proxy(&app.member("curious").await).send().await.unwrap(), 404, "not_found").await;
        let counters = behind_proxy(&boss).send().await.unwrap();
        check_headers(&counters);
        assert_eq!(counters.status(), StatusCode::OK);
        let text = counters.text().await.unwrap();
        assert!(text.contains("http_requests") && !text.contains(BOSS.0), "{text}");
    }

    async fn it_says_when_it_can_not_work(app: &TestApp) {
        let (cx, address) = app.second().await;
        let client = Client::new(address);
        let health = get(&client, "/api/health").await;
        check_headers(&health);
        assert_eq!(health.status(), StatusCode::OK);
        assert_eq!(health.json::<Value>().await.unwrap()["status"], "ok");
        let ready = get(&client, "/api/health/ready").await;
        assert_eq!(ready.status(), StatusCode::OK);
        assert_eq!(ready.json::<Value>().await.unwrap()["parts"]["database"], "ok");
        cx.db.close().await;
        let ready = get(&client, "/api/health/ready").await;
        check_headers(&ready);
        assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
        let body: Value = ready.json().await.unwrap();
        assert_eq!((&body["status"], &body["parts"]["database"], &body["parts"]["process"]), (&json!("unavailable"), &json!("unavailable"), &json!("ok")));
        assert_eq!(get(&client, "/api/health").await.status(), StatusCode::OK, "it lives all the same");
        // Calls say it in their way, without a word of the database's.
        let mut person = app.member("waits").await;
        person.base = client.base.clone();
        let refused = get(&person, "/api/v1/me").await;
        check_problem(refused, 503, "unavailable").await;
        assert_eq!(get(&client, "/").await.status(), StatusCode::OK, "pages come");
        cx.stopping.cancel();
    }
}

#[test]
fn every_route_is_described_and_says_whether_it_is_open() {
    let count = |words: &str| -> usize {
        let sources = crate::house::sources("src").into_iter().filter(|(path, _)| !path.starts_with("src/tests/"));
        sources.map(|(_, text)| text.lines().filter(|line| line.trim_start().starts_with(words)).count()).sum()
    };
    assert_eq!(contract::operations().count(), count("#[utoipa::path("), "a note whose route is nowhere");
    for (path, text) in crate::house::sources("src").iter().filter(|(path, _)| path.ends_with("/rest.rs")) {
        assert!(!text.contains(".route("), "{path}: a route without a note");
    }
    let open = contract::operations().filter(|(_, _, note)| note["security"] == json!([{}]));
    let open: Vec<_> = open.map(|(method, path, _)| (method, path)).collect();
    assert_eq!(open, OPEN);
    assert!(
        contract::operations()
            .all(|(_, path, note)| note["security"].is_null() || OPEN.iter().any(|open| open.1 == path))
    );
}

#[test]
fn every_server_function_is_registered() {
    let registered: Vec<&str> = server_fn_paths().map(|(path, _)| path).collect();
    let written: usize = crate::house::sources("src")
        .iter()
        .map(|(_, text)| text.lines().filter(|line| line.trim_start().starts_with("#[server(")).count())
        .sum();
    assert_eq!(registered.len(), written, "{registered:?}");
    assert!(written > 20 && registered.iter().all(|path| path.starts_with("/rpc/")), "{registered:?}");
}
