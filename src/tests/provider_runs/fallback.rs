//! Which model is asked next when one fails: only before a person has seen a word, and never twice where that is no use.

use super::{MODEL, RICH, ended, failed_inside, milli, refused, said};
use crate::{
    harness::{Client, Setup, TestApp, wait_until},
    provider::emulator::{Scenario, Step, chunk, contract::GROQ_KEY},
};
use aimall::{
    catalog::{
        model::Capability,
        server::{Plan, find_offer},
    },
    fetch_all,
    kernel::id::{RunId, UserId},
    provider::{ChatMessage, ChatRequest, ChatRole},
    run::server::{NewRun, Payer, Work, begin, insert, open_log},
    server::Fault,
};
use futures::FutureExt;
use serde_json::{Value, json};
use uuid::Uuid;

/// Of another provider.
const OTHER: &str = "groq/openai/gpt-oss-20b";
/// Of the same provider.
const SISTER: &str = "openai/gpt-5.1";

/// Asks the models in this order; how the run ended, and how each request did.
async fn ask(app: &TestApp, client: &Client, models: &[&str]) -> (Value, Vec<(String, String)>) {
    let user: UserId = client.get("me").await.1["id"].as_str().unwrap().parse().unwrap();
    let mut offers = Vec::new();
    let mut conn = app.cx.db.read().await.map_err(Fault::disclose).unwrap();
    for model in models {
        let found = find_offer(&app.cx, &mut conn, user, model, Capability::Chat).await;
        offers.push(found.map_err(Fault::disclose).unwrap());
    }
    drop(conn);
    let messages = vec![ChatMessage::text(ChatRole::User, "سلام")];
    let run = NewRun {
        id: RunId(Uuid::now_v7()),
        user,
        payer: Payer::Person(None),
        kind: "completion",
        plan: Plan::ordered(offers.into_iter().map(|offer| (offer, 1)).collect()).unwrap(),
        work: Work::Chat(ChatRequest { messages, max_output_tokens: 500, ..ChatRequest::default() }),
        input_tokens_max: 100,
    };
    let log = open_log(&app.cx, run.id).map_err(Fault::disclose).unwrap();
    let (cx, inserted) = (app.cx.clone(), run.clone());
    let written = app.cx.db.write(user.0, move |conn| async move { insert(&cx, conn, &inserted).await }.boxed());
    written.await.map_err(Fault::disclose).unwrap();
    let id = run.id;
    drop(begin(&app.cx, run, log));
    let ended = client.ended(&id.to_string()).await;
    let mut conn = app.cx.db.read().await.map_err(Fault::disclose).unwrap();
    let sql = "SELECT model_id, outcome FROM attempts WHERE run_id = $1 ORDER BY number";
    (ended, fetch_all!(&mut conn, (String, String), sql, id).unwrap())
}

fn well() -> Scenario {
    ended(said("پاسخ"), "stop")
}

fn rows(attempts: &[(&str, &str)]) -> Vec<(String, String)> {
    attempts.iter().map(|(model, outcome)| ((*model).to_owned(), (*outcome).to_owned())).collect()
}

/// The cost of `well` where it was asked of the model.
async fn cost(app: &TestApp, client: &Client, model: &str) -> i64 {
    app.emulator.queue(well());
    milli(&ask(app, client, &[model]).await.0["coin_cost"])
}

on_both! {
    with Setup {
        settings: vec![("SIGNUP_COINS", RICH.to_owned()), ("GROQ_API_KEY", GROQ_KEY.to_owned())],
        ..Setup::default()
    };

    async fn another_model_stands_in_before_the_first_word(app: &TestApp) {
        let client = app.member("fallback").await;
        let there = cost(app, &client, OTHER).await;
        for (name, first, outcome) in [
            ("404", refused(404, "model_not_found"), "model_gone"),
            ("a page", Scenario::body(200, "text/html", "<p>"), "protocol"),
            ("429", refused(429, "rate_limit_exceeded").header("retry-after", "1"), "rate_limited"),
        ] {
            app.cx.circuits.reset("openai");
            app.emulator.queue(first);
            app.emulator.queue(well());
            let (run, attempts) = ask(app, &client, &[MODEL, OTHER]).await;
            assert_eq!((&run["state"], milli(&run["coin_cost"])), (&json!("succeeded"), there), "{name}");
            assert_eq!(attempts, rows(&[(MODEL, outcome), (OTHER, "done")]), "{name}");
        }
    }

    async fn what_may_pass_is_tried_once_more_and_then_elsewhere(app: &TestApp) {
        let client = app.member("again").await;
        let there = cost(app, &client, OTHER).await;
        for failing in [
            refused(500, "server_error"),
            Scenario::new("reset").step(Step::Reset),
            Scenario::new("inside").send(chunk::role("m")).send(failed_inside(json!(502))),
        ] {
            app.cx.circuits.reset("openai");
            [failing.clone(), failing, well()].into_iter().for_each(|reply| app.emulator.queue(reply));
            let (run, attempts) = ask(app, &client, &[MODEL, OTHER]).await;
            assert_eq!(milli(&run["coin_cost"]), there);
            assert_eq!(attempts, rows(&[(MODEL, "transient"), (MODEL, "transient"), (OTHER, "done")]));
        }
    }

    async fn a_refused_key_is_not_used_again(app: &TestApp) {
        let client = app.member("key").await;
        app.emulator.queue(refused(401, "invalid_api_key"));
        app.emulator.queue(well());
        // The sister has the same key: it is passed over.
        let (_, attempts) = ask(app, &client, &[MODEL, SISTER, OTHER]).await;
        assert_eq!(attempts, rows(&[(MODEL, "credential"), (OTHER, "done")]));
        // The key is off until staff sees to it: its models leave the offer.
        let left = || async {
            let (_, models) = client.get("models").await;
            !models["items"].as_array().unwrap().iter().any(|model| model["provider"] == "openai")
        };
        wait_until("its models are gone", left).await;
        app.emulator.queue(well());
        let (_, attempts) = ask(app, &client, &[OTHER]).await;
        assert_eq!(attempts, rows(&[(OTHER, "done")]));
    }

    async fn nobody_stands_in_after_the_first_word(app: &TestApp) {
        let client = app.member("late").await;
        app.emulator.queue(said("نیمه").send(failed_inside(json!(502))));
        let (run, attempts) = ask(app, &client, &[MODEL, OTHER]).await;
        assert_eq!((&run["state"], milli(&run["coin_cost"])), (&json!("interrupted"), 0));
        assert_eq!(attempts, rows(&[(MODEL, "interrupted")]));
    }

    async fn what_the_request_did_wrong_is_nobody_elses_to_repair(app: &TestApp) {
        let client = app.member("wrong").await;
        for (reply, outcome) in [(refused(400, "unknown_parameter"), "caller"), (refused(400, "moderation_blocked"), "filtered")] {
            app.emulator.queue(reply);
            let (run, attempts) = ask(app, &client, &[MODEL, OTHER]).await;
            assert_eq!((&run["state"], milli(&run["coin_cost"])), (&json!("failed"), 0));
            assert_eq!(attempts, rows(&[(MODEL, outcome)]));
        }
    }

    async fn when_all_fail_there_is_one_error_and_nothing_is_paid(app: &TestApp) {
        let client = app.member("all").await;
        let before = client.balance().await;
        [refused(404, "model_not_found"), refused(503, "overloaded"), refused(503, "overloaded")].into_iter().for_each(|reply| app.emulator.queue(reply));
        let (run, attempts) = ask(app, &client, &[MODEL, OTHER]).await;
        assert_eq!((&run["state"], &run["error"]["reason"]), (&json!("failed"), &json!("busy")));
        assert_eq!(attempts, rows(&[(MODEL, "model_gone"), (OTHER, "overloaded"), (OTHER, "overloaded")]));
        assert_eq!(client.balance().await, before);
    }
}
