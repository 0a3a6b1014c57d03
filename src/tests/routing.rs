//! Routing as data: which model a request takes, who stands in, and that staff's word counts at once and stays.

use crate::{
    harness::{Client, TestApp, milli, wait_until},
    provider::emulator::{Scenario, Step, chunk},
};
use aimall::{account, execute, routing};
use futures::FutureExt;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

const SIGNUP: i64 = 200_000;
const MINI: &str = "openai/gpt-5-mini";
const BIG: &str = "openai/gpt-5.1";

/// What `openai/gpt-5-mini` costs in thousandths.
fn price(input: i64, output: i64) -> i64 {
    (375 * input + 3_000 * output + 999) / 1_000
}

fn answer(words: &str) -> Scenario {
    let said = Scenario::new("answer").send(chunk::role("m")).send(chunk::text("m", words));
    said.send(chunk::finish("m", "stop")).send(chunk::usage("m", &chunk::counts(100, 50))).send(chunk::DONE)
}

fn broken() -> Scenario {
    Scenario::status(500, json!({"error": {"message": "emulated failure", "type": "server_error"}}))
}

fn limited() -> Scenario {
    let body = json!({"error": {"message": "emulated rate limit", "code": "rate_limit_exceeded"}});
    Scenario::status(429, body).header("retry-after", "30")
}

async fn admin(app: &TestApp) -> Client {
    let email = "boss@example.com";
    account::server::create_admin(&app.cx, email, "a good password".to_owned()).await.map_err(|_| "no admin").unwrap();
    let mut client = app.stranger();
    let (status, tokens) = client.post("auth/login", json!({"email": email, "password": "a good password"})).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    client.keep_tokens(&tokens);
    // The lists that are asked for at the start would take what tests queue.
    wait_until("the first list came", || async {
        let (_, body) = client.get("admin/models/sync").await;
        body["providers"].as_array().unwrap().iter().any(|one| one["provider"] == "openai" && one["ok_at"].is_string())
    })
    .await;
    client
}

async fn put(boss: &Client, task: &str, candidates: Value) -> Value {
    let (status, body) =
        boss.send(Method::PUT, &format!("admin/routes/{task}"), json!({"candidates": candidates})).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

async fn policy(boss: &Client, task: &str) -> Value {
    let (status, body) = boss.get(&format!("admin/routes/{task}")).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

fn models(policy: &Value) -> Vec<&str> {
    policy["candidates"].as_array().unwrap().iter().map(|one| one["model_id"].as_str().unwrap()).collect()
}

/// What a trial says of each candidate: model, state, why.
async fn tried(boss: &Client, trial: Value) -> Vec<(String, String, String)> {
    let (status, body) = boss.post("admin/routes/dry-run", trial).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let row = |one: &Value| (text(&one["model_id"]), text(&one["state"]), text(&one["reason"]["code"]));
    body["candidates"].as_array().unwrap().iter().map(row).collect()
}

fn rows(rows: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    rows.iter().map(|(model, state, why)| ((*model).to_owned(), (*state).to_owned(), (*why).to_owned())).collect()
}

/// Sends a message without a model; its run, after it ended.
async fn ask(client: &Client, conversation: &str, content: &str) -> Value {
    let (status, body) =
        client.post(&format!("conversations/{conversation}/messages"), json!({"content": content})).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    client.ended(body["run_id"].as_str().unwrap()).await
}

/// Asks `/v1` for a model by this name; status, and the model that answered or the error's code.
async fn complete(client: &Client, model: &str, content: Value, country: Option<&str>) -> (u16, String) {
    let body = json!({"model": model, "max_tokens": 50, "messages": [{"role": "user", "content": content}]});
    let request = client.http.post(format!("{}/v1/chat/completions", client.base)).json(&body);
    let request = request.bearer_auth(client.access_token.as_deref().unwrap());
    let request = if let Some(country) = country { request.header("x-country-code", country) } else { request };
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    let told = body["model"].as_str().or_else(|| body["error"]["code"].as_str());
    (status, told.unwrap_or_else(|| panic!("{body}")).to_owned())
}

async fn taken(client: &Client, content: &str, country: Option<&str>) -> String {
    let (status, model) = complete(client, "auto", json!(content), country).await;
    assert_eq!(status, 200, "{model}");
    model
}

/// The models that the provider was asked for.
fn asked(app: &TestApp) -> Vec<String> {
    let requests = app.emulator.requests();
    requests.iter().filter(|request| request.method == "POST").map(|request| request.model().to_owned()).collect()
}

on_both! {
    async fn a_conversation_without_a_model_takes_the_policy_each_time(app: &TestApp) {
        let (boss, client) = (admin(app).await, app.member("talker").await);
        let conversation = client.conversation().await;
        let path = format!("conversations/{conversation}");
        assert_eq!(ask(&client, &conversation, "[[fast]] سلام").await["model"], MINI, "the first of the seed on offer, and no sandbox");
        assert_eq!(client.get(&path).await.1["model"], Value::Null, "the policy chooses next time too");
        put(&boss, "chat", json!([{"model_id": BIG}])).await;
        assert_eq!(ask(&client, &conversation, "[[fast]] again").await["model"], BIG);
        let (status, sent) = client.post(&format!("{path}/messages"), json!({"content": "[[fast]] by name", "model": MINI})).await;
        assert_eq!((status, &sent["assistant_message"]["model"]), (StatusCode::ACCEPTED, &json!(MINI)), "{sent}");
        client.ended(sent["run_id"].as_str().unwrap()).await;
        assert_eq!(ask(&client, &conversation, "[[fast]] on").await["model"], MINI, "a named model stays");
        let (status, changed) = client.send(Method::PATCH, &path, json!({"model": "auto"})).await;
        assert_eq!((status, &changed["model"]), (StatusCode::OK, &Value::Null), "{changed}");
        assert_eq!(ask(&client, &conversation, "[[fast]] back").await["model"], BIG);
        put(&boss, "ads_copy", json!([{"model_id": MINI}])).await;
        let (_, sent) = client.post(&format!("{path}/messages"), json!({"content": "[[fast]] an ad", "model": "auto/ads_copy"})).await;
        assert_eq!(client.ended(sent["run_id"].as_str().unwrap()).await["model"], MINI, "{sent}");
        for model in ["auto/image", "auto/flying"] {
            let (status, _) = client.post(&format!("{path}/messages"), json!({"content": "x", "model": model})).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{model}");
        }
    }

    async fn conditions_decide_who_is_taken(app: &TestApp) {
        let (boss, client) = (admin(app).await, app.member("asker").await);
        put(&boss, "chat", json!([{"model_id": BIG, "languages": ["fa"]}, {"model_id": MINI}])).await;
        assert_eq!(taken(&client, "[[fast]] سلام، حال شما چطور است؟", None).await, BIG);
        assert_eq!(taken(&client, "[[fast]] how are you?", None).await, MINI);
        put(&boss, "chat", json!([{"model_id": BIG, "regions": ["ir", "DE"]}, {"model_id": MINI}])).await;
        assert_eq!(taken(&client, "[[fast]] x", Some("DE")).await, BIG);
        assert_eq!(taken(&client, "[[fast]] x", Some("FR")).await, MINI);
        assert_eq!(taken(&client, "[[fast]] x", None).await, MINI, "an unknown country is none of them");
        put(&boss, "chat", json!([{"model_id": BIG, "max_price": "14999.999"}, {"model_id": MINI}])).await;
        assert_eq!(taken(&client, "[[fast]] x", None).await, MINI);
        put(&boss, "chat", json!([{"model_id": BIG, "max_price": "۱۵٬۰۰۰"}, {"model_id": MINI}])).await;
        assert_eq!(taken(&client, "[[fast]] x", None).await, BIG);
        put(&boss, "chat", json!([{"model_id": BIG, "input_tokens_min": 1_000}, {"model_id": MINI, "input_tokens_max": 999}])).await;
        assert_eq!(taken(&client, "[[fast]] x", None).await, MINI);
        assert_eq!(taken(&client, &format!("[[fast]] {}", "word ".repeat(1_000)), None).await, BIG);
        put(&boss, "chat", json!([{"model_id": BIG, "plans": ["gold"]}, {"model_id": MINI, "enabled": false}, {"model_id": BIG}])).await;
        assert_eq!(taken(&client, "[[fast]] x", None).await, BIG);
        put(&boss, "chat", json!([{"model_id": BIG, "plans": ["gold"]}])).await;
        assert_eq!(complete(&client, "auto", json!("x"), None).await, (404, "model_not_found".to_owned()));
        // Pictures take the policy of their own.
        put(&boss, "vision", json!([{"model_id": MINI}])).await;
        let pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        let parts = json!([{"type": "text", "text": "[[fast]] what is this?"}, {"type": "image_url", "image_url": {"url": format!("data:image/png;base64,{pixel}")}}]);
        assert_eq!(complete(&client, "auto", parts, None).await, (200, MINI.to_owned()));
        // What nobody can read is told as what it is.
        put(&boss, "chat", json!([{"model_id": MINI}])).await;
        assert_eq!(complete(&client, "auto", json!("۱".repeat(500_000)), None).await, (400, "context_length_exceeded".to_owned()));
    }

    async fn another_model_stands_in_before_the_first_word(app: &TestApp) {
        let (boss, client) = (admin(app).await, app.member("lucky").await);
        put(&boss, "chat", json!([{"model_id": BIG}, {"model_id": MINI}])).await;
        let conversation = client.conversation().await;
        app.emulator.queue(limited());
        app.emulator.queue(answer("here I am"));
        let run = ask(&client, &conversation, "hello").await;
        assert_eq!((&run["state"], &run["model"]), (&json!("succeeded"), &json!(MINI)), "{run}");
        assert_eq!(asked(app), ["gpt-5.1", "gpt-5-mini"], "who is limited is not asked again at once");
        assert_eq!(milli(&run["coin_cost"]), price(100, 50), "it costs what the one that answered costs");
        assert_eq!(client.balance().await, (SIGNUP - price(100, 50), 0));
        let message = client.last_answer(&conversation).await;
        assert_eq!((&message["content"], &message["model"]), (&json!("here I am"), &json!(MINI)));
        // The pause it asked for is kept, and a dry run knows of it without ending it.
        let expected = rows(&[(BIG, "skipped", "circuit_open"), (MINI, "chosen", "")]);
        assert_eq!(tried(&boss, json!({"task": "chat"})).await, expected);
        assert_eq!(tried(&boss, json!({"task": "chat"})).await, expected);
        app.emulator.queue(answer("still here"));
        assert_eq!(ask(&client, &conversation, "and now?").await["model"], MINI);
        assert_eq!(asked(app).len(), 3);
    }

    async fn nobody_stands_in_after_the_first_word(app: &TestApp) {
        let (boss, client) = (admin(app).await, app.member("cut").await);
        put(&boss, "chat", json!([{"model_id": BIG}, {"model_id": MINI}])).await;
        let conversation = client.conversation().await;
        app.emulator.queue(Scenario::new("cut").send(chunk::role("m")).send(chunk::text("m", "so far")).pause(Duration::from_millis(50)).step(Step::Reset));
        let run = ask(&client, &conversation, "hello").await;
        assert_eq!((&run["state"], &run["model"]), (&json!("interrupted"), &json!(BIG)), "{run}");
        assert_eq!((asked(app), client.balance().await), (vec!["gpt-5.1".to_owned()], (SIGNUP, 0)));
        assert_eq!(client.last_answer(&conversation).await["content"], "so far");
    }

    async fn when_all_fail_there_is_one_error_and_nothing_to_pay(app: &TestApp) {
        let (boss, client) = (admin(app).await, app.member("unlucky").await);
        put(&boss, "chat", json!([{"model_id": BIG, "retries": 0}, {"model_id": MINI, "retries": 2}])).await;
        for _ in 0..4 {
            app.emulator.queue(broken());
        }
        let conversation = client.conversation().await;
        let (_, sent) = client.post(&format!("conversations/{conversation}/messages"), json!({"content": "hello"})).await;
        let events = client.watch(sent["run_id"].as_str().unwrap(), 0).await.all().await;
        let [only] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!((only.name.as_str(), &only.data["code"]), ("error", &json!("provider")));
        assert_eq!(asked(app), ["gpt-5.1", "gpt-5-mini", "gpt-5-mini", "gpt-5-mini"], "each as often as its policy says");
        assert_eq!(client.balance().await, (SIGNUP, 0));
    }

    async fn what_is_set_aside_covers_the_dearest(app: &TestApp) {
        let (boss, client) = (admin(app).await, app.member("careful").await);
        let quote = async |model: Value| {
            let (status, quote) = client.post("runs/quote", json!({"content": "hello", "model": model})).await;
            assert_eq!(status, StatusCode::OK, "{quote}");
            (milli(&quote["maximum"]), milli(&quote["typical"]))
        };
        let (mini, big) = (quote(json!(MINI)).await, quote(json!(BIG)).await);
        assert!(mini.0 < big.0);
        put(&boss, "chat", json!([{"model_id": MINI}, {"model_id": BIG}])).await;
        assert_eq!(quote(Value::Null).await, (big.0, mini.1), "at most the stand-in's, usually the first one's");
        assert_eq!(quote(json!("auto")).await, (big.0, mini.1));
        let conversation = client.conversation().await;
        app.emulator.queue(Scenario::new("gated").step(Step::Gate("go".to_owned())).send(chunk::role("m")).send(chunk::text("m", "x")).send(chunk::finish("m", "stop")).send(chunk::usage("m", &chunk::counts(100, 50))).send(chunk::DONE));
        let (_, sent) = client.post(&format!("conversations/{conversation}/messages"), json!({"content": "hello"})).await;
        assert_eq!(client.balance().await, (SIGNUP - big.0, big.0), "{sent}");
        app.emulator.open_gate("go");
        client.ended(sent["run_id"].as_str().unwrap()).await;
        assert_eq!(client.balance().await, (SIGNUP - price(100, 50), 0));
        let (_, trial) = boss.post("admin/routes/dry-run", json!({"task": "chat", "input_tokens": 10})).await;
        assert!(milli(&trial["quote"]) < milli(&trial["hold"]) && trial["unit"] == "request", "{trial}");
        assert_eq!((&trial["hold"], &trial["quote"]), (&trial["candidates"][1]["quote"], &trial["candidates"][0]["quote"]));
    }

    async fn a_key_gets_only_what_it_may_use(app: &TestApp) {
        let (boss, owner) = (admin(app).await, app.member("owner").await);
        put(&boss, "chat", json!([{"model_id": BIG}, {"model_id": MINI}, {"model_id": "sandbox"}])).await;
        let key = async |models: Value| {
            let (status, made) = owner.post("api-keys", json!({"name": "a program", "models": models})).await;
            assert_eq!(status, StatusCode::CREATED, "{made}");
            Client { access_token: Some(made["key"].as_str().unwrap().to_owned()), refresh_token: None, ..owner.clone() }
        };
        let (all, one, none) = (key(json!([])).await, key(json!([MINI])).await, key(json!(["sandbox"])).await);
        assert_eq!(complete(&all, "auto", json!("[[fast]] x"), None).await, (200, BIG.to_owned()));
        assert_eq!(complete(&one, "auto", json!("[[fast]] x"), None).await, (200, MINI.to_owned()));
        assert_eq!(complete(&none, "auto", json!("x"), None).await, (404, "model_not_found".to_owned()), "the sandbox never mixes");
        assert_eq!(complete(&none, "sandbox", json!("[[fast]] x"), None).await, (200, "sandbox".to_owned()), "by its name it answers");
        put(&boss, "seo_basic", json!([{"model_id": BIG}])).await;
        assert_eq!(complete(&all, "auto/seo_basic", json!("[[fast]] x"), None).await, (200, BIG.to_owned()));
        assert_eq!(complete(&one, "auto/seo_basic", json!("x"), None).await, (404, "model_not_found".to_owned()));
        for model in ["auto/tts", "auto/flying", "auto/"] {
            assert_eq!(complete(&all, model, json!("x"), None).await, (404, "model_not_found".to_owned()), "{model}");
        }
        let (status, problem) = one.post("runs/quote", json!({"content": "x", "model": BIG})).await;
        assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("key_model")), "{problem}");
    }

    async fn a_dry_run_tells_why(app: &TestApp) {
        let boss = admin(app).await;
        let change = async |id: &str, change: Value| {
            let (status, body) = boss.send(Method::PATCH, &format!("admin/models/{}", id.replace('/', "%2F")), change).await;
            assert_eq!(status, StatusCode::OK, "{body}");
        };
        change("openai/gpt-4.1", json!({"enabled": false})).await;
        change("openai/gpt-4o", json!({"retires_on": "2020-01-01", "successor_id": BIG})).await;
        change("openai/o3", json!({"retires_on": "2020-01-01", "successor_id": ""})).await;
        put(&boss, "chat", json!([
            {"model_id": "openai/gpt-4.1"}, {"model_id": "openai/gpt-5"}, {"model_id": "groq/openai/gpt-oss-120b"}, {"model_id": "openai/o3"},
            {"model_id": MINI, "enabled": false}, {"model_id": MINI, "plans": ["gold"]}, {"model_id": MINI, "languages": ["en"]},
            {"model_id": MINI, "regions": ["IR"]}, {"model_id": MINI, "max_price": "1"}, {"model_id": MINI, "input_tokens_min": 5_000},
            {"model_id": MINI, "input_tokens_max": 500}, {"model_id": "openai/gpt-image-2.5-flare"}, {"model_id": "openai/gpt-4o"},
            {"model_id": BIG}, {"model_id": MINI}, {"model_id": "sandbox"},
        ])).await;
        let (_, trial) = boss.post("admin/routes/dry-run", json!({"task": "chat", "country": "de"})).await;
        assert_eq!(trial["candidates"][12]["successor_id"], BIG, "{trial}");
        assert_eq!(trial["candidates"][11]["reason"], json!({"code": "lacks", "capability": "chat"}));
        assert_eq!(trial["candidates"][8]["reason"], json!({"code": "too_dear", "price": "3000", "max": "1"}));
        let by_why = rows(&[
            ("openai/gpt-4.1", "skipped", "off"), ("openai/gpt-5", "skipped", "unpriced"), ("groq/openai/gpt-oss-120b", "skipped", "provider_off"),
            ("openai/o3", "skipped", "retired"), (MINI, "skipped", "disabled"), (MINI, "skipped", "plan"), (MINI, "skipped", "language"),
            (MINI, "skipped", "region"), (MINI, "skipped", "too_dear"), (MINI, "skipped", "too_few"), (MINI, "skipped", "too_many"),
            ("openai/gpt-image-2.5-flare", "skipped", "lacks"), ("openai/gpt-4o", "chosen", ""), (BIG, "skipped", "twice"),
            (MINI, "stands_in", ""), ("sandbox", "skipped", "sandbox"),
        ]);
        assert_eq!(tried(&boss, json!({"task": "chat", "country": "de"})).await, by_why);
        let suited = tried(&boss, json!({"task": "chat", "plan": "gold", "language": "en", "country": "ir", "input_tokens": 6_000})).await;
        assert_eq!(suited[5], rows(&[(MINI, "chosen", "")])[0], "{suited:?}");
        let long = tried(&boss, json!({"task": "chat", "input_tokens": 395_000})).await;
        assert_eq!(long[14], rows(&[(MINI, "skipped", "too_short")])[0], "{long:?}");
        // Nobody else: the sandbox answers, so that a house without a key works.
        put(&boss, "chat", json!([{"model_id": "groq/openai/gpt-oss-120b"}, {"model_id": "sandbox"}])).await;
        let alone = rows(&[("groq/openai/gpt-oss-120b", "skipped", "provider_off"), ("sandbox", "chosen", "")]);
        assert_eq!(tried(&boss, json!({"task": "chat"})).await, alone);
        let member = app.member("alone").await;
        assert_eq!(taken(&member, "[[fast]] x", None).await, "sandbox");
        for (trial, field) in [
            (json!({"task": "flying"}), "task"), (json!({"task": "chat", "language": "de"}), "language"),
            (json!({"task": "chat", "country": "Iran"}), "country"), (json!({"task": "chat", "input_tokens": -1}), "input_tokens"),
            (json!({"task": "chat", "plan": "no plan"}), "plan"),
        ] {
            let (status, problem) = boss.post("admin/routes/dry-run", trial).await;
            assert_eq!((status, &problem["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{problem}");
        }
    }

    async fn what_staff_saved_stays_and_can_be_given_back(app: &TestApp) {
        let boss = admin(app).await;
        let (status, list) = boss.get("admin/routes").await;
        assert_eq!((status, list["items"].as_array().unwrap().len()), (StatusCode::OK, 20), "{list}");
        let line = list["items"].as_array().unwrap().iter().find(|line| line["task"] == "chat").unwrap();
        assert_eq!((&line["first"], &line["is_sandbox"], &line["is_changed"]), (&json!("GPT-5 mini"), &json!(false), &json!(false)), "{line}");
        let seed = policy(&boss, "chat").await;
        assert_eq!((models(&seed)[0], *models(&seed).last().unwrap(), &seed["updated_by"]), (MINI, "sandbox", &Value::Null));
        let own = put(&boss, "chat", json!([{"model_id": BIG, "retries": 3, "regions": ["de", "IR", "DE"], "max_price": "20000.50"}])).await;
        assert_eq!((&own["is_changed"], &own["updated_by"], models(&own)), (&json!(true), &json!("boss@example.com"), vec![BIG]), "{own}");
        let rule = &own["candidates"][0];
        assert_eq!((&rule["regions"], &rule["max_price"], &rule["retries"], &rule["state"]), (&json!(["DE", "IR"]), &json!("20000.5"), &json!(3), &json!("offered")), "{rule}");
        // An older version's seed follows this one's; what staff saved does not.
        app.cx.db.write(uuid::Uuid::nil(), |conn| async move {
            execute!(conn, "DELETE FROM routing_candidates WHERE position > 0")?;
            Ok(())
        }.boxed()).await.map_err(|_| "not written").unwrap();
        assert_eq!(policy(&boss, "title").await["candidates"].as_array().unwrap().len(), 1);
        routing::server::plant_seed(&app.cx).await.map_err(|_| "no seed").unwrap();
        assert!(policy(&boss, "title").await["candidates"].as_array().unwrap().len() > 2);
        assert_eq!(policy(&boss, "chat").await, own);
        // Another process answers by it at once.
        let (other, address) = app.second().await;
        let member = app.member("elsewhere").await.at(address);
        put(&boss, "chat", json!([{"model_id": BIG}])).await;
        assert_eq!(taken(&member, "[[fast]] x", None).await, BIG);
        put(&boss, "chat", json!([{"model_id": MINI}])).await;
        assert_eq!(taken(&member, "[[fast]] x", None).await, MINI);
        wait_until("its runs end", || async { other.live.count() == 0 }).await;
        other.stopping.cancel();
        let (status, back) = boss.send(Method::DELETE, "admin/routes/chat", json!({})).await;
        assert_eq!((status, &back["is_changed"], models(&back)), (StatusCode::OK, &json!(false), models(&seed)), "{back}");
    }

    async fn a_wrong_policy_says_what_is_wrong(app: &TestApp) {
        let boss = admin(app).await;
        let before = policy(&boss, "chat").await;
        for (rule, field, problem) in [
            (json!({"model_id": "nobody/knows"}), "model_id", "unknown"),
            (json!({"model_id": BIG, "retries": 4}), "retries", "out_of_range"),
            (json!({"model_id": BIG, "languages": ["de"]}), "languages", "unknown"),
            (json!({"model_id": BIG, "regions": ["IR", "ZZ"]}), "regions", "unknown"),
            (json!({"model_id": BIG, "max_price": "-1"}), "max_price", "number"),
            (json!({"model_id": BIG, "plans": ["a plan"]}), "plans", "unknown"),
            (json!({"model_id": BIG, "input_tokens_min": 10, "input_tokens_max": 5}), "input_tokens_max", "out_of_range"),
        ] {
            let body = json!({"candidates": [{"model_id": MINI}, rule]});
            let (status, answer) = boss.send(Method::PUT, "admin/routes/chat", body).await;
            let wrong = &answer["fields"][0];
            assert_eq!((status, wrong["field"].as_str().unwrap()), (StatusCode::UNPROCESSABLE_ENTITY, format!("candidates.1.{field}").as_str()), "{answer}");
            assert_eq!(wrong["problem"], problem, "{answer}");
        }
        let (status, answer) = boss.send(Method::PUT, "admin/routes/chat", json!({"candidates": []})).await;
        assert_eq!((status, &answer["fields"][0]["problem"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("required")));
        assert_eq!(boss.send(Method::PUT, "admin/routes/flying", json!({"candidates": [{"model_id": MINI}]})).await.0, StatusCode::NOT_FOUND);
        assert_eq!(policy(&boss, "chat").await, before);
    }
}
