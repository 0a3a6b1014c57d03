//! From a provider's cost to coins. Exact decimals over one denominator; rounded once, up, to thousandths of a coin.

use super::rate::Rate;
use crate::{
    catalog::model::{Component, ComponentPrice, ModelPrice},
    kernel::{Coins, Instant, Interrupted},
    provider::Usage,
    server::config::Pricing,
};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Thousandths in a coin.
const MILLI: Decimal = Decimal::from_parts(1_000, 0, 0, false, 0);
/// What does not fit is more than any wallet holds: the hold will refuse it.
const BEYOND: Coins = Coins::from_milli(i64::MAX);

/// What a model costs, as it was when the run was quoted: a change of prices does not reach a run under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// What things cost us. Of the rates of one component that hold, the last one counts.
    pub rates: Vec<Rate>,
    /// Coins for one US dollar.
    pub coins_per_usd: Decimal,
    /// What is asked for each unit of cost.
    pub margin: Decimal,
    /// The least a run with output costs.
    pub minimum: Coins,
    /// When the run started, by which prices of the hour are chosen.
    pub at: Instant,
    /// What an answer costs that its provider broke off.
    #[serde(default)]
    pub interrupted: Interrupted,
}

/// The most that a request can use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Demand {
    /// Tokens read.
    pub input_tokens: u64,
    /// Tokens written, thinking included.
    pub output_tokens: u64,
    /// Pictures made.
    pub images: u64,
    /// Thousandths of a second of sound.
    pub audio_ms: u64,
    /// Characters spoken.
    pub characters: u64,
    /// Whether pictures go in or come out as tokens.
    pub has_pictures: bool,
    /// Whether sound goes in or comes out as tokens.
    pub has_sound: bool,
}

impl Demand {
    /// Text read and text written.
    pub fn text(input_tokens: u64, output_tokens: u64) -> Self {
        Self { input_tokens, output_tokens, ..Self::default() }
    }
}

/// Who says what a run cost us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CostTrust {
    /// The provider.
    Reported,
    /// Our price table, from what the provider says was used.
    Table,
    /// Nobody: the provider did not say what was used.
    Unknown,
}

impl CostTrust {
    /// Its stable name, as attempts have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reported => "provider",
            Self::Table => "table",
            Self::Unknown => "unknown",
        }
    }
}

/// What a run cost us, and what it costs its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Our cost in US dollars, where it is known.
    pub usd: Option<Decimal>,
    /// Who says so.
    pub trust: CostTrust,
    /// The coins, at least the minimum.
    pub coins: Coins,
}

/// A sum of dollars as a fraction, so that nothing is rounded before the end.
struct Sum {
    above: Decimal,
    below: u64,
}

impl Price {
    /// Today's price of a model with these rates and this margin.
    pub fn new(rates: Vec<Rate>, margin: Decimal, pricing: &Pricing, at: Instant) -> Self {
        Self {
            rates,
            coins_per_usd: pricing.coins_per_usd,
            margin,
            minimum: pricing.minimum,
            at,
            interrupted: Interrupted::Free,
        }
    }

    /// The most that a request can cost: every token at the dearest rate that can come to apply, at any hour.
    pub fn maximum(&self, demand: &Demand) -> Coins {
        use Component as C;
        let mut read = vec![C::Input, C::CacheRead, C::CacheWrite];
        let mut written = vec![C::Output, C::Reasoning];
        if demand.has_sound {
            read.push(C::AudioIn);
            written.push(C::AudioOut);
        }
        if demand.has_pictures {
            read.push(C::ImageIn);
            written.push(C::ImageOut);
        }
        let dearest = |components: &[C]| {
            let rates = self.rates.iter().filter(|rate| components.contains(&rate.component));
            rates.filter(|rate| rate.may_hold(demand.input_tokens)).max_by(|one, other| compare(one, other))
        };
        let parts = [
            (demand.input_tokens, dearest(&read)),
            (demand.output_tokens, dearest(&written)),
            (demand.images, dearest(&[C::Image])),
            (demand.audio_ms, dearest(&[C::AudioSecond])),
            (demand.characters, dearest(&[C::Character])),
            (1, dearest(&[C::Request])),
        ];
        self.coins_of(sum(&parts))
    }

    /// What a run cost: by the provider's word, else by the table. Every token is counted once.
    pub fn of(&self, usage: &Usage) -> Charge {
        if let Some(usd) = usage.cost_usd.filter(|usd| usd.is_zero() || usd.is_sign_positive()) {
            return Charge { usd: Some(usd), trust: CostTrust::Reported, coins: self.coins(usd) };
        }
        let prompt = usage.input().unwrap_or(0);
        let counted = counts(usage).map(|(component, units)| (units.unwrap_or(0), self.rate(component, prompt)));
        let nothing_said =
            counts(usage).iter().all(|(component, units)| *component == Component::Request || units.is_none());
        if nothing_said && self.rate(Component::Request, prompt).is_none() {
            return Charge { usd: None, trust: CostTrust::Unknown, coins: self.minimum };
        }
        let sum = sum(&counted);
        if !is_covered(&counts(usage).map(|(component, _)| component), &counted) {
            return Charge { usd: None, trust: CostTrust::Unknown, coins: self.coins_of(sum) };
        }
        let usd = sum.as_ref().and_then(|sum| sum.above.checked_div(Decimal::from(sum.below)));
        let trust = if usd.is_some() { CostTrust::Table } else { CostTrust::Unknown };
        Charge { usd: usd.map(|usd| usd.normalize()), trust, coins: self.coins_of(sum) }
    }

    /// The coins for a cost, at least the minimum.
    pub fn coins(&self, cost_usd: Decimal) -> Coins {
        self.coins_of(Some(Sum { above: cost_usd, below: 1 }))
    }

    /// As people see it.
    pub fn shown(&self) -> ModelPrice {
        let component = |rate: &Rate| ComponentPrice {
            component: rate.component,
            coins: self.of_rate(rate),
            per: i64::try_from(rate.per).unwrap_or(i64::MAX),
            when: rate.when,
        };
        let per_million = |component: Component| {
            let rate = self.rates.iter().find(|rate| rate.component == component)?;
            Some(self.exact(&sum(&[(1_000_000, Some(rate))])?).unwrap_or(BEYOND))
        };
        ModelPrice {
            input_per_million: per_million(Component::Input),
            output_per_million: per_million(Component::Output),
            minimum: self.minimum,
            components: self.rates.iter().map(component).collect(),
        }
    }

    /// What a highest price is held against: coins for a million tokens of the answer at the dearest rate where the model
    /// writes, else those of the dearest thing it is paid for, each for as many units as its price is usually told.
    pub fn ceiling(&self, writes: bool) -> Coins {
        let counts = |rate: &&Rate| !writes || matches!(rate.component, Component::Output | Component::Reasoning);
        let coins = |rate: &Rate| {
            let units = u64::try_from(rate.component.per()).unwrap_or(1);
            let units = if rate.component == Component::AudioSecond { units * 1_000 } else { units };
            sum(&[(units, Some(rate))]).and_then(|sum| self.exact(&sum)).unwrap_or(BEYOND)
        };
        self.rates.iter().filter(counts).map(coins).max().unwrap_or(Coins::ZERO)
    }

    /// The coins for a rate, for as many units as it is for.
    pub(super) fn of_rate(&self, rate: &Rate) -> Coins {
        self.exact(&Sum { above: rate.usd, below: 1 }).unwrap_or(BEYOND)
    }

    /// The rate of a component for a prompt of so many tokens, or that of the component it falls back to.
    fn rate(&self, component: Component, prompt_tokens: u64) -> Option<&Rate> {
        let own = |wanted: Component| {
            self.rates.iter().rfind(|rate| rate.component == wanted && rate.holds(prompt_tokens, self.at))
        };
        own(component).or_else(|| own(component.fallback()?))
    }

    fn coins_of(&self, sum: Option<Sum>) -> Coins {
        sum.and_then(|sum| self.exact(&sum)).unwrap_or(BEYOND).max(self.minimum)
    }

    fn exact(&self, sum: &Sum) -> Option<Coins> {
        let asked = sum.above.checked_mul(self.coins_per_usd)?.checked_mul(self.margin)?.checked_mul(MILLI)?;
        let milli = asked.checked_div(Decimal::from(sum.below))?;
        Some(Coins::from_milli(milli.round_dp_with_strategy(0, RoundingStrategy::ToPositiveInfinity).to_i64()?))
    }
}

/// Whether the table has a price for what was used: for all tokens, or for whole units in their place.
fn is_covered(components: &[Component], counted: &[(u64, Option<&Rate>)]) -> bool {
    use Component as C;
    let used = || components.iter().zip(counted).filter(|(_, (units, _))| *units > 0);
    let whole = |component: &C| matches!(component, C::Image | C::AudioSecond | C::Character | C::Request);
    let by_unit = used().any(|(component, (_, rate))| whole(component) && rate.is_some());
    by_unit || used().all(|(component, (_, rate))| whole(component) || rate.is_some())
}

/// What was used, each unit in one place: sound and pictures are parts of the input that no cache served and of the
/// output that is no thinking.
fn counts(usage: &Usage) -> [(Component, Option<u64>); 13] {
    use Component as C;
    let (sound_in, pictures_in, text_in) = split(usage.input_uncached, usage.input_audio, usage.input_image);
    let (sound_out, pictures_out, text_out) = split(usage.output_text, usage.output_audio, usage.output_image);
    [
        (C::Input, text_in),
        (C::AudioIn, sound_in),
        (C::ImageIn, pictures_in),
        (C::CacheRead, usage.input_cache_read),
        (C::CacheWrite, usage.input_cache_write),
        (C::Output, text_out),
        (C::AudioOut, sound_out),
        (C::ImageOut, pictures_out),
        (C::Reasoning, usage.output_reasoning),
        (C::Image, usage.images),
        (C::AudioSecond, usage.audio_ms),
        (C::Character, usage.characters),
        (C::Request, Some(1)),
    ]
}

/// Sound, pictures and the rest of a whole; parts that are more than the whole are not believed.
fn split(whole: Option<u64>, sound: Option<u64>, pictures: Option<u64>) -> (Option<u64>, Option<u64>, Option<u64>) {
    let Some(whole) = whole else { return (None, None, None) };
    let sound = sound.unwrap_or(0).min(whole);
    let pictures = pictures.unwrap_or(0).min(whole - sound);
    (Some(sound), Some(pictures), Some(whole - sound - pictures))
}

/// What so many units cost, added up; `None` when it can not be written as a decimal. What has no rate costs nothing.
fn sum(parts: &[(u64, Option<&Rate>)]) -> Option<Sum> {
    let used = || parts.iter().filter_map(|(units, rate)| Some((*units, (*rate)?))).filter(|(units, _)| *units > 0);
    let below = used().try_fold(1_u64, |below, (_, rate)| least_common_multiple(below, units_per(rate)?))?;
    let above = used().try_fold(Decimal::ZERO, |above, (units, rate)| {
        let weight = Decimal::from(below / units_per(rate)?);
        above.checked_add(rate.usd.checked_mul(Decimal::from(units))?.checked_mul(weight)?)
    })?;
    Some(Sum { above, below })
}

/// For how many counted units the rate is: sound is counted in thousandths of its seconds.
fn units_per(rate: &Rate) -> Option<u64> {
    let counted = if rate.component == Component::AudioSecond { 1_000 } else { 1 };
    rate.per.max(1).checked_mul(counted)
}

fn least_common_multiple(one: u64, other: u64) -> Option<u64> {
    let (mut divisor, mut rest) = (one, other);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (one / divisor.max(1)).checked_mul(other)
}

/// Which of two rates is dearer for a unit; one too large to compare is dearer than anything.
fn compare(one: &Rate, other: &Rate) -> Ordering {
    let weighed = |usd: Decimal, per: u64| usd.checked_mul(Decimal::from(per.max(1))).unwrap_or(Decimal::MAX);
    weighed(one.usd, other.per).cmp(&weighed(other.usd, one.per))
}
