//! Opening a database: connect, migrate, refuse what we can not work with.

use super::{
    Db, Pool,
    lane::Lane,
    sqlite::{EmbeddedOptions, Readers},
};
use crate::server::config::DatabaseUrl;
use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool,
    migrate::{AppliedMigration, Migrate, MigrateError, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{path::Path, str::FromStr, time::Duration};
use tokio::time::timeout;

static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

/// Lanes on PostgreSQL: enough to overlap the round trips, few enough that batches form.
const POSTGRES_LANES: u32 = 8;
const READERS_MAX: u32 = 16;
/// How long a server may take to let us in.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why the database can not be used, with the remedy.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No connection.
    #[error(
        "DATABASE_URL: can not use the database at {at}: {reason}. Check that it runs there and that address, user and password are right"
    )]
    Unreachable {
        /// Host and port, or the socket.
        at: String,
        /// What the system or the server said.
        reason: String,
    },
    /// The address can not be read.
    #[error("DATABASE_URL: found an address that can not be read ({0}); allowed: postgres://user:password@host/name")]
    Address(String),
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
    /// An older AI Mall wrote here, or nobody did.
    #[error(
        "DATABASE_URL: the database has {found}, but this version needs migration {needed}. Run `aimall migrate`, or start `aimall serve`, which migrates too"
    )]
    Older {
        /// The last migration it has, in words.
        found: String,
        /// The last one of this version.
        needed: i64,
    },
    /// A migration failed or was changed.
    #[error("the database could not be migrated: {0}")]
    Migration(String),
}

/// Connects, applies the migrations when `migrate` is set (else refuses a database that lacks some), and starts the
/// writers.
pub async fn open(url: &DatabaseUrl, migrate: bool) -> Result<Db, OpenError> {
    match url {
        DatabaseUrl::Sqlite(path) => open_sqlite(path, migrate).await,
        DatabaseUrl::Postgres(url) => open_postgres(url.expose(), migrate).await,
    }
}

async fn open_sqlite(path: &Path, migrate: bool) -> Result<Db, OpenError> {
    let refused = |reason: String| OpenError::File { path: path.display().to_string(), reason };
    if migrate {
        let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        folder.map_err(|error| refused(error.to_string()))?;
    } else if !path.exists() {
        return Err(older(&SQLITE, None));
    }
    // sqlx migrates; what comes after is [`super::sqlite`]'s.
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(migrate)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging();
    let mut conn = options.connect().await.map_err(|error| refused(error.to_string()))?;
    if migrate {
        SQLITE.run_direct(None, &mut conn, false).await.map_err(migration)?;
    } else {
        let table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'";
        let table = sqlx::query(table).fetch_optional(&mut conn).await.map_err(|error| refused(error.to_string()))?;
        check_version(&mut conn, &SQLITE, table.is_some()).await?;
    }
    conn.close().await.map_err(|error| refused(error.to_string()))?;
    let readers = Readers::new(EmbeddedOptions::reader(path), READERS_MAX as usize);
    let lane = Lane::start_thread(EmbeddedOptions::writer(path)).map_err(|error| refused(error.to_string()))?;
    Ok(Db { readers: Pool::Sqlite(readers), lanes: [lane].into() })
}

async fn open_postgres(url: &str, migrate: bool) -> Result<Db, OpenError> {
    let options = PgConnectOptions::from_str(url).map_err(|error| OpenError::Address(error.to_string()))?;
    let options = options.disable_statement_logging();
    prepare_postgres(&options, migrate).await?;
    let pool: PgPool = PgPoolOptions::new()
        .max_connections(READERS_MAX + POSTGRES_LANES)
        .acquire_timeout(PATIENCE)
        .connect_lazy_with(options);
    let lanes = (0..POSTGRES_LANES).map(|_| Lane::start(Pool::Postgres(pool.clone()))).collect();
    Ok(Db { readers: Pool::Postgres(pool), lanes })
}

/// A first connection of its own: the pool would go on knocking where nobody opens, and then not say why.
async fn prepare_postgres(options: &PgConnectOptions, migrate: bool) -> Result<(), OpenError> {
    let unreachable = |reason: String| {
        let at = options.get_socket().map(|socket| socket.display().to_string());
        OpenError::Unreachable {
            at: at.unwrap_or_else(|| format!("{}:{}", options.get_host(), options.get_port())),
            reason,
        }
    };
    let broken = |error: sqlx::Error| unreachable(error.to_string());
    let Ok(connected) = timeout(PATIENCE, PgConnection::connect_with(options)).await else {
        return Err(unreachable(format!("no answer within {} seconds", PATIENCE.as_secs())));
    };
    let mut conn = connected.map_err(broken)?;
    if migrate {
        POSTGRES.run_direct(None, &mut conn, false).await.map_err(migration)?;
    } else {
        let table = "SELECT 1 WHERE to_regclass('_sqlx_migrations') IS NOT NULL";
        let table = sqlx::query(table).fetch_optional(&mut conn).await.map_err(broken)?;
        check_version(&mut conn, &POSTGRES, table.is_some()).await?;
    }
    conn.close().await.map_err(broken)
}

/// Refuses a database that is not exactly at this version; changes nothing in it.
async fn check_version(conn: &mut impl Migrate, migrator: &Migrator, has_table: bool) -> Result<(), OpenError> {
    if !has_table {
        return Err(older(migrator, None));
    }
    if let Some(version) = conn.dirty_version(&migrator.table_name).await.map_err(migration)? {
        return Err(migration(MigrateError::Dirty(version)));
    }
    let applied = conn.list_applied_migrations(&migrator.table_name).await.map_err(migration)?;
    if let Some(unknown) = applied.iter().find(|applied| !migrator.version_exists(applied.version)) {
        return Err(OpenError::Newer(unknown.version));
    }
    for known in migrator.iter() {
        match applied.iter().find(|applied| applied.version == known.version) {
            None => return Err(older(migrator, applied.last())),
            Some(applied) if applied.checksum != known.checksum => {
                return Err(migration(MigrateError::VersionMismatch(known.version)));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn older(migrator: &Migrator, last: Option<&AppliedMigration>) -> OpenError {
    let found = last.map_or_else(|| "no migrations".to_owned(), |last| format!("migration {}", last.version));
    let needed = migrator.iter().map(|known| known.version).max().unwrap_or_default();
    OpenError::Older { found, needed }
}

fn migration(error: MigrateError) -> OpenError {
    match error {
        MigrateError::VersionMissing(version) => OpenError::Newer(version),
        other => OpenError::Migration(other.to_string()),
    }
}
