//! Folders.

pub(super) mod store;

use crate::{
    kernel::{AppError, FieldProblem, fold::folded, id::FolderId, valid::Check},
    library::model::{FOLDERS_MAX, Folder, FolderName},
    server::{Cx, Fault, Result, access::Member},
};
use futures::FutureExt;

/// Characters of a name.
const NAME_CHARS_MAX: u32 = 60;

/// Makes a folder. Refuses: `invalid` (`name`: missing, too long, taken), `too_many`.
pub async fn create_folder(cx: &Cx, who: &Member, input: FolderName) -> Result<Folder> {
    let (name, key) = checked(&input)?;
    let (id, user, now) = (FolderId(cx.id()), who.user(), cx.clock.now());
    let made = cx.db.write(user.0, move |conn| {
        async move {
            if store::count_folders(conn, user).await? >= i64::from(FOLDERS_MAX) {
                return Err(AppError::TooMany { max: FOLDERS_MAX }.into());
            }
            store::insert_folder(conn, id, user, &name, &key, now).await?;
            Ok(Folder { id, name, files: 0 })
        }
        .boxed()
    });
    made.await.map_err(taken)
}

/// Gives a folder another name. Refuses: `not_found`, `invalid` (`name`).
pub async fn rename_folder(cx: &Cx, who: &Member, id: FolderId, input: FolderName) -> Result<Folder> {
    let (name, key) = checked(&input)?;
    let user = who.user();
    let renamed = cx.db.write(user.0, move |conn| {
        async move {
            if !store::rename_folder(conn, user, id, &name, &key).await? {
                return Err(AppError::NotFound.into());
            }
            let folders = store::list_folders(conn, user).await?;
            Ok(folders.into_iter().find(|folder| folder.id == id).ok_or(AppError::NotFound)?)
        }
        .boxed()
    });
    renamed.await.map_err(taken)
}

/// Takes a folder away; what is in it stays, outside of folders. Refuses: `not_found`.
pub async fn delete_folder(cx: &Cx, who: &Member, id: FolderId) -> Result<()> {
    let user = who.user();
    let deleted = cx.db.write(user.0, move |conn| async move { store::delete_folder(conn, user, id).await }.boxed());
    if deleted.await? { Ok(()) } else { Err(AppError::NotFound.into()) }
}

fn checked(input: &FolderName) -> Result<(String, String)> {
    let name = input.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut check = Check::new();
    check.text("name", &name, 1, NAME_CHARS_MAX);
    check.done()?;
    let key = folded(&name);
    Ok((name, key))
}

fn taken(fault: Fault) -> Fault {
    if fault.violates("folders_name", "folders.folded") {
        return AppError::field("name", FieldProblem::Taken).into();
    }
    fault
}
