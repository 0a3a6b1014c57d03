//! Folders' SQL.

use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        Instant,
        id::{FolderId, UserId},
    },
    library::model::Folder,
    server::{Result, db::Conn},
};

pub(in crate::library::server) async fn has_folder(conn: &mut Conn, user: UserId, folder: FolderId) -> Result<bool> {
    let sql = "SELECT CAST(1 AS BIGINT) FROM folders WHERE user_id = $1 AND id = $2";
    Ok(fetch_optional!(conn, (i64,), sql, user, folder)?.is_some())
}

pub(super) async fn count_folders(conn: &mut Conn, user: UserId) -> Result<i64> {
    Ok(fetch_one!(conn, (i64,), "SELECT COUNT(*) FROM folders WHERE user_id = $1", user)?.0)
}

pub(in crate::library::server) async fn list_folders(conn: &mut Conn, user: UserId) -> Result<Vec<Folder>> {
    let rows = fetch_all!(
        conn,
        (FolderId, String, i64),
        "SELECT f.id, f.name, (SELECT COUNT(*) FROM assets a WHERE a.folder_id = f.id AND a.trashed_at IS NULL) FROM folders f
         WHERE f.user_id = $1 ORDER BY f.folded",
        user
    )?;
    Ok(rows.into_iter().map(|(id, name, files)| Folder { id, name, files }).collect())
}

pub(super) async fn insert_folder(
    conn: &mut Conn,
    id: FolderId,
    user: UserId,
    name: &str,
    folded: &str,
    now: Instant,
) -> Result<()> {
    let sql = "INSERT INTO folders (id, user_id, name, folded, created_at) VALUES ($1, $2, $3, $4, $5)";
    execute!(conn, sql, id, user, name, folded, now)?;
    Ok(())
}

pub(super) async fn rename_folder(
    conn: &mut Conn,
    user: UserId,
    id: FolderId,
    name: &str,
    folded: &str,
) -> Result<bool> {
    let sql = "UPDATE folders SET name = $3, folded = $4 WHERE user_id = $1 AND id = $2";
    Ok(execute!(conn, sql, user, id, name, folded)? == 1)
}

/// Takes a folder away; its files stay, outside of folders.
pub(super) async fn delete_folder(conn: &mut Conn, user: UserId, id: FolderId) -> Result<bool> {
    execute!(conn, "UPDATE assets SET folder_id = NULL WHERE user_id = $1 AND folder_id = $2", user, id)?;
    Ok(execute!(conn, "DELETE FROM folders WHERE user_id = $1 AND id = $2", user, id)? == 1)
}
