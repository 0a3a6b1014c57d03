//! Accounts over REST: making one, signing in, tokens that rotate and end, devices, the password.

use crate::harness::{Client, Form, Setup, TestApp};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const PASSWORD: &str = "a good password";

/// The wrong fields of a refusal, each with its problem.
fn fields(problem: &Value) -> Vec<(&str, &str)> {
    let fields = problem["fields"].as_array().unwrap_or_else(|| panic!("{problem}"));
    fields.iter().map(|one| (one["field"].as_str().unwrap(), one["problem"].as_str().unwrap())).collect()
}

fn credentials(name: &str, password: &str) -> Value {
    json!({"email": format!("{name}@example.com"), "password": password})
}

/// The same account on another device.
async fn another_device(app: &TestApp, name: &str) -> Client {
    let mut client = app.stranger();
    let (status, body) = client.post("auth/login", credentials(name, PASSWORD)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    client.keep_tokens(&body);
    client
}

async fn status_of_me(client: &Client) -> u16 {
    client.get("me").await.0.as_u16()
}

async fn refresh(client: &Client, token: &str) -> (StatusCode, Value) {
    client.post("auth/refresh", json!({"refresh_token": token})).await
}

/// Calls a server function as the client.
async fn rpc(client: &Client, function: &str, body: Value) -> (StatusCode, Value) {
    let request = client.http.post(format!("{}/rpc/{function}", client.base)).json(&body);
    let request = match &client.access_token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let response = request.send().await.unwrap();
    (response.status(), response.json().await.unwrap_or(Value::Null))
}

on_both! {
    async fn a_new_account_has_its_coins_and_is_nobody_special(app: &TestApp) {
        let mut client = app.stranger();
        let made = client.register("First@Example.com", PASSWORD).await;
        assert_eq!((&made["token_type"], &made["expires_in"]), (&json!("bearer"), &json!(900)));
        let (status, me) = client.get("me").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!((&me["email"], &me["role"], &me["id"]), (&json!("first@example.com"), &json!("user"), &made["user"]["id"]));
        assert_eq!(me["balance"]["available"], "200", "{me}");
        assert_eq!(client.get("admin/dashboard").await.0, StatusCode::FORBIDDEN, "the first to register is no admin");
        for role in [json!({"role": "admin"}), json!({"full_name": "x", "balance": "9"})] {
            let (status, body) = client.send(Method::PATCH, "me", role).await;
            assert_eq!((status.as_u16(), &body["code"]), (422, &json!("invalid")), "{body}");
        }
        let mut body = credentials("second", PASSWORD);
        body["role"] = json!("admin");
        assert_eq!(fields(&app.stranger().post("auth/register", body).await.1), [("role", "unknown")]);
    }

    async fn an_address_has_one_account(app: &TestApp) {
        app.member("taken").await;
        for email in ["taken@example.com", "Taken@EXAMPLE.com", "  taken@example.com "] {
            let (status, body) = app.stranger().post("auth/register", json!({"email": email, "password": "another password"})).await;
            assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("email_taken")), "{email:?}");
        }
        // The refused attempts changed nothing.
        assert_eq!(app.stranger().post("auth/login", credentials("taken", "another password")).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(status_of_me(&another_device(app, "taken").await).await, 200);
    }

    async fn two_at_once_get_one_account(app: &TestApp) {
        let tries = (0..6).map(|_| async { app.stranger().post("auth/register", credentials("race", PASSWORD)).await.0.as_u16() });
        let mut statuses = futures::future::join_all(tries).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
    }

    async fn what_can_be_no_account_is_told_by_field(app: &TestApp) {
        let long = "x".repeat(201);
        for (body, expected) in [
            (json!({"email": "no address", "password": PASSWORD}), vec![("email", "email")]),
            (json!({"email": "a@b", "password": PASSWORD}), vec![("email", "email")]),
            (json!({"email": "a@b.co", "password": "short"}), vec![("password", "too_short")]),
            (json!({"email": "a@b.co", "password": long}), vec![("password", "too_long")]),
            (json!({"email": "", "password": " "}), vec![("email", "required"), ("password", "required")]),
            (json!({"email": "a@b.co", "password": PASSWORD, "full_name": "y".repeat(101)}), vec![("full_name", "too_long")]),
            (json!({"email": "a@b.co"}), vec![("password", "required")]),
            (json!({"email": "a@b.co", "password": PASSWORD, "coins": 5}), vec![("coins", "unknown")]),
        ] {
            let (status, problem) = app.stranger().post("auth/register", body.clone()).await;
            assert_eq!((status.as_u16(), &problem["code"]), (422, &json!("invalid")), "{body}: {problem}");
            assert_eq!(fields(&problem), expected, "{body}");
        }
    }

    async fn signing_in_takes_json_and_forms(app: &TestApp) {
        app.member("signs").await;
        let client = app.stranger();
        for path in ["auth/login", "auth/login/json"] {
            let (status, body) = client.post(path, json!({"email": " Signs@example.com ", "password": PASSWORD})).await;
            assert_eq!((status, &body["user"]["email"]), (StatusCode::OK, &json!("signs@example.com")), "{path}: {body}");
        }
        // Said in words, not in the schema: the other name works in JSON too.
        let other = client.request(Method::POST, "auth/login").json(&json!({"username": "signs@example.com", "password": PASSWORD}));
        assert_eq!(other.send().await.unwrap().status(), StatusCode::OK);
        let form = [("username", "signs@example.com"), ("password", PASSWORD), ("grant_type", "password")];
        let response = client.request(Method::POST, "auth/login").form(&form).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let mut signed = app.stranger();
        signed.keep_tokens(&response.json().await.unwrap());
        assert_eq!(status_of_me(&signed).await, 200);
    }

    async fn a_wrong_password_and_an_unknown_address_look_the_same(app: &TestApp) {
        app.member("known").await;
        let client = app.stranger();
        let (status, wrong) = client.post("auth/login", credentials("known", "not this one")).await;
        let (other_status, unknown) = client.post("auth/login", credentials("unknown", "not this one")).await;
        assert_eq!((status, other_status), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
        assert_eq!(wrong, unknown);
        assert_eq!(wrong["code"], "invalid_credentials");
    }

    async fn a_refresh_token_that_comes_twice_ends_its_session(app: &TestApp) {
        let mut client = app.member("rotates").await;
        let elsewhere = another_device(app, "rotates").await;
        let old = client.refresh_token.clone().unwrap();
        let (status, next) = refresh(&client, &old).await;
        assert_eq!(status, StatusCode::OK, "{next}");
        assert_ne!(next["refresh_token"], json!(old));
        client.keep_tokens(&next);
        assert_eq!(status_of_me(&client).await, 200);
        let (status, body) = refresh(&client, &old).await;
        assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &json!("unauthenticated")));
        assert_eq!(refresh(&client, client.refresh_token.as_deref().unwrap()).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(status_of_me(&client).await, 401, "the access token ends with its session");
        assert_eq!(status_of_me(&elsewhere).await, 200, "other devices stay");
        assert_eq!(refresh(&client, "never issued").await.0, StatusCode::UNAUTHORIZED);
    }

    async fn of_two_refreshes_at_once_one_works(app: &TestApp) {
        let client = app.member("twice").await;
        let token = client.refresh_token.clone().unwrap();
        let (one, other) = tokio::join!(refresh(&client, &token), refresh(&client, &token));
        let mut statuses = [one.0.as_u16(), other.0.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401]);
        assert_eq!(status_of_me(&client).await, 401);
    }

    async fn signing_out_ends_everything_of_the_session(app: &TestApp) {
        let client = app.member("leaves").await;
        let (status, _) = client.post("auth/logout", json!({})).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        assert_eq!(status_of_me(&client).await, 401);
        assert_eq!(refresh(&client, client.refresh_token.as_deref().unwrap()).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(client.post("auth/logout", json!({})).await.0, StatusCode::UNAUTHORIZED);
    }

    async fn forged_tokens_speak_for_nobody(app: &TestApp) {
        let client = app.member("forger").await;
        let good = client.access_token.clone().unwrap();
        let parts: Vec<&str> = good.split('.').collect();
        let claims: Value = serde_json::from_slice(&B64.decode(parts[1]).unwrap()).unwrap();
        let ours = app.cx.settings.app_secret.expose().as_bytes().to_vec();
        let sign = |algorithm, secret: &[u8], claims: &Value| encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(secret)).unwrap();
        let with = |name: &str, value: Value| {
            let mut changed = claims.clone();
            changed[name] = value;
            sign(Algorithm::HS256, &ours, &changed)
        };
        // The same claims signed the same way do work: what follows fails for its own reason.
        let mut forged = client.clone();
        forged.access_token = Some(sign(Algorithm::HS256, &ours, &claims));
        assert_eq!(status_of_me(&forged).await, 200);
        let header = |text: &str| B64.encode(text);
        let mut without_purpose = claims.clone();
        without_purpose.as_object_mut().unwrap().remove("purpose");
        let mut without_exp = claims.clone();
        without_exp.as_object_mut().unwrap().remove("exp");
        for (what, token) in [
            ("no algorithm", format!("{}.{}.", header(r#"{"alg":"none","typ":"JWT"}"#), parts[1])),
            ("no algorithm, our signature", format!("{}.{}.{}", header(r#"{"alg":"None"}"#), parts[1], parts[2])),
            ("another algorithm", sign(Algorithm::HS512, &ours, &claims)),
            ("another secret", sign(Algorithm::HS256, b"another secret of thirty-two characters", &claims)),
            ("an empty secret", sign(Algorithm::HS256, b"", &claims)),
            ("another audience", with("aud", json!("elsewhere"))),
            ("another purpose", with("purpose", json!("refresh"))),
            ("no purpose", sign(Algorithm::HS256, &ours, &without_purpose)),
            ("no end", sign(Algorithm::HS256, &ours, &without_exp)),
            ("too old", with("exp", json!(1))),
            ("another session", with("sid", json!(uuid::Uuid::now_v7()))),
            ("changed claims", format!("{}.{}.{}", parts[0], B64.encode(claims.to_string().replace("access", "acceSS")), parts[2])),
            ("no signature", format!("{}.{}.", parts[0], parts[1])),
            ("the refresh token", client.refresh_token.clone().unwrap()),
            ("garbage", "garbage".to_owned()),
            ("dots", "..".to_owned()),
            ("nothing", String::new()),
        ] {
            forged.access_token = Some(token);
            let (status, body) = forged.get("me").await;
            assert_eq!((status.as_u16(), &body["code"]), (401, &json!("unauthenticated")), "{what}");
        }
    }

    async fn the_devices_are_listed_and_ended(app: &TestApp) {
        let client = app.member("owner").await;
        let phone = another_device(app, "owner").await;
        let other = app.member("other").await;
        let (_, devices) = client.get("me/devices").await;
        let devices = devices.as_array().unwrap();
        let current: Vec<_> = devices.iter().filter(|device| device["is_current"] == true).collect();
        assert_eq!((devices.len(), current.len()), (2, 1));
        assert!(devices.iter().all(|device| device["is_api"] == true && device["ip"] == "127.0.0.1"), "{devices:?}");
        let id = devices.iter().find(|device| device["is_current"] == false).unwrap()["id"].as_str().unwrap();
        let path = format!("me/devices/{id}");
        assert_eq!(other.send(Method::DELETE, &path, json!({})).await.0, StatusCode::NOT_FOUND, "somebody else's");
        assert_eq!(status_of_me(&phone).await, 200);
        assert_eq!(client.send(Method::DELETE, &path, json!({})).await.0, StatusCode::NO_CONTENT);
        assert_eq!(status_of_me(&phone).await, 401);
        assert_eq!(client.send(Method::DELETE, &path, json!({})).await.0, StatusCode::NOT_FOUND, "it is over already");
        assert_eq!(client.get("me/devices").await.1.as_array().unwrap().len(), 1);
    }

    async fn a_profile_changes_only_where_asked(app: &TestApp) {
        let client = app.member("profile").await;
        let (status, me) = client.send(Method::PATCH, "me", json!({"full_name": "  Sara ", "locale": "en"})).await;
        assert_eq!((status, &me["full_name"], &me["locale"], &me["theme"]), (StatusCode::OK, &json!("Sara"), &json!("en"), &json!("system")));
        let (_, me) = client.send(Method::PATCH, "me", json!({"theme": "dark"})).await;
        assert_eq!((&me["full_name"], &me["locale"], &me["theme"]), (&json!("Sara"), &json!("en"), &json!("dark")));
        assert_eq!(client.get("me").await.1, me);
        assert!(!client.send(Method::PATCH, "me", json!({"theme": "loud"})).await.0.is_success());
    }

    async fn a_new_password_ends_the_other_sessions(app: &TestApp) {
        let client = app.member("changes").await;
        let elsewhere = another_device(app, "changes").await;
        let change = |current: &str, new: &str| json!({"input": {"current_password": current, "new_password": new}});
        let path = "account/change_password";
        let (status, body) = rpc(&client, path, change("not this one", "a better password")).await;
        assert_eq!((status.as_u16(), fields(&body)), (422, vec![("current_password", "wrong_password")]));
        let (status, body) = rpc(&client, path, change(PASSWORD, "short")).await;
        assert_eq!((status.as_u16(), fields(&body)), (422, vec![("new_password", "too_short")]));
        assert_eq!(status_of_me(&elsewhere).await, 200, "nothing changed so far");
        assert_eq!(rpc(&app.stranger(), path, change(PASSWORD, "a better password")).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(rpc(&client, path, change(PASSWORD, "a better password")).await.0, StatusCode::OK);
        assert_eq!((status_of_me(&client).await, status_of_me(&elsewhere).await), (200, 401));
        assert_eq!(refresh(&client, elsewhere.refresh_token.as_deref().unwrap()).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(app.stranger().post("auth/login", credentials("changes", PASSWORD)).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(app.stranger().post("auth/login", credentials("changes", "a better password")).await.0, StatusCode::OK);
    }
}

mod by_the_clock {
    use super::*;

    on_both! {
        with Setup { manual_clock: true, ..Setup::default() };

        async fn an_access_token_lives_fifteen_minutes(app: &TestApp) {
            let mut client = app.member("expires").await;
            app.cx.clock.advance_s(15 * 60 - 1);
            assert_eq!(status_of_me(&client).await, 200);
            app.cx.clock.advance_s(1);
            assert_eq!(status_of_me(&client).await, 401);
            let (status, next) = refresh(&client, client.refresh_token.as_deref().unwrap()).await;
            assert_eq!(status, StatusCode::OK, "{next}");
            client.keep_tokens(&next);
            assert_eq!(status_of_me(&client).await, 200);
            app.cx.clock.advance_s(30 * 24 * 3_600);
            assert_eq!(refresh(&client, client.refresh_token.as_deref().unwrap()).await.0, StatusCode::UNAUTHORIZED, "too old");
        }

        async fn guessing_a_password_is_slow(app: &TestApp) {
            app.member("guessed").await;
            let client = app.stranger();
            for _ in 0..10 {
                assert_eq!(client.post("auth/login", credentials("guessed", "a guess")).await.0, StatusCode::UNAUTHORIZED);
            }
            let sent = client.request(Method::POST, "auth/login").json(&credentials("Guessed", PASSWORD)).send().await.unwrap();
            assert_eq!(sent.status(), StatusCode::TOO_MANY_REQUESTS, "also with the right password and in other letters");
            let after: i64 = sent.headers()["retry-after"].to_str().unwrap().parse().unwrap();
            let body: Value = sent.json().await.unwrap();
            assert_eq!((&body["code"], &body["retry_after_s"]), (&json!("rate_limited"), &json!(after)));
            // Another address doesn't help, a form or a page neither.
            let moved = client.request(Method::POST, "auth/login").header("x-forwarded-for", "203.0.113.9");
            assert_eq!(moved.json(&credentials("guessed", "a guess")).send().await.unwrap().status(), StatusCode::TOO_MANY_REQUESTS);
            let page = client.http.post(format!("{}/sign-in", client.base)).form(&[("email", "guessed@example.com"), ("password", PASSWORD)]);
            assert_eq!(page.send().await.unwrap().status(), StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(client.post("auth/login", credentials("another", "a guess")).await.0, StatusCode::UNAUTHORIZED);
            app.cx.clock.advance_s(after);
            assert_eq!(client.post("auth/login", credentials("guessed", PASSWORD)).await.0, StatusCode::OK);
        }
    }
}
