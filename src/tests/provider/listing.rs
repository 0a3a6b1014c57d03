//! The list of models, which is also the connection test.

use super::{
    CLOCKS, adapter,
    emulator::{Emulator, Scenario},
};
use aimall::provider::{Capability, FailureClass, ListedModel, ModelList, PriceComponent};
use serde_json::json;

#[tokio::test]
async fn models_and_prices() {
    let emulator = Emulator::start().await.unwrap();
    let listed = adapter(&emulator, "openrouter", CLOCKS).list().await.unwrap();
    let talker = &listed[0];
    assert_eq!((talker.id.as_str(), talker.context_tokens), ("emulator/talk", Some(128_000)));
    assert_eq!(talker.output_tokens_max, Some(16_384));
    assert_eq!(talker.capabilities, [Capability::Chat, Capability::Vision, Capability::Tools, Capability::Schema]);
    let price = |model: &ListedModel, component| model.base_price(component).map(|price| price.usd.to_string());
    assert_eq!(price(talker, PriceComponent::Input).as_deref(), Some("0.15"));
    assert_eq!(price(talker, PriceComponent::Output).as_deref(), Some("0.6"));
    let of = |id: &str| listed.iter().find(|model| model.id == id).unwrap();
    assert_eq!(of("emulator/draw").capabilities, [Capability::Image]);
    assert_eq!(price(of("emulator/draw"), PriceComponent::ImageOut).as_deref(), Some("30"));
    assert_eq!(price(of("emulator/voice"), PriceComponent::Character).as_deref(), Some("15"));
    assert_eq!(of("emulator/voice").voices, ["ava", "omid"]);
    assert_eq!(of("emulator/hear").prices, []);
    let plain = adapter(&emulator, "ollama", CLOCKS).list().await.unwrap();
    assert!(plain.iter().all(|model| model.prices.is_empty() && model.context_tokens.is_none()));
    assert_eq!(emulator.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn lists_that_do_not_come() {
    let emulator = Emulator::start().await.unwrap();
    let endless = bytes::Bytes::from(vec![b' '; 1 << 20]);
    for (scenario, class) in [
        (
            Scenario::status(401, json!({"error": {"message": "m", "code": "invalid_api_key"}})),
            FailureClass::Credential,
        ),
        (Scenario::body(200, "text/html", "<html>"), FailureClass::Protocol),
        (Scenario::status(200, json!({"models": []})), FailureClass::Protocol),
        ((0..20).fold(Scenario::new("too large"), |large, _| large.send(endless.clone())), FailureClass::Protocol),
    ] {
        let name = scenario.name.clone();
        emulator.queue(scenario);
        let failure = adapter(&emulator, "groq", CLOCKS).list().await.unwrap_err();
        assert_eq!(failure.class, class, "{name}");
    }
}
