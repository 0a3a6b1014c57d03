//! A slow reader slows the provider down, and many answers go side by side.

use super::{CLOCKS, adapter, emulator::Emulator, listen, question};
use aimall::provider::{ChatModel, Finish};
use futures::{StreamExt, future::join_all};
use std::time::Duration;

#[tokio::test]
async fn a_reader_that_stops_stops_the_provider() {
    let emulator = Emulator::start().await.unwrap();
    // 128 MB are waiting; what the system's buffers hold is a few.
    let mut stream = adapter(&emulator, "openai", CLOCKS).stream(question("flood", "x"));
    for _ in 0..8 {
        stream.next().await.unwrap();
    }
    let mut written = 0;
    while emulator.bytes_written() != written {
        written = emulator.bytes_written();
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert!((1..32 << 20).contains(&written), "{written} bytes written while nobody reads");
    for _ in 0..800 {
        stream.next().await.unwrap();
    }
    drop(stream);
    assert!(emulator.all_closed(Duration::from_secs(5)).await);
}

#[tokio::test]
async fn two_hundred_answers_at_once() {
    let emulator = Emulator::start().await.unwrap();
    let model = adapter(&emulator, "groq", CLOCKS);
    let answers =
        join_all((0..200).map(|at| listen(model.stream(question("emulator/talk", &format!("پرسش {at}")))))).await;
    for (at, heard) in answers.iter().enumerate() {
        assert!(heard.text.contains(&format!("پرسش {at}")), "{}", heard.text);
        assert_eq!((heard.finish(), heard.tokens().is_some()), (Finish::Stop, true));
    }
    assert_eq!((emulator.requests().len(), emulator.violations()), (200, Vec::new()));
}
