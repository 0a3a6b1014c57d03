//! Any sequence of what buyers, gateways, banks, staff and crashes do, against books that are too simple to be wrong: what
//! the gateways themselves say they have.

use super::{COINS, buyer, card, go_around, place_or_not, shop, sign_in, stripe::listen, zarinpal::call_back};
use crate::harness::{Client, TestApp, milli};
use aimall::{
    billing::server::{hold, settle},
    kernel::{
        Coins,
        id::{RunId, UserId},
    },
};
use futures::FutureExt;
use proptest::{
    collection::vec,
    prelude::any,
    strategy::{Strategy, ValueTree},
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use std::{future::poll_fn, pin::pin, task::Poll};

/// What happens: what, to which, and how much of it.
type Step = (u8, u8, u8);

/// Steps of a sequence.
const STEPS: usize = 60;

struct Placed {
    id: String,
    gateway: &'static str,
    /// The gateway's name for its payment.
    handle: String,
    /// From card to card: how much the bank got and sent back, in rial.
    by_hand: (i64, i64),
}

struct World<'a> {
    app: &'a TestApp,
    name: &'a str,
    user: UserId,
    buyer: Client,
    boss: Client,
    offer: String,
    orders: Vec<Placed>,
    first: i64,
    spent: i64,
    pictures: u32,
}

on_both! {
    with shop();

    async fn our_books_are_the_gateways_books(app: &TestApp) {
        listen(app).await;
        let (_, boss, offer) = buyer(app).await;
        card::card(&boss, card::CARD).await;
        let mut runner = TestRunner::new(Config::default());
        let steps = vec((0..21_u8, any::<u8>(), 1..101_u8), STEPS);
        for name in ["ava", "bita", "darya"] {
            let sequence = steps.new_tree(&mut runner).unwrap().current();
            play(app, name, &offer, &sequence).await.unwrap_or_else(|wrong| panic!("{wrong}\n{sequence:?}"));
        }
    }
}

async fn play(app: &TestApp, name: &str, offer: &str, sequence: &[Step]) -> Result<(), String> {
    let buyer = app.member(name).await;
    let user = buyer.get("me").await.1["id"].as_str().unwrap().parse().unwrap();
    let boss = sign_in(app, "boss").await;
    let first = buyer.balance().await.0;
    let mut world = World {
        app,
        name,
        user,
        buyer,
        boss,
        offer: offer.to_owned(),
        orders: Vec::new(),
        first,
        spent: 0,
        pictures: 0,
    };
    for step in sequence {
        world.step(*step).await;
    }
    world.let_everything_end().await;
    world.compare().await
}

/// A future that its process loses after so many looks at it.
async fn cut_short(future: impl Future, looks: u8) {
    let (mut future, mut left) = (pin!(future), looks);
    poll_fn(|cx| {
        left = left.saturating_sub(1);
        if left == 0 { Poll::Ready(()) } else { future.as_mut().poll(cx).map(drop) }
    })
    .await;
}

impl World<'_> {
    /// What a gateway refuses is no news: a payment may be paid, expired or sent back already.
    async fn try_control(&self, path: &str, body: Value) {
        let _ = self.app.emulator.control(path, body).await;
    }

    fn picked(&self, gateway: &str, which: u8) -> Option<&Placed> {
        let all: Vec<&Placed> = self.orders.iter().filter(|order| order.gateway == gateway).collect();
        all.get(usize::from(which) % all.len().max(1)).copied()
    }

    async fn intent(&self, which: u8) -> Option<String> {
        let all = self.app.emulator.control("stripe/objects", json!({"kind": "payment_intent"})).await.unwrap();
        let all = all.as_array().unwrap();
        let intent = all.get(usize::from(which) % all.len().max(1))?;
        (intent["metadata"]["order_id"].as_str().is_some_and(|id| self.orders.iter().any(|order| order.id == id)))
            .then(|| intent["id"].as_str().unwrap().to_owned())
    }

    async fn step(&mut self, (what, which, share): Step) {
        let is_odd = which % 2 == 1;
        match what {
            0 => self.place("zarinpal").await,
            1 => self.place("stripe").await,
            2 => self.place("card").await,
            3 | 4 => {
                let Some(Placed { handle, .. }) = self.picked("zarinpal", which) else { return };
                let action = if share > 90 { "cancel" } else { "pay" };
                self.try_control("zarinpal/act", json!({"authority": handle, "action": action})).await;
            }
            5 => {
                let Some(Placed { handle, .. }) = self.picked("zarinpal", which) else { return };
                call_back(self.app, handle, if share > 50 { "OK" } else { "NOK" }).await;
            }
            6 | 7 => {
                let Some(Placed { handle, .. }) = self.picked("stripe", which) else { return };
                let action = if share > 90 { "decline" } else { "pay" };
                self.try_control("stripe/session", json!({"action": action, "session": handle})).await;
            }
            8 => self.try_control("stripe/hold", json!({"held": true})).await,
            9 => {
                let order = if is_odd { json!({"order": "reverse"}) } else { json!({}) };
                self.try_control("stripe/release", order).await;
            }
            10 => self.try_control("stripe/send", json!({"times": 2})).await,
            11 => self.refund(which, share).await,
            12 => {
                let Some(intent) = self.intent(which).await else { return };
                let amount = i64::from(share) * 450 / 100;
                self.try_control("stripe/refund", json!({"payment_intent": intent, "amount": amount.max(1)})).await;
            }
            13 => {
                let Some(intent) = self.intent(which).await else { return };
                self.try_control("stripe/dispute", json!({"payment_intent": intent})).await;
            }
            14 => {
                let status = if is_odd { "won" } else { "lost" };
                self.try_control("stripe/dispute/close", json!({"status": status})).await;
            }
            20 => {
                let all = self.app.emulator.control("stripe/objects", json!({"kind": "refund"})).await.unwrap();
                let can_fail = |refund: &&Value| refund["status"] == "succeeded";
                let Some(refund) = all.as_array().unwrap().iter().rfind(can_fail) else { return };
                self.try_control("stripe/refund/fail", json!({"refund": refund["id"]})).await;
            }
            15 => self.spend(i64::from(share) * 3_000).await,
            16 => self.receipt(which, share).await,
            17 => {
                let Some(order) = self.orders.get(usize::from(which) % self.orders.len().max(1)) else { return };
                self.buyer.post(&format!("payments/orders/{}/cancel", order.id), json!({})).await;
            }
            18 => {
                let (gateway, path) = match which % 5 {
                    0 => ("zarinpal", "verify"),
                    1 => ("zarinpal", "reverse"),
                    2 => ("stripe", "refunds"),
                    3 => ("stripe", "checkout/sessions"),
                    _ => ("zarinpal", "inquiry"),
                };
                let lost = json!({"path": path, "cut": true, "commit": share > 50});
                self.try_control(&format!("{gateway}/next"), lost).await;
            }
            _ if share > 70 => self.pass_time(i64::from(share) * 30).await,
            _ if share > 20 => go_around(self.app).await,
            // The process ends in the middle of it.
            _ => cut_short(aimall::order::server::go_around(&self.app.cx, true), share * 3).await,
        }
    }

    async fn place(&mut self, gateway: &'static str) {
        let Some(placed) = place_or_not(&self.buyer, &self.offer, gateway).await else { return };
        let page = placed["redirect_url"].as_str().unwrap_or_default();
        let handle = page.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
        self.orders.push(Placed { id: super::id(&placed), gateway, handle, by_hand: (0, 0) });
    }

    /// Staff sends money back, some of it or all.
    async fn refund(&mut self, which: u8, share: u8) {
        let count = self.orders.len();
        let Some(order) = self.orders.get_mut(usize::from(which) % count.max(1)) else { return };
        let total = super::file(&self.boss, &order.id).await["order"]["total"]["amount_minor"].as_i64().unwrap();
        let amount = (order.gateway != "zarinpal").then(|| (total * i64::from(share) / 100).max(1));
        let by_hand = order.gateway == "card";
        let input = json!({"amount_minor": amount, "reason": "asked nicely", "by_hand": by_hand});
        let (status, answer) = self.boss.post(&format!("admin/orders/{}/refund", order.id), input).await;
        assert!([200, 409, 422, 503].contains(&status.as_u16()), "{status}: {answer}");
        if by_hand && status == 200 {
            order.by_hand.1 += amount.unwrap();
        }
    }

    /// Sends a receipt, and staff believes it or not.
    async fn receipt(&mut self, which: u8, share: u8) {
        self.pictures += 1;
        let picture = card::picture_of(self.name, self.pictures);
        let Some(Placed { id, .. }) = self.picked("card", which) else { return };
        let id = id.clone();
        card::send(&self.buyer, &id, picture).await;
        let review = if share > 20 { json!({"approve": true}) } else { json!({"approve": false, "reason": "blurred"}) };
        let both = [card::review(&self.boss, &id, review.clone()), card::review(&self.boss, &id, review)];
        let believed = futures::future::join_all(both).await.iter().filter(|(status, _)| *status == 200).count();
        if share > 20 && believed > 0 {
            let total = super::file(&self.boss, &id).await["order"]["total"]["amount_minor"].as_i64().unwrap();
            let order = self.orders.iter_mut().find(|order| order.id == id).unwrap();
            assert_eq!((believed, order.by_hand.0), (1, 0), "believed once");
            order.by_hand.0 = total;
        }
    }

    async fn spend(&mut self, most: i64) {
        let (cx, user, run) = (self.app.cx.clone(), self.user, RunId(self.app.cx.id()));
        let spent = self.app.cx.db.write(user.0, move |conn| {
            async move {
                hold(&cx, conn, user, run, Coins::from_milli(most)).await?;
                settle(&cx, conn, run, Coins::from_milli(most - 7)).await
            }
            .boxed()
        });
        self.spent += spent.await.map_or(0, |charge| charge.charged.milli);
    }

    async fn pass_time(&mut self, seconds: i64) {
        self.app.cx.clock.advance_s(seconds);
        self.try_control("clock", json!({"advance_s": seconds})).await;
        self.buyer = sign_in(self.app, self.name).await;
        self.boss = sign_in(self.app, "boss").await;
    }

    /// Everything that was lost is asked for again, and what is late comes.
    async fn let_everything_end(&mut self) {
        for gateway in ["zarinpal", "stripe"] {
            self.try_control(&format!("{gateway}/clear"), json!({})).await;
        }
        self.try_control("stripe/release", json!({})).await;
        for _ in 0..8 {
            self.pass_time(4 * 3_600).await;
            self.try_control("stripe/flush", json!({})).await;
            go_around(self.app).await;
        }
    }

    async fn compare(&self) -> Result<(), String> {
        let objects = self.app.emulator.control("stripe/objects", json!({})).await.unwrap();
        let payments = self.app.emulator.control("zarinpal/payments", json!({})).await.unwrap();
        let (objects, payments) = (objects.as_array().unwrap(), payments.as_array().unwrap());
        let mut coins = self.first - self.spent;
        let mut wrong = Vec::new();
        for order in &self.orders {
            let kept = match order.gateway {
                "zarinpal" => at_zarinpal(payments, &order.handle),
                "stripe" => at_stripe(objects, &order.id),
                _ => share_of(order.by_hand.0, order.by_hand.1),
            };
            coins += kept;
            let file = super::file(&self.boss, &order.id).await;
            let state = file["order"]["state"].as_str().unwrap().to_owned();
            let open = file["refunds"]
                .as_array()
                .unwrap()
                .iter()
                .any(|refund| ["asked", "unknown"].contains(&refund["state"].as_str().unwrap()));
            let fits = match state.as_str() {
                "fulfilled" => kept > 0,
                "refunded" | "disputed" => kept == 0,
                "expired" | "cancelled" => kept == 0,
                _ => false,
            };
            if !fits || open {
                wrong.push(format!(
                    "{} of {} is {state}, and the gateway's money is worth {kept}: {:#}",
                    order.id, order.gateway, file
                ));
            }
        }
        let balance = self.buyer.get("billing/balance").await.1;
        let real = milli(&balance["available"]) - milli(&balance["owed"]);
        if real != coins {
            wrong.push(format!("{real} coins instead of {coins}"));
        }
        wrong.extend(self.app.findings().await);
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    }
}

/// The coins that are left of an order's when so much of its money went back.
fn share_of(paid: i64, back: i64) -> i64 {
    if paid == 0 { 0 } else { COINS - COINS * back / paid }
}

fn at_zarinpal(payments: &[Value], authority: &str) -> i64 {
    let payment = payments.iter().find(|payment| payment["authority"] == authority);
    payment.map_or(0, |payment| if payment["status"] == "VERIFIED" { COINS } else { 0 })
}

fn at_stripe(objects: &[Value], order: &str) -> i64 {
    let of = |kind: &str, field: &str, value: &Value| -> Vec<&Value> {
        objects.iter().filter(|object| object["object"] == kind && object[field] == *value).collect()
    };
    let paid = |intent: &&Value| {
        intent["object"] == "payment_intent"
            && intent["metadata"]["order_id"] == order
            && intent["status"] == "succeeded"
    };
    let intents: Vec<&Value> = objects.iter().filter(paid).collect();
    assert!(intents.len() <= 1, "paid twice: {intents:?}");
    let Some(intent) = intents.first() else { return 0 };
    let charge = of("charge", "id", &intent["latest_charge"])[0];
    let disputed = of("dispute", "payment_intent", &intent["id"]).iter().any(|dispute| dispute["status"] != "won");
    if disputed { 0 } else { share_of(charge["amount"].as_i64().unwrap(), charge["amount_refunded"].as_i64().unwrap()) }
}
