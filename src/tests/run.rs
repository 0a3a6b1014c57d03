//! Runs: what is told, what is kept, what is charged, and who may stop them.

use crate::{
    harness::{TestApp, milli, text, wait_until},
    provider::emulator::{Scenario, Step, chunk},
};
use aimall::{execute, server::Fault};
use futures::{FutureExt, future::join_all};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

/// The wallet of a new account, in thousandths.
const SIGNUP: i64 = 200_000;
/// `openai/gpt-5-mini` costs 0.25 and 2 dollars a million tokens; at 1000 coins a dollar and a margin of 1.5 a token
/// read is 0.375 thousandths of a coin, one written 3.
fn price(input: i64, output: i64) -> i64 {
    (375 * input + 3_000 * output + 999) / 1_000
}

/// An answer of these words with this usage.
fn answer(words: &[&str], prompt: u64, completion: u64) -> Scenario {
    let said = words
        .iter()
        .fold(Scenario::new("answer").send(chunk::role("m")), |said, word| said.send(chunk::text("m", word)));
    said.send(chunk::finish("m", "stop")).send(chunk::usage("m", &chunk::counts(prompt, completion))).send(chunk::DONE)
}

on_both! {
    async fn an_answer_streams_and_costs_exactly_what_was_used(app: &TestApp) {
        let client = app.member("asker").await;
        let conversation = client.conversation().await;
        app.emulator.queue(answer(&["سلام ", "دنیا"], 1_000, 500));
        let run = client.ask(&conversation, "سلام کن").await;
        let events = client.watch(&run, 0).await.all().await;
        assert_eq!(text(&events), "سلام دنیا");
        let ids: Vec<i64> = events.iter().map(|event| event.id).collect();
        assert_eq!(ids, (1..=i64::try_from(events.len()).unwrap()).collect::<Vec<_>>(), "no gaps");
        let [.., usage, done] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!((usage.name.as_str(), done.name.as_str()), ("usage", "message.done"));
        assert_eq!((&done.data["state"], &done.data["finish"]), (&json!("succeeded"), &json!("stop")));
        let cost = price(1_000, 500);
        assert_eq!(milli(&usage.data["coin_cost"]), cost);
        assert_eq!(client.balance().await, (SIGNUP - cost, 0));
        let message = client.last_answer(&conversation).await;
        assert_eq!((&message["content"], &message["state"]), (&json!("سلام دنیا"), &json!("complete")));
        assert_eq!(milli(&message["coin_cost"]), cost);
        assert_eq!(app.emulator.requests().iter().filter(|request| request.method == "POST").count(), 1);
    }

    async fn watchers_replay_from_where_they_are(app: &TestApp) {
        let client = app.member("watcher").await;
        let conversation = client.conversation().await;
        let said = answer(&["a", "b"], 10, 4);
        app.emulator.queue(Scenario::new("gated").send(chunk::role("m")).send(chunk::text("m", "1")).send(chunk::text("m", "2")).step(Step::Gate("go".to_owned())).send(chunk::text("m", "3")).send(chunk::finish("m", "stop")).send(chunk::usage("m", &chunk::counts(10, 4))).send(chunk::DONE));
        app.emulator.queue(said);
        let run = client.ask(&conversation, "count").await;
        let mut first = client.watch(&run, 0).await;
        assert_eq!(first.next().await.unwrap().data["text"], "1");
        assert_eq!(first.next().await.unwrap().id, 2);
        drop(first);
        let (second, third) = (client.watch(&run, 1).await, client.watch(&run, 2).await);
        app.emulator.open_gate("go");
        let (second, third) = (second.all().await, third.all().await);
        assert_eq!(text(&second), "23");
        assert_eq!(text(&third), "3");
        assert_eq!(second.last(), third.last());
        // The run has ended: the same from the database, by header too, and the end again for who is already there.
        assert_eq!(text(&client.watch(&run, 0).await.all().await), "123");
        let request = client.request(Method::GET, &format!("runs/{run}/events?after=0")).header("last-event-id", "2");
        let by_header = crate::harness::Events::of(request.send().await.unwrap()).all().await;
        assert_eq!(by_header, third);
        let at_the_end = client.watch(&run, 99).await.all().await;
        assert_eq!(at_the_end.as_slice(), third.get(third.len() - 1..).unwrap());
    }

    async fn stopping_keeps_and_pays_what_was_written(app: &TestApp) {
        let client = app.member("stopper").await;
        let conversation = client.conversation().await;
        app.emulator.queue(Scenario::new("endless").send(chunk::role("m")).send(chunk::text("m", "half a sentence")).step(Step::WaitForClientClose(Duration::from_secs(30))));
        let run = client.ask(&conversation, "talk for ever").await;
        let mut events = client.watch(&run, 0).await;
        events.next().await.unwrap();
        let (status, _) = client.post(&format!("runs/{run}/cancel"), json!({})).await;
        assert_eq!(status, StatusCode::ACCEPTED);
        assert!(app.emulator.all_closed(Duration::from_secs(5)).await, "the provider is told");
        let rest = events.all().await;
        assert_eq!(rest.last().unwrap().data["state"], "cancelled");
        let ended = client.ended(&run).await;
        assert_eq!((&ended["state"], &ended["estimated"]), (&json!("cancelled"), &json!(true)));
        let cost = milli(&ended["coin_cost"]);
        assert!(cost > 0 && cost < 1_000, "{cost}");
        assert_eq!(client.balance().await, (SIGNUP - cost, 0));
        let message = client.last_answer(&conversation).await;
        assert_eq!((&message["content"], &message["state"]), (&json!("half a sentence"), &json!("cancelled")));
        // Once more changes nothing.
        client.post(&format!("runs/{run}/cancel"), json!({})).await;
        assert_eq!(client.balance().await, (SIGNUP - cost, 0));
    }

    async fn stopping_before_the_first_word_costs_nothing(app: &TestApp) {
        let client = app.member("early").await;
        let conversation = client.conversation().await;
        app.emulator.queue(Scenario::new("silent").step(Step::Head).step(Step::WaitForClientClose(Duration::from_secs(30))));
        let run = client.ask(&conversation, "anything").await;
        wait_until("the provider is asked", || async { app.emulator.open_connections() > 0 }).await;
        client.post(&format!("runs/{run}/cancel"), json!({})).await;
        assert_eq!(client.ended(&run).await["state"], "cancelled");
        assert_eq!(client.balance().await, (SIGNUP, 0));
    }

    async fn a_provider_that_breaks_off_costs_nothing_and_the_text_stays(app: &TestApp) {
        let client = app.member("unlucky").await;
        let conversation = client.conversation().await;
        app.emulator.queue(Scenario::new("cut").send(chunk::role("m")).send(chunk::text("m", "so far")).pause(Duration::from_millis(50)).step(Step::Reset));
        let run = client.ask(&conversation, "hello").await;
        let events = client.watch(&run, 0).await.all().await;
        assert_eq!(text(&events), "so far");
        assert_eq!(events.last().unwrap().data["state"], "interrupted");
        assert_eq!(client.balance().await, (SIGNUP, 0));
        let message = client.last_answer(&conversation).await;
        assert_eq!((&message["content"], &message["state"]), (&json!("so far"), &json!("interrupted")));
        assert_eq!(message["error"]["reason"], "interrupted");
    }

    async fn a_provider_that_refuses_costs_nothing_and_says_why(app: &TestApp) {
        let client = app.member("refused").await;
        let conversation = client.conversation().await;
        for (question, reason) in [("[[error500]]", "unavailable"), ("[[ratelimit]]", "busy"), ("[[filtered]]", "filtered")] {
            let run = client.ask(&conversation, question).await;
            let events = client.watch(&run, 0).await.all().await;
            let [only] = events.as_slice() else { panic!("{events:?}") };
            assert_eq!((only.name.as_str(), &only.data["code"], &only.data["reason"]), ("error", &json!("provider"), &json!(reason)));
            assert_eq!(client.ended(&run).await["state"], "failed");
        }
        assert_eq!(client.balance().await, (SIGNUP, 0));
    }

    async fn thinking_that_used_up_all_tokens_is_an_answer_and_is_paid(app: &TestApp) {
        let client = app.member("thinker").await;
        let conversation = client.conversation().await;
        let thought = Scenario::new("thought").send(chunk::role("m")).send(chunk::finish("m", "length"));
        app.emulator.queue(thought.send(chunk::usage("m", &chunk::counts(5, 60))).send(chunk::DONE));
        let run = client.ask(&conversation, "think").await;
        let events = client.watch(&run, 0).await.all().await;
        let [usage, done] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!((&done.data["state"], &done.data["finish"]), (&json!("succeeded"), &json!("length")));
        assert_eq!(milli(&usage.data["coin_cost"]), price(5, 60));
        let asked = app.emulator.requests().iter().filter(|request| request.method == "POST").count();
        assert_eq!((asked, client.balance().await), (1, (SIGNUP - price(5, 60), 0)), "asked and paid once");
    }

    async fn what_a_provider_counted_early_is_not_all_of_a_stopped_answer(app: &TestApp) {
        let client = app.member("stopper").await;
        let conversation = client.conversation().await;
        let early = Scenario::new("early").send(chunk::role("m")).send(chunk::usage("m", &chunk::counts(4, 1)));
        let long = "twelve words ".repeat(40);
        app.emulator.queue(early.send(chunk::text("m", &long)).step(Step::WaitForClientClose(Duration::from_secs(30))));
        let run = client.ask(&conversation, "go on").await;
        client.watch(&run, 0).await.next().await.unwrap();
        client.post(&format!("runs/{run}/cancel"), json!({})).await;
        let ended = client.ended(&run).await;
        assert_eq!((&ended["state"], &ended["estimated"]), (&json!("cancelled"), &json!(true)));
        assert!(ended["output_tokens"].as_i64().unwrap() > 100, "{ended}");
        assert!(milli(&ended["coin_cost"]) > price(4, 100), "{ended}");
    }

    async fn another_process_shows_and_stops_a_run(app: &TestApp) {
        let client = app.member("roamer").await;
        let (other, address) = app.second().await;
        let conversation = client.conversation().await;
        app.emulator.queue(Scenario::new("endless").send(chunk::role("m")).send(chunk::text("m", "from afar")).step(Step::WaitForClientClose(Duration::from_secs(30))));
        let run = client.ask(&conversation, "hello").await;
        let elsewhere = client.at(address);
        let mut events = elsewhere.watch(&run, 0).await;
        assert_eq!(events.next().await.unwrap().data["text"], "from afar");
        elsewhere.post(&format!("runs/{run}/cancel"), json!({})).await;
        assert_eq!(events.all().await.last().unwrap().data["state"], "cancelled");
        assert!(app.emulator.client_gone(Duration::from_secs(5)).await.is_some(), "the provider is told");
        other.stopping.cancel();
        other.aborting.cancel();
        other.db.close().await;
    }

    async fn a_run_whose_process_died_is_ended_by_another(app: &TestApp) {
        let client = app.member("orphan").await;
        let conversation = client.conversation().await;
        app.emulator.queue(Scenario::new("endless").send(chunk::role("m")).send(chunk::text("m", "last words")).step(Step::WaitForClientClose(Duration::from_secs(60))));
        let run = client.ask(&conversation, "hello").await;
        let mut events = client.watch(&run, 0).await;
        events.next().await.unwrap();
        // What is durable by now stays; the process that holds the lease is made one that nobody has heard of for a while.
        tokio::time::sleep(Duration::from_millis(600)).await;
        let id: aimall::kernel::id::RunId = run.parse().unwrap();
        app.cx.db.write(uuid::Uuid::nil(), move |conn| {
            async move {
                execute!(conn, "UPDATE runs SET lease_owner = $2, lease_until = 1 WHERE id = $1", id, uuid::Uuid::now_v7())?;
                Ok(())
            }.boxed()
        }).await.map_err(Fault::disclose).unwrap();
        let (other, address) = app.second().await;
        let ended = client.at(address).ended(&run).await;
        assert_eq!((&ended["state"], &ended["error"]["reason"]), (&json!("interrupted"), &json!("interrupted")));
        // The one that thought it was alive finds out with its next word or its end, and writes nothing more.
        client.post(&format!("runs/{run}/cancel"), json!({})).await;
        if let Some(log) = app.cx.live.get(id.0) {
            log.cancel.cancel();
        }
        wait_until("the old owner gives up", || async { app.cx.live.get(id.0).is_none() }).await;
        assert_eq!(client.last_answer(&conversation).await["content"], "last words");
        assert_eq!(client.balance().await, (SIGNUP, 0));
        other.stopping.cancel();
        other.aborting.cancel();
        other.db.close().await;
    }

    async fn runs_of_others_do_not_exist(app: &TestApp) {
        let (owner, other) = (app.member("owner").await, app.member("other").await);
        let conversation = owner.conversation().await;
        let run = owner.ask(&conversation, "[[fast]] hello").await;
        for (method, path) in [(Method::GET, format!("runs/{run}")), (Method::GET, format!("runs/{run}/events")), (Method::POST, format!("runs/{run}/cancel"))] {
            let (status, body) = other.send(method, &path, json!({})).await;
            assert_eq!((status, &body["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{path}");
        }
        owner.ended(&run).await;
    }

    async fn the_overview_names_the_model_and_leads_to_the_answer(app: &TestApp) {
        let client = app.member("looker").await;
        let conversation = client.conversation().await;
        let run = client.ask(&conversation, "[[fast]] hello").await;
        client.ended(&run).await;
        let latest = async || {
            let request = client.http.post(format!("{}/rpc/run/get_overview", client.base)).json(&json!({}));
            let answer = request.bearer_auth(client.access_token.as_ref().unwrap()).send().await.unwrap();
            answer.json::<Value>().await.unwrap()["recent"][0].clone()
        };
        let recent = latest().await;
        assert_eq!((&recent["run"]["id"], &recent["model_name"]), (&json!(run), &json!("GPT-5 mini")));
        assert_eq!(recent["page"], format!("/app/chat/{conversation}"));
        client.send(Method::DELETE, &format!("conversations/{conversation}"), json!({})).await;
        assert_eq!(latest().await["page"], Value::Null, "a deleted conversation is no page");
    }
}

/// The wallet of a new account in the test below: more than ten times the most an answer may cost.
const RICH: i64 = 1_000_000;

on_both! {
    with crate::harness::Setup { settings: vec![("SIGNUP_COINS", "1000".to_owned())], ..Default::default() };

    async fn of_fifty_at_once_exactly_as_many_run_as_the_wallet_can_pay_for(app: &TestApp) {
        let client = app.member("crowd").await;
        let conversations = join_all((0..50).map(|_| client.conversation())).await;
        let (_, quote) = client.post("runs/quote", json!({"model": "openai/gpt-5-mini", "content": "hello", "conversation_id": conversations[0]})).await;
        // All wait at the gate, so that every hold is open at once.
        for _ in 0..50 {
            app.emulator.queue(Scenario::new("gated").send(chunk::role("m")).step(Step::Gate("all".to_owned())).send(chunk::text("m", "hi")).send(chunk::finish("m", "stop")).send(chunk::usage("m", &chunk::counts(2, 1))).send(chunk::DONE));
        }
        let ten = 10 * milli(&quote["maximum"]);
        let user: aimall::kernel::id::UserId = client.get("me").await.1["id"].as_str().unwrap().parse().unwrap();
        // A wallet that can pay for ten and not quite for eleven: the rest waits in a hold of its own.
        let (cx, aside) = (app.cx.clone(), aimall::kernel::id::RunId(uuid::Uuid::now_v7()));
        let rest = aimall::kernel::Coins::from_milli(RICH - ten - 5);
        app.cx.db.write(user.0, move |conn| async move { aimall::billing::server::hold(&cx, conn, user, aside, rest).await }.boxed()).await.map_err(Fault::disclose).unwrap();
        let sent = join_all(conversations.iter().map(|conversation| client.say(conversation, "hello"))).await;
        let (started, refused): (Vec<_>, Vec<_>) = sent.into_iter().partition(|(status, _)| *status == StatusCode::ACCEPTED);
        assert_eq!((started.len(), refused.len()), (10, 40));
        for (status, body) in &refused {
            assert_eq!((*status, &body["code"]), (StatusCode::PAYMENT_REQUIRED, &json!("insufficient_coins")));
            assert_eq!(milli(&body["required"]) - milli(&body["available"]), milli(&body["missing"]));
        }
        app.emulator.open_gate("all");
        for (_, body) in &started {
            assert_eq!(client.ended(body["run_id"].as_str().unwrap()).await["state"], "succeeded");
        }
        let cx = app.cx.clone();
        app.cx.db.write(user.0, move |conn| async move { aimall::billing::server::release(&cx, conn, aside).await }.boxed()).await.map_err(Fault::disclose).unwrap();
        assert_eq!(client.balance().await, (RICH - 10 * price(2, 1).max(10), 0));
    }
}
