//! Prices as OpenRouter lists them: decimal texts in US dollars for one unit each, less a discount, and other prices for
//! long prompts or hours of the day.

use super::tally::decimal;
use crate::provider::listing::{Capability, ListedPrice, PriceComponent};
use rust_decimal::Decimal;
use serde_json::Value;

/// Their names. An input picture by the piece (`image`) and searches are not what we are charged for.
const NAMES: [(&str, PriceComponent); 10] = [
    ("prompt", PriceComponent::Input),
    ("completion", PriceComponent::Output),
    ("input_cache_read", PriceComponent::CacheRead),
    ("input_cache_write", PriceComponent::CacheWrite),
    ("internal_reasoning", PriceComponent::Reasoning),
    ("audio", PriceComponent::AudioIn),
    ("audio_output", PriceComponent::AudioOut),
    ("image_token", PriceComponent::ImageIn),
    ("image_output", PriceComponent::ImageOut),
    ("request", PriceComponent::Request),
];

/// Every price of a model; none when the price is not known as a whole. A price below zero means "depends", and nothing
/// is free that does not call itself so.
pub(super) fn prices(id: &str, capabilities: &[Capability], pricing: Option<&Value>) -> Vec<ListedPrice> {
    let known = pricing.and_then(|pricing| all(capabilities, pricing)).unwrap_or_default();
    let free = id.ends_with(":free");
    if free {
        return known;
    }
    // Of a part, zero means that it has no price of its own; of the whole, that none is told.
    let known: Vec<_> = known.into_iter().filter(|price| !price.usd.is_zero() || !is_part(price.component)).collect();
    let is_told = |price: &ListedPrice| !price.usd.is_zero() || price.component == PriceComponent::Request;
    let chat = capabilities.contains(&Capability::Chat);
    let whole = if chat { known.iter().all(is_told) } else { known.iter().any(|price| !price.usd.is_zero()) };
    if whole { known } else { Vec::new() }
}

/// What is paid as a part of the input or the output where it has no price of its own.
fn is_part(component: PriceComponent) -> bool {
    use PriceComponent as P;
    matches!(
        component,
        P::CacheRead | P::CacheWrite | P::Reasoning | P::AudioIn | P::AudioOut | P::ImageIn | P::ImageOut
    )
}

fn all(capabilities: &[Capability], pricing: &Value) -> Option<Vec<ListedPrice>> {
    let discount = match pricing.get("discount") {
        None | Some(Value::Null) => Decimal::ZERO,
        Some(told) => decimal(told)?,
    };
    let factor = Decimal::ONE.checked_sub(discount).filter(|factor| !factor.is_sign_negative())?;
    let mut prices = Vec::new();
    listed(pricing, &Condition::default(), factor, &mut prices)?;
    for row in pricing.get("overrides").and_then(Value::as_array).into_iter().flatten() {
        listed(row, &Condition::new(row)?, factor, &mut prices)?;
    }
    in_their_units(capabilities, prices)
}

/// Models for sound alone tell their price for characters or seconds, in the place of that for tokens.
fn in_their_units(capabilities: &[Capability], mut prices: Vec<ListedPrice>) -> Option<Vec<ListedPrice>> {
    if capabilities.contains(&Capability::Chat) {
        return Some(prices);
    }
    if capabilities.contains(&Capability::Transcription) {
        // Some mean seconds and some tokens, and none tells which.
        return None;
    }
    if capabilities.contains(&Capability::Speech) {
        let token_priced = prices.iter().any(|price| price.component == PriceComponent::Output && !price.usd.is_zero());
        prices.retain(|price| price.component == PriceComponent::Input);
        prices.iter_mut().for_each(|price| price.component = PriceComponent::Character);
        return (!token_priced).then_some(prices);
    }
    Some(prices)
}

#[derive(Debug, Default)]
struct Condition {
    prompt_tokens_over: Option<u32>,
    utc_from: Option<u16>,
    utc_to: Option<u16>,
}

impl Condition {
    /// `None` for conditions that we do not understand: without them the price would be wrong.
    fn new(row: &Value) -> Option<Self> {
        let number = |name: &str| row.get(name).filter(|value| !value.is_null());
        Some(Self {
            prompt_tokens_over: match number("min_prompt_tokens") {
                Some(value) => Some(u32::try_from(value.as_u64()?).ok()?),
                None => None,
            },
            utc_from: match number("utc_start") {
                Some(value) => Some(minute(value)?),
                None => None,
            },
            utc_to: match number("utc_end") {
                Some(value) => Some(minute(value)?),
                None => None,
            },
        })
    }
}

/// `1630` is half past four in the afternoon; `2400` is midnight.
fn minute(value: &Value) -> Option<u16> {
    let clock = u16::try_from(value.as_u64().or_else(|| value.as_str()?.parse().ok())?).ok()?;
    let (hour, minute) = (clock / 100, clock % 100);
    (hour <= 24 && minute < 60).then(|| (hour * 60 + minute) % (24 * 60))
}

fn listed(row: &Value, condition: &Condition, factor: Decimal, prices: &mut Vec<ListedPrice>) -> Option<()> {
    for (name, component) in NAMES {
        let Some(told) = row.get(name).filter(|told| !told.is_null()) else { continue };
        let one = decimal(told).filter(|price| price.is_zero() || price.is_sign_positive())?;
        let per = component.per();
        let usd = one.checked_mul(factor)?.checked_mul(per.into())?.normalize();
        let Condition { prompt_tokens_over, utc_from, utc_to } = *condition;
        prices.push(ListedPrice { component, usd, per, prompt_tokens_over, utc_from, utc_to });
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::prices;
    use crate::provider::listing::{Capability, ListedPrice};
    use serde_json::{Value, json};

    fn told(id: &str, capabilities: &[Capability], pricing: &Value) -> Vec<String> {
        let tell = |price: ListedPrice| {
            let mut text = format!("{} {}/{}", price.component.code(), price.usd, price.per);
            for (name, condition) in [
                (" over ", price.prompt_tokens_over),
                (" from ", price.utc_from.map(u32::from)),
                (" to ", price.utc_to.map(u32::from)),
            ] {
                text.extend(condition.map(|condition| format!("{name}{condition}")));
            }
            text
        };
        prices(id, capabilities, Some(pricing)).into_iter().map(tell).collect()
    }

    #[test]
    fn every_component_discount_and_condition() {
        let pricing = json!({
            "prompt": "0.00000125", "completion": "0.00001", "input_cache_read": "0.000000125", "request": "0.01",
            "image": "0.005", "web_search": "0.01", "image_output": "0.00003", "audio": null, "discount": 0.5,
            "overrides": [
                {"min_prompt_tokens": 200_000, "prompt": "0.0000025"},
                {"utc_start": 1630, "utc_end": 30, "completion": "0.000004"},
                {"utc_start": 0, "utc_end": 2400, "min_prompt_tokens": 0, "completion": "0.000004"},
            ],
        });
        assert_eq!(
            told("a/b", &[Capability::Chat], &pricing),
            [
                "input 0.625/1000000",
                "output 5/1000000",
                "cache_read 0.0625/1000000",
                "image_out 15/1000000",
                "request 0.005/1",
                "input 1.25/1000000 over 200000",
                "output 2/1000000 from 990 to 30",
                "output 2/1000000 over 0 from 0 to 0",
            ]
        );
    }

    #[test]
    fn what_is_no_price_makes_the_whole_unknown() {
        for odd in [
            json!({"prompt": "-1", "completion": "0.00001"}),
            json!({"prompt": "NaN", "completion": "0.00001"}),
            json!({"prompt": "0.1", "completion": {"a": 1}}),
            json!({"prompt": "0", "completion": "0"}),
            json!({"prompt": "0.1", "discount": 1.5}),
            json!({"prompt": "0.1", "overrides": [{"prompt": "-1"}]}),
            json!({"prompt": "0.1", "overrides": [{"utc_start": 2560, "prompt": "0.1"}]}),
            json!({}),
        ] {
            assert_eq!(told("a/b", &[Capability::Chat], &odd), Vec::<String>::new(), "{odd}");
        }
        let free = json!({"prompt": "0", "completion": "0"});
        assert_eq!(told("a/b:free", &[Capability::Chat], &free), ["input 0/1000000", "output 0/1000000"]);
    }

    #[test]
    fn sound_has_its_own_units() {
        let pricing = json!({"prompt": "0.000015", "completion": "0"});
        assert_eq!(told("a/tts", &[Capability::Speech], &pricing), ["character 15/1000000"]);
        assert_eq!(told("a/stt", &[Capability::Transcription], &pricing), Vec::<String>::new());
        let by_tokens = json!({"prompt": "0.0000005", "completion": "0.00001"});
        assert_eq!(told("a/tts", &[Capability::Speech], &by_tokens), Vec::<String>::new());
    }
}
