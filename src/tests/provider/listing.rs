//! The list of models, which is also the connection test.

use super::{
    CLOCKS, adapter,
    emulator::{Emulator, Scenario},
};
use aimall::provider::{FailureClass, ModelList, PriceComponent};
use serde_json::json;

#[tokio::test]
async fn models_and_prices() {
    let emulator = Emulator::start().await.unwrap();
    let priced = adapter(&emulator, "openrouter", CLOCKS).list().await.unwrap();
    assert_eq!(priced[0].id, "emulator/talk");
    assert_eq!(priced[0].context_tokens, Some(128_000));
    let price = priced[0].base_price(PriceComponent::Input).unwrap();
    assert_eq!((price.usd.to_string().as_str(), price.per), ("0.15", 1_000_000));
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
