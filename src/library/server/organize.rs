//! Names, tags, folders and the trash.

use super::{
    folder,
    store::{self, Gone},
    tag,
    upload::clean_name,
    variant,
};
use crate::{
    kernel::{AppError, FieldProblem, id::AssetId, valid::Check},
    library::model::{Asset, AssetChange, BULK_MAX, Bulk, BulkAction, BulkDone, NAME_CHARS_MAX, TAGS_MAX},
    server::{Cx, Result, access::Member},
};
use futures::FutureExt;

/// Changes name and tags. Refuses: `not_found`, `invalid` (`name`, `tags`).
pub async fn change_asset(cx: &Cx, who: &Member, id: AssetId, change: AssetChange) -> Result<Asset> {
    let mut check = Check::new();
    if let Some(name) = &change.name {
        check.text("name", name, 1, u32::try_from(NAME_CHARS_MAX)?);
    }
    let tags = change.tags.map(|tags| tag::clean(&tags, &mut check));
    check.done()?;
    let user = who.user();
    cx.db
        .write(user.0, move |conn| {
            async move {
                let asset = store::find_of(conn, user, id).await?.ok_or(AppError::NotFound)?;
                let name = change.name.map_or(asset.name, |name| clean_name(&name));
                if let Some(tags) = &tags {
                    tag::store::set_tags(conn, id, tags).await?;
                }
                store::rename(conn, user, id, &name).await?;
                Ok(store::find_of(conn, user, id).await?.ok_or(AppError::NotFound)?)
            }
            .boxed()
        })
        .await
}

/// To the trash; out of the trash for ever. Refuses: `not_found`.
pub async fn delete_asset(cx: &Cx, who: &Member, id: AssetId) -> Result<()> {
    let asset = super::list::get_asset(cx, who, id).await?;
    let action = if asset.trashed_at.is_none() { BulkAction::Trash } else { BulkAction::Delete };
    bulk(cx, who, Bulk { ids: vec![id], action, folder_id: None, tag: None }).await.map(drop)
}

/// Does one thing with many files; those of others, and those of which it was done, are passed over. Refuses: `invalid`
/// (`ids`, `tag`, `folder_id`).
pub async fn bulk(cx: &Cx, who: &Member, bulk: Bulk) -> Result<BulkDone> {
    let mut check = Check::new();
    if bulk.ids.is_empty() {
        check.wrong("ids", FieldProblem::Required);
    } else if bulk.ids.len() > BULK_MAX {
        check.wrong("ids", FieldProblem::TooLong { max: u32::try_from(BULK_MAX)? });
    }
    let word = bulk.tag.as_ref().and_then(|tag| tag::clean(std::slice::from_ref(tag), &mut check).pop());
    if matches!(bulk.action, BulkAction::Tag | BulkAction::Untag) && word.is_none() {
        check.wrong("tag", FieldProblem::Required);
    }
    check.done()?;
    let (user, now) = (who.user(), cx.clock.now());
    let done = cx.db.write(user.0, move |conn| {
        async move {
            if let (BulkAction::Move, Some(folder)) = (bulk.action, bulk.folder_id)
                && !folder::store::has_folder(conn, user, folder).await?
            {
                return Err(AppError::field("folder_id", FieldProblem::Unknown).into());
            }
            let (mut changed, mut gone) = (0, Vec::new());
            for id in bulk.ids {
                let word = word.as_deref().unwrap_or_default();
                changed += u32::from(match bulk.action {
                    BulkAction::Trash => store::trash(conn, user, id, now).await?,
                    BulkAction::Restore => store::restore(conn, user, id).await?,
                    BulkAction::Move => store::move_to(conn, user, id, bulk.folder_id).await?,
                    BulkAction::Tag => tag::store::add_tag(conn, user, id, word, i64::try_from(TAGS_MAX)?).await?,
                    BulkAction::Untag => tag::store::remove_tag(conn, user, id, word).await?,
                    BulkAction::Delete => match store::delete(conn, Some(user), id).await? {
                        Some(one) => {
                            gone.push(one);
                            true
                        }
                        None => false,
                    },
                });
            }
            Ok((changed, gone))
        }
        .boxed()
    });
    let (changed, gone) = done.await?;
    forget(cx, gone).await?;
    Ok(BulkDone { changed })
}

/// Deletes the bytes that nobody has any more.
pub(super) async fn forget(cx: &Cx, gone: Vec<Gone>) -> Result<()> {
    for object in gone.into_iter().filter_map(|one| one.object) {
        variant::forget(cx, &object).await?;
        cx.storage.delete(&object).await?;
    }
    Ok(())
}
