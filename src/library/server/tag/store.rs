//! Tags' SQL. What a search looks at moves with them.

use crate::{
    execute, fetch_all,
    kernel::id::{AssetId, UserId},
    library::server::store::refold,
    server::{Result, db::Conn},
};

pub(in crate::library::server) async fn set_tags(conn: &mut Conn, id: AssetId, tags: &[String]) -> Result<()> {
    execute!(conn, "DELETE FROM asset_tags WHERE asset_id = $1", id)?;
    for tag in tags {
        execute!(conn, "INSERT INTO asset_tags (asset_id, tag) VALUES ($1, $2)", id, tag)?;
    }
    refold(conn, id).await
}

/// A tag more, if the file is this person's and has room for it.
pub(in crate::library::server) async fn add_tag(
    conn: &mut Conn,
    user: UserId,
    id: AssetId,
    tag: &str,
    most: i64,
) -> Result<bool> {
    let added = execute!(
        conn,
        "INSERT INTO asset_tags (asset_id, tag) SELECT a.id, $3 FROM assets a
         WHERE a.user_id = $1 AND a.id = $2 AND (SELECT COUNT(*) FROM asset_tags t WHERE t.asset_id = a.id) < $4
         ON CONFLICT (asset_id, tag) DO NOTHING",
        user,
        id,
        tag,
        most
    )?;
    if added == 1 {
        refold(conn, id).await?;
    }
    Ok(added == 1)
}

pub(in crate::library::server) async fn remove_tag(
    conn: &mut Conn,
    user: UserId,
    id: AssetId,
    tag: &str,
) -> Result<bool> {
    let removed = execute!(
        conn,
        "DELETE FROM asset_tags WHERE asset_id = $2 AND tag = $3 AND EXISTS (SELECT 1 FROM assets a WHERE a.id = $2 AND a.user_id = $1)",
        user,
        id,
        tag
    )?;
    if removed == 1 {
        refold(conn, id).await?;
    }
    Ok(removed == 1)
}

/// Tags in use, the most used first.
pub(in crate::library::server) async fn list_tags(conn: &mut Conn, user: UserId, limit: u32) -> Result<Vec<String>> {
    let rows = fetch_all!(
        conn,
        (String, i64),
        "SELECT t.tag, COUNT(*) FROM asset_tags t JOIN assets a ON a.id = t.asset_id WHERE a.user_id = $1 AND a.trashed_at IS NULL
         GROUP BY t.tag ORDER BY 2 DESC, 1 LIMIT $2",
        user,
        i64::from(limit)
    )?;
    Ok(rows.into_iter().map(|(tag, _)| tag).collect())
}
