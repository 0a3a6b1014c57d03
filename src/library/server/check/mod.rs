//! Whether the library is sound.

mod store;

use crate::server::{Cx, Result};

/// Files looked at in one go.
const BATCH: u32 = 500;

/// What is wrong with the library: what, and where; nothing when all is sound. The bytes of each file have to be there, all of
/// them; whether they are the right ones, moving them shows.
pub async fn check_library(cx: &Cx) -> Result<Vec<(&'static str, String)>> {
    let mut findings = store::check_rows(&mut cx.db.read().await?).await?;
    let mut after = String::new();
    loop {
        let blobs = store::list_blobs(&mut cx.db.read().await?, &after, BATCH).await?;
        let Some((last, _)) = blobs.last() else { return Ok(findings) };
        after.clone_from(last);
        for (object, size) in blobs {
            let kept = cx.storage.size(&object).await?;
            if kept != u64::try_from(size).ok() {
                let kept = kept.map_or_else(|| "nothing".to_owned(), |kept| kept.to_string());
                findings.push(("the bytes of a file are there", format!("{object}: {kept} instead of {size}")));
            }
        }
    }
}
