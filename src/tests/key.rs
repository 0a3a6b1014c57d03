//! API keys: what is stored of them, what they open, when they end, and what they may spend.

use crate::harness::{Client, Setup, TestApp};
use aimall::{
    execute, fetch_all, fetch_one,
    kernel::{AppError, Coins, id::KeyId},
    key,
    server::Fault,
};
use futures::{FutureExt, future::join_all};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::{
    io::Write,
    sync::{Arc, Mutex},
};

/// A new key of the person's: its id, and a client that sends it.
async fn key_of(owner: &Client, rules: Value) -> (String, Client) {
    let mut input = json!({"name": "a program"});
    input.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
    let (status, made) = owner.post("api-keys", input).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    (made["id"].as_str().unwrap().to_owned(), with_key(owner, made["key"].as_str().unwrap()))
}

fn with_key(owner: &Client, key: &str) -> Client {
    Client { access_token: Some(key.to_owned()), refresh_token: None, ..owner.clone() }
}

async fn key_in_list(owner: &Client, id: &str) -> Value {
    let (status, list) = owner.get("api-keys?limit=100").await;
    assert_eq!(status, StatusCode::OK, "{list}");
    list["items"].as_array().unwrap().iter().find(|key| key["id"] == id).unwrap().clone()
}

/// Signs in again: access tokens end when the clock is moved.
async fn again(app: &TestApp, name: &str) -> Client {
    let mut client = app.stranger();
    let body = json!({"email": format!("{name}@example.com"), "password": "a good password"});
    let (status, tokens) = client.post("auth/login", body).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    client.keep_tokens(&tokens);
    client
}

async fn status(client: &Client, path: &str) -> u16 {
    client.get(path).await.0.as_u16()
}

async fn refused(client: &Client, path: &str, status: u16, code: &str) {
    let (found, problem) = client.get(path).await;
    assert_eq!((found.as_u16(), &problem["code"]), (status, &json!(code)), "{path}: {problem}");
}

fn milli(milli: i64) -> Coins {
    Coins::from_milli(milli)
}

async fn reserve(app: &TestApp, id: KeyId, quote: i64) -> Result<(), Fault> {
    app.cx.db.write(id.0, move |conn| key::server::reserve(conn, id, milli(quote)).boxed()).await
}

async fn settle(app: &TestApp, id: KeyId, quote: i64, cost: i64) {
    let settled = app.cx.db.write(id.0, move |conn| key::server::settle(conn, id, milli(quote), milli(cost)).boxed());
    settled.await.map_err(|_| "not settled").unwrap();
}

on_both! {
    async fn only_a_hash_is_stored(app: &TestApp) {
        let owner = app.member("hash").await;
        let (status, made) = owner.post("api-keys", json!({"name": "  shop  "})).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        let key = made["key"].as_str().unwrap();
        assert!(key.starts_with("sk-aimall-") && key.len() == 57, "{key}");
        assert_eq!((&made["name"], &made["state"], &made["spent_coins"], &made["limit_coins"]), (&json!("shop"), &json!("active"), &json!("0"), &Value::Null));
        assert_eq!(made["scopes"], json!(["chat", "embeddings", "images", "audio", "models", "runs"]));
        assert!(key.starts_with(made["prefix"].as_str().unwrap()) && key.ends_with(made["last4"].as_str().unwrap()));
        assert_eq!(made["prefix"].as_str().unwrap().len() + made["last4"].as_str().unwrap().len(), 18);
        let listed = key_in_list(&owner, made["id"].as_str().unwrap()).await;
        assert_eq!(listed.get("key"), None, "{listed}");
        // Everything the database holds of it.
        let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
        let secrets = fetch_all!(&mut conn, (Vec<u8>, String, String), "SELECT secret_hash, shown_start, shown_end FROM api_key_secrets").unwrap();
        assert_eq!(secrets.len(), 1);
        assert_eq!(secrets[0].0, aimall::server::random::hash(key));
        assert!(secrets[0].1.len() == 14 && secrets[0].2.len() == 4, "{secrets:?}");
        let made: key::model::NewKey = serde_json::from_value(made.clone()).unwrap();
        assert!(!format!("{made:?}").contains(key), "{made:?}");
        assert_eq!(self::status(&with_key(&owner, key), "models").await, 200);
    }

    async fn a_repeated_call_makes_one_key_and_stores_no_secret(app: &TestApp) {
        let owner = app.member("repeat").await;
        let make = || async {
            let request = owner.request(Method::POST, "api-keys").header("idempotency-key", "once");
            let response = request.json(&json!({"name": "once"})).send().await.unwrap();
            (response.status().as_u16(), response.json::<Value>().await.unwrap())
        };
        let (first, again) = (make().await, make().await);
        assert_eq!((first.0, again.0, &first.1["id"]), (201, 201, &again.1["id"]));
        assert!(first.1["key"].is_string() && again.1.get("key").is_none(), "{again:?}");
        let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
        let (answer,) = fetch_one!(&mut conn, (String,), "SELECT answer FROM idempotent_requests").unwrap();
        let secret = &first.1["key"].as_str().unwrap()[14..53];
        assert!(!answer.contains(secret), "{answer}");
    }

    async fn scopes_and_models_are_kept(app: &TestApp) {
        let owner = app.member("scopes").await;
        let (_, usual) = key_of(&owner, json!({})).await;
        assert_eq!(status(&usual, "models").await, 200);
        for path in ["me", "billing/balance", "conversations"] {
            let (status, problem) = usual.get(path).await;
            assert_eq!((status.as_u16(), &problem["code"], &problem["needs"]), (403, &json!("key_scope"), &json!(["account"])), "{path}");
        }
        let (id, personal) = key_of(&owner, json!({"scopes": ["account"]})).await;
        assert_eq!((status(&personal, "me").await, status(&personal, "conversations").await), (200, 200));
        refused(&personal, "models", 403, "key_scope").await;
        // A change counts at once.
        let (status_, body) = owner.send(Method::PATCH, &format!("api-keys/{id}"), json!({"scopes": ["models"], "models": ["openai/gpt-5-mini"]})).await;
        assert_eq!(status_, StatusCode::OK, "{body}");
        refused(&personal, "me", 403, "key_scope").await;
        let (_, models) = personal.get("models").await;
        let ids: Vec<_> = models["items"].as_array().unwrap().iter().map(|model| model["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["openai/gpt-5-mini"]);
    }

    async fn a_key_opens_no_lock_of_its_own(app: &TestApp) {
        let owner = app.member("locks").await;
        let all = json!({"scopes": ["chat", "embeddings", "images", "audio", "models", "runs", "account"]});
        let (id, key) = key_of(&owner, all).await;
        for (method, path, body) in [
            (Method::GET, "api-keys".to_owned(), Value::Null),
            (Method::POST, "api-keys".to_owned(), json!({"name": "another"})),
            (Method::PATCH, format!("api-keys/{id}"), json!({"limit_coins": null})),
            (Method::POST, format!("api-keys/{id}/rotate"), json!({})),
            (Method::DELETE, format!("api-keys/{id}"), Value::Null),
            (Method::GET, "me/devices".to_owned(), Value::Null),
            (Method::POST, "auth/logout".to_owned(), Value::Null),
            (Method::GET, "admin/users".to_owned(), Value::Null),
            (Method::POST, "auth/login".to_owned(), json!({"email": "locks@example.com", "password": "a good password"})),
        ] {
            let (status, problem) = key.send(method.clone(), &path, body).await;
            assert_eq!((status.as_u16(), &problem["code"]), (403, &json!("key_scope")), "{method} {path}: {problem}");
        }
        for function in ["key/get_desk", "account/get_profile", "chat/list_conversations"] {
            let call = key.http.post(format!("{}/rpc/{function}", key.base)).bearer_auth(key.access_token.as_ref().unwrap());
            let response = call.json(&json!({"query": {}})).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{function}");
        }
        assert_eq!(key_in_list(&owner, &id).await["state"], "active");
    }

    async fn rules_that_can_not_be_are_told_by_field(app: &TestApp) {
        let owner = app.member("rules").await;
        let many: Vec<String> = (0..51).map(|at| format!("10.0.0.{at}")).collect();
        for (rules, field, problem) in [
            (json!({"name": " "}), "name", "required"),
            (json!({"name": "x".repeat(61)}), "name", "too_long"),
            (json!({"name": "x", "scopes": []}), "scopes", "required"),
            (json!({"name": "x", "models": ["no/such"]}), "models", "unknown"),
            (json!({"name": "x", "ip_allow": ["10.0.0.0/33"]}), "ip_allow", "address"),
            (json!({"name": "x", "ip_allow": many}), "ip_allow", "too_many"),
            (json!({"name": "x", "limit_coins": "0.5"}), "limit_coins", "out_of_range"),
            (json!({"name": "x", "expires_at": "2020-01-01T00:00:00Z"}), "expires_at", "past"),
            (json!({"name": "x", "spent_coins": "0"}), "spent_coins", "unknown"),
        ] {
            let (status, body) = owner.post("api-keys", rules.clone()).await;
            let wrong = &body["fields"][0];
            assert_eq!((status.as_u16(), &wrong["field"], &wrong["problem"]), (422, &json!(field), &json!(problem)), "{rules}: {body}");
        }
        let (_, made) = owner.post("api-keys", json!({"name": "x", "ip_allow": ["10.9.9.9/8", "::ffff:1.2.3.4", "10.0.0.0/8"]})).await;
        assert_eq!(made["ip_allow"], json!(["1.2.3.4", "10.0.0.0/8"]));
        let id = made["id"].as_str().unwrap();
        for (overlap, status) in [(-1, 422), (30 * 86_400 + 1, 422), (30 * 86_400, 200)] {
            assert_eq!(owner.post(&format!("api-keys/{id}/rotate"), json!({"overlap_s": overlap})).await.0.as_u16(), status, "{overlap}");
        }
    }

    async fn somebody_elses_key_is_not_there(app: &TestApp) {
        let (owner, other) = (app.member("owner").await, app.member("other").await);
        let (id, key) = key_of(&owner, json!({})).await;
        for (method, path) in [(Method::PATCH, format!("api-keys/{id}")), (Method::DELETE, format!("api-keys/{id}")), (Method::POST, format!("api-keys/{id}/rotate"))] {
            assert_eq!(other.send(method, &path, json!({})).await.0, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(other.get("api-keys").await.1["items"], json!([]));
        assert_eq!(status(&key, "models").await, 200);
    }

    async fn a_revoked_key_stays_in_the_list_and_never_works_again(app: &TestApp) {
        let owner = app.member("revoke").await;
        let (id, key) = key_of(&owner, json!({})).await;
        for _ in 0..2 {
            assert_eq!(owner.send(Method::DELETE, &format!("api-keys/{id}"), Value::Null).await.0, StatusCode::NO_CONTENT);
            refused(&key, "models", 401, "unauthenticated").await;
        }
        let listed = key_in_list(&owner, &id).await;
        assert_eq!(listed["state"], "revoked");
        assert!(listed["revoked_at"].is_string(), "{listed}");
        for (method, path) in [(Method::PATCH, format!("api-keys/{id}")), (Method::POST, format!("api-keys/{id}/rotate"))] {
            assert_eq!(owner.send(method, &path, json!({})).await.0, StatusCode::CONFLICT, "{path}");
        }
        let id: KeyId = id.parse().unwrap();
        assert!(matches!(reserve(app, id, 1).await, Err(Fault::Refused(AppError::Unauthenticated))));
    }

    async fn lists_come_in_pages_and_have_an_end(app: &TestApp) {
        let owner = app.member("pages").await;
        let made = join_all((0..100).map(|at| key_of(&owner, json!({"name": format!("key {at}")})))).await;
        let (status, body) = owner.post("api-keys", json!({"name": "one more"})).await;
        assert_eq!((status.as_u16(), &body["code"], &body["max"]), (409, &json!("too_many"), &json!(100)));
        let (mut ids, mut cursor) = (Vec::new(), String::new());
        loop {
            let (_, page) = owner.get(&format!("api-keys?limit=40{cursor}")).await;
            ids.extend(page["items"].as_array().unwrap().iter().map(|key| key["id"].as_str().unwrap().to_owned()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        let mut expected: Vec<String> = made.into_iter().map(|(id, _)| id).collect();
        expected.sort_unstable_by(|one, other| other.cmp(one));
        assert_eq!(ids, expected, "the newest first");
    }

    async fn addresses_are_kept(app: &TestApp) {
        let owner = app.member("addresses").await;
        let rules = json!({"scopes": ["models"], "ip_allow": ["203.0.113.0/24", "2001:db8::/32", "::ffff:198.51.100.7"]});
        let (id, key) = key_of(&owner, rules).await;
        refused(&key, "models", 403, "key_address").await;
        for (ip, expected) in [
            ("203.0.113.9", 200), ("203.0.114.9", 403), ("2001:db8:1::1", 200), ("2001:db9::1", 403),
            ("198.51.100.7", 200), ("::ffff:203.0.113.5", 200), ("::ffff:203.0.114.5", 403), ("nonsense", 403),
        ] {
            let response = key.request(Method::GET, "models").header("x-forwarded-for", format!("203.0.113.1, {ip}")).send().await.unwrap();
            assert_eq!(response.status().as_u16(), expected, "{ip}");
        }
        crate::harness::wait_until("the use is noted", || async { key_in_list(&owner, &id).await["used_ip"] == "203.0.113.9" }).await;
        owner.send(Method::PATCH, &format!("api-keys/{id}"), json!({"ip_allow": []})).await;
        assert_eq!(status(&key, "models").await, 200);
    }

    async fn a_limit_holds_however_many_come_at_once(app: &TestApp) {
        let owner = app.member("limit").await;
        let (text, _) = key_of(&owner, json!({"limit_coins": "100"})).await;
        let id: KeyId = text.parse().unwrap();
        // 50 at 3 coins each: 33 fit into 100.
        let outcomes = join_all((0..50).map(|_| reserve(app, id, 3_000))).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 33);
        let limit = AppError::KeyLimit { required: milli(3_000), available: milli(1_000), limit: milli(100_000) };
        let others = outcomes.into_iter().filter_map(Result::err);
        assert!(others.map(Fault::disclose).all(|error| error == limit));
        reserve(app, id, 1_000).await.map_err(|_| "the rest fits").unwrap();
        settle(app, id, 1_000, 0).await;
        join_all((0..33).map(|at| settle(app, id, 3_000, if at == 0 { 0 } else { 2_500 }))).await;
        let listed = key_in_list(&owner, &text).await;
        assert_eq!((&listed["spent_coins"], &listed["reserved_coins"]), (&json!("80"), &json!("0")));
        // Lowered below what is spent: nothing more; without a limit: anything.
        for (limit, fits) in [(json!("79"), false), (json!("80"), false), (json!("81"), true), (Value::Null, true)] {
            let (status, body) = owner.send(Method::PATCH, &format!("api-keys/{text}"), json!({"limit_coins": limit})).await;
            assert_eq!((status, &body["limit_coins"]), (StatusCode::OK, &limit));
            assert_eq!(reserve(app, id, 1_000).await.is_ok(), fits, "{limit}");
            if fits {
                settle(app, id, 1_000, 0).await;
            }
        }
        // The database itself refuses what nobody set aside.
        let beyond = app.cx.db.write(id.0, move |conn| key::server::settle(conn, id, milli(1), milli(0)).boxed()).await;
        assert!(beyond.is_err());
    }

    async fn runs_know_their_key(app: &TestApp) {
        let owner = app.member("column").await;
        let (id, _) = key_of(&owner, json!({})).await;
        let conversation = owner.conversation().await;
        let run = owner.ask(&conversation, "Hello").await;
        owner.ended(&run).await;
        let (id, run): (KeyId, uuid::Uuid) = (id.parse().unwrap(), run.parse().unwrap());
        let written = app.cx.db.write(id.0, move |conn| {
            async move { Ok(execute!(conn, "UPDATE runs SET key_id = $2 WHERE id = $1 AND key_id IS NULL", run, id)?) }.boxed()
        });
        assert_eq!(written.await.map_err(|_| "not written").unwrap(), 1);
        let unknown = KeyId(uuid::Uuid::now_v7());
        let refused = app.cx.db.write(id.0, move |conn| {
            async move { Ok(execute!(conn, "UPDATE runs SET key_id = $2 WHERE id = $1", run, unknown)?) }.boxed()
        });
        assert!(refused.await.is_err(), "no such key");
    }

    async fn wrong_keys_are_slowed_down_by_address(app: &TestApp) {
        let owner = app.member("guess").await;
        let (_, key) = key_of(&owner, json!({})).await;
        let mut wrong = key.clone();
        wrong.access_token = Some("sk-aimall-guess".to_owned());
        let mut statuses = Vec::new();
        for _ in 0..45 {
            statuses.push(status(&wrong, "models").await);
        }
        assert!(statuses[..40].iter().all(|status| *status == 401), "{statuses:?}");
        assert_eq!(statuses.last(), Some(&429));
        assert_eq!(status(&key, "models").await, 200, "a right key is not held up");
        let elsewhere = wrong.request(Method::GET, "models").header("x-forwarded-for", "203.0.113.77").send().await.unwrap();
        assert_eq!(elsewhere.status(), StatusCode::UNAUTHORIZED);
    }
}

mod moved_clock {
    use super::*;

    on_both! {
        with Setup { manual_clock: true, ..Setup::default() };

        async fn a_key_ends_when_its_time_is_over(app: &TestApp) {
            let owner = app.member("ends").await;
            let until = app.cx.clock.now().plus_s(3_600).to_string();
            let (id, key) = key_of(&owner, json!({"expires_at": until})).await;
            app.cx.clock.advance_s(3_599);
            assert_eq!(status(&key, "models").await, 200);
            app.cx.clock.advance_s(1);
            refused(&key, "models", 401, "unauthenticated").await;
            let owner = again(app, "ends").await;
            assert_eq!(key_in_list(&owner, &id).await["state"], "expired");
            assert_eq!(owner.post(&format!("api-keys/{id}/rotate"), json!({})).await.0, StatusCode::CONFLICT);
            let (_, body) = owner.send(Method::PATCH, &format!("api-keys/{id}"), json!({"expires_at": null})).await;
            assert_eq!((&body["state"], &body["expires_at"]), (&json!("active"), &Value::Null));
            assert_eq!(status(&key, "models").await, 200);
        }

        async fn a_rotated_secret_works_until_its_overlap_ends(app: &TestApp) {
            let owner = app.member("turns").await;
            let (id, first) = key_of(&owner, json!({})).await;
            let rotate = async |owner: &Client, body: Value| {
                let (status, made) = owner.post(&format!("api-keys/{id}/rotate"), body).await;
                assert_eq!((status, &made["id"]), (StatusCode::OK, &json!(id)), "{made}");
                (with_key(owner, made["key"].as_str().unwrap()), made)
            };
            let (second, made) = rotate(&owner, json!({})).await;
            assert_eq!(made["overlap_until"], json!(app.cx.clock.now().plus_s(86_400).to_string()));
            app.cx.clock.advance_s(43_200);
            let owner = again(app, "turns").await;
            // A longer overlap for the second gives the first no longer life.
            let (third, _) = rotate(&owner, json!({"overlap_s": 172_800})).await;
            app.cx.clock.advance_s(43_199);
            assert_eq!((status(&first, "models").await, status(&second, "models").await, status(&third, "models").await), (200, 200, 200));
            app.cx.clock.advance_s(1);
            assert_eq!((status(&first, "models").await, status(&second, "models").await), (401, 200));
            let owner = again(app, "turns").await;
            let (fourth, made) = rotate(&owner, json!({"overlap_s": 0})).await;
            assert_eq!((status(&second, "models").await, status(&third, "models").await, status(&fourth, "models").await), (401, 401, 200));
            assert_eq!(made["overlap_until"], Value::Null);
            for _ in 0..9 {
                rotate(&owner, json!({})).await;
            }
            let (status, body) = owner.post(&format!("api-keys/{id}/rotate"), json!({})).await;
            assert_eq!((status.as_u16(), &body["code"]), (409, &json!("too_many")));
        }

        async fn the_last_use_is_written_once_a_minute(app: &TestApp) {
            let owner = app.member("used").await;
            let (id, key) = key_of(&owner, json!({})).await;
            assert_eq!(key_in_list(&owner, &id).await["used_at"], Value::Null);
            let first = app.cx.clock.now().to_string();
            let statuses = join_all((0..20).map(|_| status(&key, "models"))).await;
            assert!(statuses.iter().all(|status| *status == 200));
            crate::harness::wait_until("the use is noted", || async { key_in_list(&owner, &id).await["used_at"] == first }).await;
            app.cx.clock.advance_s(59);
            assert_eq!(status(&key, "models").await, 200);
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            assert_eq!(key_in_list(&owner, &id).await["used_at"], first);
            app.cx.clock.advance_s(1);
            let second = app.cx.clock.now().to_string();
            assert_eq!(status(&key, "models").await, 200);
            crate::harness::wait_until("the use is noted again", || async { key_in_list(&owner, &id).await["used_at"] == second }).await;
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
async fn no_key_is_logged() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone());
    tracing::subscriber::set_global_default(subscriber.finish()).unwrap();
    TestApp::with(crate::harness::Engine::Sqlite, Setup::default(), async |app| {
        let owner = app.member("logs").await;
        let (id, key) = key_of(&owner, json!({})).await;
        assert_eq!((status(&key, "models").await, status(&key, "me").await), (200, 403));
        let (_, made) = owner.post(&format!("api-keys/{id}/rotate"), json!({"overlap_s": 0})).await;
        assert_eq!(status(&key, "models").await, 401);
        let logged = String::from_utf8_lossy(&lines.0.lock().unwrap()).into_owned();
        assert!(logged.contains("/api/v1/models"), "the logs were not caught");
        for secret in [key.access_token.as_deref().unwrap(), made["key"].as_str().unwrap()] {
            assert!(!logged.contains(&secret[14..53]), "a key was logged");
        }
    })
    .await;
}
