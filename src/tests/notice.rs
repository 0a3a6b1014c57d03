//! Notices: told once, to whom they are for.

use crate::harness::{Client, Setup, TestApp};
use aimall::{
    billing::{
        self,
        model::{LotSource, TransactionKind},
        server::{Credit, Source},
    },
    kernel::{
        Coins,
        id::{RunId, UserId},
    },
    server::{Cx, Fault, db::Conn},
};
use futures::{FutureExt, future::BoxFuture};
use serde_json::{Value, json};

fn manual() -> Setup {
    Setup { manual_clock: true, ..Setup::default() }
}

async fn inbox(client: &Client) -> Vec<Value> {
    let (_, inbox) = client.get("notifications").await;
    inbox["items"].as_array().unwrap().iter().map(|told| told["notice"].clone()).collect()
}

async fn user(client: &Client) -> UserId {
    client.get("me").await.1["id"].as_str().unwrap().parse().unwrap()
}

async fn write<T: Send + 'static>(
    app: &TestApp,
    user: UserId,
    work: impl for<'c> FnOnce(Cx, &'c mut Conn) -> BoxFuture<'c, Result<T, Fault>> + Send + 'static,
) -> T {
    let cx = app.cx.clone();
    app.cx.db.write(user.0, move |conn| work(cx, conn)).await.map_err(Fault::disclose).unwrap()
}

async fn warn(app: &TestApp) {
    billing::server::warn(&app.cx).await.map_err(Fault::disclose).unwrap();
}

on_both! {
    with manual();

    async fn few_coins_are_told_once_until_there_are_enough_again(app: &TestApp) {
        let sara = app.member("sara").await;
        let user = user(&sara).await;
        warn(app).await;
        assert_eq!(inbox(&sara).await, Vec::<Value>::new());
        let spend = async |coins: i64| {
            let run = RunId(app.cx.id());
            write(app, user, move |cx, conn| async move {
                billing::server::hold(&cx, conn, user, run, Coins::from_milli(coins)).await?;
                billing::server::settle(&cx, conn, run, Coins::from_milli(coins)).await
            }.boxed()).await
        };
        spend(185_000).await;
        warn(app).await;
        warn(app).await;
        assert_eq!(inbox(&sara).await, [json!({"kind": "coins_low", "available": "15"})]);
        let key = "more".to_owned();
        write(app, user, move |cx, conn| async move {
            let coins = Coins::from_milli(50_000);
            let gift = Credit { user, kind: TransactionKind::Bonus, key, coins, from: Source::Granted, lot: None, order: None, author: None, reason: None };
            billing::server::credit(&cx, conn, gift).await
        }.boxed()).await;
        warn(app).await;
        app.cx.clock.advance_s(1);
        spend(60_000).await;
        warn(app).await;
        assert_eq!(inbox(&sara).await.len(), 2);
    }

    async fn coins_that_expire_soon_are_told_once(app: &TestApp) {
        let sara = app.member("sara").await;
        let user = user(&sara).await;
        let at = app.cx.clock.now().plus_s(5 * 86_400);
        write(app, user, move |cx, conn| async move {
            let coins = Coins::from_milli(50_000);
            let lot = Some((LotSource::Gift, at));
            let gift = Credit { user, kind: TransactionKind::Bonus, key: "gift".to_owned(), coins, from: Source::Granted, lot, order: None, author: None, reason: None };
            billing::server::credit(&cx, conn, gift).await
        }.boxed()).await;
        warn(app).await;
        assert_eq!(inbox(&sara).await, Vec::<Value>::new(), "there is time");
        app.cx.clock.advance_s(3 * 86_400);
        warn(app).await;
        warn(app).await;
        let mut client = app.stranger();
        let (_, tokens) = client.post("auth/login", json!({"email": "sara@example.com", "password": "a good password"})).await;
        client.keep_tokens(&tokens);
        let told = inbox(&client).await;
        assert_eq!((told.len(), &told[0]["kind"], &told[0]["coins"]), (1, &json!("coins_expiring"), &json!("50")));
    }
}
