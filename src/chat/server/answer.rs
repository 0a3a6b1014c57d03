//! Where a chat run's text goes: into the answer that waits for it.

use super::store;
use crate::{
    kernel::id::{MessageId, RunId},
    server::{Cx, Result, db::Conn, output::Output},
};
use futures::{FutureExt, future::BoxFuture};

/// The kind of run that writes answers.
pub const KIND: &str = "chat";

/// The answers of conversations.
#[derive(Debug)]
pub struct Answers;

impl Output for Answers {
    fn keep<'a>(
        &'a self,
        _cx: &'a Cx,
        conn: &'a mut Conn,
        run: RunId,
        text: &'a str,
        state: &'a str,
    ) -> BoxFuture<'a, Result<Option<MessageId>>> {
        let state = match state {
            "succeeded" => "complete",
            "cancelled" => "cancelled",
            "interrupted" => "interrupted",
            _ => "failed",
        };
        // PostgreSQL takes no NUL in a text, and an answer with one is an answer.
        let text = text.replace('\0', "\u{fffd}");
        async move { Ok(Some(store::keep_answer(conn, run, &text, state).await?)) }.boxed()
    }

    fn page<'a>(&'a self, conn: &'a mut Conn, run: RunId) -> BoxFuture<'a, Result<Option<String>>> {
        async move {
            let conversation = store::find_conversation_of(conn, run).await?;
            Ok(conversation.map(|id| format!("/app/chat/{id}")))
        }
        .boxed()
    }
}
