//! What runs make goes into the library.

use super::{
    store::NewAsset,
    upload::{insert, store_bytes},
};
use crate::{
    kernel::id::{AssetId, RunId, UserId},
    library::model::AssetOrigin,
    server::{Cx, Result},
};
use bytes::Bytes;
use futures::{FutureExt, stream};

/// One output of a run.
#[derive(Debug, Clone)]
pub struct Output {
    /// Whose.
    pub user: UserId,
    /// Of which run.
    pub run: RunId,
    /// Which of its outputs, from zero.
    pub position: i64,
    /// Its name.
    pub name: String,
    /// What the run was asked for.
    pub prompt: Option<String>,
    /// The bytes.
    pub bytes: Bytes,
}

/// Keeps an output of a run; the same one again is the one that is there. It was paid for, so it is kept even where the
/// library is full.
pub async fn keep_output(cx: &Cx, output: Output) -> Result<AssetId> {
    let Output { user, run, position, name, prompt, bytes } = output;
    let stored = store_bytes(cx, &name, stream::iter([Ok(bytes)])).await?;
    let object = stored.object.clone();
    let new = NewAsset {
        id: AssetId(cx.id()),
        user,
        name,
        origin: AssetOrigin::Run,
        run: Some(run),
        position: Some(position),
        prompt,
        folder: None,
    };
    let cx2 = cx.clone();
    let kept =
        cx.db.write(user.0, move |conn| async move { insert(&cx2, conn, stored, new, None).await }.boxed()).await;
    let is_spare = kept.as_ref().map_or(true, |(_, outcome)| outcome.is_object_spare);
    if is_spare {
        cx.storage.delete(&object).await?;
    }
    Ok(kept?.0)
}
