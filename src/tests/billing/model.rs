//! Random commands on two wallets, and a model that keeps them as a child would: coin by coin.

use super::*;
use proptest::{
    collection::vec,
    strategy::{Strategy, ValueTree},
    test_runner::{Config, TestRunner},
};
use std::collections::HashMap;

/// A lot as a child would keep it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Lot {
    left: i64,
    expires_at: Instant,
    order: Uuid,
}

/// A wallet as a child would keep it: some coins lie in boxes with a date, all others on the table.
#[derive(Debug, Default, Clone)]
struct Model {
    available: i64,
    owed: i64,
    open: HashMap<RunId, i64>,
    lots: Vec<Lot>,
    wallet_first: bool,
    sold: i64,
    expired: i64,
    charged: i64,
    forgiven: i64,
}

impl Model {
    fn held(&self) -> i64 {
        self.open.values().sum()
    }

    fn expiring(&self) -> i64 {
        self.lots.iter().map(|lot| lot.left).sum()
    }

    /// One coin after the other leaves; each is looked for where it is to come from.
    fn leave(&mut self, amount: i64) {
        let lasting = self.available + self.held() - self.expiring();
        // The coins have left the purse already: what lasted before is what lasts now and what left.
        let lasting = lasting + amount;
        let from_lots = if self.wallet_first { (amount - lasting).max(0) } else { amount.min(self.expiring()) };
        self.empty_lots(from_lots, None);
    }

    fn empty_lots(&mut self, amount: i64, order: Option<Uuid>) -> i64 {
        self.lots.sort_by_key(|lot| lot.expires_at);
        let mut rest = amount;
        for lot in self.lots.iter_mut().filter(|lot| order.is_none_or(|order| lot.order == order)) {
            let taken = lot.left.min(rest);
            lot.left -= taken;
            rest -= taken;
        }
        self.lots.retain(|lot| lot.left > 0);
        amount - rest
    }

    /// What came free pays the debt; what did.
    fn repay(&mut self) -> i64 {
        let paid = self.owed.min(self.available);
        self.owed -= paid;
        self.available -= paid;
        paid
    }

    fn end(&mut self, run: RunId, cost: i64) -> i64 {
        let Some(open) = self.open.remove(&run) else { return 0 };
        let charged = cost.min(open);
        self.available += open - charged;
        self.charged += charged;
        let paid = self.repay();
        self.leave(charged + paid);
        charged
    }

    fn credit(&mut self, amount: i64, lot: Option<(Instant, Uuid)>) {
        self.sold += amount;
        self.available += amount;
        let rest = amount - self.repay();
        if let Some((expires_at, order)) = lot.filter(|_| rest > 0) {
            self.lots.push(Lot { left: rest, expires_at, order });
        }
    }

    fn take_back(&mut self, amount: i64, order: Option<Uuid>) -> (i64, i64) {
        let taken = amount.min(self.available);
        let own = order.map_or(0, |order| self.empty_lots(taken, Some(order)));
        self.available -= taken;
        let beyond = (self.expiring() - self.available - self.held()).max(0);
        self.empty_lots(beyond, None);
        assert!(own <= taken);
        self.owed += amount - taken;
        self.sold -= amount;
        (taken, amount - taken)
    }

    fn expire(&mut self, now: Instant) {
        self.lots.sort_by_key(|lot| lot.expires_at);
        for lot in self.lots.iter_mut().filter(|lot| lot.expires_at <= now) {
            let taken = lot.left.min(self.available);
            lot.left -= taken;
            self.available -= taken;
            self.expired += taken;
        }
        self.lots.retain(|lot| lot.left > 0);
    }
}

/// What to do: whose wallet, which run or order, what, how much.
type Step = (usize, usize, u8, i64);

on_both! {
    with empty();

    async fn any_sequence_agrees_with_a_plain_model(app: &TestApp) {
        let users = [user_of(&app.member("a").await).await, user_of(&app.member("b").await).await];
        let mut runner = TestRunner::new(Config::default());
        let steps = vec((0..2_usize, 0..5_usize, 0..12_u8, 1..40_000_i64), 90).boxed();
        let mut models = [Model::default(), Model::default()];
        for _ in 0..3 {
            let sequence = steps.new_tree(&mut runner).unwrap().current();
            for (number, step) in sequence.iter().enumerate() {
                play(app, users, &mut models, *step).await.unwrap_or_else(|wrong| panic!("step {number}: {wrong}: {sequence:?}"));
                let findings = app.findings().await;
                assert!(findings.is_empty(), "step {number}: {findings:?}: {sequence:?}");
            }
            let house = house(app).await;
            let sum = |of: fn(&Model) -> i64| models.iter().map(of).sum::<i64>();
            assert_eq!(house.get("sold").copied().unwrap_or(0), -sum(|model| model.sold));
            assert_eq!(house.get("expired").copied().unwrap_or(0), sum(|model| model.expired));
            assert_eq!(house.get("revenue").copied().unwrap_or(0), sum(|model| model.charged));
            assert_eq!(house.get("adjusted").copied().unwrap_or(0), -sum(|model| model.forgiven));
        }
        assert!(models.iter().any(|model| model.expired > 0) && models.iter().any(|model| model.charged > 0), "{models:?}");
    }
}

/// One of a few orders.
fn order_of(user: UserId, number: usize) -> Uuid {
    Uuid::from_u128(user.0.as_u128() ^ (number as u128 + 1))
}

async fn play(
    app: &TestApp,
    users: [UserId; 2],
    models: &mut [Model; 2],
    step: Step,
) -> std::result::Result<(), String> {
    let (who, which, action, amount) = step;
    let (user, model) = (users[who], &mut models[who]);
    let order = order_of(user, which);
    let run = model.open.keys().copied().collect::<Vec<_>>();
    let run = run.get(which % run.len().max(1)).copied().unwrap_or_else(new_run);
    match action {
        0 | 1 => {
            let run = new_run();
            let can = model.available >= amount;
            if held(&app.cx, user, run, amount).await != can {
                return Err(format!("holding {amount} of {}", model.available));
            }
            if can {
                model.available -= amount;
                model.open.insert(run, amount);
            }
        }
        2 | 3 => same("charged", ended(&app.cx, user, run, Some(amount)).await, model.end(run, amount))?,
        4 => same("charged", ended(&app.cx, user, run, None).await, model.end(run, 0))?,
        5 => {
            gave(app, Credit { order: Some(order), ..bought(user, amount) }).await;
            model.credit(amount, None);
        }
        6 | 7 => {
            // No two lots end at the same time: which of them is emptied first is nobody's business.
            let expires_at =
                after(app, i64::try_from(which).unwrap() + 1).plus_s(i64::try_from(model.lots.len()).unwrap());
            let expires_at = Instant::from_micros(expires_at.micros + amount);
            gave(app, Credit { order: Some(order), lot: Some((LotSource::Plan, expires_at)), ..bought(user, amount) })
                .await;
            model.credit(amount, Some((expires_at, order)));
        }
        8 => {
            app.cx.clock.advance_s(DAY_S / 2);
            expire_lots(&app.cx).await.map_err(|_| "the sweep failed")?;
            let now = app.cx.clock.now();
            models.iter_mut().for_each(|model| model.expire(now));
        }
        9 => {
            let key = format!("take:{}", Uuid::now_v7());
            let order = (which % 2 == 0).then_some(order);
            let expected = model.take_back(amount, order);
            for _ in 0..2 {
                same("taken", took(app, user, &key, amount, order).await, expected)?;
            }
        }
        10 => {
            let forgiven = amount.min(model.owed);
            model.owed -= forgiven;
            model.forgiven += forgiven;
            same("forgiven", forgave(app, user, &format!("forgive:{}", Uuid::now_v7()), amount).await, forgiven)?;
        }
        _ => {
            model.wallet_first = !model.wallet_first;
            prefer(app, user, if model.wallet_first { SpendOrder::WalletFirst } else { SpendOrder::QuotaFirst }).await;
        }
    }
    for (user, model) in users.into_iter().zip(models.iter()) {
        let expected = (model.available, model.held(), model.expiring(), model.owed);
        same("the wallet", wallet(app, user).await, expected)?;
        let mut expected = model.lots.clone();
        expected.sort_by_key(|lot| lot.expires_at);
        same("the lots", lots(app, user).await, expected.iter().map(|lot| lot.left).collect::<Vec<_>>())?;
    }
    Ok(())
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, real: T, expected: T) -> std::result::Result<(), String> {
    if real == expected { Ok(()) } else { Err(format!("{what}: {real:?} instead of {expected:?}")) }
}

/// The house's accounts.
async fn house(app: &TestApp) -> HashMap<String, i64> {
    let mut conn = app.cx.db.read().await.map_err(Fault::disclose).unwrap();
    let sql = "SELECT account, CAST(SUM(amount_milli) AS BIGINT) FROM ledger_postings WHERE owner_id IS NULL GROUP BY account";
    fetch_all!(&mut conn, (String, i64), sql).unwrap().into_iter().collect()
}
