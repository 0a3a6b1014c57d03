//! Where a run's text goes when it ends, and where it is read. Features that start runs implement it; `boot` introduces them, so that a run
//! whose process died can be ended by any other.

use super::{Cx, Result, db::Conn};
use crate::{
    kernel::id::{AssetId, MessageId, RunId, UserId},
    provider::media::Made,
};
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

    /// Keeps what was made that is no text, before the run is paid; the files in the person's library, in their order. Asked
    /// again with the same, it keeps it once.
    fn deposit<'a>(
        &'a self,
        _cx: &'a Cx,
        _run: RunId,
        _user: UserId,
        _made: &'a Made,
    ) -> BoxFuture<'a, Result<Vec<AssetId>>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// The address of the page that shows the run's output; none when it is gone.
    fn page<'a>(&'a self, conn: &'a mut Conn, run: RunId) -> BoxFuture<'a, Result<Option<String>>>;
}
