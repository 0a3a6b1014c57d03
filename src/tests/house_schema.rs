//! Both engines, migrated, hold the same tables.

use crate::harness::{Engine, Setup, TestApp};
use aimall::fetch_all;
use std::collections::BTreeSet;

/// `table.column`, with what may be empty, of a migrated database.
async fn columns(app: &TestApp) -> BTreeSet<(String, String, bool)> {
    let sql = match app.cx.db.engine() {
        "sqlite" => {
            "SELECT t.name, c.name, CAST(c.\"notnull\" = 0 AS BIGINT) FROM sqlite_master t, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name <> '_sqlx_migrations'"
        }
        _ => {
            "SELECT table_name::text, column_name::text, (is_nullable = 'YES')::int::bigint FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name <> '_sqlx_migrations'"
        }
    };
    let mut conn = app.cx.db.read().await.map_err(|_| "no connection").unwrap();
    let rows = fetch_all!(&mut conn, (String, String, i64), sql).unwrap();
    rows.into_iter().map(|(table, column, nullable)| (table, column, nullable == 1)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_hold_the_same_columns() {
    TestApp::with(Engine::Postgres, Setup::default(), async |postgres| {
        TestApp::with(Engine::Sqlite, Setup::default(), async |sqlite| {
            let (sqlite, postgres) = (columns(sqlite).await, columns(postgres).await);
            let difference: Vec<_> = sqlite.symmetric_difference(&postgres).collect();
            assert!(difference.is_empty(), "{difference:?}");
            assert!(sqlite.len() > 60, "{}", sqlite.len());
        })
        .await;
    })
    .await;
}
