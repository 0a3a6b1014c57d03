//! Pictures: how they are asked for, and what comes instead of them.

use super::{
    CLOCKS, adapter,
    emulator::{Emulator, Scenario, Step, form, media::png},
    settings,
};
use crate::outbound::{PNG, Page, Site, outbound};
use aimall::provider::{
    Clocks, FailureClass, ImageApi, Media, OpenAiCompat, http,
    media::{ImageModel, ImageRequest},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::time::Duration;

fn wanted(count: u8) -> ImageRequest {
    ImageRequest {
        model: "gpt-image-2".to_owned(),
        prompt: "یک گربه".to_owned(),
        count,
        aspect_ratio: Some("16:9".to_owned()),
        quality: Some("low".to_owned()),
        seed: Some(7),
        ..ImageRequest::default()
    }
}

fn picture() -> Media {
    Media { media_type: "image/png".to_owned(), bytes: png(4, 4, 9).into() }
}

fn reply(data: Value) -> Scenario {
    Scenario::status(200, json!({"created": 1, "data": data}))
}

#[tokio::test]
async fn every_provider_is_asked_in_its_way() {
    let emulator = Emulator::start().await.unwrap();
    let images = adapter(&emulator, "openai", CLOCKS).generate(wanted(2)).await.unwrap();
    assert_eq!((images.images.len(), images.usage.images), (2, Some(2)));
    assert_eq!(images.images[0].media_type, "image/png");
    assert_eq!((images.usage.input(), images.usage.output_image), (Some(12), Some(2_000)));
    assert_eq!(images.request_id.as_deref(), Some("req-emulator-1"));
    let routed = adapter(&emulator, "openrouter", CLOCKS).generate(wanted(1)).await.unwrap();
    assert_eq!(routed.usage.cost_usd.map(|usd| usd.to_string()).as_deref(), Some("0.04"));
    let mut compatible = settings(&emulator, "ollama");
    compatible.dialect.images = Some(ImageApi::Openai { ask_b64: true });
    let compatible = OpenAiCompat::with_clocks(http::client(CLOCKS.connect, None).unwrap(), compatible, CLOCKS);
    compatible.generate(wanted(0)).await.unwrap();
    assert_eq!(emulator.violations(), Vec::<String>::new());
    let bodies: Vec<_> = emulator.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(
        bodies[0],
        json!({"model": "gpt-image-2", "prompt": "یک گربه", "n": 2, "size": "1280x720", "quality": "low"})
    );
    assert_eq!(
        (&bodies[1]["aspect_ratio"], &bodies[1]["seed"], bodies[1].get("size")),
        (&json!("16:9"), &json!(7), None)
    );
    assert_eq!((&bodies[2]["n"], &bodies[2]["response_format"]), (&json!(1), &json!("b64_json")));
}

#[tokio::test]
async fn pictures_from_pictures() {
    let emulator = Emulator::start().await.unwrap();
    let openai = adapter(&emulator, "openai", CLOCKS);
    let mut edit = ImageRequest { references: vec![picture()], mask: Some(picture()), ..wanted(1) };
    openai.generate(edit.clone()).await.unwrap();
    edit.references.push(Media { media_type: "image/jpeg".to_owned(), ..picture() });
    openai.generate(edit.clone()).await.unwrap();
    let requests = emulator.requests();
    let (one, two) = (&requests[0], &requests[1]);
    assert_eq!((one.path.as_str(), form::text(&one.body, "prompt")), ("/openai/v1/images/edits", Some("یک گربه")));
    assert_eq!(form::files(&one.body, "image").next().unwrap()["bytes"], png(4, 4, 9).len());
    assert_eq!(
        form::files(&two.body, "image[]").map(|file| &file["filename"]).collect::<Vec<_>>(),
        ["image-0.png", "image-1.jpg"]
    );
    let routed = adapter(&emulator, "openrouter", CLOCKS);
    edit.mask = None;
    routed.generate(edit.clone()).await.unwrap();
    assert_eq!(emulator.requests()[2].body["input_references"].as_array().unwrap().len(), 2);
    assert_eq!(emulator.violations(), Vec::<String>::new());
    // What can not be said is not sent.
    edit.mask = Some(picture());
    assert_eq!(routed.generate(edit.clone()).await.unwrap_err().class, FailureClass::Caller);
    edit.references[0].media_type = "image/svg+xml".to_owned();
    assert_eq!(openai.generate(edit).await.unwrap_err().class, FailureClass::Caller);
    let odd = ImageRequest { aspect_ratio: Some("7:13".to_owned()), ..wanted(1) };
    assert_eq!(openai.generate(odd).await.unwrap_err().class, FailureClass::Caller);
    assert_eq!(emulator.requests().len(), 3);
}

#[tokio::test]
async fn what_a_picture_is_its_bytes_say() {
    let emulator = Emulator::start().await.unwrap();
    let jpeg = STANDARD.encode(b"\xFF\xD8\xFF\xE0....JFIF");
    for data in [
        json!([{"b64_json": jpeg, "media_type": "image/png"}]),
        json!([{"b64_json": format!("data:image/png;base64,{jpeg}")}]),
        json!([{"b64_json": STANDARD.encode("<svg/>")}, {"b64_json": jpeg}, {"url": "https://x"}]),
    ] {
        emulator.queue(reply(data));
        let images = adapter(&emulator, "openai", CLOCKS).generate(wanted(1)).await.unwrap();
        assert_eq!((images.images.len(), images.images[0].media_type.as_str()), (1, "image/jpeg"));
        assert_eq!(images.usage.images, Some(1));
    }
}

#[tokio::test]
async fn what_addresses_name_is_fetched_at_once() {
    let emulator = Emulator::start().await.unwrap();
    let inside = Site::start(|_| Page::picture()).await;
    let target = inside.url("/1.png");
    let site = Site::start(move |path| match path {
        "/1.png" => Page::picture(),
        "/inside" => Page::to(target.clone()),
        _ => Page::status(404),
    })
    .await;
    let mut reach = settings(&emulator, "openai");
    reach.outbound = outbound(&[&site]);
    let adapter = OpenAiCompat::with_clocks(http::client(CLOCKS.connect, None).unwrap(), reach, CLOCKS);
    emulator.queue(reply(json!([{"url": site.url("/1.png"), "b64_json": null}, {"url": site.url("/expired")}])));
    let images = adapter.generate(wanted(2)).await.unwrap();
    assert_eq!((images.images[0].bytes.as_ref(), images.usage.images), (PNG, Some(1)));
    emulator.queue(reply(json!([{"url": format!("data:image/png;base64,{}", STANDARD.encode(PNG))}])));
    assert_eq!(adapter.generate(wanted(1)).await.unwrap().images[0].bytes, PNG);
    for (url, class) in [
        // It was made, and may have been charged.
        (site.url("/expired"), FailureClass::Uncertain),
        (inside.url("/1.png"), FailureClass::Protocol),
        (site.url("/inside"), FailureClass::Protocol),
    ] {
        emulator.queue(reply(json!([{"url": url}])));
        let failure = adapter.generate(wanted(1)).await.unwrap_err();
        assert_eq!(failure.class, class, "{failure:?}");
        assert!(!failure.detail.contains("127.0.0.1"), "{failure:?}");
    }
    assert_eq!(inside.asked(), 0);
}

#[tokio::test]
async fn what_comes_instead_of_pictures() {
    let emulator = Emulator::start().await.unwrap();
    let error = |status: u16, code: &str| Scenario::status(status, json!({"error": {"message": "m", "code": code}}));
    for (scenario, class) in [
        (reply(json!([])), FailureClass::Filtered),
        (error(400, "moderation_blocked"), FailureClass::Filtered),
        (error(400, "unknown_parameter"), FailureClass::Caller),
        (error(429, "insufficient_quota"), FailureClass::Quota),
        (error(200, "moderation_blocked"), FailureClass::Filtered),
        (reply(Value::Null), FailureClass::Protocol),
        (reply(json!([{"url": "http://x.test/1.png"}])), FailureClass::Protocol),
        (reply(json!([{"url": "https://127.0.0.1/1.png"}])), FailureClass::Protocol),
        (reply(json!([{"url": "data:image/png;base64,AAAA"}])), FailureClass::Protocol),
        (reply(json!([{"b64_json": "%%%"}])), FailureClass::Protocol),
        (reply(json!([{"b64_json": STANDARD.encode("<html>")}])), FailureClass::Protocol),
        (Scenario::body(200, "text/html", "<html>"), FailureClass::Protocol),
        (error(500, "server_error"), FailureClass::Transient),
        (Scenario::body(502, "text/html", "<html>"), FailureClass::Transient),
        // It may have been made and charged.
        (Scenario::body(504, "text/html", "<html>"), FailureClass::Uncertain),
        (Scenario::new("reset").step(Step::Reset), FailureClass::Uncertain),
        (Scenario::new("cut").send("{\"data\":".into()).step(Step::CloseMidChunk), FailureClass::Uncertain),
    ] {
        let name = format!("{} {class:?}", scenario.name);
        emulator.queue(scenario);
        let failure = adapter(&emulator, "openai", CLOCKS).generate(wanted(1)).await.unwrap_err();
        assert_eq!(failure.class, class, "{name}: {failure:?}");
    }
    assert_eq!((emulator.requests().len(), emulator.violations()), (17, Vec::new()));
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_uncertain_and_no_connection_is_not() {
    let emulator = Emulator::start().await.unwrap();
    let short = Clocks { total: Duration::from_millis(200), ..CLOCKS };
    emulator.queue(Scenario::new("silent").step(Step::WaitForClientClose(Duration::from_secs(60))));
    let failure = adapter(&emulator, "openai", short).generate(wanted(1)).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::Uncertain);
    let mut nowhere = settings(&emulator, "openai");
    nowhere.base_url = "http://127.0.0.1:1/v1".to_owned();
    let nowhere = OpenAiCompat::with_clocks(http::client(CLOCKS.connect, None).unwrap(), nowhere, CLOCKS);
    assert_eq!(nowhere.generate(wanted(1)).await.unwrap_err().class, FailureClass::Transient);
}
