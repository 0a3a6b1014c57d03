//! What staff sees and changes. A change counts from the next request on.

use super::{
    seed,
    store::{self, PolicyRow},
};
use crate::{
    account,
    catalog::{
        self,
        entry::EntryState,
        server::{Standing, find_standing},
    },
    kernel::{AppError, FieldProblem, valid::Check},
    provider::Sandbox,
    routing::{
        model::{Candidate, Policy, PolicyInput, PolicyLine, Rule},
        task::Task,
    },
    server::{Cx, Result, access::Staff, db::Conn},
    subscription::server::PlanStanding,
};
use futures::FutureExt;
use std::collections::HashMap;

/// The policies, one for each task.
pub async fn list_policies(cx: &Cx, _who: &Staff) -> Result<Vec<PolicyLine>> {
    let mut conn = cx.db.read().await?;
    let (mut lines, mut known) = (Vec::new(), Known::new());
    for task in Task::ALL {
        let Some(row) = store::find_policy(&mut conn, task).await? else { continue };
        let rules = store::list_rules(&mut conn, task).await?;
        let candidates = candidates(cx, &mut conn, task, rules, &mut known).await?;
        lines.push(line(task, &candidates, &row));
    }
    Ok(lines)
}

/// A task's policy. Refuses: `not_found`.
pub async fn get_policy(cx: &Cx, _who: &Staff, task: Task) -> Result<Policy> {
    policy(cx, &mut cx.db.read().await?, task).await
}

/// Puts a policy in the place of a task's. Refuses: `invalid`.
pub async fn put_policy(cx: &Cx, who: &Staff, task: Task, input: PolicyInput) -> Result<Policy> {
    input.check()?;
    let (cx2, input) = (cx.clone(), input.tidied());
    let about =
        PolicyRow { source: "staff".to_owned(), updated_at: cx.clock.now(), updated_by: Some(who.member().user()) };
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                let (names, mut check) = (catalog::server::names(conn).await?, Check::new());
                for (at, rule) in input.candidates.iter().enumerate() {
                    if !names.contains_key(&rule.model_id) {
                        check.wrong(&format!("candidates.{at}.model_id"), FieldProblem::Unknown);
                    }
                }
                check.done()?;
                store::put_policy(conn, task, &about, &input.candidates).await?;
                policy(&cx2, conn, task).await
            }
            .boxed()
        })
        .await
}

/// Gives a task's policy back to the seed.
pub async fn reset_policy(cx: &Cx, who: &Staff, task: Task) -> Result<Policy> {
    let cx2 = cx.clone();
    let about =
        PolicyRow { source: "seed".to_owned(), updated_at: cx.clock.now(), updated_by: Some(who.member().user()) };
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                seed::give_back(conn, task, &about).await?;
                policy(&cx2, conn, task).await
            }
            .boxed()
        })
        .await
}

/// Where models stand that were looked at already.
type Known = HashMap<String, Option<Standing>>;

async fn policy(cx: &Cx, conn: &mut Conn, task: Task) -> Result<Policy> {
    let row = store::find_policy(conn, task).await?.ok_or(AppError::NotFound)?;
    let rules = store::list_rules(conn, task).await?;
    let candidates = candidates(cx, conn, task, rules, &mut Known::new()).await?;
    let updated_by = match row.updated_by {
        Some(user) => Some(account::server::get_person(conn, user).await?.email),
        None => None,
    };
    Ok(Policy {
        task,
        needs: task.needs(),
        candidates,
        is_changed: row.source == "staff",
        updated_at: row.updated_at,
        updated_by,
    })
}

async fn candidates(
    cx: &Cx,
    conn: &mut Conn,
    task: Task,
    rules: Vec<Rule>,
    known: &mut Known,
) -> Result<Vec<Candidate>> {
    let mut all = Vec::new();
    for rule in rules {
        if !known.contains_key(&rule.model_id) {
            let standing = find_standing(cx, conn, &PlanStanding::none(), &rule.model_id).await?;
            known.insert(rule.model_id.clone(), standing);
        }
        all.push(candidate(task, known.get(&rule.model_id).and_then(Option::as_ref), rule));
    }
    Ok(all)
}

fn candidate(task: Task, standing: Option<&Standing>, rule: Rule) -> Candidate {
    Candidate {
        name: standing.map_or_else(|| rule.model_id.clone(), |standing| standing.name.clone()),
        provider: standing.map_or_else(String::new, |standing| standing.provider.clone()),
        state: standing.map_or(EntryState::Off, |standing| standing.state),
        is_able: standing.is_some_and(|standing| standing.capabilities.contains(&task.needs())),
        successor_id: standing.map(|standing| standing.id.clone()).filter(|id| *id != rule.model_id),
        rule,
    }
}

fn line(task: Task, candidates: &[Candidate], row: &PolicyRow) -> PolicyLine {
    let ready: Vec<&Candidate> = candidates.iter().filter(|candidate| candidate.is_ready()).collect();
    let real = ready.iter().find(|candidate| candidate.provider != Sandbox::ID);
    let first = real.or(ready.first());
    PolicyLine {
        task,
        needs: task.needs(),
        candidates: i64::try_from(candidates.len()).unwrap_or(i64::MAX),
        ready: i64::try_from(ready.len()).unwrap_or(i64::MAX),
        first: first.map(|candidate| candidate.name.clone()),
        is_sandbox: first.is_some_and(|candidate| candidate.provider == Sandbox::ID),
        is_changed: row.source == "staff",
        updated_at: row.updated_at,
    }
}
