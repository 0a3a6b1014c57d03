//! The financial report agrees with orders, refunds, disputes and ledger, added up here in another way; and what is stuck is
//! told until it is well.

use crate::{
    harness::{Client, TestApp, milli},
    invoice::{buy, give_back},
    order::{buyer, control, go_around, id, place, shop, state},
};
use aimall::{
    billing::{
        model::TransactionKind,
        server::{Credit, Source, credit, hold, release, settle},
    },
    execute, fetch_all,
    kernel::{
        Coins, Day, Instant,
        id::{OrderId, RunId, UserId},
    },
};
use futures::FutureExt;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

const DAY_S: i64 = 86_400;

/// Signs in anew: a day is longer than a token lives.
async fn again(app: &TestApp, name: &str) -> Client {
    let mut client = app.stranger();
    let who = json!({"email": format!("{name}@example.com"), "password": "a good password"});
    let (status, tokens) = client.post("auth/login", who).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    client.keep_tokens(&tokens);
    client
}

async fn user_of(client: &Client) -> UserId {
    client.get("me").await.1["id"].as_str().unwrap().parse().unwrap()
}

/// Numbers that look like chance and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % limit
    }
}

async fn finance(boss: &Client, query: &str) -> Value {
    let (status, finance) = boss.get(&format!("admin/finance{query}")).await;
    assert_eq!(status, StatusCode::OK, "{finance}");
    finance
}

fn minor(value: &Value) -> i64 {
    value["amount_minor"].as_i64().unwrap()
}

/// A run's coins set aside, and then paid in part or given back.
async fn run(app: &TestApp, user: UserId, held: i64, paid: i64) -> RunId {
    let (cx, run) = (app.cx.clone(), RunId(app.cx.id()));
    let done = app.cx.db.write(user.0, move |conn| {
        async move {
            hold(&cx, conn, user, run, Coins::from_milli(held)).await?;
            if paid > 0 {
                settle(&cx, conn, run, Coins::from_milli(paid)).await?;
            } else if paid == 0 {
                release(&cx, conn, run).await?;
            }
            Ok(())
        }
        .boxed()
    });
    done.await.map_err(|fault| fault.disclose()).unwrap();
    run
}

async fn give(app: &TestApp, user: UserId, coins: i64) {
    let cx = app.cx.clone();
    let gift = Credit {
        user,
        kind: TransactionKind::Bonus,
        key: format!("test:{}", Uuid::now_v7()),
        coins: Coins::from_milli(coins),
        from: Source::Granted,
        lot: None,
        order: None,
        author: None,
        reason: None,
    };
    let done = app.cx.db.write(user.0, move |conn| async move { credit(&cx, conn, gift).await }.boxed());
    done.await.map_err(|fault| fault.disclose()).unwrap();
}

/// Holds the report of all days against the very rows, added up one by one.
async fn agrees(app: &TestApp, finance: &Value, first: Day, last: Day) {
    let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
    let day = |at: Instant| Day::of(at).to_string();
    // Day, gateway, currency: orders, paid, refunded, disputed, fees.
    let mut money = BTreeMap::<(String, String, String), [i64; 5]>::new();
    let orders = fetch_all!(
        &mut conn,
        (OrderId, String, String, i64, Option<Instant>, Option<i64>),
        "SELECT id, gateway, currency, total_minor, paid_at, fee_minor FROM orders"
    );
    let orders = orders.unwrap();
    for (_, gateway, currency, total, paid_at, fee) in &orders {
        let Some(paid_at) = paid_at else { continue };
        let cell = money.entry((day(*paid_at), gateway.clone(), currency.clone())).or_default();
        cell[0] += 1;
        cell[1] += total;
        cell[4] += fee.unwrap_or(0);
    }
    let mut back = |order: OrderId, at: Instant, amount: i64, place: usize| {
        let (_, gateway, currency, ..) = orders.iter().find(|found| found.0 == order).unwrap();
        money.entry((day(at), gateway.clone(), currency.clone())).or_default()[place] += amount;
    };
    let sql = "SELECT order_id, amount_minor, state, created_at, ended_at FROM refunds";
    for (order, amount, state, at, ended) in
        fetch_all!(&mut conn, (OrderId, i64, String, Instant, Option<Instant>), sql).unwrap()
    {
        back(order, at, amount, 2);
        if state == "failed" {
            back(order, ended.unwrap(), -amount, 2);
        }
    }
    let sql = "SELECT order_id, amount_minor, state, created_at, ended_at FROM disputes";
    for (order, amount, state, at, ended) in
        fetch_all!(&mut conn, (OrderId, i64, String, Instant, Option<Instant>), sql).unwrap()
    {
        back(order, at, amount, 3);
        if state == "won" {
            back(order, ended.unwrap(), -amount, 3);
        }
    }
    let told: BTreeMap<_, _> = finance["money"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            let text = |name: &str| line[name].as_str().unwrap().to_owned();
            let currency = line["paid"]["currency"].as_str().unwrap().to_owned();
            let sums = [
                line["orders"].as_i64().unwrap(),
                minor(&line["paid"]),
                minor(&line["refunded"]),
                minor(&line["disputed"]),
                minor(&line["fees"]),
            ];
            assert_eq!(minor(&line["net"]), sums[1] - sums[2] - sums[3], "{line}");
            ((text("day"), text("gateway"), currency), sums)
        })
        .collect();
    assert_eq!(told, money);
    for sum in finance["currencies"].as_array().unwrap() {
        let of = |place: usize| {
            told.iter()
                .filter(|((_, _, currency), _)| sum["paid"]["currency"] == currency.as_str())
                .map(|(_, sums)| sums[place])
                .sum::<i64>()
        };
        assert_eq!(
            (minor(&sum["paid"]), minor(&sum["refunded"]), minor(&sum["disputed"]), minor(&sum["fees"])),
            (of(1), of(2), of(3), of(4))
        );
    }
    let refunded: i64 =
        fetch_all!(&mut conn, (i64,), "SELECT refunded_minor FROM orders").unwrap().iter().map(|(minor,)| minor).sum();
    assert_eq!(told.values().map(|sums| sums[2]).sum::<i64>(), refunded, "what orders say went back");

    let sql = "SELECT t.created_at, p.account, p.amount_milli FROM ledger_postings p JOIN ledger_transactions t ON t.id = p.transaction_id";
    let postings = fetch_all!(&mut conn, (Instant, String, i64), sql).unwrap();
    let sum = |account: &str, holds: &dyn Fn(Day) -> bool| -> i64 {
        postings.iter().filter(|(at, of, _)| of == account && holds(Day::of(*at))).map(|(.., amount)| amount).sum()
    };
    let coins = finance["coins"].as_array().unwrap();
    assert_eq!(coins.len(), usize::try_from(last.number - first.number + 1).unwrap());
    for (line, of) in coins.iter().zip((first.number..=last.number).map(Day::new)) {
        assert_eq!(line["day"], of.to_string());
        for (name, account, sign) in [
            ("sold", "sold", -1),
            ("granted", "granted", -1),
            ("adjusted", "adjusted", -1),
            ("expired", "expired", 1),
            ("spent", "revenue", 1),
        ] {
            assert_eq!(milli(&line[name]), sign * sum(account, &|day| day == of), "{name} on {of}");
        }
        for (name, account, sign) in [("available", "available", 1), ("held", "held", 1), ("owed", "debt", -1)] {
            assert_eq!(milli(&line[name]), sign * sum(account, &|day| day <= of), "{name} at the end of {of}");
        }
    }
}

on_both! {
    with shop();

    async fn the_report_agrees_with_every_row(app: &TestApp) {
        let url = format!("http://{}/api/v1/payments/webhook", app.address);
        control(app, "stripe/endpoint", json!({"url": url})).await;
        let first = Day::of(app.cx.clock.now());
        let (sara, _, offer) = buyer(app).await;
        let user = user_of(&sara).await;
        let mut dice = Dice(7);
        for number in 0..5_i64 {
            let (sara, boss) = (again(app, "sara").await, again(app, "boss").await);
            for _ in 0..=dice.below(2) {
                let order = buy(app, &sara, &offer).await;
                if dice.below(2) == 0 {
                    give_back(&boss, &order, 1 + dice.below(200_000)).await;
                }
            }
            if number == 1 {
                // The gateway refuses: counted and taken off.
                let order = buy(app, &sara, &offer).await;
                control(app, "zarinpal/next", json!({"path": "reverse", "code": -60})).await;
                let refused = boss.post(&format!("admin/orders/{order}/refund"), json!({"reason": "please"})).await;
                assert_eq!(refused.0, StatusCode::SERVICE_UNAVAILABLE);
            }
            if number == 2 {
                let placed = place(&sara, &offer, "stripe").await;
                let session = placed["redirect_url"].as_str().unwrap().rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
                control(app, "stripe/session", json!({"action": "pay", "session": session})).await;
                assert_eq!(state(&sara, &id(&placed)).await, "fulfilled");
                control(app, "stripe/dispute", json!({})).await;
                assert_eq!(state(&sara, &id(&placed)).await, "disputed");
            }
            if number == 4 {
                control(app, "stripe/dispute/close", json!({"status": "won"})).await;
            }
            give(app, user, 1 + dice.below(5_000)).await;
            run(app, user, 20_000, dice.below(20_000)).await;
            run(app, user, 1_000, 0).await;
            app.cx.clock.advance_s(DAY_S - 1_800);
        }
        // One that stays set aside.
        let open = run(app, user, 3_000, -1).await;
        let boss = again(app, "boss").await;
        let last = Day::of(app.cx.clock.now());
        let span = format!("?from={first}&to={last}");
        let told = finance(&boss, &span).await;
        agrees(app, &told, first, last).await;
        let disputed: Vec<i64> = told["money"].as_array().unwrap().iter().map(|line| minor(&line["disputed"])).filter(|minor| *minor != 0).collect();
        assert_eq!(disputed, [450, -450], "taken on one day and given back on another");
        assert_eq!(told["currencies"].as_array().unwrap().len(), 2, "never added up");
        assert!(minor(&told["currencies"][0]["fees"]) > 0, "Zarinpal tells them");
        assert_eq!(told["currencies"][1]["fees_unknown"], 1, "Stripe does not");
        let (end, now) = (told["coins"].as_array().unwrap().last().unwrap(), &told["now"]);
        assert_eq!((&end["available"], &end["held"], &end["owed"]), (&now["available"], &now["held"], &now["owed"]));
        assert_eq!(milli(&now["held"]), 3_000);
        // A span that ends earlier knows nothing of what came later.
        let (day, earlier) = (first.plus(2), finance(&boss, &format!("?from={}&to={}", first.plus(1), first.plus(2))).await);
        let of = |told: &Value| told["coins"].as_array().unwrap().iter().find(|line| line["day"] == day.to_string()).unwrap().clone();
        assert_eq!(of(&earlier), of(&told));
        assert_eq!(told["provider"].as_array().unwrap().len(), told["coins"].as_array().unwrap().len());
        assert_eq!(told["provider_total"]["revenue_usd"], "0", "these runs were nobody's");

        let (status, table) = boss.get(&format!("admin/finance.csv{span}")).await;
        assert_eq!(status, StatusCode::OK);
        let lines: Vec<&str> = table.as_str().unwrap().trim_start_matches('\u{FEFF}').lines().collect();
        assert_eq!(lines[0], "day,gateway,currency,orders,paid,refunded,disputed,net,fees,fees_unknown_orders");
        assert_eq!(lines.len(), 1 + told["money"].as_array().unwrap().len());
        assert!(lines.iter().any(|line| line.contains(",stripe,USD,1,4.50,0.00,4.50,0.00,0.00,1")), "{table}");
        let (status, table) = boss.get(&format!("admin/finance-coins.csv{span}")).await;
        assert_eq!(status, StatusCode::OK);
        let lines: Vec<&str> = table.as_str().unwrap().lines().collect();
        assert_eq!(lines.len(), 1 + told["coins"].as_array().unwrap().len());
        assert!(lines[1].starts_with(&format!("{first},")), "{table}");
        let cx = app.cx.clone();
        let released = app.cx.db.write(user.0, move |conn| async move { release(&cx, conn, open).await }.boxed());
        released.await.map_err(|_| "no release").unwrap();
    }

    async fn a_span_is_read_with_care_and_only_by_staff(app: &TestApp) {
        let (sara, boss, _) = buyer(app).await;
        let days = async |query: &str| finance(&boss, query).await["coins"].as_array().unwrap().len();
        assert_eq!([days("").await, days("?days=7").await, days("?days=9999").await], [30, 7, 92]);
        assert_eq!(days("?from=2026-09-20&to=2026-09-20").await, 1);
        for query in ["?from=x", "?to=2026-13-01", "?from=2026-01-01&to=2026-09-01", "?from=2026-09-02&to=2026-09-01"] {
            assert_eq!(boss.get(&format!("admin/finance{query}")).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        }
        for path in ["finance", "finance.csv", "finance-coins.csv", "reconciliation"] {
            assert_eq!(sara.get(&format!("admin/{path}")).await.0, StatusCode::FORBIDDEN, "{path}");
        }
        let nothing = finance(&boss, "?days=7").await;
        assert_eq!((&nothing["money"], &nothing["currencies"]), (&json!([]), &json!([])));
    }

    async fn what_is_stuck_is_told_until_it_is_well(app: &TestApp) {
        let url = format!("http://{}/api/v1/payments/webhook", app.address);
        control(app, "stripe/endpoint", json!({"url": url})).await;
        let (sara, boss, offer) = buyer(app).await;
        let kinds = async |boss: &Client| {
            let (status, found) = boss.get("admin/reconciliation").await;
            assert_eq!(status, StatusCode::OK, "{found}");
            found["items"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(kinds(&boss).await, Vec::<String>::new());
        // An amount that does not fit, and later one that does.
        let placed = place(&sara, &offer, "stripe").await;
        let session = placed["redirect_url"].as_str().unwrap().rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
        control(app, "stripe/emit", json!({
            "type": "checkout.session.completed", "id": session,
            "set": {"amount_total": 1, "status": "complete", "payment_status": "paid"},
        })).await;
        let (_, found) = boss.get("admin/reconciliation").await;
        let problem = &found["items"][0];
        assert_eq!((&problem["kind"], &problem["order_id"], &problem["gateway"]), (&json!("problem"), &json!(id(&placed)), &json!("stripe")));
        assert_eq!((&problem["email"], &problem["amount"]["amount_minor"]), (&json!("sara@example.com"), &json!(450)));
        // As it was before, told by an event that says nothing to us.
        control(app, "stripe/emit", json!({
            "type": "customer.created", "id": session, "set": {"amount_total": 450, "status": "open", "payment_status": "unpaid"},
        })).await;
        control(app, "stripe/session", json!({"action": "pay", "session": session})).await;
        assert_eq!(state(&sara, &id(&placed)).await, "fulfilled");
        assert_eq!(kinds(&boss).await, Vec::<String>::new(), "a payment came");
        // A payment that is nobody's.
        control(app, "stripe/emit", json!({"type": "checkout.session.completed", "object": {"id": "cs_nobody", "object": "checkout.session",
            "mode": "payment", "status": "complete", "payment_status": "paid", "client_reference_id": "nobody", "amount_total": 450, "currency": "usd"}})).await;
        control(app, "stripe/dispute", json!({})).await;
        assert_eq!(kinds(&boss).await, ["dispute", "event"]);
        control(app, "stripe/dispute/close", json!({"status": "won"})).await;
        assert_eq!(kinds(&boss).await, ["event"]);
        // A delivery and a refund without an end; no gateway can be asked about this one.
        let order: Uuid = buy(app, &sara, &offer).await.parse().unwrap();
        let (now, refund) = (app.cx.clock.now(), Uuid::now_v7());
        let stuck = app.cx.db.write(order, move |conn| async move {
            execute!(conn, "UPDATE orders SET gateway_ref = 'lost' WHERE id = $1", order)?;
            execute!(conn, "UPDATE deliveries SET done_at = NULL, due_at = $2 WHERE order_id = $1", order, now.plus_s(9 * DAY_S))?;
            execute!(conn, "INSERT INTO refunds (id, order_id, amount_minor, coins_milli, state, reason, created_at) VALUES ($1, $2, 1, 0, 'unknown', 'lost', $3)", refund, order, now)?;
            Ok(())
        }.boxed());
        stuck.await.map_err(|_| "not written").unwrap();
        assert_eq!(kinds(&boss).await, ["event"], "it may still end by itself");
        app.cx.clock.advance_s(301);
        assert_eq!(kinds(&boss).await, ["delivery", "event"]);
        app.cx.clock.advance_s(3_400);
        let boss = again(app, "boss").await;
        assert_eq!(kinds(&boss).await, ["refund", "delivery", "event"]);
        app.cx.clock.advance_s(DAY_S);
        let boss = again(app, "boss").await;
        assert_eq!(kinds(&boss).await, ["refund", "delivery"], "a stray event is news for a day");
        let ended = app.cx.db.write(order, move |conn| async move {
            execute!(conn, "DELETE FROM refunds WHERE id = $1", refund)?;
            execute!(conn, "UPDATE deliveries SET done_at = $2 WHERE order_id = $1", order, now)?;
            Ok(())
        }.boxed());
        ended.await.map_err(|_| "not written").unwrap();
        go_around(app).await;
        assert_eq!(kinds(&boss).await, Vec::<String>::new());
    }
}
