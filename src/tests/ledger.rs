//! The money: races, replays, a model that is too simple to be wrong, and what shares a commit.

use crate::harness::{Client, TestApp};
use aimall::{
    billing::server::{expire_holds, hold, release, settle},
    execute, fetch_one,
    kernel::{
        AppError, Coins,
        id::{RunId, UserId},
    },
    server::Fault,
};
use futures::{FutureExt, future::join_all};
use proptest::{
    collection::vec,
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use std::collections::HashMap;
use uuid::Uuid;

async fn user_of(client: &Client) -> UserId {
    client.get("me").await.1["id"].as_str().unwrap().parse().unwrap()
}

/// Sets coins aside, without a run.
async fn set_aside(app: &TestApp, user: UserId, run: RunId, milli: i64) -> Result<(), Fault> {
    let cx = app.cx.clone();
    app.cx
        .db
        .write(user.0, move |conn| async move { hold(&cx, conn, user, run, Coins::from_milli(milli)).await }.boxed())
        .await
}

/// Pays out of a hold, or gives it back.
async fn end(app: &TestApp, user: UserId, run: RunId, cost: Option<i64>) -> i64 {
    let cx = app.cx.clone();
    let charge = app.cx.db.write(user.0, move |conn| {
        async move {
            match cost {
                Some(cost) => settle(&cx, conn, run, Coins::from_milli(cost)).await,
                None => release(&cx, conn, run).await,
            }
        }
        .boxed()
    });
    charge.await.map_err(Fault::disclose).unwrap().charged.milli
}

/// Holds of these tests belong to no run; the check of runs would miss them, so they are ended.
fn new_run() -> RunId {
    RunId(Uuid::now_v7())
}

on_both! {
    async fn fifty_holds_race_for_a_wallet_that_can_pay_for_ten(app: &TestApp) {
        let client = app.member("racer").await;
        let user = user_of(&client).await;
        let runs: Vec<RunId> = (0..50).map(|_| new_run()).collect();
        let held = join_all(runs.iter().map(|run| set_aside(app, user, *run, 20_000))).await;
        let won = held.iter().filter(|held| held.is_ok()).count();
        assert_eq!(won, 10);
        let refusals = held.into_iter().filter_map(Result::err).map(Fault::disclose);
        for refusal in refusals {
            assert!(matches!(refusal, AppError::InsufficientCoins { required, .. } if required.milli == 20_000), "{refusal}");
        }
        assert_eq!(client.balance().await, (0, 200_000));
        join_all(runs.iter().map(|run| end(app, user, *run, None))).await;
        assert_eq!(client.balance().await, (200_000, 0));
    }

    async fn a_hold_ends_once_however_many_end_it(app: &TestApp) {
        let client = app.member("once").await;
        let user = user_of(&client).await;
        let run = new_run();
        set_aside(app, user, run, 50_000).await.map_err(Fault::disclose).unwrap();
        assert!(set_aside(app, user, run, 50_000).await.is_err(), "a run has one hold");
        let charges = join_all((0..20).map(|n| end(app, user, run, (n % 2 == 0).then_some(30_000)))).await;
        assert!(charges.windows(2).all(|pair| pair[0] == pair[1]), "all hear the same: {charges:?}");
        let (available, held) = client.balance().await;
        assert_eq!((available, held), (200_000 - charges[0], 0));
    }

    async fn never_more_than_was_held_is_charged(app: &TestApp) {
        let client = app.member("capped").await;
        let user = user_of(&client).await;
        let run = new_run();
        set_aside(app, user, run, 1_000).await.map_err(Fault::disclose).unwrap();
        assert_eq!(end(app, user, run, Some(i64::MAX)).await, 1_000);
        assert_eq!(client.balance().await, (199_000, 0));
    }

    async fn a_write_that_fails_takes_nothing_else_with_it(app: &TestApp) {
        let client = app.member("neighbour").await;
        let user = user_of(&client).await;
        let writes = (0..60_i64).map(|n| {
            let db = app.cx.db.clone();
            async move {
                db.write(user.0, move |conn| {
                    async move {
                        execute!(conn, "UPDATE users SET full_name = full_name || 'x' WHERE id = $1", user)?;
                        match n % 3 {
                            0 => Ok(()),
                            1 => Err(Fault::broken("on purpose")),
                            _ => panic!("on purpose"),
                        }
                    }
                    .boxed()
                })
                .await
                .is_ok()
            }
        });
        let kept = join_all(writes).await.into_iter().filter(|kept| *kept).count();
        assert_eq!(kept, 20);
        let mut conn = app.cx.db.read().await.map_err(Fault::disclose).unwrap();
        let (name,) = fetch_one!(&mut conn, (String,), "SELECT full_name FROM users WHERE id = $1", user).unwrap();
        assert_eq!(name.len(), 20, "exactly the writes that were confirmed are there");
    }

    async fn any_sequence_of_commands_agrees_with_a_plain_model(app: &TestApp) {
        let users = [user_of(&app.member("a").await).await, user_of(&app.member("b").await).await];
        let mut runner = TestRunner::new(Config::default());
        let commands = vec((0..2_usize, 0..6_u8, 0..4_u8, 1..90_000_i64), 120);
        for _ in 0..3 {
            let sequence = commands.new_tree(&mut runner).unwrap().current();
            play(app, users, &sequence).await.unwrap_or_else(|wrong| panic!("{wrong}: {sequence:?}"));
        }
    }
}

/// A wallet as a child would keep it.
#[derive(Debug, Default, Clone, PartialEq)]
struct Model {
    available: i64,
    open: HashMap<RunId, i64>,
}

async fn play(app: &TestApp, users: [UserId; 2], sequence: &[(usize, u8, u8, i64)]) -> Result<(), String> {
    let mut models = [stored(app, users[0]).await, stored(app, users[1]).await];
    // A few runs are used again and again, so that ends meet ends.
    let runs: Vec<[RunId; 6]> = (0..2).map(|_| std::array::from_fn(|_| new_run())).collect();
    for (who, run, action, amount) in sequence {
        let (user, model, run) = (users[*who], &mut models[*who], runs[*who][usize::from(*run)]);
        match action {
            0 | 1 => {
                let can_be_held = !seen(app, run).await && model.available >= *amount;
                if set_aside(app, user, run, *amount).await.is_ok() != can_be_held {
                    return Err(format!("holding {amount} of {} for {run}", model.available));
                }
                if can_be_held {
                    model.available -= amount;
                    model.open.insert(run, *amount);
                }
            }
            action => {
                let cost = (*action == 2).then_some(*amount);
                let charged = end(app, user, run, cost).await;
                if let Some(open) = model.open.remove(&run) {
                    let expected = cost.unwrap_or(0).min(open);
                    if charged != expected {
                        return Err(format!("charged {charged} instead of {expected}"));
                    }
                    model.available += open - charged;
                }
            }
        }
        let real = stored(app, user).await;
        if real.available != model.available || real.open.values().sum::<i64>() != model.open.values().sum::<i64>() {
            return Err(format!("{real:?} instead of {model:?}"));
        }
    }
    for (user, model) in users.into_iter().zip(models) {
        for run in model.open.into_keys() {
            end(app, user, run, None).await;
        }
    }
    Ok(())
}

async fn seen(app: &TestApp, run: RunId) -> bool {
    let mut conn = app.cx.db.read().await.map_err(Fault::disclose).unwrap();
    fetch_one!(&mut conn, (i64,), "SELECT COUNT(*) FROM holds WHERE run_id = $1", run).unwrap().0 > 0
}

async fn stored(app: &TestApp, user: UserId) -> Model {
    let mut conn = app.cx.db.read().await.map_err(Fault::disclose).unwrap();
    let sql = "SELECT available_milli, held_milli FROM wallets WHERE user_id = $1";
    let (available, held) = fetch_one!(&mut conn, (i64, i64), sql, user).unwrap();
    let open = if held > 0 { HashMap::from([(RunId(Uuid::nil()), held)]) } else { HashMap::new() };
    Model { available, open }
}

on_both! {
    with crate::harness::Setup { manual_clock: true, ..Default::default() };

    async fn a_forgotten_hold_comes_back(app: &TestApp) {
        let client = app.member("forgetful").await;
        let user = user_of(&client).await;
        let run = new_run();
        set_aside(app, user, run, 70_000).await.map_err(Fault::disclose).unwrap();
        assert_eq!(expire_holds(&app.cx).await.map_err(Fault::disclose).unwrap(), 0, "not yet");
        app.cx.clock.advance_s(aimall::billing::server::HOLD_S + 1);
        let both = join_all([expire_holds(&app.cx), expire_holds(&app.cx)]).await;
        assert!(both.iter().all(Result::is_ok));
        // The access token is older than its 15 minutes by now: look at the data.
        assert_eq!(stored(app, user).await, Model { available: 200_000, open: HashMap::new() });
        assert_eq!(end(app, user, run, Some(70_000)).await, 0, "a late settlement finds nothing to charge");
    }
}
