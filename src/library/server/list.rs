//! Finding files.

use super::{
    folder,
    store::{self, Wanted},
    tag,
};
use crate::{
    kernel::{
        AppError, Page,
        fold::folded,
        id::{AssetId, RunId, UserId},
    },
    library::model::{Asset, AssetKind, AssetQuery, IMAGE_BYTES_MAX, Shelf},
    provider::Media,
    server::{
        Cx, Result,
        access::Member,
        db::{Conn, containing},
    },
};
use std::collections::HashMap;

/// Words that a search looks for; more are passed over.
const WORDS_MAX: usize = 4;
/// Tags that are offered.
const TAGS_SHOWN: u32 = 60;

/// Files of this person's, the newest first. Refuses: `malformed_request` (the cursor).
pub async fn list_assets(cx: &Cx, who: &Member, query: AssetQuery) -> Result<Page<Asset>> {
    let page = query.page();
    let cursor = page.cursor.as_deref().map(|cursor| cursor.parse::<AssetId>().map_err(|_| AppError::MalformedRequest));
    let text = folded(query.q.as_deref().unwrap_or_default());
    let mut words = text.split_whitespace().map(containing).collect::<Vec<_>>();
    words.resize(WORDS_MAX, "%".to_owned());
    let wanted = Wanted {
        user: who.user(),
        words,
        kind: query.kind.map(|kind| kind.code()),
        origin: query.origin.map(|origin| origin.code()),
        folder: query.folder,
        tag: query.tag.as_deref().map(folded).filter(|tag| !tag.is_empty()),
        trashed: query.trashed,
        oldest_first: query.oldest_first,
        cursor: cursor.transpose()?,
    };
    let limit = page.limit();
    let assets = store::list(&mut cx.db.read().await?, &wanted, limit + 1).await?;
    Ok(Page::of(assets, limit, |asset| asset.id.to_string()))
}

/// A file. Refuses: `not_found`.
pub async fn get_asset(cx: &Cx, who: &Member, id: AssetId) -> Result<Asset> {
    Ok(store::find_of(&mut cx.db.read().await?, who.user(), id).await?.ok_or(AppError::NotFound)?)
}

/// A picture of this person's with its bytes; none where there is no such file, it is in the trash or is no picture.
pub async fn read_picture(cx: &Cx, who: &Member, id: AssetId) -> Result<Option<Media>> {
    let mut conn = cx.db.read().await?;
    let found = store::find_of(&mut conn, who.user(), id).await?;
    if !found.is_some_and(|asset| asset.kind == AssetKind::Image && asset.trashed_at.is_none()) {
        return Ok(None);
    }
    let Some((_, blob)) = store::find_blob_of(&mut conn, who.user(), id).await? else { return Ok(None) };
    drop(conn);
    let bytes = cx.storage.read(&blob.object, IMAGE_BYTES_MAX).await?;
    Ok(bytes.map(|bytes| Media { media_type: blob.media_type, bytes }))
}

/// The files that some runs of a person's made, in their order, without what is in the trash.
pub async fn list_outputs(
    conn: &mut Conn,
    user: UserId,
    first: RunId,
    last: RunId,
) -> Result<HashMap<RunId, Vec<Asset>>> {
    let mut outputs: HashMap<RunId, Vec<Asset>> = HashMap::new();
    for asset in store::list_outputs(conn, user, first, last).await? {
        if let Some(run) = asset.run_id {
            outputs.entry(run).or_default().push(asset);
        }
    }
    Ok(outputs)
}

/// What this person keeps, and where.
pub async fn get_shelf(cx: &Cx, who: &Member) -> Result<Shelf> {
    let (mut conn, user) = (cx.db.read().await?, who.user());
    let (used_bytes, files) = store::find_usage(&mut conn, user).await?;
    let trashed = store::count_trashed(&mut conn, user).await?;
    Ok(Shelf {
        folders: folder::store::list_folders(&mut conn, user).await?,
        tags: tag::store::list_tags(&mut conn, user, TAGS_SHOWN).await?,
        used_bytes,
        quota_bytes: cx.settings.storage_quota,
        files: files - trashed,
        trashed,
    })
}
