//! The model that needs no provider.

use super::{listen, question};
use aimall::provider::{ChatModel, Finish, Provider, Sandbox};
use std::time::Duration;

#[tokio::test]
async fn it_answers_says_what_it_is_and_counts() {
    let sandbox = Provider::sandbox(Sandbox { pause: Duration::ZERO });
    for (text, opening) in [("پرسش من", "**حالت آزمایشی"), ("my question", "**Sandbox")] {
        let heard = listen(sandbox.can.chat.as_ref().unwrap().stream(question("any", text))).await;
        assert!(heard.text.starts_with(opening) && heard.text.contains(text), "{}", heard.text);
        assert!(heard.text.contains("\n- ") && heard.text.contains("```rust"));
        assert_eq!(heard.finish(), Finish::Stop);
        assert!(heard.tokens().is_some_and(|(input, output)| input > 5 && output > 100));
    }
}

#[tokio::test]
async fn it_keeps_to_the_limit() {
    let mut short = question("any", "سلام");
    short.max_output_tokens = 10;
    let heard = listen(Sandbox { pause: Duration::ZERO }.stream(short)).await;
    assert_eq!(heard.finish(), Finish::Length);
    assert!(heard.tokens().is_some_and(|(_, output)| (1..=10).contains(&output)));
}
