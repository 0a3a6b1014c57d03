//! Where a run's text goes when it ends, and where it is read. Features that start runs implement it; `boot` introduces them, so that a run
//! whose process died can be ended by any other.

use super::{Cx, Result, db::Conn};
use crate::kernel::id::{MessageId, RunId};
use futures::future::BoxFuture;

/// Keeps the output of one kind of run.
pub trait Output: Send + Sync {
    /// Keeps the text in the transaction that ends the run; `state` is the run's final state. Answers with the message
    /// that now holds it, if one does.
    fn keep<'a>(
        &'a self,
        cx: &'a Cx,
        conn: &'a mut Conn,
        run: RunId,
        text: &'a str,
        state: &'a str,
    ) -> BoxFuture<'a, Result<Option<MessageId>>>;

    /// The address of the page that shows the run's output; none when it is gone.
    fn page<'a>(&'a self, conn: &'a mut Conn, run: RunId) -> BoxFuture<'a, Result<Option<String>>>;
}
