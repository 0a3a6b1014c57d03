//! Finding files.

use super::{
    folder,
    store::{self, Wanted},
    tag,
};
use crate::{
    kernel::{AppError, Page, fold::folded, id::AssetId},
    library::model::{Asset, AssetQuery, Shelf},
    server::{Cx, Result, access::Member, db::containing},
};

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
