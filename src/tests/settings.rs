//! The real binary: settings it refuses, its commands, its end, and what it never writes into a log.

use crate::{
    harness::{Client, Database, Engine, wait_until},
    provider::emulator::{Emulator, contract::OPENAI_KEY},
};
use reqwest::StatusCode;
use serde_json::json;
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use std::{
    ffi::OsStr,
    fs::{self, File},
    io::Write,
    net::{SocketAddr, TcpListener},
    os::unix::ffi::OsStrExt,
    path::Path,
    process::{Child, Command, Output, Stdio},
};
use tempfile::TempDir;

const PASSWORD: &str = "hunter2-hunter2-hunter2";

fn aimall(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aimall"));
    // Nothing answers there, so that a mistake of the test ends instead of taking the usual port.
    command.current_dir(folder).env_clear().env("DATA_DIR", folder).env("LEPTOS_SITE_ADDR", free_address().to_string());
    command.args(arguments);
    command
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The message of a start that was refused.
fn refusal(output: &Output) -> String {
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}{}", text(&output.stdout));
    assert!(message.lines().any(|line| line.starts_with("aimall does not start: ")), "{message}");
    assert!(!message.contains("panicked") && !message.contains("RUST_BACKTRACE"), "{message}");
    message
}

fn succeeds(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// Does it on each engine there is, in a folder of its own.
async fn on_each(test: impl AsyncFn(&Path, &str)) {
    // The tests' own client needs its cryptography named, as the product does at its start.
    let _ = rustls::crypto::ring::default_provider().install_default();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(database) = Database::fresh(engine).await else { continue };
        let folder = tempfile::tempdir().unwrap();
        test(folder.path(), &database.url(folder.path())).await;
        database.drop().await;
    }
}

async fn sql(url: &str, statement: &'static str) {
    if let Some(path) = url.strip_prefix("sqlite://") {
        let mut conn = SqliteConnection::connect(path).await.unwrap();
        conn.execute(statement).await.unwrap();
        conn.close().await.unwrap();
    } else {
        let mut conn = PgConnection::connect(url).await.unwrap();
        conn.execute(statement).await.unwrap();
        conn.close().await.unwrap();
    }
}

/// A server; its log is in the folder's `log`.
struct Server {
    child: Child,
    client: Client,
}

impl Server {
    async fn start(folder: &Path, url: &str, more: &[(&str, &str)]) -> Self {
        let address = free_address();
        let child = aimall(folder, &["serve"])
            .env("LEPTOS_SITE_ADDR", address.to_string())
            .env("DATABASE_URL", url)
            .envs(more.iter().copied())
            .stdout(Stdio::null())
            .stderr(File::create(folder.join("log")).unwrap())
            .spawn()
            .unwrap();
        let server = Self { child, client: Client::new(address) };
        let ready = format!("http://{address}/api/health/ready");
        wait_until("the server is ready", || async {
            reqwest::get(&ready).await.is_ok_and(|answer| answer.status() == StatusCode::OK)
        })
        .await;
        server
    }

    fn ask_to_stop(&self) {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
    }

    async fn ended(&mut self) -> Option<i32> {
        for _ in 0..1_200 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("it does not end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_wrong_setting_is_named_with_what_was_found_and_what_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let (file, missing) = (folder.path().join("a-file"), "/nowhere/secret");
    fs::write(&file, "").unwrap();
    let inside_file = file.join("data").display().to_string();
    for (name, value, shown) in [
        ("LEPTOS_SITE_ADDR", "here", true),
        ("PUBLIC_URL", "ftp://x", true),
        ("SIGNUP_COINS", "1.2345", true),
        ("SIGNUP_COINS", "many", true),
        ("COINS_PER_USD", "-1", true),
        ("PRICE_MARGIN", "0.5", true),
        ("MINIMUM_CHARGE", "0", true),
        ("LOG_FORMAT", "xml", true),
        ("RUST_LOG", "aimall=loud", true),
        ("SANDBOX", "maybe", true),
        ("OLLAMA_BASE_URL", "localhost:11434", true),
        ("OPENAI_API_KEY_FILE", missing, true),
        ("DATA_DIR", inside_file.as_str(), true),
        ("DATABASE_URL", "mysql://root:hunter2@db", false),
        ("APP_SECRET", "hunter2", false),
    ] {
        for arguments in [&["serve"][..], &["check", "config"]] {
            let message = refusal(&aimall(folder.path(), arguments).env(name, value).output().unwrap());
            assert!(
                message.contains(name) && message.contains("found") && message.contains("allowed"),
                "{name}: {message}"
            );
            assert_eq!(message.contains(value), shown, "{name}: {message}");
            assert!(!message.contains("hunter2"), "{message}");
        }
    }
}

#[test]
fn an_environment_that_is_no_text_is_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let odd = OsStr::from_bytes(b"caf\xe9");
    succeeds(aimall(folder.path(), &["check", "config"]).env("OF_ANOTHER_PROGRAM", odd));
    refusal(&aimall(folder.path(), &["check", "config"]).env("SANDBOX", odd).output().unwrap());
}

#[test]
fn the_settings_file_counts_and_the_environment_wins() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Leptos.toml"), "[aimall]\nsandbox = \"maybe\"\n").unwrap();
    let message = refusal(&aimall(folder.path(), &["check", "config"]).output().unwrap());
    assert!(message.contains("SANDBOX") && message.contains("maybe"), "{message}");
    succeeds(aimall(folder.path(), &["check", "config"]).env("SANDBOX", "true"));
    fs::write(folder.path().join("Leptos.toml"), "[aimall\n").unwrap();
    let message = refusal(&aimall(folder.path(), &["check", "config"]).output().unwrap());
    assert!(message.contains("Leptos.toml"), "{message}");
}

#[test]
fn an_address_that_is_taken_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = holder.local_addr().unwrap().to_string();
    let message = refusal(&aimall(folder.path(), &[]).env("LEPTOS_SITE_ADDR", &address).output().unwrap());
    assert!(
        message.contains("LEPTOS_SITE_ADDR") && message.contains(&address) && message.contains("another"),
        "{message}"
    );
}

#[test]
fn a_database_that_is_away_is_named_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let closed = free_address();
    let url = format!("postgres://aimall:hunter2@{closed}/aimall");
    for arguments in [&["serve"][..], &["work"], &["migrate"], &["check", "ledger"]] {
        let message = refusal(&aimall(folder.path(), arguments).env("DATABASE_URL", &url).output().unwrap());
        assert!(message.contains("DATABASE_URL") && message.contains(&closed.to_string()), "{message}");
        assert!(message.contains("Connection refused") && message.contains("Check that it runs"), "{message}");
        assert!(!message.contains("hunter2") && !message.contains("timed out"), "{message}");
    }
    let odd = "postgres://aimall:hunter2@127.0.0.1:port/aimall";
    let message = refusal(&aimall(folder.path(), &["serve"]).env("DATABASE_URL", odd).output().unwrap());
    assert!(message.contains("DATABASE_URL") && message.contains("found") && message.contains("allowed"), "{message}");
    assert!(!message.contains("hunter2"), "{message}");
    let closed: TempDir = tempfile::tempdir().unwrap();
    fs::write(closed.path().join("taken"), "").unwrap();
    let inside_file = format!("sqlite://{}/taken/aimall.db", closed.path().display());
    let message = refusal(&aimall(folder.path(), &["serve"]).env("DATABASE_URL", inside_file).output().unwrap());
    assert!(message.contains("DATABASE_URL") && message.contains("write to"), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_database_is_refused_with_the_remedy() {
    on_each(async |folder, url| {
        assert!(succeeds(aimall(folder, &["migrate"]).env("DATABASE_URL", url)).contains("up to date"));
        assert!(succeeds(aimall(folder, &["migrate"]).env("DATABASE_URL", url)).contains("up to date"), "twice is fine");
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) SELECT 9999, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
        sql(url, newer).await;
        for arguments in [&["serve"][..], &["work"], &["migrate"], &["check", "ledger"], &["check", "providers"]] {
            let message = refusal(&aimall(folder, arguments).env("DATABASE_URL", url).output().unwrap());
            assert!(message.contains("9999") && message.contains("newer version") && message.contains("backup"), "{message}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_not_up_to_date_is_refused_by_who_does_not_migrate() {
    on_each(async |folder, url| {
        let refused = |found: &str| {
            for arguments in [&["work"][..], &["check", "ledger"], &["check", "providers"]] {
                let message = refusal(&aimall(folder, arguments).env("DATABASE_URL", url).output().unwrap());
                assert!(
                    message.contains("DATABASE_URL") && message.contains(found) && message.contains("aimall migrate"),
                    "{message}"
                );
            }
        };
        refused("no migrations");
        assert!(!folder.join("aimall.db").exists(), "a look makes no file");
        succeeds(aimall(folder, &["migrate"]).env("DATABASE_URL", url));
        assert!(succeeds(aimall(folder, &["check", "ledger"]).env("DATABASE_URL", url)).contains("sound"));
        sql(url, "DELETE FROM _sqlx_migrations WHERE version > 5").await;
        refused("migration 5");
        sql(url, "DELETE FROM _sqlx_migrations").await;
        refused("no migrations");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_money_is_checked_and_a_hole_is_found() {
    on_each(async |folder, url| {
        succeeds(aimall(folder, &["migrate"]).env("DATABASE_URL", url));
        let mut create = aimall(folder, &["admin", "create", "--email", "boss@example.com"]);
        let said = succeeds(create.env("DATABASE_URL", url));
        assert!(said.contains("boss@example.com is an admin; password: "), "{said}");
        assert!(succeeds(aimall(folder, &["check", "ledger"]).env("DATABASE_URL", url)).contains("sound"));
        sql(url, "UPDATE wallets SET available_milli = available_milli + 1").await;
        let output = aimall(folder, &["check", "ledger"]).env("DATABASE_URL", url).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stdout).contains("broken: "), "{}", text(&output.stdout));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_made_at_the_machine_signs_in() {
    on_each(async |folder, url| {
        let create = |email: &str, password: &str| {
            let mut command = aimall(folder, &["admin", "create", "--password-stdin", "--email", email]);
            command.env("DATABASE_URL", url).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
            child.wait_with_output().unwrap()
        };
        let made = create("Boss@Example.com", &format!("{PASSWORD}\n"));
        assert!(made.status.success() && !text(&made.stdout).contains(PASSWORD), "{made:?}");
        assert!(refusal(&create("no address", PASSWORD)).contains("email"));
        assert!(refusal(&create("other@example.com", "short")).contains("password"));
        let mut server = Server::start(folder, url, &[]).await;
        let mut member = server.client.clone();
        member.register("member@example.com", PASSWORD).await;
        assert_eq!(member.get("admin/dashboard").await.0, StatusCode::FORBIDDEN);
        let promoted = create("member@example.com", "another password");
        assert!(text(&promoted.stdout).contains("its password stays"), "{promoted:?}");
        assert_eq!(member.get("admin/dashboard").await.0, StatusCode::OK);
        let mut admin = server.client.clone();
        let (status, tokens) =
            admin.post("auth/login", json!({"email": "boss@example.com", "password": PASSWORD})).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        admin.keep_tokens(&tokens);
        let (status, users) = admin.get("admin/users").await;
        assert_eq!((status, users["items"].as_array().map(Vec::len)), (StatusCode::OK, Some(2)), "{users}");
        server.ask_to_stop();
        assert_eq!(server.ended().await, Some(0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_lets_answers_finish_and_the_log_keeps_secrets() {
    let app_secret = "hunter3-hunter3-hunter3-hunter3-hunter3";
    on_each(async |folder, url| {
        let emulator = Emulator::start().await.unwrap();
        let base_url = emulator.base_url("openai");
        let settings = [
            ("OPENAI_API_KEY", OPENAI_KEY),
            ("OPENAI_BASE_URL", base_url.as_str()),
            ("APP_SECRET", app_secret),
            ("RUST_LOG", "debug"),
        ];
        let mut server = Server::start(folder, url, &settings).await;
        let mut client = server.client.clone();
        client.register("streamer@example.com", PASSWORD).await;
        // Refused attempts and secrets in addresses are logged too.
        client.post("auth/login", json!({"email": "streamer@example.com", "password": "hunter4-hunter4"})).await;
        client.http.get(format!("{}/setup?token=hunter5-hunter5", client.base)).send().await.unwrap();
        client
            .http
            .get(format!("{}/app", client.base))
            .header("cookie", "__Host-session=hunter6-hunter6")
            .send()
            .await
            .unwrap();
        let id = client.conversation().await;
        let run = client.ask(&id, "[[slow]] hunter7-hunter7").await;
        let mut events = client.watch(&run, 0).await;
        let mut last = events.next().await.unwrap();
        server.ask_to_stop();
        while let Some(event) = events.next().await {
            last = event;
        }
        assert_eq!((last.name.as_str(), &last.data["state"]), ("message.done", &json!("succeeded")), "{last:?}");
        assert_eq!(server.ended().await, Some(0));
        let log = fs::read_to_string(folder.join("log")).unwrap();
        assert!(log.contains("stopping") && log.contains("DEBUG"), "{log}");
        let (access, refresh) = (client.access_token.unwrap(), client.refresh_token.unwrap());
        let stored = url.split_once("://").unwrap().1.split_once('@').map(|(user, _)| user.split_once(':').unwrap().1);
        let secrets =
            [OPENAI_KEY, app_secret, &access, &refresh, "hunter2", "hunter4", "hunter5", "hunter6", "hunter7"];
        for secret in secrets.into_iter().chain(stored) {
            let line = log.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret}");
        }
        assert!(!log.contains("panicked") && !log.contains("[[slow]]"), "{log}");
        assert!(succeeds(aimall(folder, &["check", "ledger"]).env("DATABASE_URL", url)).contains("sound"));
    })
    .await;
}
