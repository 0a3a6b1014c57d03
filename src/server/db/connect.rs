//! Opening a database: connect, migrate, refuse what we can not work with.

use super::{Db, Pool, lane::Lane};
use crate::server::config::DatabaseUrl;
use sqlx::{
    ConnectOptions, PgPool, SqlitePool,
    migrate::{MigrateError, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, str::FromStr, time::Duration};

static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

/// Lanes on PostgreSQL: enough to overlap the round trips, few enough that batches form.
const POSTGRES_LANES: u32 = 8;
const READERS_MAX: u32 = 16;

/// Why the database can not be used, with the remedy.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No connection.
    #[error(
        "DATABASE_URL: can not reach the database: {0}. Check that it runs and that the address, user and password are right"
    )]
    Unreachable(String),
    /// The folder of the file is missing or closed to us.
    #[error("DATABASE_URL: can not open {path}: {reason}. DATA_DIR must be a folder that this user may write to")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// A newer AI Mall wrote here.
    #[error(
        "the database has migration {0}, which this version does not know. It was written by a newer version: start that one, or restore a backup from before it"
    )]
    Newer(i64),
    /// A migration failed or was changed.
    #[error("the database could not be migrated: {0}")]
    Migration(String),
}

/// Connects, applies the migrations when `migrate` is set, and starts the writers.
pub async fn open(url: &DatabaseUrl, migrate: bool) -> Result<Db, OpenError> {
    match url {
        DatabaseUrl::Sqlite(path) => open_sqlite(path, migrate).await,
        DatabaseUrl::Postgres(url) => open_postgres(url.expose(), migrate).await,
    }
}

async fn open_sqlite(path: &Path, migrate: bool) -> Result<Db, OpenError> {
    let refused = |reason: String| OpenError::File { path: path.display().to_string(), reason };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| refused(error.to_string()))?;
    }
    // FULL: a settled run must survive a power cut, not only a crash of ours.
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging();
    let writer: SqlitePool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options.clone())
        .await
        .map_err(|error| refused(error.to_string()))?;
    if migrate {
        SQLITE.run(&writer).await.map_err(migration)?;
    }
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS_MAX)
        .connect_lazy_with(options.create_if_missing(false).read_only(true));
    Ok(Db { readers: Pool::Sqlite(readers), lanes: [Lane::start(Pool::Sqlite(writer))].into() })
}

async fn open_postgres(url: &str, migrate: bool) -> Result<Db, OpenError> {
    let unreachable = |error: sqlx::Error| OpenError::Unreachable(error.to_string());
    let options = PgConnectOptions::from_str(url).map_err(unreachable)?.disable_statement_logging();
    let pool: PgPool = PgPoolOptions::new()
        .max_connections(READERS_MAX + POSTGRES_LANES)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await
        .map_err(unreachable)?;
    if migrate {
        POSTGRES.run(&pool).await.map_err(migration)?;
    }
    let lanes = (0..POSTGRES_LANES).map(|_| Lane::start(Pool::Postgres(pool.clone()))).collect();
    Ok(Db { readers: Pool::Postgres(pool), lanes })
}

fn migration(error: MigrateError) -> OpenError {
    match error {
        MigrateError::VersionMissing(version) => OpenError::Newer(version),
        other => OpenError::Migration(other.to_string()),
    }
}
