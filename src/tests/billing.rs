//! Sold coins: what comes in, what expires, what is taken back, and a plain model that must agree with all of it.

mod adjust;
mod model;
mod wallet;

use crate::harness::{Client, Setup, TestApp};
use aimall::{
    billing::{
        model::{LotSource, SpendOrder, TransactionKind, WalletChange},
        server::{Credit, Source, Taken, cancel_debt, credit, expire_lots, hold, release, settle, take_back},
    },
    execute, fetch_all, fetch_one,
    kernel::{
        AppError, Coins, Instant,
        id::{RunId, UserId},
    },
    server::{Cx, Fault, Result},
};
use futures::{FutureExt, future::join_all};
use uuid::Uuid;

const DAY_S: i64 = 86_400;

async fn user_of(client: &Client) -> UserId {
    client.get("me").await.1["id"].as_str().unwrap().parse().unwrap()
}

/// Nobody's gift: wallets start empty.
fn empty() -> Setup {
    Setup { settings: vec![("SIGNUP_COINS", "0".to_owned())], manual_clock: true }
}

fn bought(user: UserId, milli: i64) -> Credit {
    Credit {
        user,
        kind: TransactionKind::Purchase,
        key: format!("test:{}", Uuid::now_v7()),
        coins: Coins::from_milli(milli),
        from: Source::Sold,
        lot: None,
        order: None,
        author: None,
        reason: None,
    }
}

/// Coins that expire after so many days.
fn lasting(app: &TestApp, user: UserId, milli: i64, days: i64) -> Credit {
    let lot = Some((LotSource::Package, app.cx.clock.now().plus_s(days * DAY_S)));
    Credit { lot, order: Some(Uuid::now_v7()), ..bought(user, milli) }
}

async fn give(cx: &Cx, gift: Credit) -> Result<()> {
    let cx2 = cx.clone();
    cx.db.write(gift.user.0, move |conn| async move { credit(&cx2, conn, gift).await }.boxed()).await
}

async fn gave(app: &TestApp, gift: Credit) {
    give(&app.cx, gift).await.map_err(Fault::disclose).unwrap();
}

async fn take(cx: &Cx, user: UserId, key: &str, milli: i64, order: Option<Uuid>) -> Result<Taken> {
    let (cx2, key) = (cx.clone(), key.to_owned());
    let (kind, coins) = (TransactionKind::Refund, Coins::from_milli(milli));
    cx.db
        .write(user.0, move |conn| {
            async move { take_back(&cx2, conn, user, kind, key, coins, order, None, None).await }.boxed()
        })
        .await
}

/// What was taken and what is owed for the rest.
async fn took(app: &TestApp, user: UserId, key: &str, milli: i64, order: Option<Uuid>) -> (i64, i64) {
    let taken = take(&app.cx, user, key, milli, order).await.map_err(Fault::disclose).unwrap();
    (taken.taken.milli, taken.owed.milli)
}

async fn forgave(app: &TestApp, user: UserId, key: &str, milli: i64) -> i64 {
    let (cx, key) = (app.cx.clone(), key.to_owned());
    let forgiven = app.cx.db.write(user.0, move |conn| {
        async move { cancel_debt(&cx, conn, user, key, Coins::from_milli(milli), None, None).await }.boxed()
    });
    forgiven.await.map_err(Fault::disclose).unwrap().milli
}

async fn held(cx: &Cx, user: UserId, run: RunId, milli: i64) -> bool {
    let cx2 = cx.clone();
    let done = cx
        .db
        .write(user.0, move |conn| async move { hold(&cx2, conn, user, run, Coins::from_milli(milli)).await }.boxed());
    done.await.is_ok()
}

/// Ends a hold: pays so much, or gives it back.
async fn ended(cx: &Cx, user: UserId, run: RunId, cost: Option<i64>) -> i64 {
    let cx2 = cx.clone();
    let charge = cx.db.write(user.0, move |conn| {
        async move {
            match cost {
                Some(cost) => settle(&cx2, conn, run, Coins::from_milli(cost)).await,
                None => release(&cx2, conn, run).await,
            }
        }
        .boxed()
    });
    charge.await.map_err(Fault::disclose).unwrap().charged.milli
}

/// A run that holds so much and pays so much of it.
async fn spent(app: &TestApp, user: UserId, milli: i64) {
    let run = new_run();
    assert!(held(&app.cx, user, run, milli).await);
    assert_eq!(ended(&app.cx, user, run, Some(milli)).await, milli);
}

async fn prefer(app: &TestApp, user: UserId, order: SpendOrder) {
    let WalletChange { spend_order } = WalletChange { spend_order: order };
    let done = app.cx.db.write(user.0, move |conn| {
        async move {
            execute!(conn, "UPDATE wallets SET spend_order = $2 WHERE user_id = $1", user, spend_order.code())?;
            Ok(())
        }
        .boxed()
    });
    done.await.map_err(Fault::disclose).unwrap();
}

/// Holds of these tests belong to no run.
fn new_run() -> RunId {
    RunId(Uuid::now_v7())
}

/// Available, held, expiring, owed.
async fn wallet(app: &TestApp, user: UserId) -> (i64, i64, i64, i64) {
    let mut conn = app.cx.db.read().await.map_err(Fault::disclose).unwrap();
    let sql = "SELECT available_milli, held_milli, expiring_milli, owed_milli FROM wallets WHERE user_id = $1";
    fetch_one!(&mut conn, (i64, i64, i64, i64), sql, user).unwrap()
}

/// What is left of each lot, the one that expires first in front.
async fn lots(app: &TestApp, user: UserId) -> Vec<i64> {
    let mut conn = app.cx.db.read().await.map_err(Fault::disclose).unwrap();
    let sql = "SELECT left_milli FROM coin_lots WHERE user_id = $1 AND left_milli > 0 ORDER BY expires_at, id";
    fetch_all!(&mut conn, (i64,), sql, user).unwrap().into_iter().map(|(left,)| left).collect()
}

/// Postings of a kind of transaction: account and amount, in the order of accounts, the smaller ones first.
async fn postings(app: &TestApp, user: UserId, kind: TransactionKind) -> Vec<(String, i64)> {
    let mut conn = app.cx.db.read().await.map_err(Fault::disclose).unwrap();
    let sql =
        "SELECT p.account, p.amount_milli FROM ledger_postings p JOIN ledger_transactions t ON t.id = p.transaction_id
         WHERE t.user_id = $1 AND t.kind = $2 ORDER BY p.account, p.amount_milli";
    fetch_all!(&mut conn, (String, i64), sql, user, kind.code()).unwrap()
}

on_both! {
    with empty();

    async fn what_expires_is_spent_first_unless_its_owner_wants_otherwise(app: &TestApp) {
        let user = user_of(&app.member("first").await).await;
        gave(app, bought(user, 50_000)).await;
        gave(app, lasting(app, user, 30_000, 20)).await;
        gave(app, lasting(app, user, 20_000, 10)).await;
        assert_eq!(wallet(app, user).await, (100_000, 0, 50_000, 0));
        assert_eq!(lots(app, user).await, [20_000, 30_000]);

        // A hold takes from no lot; what it is charged does, the soonest first.
        let run = new_run();
        assert!(held(&app.cx, user, run, 60_000).await);
        assert_eq!(lots(app, user).await, [20_000, 30_000]);
        assert_eq!(ended(&app.cx, user, run, Some(25_000)).await, 25_000);
        assert_eq!((wallet(app, user).await, lots(app, user).await), ((75_000, 0, 25_000, 0), vec![25_000]));

        // The other way round only what the lasting coins can not pay comes from a lot.
        prefer(app, user, SpendOrder::WalletFirst).await;
        spent(app, user, 40_000).await;
        assert_eq!((wallet(app, user).await, lots(app, user).await), ((35_000, 0, 25_000, 0), vec![25_000]));
        spent(app, user, 15_000).await;
        assert_eq!((wallet(app, user).await, lots(app, user).await), ((20_000, 0, 20_000, 0), vec![20_000]));
        prefer(app, user, SpendOrder::QuotaFirst).await;
        spent(app, user, 20_000).await;
        assert_eq!((wallet(app, user).await, lots(app, user).await), ((0, 0, 0, 0), vec![]));
    }

    async fn coins_past_their_time_go_once_and_never_out_of_a_hold(app: &TestApp) {
        let user = user_of(&app.member("late").await).await;
        let (other, _) = app.second().await;
        gave(app, bought(user, 10_000)).await;
        gave(app, lasting(app, user, 40_000, 1)).await;
        let run = new_run();
        assert!(held(&app.cx, user, run, 35_000).await);
        assert_eq!(expire_lots(&app.cx).await.map_err(Fault::disclose).unwrap(), 0, "not yet");
        app.cx.clock.advance_s(DAY_S);
        // Two processes at once, several times: each coin goes once.
        let sweeps = (0..6).map(|n| expire_lots(if n % 2 == 0 { &app.cx } else { &other }));
        let sweeps = join_all(sweeps).await.into_iter().map(|sweep| sweep.map_err(Fault::disclose).unwrap());
        assert_eq!(sweeps.sum::<u32>(), 1);
        assert_eq!(wallet(app, user).await, (0, 35_000, 25_000, 0), "what is held stays");
        assert_eq!(ended(&app.cx, user, run, Some(5_000)).await, 5_000);
        assert_eq!(wallet(app, user).await, (30_000, 0, 20_000, 0), "it may still pay for what was under way");
        assert_eq!(expire_lots(&other).await.map_err(Fault::disclose).unwrap(), 1);
        assert_eq!((wallet(app, user).await, lots(app, user).await), ((10_000, 0, 0, 0), vec![]));
        let moved = postings(app, user, TransactionKind::LotExpiry).await;
        let expected = [("available", -20_000), ("available", -15_000), ("expired", 15_000), ("expired", 20_000)];
        assert_eq!(moved, expected.map(|(account, amount)| (account.to_owned(), amount)));
        other.stopping.cancel();
        other.aborting.cancel();
    }

    async fn the_same_key_gives_and_takes_once(app: &TestApp) {
        let user = user_of(&app.member("again").await).await;
        let (other, _) = app.second().await;
        let gift = lasting(app, user, 30_000, 5);
        let order = gift.order;
        let gifts = (0..12).map(|n| give(if n % 2 == 0 { &app.cx } else { &other }, gift.clone()));
        for gift in join_all(gifts).await {
            gift.map_err(Fault::disclose).unwrap();
        }
        assert_eq!((wallet(app, user).await, lots(app, user).await), ((30_000, 0, 30_000, 0), vec![30_000]));
        let more = give(&app.cx, Credit { coins: Coins::from_milli(30_001), ..gift }).await;
        assert!(matches!(more.map_err(Fault::disclose), Err(AppError::IdempotencyMismatch)));

        spent(app, user, 10_000).await;
        let takes = (0..12).map(|n| take(if n % 2 == 0 { &app.cx } else { &other }, user, "refund:1", 30_000, order));
        for taken in join_all(takes).await {
            let taken = taken.map_err(Fault::disclose).unwrap();
            assert_eq!((taken.taken.milli, taken.owed.milli), (20_000, 10_000), "all hear the same");
        }
        assert_eq!((wallet(app, user).await, lots(app, user).await), ((0, 0, 0, 10_000), vec![]));
        let other_amount = take(&app.cx, user, "refund:1", 29_000, order).await;
        assert!(matches!(other_amount.map_err(Fault::disclose), Err(AppError::IdempotencyMismatch)));
        assert_eq!(took(app, user, "refund:1", 30_000, order).await, (20_000, 10_000));
        other.stopping.cancel();
        other.aborting.cancel();
    }

    async fn what_is_owed_is_paid_by_the_next_coins(app: &TestApp) {
        let user = user_of(&app.member("debtor").await).await;
        gave(app, bought(user, 50_000)).await;
        let run = new_run();
        assert!(held(&app.cx, user, run, 30_000).await);
        spent(app, user, 20_000).await;
        assert_eq!(took(app, user, "dispute:1", 50_000, None).await, (0, 50_000));
        assert_eq!(wallet(app, user).await, (0, 30_000, 0, 50_000));
        assert_eq!(postings(app, user, TransactionKind::Refund).await, [("debt".to_owned(), -50_000), ("sold".to_owned(), 50_000)]);

        // What comes back from a hold pays first; so do gifts, and only the rest of them expires.
        assert_eq!(ended(&app.cx, user, run, Some(10_000)).await, 10_000);
        assert_eq!(wallet(app, user).await, (0, 0, 0, 30_000));
        gave(app, lasting(app, user, 12_000, 3)).await;
        assert_eq!((wallet(app, user).await, lots(app, user).await), ((0, 0, 0, 18_000), vec![]));
        assert_eq!(forgave(app, user, "forgive:1", 8_000).await, 8_000);
        assert_eq!(forgave(app, user, "forgive:1", 8_000).await, 8_000, "once");
        gave(app, lasting(app, user, 15_000, 3)).await;
        assert_eq!((wallet(app, user).await, lots(app, user).await), ((5_000, 0, 5_000, 0), vec![5_000]));
        assert_eq!(forgave(app, user, "forgive:2", 8_000).await, 0, "nothing is owed");
        assert_eq!(forgave(app, user, "forgive:1", 8_000).await, 8_000, "still the same answer");
    }

    async fn an_order_gives_its_own_lots_back_first(app: &TestApp) {
        let user = user_of(&app.member("own").await).await;
        let (soon, late) = (lasting(app, user, 20_000, 1), lasting(app, user, 30_000, 9));
        gave(app, soon.clone()).await;
        gave(app, late.clone()).await;
        gave(app, bought(user, 10_000)).await;
        assert_eq!(took(app, user, "refund:late", 25_000, late.order).await, (25_000, 0));
        assert_eq!((wallet(app, user).await, lots(app, user).await), ((35_000, 0, 25_000, 0), vec![20_000, 5_000]));
        // More than the order's lot has left: then what lasts, then the others.
        assert_eq!(took(app, user, "refund:more", 18_000, late.order).await, (18_000, 0));
        assert_eq!((wallet(app, user).await, lots(app, user).await), ((17_000, 0, 17_000, 0), vec![17_000]));
        assert_eq!(took(app, user, "refund:none", 5_000, None).await, (5_000, 0));
        assert_eq!((wallet(app, user).await, lots(app, user).await), ((12_000, 0, 12_000, 0), vec![12_000]));
    }

    async fn fifty_holds_race_for_lots_that_can_pay_for_ten(app: &TestApp) {
        let user = user_of(&app.member("racer").await).await;
        for n in 0..20 {
            gave(app, lasting(app, user, 9_000, 1 + n % 4)).await;
        }
        gave(app, bought(user, 20_000)).await;
        let runs: Vec<RunId> = (0..50).map(|_| new_run()).collect();
        let won = join_all(runs.iter().map(|run| held(&app.cx, user, *run, 20_000))).await;
        assert_eq!(won.iter().filter(|won| **won).count(), 10);
        let ends = runs.iter().zip(&won).filter(|(_, won)| **won).map(|(run, _)| ended(&app.cx, user, *run, Some(15_000)));
        assert_eq!(join_all(ends).await.iter().sum::<i64>(), 150_000);
        let (available, held, expiring, owed) = wallet(app, user).await;
        assert_eq!((available, held, expiring, owed), (50_000, 0, 30_000, 0));
        assert_eq!(lots(app, user).await.iter().sum::<i64>(), 30_000);
    }

    async fn a_sweep_races_with_what_settles(app: &TestApp) {
        let user = user_of(&app.member("swept").await).await;
        let (other, _) = app.second().await;
        for round in 0..8 {
            gave(app, lasting(app, user, 40_000, 1)).await;
            gave(app, bought(user, 5_000)).await;
            let runs: Vec<RunId> = (0..4).map(|_| new_run()).collect();
            for run in &runs {
                assert!(held(&app.cx, user, *run, 8_000).await);
            }
            app.cx.clock.advance_s(DAY_S + 1);
            let settling = join_all(runs.iter().map(|run| ended(if round % 2 == 0 { &app.cx } else { &other }, user, *run, Some(3_000))));
            let sweeping = join_all([expire_lots(&app.cx), expire_lots(&other), expire_lots(&app.cx)]);
            let (_, swept) = futures::join!(settling, sweeping);
            assert!(swept.into_iter().all(|swept| swept.is_ok()));
            assert_eq!(app.findings().await, Vec::<String>::new());
            expire_lots(&app.cx).await.map_err(Fault::disclose).unwrap();
            let (available, held, expiring, owed) = wallet(app, user).await;
            assert_eq!((held, expiring, owed), (0, 0, 0));
            // 12 were charged: from the lot as far as it was not swept before, so between none and all lasting coins are left.
            assert!(available <= 5_000 * (round + 1), "{available}");
            assert!(lots(app, user).await.is_empty());
        }
        other.stopping.cancel();
        other.aborting.cancel();
    }

    async fn the_check_sees_what_is_wrong(app: &TestApp) {
        let user = user_of(&app.member("wrong").await).await;
        gave(app, lasting(app, user, 10_000, 5)).await;
        let wrongs = [
            ("UPDATE coin_lots SET left_milli = left_milli - 1", "UPDATE coin_lots SET left_milli = left_milli + 1", "left of the lots"),
            ("UPDATE wallets SET owed_milli = 7", "UPDATE wallets SET owed_milli = 0", "what is owed is the sum"),
            ("UPDATE wallets SET owed_milli = 7", "UPDATE wallets SET owed_milli = 0", "nobody owes while"),
            ("UPDATE wallets SET expiring_milli = 10001", "UPDATE wallets SET expiring_milli = 10000", "no more coins expire"),
            ("UPDATE ledger_postings SET account = 'debt' WHERE account = 'available'", "UPDATE ledger_postings SET account = 'available' WHERE account = 'debt'", "what can be spent"),
            ("UPDATE ledger_postings SET owner_id = NULL", "UPDATE ledger_postings SET owner_id = (SELECT user_id FROM wallets) WHERE account = 'available'", "have their owner"),
        ];
        for (break_it, mend_it, invariant) in wrongs {
            for (sql, is_sound) in [(break_it, false), (mend_it, true)] {
                let done = app.cx.db.write(user.0, move |conn| async move { execute!(conn, sql)?; Ok(()) }.boxed());
                done.await.map_err(Fault::disclose).unwrap();
                let said = app.findings().await;
                assert_eq!(said.iter().any(|line| line.contains(invariant)), !is_sound, "{sql}: {said:?}");
            }
        }
    }
}

/// The time in so many days.
fn after(app: &TestApp, days: i64) -> Instant {
    app.cx.clock.now().plus_s(days * DAY_S)
}
