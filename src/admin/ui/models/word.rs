//! The catalogue's words in the reader's language.

use crate::{
    catalog::{
        entry::{EntryFilter, EntryPrice, EntryState, PriceList},
        model::{Capability, Component, Conditions},
    },
    i18n::{Locale, count, date, digits, language, td_string},
    kernel::{Instant, digits as kernel_digits},
    kit::Tone,
};

/// What a model can do.
pub(in crate::admin::ui) fn capability(l: Locale, capability: Capability) -> &'static str {
    match capability {
        Capability::Chat => td_string!(l, catalog.capability_chat),
        Capability::Vision => td_string!(l, catalog.capability_vision),
        Capability::AudioInput => td_string!(l, catalog.capability_audio_input),
        Capability::Tools => td_string!(l, catalog.capability_tools),
        Capability::JsonSchema => td_string!(l, catalog.capability_json_schema),
        Capability::Reasoning => td_string!(l, catalog.capability_reasoning),
        Capability::Image => td_string!(l, catalog.capability_image),
        Capability::ImageEdit => td_string!(l, catalog.capability_image_edit),
        Capability::Transcription => td_string!(l, catalog.capability_transcription),
        Capability::Timestamps => td_string!(l, catalog.capability_timestamps),
        Capability::Speech => td_string!(l, catalog.capability_speech),
        Capability::Embedding => td_string!(l, catalog.capability_embedding),
        Capability::Task => td_string!(l, catalog.capability_task),
    }
}

/// What is paid for.
pub(super) fn component(l: Locale, component: Component) -> &'static str {
    match component {
        Component::Input => td_string!(l, catalog.component_input),
        Component::CacheRead => td_string!(l, catalog.component_cache_read),
        Component::CacheWrite => td_string!(l, catalog.component_cache_write),
        Component::Output => td_string!(l, catalog.component_output),
        Component::Reasoning => td_string!(l, catalog.component_reasoning),
        Component::AudioIn => td_string!(l, catalog.component_audio_in),
        Component::AudioOut => td_string!(l, catalog.component_audio_out),
        Component::ImageIn => td_string!(l, catalog.component_image_in),
        Component::ImageOut => td_string!(l, catalog.component_image_out),
        Component::Image => td_string!(l, catalog.component_image),
        Component::AudioSecond => td_string!(l, catalog.component_audio_second),
        Component::Character => td_string!(l, catalog.component_character),
        Component::Request => td_string!(l, catalog.component_request),
    }
}

/// Whether people can use a model, how good that is, and what to do about it.
pub(in crate::admin::ui) fn state(l: Locale, state: EntryState) -> (&'static str, Tone, &'static str) {
    match state {
        EntryState::Offered => {
            (td_string!(l, catalog.state_offered), Tone::Success, td_string!(l, catalog.state_offered_hint))
        }
        EntryState::Off => (td_string!(l, catalog.state_off), Tone::Neutral, td_string!(l, catalog.state_off_hint)),
        EntryState::Unpriced => {
            (td_string!(l, catalog.state_unpriced), Tone::Warning, td_string!(l, catalog.state_unpriced_hint))
        }
        EntryState::ProviderOff => {
            (td_string!(l, catalog.state_provider_off), Tone::Neutral, td_string!(l, catalog.state_provider_off_hint))
        }
        EntryState::Retired => {
            (td_string!(l, catalog.state_retired), Tone::Danger, td_string!(l, catalog.state_retired_hint))
        }
    }
}

/// What a list is narrowed to.
pub(super) fn filter(l: Locale, filter: EntryFilter) -> &'static str {
    match filter {
        EntryFilter::On => td_string!(l, catalog.filter_on),
        EntryFilter::Off => td_string!(l, catalog.filter_off),
        EntryFilter::Unpriced => td_string!(l, catalog.filter_unpriced),
        EntryFilter::Retiring => td_string!(l, catalog.filter_retiring),
    }
}

/// Why prices can not be given back to the provider's list; nothing where they can.
pub(super) fn no_price_list(l: Locale, list: PriceList) -> Option<&'static str> {
    Some(match list {
        PriceList::Told => return None,
        PriceList::Untold => td_string!(l, catalog.prices_list_untold),
        PriceList::NotAsked => td_string!(l, catalog.prices_list_not_asked),
        PriceList::NoList => td_string!(l, catalog.prices_list_none),
        PriceList::ProviderOff => td_string!(l, catalog.prices_list_off),
    })
}

/// Who says a price.
pub(super) fn source(l: Locale, source: &str) -> &'static str {
    match source {
        "staff" => td_string!(l, catalog.source_staff),
        "sync" => td_string!(l, catalog.source_sync),
        _ => td_string!(l, catalog.source_seed),
    }
}

/// `$1.25`
pub(super) fn usd(l: Locale, amount: &str) -> String {
    td_string!(l, catalog.usd, number = kernel_digits::number(language(l), amount))
}

/// `$1.25 for a million tokens`
pub(super) fn price(l: Locale, price: &EntryPrice) -> String {
    let units = units(l, price.component, price.per);
    td_string!(l, catalog.usd_per, price = usd(l, &price.usd), units = units)
}

/// The first prices without conditions, shortly: `Input $1.25`.
pub(super) fn summary(l: Locale, prices: &[EntryPrice]) -> Vec<String> {
    let base = prices.iter().filter(|price| price.when == Conditions::default());
    let short = |one: &EntryPrice| {
        let amount = if one.per == one.component.per() { usd(l, &one.usd) } else { price(l, one) };
        td_string!(l, catalog.named_price, name = component(l, one.component), price = amount)
    };
    base.take(3).map(short).collect()
}

/// `a million tokens`, `60 seconds`
pub(super) fn units(l: Locale, component: Component, per: i64) -> String {
    let number = count(l, per);
    match (component, per) {
        (Component::Character, 1) => td_string!(l, catalog.one_character).to_owned(),
        (Component::Character, 1_000_000) => td_string!(l, catalog.million_characters).to_owned(),
        (Component::Character, _) => td_string!(l, catalog.unit_characters, number = number),
        (Component::AudioSecond, 1) => td_string!(l, catalog.one_second).to_owned(),
        (Component::AudioSecond, 60) => td_string!(l, catalog.a_minute).to_owned(),
        (Component::AudioSecond, 3_600) => td_string!(l, catalog.an_hour).to_owned(),
        (Component::AudioSecond, _) => td_string!(l, catalog.unit_seconds, number = number),
        (Component::Image, 1) => td_string!(l, catalog.one_image).to_owned(),
        (Component::Image, _) => td_string!(l, catalog.unit_images, number = number),
        (Component::Request, 1) => td_string!(l, catalog.one_request).to_owned(),
        (Component::Request, _) => td_string!(l, catalog.unit_requests, number = number),
        (_, 1) => td_string!(l, catalog.one_token).to_owned(),
        (_, 1_000_000) => td_string!(l, catalog.million_tokens).to_owned(),
        _ => td_string!(l, catalog.unit_tokens, number = number),
    }
}

/// Under which conditions a price holds.
pub(super) fn conditions(l: Locale, when: &Conditions) -> Option<String> {
    let over = when.prompt_tokens_over.map(|over| td_string!(l, catalog.when_over, number = count(l, over)));
    let window = when.utc_from.zip(when.utc_to).map(|(from, to)| {
        td_string!(l, catalog.when_between, from = digits(l, &clock(from)), to = digits(l, &clock(to)))
    });
    let all: Vec<String> = over.into_iter().chain(window).collect();
    (!all.is_empty()).then(|| all.join(" · "))
}

/// `1630` as `16:30`
pub(super) fn clock(hhmm: i64) -> String {
    format!("{:02}:{:02}", hhmm / 100, hhmm % 100)
}

/// `2026-12-11` as people write it.
pub(super) fn day(l: Locale, day: &str) -> String {
    let noon: Option<Instant> = serde_json::from_value(format!("{day}T12:00:00Z").into()).ok();
    noon.map_or_else(|| digits(l, day), |noon| date(l, noon))
}

/// How long a model has left, and how pressing that is.
pub(super) fn days_left(l: Locale, days: i64) -> (String, Tone) {
    let [_, soon, very_soon] = crate::catalog::entry::WARN_DAYS;
    let tone = match days {
        days if days <= very_soon => Tone::Danger,
        days if days <= soon => Tone::Warning,
        _ => Tone::Neutral,
    };
    let words = match days {
        ..=0 => td_string!(l, catalog.retiring_today).to_owned(),
        1 => td_string!(l, catalog.retiring_day).to_owned(),
        _ => td_string!(l, catalog.retiring_days, number = count(l, days)),
    };
    (words, tone)
}

/// The address of a model's page.
pub(in crate::admin::ui) fn address(id: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/:@".contains(&byte);
    let part = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    format!("/admin/models/{}", id.bytes().map(part).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Coins;

    #[test]
    fn prices_read_like_a_price_list() {
        let price_of = |component, usd: &str, per| EntryPrice {
            component,
            usd: usd.to_owned(),
            per,
            when: Conditions::default(),
            coins: Coins::ZERO,
            valid_from: Instant::from_micros(0),
            valid_to: None,
            source: "seed".to_owned(),
            author: None,
        };
        let hour = price_of(Component::AudioSecond, "0.04", 3_600);
        assert_eq!(price(Locale::en, &hour), "$0.04 for an hour");
        assert_eq!(
            summary(Locale::en, &[price_of(Component::Input, "1.25", 1_000_000), hour]),
            ["Input $1.25", "Second of sound $0.04 for an hour"]
        );
        let when = Conditions { prompt_tokens_over: Some(200_000), utc_from: Some(1630), utc_to: Some(30) };
        assert_eq!(conditions(Locale::en, &when).unwrap(), "prompts over 200,000 tokens · 16:30 to 00:30 UTC");
        assert_eq!(address("openrouter/a b:free?"), "/admin/models/openrouter/a%20b:free%3F");
    }
}
