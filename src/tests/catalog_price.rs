//! What a model costs: exact, rounded once and up, never more than was quoted.

use aimall::{
    catalog::{
        model::{Component, Conditions},
        server::{CostTrust, Demand, Price, Rate},
    },
    kernel::{Coins, Instant, Interrupted},
    provider::Usage,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

const NOON: Instant = Instant::from_micros(1_790_000_000_000_000);

fn rate(component: Component, usd: &str, per: u64) -> Rate {
    Rate { component, usd: usd.parse().unwrap(), per, when: Conditions::default() }
}

fn price(rates: Vec<Rate>) -> Price {
    let (coins_per_usd, margin) = ("1000".parse().unwrap(), "1.5".parse().unwrap());
    Price { rates, coins_per_usd, margin, minimum: Coins::from_milli(10), at: NOON, interrupted: Interrupted::Free }
}

fn chat() -> Price {
    price(vec![rate(Component::Input, "1.25", 1_000_000), rate(Component::Output, "10", 1_000_000)])
}

fn tokens(input: u64, output: u64) -> Usage {
    Usage { input_uncached: Some(input), output_text: Some(output), ..Usage::default() }
}

#[test]
fn tokens_become_coins_rounded_up_once() {
    // 100 × 1.25 + 50 × 10 = 625 millionths of a dollar = 0.9375 coins.
    let charge = chat().of(&tokens(100, 50));
    assert_eq!((charge.coins, charge.trust), (Coins::from_milli(938), CostTrust::Table));
    assert_eq!(charge.usd, Some("0.000625".parse().unwrap()));
    assert_eq!(chat().maximum(&Demand::text(100, 50)), charge.coins);
    assert_eq!(chat().of(&tokens(0, 0)).coins, Coins::from_milli(10), "the minimum");
    assert_eq!(chat().coins("0.00000001".parse().unwrap()), Coins::from_milli(10));
    let shown = chat().shown();
    assert_eq!(shown.input_per_million, Some(Coins::from_milli(1_875_000)));
    assert_eq!(shown.components[1].coins, Coins::from_milli(15_000_000));
}

#[test]
fn the_providers_word_counts_most_unless_it_is_none() {
    let said = |cost: &str| chat().of(&Usage { cost_usd: Some(cost.parse().unwrap()), ..tokens(100, 50) });
    assert_eq!((said("0.001").coins, said("0.001").trust), (Coins::from_milli(1_500), CostTrust::Reported));
    assert_eq!((said("0").coins, said("0").trust), (Coins::from_milli(10), CostTrust::Reported));
    assert_eq!(said("-23000000").trust, CostTrust::Table, "nobody pays us for asking");
    let silent = chat().of(&Usage::default());
    assert_eq!((silent.usd, silent.trust), (None, CostTrust::Unknown));
}

#[test]
fn every_token_is_counted_once_at_its_own_rate_or_the_one_it_falls_back_to() {
    let usage = Usage {
        input_uncached: Some(1_000),
        input_cache_read: Some(2_000),
        input_cache_write: Some(4_000),
        input_audio: Some(100),
        output_text: Some(500),
        output_reasoning: Some(300),
        output_image: Some(9_000),
        ..Usage::default()
    };
    // Without rates of their own: 7000 read and 800 written.
    assert_eq!(chat().of(&usage).usd, Some("0.01675".parse().unwrap()));
    let mut own = chat();
    own.rates.extend([
        rate(Component::CacheRead, "0.125", 1_000_000),
        rate(Component::AudioIn, "40", 1_000_000),
        rate(Component::Reasoning, "20", 1_000_000),
        rate(Component::ImageOut, "30", 1_000_000),
    ]);
    // (900 + 4000) × 1.25 + 2000 × 0.125 + 100 × 40 + 300 × 20 + 500 × 30: pictures can not be more than the output.
    assert_eq!(own.of(&usage).usd, Some("0.031375".parse().unwrap()));
}

#[test]
fn pictures_sound_characters_and_requests_have_their_units() {
    let studio = price(vec![
        rate(Component::Image, "0.04", 1),
        rate(Component::AudioSecond, "0.04", 3_600),
        rate(Component::Character, "15", 1_000_000),
        rate(Component::Request, "0.001", 1),
    ]);
    let of = |usage: Usage| studio.of(&usage).usd.unwrap();
    assert_eq!(of(Usage { images: Some(3), ..Usage::default() }), "0.121".parse().unwrap());
    assert_eq!(of(Usage { audio_ms: Some(1_800_000), ..Usage::default() }), "0.021".parse().unwrap());
    assert_eq!(of(Usage { characters: Some(2_000), ..Usage::default() }), "0.031".parse().unwrap());
    assert_eq!(of(Usage::default()), "0.001".parse().unwrap());
    // Ten seconds of 0.04 an hour, exactly: 0.04 × 10 / 3600 + 0.001 dollars = 1.66… coins, up.
    assert_eq!(studio.of(&Usage { audio_ms: Some(10_000), ..Usage::default() }).coins, Coins::from_milli(1_667));
    let demand = Demand { images: 3, audio_ms: 10_000, ..Demand::default() };
    assert_eq!(studio.maximum(&demand), Coins::from_milli(181_667));
}

#[test]
fn long_prompts_and_hours_have_their_own_rates() {
    let mut tiered = chat();
    let when = |over: Option<i64>, from: Option<i64>, to: Option<i64>| Conditions {
        prompt_tokens_over: over,
        utc_from: from,
        utc_to: to,
    };
    tiered.rates.push(Rate { when: when(Some(200_000), None, None), ..rate(Component::Input, "2.5", 1_000_000) });
    assert_eq!(tiered.of(&tokens(200_000, 0)).usd, Some("0.25".parse().unwrap()));
    assert_eq!(tiered.of(&tokens(200_001, 0)).usd, Some("0.5000025".parse().unwrap()));
    // NOON is 14:13 UTC.
    tiered.rates.push(Rate { when: when(None, Some(1630), Some(30)), ..rate(Component::Output, "5", 1_000_000) });
    assert_eq!(tiered.of(&tokens(0, 1_000)).usd, Some("0.01".parse().unwrap()));
    tiered.at = NOON.plus_s(3 * 3_600);
    assert_eq!(tiered.of(&tokens(0, 1_000)).usd, Some("0.005".parse().unwrap()));
    assert_eq!(tiered.maximum(&Demand::text(0, 1_000)), Coins::from_milli(15_000), "the run may start at any hour");
}

#[test]
fn absurd_numbers_cost_more_than_any_wallet_holds() {
    let absurd =
        price(vec![rate(Component::Input, "79228162514264337593543950335", 1), rate(Component::Output, "1", u64::MAX)]);
    assert_eq!(absurd.of(&tokens(u64::MAX, u64::MAX)).coins.milli, i64::MAX);
    assert_eq!(absurd.maximum(&Demand::text(u64::MAX, u64::MAX)).milli, i64::MAX);
    assert_eq!(chat().maximum(&Demand::text(u64::MAX, u64::MAX)).milli, i64::MAX);
}

fn any_conditions() -> impl Strategy<Value = Conditions> {
    let hour = (0_i64..24, 0_i64..60).prop_map(|(hour, minute)| hour * 100 + minute);
    (prop::option::of(0_i64..50_000), prop::option::of((hour.clone(), hour))).prop_map(|(over, window)| Conditions {
        prompt_tokens_over: over,
        utc_from: window.map(|(from, _)| from),
        utc_to: window.map(|(_, to)| to),
    })
}

fn any_rate(conditions: bool) -> impl Strategy<Value = Rate> {
    let when = if conditions { any_conditions().boxed() } else { Just(Conditions::default()).boxed() };
    let per = prop::sample::select(vec![1_u64, 60, 1_000, 3_600, 1_000_000]);
    (prop::sample::select(Component::ALL.to_vec()), 0_i64..1_000_000_000, 0_u32..9, per, when)
        .prop_map(|(component, usd, scale, per, when)| Rate { component, usd: Decimal::new(usd, scale), per, when })
}

fn any_price(conditions: bool) -> impl Strategy<Value = Price> {
    (prop::collection::vec(any_rate(conditions), 0..12), 1_000_i64..5_000, 0_i64..86_400).prop_map(
        |(rates, margin, second)| Price { margin: Decimal::new(margin, 3), at: NOON.plus_s(second), ..price(rates) },
    )
}

fn bucket() -> impl Strategy<Value = Option<u64>> {
    prop::option::of(0_u64..100_000)
}

fn any_usage() -> impl Strategy<Value = Usage> {
    let input = (bucket(), bucket(), bucket(), bucket(), bucket());
    let output = (bucket(), bucket(), bucket(), bucket());
    (input, output, bucket(), bucket(), bucket()).prop_map(|(input, output, images, audio_ms, characters)| Usage {
        input_uncached: input.0,
        input_cache_read: input.1,
        input_cache_write: input.2,
        input_audio: input.3,
        input_image: input.4,
        output_text: output.0,
        output_reasoning: output.1,
        output_audio: output.2,
        output_image: output.3,
        images,
        audio_ms,
        characters,
        ..Usage::default()
    })
}

/// The least demand that covers the use.
fn demand(usage: &Usage) -> Demand {
    Demand {
        input_tokens: usage.input().unwrap_or(0),
        output_tokens: usage.output().unwrap_or(0),
        images: usage.images.unwrap_or(0),
        audio_ms: usage.audio_ms.unwrap_or(0),
        characters: usage.characters.unwrap_or(0),
        has_pictures: true,
        has_sound: true,
    }
}

proptest! {
    #[test]
    fn nothing_costs_more_than_was_quoted(price in any_price(true), usage in any_usage(), more in 0_u64..100_000) {
        let mut demand = demand(&usage);
        demand.input_tokens += more;
        demand.output_tokens += more;
        let (charge, maximum) = (price.of(&usage), price.maximum(&demand));
        prop_assert!(charge.coins <= maximum, "{charge:?} of {maximum}");
        prop_assert!(charge.coins >= price.minimum);
    }

    #[test]
    fn more_never_costs_less(price in any_price(false), usage in any_usage(), more in 1_u64..100_000) {
        let mut grown = usage.clone();
        for bucket in [&mut grown.input_uncached, &mut grown.output_text, &mut grown.images, &mut grown.audio_ms] {
            *bucket = bucket.map(|units| units + more);
        }
        // What is no sound and no picture stays what it is.
        prop_assert!(price.maximum(&demand(&grown)) >= price.maximum(&demand(&usage)));
        let plain = |usage: &Usage| Usage { input_audio: None, input_image: None, output_audio: None, output_image: None, ..usage.clone() };
        prop_assert!(price.of(&plain(&grown)).coins >= price.of(&plain(&usage)).coins);
    }

    #[test]
    fn no_number_makes_it_panic(
        component in prop::sample::select(Component::ALL.to_vec()),
        usd in any::<[u32; 3]>(),
        scale in 0_u32..29,
        per in any::<u64>(),
        over in any::<Option<i64>>(),
        window in any::<Option<(i64, i64)>>(),
        units in any::<u64>(),
        at in any::<i64>(),
    ) {
        let when = Conditions { prompt_tokens_over: over, utc_from: window.map(|(from, _)| from), utc_to: window.map(|(_, to)| to) };
        let rate = Rate { component, usd: Decimal::from_parts(usd[0], usd[1], usd[2], false, scale), per, when };
        let mut price = price(vec![rate.clone(), Rate { component: Component::Input, ..rate.clone() }, Rate { component: Component::Output, ..rate }]);
        price.at = Instant::from_micros(at);
        let usage = Usage {
            input_uncached: Some(units), input_cache_read: Some(units), input_audio: Some(units),
            output_text: Some(units), output_reasoning: Some(units), images: Some(units),
            audio_ms: Some(units), characters: Some(units), ..Usage::default()
        };
        prop_assert!(price.of(&usage).coins >= price.minimum);
        prop_assert!(price.maximum(&demand(&usage)) >= price.minimum);
        price.shown();
    }
}

#[test]
fn what_was_used_and_has_no_price_is_no_bargain() {
    // Written tokens without a price for them: the known part is asked for, and the cost is not said to be known.
    let input_only = price(vec![rate(Component::Input, "1.25", 1_000_000)]);
    let charge = input_only.of(&tokens(100_000, 50));
    assert_eq!((charge.usd, charge.trust, charge.coins), (None, CostTrust::Unknown, Coins::from_milli(187_500)));
    // What was not used needs no price.
    assert_eq!(input_only.of(&tokens(100, 0)).trust, CostTrust::Table);
    // A price for characters, and a provider that tells tokens.
    let spoken = price(vec![rate(Component::Character, "15", 1_000_000)]);
    let charge = spoken.of(&tokens(100, 50));
    assert_eq!((charge.usd, charge.trust, charge.coins), (None, CostTrust::Unknown, Coins::from_milli(10)));
    // With the characters beside them the tokens are another way to say the same.
    let told = spoken.of(&Usage { characters: Some(1_000), ..tokens(100, 50) });
    assert_eq!((told.usd, told.trust), (Some("0.015".parse().unwrap()), CostTrust::Table));
}
