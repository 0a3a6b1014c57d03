//! What goes wrong around a run while a provider answers: the database is away, the client hangs up, everything is logged.

use crate::{
    harness::{Client, Setup, TestApp, milli, text, wait_until},
    provider::emulator::{Scenario, Step, chunk, contract::OPENAI_KEY},
};
use aimall::{execute, fetch_all, fetch_one, kernel::id::RunId, server::Fault};
use futures::{FutureExt, StreamExt};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use std::{
    io::Write,
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
};
use uuid::Uuid;

const MODEL: &str = "openai/gpt-5-mini";
const LONG: Duration = Duration::from_secs(60);

fn price(input: i64, output: i64) -> i64 {
    ((375 * input + 3_000 * output + 999) / 1_000).max(10)
}

/// What was logged by this process, down to the smallest trace. Each test has a process of its own.
#[derive(Clone, Default)]
pub struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Lines {
    /// From now on.
    pub fn caught() -> &'static Self {
        static LINES: OnceLock<Lines> = OnceLock::new();
        LINES.get_or_init(|| {
            let (lines, writer) = (Self::default(), tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE));
            let copy = lines.clone();
            let subscriber = writer.with_ansi(false).with_writer(move || copy.clone()).finish();
            tracing::subscriber::set_global_default(subscriber).unwrap();
            lines
        })
    }

    /// All of it.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }

    /// Whether a line has all of these.
    fn has(&self, parts: &[&str]) -> bool {
        self.text().lines().any(|line| parts.iter().all(|part| line.contains(part)))
    }
}

async fn sql(app: &TestApp, sql: &'static str) {
    let done = app.cx.db.write(Uuid::nil(), move |conn| {
        async move {
            execute!(conn, sql)?;
            Ok(())
        }
        .boxed()
    });
    done.await.map_err(Fault::disclose).unwrap();
}

/// From now on nothing can be written into the logs of runs.
async fn take_away(app: &TestApp) {
    if app.cx.db.engine() == "sqlite" {
        sql(app, "CREATE TRIGGER away BEFORE INSERT ON run_events BEGIN SELECT RAISE(ABORT, 'is away'); END").await;
    } else {
        sql(app, "CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''is away''; END'")
            .await;
        sql(app, "CREATE TRIGGER away BEFORE INSERT ON run_events FOR EACH ROW EXECUTE FUNCTION away()").await;
    }
}

async fn bring_back(app: &TestApp) {
    if app.cx.db.engine() == "sqlite" {
        sql(app, "DROP TRIGGER away").await;
    } else {
        sql(app, "DROP TRIGGER away ON run_events").await;
    }
}

async fn packs(app: &TestApp, run: &str) -> i64 {
    let id: RunId = run.parse().unwrap();
    let mut conn = app.cx.db.read().await.map_err(Fault::disclose).unwrap();
    fetch_one!(&mut conn, (i64,), "SELECT COUNT(*) FROM run_events WHERE run_id = $1", id).unwrap().0
}

fn gated(words: &[&str]) -> Scenario {
    let begun = Scenario::new("gated").send(chunk::role("m"));
    let said = words
        .iter()
        .fold(begun, |said, word| said.send(chunk::text("m", word)).step(Step::Gate(format!("after {word}"))));
    let usage = chunk::usage("m", &chunk::counts(40, 10));
    said.send(chunk::finish("m", "stop")).send(usage).send(chunk::DONE)
}

async fn complete(client: &Client, body: Value) -> Response {
    let request = client.http.post(format!("{}/v1/chat/completions", client.base)).json(&body);
    request.bearer_auth(client.access_token.as_deref().unwrap()).send().await.unwrap()
}

fn question(content: &str) -> Value {
    json!({"model": MODEL, "messages": [{"role": "user", "content": content}]})
}

/// The only run of this process.
async fn only_run(app: &TestApp) -> String {
    let mut conn = app.cx.db.read().await.map_err(Fault::disclose).unwrap();
    fetch_one!(&mut conn, (RunId,), "SELECT id FROM runs").unwrap().0.to_string()
}

on_both! {
    async fn an_answer_goes_on_while_the_database_is_away(app: &TestApp) {
        let (lines, client) = (Lines::caught(), app.member("away").await);
        let conversation = client.conversation().await;
        app.emulator.queue(gated(&["یک ", "دو ", "سه"]));
        let run = client.ask(&conversation, "بشمار").await;
        let mut events = client.watch(&run, 0).await;
        assert_eq!(events.next().await.unwrap().data["text"], "یک ");
        wait_until("the first pack is written", || async { packs(app, &run).await == 1 }).await;
        take_away(app).await;
        app.emulator.open_gate("after یک ");
        assert_eq!(events.next().await.unwrap().data["text"], "دو ", "who watches notices nothing");
        wait_until("a pack could not be written", || async { lines.has(&["incident", "is away"]) }).await;
        bring_back(app).await;
        wait_until("it goes with a later one", || async { packs(app, &run).await == 2 }).await;
        app.emulator.open_gate("after دو ");
        app.emulator.open_gate("after سه");
        let rest = events.all().await;
        assert_eq!((text(&rest).as_str(), rest.last().unwrap().name.as_str()), ("سه", "message.done"));
        let replayed = client.watch(&run, 0).await.all().await;
        assert_eq!(text(&replayed), "یک دو سه");
        assert_eq!(replayed.iter().map(|event| event.id).collect::<Vec<_>>(), (1..=5).collect::<Vec<_>>(), "no gaps");
        let ended = client.ended(&run).await;
        assert_eq!((&ended["state"], milli(&ended["coin_cost"])), (&json!("succeeded"), price(40, 10)));
        assert_eq!(app.emulator.requests().iter().filter(|request| request.method == "POST").count(), 1);
    }

    async fn an_end_is_written_when_the_database_is_back(app: &TestApp) {
        let (lines, client) = (Lines::caught(), app.member("end").await);
        app.emulator.queue(gated(&["سلام"]));
        let asked = tokio::spawn({
            let client = client.clone();
            async move { complete(&client, question("سلام")).await }
        });
        wait_until("the run is there", || async { app.cx.live.count() == 1 }).await;
        let run = app.cx.live.ids()[0].to_string();
        // Only the end is left to write.
        wait_until("its text is written", || async { packs(app, &run).await == 1 }).await;
        take_away(app).await;
        app.emulator.open_gate("after سلام");
        wait_until("the end could not be written", || async { lines.has(&["incident", "is away"]) }).await;
        assert_eq!(client.get(&format!("runs/{run}")).await.1["state"], "running", "nothing is half written");
        assert!(!asked.is_finished(), "nobody is told an end that is not durable");
        bring_back(app).await;
        let response = asked.await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let whole: Value = response.json().await.unwrap();
        assert_eq!(whole["choices"][0]["message"]["content"], "سلام");
        assert_eq!(milli(&whole["usage"]["coin_cost"]), price(40, 10));
        assert_eq!(client.balance().await, (200_000 - price(40, 10), 0));
        assert_eq!(app.emulator.requests().iter().filter(|request| request.method == "POST").count(), 1);
    }

    async fn a_client_that_hangs_up_before_its_run_is_there_leaves_none(app: &TestApp) {
        let client = app.member("hasty").await;
        let user: Uuid = client.get("me").await.1["id"].as_str().unwrap().parse().unwrap();
        app.emulator.queue(Scenario::new("silent").step(Step::Head).step(Step::WaitForClientClose(LONG)));
        // The line of writes stands still until we let it go on.
        let (standing, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (entered, wait) = (standing.clone(), go_on.clone());
        let cx = app.cx.clone();
        let held = tokio::spawn(async move {
            let stopped = cx.db.write(user, move |_| {
                async move {
                    entered.notify_one();
                    wait.notified().await;
                    Ok(())
                }
                .boxed()
            });
            stopped.await.map_err(Fault::disclose).unwrap();
        });
        standing.notified().await;
        let asking = tokio::spawn({
            let client = client.clone();
            async move { complete(&client, question("سلام")).await }
        });
        wait_until("the run is about to be inserted", || async { app.cx.live.count() == 1 }).await;
        asking.abort();
        // Time for the server to see it: whichever comes first, what follows must hold.
        tokio::time::sleep(Duration::from_millis(200)).await;
        go_on.notify_one();
        held.await.unwrap();
        wait_until("nobody works on it", || async { app.cx.live.count() == 0 }).await;
        let run = client.get(&format!("runs/{}", only_run(app).await)).await.1;
        assert_eq!((&run["state"], milli(&run["coin_cost"])), (&json!("cancelled"), 0));
        assert_eq!(client.balance().await, (200_000, 0));
        let asked = app.emulator.requests().iter().any(|request| request.method == "POST");
        assert!(!asked || app.emulator.client_gone(Duration::from_secs(5)).await.is_some(), "the provider is told");
    }

    async fn a_client_that_will_say_no_more_has_hung_up(app: &TestApp) {
        let client = app.member("half").await;
        let begun = Scenario::new("endless").send(chunk::role("m")).send(chunk::text("m", "so far"));
        app.emulator.queue(begun.step(Step::WaitForClientClose(LONG)));
        let mut body = question("سلام");
        body["stream"] = json!(true);
        let (body, token) = (body.to_string(), client.access_token.clone().unwrap());
        let mut socket = TcpStream::connect(app.address).await.unwrap();
        let head = format!(
            "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        socket.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        let mut read = Vec::new();
        while memchr::memmem::find(&read, b"so far").is_none() {
            assert!(socket.read_buf(&mut read).await.unwrap() > 0, "{}", String::from_utf8_lossy(&read));
        }
        socket.shutdown().await.unwrap();
        assert!(app.emulator.client_gone(Duration::from_secs(5)).await.is_some(), "the provider is told");
        wait_until("the run ends", || async { client.balance().await.1 == 0 }).await;
        assert!(client.balance().await.0 < 200_000, "what was written is paid");
    }

    async fn whoever_does_not_read_holds_up_nobody(app: &TestApp) {
        let (slow, quick) = (app.member("slow").await, app.member("quick").await);
        let piece = "x".repeat(16 << 10);
        let flood = (0..400).fold(Scenario::new("flood").send(chunk::role("m")), |flood, _| flood.send(chunk::text("m", &piece)));
        app.emulator.queue_for("flood", flood.send(chunk::finish("m", "stop")).send(chunk::usage("m", &chunk::counts(4, 9))).send(chunk::DONE));
        let mut body = question("flood");
        body["stream"] = json!(true);
        let mut unread = complete(&slow, body).await.bytes_stream();
        unread.next().await.unwrap().unwrap();
        for _ in 0..5 {
            let answer = complete(&quick, question("[[fast]] hello")).await;
            assert_eq!(answer.status(), StatusCode::OK);
        }
        // Its run has long ended, and it reads on from where it was to the last byte.
        wait_until("the run ends", || async { slow.balance().await.1 == 0 }).await;
        let mut rest = 0;
        while let Some(bytes) = unread.next().await {
            rest += bytes.unwrap().len();
        }
        assert!(rest > 399 * piece.len(), "{rest} bytes");
    }

    async fn no_secret_and_no_word_of_a_person_is_logged(app: &TestApp) {
        let (lines, owner) = (Lines::caught(), app.member("logged").await);
        let (_, made) = owner.post("api-keys", json!({"name": "a program"})).await;
        let key = made["key"].as_str().unwrap().to_owned();
        let client = Client { access_token: Some(key.clone()), refresh_token: None, ..owner.clone() };
        let echo = format!("We were asked with {OPENAI_KEY} (Bearer {OPENAI_KEY})");
        let told = |status| Scenario::status(status, json!({"error": {"message": echo, "code": OPENAI_KEY}}));
        let said = || Scenario::new("said").send(chunk::role("m")).send(chunk::text("m", "پاسخ‌پنهان secretanswer"));
        let whole = || said().send(chunk::finish("m", "stop")).send(chunk::usage("m", &chunk::counts(4, 9))).send(chunk::DONE);
        let broken = format!("data: {}\n\n", json!({"error": {"message": echo}}));
        for replies in [
            vec![whole()],
            vec![told(400)],
            vec![told(500), told(500)],
            vec![Scenario::body(200, "text/html", echo.clone())],
            vec![Scenario::stream("inside", broken.clone()), Scenario::stream("inside", broken.clone())],
            vec![said().send(broken.clone().into())],
            vec![said().pause(Duration::from_millis(30)).step(Step::Reset)],
        ] {
            for stream in [false, true] {
                replies.iter().for_each(|reply| app.emulator.queue(reply.clone()));
                let mut body = question("پرسش‌پنهان secretquestion");
                body["stream"] = json!(stream);
                body["tools"] = json!([{"type": "function", "function": {"name": "find", "description": "secretdescription"}}]);
                let shown = complete(&client, body).await.text().await.unwrap();
                assert!(!shown.contains(OPENAI_KEY), "{shown}");
            }
        }
        let conversation = owner.conversation().await;
        app.emulator.queue(whole());
        let run = owner.ask(&conversation, "پرسش‌پنهان secretquestion").await;
        owner.ended(&run).await;
        // The last one: a key that is refused is off from then on.
        app.emulator.queue(told(401));
        let shown = complete(&client, question("پرسش‌پنهان secretquestion")).await.text().await.unwrap();
        assert!(!shown.contains(OPENAI_KEY), "{shown}");
        let mut conn = app.cx.db.read().await.map_err(Fault::disclose).unwrap();
        let kept = fetch_all!(&mut conn, (Option<String>,), "SELECT detail FROM attempts").unwrap();
        assert!(kept.len() >= 18 && !format!("{kept:?}").contains(OPENAI_KEY), "{kept:?}");
        let logged = lines.text();
        assert!(logged.contains("a request failed"), "the logs were not caught");
        let token = owner.access_token.as_deref().unwrap();
        for secret in [OPENAI_KEY, &key[14..53], &token[token.len() - 30..], "پنهان", "secretquestion", "secretanswer", "secretdescription", "a good password"] {
            let at = logged.find(secret);
            assert!(at.is_none(), "{secret} was logged: {:?}", at.map(|at| logged[..at].lines().last().map(str::to_owned)));
        }
    }
}

mod cut_off {
    use super::*;
    use crate::harness::Database;
    use sqlx::{Connection, Executor, PgConnection};

    on_both! {
        with Setup::default();

        // PostgreSQL only: every connection is cut, and for a while there is no new one.
        async fn a_server_that_is_restarted_costs_nothing(app: &TestApp) {
            let Database::Postgres { admin, name } = &app.database else { return };
            let (lines, client) = (Lines::caught(), app.member("restart").await);
            let conversation = client.conversation().await;
            app.emulator.queue(gated(&["یک ", "دو"]));
            let run = client.ask(&conversation, "بشمار").await;
            let mut events = client.watch(&run, 0).await;
            assert_eq!(events.next().await.unwrap().data["text"], "یک ");
            wait_until("the first pack is written", || async { packs(app, &run).await == 1 }).await;
            let mut boss = PgConnection::connect(admin).await.unwrap();
            let allow = |word: &str| sqlx::AssertSqlSafe(format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {word}"));
            boss.execute(allow("false")).await.unwrap();
            boss.execute(sqlx::AssertSqlSafe(format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))).await.unwrap();
            app.emulator.open_gate("after یک ");
            assert_eq!(events.next().await.unwrap().data["text"], "دو", "who watches notices nothing");
            wait_until("a write was not committed", || async { lines.has(&["a batch of writes was not committed"]) }).await;
            boss.execute(allow("true")).await.unwrap();
            app.emulator.open_gate("after دو");
            assert_eq!(events.all().await.last().unwrap().name, "message.done");
            let ended = client.ended(&run).await;
            assert_eq!((&ended["state"], milli(&ended["coin_cost"])), (&json!("succeeded"), price(40, 10)));
            assert_eq!(text(&client.watch(&run, 0).await.all().await), "یک دو");
        }
    }
}
