//! No key gets into a failure or into what is printed of a provider.

use super::{
    CLOCKS, adapter,
    emulator::{Emulator, Scenario, contract::OPENAI_KEY},
    listen, question, settings,
};
use aimall::provider::{
    ChatModel, Clocks, FailureClass, ModelList, OpenAiCompat, Provider, http,
    media::{ImageModel, ImageRequest},
};
use serde_json::json;

#[tokio::test]
async fn an_echoed_key_is_masked() {
    let emulator = Emulator::start().await.unwrap();
    let echo = format!("Incorrect API key provided: {OPENAI_KEY}. Header: Bearer {OPENAI_KEY}, url ?key={OPENAI_KEY}");
    for scenario in [
        Scenario::status(401, json!({"error": {"message": echo, "code": OPENAI_KEY}})),
        Scenario::status(400, json!({"error": {"message": "m", "metadata": {"raw": echo}}})),
        Scenario::body(500, "text/plain", echo.clone()),
        Scenario::stream("inside", format!("data: {}\n\n", json!({"error": echo}))),
        Scenario::stream("raw", format!("{echo}\n")),
    ] {
        emulator.queue(scenario.clone());
        let failure = listen(adapter(&emulator, "openai", CLOCKS).stream(question("m", "x"))).await.failure();
        assert!(!format!("{failure:?}").contains(OPENAI_KEY), "{failure:?}");
        emulator.queue(scenario);
        if let Err(failure) = adapter(&emulator, "openai", CLOCKS).list().await {
            assert!(!format!("{failure:?}").contains(OPENAI_KEY), "{failure:?}");
        }
    }
}

#[tokio::test]
async fn a_key_that_looks_like_none_is_masked_too() {
    let emulator = Emulator::start().await.unwrap();
    let mut odd = settings(&emulator, "ollama");
    odd.api_key = Some("correcthorse".into());
    odd.dialect.extra_headers.push(("x-gateway".to_owned(), "batterystaple".to_owned()));
    emulator.queue(Scenario::body(400, "text/plain", "got correcthorse and batterystaple"));
    let model = OpenAiCompat::new(http::client(CLOCKS.connect, None).unwrap(), odd);
    let failure = listen(model.stream(question("m", "x"))).await.failure();
    assert_eq!(failure.detail, "got [secret] and [secret]");
}

#[tokio::test]
async fn media_masks_it_as_well() {
    let emulator = Emulator::start().await.unwrap();
    let echo =
        json!({"error": {"message": format!("Incorrect API key provided: {OPENAI_KEY}"), "code": "invalid_api_key"}});
    let openai = adapter(&emulator, "openai", CLOCKS);
    let asked = ImageRequest { prompt: "x".to_owned(), model: "m".to_owned(), ..ImageRequest::default() };
    for status in [200, 401] {
        emulator.queue(Scenario::status(status, echo.clone()));
        let failure = openai.generate(asked.clone()).await.unwrap_err();
        assert!(
            failure.class == FailureClass::Credential && !format!("{failure:?}").contains(OPENAI_KEY),
            "{failure:?}"
        );
    }
}

#[tokio::test]
async fn nothing_printed_holds_a_secret() {
    let emulator = Emulator::start().await.unwrap();
    let mut settings = settings(&emulator, "openai");
    settings.proxy = Some("http://user:hunter22@127.0.0.1:1/".to_owned());
    settings.base_url = settings.base_url.replace("http://", "http://user:hunter33@");
    settings.dialect.extra_headers.push(("x-gateway".to_owned(), "hunter44".to_owned()));
    let provider = Provider::connect(settings.clone(), Clocks::default()).unwrap();
    let failure = listen(provider.can.chat.clone().unwrap().stream(question("m", "x"))).await.failure();
    let printed =
        format!("{settings:?} {provider:?} {failure:?} {:?}", http::client(CLOCKS.connect, Some("http://u:hunter55@")));
    assert!(!printed.contains("hunter") && !printed.contains(OPENAI_KEY), "{printed}");
    assert_eq!(emulator.opened_connections(), 0, "the proxy was gone around");
}
