//! Conversations: the tree, sending once, asking again, and what is not yours.

use crate::harness::{Client, Events, Setup, TestApp, text, wait_until};
use aimall::{fetch_one, server::rest::idempotency};
use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn messages(client: &Client, conversation: &str) -> Vec<Value> {
    client.get(&format!("conversations/{conversation}/messages")).await.1["items"].as_array().unwrap().clone()
}

on_both! {
    async fn a_conversation_is_begun_renamed_listed_and_deleted(app: &TestApp) {
        let client = app.member("writer").await;
        let id = client.conversation().await;
        let path = format!("conversations/{id}");
        let run = client.ask(&id, "[[fast]] یک پرسش بلند\nبا دو خط").await;
        client.ended(&run).await;
        assert_eq!(client.get(&path).await.1["title"], "[[fast]] یک پرسش بلند", "named after its first line");
        let (status, body) = client.send(Method::PATCH, &path, json!({"title": "نام تازه"})).await;
        assert_eq!((status, &body["title"]), (StatusCode::OK, &json!("نام تازه")));
        let (status, body) = client.send(Method::PATCH, &path, json!({"title": " "})).await;
        assert_eq!((status, &body["fields"][0]["problem"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("required")));
        let (status, _) = client.send(Method::PATCH, &path, json!({"model": "nobody/nothing"})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let later = client.conversation().await;
        let (_, first) = client.get("conversations?limit=1").await;
        assert_eq!(first["items"][0]["id"], later.as_str());
        let (_, second) = client.get(&format!("conversations?limit=1&cursor={}", first["next_cursor"].as_str().unwrap())).await;
        assert_eq!((&second["items"][0]["id"], &second["next_cursor"]), (&json!(id), &Value::Null));
        assert_eq!(client.send(Method::DELETE, &path, json!({})).await.0, StatusCode::NO_CONTENT);
        assert_eq!(client.get(&path).await.0, StatusCode::NOT_FOUND);
        assert_eq!(client.say(&id, "hello?").await.0, StatusCode::NOT_FOUND);
    }

    async fn what_is_sent_twice_runs_once(app: &TestApp) {
        let client = app.member("twice").await;
        let id = client.conversation().await;
        let body = json!({"content": "[[fast]] hello", "model": "openai/gpt-5-mini", "client_request_id": "c1"});
        let path = format!("conversations/{id}/messages");
        let sent = join_all((0..8).map(|_| client.post(&path, body.clone()))).await;
        let runs: Vec<&Value> = sent.iter().map(|(_, body)| &body["run_id"]).collect();
        assert!(runs.iter().all(|run| run.is_string() && *run == runs[0]), "{sent:?}");
        client.ended(runs[0].as_str().unwrap()).await;
        assert_eq!(messages(&client, &id).await.len(), 2);
        let (_, again) = client.post(&path, body).await;
        assert_eq!(again["run_id"], *runs[0]);
    }

    async fn an_idempotency_key_answers_once(app: &TestApp) {
        let client = app.member("keyed").await;
        let id = client.conversation().await;
        let path = format!("conversations/{id}/messages");
        let send = |content: &str| {
            let body = json!({"content": content, "model": "openai/gpt-5-mini"});
            client.request(Method::POST, &path).header("idempotency-key", "k1").json(&body).send()
        };
        let first = send("[[fast]] hello").await.unwrap();
        assert_eq!(first.status(), StatusCode::ACCEPTED);
        assert!(!first.headers().contains_key("idempotent-replayed"));
        let first: Value = first.json().await.unwrap();
        let again = send("[[fast]] hello").await.unwrap();
        assert_eq!((again.status(), again.headers()["idempotent-replayed"].as_bytes()), (StatusCode::ACCEPTED, b"true".as_slice()));
        assert_eq!(again.json::<Value>().await.unwrap(), first);
        let other = send("another body").await.unwrap();
        assert_eq!(other.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(other.json::<Value>().await.unwrap()["code"], "idempotency_mismatch");
        client.ended(first["run_id"].as_str().unwrap()).await;
        assert_eq!(messages(&client, &id).await.len(), 2);
    }

    async fn another_answer_and_another_wording_are_siblings(app: &TestApp) {
        let client = app.member("tree").await;
        let id = client.conversation().await;
        let run = client.ask(&id, "[[fast]] first").await;
        client.ended(&run).await;
        let first = messages(&client, &id).await;
        let (question, answer) = (first[0]["id"].clone(), first[1]["id"].clone());
        let again = format!("conversations/{id}/messages/{}/regenerate", answer.as_str().unwrap());
        let (status, sent) = client.post(&again, json!({"client_request_id": "r1"})).await;
        assert_eq!((status, &sent["user_message"]["id"]), (StatusCode::ACCEPTED, &question));
        let (_, replay) = client.post(&again, json!({"client_request_id": "r1"})).await;
        assert_eq!(replay["run_id"], sent["run_id"]);
        client.ended(sent["run_id"].as_str().unwrap()).await;
        // On with the first answer, not with the newest.
        let body = json!({"content": "[[fast]] second", "parent_id": answer});
        let (_, follow) = client.post(&format!("conversations/{id}/messages"), body).await;
        client.ended(follow["run_id"].as_str().unwrap()).await;
        let asked = app.emulator.requests().last().unwrap().body["messages"].clone();
        assert_eq!(asked.as_array().unwrap().len(), 3, "the path of the first answer: {asked}");
        let body = json!({"content": "[[fast]] begun anew", "at_start": true});
        let (_, anew) = client.post(&format!("conversations/{id}/messages"), body).await;
        client.ended(anew["run_id"].as_str().unwrap()).await;
        let all = messages(&client, &id).await;
        let roots = all.iter().filter(|message| message["parent_id"].is_null()).count();
        let answers = all.iter().filter(|message| message["parent_id"] == question).count();
        assert_eq!((all.len(), roots, answers), (7, 2, 2));
    }

    async fn an_answer_keeps_its_receipt(app: &TestApp) {
        let client = app.member("receipt").await;
        let id = client.conversation().await;
        let run = client.ask(&id, "[[fast]] counted by the provider").await;
        let counted = client.ended(&run).await;
        let run = client.ask(&id, "[[slow]] counted by us").await;
        client.watch(&run, 0).await.next().await.unwrap();
        assert_eq!(client.last_answer(&id).await["output_tokens"], Value::Null, "not before its end");
        client.post(&format!("runs/{run}/cancel"), json!({})).await;
        let stopped = client.ended(&run).await;
        assert_eq!((&counted["estimated"], &stopped["estimated"]), (&json!(false), &json!(true)));
        for (pair, run) in messages(&client, &id).await.chunks(2).zip([counted, stopped]) {
            for part in ["input_tokens", "output_tokens", "estimated", "coin_cost"] {
                assert_eq!(pair[1][part], run[part], "{part}");
            }
            assert!(pair[1]["input_tokens"].as_i64() > Some(0) && pair[1]["output_tokens"].as_i64() > Some(0));
            assert_eq!((&pair[0]["input_tokens"], &pair[0]["estimated"]), (&Value::Null, &json!(false)), "a question has none");
        }
    }

    async fn nobody_talks_over_an_answer(app: &TestApp) {
        let client = app.member("patient").await;
        let id = client.conversation().await;
        let run = client.ask(&id, "[[slow]] begin").await;
        let (status, body) = client.say(&id, "and another thing").await;
        assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("conflict")));
        client.post(&format!("runs/{run}/cancel"), json!({})).await;
        client.ended(&run).await;
    }

    async fn one_call_sends_and_streams(app: &TestApp) {
        let client = app.member("streamer").await;
        let id = client.conversation().await;
        let path = format!("chat/stream?conversationId={id}&model=openai/gpt-5-mini&message=hello");
        let events = Events::of(client.request(Method::GET, &path).send().await.unwrap()).all().await;
        assert_eq!(events.last().unwrap().name, "message.done");
        // A browser that lost the connection asks with the same address: it must not pay again.
        let resumed = client.request(Method::GET, &path).header("last-event-id", "2").send().await.unwrap();
        let rest = Events::of(resumed).all().await;
        assert_eq!(text(&events[2..]), text(&rest));
        assert_eq!(messages(&client, &id).await.len(), 2);
        let cross = client.request(Method::GET, &path).header("sec-fetch-site", "cross-site").send().await.unwrap();
        assert_eq!(cross.status(), StatusCode::FORBIDDEN);
    }

    async fn what_cannot_be_sent_is_refused_before_anything_is_charged(app: &TestApp) {
        let client = app.member("wrong").await;
        let id = client.conversation().await;
        let path = format!("conversations/{id}/messages");
        let long = "x".repeat(100_001);
        for (body, status, code) in [
            (json!({"content": "  "}), 422, "invalid"),
            (json!({"content": long}), 422, "invalid"),
            (json!({}), 422, "invalid"),
            (json!({"content": "x", "price": 0}), 422, "invalid"),
            (json!({"content": 5}), 400, "malformed_request"),
            (json!({"content": "x", "model": "nobody/nothing"}), 422, "invalid"),
            (json!({"content": "x", "parent_id": uuid::Uuid::now_v7()}), 404, "not_found"),
        ] {
            let (got, answer) = client.post(&path, body.clone()).await;
            assert_eq!((got.as_u16(), &answer["code"]), (status, &json!(code)), "{body}");
        }
        let broken = client.request(Method::POST, &path).header("content-type", "application/json").body("{").send().await.unwrap();
        assert_eq!(broken.status(), StatusCode::BAD_REQUEST);
        assert_eq!(broken.headers()["content-type"], "application/problem+json");
        assert_eq!((client.balance().await, messages(&client, &id).await.len()), ((200_000, 0), 0));
    }

    async fn conversations_of_others_do_not_exist(app: &TestApp) {
        let (owner, other) = (app.member("mine").await, app.member("yours").await);
        let id = owner.conversation().await;
        let run = owner.ask(&id, "[[fast]] secret").await;
        owner.ended(&run).await;
        let answer = messages(&owner, &id).await[1]["id"].as_str().unwrap().to_owned();
        let own = other.conversation().await;
        for (method, path, body) in [
            (Method::GET, format!("conversations/{id}"), json!({})),
            (Method::PATCH, format!("conversations/{id}"), json!({"title": "stolen"})),
            (Method::DELETE, format!("conversations/{id}"), json!({})),
            (Method::GET, format!("conversations/{id}/messages"), json!({})),
            (Method::POST, format!("conversations/{id}/messages"), json!({"content": "x"})),
            (Method::POST, format!("conversations/{id}/messages/{answer}/regenerate"), json!({})),
            (Method::POST, format!("conversations/{own}/messages/{answer}/regenerate"), json!({})),
            (Method::POST, format!("conversations/{own}/messages"), json!({"content": "x", "parent_id": answer})),
            (Method::GET, format!("chat/stream?conversationId={id}&message=x"), json!({})),
            (Method::GET, format!("runs/quote?conversation_id={id}&content=x"), json!({})),
        ] {
            let (status, answer) = other.send(method.clone(), &path, body).await;
            assert_eq!((status, &answer["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{method} {path}");
        }
        assert_eq!(other.get("conversations").await.1["items"].as_array().unwrap().len(), 1);
    }
}

/// Answers that are kept to be given again.
async fn kept_answers(app: &TestApp) -> i64 {
    let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
    fetch_one!(&mut conn, (i64,), "SELECT COUNT(*) FROM idempotent_requests").unwrap().0
}

on_both! {
    with Setup { manual_clock: true, ..Setup::default() };

    async fn an_answer_is_kept_for_a_day(app: &TestApp) {
        let mut client = app.member("kept").await;
        let begin = async |client: &Client, title: &str| {
            let sent = client.request(Method::POST, "conversations").header("idempotency-key", "k1").json(&json!({"title": title}));
            let response = sent.send().await.unwrap();
            let replayed = response.headers().contains_key("idempotent-replayed");
            (response.status(), replayed, response.json::<Value>().await.unwrap()["id"].clone())
        };
        let first = begin(&client, "first").await;
        assert_eq!((first.0, first.1), (StatusCode::CREATED, false));
        app.cx.clock.advance_s(24 * 3_600 - 60);
        let who = json!({"email": "kept@example.com", "password": "a good password"});
        client.keep_tokens(&client.post("auth/login", who.clone()).await.1);
        idempotency::forget_old(&app.cx).await.map_err(|_| "not swept").unwrap();
        assert_eq!(begin(&client, "first").await, (StatusCode::CREATED, true, first.2.clone()));
        assert_eq!(begin(&client, "second").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        app.cx.clock.advance_s(61);
        assert_eq!(kept_answers(app).await, 1, "until somebody sweeps");
        // A process sweeps with its first tick.
        let (other, _) = app.second().await;
        wait_until("the answer is forgotten", || async { kept_answers(app).await == 0 }).await;
        let (status, replayed, id) = begin(&client, "second").await;
        assert_eq!((status, replayed), (StatusCode::CREATED, false));
        assert_ne!(id, first.2);
        other.stopping.cancel();
        other.aborting.cancel();
        other.db.close().await;
    }
}

mod names {
    use super::*;
    use crate::{
        harness::milli,
        provider::emulator::{Scenario, Step, chunk},
    };

    fn named() -> Setup {
        Setup { settings: vec![("CHAT_TITLES", "true".to_owned())], ..Setup::default() }
    }

    /// How the request that asks for a name differs from the others.
    const ASKS: &str = "Name the conversation";

    fn name(begun: Scenario) -> Scenario {
        let named = begun.send(chunk::role("m")).send(chunk::text("m", "«سفر به شیراز»."));
        named.send(chunk::finish("m", "stop")).send(chunk::DONE)
    }

    async fn title(client: &Client, id: &str) -> String {
        client.get(&format!("conversations/{id}")).await.1["title"].as_str().unwrap().to_owned()
    }

    on_both! {
        with named();

        async fn a_conversation_gets_a_name_that_the_house_pays_for(app: &TestApp) {
            let client = app.member("named").await;
            let id = client.conversation().await;
            app.emulator.queue_for(ASKS, name(Scenario::new("name")));
            let run = client.ask(&id, "[[fast]] برای سفر به شیراز چه ببرم؟").await;
            let cost = milli(&client.ended(&run).await["coin_cost"]);
            wait_until("it has its name", || async { title(&client, &id).await == "سفر به شیراز" }).await;
            assert_eq!(client.balance().await, (200_000 - cost, 0), "only the answer is paid by the person");
            let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
            let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(r.cost_milli), 0) AS BIGINT) FROM runs r JOIN attempts a ON a.run_id = r.id
                WHERE r.paid_by = 'house' AND r.kind = 'title'";
            assert_eq!(fetch_one!(&mut conn, (i64, i64), sql).unwrap(), (1, 0), "it is a run of the house's, with its request");
            drop(conn);
            let again = client.ask(&id, "[[fast]] و کجا بمانم؟").await;
            client.ended(&again).await;
            assert_eq!(title(&client, &id).await, "سفر به شیراز", "named once");
        }

        async fn a_name_that_its_person_gave_stays(app: &TestApp) {
            let client = app.member("own").await;
            let id = client.conversation().await;
            app.emulator.queue_for(ASKS, name(Scenario::new("name").step(Step::Gate("name".to_owned()))));
            let run = client.ask(&id, "[[fast]] سلام").await;
            client.ended(&run).await;
            assert_eq!(title(&client, &id).await, "[[fast]] سلام", "the first line until there is a name");
            client.send(Method::PATCH, &format!("conversations/{id}"), json!({"title": "نام من"})).await;
            app.emulator.open_gate("name");
            wait_until("nothing runs", || async { app.cx.live.count() == 0 }).await;
            assert_eq!(title(&client, &id).await, "نام من");
        }

        async fn who_has_no_name_to_give_costs_nobody_anything(app: &TestApp) {
            let client = app.member("nameless").await;
            let id = client.conversation().await;
            app.emulator.queue_for(ASKS, Scenario::status(401, json!({"error": {"message": "no", "code": "invalid_api_key"}})));
            let run = client.ask(&id, "[[fast]] سلام").await;
            client.ended(&run).await;
            wait_until("nothing runs", || async { app.cx.live.count() == 0 }).await;
            assert_eq!(title(&client, &id).await, "[[fast]] سلام");
        }
    }
}
