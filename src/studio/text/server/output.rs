//! Where a run's text goes: into the text that waits for it, unless its person deleted it.

use super::store;
use crate::{
    kernel::id::{MessageId, RunId},
    server::{Cx, Result, db::Conn, output::Output},
    studio::text::model::TextState,
};
use futures::{FutureExt, future::BoxFuture};

/// The texts of the studio.
#[derive(Debug)]
pub struct Texts;

impl Output for Texts {
    fn keep<'a>(
        &'a self,
        _cx: &'a Cx,
        conn: &'a mut Conn,
        run: RunId,
        text: &'a str,
        state: &'a str,
    ) -> BoxFuture<'a, Result<Option<MessageId>>> {
        let state = match state {
            "succeeded" => TextState::Complete,
            "cancelled" => TextState::Cancelled,
            "interrupted" => TextState::Interrupted,
            _ => TextState::Failed,
        };
        // PostgreSQL takes no NUL in a text, and a text with one is a text.
        let text = text.replace('\0', "\u{fffd}");
        async move {
            store::keep(conn, run, &text, state).await?;
            Ok(None)
        }
        .boxed()
    }

    fn page<'a>(&'a self, conn: &'a mut Conn, run: RunId) -> BoxFuture<'a, Result<Option<String>>> {
        async move { Ok(store::find_shown(conn, run).await?.map(|id| format!("/app/text/{id}"))) }.boxed()
    }
}
