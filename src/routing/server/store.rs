//! The SQL of policies.

use crate::{
    execute, fetch_all, fetch_optional,
    kernel::{Coins, Instant, id::UserId},
    routing::{model::Rule, task::Task},
    server::{Result, db::Conn},
};

/// Whose a policy is.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct PolicyRow {
    pub(super) source: String,
    pub(super) updated_at: Instant,
    pub(super) updated_by: Option<UserId>,
}

pub(super) async fn find_policy(conn: &mut Conn, task: Task) -> Result<Option<PolicyRow>> {
    let sql = "SELECT source, updated_at, updated_by FROM routing_policies WHERE task = $1";
    Ok(fetch_optional!(conn, PolicyRow, sql, task.code())?)
}

/// A candidate as it is stored. Lists are JSON.
#[derive(Debug, sqlx::FromRow)]
struct RuleRow {
    model_id: String,
    enabled: bool,
    retries: i64,
    plans: String,
    languages: String,
    regions: String,
    max_price_milli: Option<Coins>,
    input_tokens_min: Option<i64>,
    input_tokens_max: Option<i64>,
}

/// A policy's candidates in order.
pub(super) async fn list_rules(conn: &mut Conn, task: Task) -> Result<Vec<Rule>> {
    let sql = "SELECT model_id, enabled, retries, plans, languages, regions, max_price_milli, input_tokens_min, input_tokens_max
        FROM routing_candidates WHERE task = $1 ORDER BY position";
    let rule = |row: RuleRow| {
        Ok(Rule {
            model_id: row.model_id,
            enabled: row.enabled,
            retries: row.retries,
            plans: serde_json::from_str(&row.plans)?,
            languages: serde_json::from_str(&row.languages)?,
            regions: serde_json::from_str(&row.regions)?,
            max_price: row.max_price_milli.map(|price| price.to_string()),
            input_tokens_min: row.input_tokens_min,
            input_tokens_max: row.input_tokens_max,
        })
    };
    fetch_all!(conn, RuleRow, sql, task.code())?.into_iter().map(rule).collect()
}

/// Puts these candidates in the place of a task's.
pub(super) async fn put_policy(conn: &mut Conn, task: Task, about: &PolicyRow, rules: &[Rule]) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO routing_policies (task, source, updated_at, updated_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (task) DO UPDATE SET source = $2, updated_at = $3, updated_by = $4",
        task.code(),
        &about.source,
        about.updated_at,
        about.updated_by
    )?;
    execute!(conn, "DELETE FROM routing_candidates WHERE task = $1", task.code())?;
    for (position, rule) in (0_i64..).zip(rules) {
        execute!(
            conn,
            "INSERT INTO routing_candidates (task, position, model_id, enabled, retries, plans, languages, regions, max_price_milli,
                input_tokens_min, input_tokens_max)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            task.code(), position, &rule.model_id, rule.enabled, rule.retries, serde_json::to_string(&rule.plans)?,
            serde_json::to_string(&rule.languages)?, serde_json::to_string(&rule.regions)?, rule.ceiling(), rule.input_tokens_min,
            rule.input_tokens_max
        )?;
    }
    Ok(())
}
