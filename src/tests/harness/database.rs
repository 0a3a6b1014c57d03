//! A database for one test.

use sqlx::{Connection, Executor, PgConnection};
use std::path::Path;
use uuid::Uuid;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A database that nobody else uses.
#[derive(Debug, Clone)]
pub enum Database {
    /// A file in the test's folder.
    Sqlite,
    /// A database on the server at `admin`.
    Postgres { admin: String, name: String },
}

impl Database {
    /// A new one; none when there is no PostgreSQL to make it on.
    pub async fn fresh(engine: Engine) -> Option<Self> {
        if engine == Engine::Sqlite {
            return Some(Self::Sqlite);
        }
        let admin = std::env::var("TEST_DATABASE_URL").ok()?;
        let name = format!("aimall_{}", Uuid::now_v7().simple());
        run(&admin, format!("CREATE DATABASE {name}")).await;
        Some(Self::Postgres { admin, name })
    }

    /// Its address.
    pub fn url(&self, folder: &Path) -> String {
        match self {
            Self::Sqlite => format!("sqlite://{}/aimall.db", folder.display()),
            Self::Postgres { admin, name } => {
                let (base, parameters) = admin
                    .split_once('?')
                    .map_or((admin.as_str(), String::new()), |(base, rest)| (base, format!("?{rest}")));
                let host = base.rsplit_once('/').map_or(base, |(host, _)| host);
                format!("{host}/{name}{parameters}")
            }
        }
    }

    pub async fn drop(self) {
        if let Self::Postgres { admin, name } = self {
            run(&admin, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn run(admin: &str, sql: String) {
    let mut conn = PgConnection::connect(admin).await.unwrap();
    conn.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    conn.close().await.unwrap();
}
