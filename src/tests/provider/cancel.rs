//! A dropped stream closes the connection to the provider at once, wherever the answer is.

use super::{
    CLOCKS, adapter,
    emulator::{Emulator, Scenario, Step, chunk},
    question,
};
use aimall::provider::{ChatEvent, ChatModel};
use futures::StreamExt;
use std::time::{Duration, Instant};
use tokio::time::timeout;

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let wait = Step::WaitForClientClose(Duration::from_secs(60));
    let begun = Scenario::new("within the answer").send(chunk::role("m")).send(chunk::text("m", "سلام"));
    for scenario in [
        Scenario::new("before the head").step(wait.clone()),
        Scenario::new("before the first token").step(Step::Head).step(wait.clone()),
        begun.step(wait.clone()),
        Scenario::new("within an event").send("data: {\"choices\"".into()).step(wait),
    ] {
        let emulator = Emulator::start().await.unwrap();
        let name = scenario.name.clone();
        emulator.queue(scenario);
        let mut stream = adapter(&emulator, "openrouter", CLOCKS).stream(question("m", "x"));
        while timeout(Duration::from_millis(200), stream.next()).await.is_ok() {}
        assert_eq!((emulator.requests().len(), emulator.open_connections()), (1, 1), "{name}");
        let dropped = Instant::now();
        drop(stream);
        // The aim is 100 ms; the bound leaves room for a machine that is compiling.
        let noticed = emulator.client_gone(Duration::from_secs(1)).await.unwrap();
        eprintln!("{name}: the provider noticed after {:?}", noticed.saturating_duration_since(dropped));
        assert!(emulator.all_closed(Duration::from_secs(1)).await, "{name}");
    }
}

#[tokio::test]
async fn a_stream_that_is_left_at_its_end_costs_nobody_anything() {
    let emulator = Emulator::start().await.unwrap();
    let model = adapter(&emulator, "openai", CLOCKS);
    for _ in 0..3 {
        let mut stream = model.stream(question("happy", "x"));
        while !matches!(stream.next().await, Some(ChatEvent::Done { .. })) {}
        drop(stream);
    }
    assert_eq!((emulator.requests().len(), emulator.client_gone(Duration::ZERO).await), (3, None));
}

#[tokio::test]
async fn a_stream_that_is_never_polled_asks_nobody() {
    let emulator = Emulator::start().await.unwrap();
    drop(adapter(&emulator, "openai", CLOCKS).stream(question("m", "x")));
    assert_eq!(emulator.opened_connections(), 0);
}
