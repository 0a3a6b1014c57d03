//! The clocks: what counts as a sign of life, and what does not.

use super::{
    CLOCKS, adapter,
    emulator::{Emulator, Scenario, Step, chunk},
    listen, question,
};
use aimall::provider::{ChatEvent, ChatModel, Clocks, FailureClass, Finish};
use bytes::Bytes;
use futures::StreamExt;
use std::time::Duration;

const SHORT: Duration = Duration::from_millis(250);
const LONG: Duration = Duration::from_secs(60);

fn said(name: &str) -> Scenario {
    Scenario::new(name).send(chunk::role("m")).send(chunk::text("m", "سلام"))
}

/// A comment and an empty chunk every 20 ms for three seconds, and then a whole answer, which comes too late.
fn kept_alive(scenario: Scenario) -> Scenario {
    let signs = Bytes::from([Bytes::from_static(b": OPENROUTER PROCESSING\n\n"), chunk::text("m", "")].concat());
    let kept = (0..150).fold(scenario, |kept, _| kept.send(signs.clone()).pause(Duration::from_millis(20)));
    kept.send(chunk::text("m", "late")).send(chunk::finish("m", "stop")).send(chunk::DONE)
}

async fn failure(clocks: Clocks, scenario: Scenario) -> (FailureClass, String) {
    let emulator = Emulator::start().await.unwrap();
    emulator.queue(scenario);
    let heard = listen(adapter(&emulator, "openrouter", clocks).stream(question("m", "x"))).await;
    assert!(emulator.all_closed(Duration::from_secs(5)).await, "the connection stays open");
    (heard.class(), heard.text)
}

#[tokio::test]
async fn the_first_token_must_come_in_time() {
    let clocks = Clocks { first_token: SHORT, ..CLOCKS };
    for scenario in [
        Scenario::new("no head").step(Step::WaitForClientClose(LONG)),
        Scenario::new("head only").step(Step::Head).step(Step::WaitForClientClose(LONG)),
        Scenario::new("role only").send(chunk::role("m")).step(Step::WaitForClientClose(LONG)),
        kept_alive(Scenario::new("comments only")),
    ] {
        let name = scenario.name.clone();
        assert_eq!(failure(clocks, scenario).await, (FailureClass::Transient, String::new()), "{name}");
    }
}

#[tokio::test]
async fn the_next_token_must_come_in_time() {
    let clocks = Clocks { idle: SHORT, ..CLOCKS };
    for scenario in [said("silence").step(Step::WaitForClientClose(LONG)), kept_alive(said("comments"))] {
        let name = scenario.name.clone();
        assert_eq!(failure(clocks, scenario).await, (FailureClass::Interrupted, "سلام".to_owned()), "{name}");
    }
}

#[tokio::test]
async fn an_answer_must_end_in_time() {
    let clocks = Clocks { total: SHORT, ..CLOCKS };
    let long = (0..100).fold(said("long"), |long, _| long.send(chunk::text("m", "!")).pause(SHORT / 10));
    let long = long.send(chunk::finish("m", "stop")).send(chunk::DONE);
    assert_eq!(failure(clocks, long).await.0, FailureClass::Interrupted);
}

#[tokio::test]
async fn a_finished_answer_waits_only_shortly_for_usage() {
    let emulator = Emulator::start().await.unwrap();
    emulator.queue(said("no more").send(chunk::finish("m", "stop")).step(Step::WaitForClientClose(LONG)));
    let heard =
        listen(adapter(&emulator, "openai", Clocks { after_finish: SHORT, ..CLOCKS }).stream(question("m", "x"))).await;
    assert_eq!((heard.finish(), heard.usage), (Finish::Stop, None));
    assert!(emulator.all_closed(Duration::from_secs(5)).await);
}

#[tokio::test]
async fn the_pauses_of_the_reader_do_not_count() {
    let emulator = Emulator::start().await.unwrap();
    let next = Duration::from_millis(1_300);
    emulator.queue(
        said("slow reader").pause(next).send(chunk::text("m", "!")).send(chunk::finish("m", "stop")).send(chunk::DONE),
    );
    let clocks = Clocks { idle: Duration::from_millis(900), ..CLOCKS };
    let mut stream = adapter(&emulator, "openai", clocks).stream(question("m", "x"));
    while stream.next().await != Some(ChatEvent::Text("سلام".to_owned())) {}
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    let rest: Vec<ChatEvent> = stream.collect().await;
    assert_eq!(rest, [ChatEvent::Text("!".to_owned()), ChatEvent::Done { finish: Finish::Stop }]);
}
