//! Work that waits its turn, seen through pictures: each is drawn once and paid once, whoever dies, fails or waits.

use crate::{
    harness::{Client, Setup, TestApp, wait_until},
    provider::emulator::{Scenario, Step, media::png},
};
use aimall::{account, fetch_all, kernel::id::RunId};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// Drawn by the emulated provider, in so many pictures.
pub const IMAGE: &str = "openai/gpt-image-2.5-flare";
const SIGNUP: i64 = 50_000_000;
/// What one picture of the emulated provider costs: twelve tokens of text and a thousand of a picture.
const PICTURE: i64 = (12 * 5 + 1_000 * 30) * 1_500 / 1_000;

fn rich(more: &[(&'static str, &str)]) -> Setup {
    let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
    Setup { settings: std::iter::once(("SIGNUP_COINS", "50000".to_owned())).chain(more).collect(), ..Setup::default() }
}

/// Orders a picture; its run.
pub async fn order(client: &Client, prompt: &str) -> String {
    let (status, body) = client.post("images/generate", json!({"prompt": prompt, "model": IMAGE})).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    body["run_id"].as_str().unwrap().to_owned()
}

async fn drawing(client: &Client, run: &str) -> Value {
    let (status, body) = client.get(&format!("images/{run}")).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

/// A picture that comes when the gate is opened.
fn gated(gate: &str) -> Scenario {
    let body = json!({
        "created": 1, "data": [{"b64_json": STANDARD.encode(png(8, 8, 1))}],
        "usage": {"input_tokens": 12, "output_tokens": 1_000, "total_tokens": 1_012,
            "input_tokens_details": {"text_tokens": 12, "image_tokens": 0},
            "output_tokens_details": {"text_tokens": 0, "image_tokens": 1_000}},
    });
    let mut scenario = Scenario::body(200, "application/json", body.to_string());
    scenario.steps.insert(0, Step::Gate(gate.to_owned()));
    scenario
}

fn busy() -> Scenario {
    Scenario::status(429, json!({"error": {"message": "slow down", "code": "rate_limit_exceeded"}}))
}

/// The prompts of the pictures that were asked for, in their order.
fn asked(app: &TestApp) -> Vec<String> {
    let pictures = app.emulator.requests().into_iter().filter(|request| request.path.ends_with("/images/generations"));
    pictures.map(|request| request.body["prompt"].as_str().unwrap().to_owned()).collect()
}

async fn wait_asked(app: &TestApp, count: usize) {
    wait_until("pictures are asked for", || async { asked(app).len() >= count }).await;
}

async fn boss(app: &TestApp) -> Client {
    let made = account::server::create_admin(&app.cx, "boss@example.com", "a good password".to_owned()).await;
    made.map_err(|_| "no admin").unwrap();
    let mut client = app.stranger();
    let login = json!({"email": "boss@example.com", "password": "a good password"});
    client.keep_tokens(&client.post("auth/login", login).await.1);
    client
}

on_both! {
    with rich(&[("QUEUE_PER_USER", "1")]);

    async fn who_waits_is_told_and_can_stop(app: &TestApp) {
        let sara = app.member("sara").await;
        app.emulator.queue(gated("first"));
        let first = order(&sara, "one").await;
        wait_asked(app, 1).await;
        let (second, third) = (order(&sara, "two").await, order(&sara, "three").await);
        let (status, run) = sara.get(&format!("runs/{third}")).await;
        assert_eq!((status, &run["state"], &run["place"]), (StatusCode::OK, &json!("queued"), &json!(2)), "{run}");
        let held = sara.balance().await.1;
        let (status, run) = sara.post(&format!("runs/{second}/cancel"), json!({})).await;
        assert_eq!((status, &run["state"]), (StatusCode::ACCEPTED, &json!("cancelled")), "{run}");
        assert!(sara.balance().await.1 < held, "its coins are back at once");
        assert_eq!(drawing(&sara, &third).await["run"]["place"], 1);
        app.emulator.open_gate("first");
        for run in [&first, &third] {
            assert_eq!(sara.ended(run).await["state"], "succeeded");
        }
        assert_eq!(asked(app), ["one", "three"], "what was stopped was never asked for");
        assert_eq!(sara.balance().await, (SIGNUP - 2 * PICTURE, 0));
        let events = sara.watch(&second, 0).await.all().await;
        assert_eq!(events.last().unwrap().name, "message.done");
    }
}

on_both! {
    with rich(&[("QUEUE_SLOTS", "1")]);

    async fn nobody_waits_behind_somebody_elses_heap(app: &TestApp) {
        let (heap, sara, omid) = (app.member("heap").await, app.member("sara").await, app.member("omid").await);
        app.emulator.queue(gated("first"));
        let mut runs = Vec::new();
        for n in 1..=6 {
            runs.push((heap.clone(), order(&heap, &format!("heap {n}")).await));
            if n == 1 {
                wait_asked(app, 1).await;
            }
        }
        for n in 1..=2 {
            runs.push((sara.clone(), order(&sara, &format!("sara {n}")).await));
            runs.push((omid.clone(), order(&omid, &format!("omid {n}")).await));
        }
        app.emulator.open_gate("first");
        for (client, run) in &runs {
            assert_eq!(client.ended(run).await["state"], "succeeded");
        }
        let order = asked(app);
        let expected =
            ["heap 1", "heap 2", "heap 3", "sara 1", "omid 1", "heap 4", "sara 2", "omid 2", "heap 5", "heap 6"];
        assert_eq!(order, expected);
    }

    async fn two_hundred_pictures_of_twenty_people_in_fair_order(app: &TestApp) {
        const PEOPLE: usize = 20;
        const EACH: usize = 10;
        app.emulator.queue(gated("all"));
        let mut people = Vec::new();
        for n in 0..PEOPLE {
            people.push(app.member(&format!("person{n}")).await);
        }
        // One after the other, so that the first have all their ten before the last have one.
        let first = order(&people[0], "0").await;
        wait_asked(app, 1).await;
        let mut runs = vec![(0, first)];
        for (n, client) in people.iter().enumerate() {
            for _ in 0..EACH - usize::from(n == 0) {
                runs.push((n, order(client, &n.to_string()).await));
            }
        }
        app.emulator.open_gate("all");
        wait_asked(app, PEOPLE * EACH).await;
        for (n, run) in &runs {
            assert_eq!(people[*n].ended(run).await["state"], "succeeded");
        }
        let mut done: HashMap<String, usize> = HashMap::new();
        for prompt in asked(app) {
            *done.entry(prompt).or_default() += 1;
            let open = (0..PEOPLE).map(|n| done.get(&n.to_string()).copied().unwrap_or(0)).filter(|count| *count < EACH);
            let (least, most) = open.fold((EACH, 0), |(least, most), count| (least.min(count), most.max(count)));
            // The first one had one before anybody else came, and turns may differ by one.
            assert!(least == EACH || most - least <= 3, "somebody is served far before others: {done:?}");
        }
        assert_eq!(done.values().sum::<usize>(), PEOPLE * EACH, "each was asked for once");
        for client in &people {
            assert_eq!(client.balance().await, (SIGNUP - i64::try_from(EACH).unwrap() * PICTURE, 0));
        }
    }
}

on_both! {
    with Setup { manual_clock: true, ..rich(&[]) };

    async fn what_comes_to_nothing_is_tried_again_later(app: &TestApp) {
        let sara = app.member("sara").await;
        app.emulator.queue(busy());
        let run = order(&sara, "patience").await;
        wait_asked(app, 1).await;
        let waits = || async { sara.get(&format!("runs/{run}")).await.1["state"] == "queued" };
        wait_until("it waits again", waits).await;
        assert!(sara.balance().await.1 > 0, "its coins stay aside");
        app.cx.clock.advance_s(11);
        assert_eq!(sara.ended(&run).await["state"], "succeeded");
        assert_eq!(sara.balance().await, (SIGNUP - PICTURE, 0), "it is paid once");
        let run: RunId = run.parse().unwrap();
        let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
        let sql = "SELECT number, outcome FROM attempts WHERE run_id = $1 ORDER BY number";
        let attempts: Vec<(i64, String)> = async { fetch_all!(&mut conn, (i64, String), sql, run) }.await.unwrap();
        assert_eq!(attempts, [(1, "rate_limited".to_owned()), (2, "done".to_owned())]);
    }

    async fn what_fails_each_time_waits_for_staff(app: &TestApp) {
        let (sara, staff) = (app.member("sara").await, boss(app).await);
        app.emulator.queue(busy());
        let first = order(&sara, "first").await;
        wait_asked(app, 1).await;
        let settled = || async { staff.get("admin/queue").await.1["taken"] == 0 };
        wait_until("nothing is under way", settled).await;
        for wait_s in [11, 41, 161, 641] {
            let before = asked(app).len();
            app.emulator.queue(busy());
            app.cx.clock.advance_s(wait_s);
            wait_asked(app, before + 1).await;
            wait_until("nothing is under way", settled).await;
        }
        let (status, board) = staff.get("admin/queue").await;
        assert_eq!((status, &board["parked"]), (StatusCode::OK, &json!(1)), "{board}");
        let parked = &board["items"][0];
        assert_eq!((&parked["run"], &parked["tries"], &parked["reason"]), (&json!(first), &json!(5), &json!("busy")), "{parked}");
        let shown = drawing(&sara, &first).await;
        assert_eq!((&shown["is_parked"], &shown["run"]["state"]), (&json!(true), &json!("queued")));
        assert_eq!(sara.get("admin/queue").await.0, StatusCode::FORBIDDEN);

        let settle = |verdict: &str| staff.post("admin/queue", json!({"runs": [first], "verdict": verdict}));
        let (status, done) = settle("resume").await;
        assert_eq!((status, &done["resolved"]), (StatusCode::OK, &json!(1)), "{done}");
        assert_eq!(sara.ended(&first).await["state"], "succeeded");
        assert_eq!(sara.balance().await, (SIGNUP - PICTURE, 0));
        assert_eq!(settle("give_up").await.1["gone"], 1, "what has ended is nobody's to give up");
        let empty = json!({"runs": [], "verdict": "give_up"});
        assert_eq!(staff.post("admin/queue", empty).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

on_both! {
    with rich(&[]);

    async fn what_nobody_can_do_is_parked_and_given_up(app: &TestApp) {
        let (sara, staff) = (app.member("sara").await, boss(app).await);
        let gone = || Scenario::status(404, json!({"error": {"message": "no such model", "code": "model_not_found"}}));
        for _ in 0..2 {
            app.emulator.queue(gone());
        }
        let (given_up, stopped) = (order(&sara, "one").await, order(&sara, "two").await);
        let parked = || async { staff.get("admin/queue").await.1["parked"] == 2 };
        wait_until("both are parked", parked).await;
        assert_eq!(sara.post(&format!("runs/{stopped}/cancel"), json!({})).await.1["state"], "cancelled");
        let settle = json!({"runs": [given_up, stopped], "verdict": "give_up"});
        let (_, done) = staff.post("admin/queue", settle).await;
        assert_eq!((&done["resolved"], &done["gone"]), (&json!(1), &json!(1)), "{done}");
        assert_eq!(sara.ended(&given_up).await["state"], "failed");
        assert_eq!(sara.balance().await, (SIGNUP, 0));
    }

    async fn many_processes_share_one_queue(app: &TestApp) {
        let sara = app.member("sara").await;
        let (second, _) = app.second().await;
        let runs = join_all((0..30).map(|n| {
            let sara = sara.clone();
            async move { order(&sara, &format!("picture {n}")).await }
        }))
        .await;
        for run in &runs {
            assert_eq!(sara.ended(run).await["state"], "succeeded");
        }
        let mut prompts = asked(app);
        prompts.sort();
        prompts.dedup();
        assert_eq!((prompts.len(), asked(app).len()), (30, 30), "each was asked for once");
        assert_eq!(sara.balance().await, (SIGNUP - 30 * PICTURE, 0));
        wait_until("the other one is done", || async { second.live.count() == 0 }).await;
        second.stopping.cancel();
        second.aborting.cancel();
    }

    async fn nothing_of_a_queued_run_stays_behind(app: &TestApp) {
        let sara = app.member("sara").await;
        let file = reqwest::multipart::Part::bytes(png(8, 8, 3)).file_name("base.png");
        let form = reqwest::multipart::Form::new().part("file", file);
        let sent = sara.request(reqwest::Method::POST, "assets").multipart(form).send().await.unwrap();
        let base: Value = sent.json().await.unwrap();
        let ask = json!({"prompt": "with a hat", "model": IMAGE, "references": [base["id"]]});
        let (status, started) = sara.post("images/generate", ask).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{started}");
        let run = started["run_id"].as_str().unwrap();
        assert_eq!(sara.ended(run).await["state"], "succeeded");
        let below = app.folder().join("files/work").join(Uuid::parse_str(run).unwrap().to_string());
        let is_empty = || async { std::fs::read_dir(&below).map_or(true, |mut files| files.next().is_none()) };
        wait_until("its files are gone", is_empty).await;
    }
}
