//! What staff and people see of runs: attempts, earnings, use; who may see them; and the tables made of them.

use crate::{
    harness::{Client, TestApp, contract, milli},
    provider::emulator::{Scenario, chunk},
};
use aimall::{account, execute, fetch_all, kernel::Day, server::Fault};
use futures::FutureExt;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

const MODEL: &str = "openai/gpt-5-mini";

/// What costs `(375 · prompt + 3000 · completion)` millionths of a coin.
fn answer(prompt: u64, completion: u64) -> Scenario {
    let said = Scenario::new("answer").send(chunk::role("m")).send(chunk::text("m", "so it is"));
    said.send(chunk::finish("m", "stop")).send(chunk::usage("m", &chunk::counts(prompt, completion))).send(chunk::DONE)
}

fn failure(message: &str) -> Scenario {
    Scenario::status(500, json!({"error": {"message": message, "type": "server_error"}}))
        .header("x-request-id", "req_failed")
}

async fn boss(app: &TestApp) -> Client {
    let who = ("boss@example.com", "a good password");
    account::server::create_admin(&app.cx, who.0, who.1.to_owned()).await.map_err(|_| "no admin").unwrap();
    let mut client = app.stranger();
    let (_, body) = client.post("auth/login", json!({"email": who.0, "password": who.1})).await;
    client.keep_tokens(&body);
    client
}

/// A question that is answered like this; its run.
async fn ran(app: &TestApp, client: &Client, scenarios: Vec<Scenario>) -> String {
    let conversation = client.conversation().await;
    scenarios.into_iter().for_each(|scenario| app.emulator.queue(scenario));
    let run = client.ask(&conversation, "hello").await;
    client.ended(&run).await;
    run
}

/// Changes rows behind the product's back.
macro_rules! change {
    ($app:expr, $sql:expr $(, $arg:expr)*) => {{
        let written = $app.cx.db.write(Uuid::nil(), move |conn| async move { Ok(execute!(conn, $sql $(, $arg)*)?) }.boxed());
        written.await.map_err(Fault::disclose).unwrap()
    }};
}

/// Puts the end of a run on a day.
async fn end_on(app: &TestApp, run: &str, day: &str) {
    let (run, noon): (Uuid, Day) = (run.parse().unwrap(), day.parse().unwrap());
    assert_eq!(change!(app, "UPDATE runs SET finished_at = $2 WHERE id = $1", run, noon.noon()), 1);
}

/// One more attempt of a run, of this cost and this outcome.
async fn attempt(
    app: &TestApp,
    run: &str,
    outcome: &'static str,
    cost: Option<&'static str>,
    begun: Option<i64>,
) -> Uuid {
    let (id, run, now): (_, Uuid, _) = (Uuid::now_v7(), run.parse().unwrap(), app.cx.clock.now());
    change!(
        app,
        "INSERT INTO attempts (id, run_id, number, provider, model_id, model_asked, outcome, begun_ms, total_ms, cost_usd, created_at)
         VALUES ($1, $2, 9, 'elsewhere', 'elsewhere/model', 'model', $3, $4, 5, $5, $6)",
        id, run, outcome, begun, cost, now
    );
    id
}

async fn items(client: &Client, path: &str) -> Vec<Value> {
    let (status, body) = client.get(path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    body["items"].as_array().unwrap().clone()
}

fn ids(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["id"].as_str().unwrap()).collect()
}

/// A table: its lines without the mark, after its head was compared.
async fn table(client: &Client, path: &str, head: &str) -> Vec<String> {
    let response = client.request(Method::GET, path).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    let headers = response.headers().clone();
    assert_eq!(headers["content-type"], "text/csv; charset=utf-8");
    assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment; filename=\""), "{headers:?}");
    // Not `text()`, which takes the mark away.
    let text = String::from_utf8(response.bytes().await.unwrap().to_vec()).unwrap();
    let (first, rest) = text.strip_prefix('\u{FEFF}').expect("the mark of UTF-8").split_once("\r\n").unwrap();
    assert_eq!(first, head, "{path}");
    rest.split_terminator("\r\n").map(str::to_owned).collect()
}

on_both! {
    async fn attempts_are_found_by_what_they_were(app: &TestApp) {
        let (staff, one, other) = (boss(app).await, app.member("one").await, app.member("other").await);
        let first = ran(app, &one, vec![failure("it broke, key sk-0123456789abcdef0123"), answer(1_000, 500)]).await;
        let second = ran(app, &other, vec![answer(10, 10)]).await;
        let all = items(&staff, "admin/attempts").await;
        assert_eq!(all.iter().map(|one| one["run"].as_str().unwrap()).collect::<Vec<_>>(), [&second, &first, &first], "the newest first");
        let (done, failed) = (&all[1], &all[2]);
        assert_eq!((&failed["outcome"], &failed["status"], &failed["number"]), (&json!("transient"), &json!(500), &json!(1)));
        assert_eq!((&failed["provider"], &failed["model"], &failed["model_asked"], &failed["email"]), (&json!("openai"), &json!(MODEL), &json!("gpt-5-mini"), &json!("one@example.com")));
        assert_eq!((&failed["request_id"], &failed["cost_usd"], &failed["cost_source"]), (&json!("req_failed"), &Value::Null, &json!("unknown")));
        let said = failed["detail"].as_str().unwrap();
        assert!(said.contains("it broke") && !said.contains("0123456789"), "{said}");
        assert_eq!((&done["outcome"], &done["number"], &done["cost_usd"], &done["cost_source"]), (&json!("done"), &json!(2), &json!("0.00125"), &json!("table")));
        assert_eq!((milli(&done["charged"]), &done["state"]), (1_875, &json!("succeeded")));
        assert!(done["begun_ms"].is_i64() && done["first_output_ms"].is_i64() && done["total_ms"].is_i64(), "{done}");

        let strange = attempt(app, &second, "credential", None, None).await.to_string();
        let today = Day::of(app.cx.clock.now());
        for (query, found) in [
            ("outcome=failed".to_owned(), vec![strange.as_str(), all[2]["id"].as_str().unwrap()]),
            ("outcome=transient".to_owned(), vec![all[2]["id"].as_str().unwrap()]),
            ("outcome=done".to_owned(), ids(&all[..2])),
            ("outcome=none".to_owned(), vec![]),
            ("provider=elsewhere".to_owned(), vec![&strange]),
            ("provider=openai&outcome=failed".to_owned(), vec![all[2]["id"].as_str().unwrap()]),
            ("model=elsewhere%2Fmodel".to_owned(), vec![&strange]),
            (format!("model={MODEL}"), ids(&all)),
            ("person=One%40example.com".to_owned(), ids(&all[1..])),
            ("person=nobody%40example.com".to_owned(), vec![]),
            ("person=one%25".to_owned(), vec![]),
            (format!("run={first}"), ids(&all[1..])),
            (format!("run={first}&outcome=done"), ids(&all[1..2])),
            (format!("run={first}&person=other%40example.com"), vec![]),
            (format!("from={today}&to={today}&provider=openai"), ids(&all)),
            (format!("to={}", today.plus(-1)), vec![]),
            (format!("from={}&to={}", today.plus(1), today.plus(1)), vec![]),
        ] {
            assert_eq!(ids(&items(&staff, &format!("admin/attempts?{query}")).await), found, "{query}");
        }
        for (query, status) in [("from=x", 422), ("to=2026-13-01", 422), ("cursor=x", 400), ("cursor=1.x", 400), ("run=x", 400), ("limit=x", 400)] {
            assert_eq!(staff.get(&format!("admin/attempts?{query}")).await.0.as_u16(), status, "{query}");
        }
        let (_, detail) = staff.get(&format!("admin/attempts/{}", done["id"].as_str().unwrap())).await;
        assert_eq!((&detail["others"][0]["id"], &detail["others"].as_array().unwrap().len(), &detail["model_name"]), (&failed["id"], &1, &json!("GPT-5 mini")));
        let usage: Value = serde_json::from_str(detail["usage"].as_str().unwrap()).unwrap();
        assert_eq!((&usage["prompt_tokens"], &detail["input_tokens"], &detail["output_tokens"]), (&json!(1_000), &json!(1_000), &json!(500)));
        assert_eq!(staff.get(&format!("admin/attempts/{}", Uuid::now_v7())).await.0, StatusCode::NOT_FOUND);
    }

    async fn attempts_come_in_pages_without_gaps(app: &TestApp) {
        let (staff, one) = (boss(app).await, app.member("pages").await);
        let run = ran(app, &one, vec![answer(10, 10)]).await;
        for _ in 0..22 {
            attempt(app, &run, "overloaded", None, None).await;
        }
        // Many at the same moment: the id tells them apart.
        let now = app.cx.clock.now();
        change!(app, "UPDATE attempts SET created_at = $1 WHERE number = 9 AND outcome = 'overloaded' AND provider = 'elsewhere'", now);
        for query in ["limit=5", "limit=5&outcome=failed", "limit=5&provider=elsewhere", "limit=5&person=pages%40example.com"] {
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let (_, page) = staff.get(&format!("admin/attempts?{query}{cursor}")).await;
                let found = page["items"].as_array().unwrap();
                assert!(found.len() <= 5, "{query}");
                seen.extend(ids(found).into_iter().map(str::to_owned));
                let Some(next) = page["next_cursor"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            let expected = if query.contains("failed") || query.contains("elsewhere") { 22 } else { 23 };
            let whole = items(&staff, &format!("admin/attempts?{}", query.replace("limit=5", "limit=100"))).await;
            assert_eq!((seen.len(), seen.iter().map(String::as_str).collect::<Vec<_>>()), (expected, ids(&whole)), "{query}");
        }
        let head = "time,run,number,person,kind,state,provider,model,model_asked,model_served,outcome,status,begun_ms,first_output_ms,total_ms,cost_usd,cost_source,charged_coins,request_id,attempt,detail";
        assert_eq!(table(&staff, "admin/attempts.csv?limit=2&outcome=overloaded", head).await.len(), 22);
    }

    async fn a_table_runs_no_formula(app: &TestApp) {
        let (staff, one) = (boss(app).await, app.member("formula").await);
        let run = ran(app, &one, vec![answer(10, 10)]).await;
        change!(app, "UPDATE attempts SET detail = '=HYPERLINK(\"http://x\",\"y\")', request_id = '@cmd', model_served = '+1', outcome = 'caller'");
        let head = "time,run,number,person,kind,state,provider,model,model_asked,model_served,outcome,status,begun_ms,first_output_ms,total_ms,cost_usd,cost_source,charged_coins,request_id,attempt,detail";
        let [line] = table(&staff, "admin/attempts.csv", head).await.try_into().unwrap();
        assert!(line.contains(&format!(",{run},1,formula@example.com,chat,succeeded,openai,")), "{line}");
        assert!(line.contains(",gpt-5-mini,\"'+1\",caller,") && line.contains(",\"'@cmd\","), "{line}");
        assert!(line.ends_with(",\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""), "{line}");

        let (_, key) = one.post("api-keys", json!({"name": "=1+1", "scopes": ["chat"]})).await;
        let (key, run): (Uuid, Uuid) = (key["id"].as_str().unwrap().parse().unwrap(), run.parse().unwrap());
        change!(app, "UPDATE runs SET key_id = $2 WHERE id = $1", run, key);
        let [line] = table(&one, "usage.csv?by=key", "key,name,runs,input_tokens,output_tokens,coins").await.try_into().unwrap();
        assert_eq!(line, format!("{key},\"'=1+1\",1,10,10,0.034"));
    }

    async fn earnings_are_exact_and_say_what_they_do_not_know(app: &TestApp) {
        let (staff, one) = (boss(app).await, app.member("earner").await);
        let today = Day::of(app.cx.clock.now());
        let (before, long_ago) = (today.plus(-1).to_string(), today.plus(-40).to_string());
        let mut runs = Vec::new();
        for _ in 0..4 {
            runs.push(ran(app, &one, vec![answer(1_000, 500)]).await);
        }
        // Two decimals that no binary number holds, a known nothing, and one that nobody knows.
        let (none, cost): (Option<String>, _) = (None, |text: &str| Some(text.to_owned()));
        for (run, cost) in [(&runs[0], cost("0.1")), (&runs[1], cost("0.2")), (&runs[2], none), (&runs[3], cost("0.000000000000000001"))] {
            let run: Uuid = run.parse().unwrap();
            change!(app, "UPDATE attempts SET cost_usd = $2 WHERE run_id = $1", run, cost);
        }
        // What a provider refuses costs nothing; what got lost on the way may have.
        attempt(app, &runs[0], "rate_limited", None, None).await;
        attempt(app, &runs[0], "done", Some("0.3"), Some(1)).await;
        attempt(app, &runs[1], "transient", None, None).await;
        end_on(app, &runs[3], &before).await;
        let told = async |path: &str| {
            let (status, body) = staff.get(path).await;
            assert_eq!(status, StatusCode::OK, "{body}");
            body
        };
        let body = told("admin/earnings").await;
        let sum = |of: &Value| {
            let text = |name: &str| of[name].as_str().unwrap_or("-").to_owned();
            (of["runs"].as_i64().unwrap(), text("revenue"), text("revenue_usd"), text("cost_usd"), text("margin_usd"), text("margin_percent"), of["unknown_runs"].as_i64().unwrap())
        };
        let words = |runs, words: [&str; 5], unknown| {
            let [revenue, usd, cost, margin, percent] = words.map(str::to_owned);
            (runs, revenue, usd, cost, margin, percent, unknown)
        };
        assert_eq!(sum(&body["total"]), words(4, ["7.5", "0.0075", "0.600000000000000001", "-0.592500000000000001", "-7900"], 2));
        let days = body["days"].as_array().unwrap();
        assert_eq!((days.len(), &days[29]["id"], &days[28]["id"]), (30, &json!(today.to_string()), &json!(before)));
        assert_eq!(sum(&days[29]), words(3, ["5.625", "0.005625", "0.6", "-0.594375", "-10566.7"], 2));
        assert_eq!(sum(&days[28]), words(1, ["1.875", "0.001875", "0.000000000000000001", "0.001874999999999999", "100"], 0));
        assert_eq!(sum(&days[0]), words(0, ["0", "0", "0", "0", "-"], 0));
        // With the model that answered, whoever was asked before.
        assert_eq!((ids(body["models"].as_array().unwrap()), &body["models"][0]["name"]), (vec![MODEL], &json!("GPT-5 mini")));
        assert_eq!(sum(&body["models"][0]), sum(&body["total"]));

        // Each run at its own rate.
        let (id, rate): (Uuid, _) = (runs[3].parse().unwrap(), json!({MODEL: {"coins_per_usd": "3"}}).to_string());
        change!(app, "UPDATE runs SET price = $2 WHERE id = $1", id, rate);
        let body = told(&format!("admin/earnings?from={before}&to={before}")).await;
        assert_eq!((sum(&body["total"]).2.as_str(), body["days"].as_array().unwrap().len()), ("0.625", 1));
        end_on(app, &runs[3], &long_ago).await;
        assert_eq!(told("admin/earnings").await["total"]["runs"], 3);
        assert_eq!(told(&format!("admin/earnings?from={long_ago}")).await["total"]["runs"], 4);
        let head = "day,model,runs,revenue_coins,revenue_usd,cost_usd,margin_usd,margin_percent,unknown_cost_runs";
        let lines = table(&staff, &format!("admin/earnings.csv?from={long_ago}"), head).await;
        assert_eq!(lines, [
            format!("{long_ago},{MODEL},1,1.875,0.625,0.000000000000000001,0.624999999999999999,100,0"),
            format!("{today},{MODEL},3,5.625,0.005625,0.6,-0.594375,-10566.7,2"),
        ]);
        let (status, problem) = staff.get(&format!("admin/earnings?from={}", today.plus(-92))).await;
        assert_eq!((status.as_u16(), &problem["fields"][0]["field"], &problem["fields"][0]["max"]), (422, &json!("to"), &json!(92)));
    }

    async fn what_the_house_does_is_kept_apart(app: &TestApp) {
        let (staff, one) = (boss(app).await, app.member("house").await);
        let run = ran(app, &one, vec![answer(1_000, 500)]).await;
        let (id, now): (Uuid, _) = (Uuid::now_v7(), app.cx.clock.now());
        let of: Uuid = run.parse().unwrap();
        change!(
            app,
            "INSERT INTO runs (id, user_id, kind, state, model_id, quote_milli, price, input_tokens_quoted, input_tokens, created_at, finished_at, paid_by)
             SELECT $1, user_id, 'title', 'succeeded', model_id, 1, '{}', 1, 99, $3, $3, 'house' FROM runs WHERE id = $2",
            id, of, now
        );
        attempt(app, &id.to_string(), "done", Some("0.05"), Some(1)).await;
        let (_, body) = staff.get("admin/earnings").await;
        assert_eq!((&body["house"]["runs"], &body["house"]["cost_usd"], &body["house"]["margin_usd"]), (&json!(1), &json!("0.05"), &json!("-0.05")));
        assert_eq!((&body["total"]["runs"], &body["total"]["cost_usd"], &body["models"][0]["runs"]), (&json!(1), &json!("0.00125"), &json!(1)));
        assert_eq!(one.get("usage").await.1["total"], json!({"runs": 1, "input_tokens": 1_000, "output_tokens": 500, "coins": "1.875"}));
        let (_, usage) = staff.get("admin/usage").await;
        assert_eq!((&usage["models"][0]["runs"], &usage["days"][29]["runs"]), (&json!(1), &json!(1)));
        assert_eq!(items(&staff, "admin/attempts").await.len(), 2, "attempts are everybody's");
    }

    async fn people_see_their_own_use(app: &TestApp) {
        let (one, other) = (app.member("mine").await, app.member("theirs").await);
        let (first, second) = (ran(app, &one, vec![answer(1_000, 500)]).await, ran(app, &one, vec![answer(20, 10)]).await);
        ran(app, &other, vec![answer(7, 7)]).await;
        let today = Day::of(app.cx.clock.now());
        let before = today.plus(-1).to_string();
        end_on(app, &second, &before).await;
        let (_, key) = one.post("api-keys", json!({"name": "shop", "scopes": ["account"]})).await;
        let (id, run): (Uuid, Uuid) = (key["id"].as_str().unwrap().parse().unwrap(), first.parse().unwrap());
        change!(app, "UPDATE runs SET key_id = $2 WHERE id = $1", run, id);

        let told = async |query: &str| one.get(&format!("usage{query}")).await.1;
        let parts = |line: &Value| (line["id"].clone(), line["name"].clone(), line["runs"].as_i64().unwrap(), line["input_tokens"].as_i64().unwrap(), line["output_tokens"].as_i64().unwrap(), milli(&line["coins"]));
        let dear = |id: Value, name: Value| (id, name, 1, 1_000, 500, 1_875);
        let cheap = |id: Value, name: Value| (id, name, 1, 20, 10, 38);
        let days = told("").await;
        assert_eq!((days["items"].as_array().unwrap().len(), &days["to"], &days["from"]), (30, &json!(today.to_string()), &json!(today.plus(-29).to_string())));
        assert_eq!(parts(&days["items"][29]), dear(json!(today.to_string()), Value::Null));
        assert_eq!(parts(&days["items"][28]), cheap(json!(before), Value::Null));
        assert_eq!((milli(&days["total"]["coins"]), &days["total"]["runs"], &days["total"]["input_tokens"]), (1_913, &json!(2), &json!(1_020)));
        let models = told("?by=model").await;
        assert_eq!(models["items"].as_array().unwrap().iter().map(parts).collect::<Vec<_>>(), [(json!(MODEL), json!("GPT-5 mini"), 2, 1_020, 510, 1_913)]);
        let keys = told("?by=key").await;
        assert_eq!(keys["items"].as_array().unwrap().iter().map(parts).collect::<Vec<_>>(), [dear(json!(id), json!("shop")), cheap(Value::Null, Value::Null)]);
        assert_eq!(told(&format!("?by=key&from={before}&to={before}")).await["items"].as_array().unwrap().len(), 1);
        assert_eq!(milli(&other.get("usage").await.1["total"]["coins"]), 24, "somebody else's use is somebody else's");

        let lines = table(&one, &format!("usage.csv?from={before}"), "day,runs,input_tokens,output_tokens,coins").await;
        assert_eq!(lines, [format!("{before},1,20,10,0.038"), format!("{today},1,1000,500,1.875")]);
        let lines = table(&one, "usage.csv?by=model", "model,name,runs,input_tokens,output_tokens,coins").await;
        assert_eq!(lines, [format!("{MODEL},GPT-5 mini,2,1020,510,1.913")]);
        for (query, status) in [("from=x", 422), ("from=2026-01-01&to=2025-12-31", 422), ("from=2020-01-01", 422), ("by=hour", 400)] {
            assert_eq!(one.get(&format!("usage?{query}")).await.0.as_u16(), status, "{query}");
        }

        // A key of the account reads the same, another none of it.
        let with = |key: &Value| Client { access_token: key["key"].as_str().map(str::to_owned), ..one.clone() };
        assert_eq!(with(&key).get("usage").await.1["total"], days["total"]);
        assert_eq!(table(&with(&key), "usage.csv?by=model", "model,name,runs,input_tokens,output_tokens,coins").await, lines);
        let (_, other) = one.post("api-keys", json!({"name": "chat", "scopes": ["chat", "runs"]})).await;
        for path in ["usage", "usage.csv"] {
            let (status, problem) = with(&other).get(path).await;
            assert_eq!((status.as_u16(), &problem["code"]), (403, &json!("key_scope")), "{path}");
        }
        for path in ["admin/attempts", "admin/attempts.csv", "admin/earnings", "admin/earnings.csv", "admin/usage.csv"] {
            let (status, problem) = one.get(path).await;
            assert_eq!((status.as_u16(), &problem["code"]), (403, &json!("forbidden")), "{path}");
        }
    }

    async fn the_whole_use_is_a_table_for_staff(app: &TestApp) {
        let (staff, one) = (boss(app).await, app.member("counted").await);
        ran(app, &one, vec![answer(1_000, 500)]).await;
        let lines = table(&staff, "admin/usage.csv", "day,runs,coins").await;
        assert_eq!((lines.len(), lines[29].as_str()), (30, format!("{},1,1.875", Day::of(app.cx.clock.now())).as_str()));
        assert_eq!(table(&staff, "admin/usage.csv?by=model", "model,name,runs,failed,coins").await, [format!("{MODEL},GPT-5 mini,1,0,1.875")]);
    }

    async fn what_is_looked_for_has_an_index(app: &TestApp) {
        if app.cx.db.engine() != "sqlite" {
            return;
        }
        let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
        for (condition, index) in [
            ("provider = 'p'", "attempts_provider"),
            ("model_id = 'm'", "attempts_model"),
            ("outcome <> 'done' AND outcome <> 'cancelled'", "attempts_not_done"),
        ] {
            let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN SELECT id FROM attempts WHERE (created_at, id) < (9, x'00') AND {condition} ORDER BY created_at DESC, id DESC LIMIT 5"));
            let plan: Vec<(i64, i64, i64, String)> = fetch_all!(&mut conn, (i64, i64, i64, String), sql).unwrap();
            let steps: Vec<&str> = plan.iter().map(|step| step.3.as_str()).collect();
            assert!(steps.len() == 1 && steps[0].contains(index), "{condition}: {steps:?}");
        }
    }
}

#[test]
fn every_table_is_described_as_one() {
    let tables: Vec<_> = contract::operations().filter(|(_, path, _)| path.ends_with(".csv")).collect();
    assert!(tables.len() >= 10, "{tables:?}");
    for (method, path, note) in tables {
        let content = note["responses"]["200"]["content"].as_object().unwrap();
        assert_eq!(
            (method, content.keys().map(String::as_str).collect::<Vec<_>>()),
            ("get", vec!["text/csv; charset=utf-8"]),
            "{path}"
        );
    }
}
