//! The policies that came with this version. What staff changed since stays.

use super::store::{self, PolicyRow};
use crate::{
    catalog,
    kernel::Instant,
    routing::{
        model::{PolicyInput, Rule},
        task::Task,
    },
    server::{Cx, Fault, Result, db::Conn},
};
use futures::FutureExt;
use serde::Deserialize;

const SEED: &str = include_str!("seed.json");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seed {
    task: Task,
    candidates: Vec<Rule>,
}

/// Adds the seeded policies that are not there yet, and brings those up to date that staff never changed. After the
/// catalogue's seed: candidates are its models.
pub async fn plant_seed(cx: &Cx) -> Result<()> {
    let (seeds, now) = (read()?, cx.clock.now());
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                for seed in &seeds {
                    let known = store::find_policy(conn, seed.task).await?;
                    let is_ours = known.as_ref().is_none_or(|row| row.source == "seed");
                    let wanted = known_only(conn, &seed.candidates).await?;
                    if is_ours && (known.is_none() || store::list_rules(conn, seed.task).await? != wanted) {
                        store::put_policy(conn, seed.task, &of_seed(now), &wanted).await?;
                    }
                }
                Ok(())
            }
            .boxed()
        })
        .await
}

/// Gives a task's policy back, in the caller's transaction; `about` says who does.
pub(super) async fn give_back(conn: &mut Conn, task: Task, about: &PolicyRow) -> Result<()> {
    let seed = read()?.into_iter().find(|seed| seed.task == task);
    let seed = seed.ok_or_else(|| Fault::broken("a task without a seeded policy"))?;
    let rules = known_only(conn, &seed.candidates).await?;
    store::put_policy(conn, task, about, &rules).await
}

fn of_seed(now: Instant) -> PolicyRow {
    PolicyRow { source: "seed".to_owned(), updated_at: now, updated_by: None }
}

fn read() -> Result<Vec<Seed>> {
    Ok(serde_json::from_str(SEED)?)
}

/// The candidates whose models are in the catalogue.
async fn known_only(conn: &mut Conn, rules: &[Rule]) -> Result<Vec<Rule>> {
    let names = catalog::server::names(conn).await?;
    let candidates = rules.iter().filter(|rule| names.contains_key(&rule.model_id)).cloned().collect();
    Ok(PolicyInput { candidates }.tidied().candidates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_has_a_policy_that_ends_with_the_sandbox() {
        let seeds = read().unwrap();
        for task in Task::ALL {
            let mut of_task = seeds.iter().filter(|seed| seed.task == task);
            let seed = of_task.next().unwrap();
            assert!(of_task.next().is_none(), "{task:?} twice");
            PolicyInput { candidates: seed.candidates.clone() }.check().unwrap();
            assert!(seed.candidates.len() > 2, "{task:?}");
            let sandboxes = seed.candidates.iter().map(|rule| rule.model_id.starts_with("sandbox"));
            let expected = (1..=seed.candidates.len()).map(|at| at == seed.candidates.len());
            assert!(sandboxes.eq(expected), "{task:?}");
        }
    }
}
