//! OpenAI's own Python and Node clients, unmodified, against `/v1`: the scripts in `end2end/sdk` hold what they read
//! against what they expect; here it is held against what providers were asked and what was paid.

mod media;

use crate::{
    harness::{Client, Setup, TestApp, wait_until},
    provider::emulator::Request,
};
use aimall::{
    billing,
    kernel::{
        Coins,
        id::{RunId, UserId},
    },
    server::Fault,
};
use futures::FutureExt;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

const MODEL: &str = "openai/gpt-5-mini";
/// Half-spaces, both kinds of ye and kaf, marks of direction, a joined emoji, a line separator.
const PERSIAN: &str = "سلام، می\u{200c}خواهم ي/ك و ی/ک بماند \u{200f}راست\u{200e} \u{2067}چپ\u{2069} e\u{301} 👩🏽\u{200d}💻 a\u{2028}b «گیومه» ۱۲۳٫۴";
/// A picture of one point.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
/// Enough for all that the scripts ask for at once.
const RICH: &str = "2000";

/// A client with its program.
#[derive(Debug, Clone, Copy)]
enum Sdk {
    Python,
    Node,
}

impl Sdk {
    /// Runs a script of `end2end/sdk`; what it printed. None where the client is not installed.
    async fn run(self, script: &str, setup: &Value) -> Option<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("end2end");
        let (program, script, is_there) = match self {
            Self::Python => {
                let python = PathBuf::from(std::env::var("AIMALL_PYTHON").unwrap_or_default());
                (python.clone(), format!("{script}.py"), python.exists())
            }
            Self::Node => ("node".into(), format!("{script}.mjs"), folder.join("node_modules/openai").exists()),
        };
        if !is_there {
            // Whoever came here by script/test has it.
            assert!(std::env::var("AIMALL_PYTHON").is_err(), "OpenAI's {self:?} client is missing: script/setup test");
            eprintln!("OpenAI's {self:?} client is not installed: not run");
            return None;
        }
        let mut command = Command::new(program);
        command.arg(folder.join("sdk").join(script)).env("AIMALL_SDK", setup.to_string());
        command.env_remove("OPENAI_API_KEY").env_remove("OPENAI_BASE_URL").env("NO_PROXY", "127.0.0.1");
        let output: Output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
        let (said, wrong) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{self:?}:\n{said}\n{wrong}");
        Some(said)
    }
}

/// The secret of a new key of the person's.
async fn key_of(owner: &Client, rules: Value) -> String {
    let mut input = json!({"name": "a program"});
    input.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
    let (status, made) = owner.post("api-keys", input).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["key"].as_str().unwrap().to_owned()
}

async fn user_of(client: &Client) -> UserId {
    client.get("me").await.1["id"].as_str().unwrap().parse().unwrap()
}

/// Sets all but a hundredth of a coin of the person's aside; the hold.
async fn impoverish(app: &TestApp, client: &Client) -> RunId {
    let (user, aside, cx) = (user_of(client).await, RunId(uuid::Uuid::now_v7()), app.cx.clone());
    let most = Coins::from_milli(client.balance().await.0 - 10);
    let held = app
        .cx
        .db
        .write(user.0, move |conn| async move { billing::server::hold(&cx, conn, user, aside, most).await }.boxed());
    held.await.map_err(Fault::disclose).unwrap();
    aside
}

fn questions(app: &TestApp) -> Vec<Request> {
    app.emulator.requests().into_iter().filter(|request| request.path.ends_with("/chat/completions")).collect()
}

async fn chat(app: &TestApp, sdk: Sdk) {
    let (owner, poor, hasty) = (app.member("owner").await, app.member("poor").await, app.member("hasty").await);
    let aside = impoverish(app, &poor).await;
    let hurried = user_of(&hasty).await;
    while app.cx.limits.run(hurried).is_ok() {}
    let before = owner.balance().await.0;
    let setup = json!({
        "base_url": format!("{}/v1", owner.base), "model": MODEL, "persian": PERSIAN, "pixel": PIXEL,
        "key": key_of(&owner, json!({})).await,
        "small_key": key_of(&owner, json!({"limit_coins": "1"})).await,
        "poor_key": key_of(&poor, json!({})).await,
        "hasty_key": key_of(&hasty, json!({})).await,
    });
    let said = sdk.run("chat", &setup).await;
    let cx = app.cx.clone();
    let freed =
        app.cx.db.write(aside.0, move |conn| async move { billing::server::release(&cx, conn, aside).await }.boxed());
    freed.await.map_err(Fault::disclose).unwrap();
    let Some(said) = said else { return };

    // The stream that was left: the provider was told, and nothing stays set aside.
    assert!(app.emulator.client_gone(Duration::from_secs(5)).await.is_some(), "the provider is told");
    wait_until("every run has ended", || async { owner.balance().await.1 == 0 }).await;
    assert!(app.emulator.closings().iter().any(|closing| closing.scenario == "stall" && closing.client_gone.is_some()));

    // Each cost that a client was told is part of what was paid.
    let (_, costs) = said.rsplit_once("spent ").unwrap();
    let costs: Vec<Coins> = serde_json::from_str(costs).unwrap();
    let told: i64 = costs.iter().map(|cost| cost.milli).sum();
    let paid = before - owner.balance().await.0;
    assert!(costs.len() >= 8 && costs.iter().all(|cost| cost.milli > 0), "{costs:?}");
    assert!(told < paid && paid < 200_000, "told {told}, paid {paid}");
    assert_eq!((poor.balance().await.1, hasty.balance().await.1), (0, 0));

    let asked = questions(app);
    let persian = format!("[[echo]]{PERSIAN}");
    assert_eq!(asked.iter().filter(|request| request.last_user_message() == persian).count(), 2);
    let picture = format!("data:image/png;base64,{PIXEL}");
    let seen = |request: &&Request| request.body.to_string().contains(&picture);
    assert_eq!(asked.iter().filter(seen).count(), 1, "the picture arrives as it was sent");
    let answered = |request: &&Request| request.body.to_string().contains("آفتابی");
    assert!(asked.iter().any(|request| answered(&request)), "what the tool said arrives");
}

on_both! {
    with Setup { settings: vec![("SIGNUP_COINS", RICH.to_owned())], ..Setup::default() };

    async fn python_chats(app: &TestApp) {
        chat(app, Sdk::Python).await;
    }

    async fn node_chats(app: &TestApp) {
        chat(app, Sdk::Node).await;
    }
}
