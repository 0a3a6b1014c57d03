//! What runs brought and what they cost us. Coins are integers, dollars exact decimals; nothing unknown counts as nothing
//! without being told.
//!
//! A day is summed by itself, so that however long a span is, no more than a day of it is in memory.

use super::store::{self, DayEarnings};
use crate::{
    catalog,
    kernel::{Coins, Day, DaySpan},
    run::{
        record::{EARNING_DAYS_MAX, EarningLine, EarningQuery, EarningSum, Earnings},
        usage::DAYS_USUAL,
    },
    server::{Cx, Result, access::Staff},
};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// Decimal places of dollars that come of a division.
const PLACES: u32 = 12;
/// Who pays for a run, as its row has it.
const PERSON: &str = "person";
const HOUSE: &str = "house";
/// Thousandths in a coin.
const MILLI: Decimal = Decimal::from_parts(1_000, 0, 0, false, 0);

/// One model on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarningCell {
    /// The day.
    pub day: Day,
    /// The model.
    pub model: String,
    /// What it brought and cost.
    pub sum: EarningSum,
}

/// What runs brought and cost, by day and by model. Refuses: `invalid`.
pub async fn get_earnings(cx: &Cx, _who: &Staff, query: EarningQuery) -> Result<Earnings> {
    sum_span(cx, read(cx, &query)?).await
}

/// What runs brought and cost in the last days, by day and by model.
pub async fn get_latest_earnings(cx: &Cx, _who: &Staff, days: i32) -> Result<Earnings> {
    sum_span(cx, DaySpan::latest(days, Day::of(cx.clock.now()), DAYS_USUAL, EARNING_DAYS_MAX)).await
}

async fn sum_span(cx: &Cx, span: DaySpan) -> Result<Earnings> {
    let (mut total, mut house) = (Tally::default(), Tally::default());
    let (mut days, mut models) = (Vec::new(), HashMap::<String, Tally>::new());
    for day in span.days() {
        let mut whole = Tally::default();
        sum_day(cx, day, HOUSE).await?.values().for_each(|tally| house.add(tally));
        for (model, tally) in sum_day(cx, day, PERSON).await? {
            whole.add(&tally);
            models.entry(model).or_default().add(&tally);
        }
        total.add(&whole);
        days.push(EarningLine { id: day.to_string(), name: None, sum: whole.told() });
    }
    let names = catalog::server::names(&mut cx.db.read().await?).await?;
    let mut models: Vec<(String, Tally)> = models.into_iter().collect();
    models.sort_by(|(id, one), (other_id, other)| other.revenue.cmp(&one.revenue).then_with(|| id.cmp(other_id)));
    let line = |(id, tally): (String, Tally)| EarningLine {
        name: Some(names.get(&id).unwrap_or(&id).clone()),
        id,
        sum: tally.told(),
    };
    let models = models.into_iter().map(line).collect();
    Ok(Earnings { from: span.first, to: span.last, total: total.told(), house: house.told(), days, models })
}

/// Each model on each day, for a table. Refuses: `invalid`.
pub async fn list_earning_cells(cx: &Cx, _who: &Staff, query: EarningQuery) -> Result<(DaySpan, Vec<EarningCell>)> {
    let (span, mut cells) = (read(cx, &query)?, Vec::new());
    for day in span.days() {
        let models = sum_day(cx, day, PERSON).await?;
        cells.extend(models.into_iter().map(|(model, tally)| EarningCell { day, model, sum: tally.told() }));
    }
    Ok((span, cells))
}

fn read(cx: &Cx, query: &EarningQuery) -> Result<DaySpan> {
    Ok(DaySpan::read(&query.from, &query.to, Day::of(cx.clock.now()), DAYS_USUAL, EARNING_DAYS_MAX)?)
}

/// A sum that grows.
#[derive(Debug, Default)]
struct Tally {
    runs: i64,
    revenue: Coins,
    revenue_usd: Decimal,
    cost_usd: Decimal,
    unknown_runs: i64,
}

impl Tally {
    fn add(&mut self, more: &Self) {
        self.runs += more.runs;
        self.revenue = Coins::from_milli(self.revenue.milli.saturating_add(more.revenue.milli));
        self.revenue_usd = self.revenue_usd.saturating_add(more.revenue_usd);
        self.cost_usd = self.cost_usd.saturating_add(more.cost_usd);
        self.unknown_runs += more.unknown_runs;
    }

    fn told(&self) -> EarningSum {
        let margin = self.revenue_usd.saturating_sub(self.cost_usd);
        let share = margin.saturating_mul(Decimal::ONE_HUNDRED).checked_div(self.revenue_usd);
        let percent = share.map(|share| share.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero));
        EarningSum {
            runs: self.runs,
            revenue: self.revenue,
            revenue_usd: self.revenue_usd.normalize().to_string(),
            cost_usd: self.cost_usd.normalize().to_string(),
            margin_usd: margin.normalize().to_string(),
            margin_percent: percent.map(|percent| percent.normalize().to_string()),
            unknown_runs: self.unknown_runs,
        }
    }
}

/// A day's sums by model, of the runs that somebody pays for.
async fn sum_day(cx: &Cx, day: Day, payer: &str) -> Result<BTreeMap<String, Tally>> {
    let DayEarnings { revenues, costs, unknown } = store::earnings_of(&mut cx.db.read().await?, day, payer).await?;
    let (mut models, mut milli) = (BTreeMap::<String, Tally>::new(), BTreeMap::<(String, Decimal), i64>::new());
    for (model, price, runs, revenue) in revenues {
        let tally = models.entry(model.clone()).or_default();
        tally.runs += runs;
        tally.revenue.milli = tally.revenue.milli.saturating_add(revenue.milli);
        if revenue != Coins::ZERO {
            let sum = milli.entry((model.clone(), coins_per_usd(cx, &model, &price))).or_default();
            *sum = sum.saturating_add(revenue.milli);
        }
    }
    for ((model, rate), milli) in milli {
        let usd = Decimal::from(milli).checked_div(rate.saturating_mul(MILLI)).unwrap_or_default();
        let tally = models.entry(model).or_default();
        tally.revenue_usd = tally.revenue_usd.saturating_add(usd.round_dp(PLACES));
    }
    for (model, usd, attempts) in costs {
        let usd: Decimal = usd.parse()?;
        let tally = models.entry(model).or_default();
        tally.cost_usd = tally.cost_usd.saturating_add(usd.saturating_mul(Decimal::from(attempts)));
    }
    for (model, runs) in unknown {
        models.entry(model).or_default().unknown_runs = runs;
    }
    Ok(models)
}

/// The rate of a run's price snapshot: that of its model, else of any that could have answered; today's where it has none.
fn coins_per_usd(cx: &Cx, model: &str, price: &str) -> Decimal {
    #[derive(Deserialize)]
    struct Rate {
        coins_per_usd: Decimal,
    }
    let rates: HashMap<String, Rate> = serde_json::from_str(price).unwrap_or_default();
    let rate = rates.get(model).or_else(|| rates.values().next()).map(|rate| rate.coins_per_usd);
    rate.filter(|rate| *rate > Decimal::ZERO).unwrap_or(cx.settings.pricing.coins_per_usd)
}

#[cfg(test)]
mod tests {
    use super::{Coins, Decimal, Tally};

    #[test]
    fn a_margin_is_what_is_left() {
        let tally = |revenue: &str, cost: &str| Tally {
            revenue_usd: revenue.parse().unwrap(),
            cost_usd: cost.parse().unwrap(),
            ..Tally::default()
        };
        for (revenue, cost, margin, percent) in [
            ("1.5", "1", "0.5", Some("33.3")),
            ("0.1", "0.3", "-0.2", Some("-200")),
            ("0", "0.3", "-0.3", None),
            ("0.30", "0.1", "0.2", Some("66.7")),
        ] {
            let told = tally(revenue, cost).told();
            assert_eq!((told.margin_usd.as_str(), told.margin_percent.as_deref()), (margin, percent));
        }
        let mut sum = Tally::default();
        for _ in 0..10 {
            sum.add(&Tally { runs: 1, revenue: Coins::from_milli(1), ..tally("0.1", "0.000000000000000001") });
        }
        assert_eq!((sum.runs, sum.revenue_usd), (10, Decimal::ONE));
        assert_eq!(sum.told().cost_usd, "0.00000000000000001");
    }
}
