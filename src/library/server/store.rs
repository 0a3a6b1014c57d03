//! The library's SQL.

use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        Instant,
        id::{AssetId, FolderId, RunId, UserId},
    },
    library::model::{Asset, AssetOrigin},
    server::{Result, db::Conn},
};
use std::collections::HashMap;

/// The bytes of a file, and what is known of them.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct BlobRow {
    pub(super) hash: Vec<u8>,
    pub(super) object: String,
    pub(super) kind: String,
    pub(super) media_type: String,
    pub(super) size_bytes: i64,
    pub(super) width: Option<i64>,
    pub(super) height: Option<i64>,
    pub(super) duration_ms: Option<i64>,
    pub(super) blurhash: Option<String>,
}

impl BlobRow {
    /// SHA-256 in hexadecimal digits.
    pub(super) fn checksum(&self) -> String {
        hex(&self.hash)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A file that comes into the library.
#[derive(Debug, Clone)]
pub(super) struct NewAsset {
    pub(super) id: AssetId,
    pub(super) user: UserId,
    pub(super) name: String,
    pub(super) origin: AssetOrigin,
    pub(super) run: Option<RunId>,
    pub(super) position: Option<i64>,
    pub(super) prompt: Option<String>,
    pub(super) folder: Option<FolderId>,
}

/// Which files are looked for.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) user: UserId,
    /// Four patterns.
    pub(super) words: Vec<String>,
    pub(super) kind: Option<&'static str>,
    pub(super) origin: Option<&'static str>,
    pub(super) folder: Option<FolderId>,
    pub(super) tag: Option<String>,
    pub(super) trashed: bool,
    pub(super) oldest_first: bool,
    pub(super) cursor: Option<AssetId>,
}

/// A file that is gone, with the name of its bytes where nobody else has them.
#[derive(Debug)]
pub(super) struct Gone {
    pub(super) object: Option<String>,
}

#[derive(sqlx::FromRow)]
struct AssetRow {
    id: AssetId,
    name: String,
    hash: Vec<u8>,
    kind: String,
    media_type: String,
    size_bytes: i64,
    width: Option<i64>,
    height: Option<i64>,
    duration_ms: Option<i64>,
    blurhash: Option<String>,
    origin: String,
    run_id: Option<RunId>,
    prompt: Option<String>,
    folder_id: Option<FolderId>,
    created_at: Instant,
    trashed_at: Option<Instant>,
}

const SELECT: &str = "SELECT a.id, a.name, a.hash, b.kind, b.media_type, b.size_bytes, b.width, b.height, b.duration_ms, b.blurhash, a.origin, a.run_id,
        a.prompt, a.folder_id, a.created_at, a.trashed_at
     FROM assets a JOIN blobs b ON b.hash = a.hash";

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!("{SELECT} {rest}"))
}

async fn filled(conn: &mut Conn, rows: Vec<AssetRow>) -> Result<Vec<Asset>> {
    let mut tags: HashMap<AssetId, Vec<String>> = HashMap::new();
    if let (Some(first), Some(last)) = (rows.iter().map(|row| row.id).min(), rows.iter().map(|row| row.id).max()) {
        let sql = "SELECT asset_id, tag FROM asset_tags WHERE asset_id >= $1 AND asset_id <= $2 ORDER BY asset_id, tag";
        for (id, tag) in fetch_all!(conn, (AssetId, String), sql, first, last)? {
            tags.entry(id).or_default().push(tag);
        }
    }
    let asset = |row: AssetRow| {
        Ok(Asset {
            tags: tags.remove(&row.id).unwrap_or_default(),
            id: row.id,
            name: row.name,
            kind: row.kind.parse()?,
            media_type: row.media_type,
            size_bytes: row.size_bytes,
            checksum: hex(&row.hash),
            width: row.width,
            height: row.height,
            duration_ms: row.duration_ms,
            blurhash: row.blurhash,
            origin: row.origin.parse()?,
            run_id: row.run_id,
            prompt: row.prompt,
            folder_id: row.folder_id,
            created_at: row.created_at,
            trashed_at: row.trashed_at,
        })
    };
    rows.into_iter().map(asset).collect()
}

/// Files in order of their ids.
pub(super) async fn list(conn: &mut Conn, wanted: &Wanted, limit: u32) -> Result<Vec<Asset>> {
    const WHERE: &str = "WHERE a.user_id = $1 AND a.folded LIKE $2 ESCAPE '\\' AND a.folded LIKE $3 ESCAPE '\\' AND a.folded LIKE $4 ESCAPE '\\' AND a.folded LIKE $5 ESCAPE '\\'
        AND ($6 IS NULL OR b.kind = $6) AND ($7 IS NULL OR a.origin = $7) AND ($8 IS NULL OR a.folder_id = $8)
        AND ($9 IS NULL OR EXISTS (SELECT 1 FROM asset_tags t WHERE t.asset_id = a.id AND t.tag = $9))
        AND (a.trashed_at IS NOT NULL) = $10";
    let order = if wanted.oldest_first { "a.id > $11 ORDER BY a.id" } else { "a.id < $11 ORDER BY a.id DESC" };
    let start = if wanted.oldest_first { uuid::Uuid::nil() } else { uuid::Uuid::max() };
    let [first, second, third, fourth] = wanted.words.as_slice() else { return Ok(Vec::new()) };
    let rows = fetch_all!(
        conn,
        AssetRow,
        select(&format!("{WHERE} AND {order} LIMIT $12")),
        wanted.user,
        first,
        second,
        third,
        fourth,
        wanted.kind,
        wanted.origin,
        wanted.folder,
        &wanted.tag,
        wanted.trashed,
        wanted.cursor.map_or(start, |id| id.0),
        i64::from(limit)
    )?;
    filled(conn, rows).await
}

/// A file of this person's.
pub(super) async fn find_of(conn: &mut Conn, user: UserId, id: AssetId) -> Result<Option<Asset>> {
    let rows = fetch_all!(conn, AssetRow, select("WHERE a.user_id = $1 AND a.id = $2"), user, id)?;
    Ok(filled(conn, rows).await?.pop())
}

/// What runs of a person's made and is not in the trash, by run and place.
pub(super) async fn list_outputs(conn: &mut Conn, user: UserId, first: RunId, last: RunId) -> Result<Vec<Asset>> {
    let rest = "WHERE a.user_id = $1 AND a.run_id >= $2 AND a.run_id <= $3 AND a.trashed_at IS NULL ORDER BY a.run_id, a.position";
    let rows = fetch_all!(conn, AssetRow, select(rest), user, first, last)?;
    filled(conn, rows).await
}

const BLOB: &str = "b.hash, b.object, b.kind, b.media_type, b.size_bytes, b.width, b.height, b.duration_ms, b.blurhash";

#[derive(sqlx::FromRow)]
struct NamedBlob {
    name: String,
    #[sqlx(flatten)]
    blob: BlobRow,
}

fn select_blob(rest: &str) -> sqlx::AssertSqlSafe<String> {
    sqlx::AssertSqlSafe(format!("SELECT a.name, {BLOB} FROM assets a JOIN blobs b ON b.hash = a.hash {rest}"))
}

/// Name and bytes of a file of this person's.
pub(super) async fn find_blob_of(conn: &mut Conn, user: UserId, id: AssetId) -> Result<Option<(String, BlobRow)>> {
    let sql = select_blob("WHERE a.user_id = $1 AND a.id = $2");
    Ok(fetch_optional!(conn, NamedBlob, sql, user, id)?.map(|row| (row.name, row.blob)))
}

/// Name and bytes of a file that a link names; none of one in the trash.
pub(super) async fn find_linked(conn: &mut Conn, id: AssetId) -> Result<Option<(String, BlobRow)>> {
    let sql = select_blob("WHERE a.id = $1 AND a.trashed_at IS NULL");
    Ok(fetch_optional!(conn, NamedBlob, sql, id)?.map(|row| (row.name, row.blob)))
}

/// Writes down what was stored; whether the same bytes were not there yet. Where they were, they stay until the end of the
/// transaction.
pub(super) async fn insert_blob(conn: &mut Conn, blob: &BlobRow, now: Instant) -> Result<bool> {
    let (object,) = fetch_one!(
        conn,
        (String,),
        "INSERT INTO blobs (hash, object, kind, media_type, size_bytes, width, height, duration_ms, blurhash, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash RETURNING object",
        &blob.hash,
        &blob.object,
        &blob.kind,
        &blob.media_type,
        blob.size_bytes,
        blob.width,
        blob.height,
        blob.duration_ms,
        &blob.blurhash,
        now
    )?;
    Ok(object == blob.object)
}

/// Whether these bytes belong to a file.
pub(super) async fn is_kept(conn: &mut Conn, object: &str) -> Result<bool> {
    Ok(fetch_optional!(conn, (i64,), "SELECT CAST(1 AS BIGINT) FROM blobs WHERE object = $1", object)?.is_some())
}

/// The same file of this person's that was uploaded before: out of the trash, and into a folder where one is given.
pub(super) async fn revive_upload(
    conn: &mut Conn,
    user: UserId,
    hash: &[u8],
    folder: Option<FolderId>,
) -> Result<Option<AssetId>> {
    let sql = "UPDATE assets SET trashed_at = NULL, folder_id = COALESCE($3, folder_id) WHERE user_id = $1 AND hash = $2 AND origin = 'upload' RETURNING id";
    Ok(fetch_optional!(conn, (AssetId,), sql, user, hash, folder)?.map(|(id,)| id))
}

/// The output of a run that was kept already.
pub(super) async fn find_output(conn: &mut Conn, run: RunId, position: i64) -> Result<Option<AssetId>> {
    let sql = "SELECT id FROM assets WHERE run_id = $1 AND position = $2";
    Ok(fetch_optional!(conn, (AssetId,), sql, run, position)?.map(|(id,)| id))
}

/// Counts a file more, if there is room for it.
pub(super) async fn count_in(conn: &mut Conn, user: UserId, bytes: i64, quota: Option<i64>) -> Result<bool> {
    let sql = "INSERT INTO library_usage (user_id, bytes, files) VALUES ($1, 0, 0) ON CONFLICT (user_id) DO NOTHING";
    execute!(conn, sql, user)?;
    let sql = "UPDATE library_usage SET bytes = bytes + $2, files = files + 1 WHERE user_id = $1 AND bytes + $2 <= $3";
    Ok(execute!(conn, sql, user, bytes, quota.unwrap_or(i64::MAX / 2))? == 1)
}

/// Bytes and files that a person keeps.
pub(super) async fn find_usage(conn: &mut Conn, user: UserId) -> Result<(i64, i64)> {
    let sql = "SELECT bytes, files FROM library_usage WHERE user_id = $1";
    Ok(fetch_optional!(conn, (i64, i64), sql, user)?.unwrap_or_default())
}

pub(super) async fn count_trashed(conn: &mut Conn, user: UserId) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM assets WHERE user_id = $1 AND trashed_at IS NOT NULL";
    Ok(fetch_one!(conn, (i64,), sql, user)?.0)
}

pub(super) async fn insert_asset(conn: &mut Conn, new: &NewAsset, hash: &[u8], now: Instant) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO assets (id, user_id, hash, name, folded, origin, run_id, position, prompt, folder_id, created_at)
         VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8, $9, $10)",
        new.id,
        new.user,
        hash,
        &new.name,
        new.origin.code(),
        new.run,
        new.position,
        &new.prompt,
        new.folder,
        now
    )?;
    refold(conn, new.id).await
}

pub(super) async fn rename(conn: &mut Conn, user: UserId, id: AssetId, name: &str) -> Result<()> {
    execute!(conn, "UPDATE assets SET name = $3 WHERE user_id = $1 AND id = $2", user, id, name)?;
    refold(conn, id).await
}

/// Writes down anew what a search looks at.
pub(super) async fn refold(conn: &mut Conn, id: AssetId) -> Result<()> {
    let sql = "SELECT name, prompt FROM assets WHERE id = $1";
    let Some((name, prompt)) = fetch_optional!(conn, (String, Option<String>), sql, id)? else { return Ok(()) };
    let tags = fetch_all!(conn, (String,), "SELECT tag FROM asset_tags WHERE asset_id = $1 ORDER BY tag", id)?;
    let mut text = vec![name];
    text.extend(tags.into_iter().map(|(tag,)| tag));
    text.extend(prompt);
    let folded = crate::kernel::fold::folded(&text.join(" "));
    execute!(conn, "UPDATE assets SET folded = $2 WHERE id = $1", id, folded)?;
    Ok(())
}

pub(super) async fn trash(conn: &mut Conn, user: UserId, id: AssetId, now: Instant) -> Result<bool> {
    let sql = "UPDATE assets SET trashed_at = $3 WHERE user_id = $1 AND id = $2 AND trashed_at IS NULL";
    Ok(execute!(conn, sql, user, id, now)? == 1)
}

pub(super) async fn restore(conn: &mut Conn, user: UserId, id: AssetId) -> Result<bool> {
    let sql = "UPDATE assets SET trashed_at = NULL WHERE user_id = $1 AND id = $2 AND trashed_at IS NOT NULL";
    Ok(execute!(conn, sql, user, id)? == 1)
}

pub(super) async fn move_to(conn: &mut Conn, user: UserId, id: AssetId, folder: Option<FolderId>) -> Result<bool> {
    let sql = "UPDATE assets SET folder_id = $3 WHERE user_id = $1 AND id = $2";
    Ok(execute!(conn, sql, user, id, folder)? == 1)
}

/// Files that were in the trash for long.
pub(super) async fn list_old_trash(conn: &mut Conn, before: Instant, limit: u32) -> Result<Vec<(AssetId, UserId)>> {
    let sql = "SELECT id, user_id FROM assets WHERE trashed_at < $1 ORDER BY trashed_at LIMIT $2";
    Ok(fetch_all!(conn, (AssetId, UserId), sql, before, i64::from(limit))?)
}

/// Takes a file out of the trash for ever, with the bytes that nobody else has; none when it is not there.
pub(super) async fn delete(conn: &mut Conn, user: Option<UserId>, id: AssetId) -> Result<Option<Gone>> {
    let sql = "DELETE FROM assets WHERE id = $1 AND trashed_at IS NOT NULL AND ($2 IS NULL OR user_id = $2) RETURNING user_id, hash";
    let Some((user, hash)) = fetch_optional!(conn, (UserId, Vec<u8>), sql, id, user)? else { return Ok(None) };
    execute!(
        conn,
        "UPDATE library_usage SET files = files - 1, bytes = bytes - (SELECT b.size_bytes FROM blobs b WHERE b.hash = $2) WHERE user_id = $1",
        user,
        &hash
    )?;
    let sql =
        "DELETE FROM blobs WHERE hash = $1 AND NOT EXISTS (SELECT 1 FROM assets a WHERE a.hash = $1) RETURNING object";
    let object = fetch_optional!(conn, (String,), sql, &hash)?.map(|(object,)| object);
    Ok(Some(Gone { object }))
}
