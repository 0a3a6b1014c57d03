//! Durable movements of the ledger: one commit each, against what shares a commit.

use crate::database::{Database, Engine};
use aimall::{
    account::server::{create_admin, list_people},
    billing::server::hold,
    boot::app,
    kernel::{
        Coins,
        id::{RunId, UserId},
    },
    server::{
        Cx,
        clock::Clock,
        config::{Settings, Source},
    },
};
use futures::{FutureExt, future::join_all};
use std::time::{Duration, Instant};
use uuid::Uuid;

const PEOPLE: usize = 200;
const CALLERS: usize = 256;
const FOR: Duration = Duration::from_secs(5);

pub async fn measure() {
    println!("\ndurable ledger transfers per second (a hold: one guarded update and its postings)");
    for engine in [Engine::Sqlite, Engine::Postgres] {
        match Database::fresh(engine).await {
            Some(database) => measure_on(engine, database).await,
            None => println!("  {engine:?}: TEST_DATABASE_URL is not set"),
        }
    }
}

async fn measure_on(engine: Engine, database: Database) {
    let folder = tempfile::tempdir().unwrap();
    let cx = open(&database, folder.path()).await;
    let people = register(&cx).await;
    let single = rate(&cx, &people, 1).await;
    let shared = rate(&cx, &people, CALLERS).await;
    let hot = rate(&cx, &people[..1], CALLERS).await;
    println!(
        "  {engine:?}: one at a time {single:.0}/s; {CALLERS} callers {shared:.0}/s ({:.1} ×); one hot wallet {hot:.0}/s ({:.2} × of that)",
        shared / single,
        hot / shared,
    );
    cx.db.close().await;
    database.drop().await;
}

async fn open(database: &Database, folder: &std::path::Path) -> Cx {
    let pairs = [
        ("LEPTOS_SITE_ADDR", "127.0.0.1:3000".to_owned()),
        ("DATA_DIR", folder.display().to_string()),
        ("DATABASE_URL", database.url(folder)),
        ("SIGNUP_COINS", "1000000".to_owned()),
    ];
    let source = Source::of(pairs.map(|(name, value)| (name.to_owned(), value)));
    app::make(Settings::read(&source).unwrap(), Clock::System, true).await.unwrap()
}

async fn register(cx: &Cx) -> Vec<UserId> {
    for n in 0..PEOPLE {
        let made = create_admin(cx, &format!("person{n}@example.com"), "a good password".to_owned()).await;
        made.map_err(|fault| fault.disclose()).unwrap();
    }
    let mut conn = cx.db.read().await.map_err(|fault| fault.disclose()).unwrap();
    let people = list_people(&mut conn, "", None, 1_000).await.map_err(|fault| fault.disclose()).unwrap();
    people.into_iter().map(|person| person.id).collect()
}

/// Transfers per second of so many callers, each beginning its next one when the last is durable.
async fn rate(cx: &Cx, people: &[UserId], callers: usize) -> f64 {
    let began = Instant::now();
    let done = join_all((0..callers).map(|caller| {
        let (cx, people) = (cx.clone(), people.to_vec());
        tokio::spawn(async move {
            let mut done = 0;
            while began.elapsed() < FOR {
                transfer(&cx, people[(caller + done) % people.len()]).await;
                done += 1;
            }
            done
        })
    }))
    .await;
    let done: usize = done.into_iter().map(Result::unwrap).sum();
    done as f64 / began.elapsed().as_secs_f64()
}

async fn transfer(cx: &Cx, user: UserId) {
    let (cx2, run) = (cx.clone(), RunId(Uuid::now_v7()));
    let held = cx
        .db
        .write(user.0, move |conn| async move { hold(&cx2, conn, user, run, Coins::from_milli(1)).await }.boxed())
        .await;
    held.map_err(|fault| fault.disclose()).unwrap();
}
