//! Referral: who is bound to whom, that a purchase earns once, that what it earns follows the money, and that it is paid once.

mod bind;
mod decide;

use crate::{
    harness::{Client, TestApp, milli},
    invoice::{buy, give_back},
    order::{buyer, control, go_around, id, place, shop, staff, state},
};
use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Signs somebody up from an address, with a code.
pub async fn join(app: &TestApp, email: &str, code: &str, ip: &str) -> Client {
    let mut client = app.stranger();
    let input = json!({"email": email, "password": "a good password", "referral_code": code});
    let sent = client.request(Method::POST, "auth/register").header("x-forwarded-for", ip).json(&input);
    let response = sent.send().await.unwrap();
    let (status, body) = (response.status(), response.json::<Value>().await.unwrap());
    assert_eq!(status, StatusCode::CREATED, "{body}");
    client.keep_tokens(&body);
    client
}

pub async fn referral(client: &Client) -> Value {
    let (status, mine) = client.get("referral").await;
    assert_eq!(status, StatusCode::OK, "{mine}");
    mine
}

pub async fn code(client: &Client) -> String {
    referral(client).await["code"].as_str().unwrap().to_owned()
}

/// The people who came through somebody's link.
pub async fn people(client: &Client) -> Vec<Value> {
    let (status, people) = client.get("referral/people").await;
    assert_eq!(status, StatusCode::OK, "{people}");
    people["items"].as_array().unwrap().clone()
}

/// What somebody earned, the newest first.
pub async fn earned(client: &Client) -> Vec<Value> {
    let (status, earned) = client.get("referral/commissions").await;
    assert_eq!(status, StatusCode::OK, "{earned}");
    earned["items"].as_array().unwrap().clone()
}

/// What staff sees, the newest first.
pub async fn queue(boss: &Client, query: &str) -> Vec<Value> {
    let (status, queue) = boss.get(&format!("admin/referrals{query}")).await;
    assert_eq!(status, StatusCode::OK, "{queue}");
    queue["items"].as_array().unwrap().clone()
}

/// A tenth at once, but for what is said otherwise.
pub async fn rules(boss: &Client, changes: Value) {
    let mut rules = json!({
        "enabled": true, "rate_per_mille": 100, "review_days": 0, "first_only": false, "months": 12, "minimum": "0", "cap": null,
    });
    rules.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    let (status, programme) = boss.send(Method::PUT, "admin/referrals/programme", rules).await;
    assert_eq!(status, StatusCode::OK, "{programme}");
}

pub async fn decide(boss: &Client, commission: &Value, decision: Value) -> (StatusCode, Value) {
    boss.post(&format!("admin/referrals/{}/decision", commission["id"].as_str().unwrap()), decision).await
}

pub async fn approve(boss: &Client, commission: &Value) -> Value {
    let (status, done) = decide(boss, commission, json!({"verdict": "approve"})).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    done
}

/// A referrer and somebody who came by the link, from another address; staff, and an offer of 100 coins with 10 on top.
pub struct Pair {
    pub nima: Client,
    pub sara: Client,
    pub boss: Client,
    pub offer: String,
}

pub async fn pair(app: &TestApp) -> Pair {
    let (_, boss, offer) = buyer(app).await;
    rules(&boss, json!({})).await;
    let nima = join(app, "nima@example.com", "", "203.0.113.1").await;
    let sara = join(app, "sara2@example.com", &code(&nima).await, "203.0.113.2").await;
    Pair { nima, sara, boss, offer }
}

async fn kinds(client: &Client) -> Vec<(String, String)> {
    let (_, list) = client.get("billing/transactions").await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    list["items"].as_array().unwrap().iter().map(|row| (text(&row["kind"]), text(&row["available"]))).collect()
}

on_both! {
    with shop();

    async fn a_purchase_earns_a_share_of_what_was_paid_for(app: &TestApp) {
        let Pair { nima, sara, boss, offer } = pair(app).await;
        let order = buy(app, &sara, &offer).await;
        let all = earned(&nima).await;
        assert_eq!(all.len(), 1, "{all:?}");
        let one = &all[0];
        assert_eq!((&one["coins"], &one["state"], &one["person"]), (&json!("10"), &json!("waiting"), &json!("s***@example.com")), "no share of the gift: {one}");
        assert_eq!(one["amount"], json!({"amount_minor": 49_000, "currency": "IRR"}));
        let mine = referral(&nima).await;
        assert_eq!((&mine["sums"]["people"], &mine["sums"]["buyers"], &mine["sums"]["waiting"]), (&json!(1), &json!(1), &json!("10")), "{mine}");
        let came = people(&nima).await;
        assert_eq!((&came[0]["email"], &came[0]["purchases"], &came[0]["earned"]), (&json!("s***@example.com"), &json!(1), &json!("10")), "{came:?}");
        let queue = queue(&boss, "").await;
        assert_eq!((&queue[0]["order_id"], &queue[0]["base"], &queue[0]["flags"]), (&json!(order), &json!("100"), &json!([])), "{queue:?}");
        assert_eq!((&queue[0]["referrer"], &queue[0]["buyer"]), (&json!("nima@example.com"), &json!("sara2@example.com")));
        assert_eq!(earned(&sara).await, Vec::<Value>::new(), "the buyer earns nothing");
    }

    async fn an_order_earns_once_whatever_comes_at_once(app: &TestApp) {
        let Pair { nima, sara, offer, .. } = pair(app).await;
        let (second, address) = app.second().await;
        let placed = place(&sara, &offer, "zarinpal").await;
        let authority = placed["redirect_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        control(app, "zarinpal/act", json!({"authority": authority, "action": "pay"})).await;
        let path = format!("payments/zarinpal/callback?Authority={authority}&Status=OK");
        let (here, there) = (app.stranger(), Client::new(address));
        join_all((0..20).flat_map(|_| [&here, &there]).map(|client| client.request(Method::GET, &path).send())).await;
        for _ in 0..3 {
            app.cx.clock.advance_s(60);
            go_around(app).await;
        }
        assert_eq!(state(&sara, &id(&placed)).await, "fulfilled");
        assert_eq!(earned(&nima).await.len(), 1);
        assert_eq!(people(&nima).await[0]["purchases"], 1);
        second.db.close().await;
    }

    async fn shares_are_rounded_down_and_follow_what_a_code_left(app: &TestApp) {
        let Pair { nima, sara, boss, .. } = pair(app).await;
        rules(&boss, json!({"rate_per_mille": 125})).await;
        let odd = json!({
            "kind": "package", "name_fa": "بسته", "name_en": "Odd", "coins": "1.999", "bonus_coins": "5",
            "prices": [{"amount_minor": 100_007, "currency": "IRR"}],
        });
        let (status, odd) = boss.post("admin/offers", odd).await;
        assert_eq!(status, StatusCode::CREATED, "{odd}");
        buy(app, &sara, odd["id"].as_str().unwrap()).await;
        let one = earned(&nima).await.remove(0);
        assert_eq!((&one["coins"], &one["amount"]["amount_minor"]), (&json!("0.249"), &json!(12_500)), "{one}");
        for (code, rate, coins, amount) in [("HALF", 50, "6.25", 30_625), ("ALL", 100, "", 0)] {
            let made = json!({"code": code, "percent": rate, "enabled": true});
            assert_eq!(boss.post("admin/codes", made).await.0, StatusCode::CREATED);
            let package = crate::order::package(&boss).await;
            let input = json!({"package_id": package, "gateway": "zarinpal", "discount_code": code});
            let (status, placed) = sara.post("payments/purchase-credits", input).await;
            assert_eq!(status, StatusCode::CREATED, "{placed}");
            if let Some(url) = placed["redirect_url"].as_str() {
                let authority = url.rsplit('/').next().unwrap();
                control(app, "zarinpal/act", json!({"authority": authority, "action": "pay"})).await;
                let path = format!("payments/zarinpal/callback?Authority={authority}&Status=OK");
                app.stranger().request(Method::GET, &path).send().await.unwrap();
            }
            assert_eq!(state(&sara, &id(&placed)).await, "fulfilled");
            let newest = earned(&nima).await.remove(0);
            if rate == 100 {
                assert_eq!(newest["coins"], "6.25", "what cost nothing earns nothing");
            } else {
                assert_eq!((&newest["coins"], &newest["amount"]["amount_minor"]), (&json!(coins), &json!(amount)), "{newest}");
            }
        }
        assert_eq!(people(&nima).await[0]["purchases"], 2, "paid with money");
    }

    async fn the_rules_say_what_earns(app: &TestApp) {
        let Pair { nima, sara, boss, offer } = pair(app).await;
        rules(&boss, json!({"enabled": false})).await;
        buy(app, &sara, &offer).await;
        assert_eq!(earned(&nima).await.len(), 0, "the programme rests");
        rules(&boss, json!({"first_only": true})).await;
        buy(app, &sara, &offer).await;
        assert_eq!(earned(&nima).await.len(), 0, "it was not the first");
        let leila = join(app, "leila@example.com", &code(&nima).await, "203.0.113.3").await;
        buy(app, &leila, &offer).await;
        buy(app, &leila, &offer).await;
        assert_eq!(earned(&nima).await.len(), 1);
        rules(&boss, json!({"cap": "15"})).await;
        buy(app, &leila, &offer).await;
        buy(app, &leila, &offer).await;
        let all = earned(&nima).await;
        assert_eq!((all.len(), &all[0]["coins"], &all[0]["amount"]["amount_minor"]), (2, &json!("5"), &json!(24_500)), "up to the cap: {all:?}");
        rules(&boss, json!({"months": 1})).await;
        app.cx.clock.advance_s(32 * 86_400);
        let again = async |email: &str| {
            let mut client = app.stranger();
            let (_, tokens) = client.post("auth/login", json!({"email": email, "password": "a good password"})).await;
            client.keep_tokens(&tokens);
            client
        };
        let sara = again("sara2@example.com").await;
        buy(app, &sara, &offer).await;
        assert_eq!(earned(&again("nima@example.com").await).await.len(), 2, "its months are over");
    }

    async fn a_refund_before_the_payment_makes_it_less(app: &TestApp) {
        let Pair { nima, sara, boss, offer } = pair(app).await;
        let order = buy(app, &sara, &offer).await;
        give_back(&boss, &order, 147_000).await;
        let one = earned(&nima).await.remove(0);
        assert_eq!((&one["coins"], &one["taken"], &one["amount"]["amount_minor"], &one["state"]), (&json!("7"), &json!("3"), &json!(34_300), &json!("waiting")), "{one}");
        let before = nima.balance().await.0;
        approve(&boss, &one).await;
        assert_eq!(nima.balance().await.0, before + 7_000);
        let order = buy(app, &sara, &offer).await;
        give_back(&boss, &order, 490_000).await;
        let one = earned(&nima).await.remove(0);
        assert_eq!((&one["coins"], &one["state"]), (&json!("0"), &json!("cancelled")));
        assert_eq!(decide(&boss, &one, json!({"verdict": "approve"})).await.0, StatusCode::CONFLICT);
        assert_eq!(nima.balance().await.0, before + 7_000);
    }

    async fn a_refund_after_the_payment_takes_it_back(app: &TestApp) {
        let Pair { nima, sara, boss, offer } = pair(app).await;
        let before = nima.balance().await.0;
        let order = buy(app, &sara, &offer).await;
        approve(&boss, &earned(&nima).await[0]).await;
        assert_eq!(nima.balance().await.0, before + 10_000);
        assert_eq!(kinds(&nima).await[0], ("referral".to_owned(), "10".to_owned()));
        give_back(&boss, &order, 245_000).await;
        assert_eq!(nima.balance().await.0, before + 5_000);
        // The rest is set aside for a run: it becomes a debt.
        let (cx, run) = (app.cx.clone(), aimall::kernel::id::RunId(app.cx.id()));
        let user: uuid::Uuid = nima.get("me").await.1["id"].as_str().unwrap().parse().unwrap();
        app.cx.db.write(user, move |conn| Box::pin(async move {
            let user = aimall::kernel::id::UserId(user);
            aimall::billing::server::hold(&cx, conn, user, run, aimall::kernel::Coins::from_milli(before + 3_000)).await
        })).await.map_err(|_| "no hold").unwrap();
        give_back(&boss, &order, 245_000).await;
        let (_, balance) = nima.get("billing/balance").await;
        assert_eq!((&balance["available"], &balance["owed"]), (&json!("0"), &json!("3")), "{balance}");
        let one = earned(&nima).await.remove(0);
        assert_eq!((&one["state"], &one["coins"], &one["taken"]), (&json!("paid"), &json!("0"), &json!("10")));
        let cx = app.cx.clone();
        app.cx.db.write(user, move |conn| Box::pin(async move { aimall::billing::server::release(&cx, conn, run).await }))
            .await.map_err(|_| "no release").unwrap();
    }

    async fn money_that_stays_after_all_brings_it_back(app: &TestApp) {
        let Pair { nima, sara, boss, offer } = pair(app).await;
        let before = nima.balance().await.0;
        let order = buy(app, &sara, &offer).await;
        let refused = async || {
            control(app, "zarinpal/next", json!({"path": "reverse", "code": -60})).await;
            let path = format!("admin/orders/{order}/refund");
            assert_eq!(boss.post(&path, json!({"reason": "please"})).await.0, StatusCode::SERVICE_UNAVAILABLE);
        };
        refused().await;
        let one = earned(&nima).await.remove(0);
        assert_eq!((&one["state"], &one["coins"], &one["taken"]), (&json!("waiting"), &json!("10"), &json!("0")), "it waits again: {one}");
        approve(&boss, &one).await;
        assert_eq!(nima.balance().await.0, before + 10_000);
        refused().await;
        assert_eq!(nima.balance().await.0, before + 10_000, "taken back, and back");
        assert_eq!(kinds(&nima).await.iter().filter(|(kind, _)| kind == "referral").count(), 3);
        assert_eq!(milli(&earned(&nima).await[0]["coins"]), 10_000);
    }

    async fn a_dispute_holds_it_until_it_is_won(app: &TestApp) {
        let Pair { nima, sara, boss, offer } = pair(app).await;
        let url = format!("http://{}/api/v1/payments/webhook", app.address);
        control(app, "stripe/endpoint", json!({"url": url})).await;
        let before = nima.balance().await.0;
        let placed = place(&sara, &offer, "stripe").await;
        let session = placed["redirect_url"].as_str().unwrap().rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
        control(app, "stripe/session", json!({"action": "pay", "session": session})).await;
        let one = earned(&nima).await.remove(0);
        assert_eq!(one["amount"], json!({"amount_minor": 45, "currency": "USD"}));
        approve(&boss, &one).await;
        assert_eq!(nima.balance().await.0, before + 10_000);
        control(app, "stripe/dispute", json!({})).await;
        assert_eq!((state(&sara, &id(&placed)).await.as_str(), nima.balance().await.0), ("disputed", before));
        control(app, "stripe/dispute/close", json!({"status": "won"})).await;
        assert_eq!(nima.balance().await.0, before + 10_000);
        assert_eq!(staff(app, "second").await.get("admin/ledger/check").await.1["sound"], true);
    }
}
