//! Holding a policy's candidates against a request: who may be taken, and why the others may not.

use super::store;
use crate::{
    catalog::{
        entry::EntryState,
        model::Capability,
        server::{Offer, Plan, Standing, find_standing},
    },
    kernel::{AppError, FieldProblem, error::ProviderProblem, locale::Language},
    provider::Sandbox,
    routing::{model::Rule, task::Task, trial::Reason, wish::Facts},
    server::{Cx, Result, access::KeyDoor, db::Conn},
    subscription::server::PlanStanding,
};

/// Who asks, as far as a policy may know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asker<'a> {
    pub(super) plan: &'a PlanStanding,
    pub(super) country: Option<&'a str>,
    pub(super) language: Language,
    pub(super) key: Option<&'a KeyDoor>,
}

/// A candidate after it was looked at.
#[derive(Debug)]
pub(super) struct Weighed {
    pub(super) rule: Rule,
    /// Where its model stands; none where the catalogue does not know it.
    pub(super) standing: Option<Standing>,
    /// What a run would get, or why it would not.
    pub(super) verdict: std::result::Result<Offer, Reason>,
}

impl Weighed {
    /// Whether it is no sandbox and can do the task, if only a request lets it.
    fn is_real(&self, task: Task) -> bool {
        let standing = self.standing.as_ref();
        // One that only the person's plan keeps from them is real all the same.
        if standing.is_some_and(|standing| !standing.is_open && standing.state == EntryState::Offered) {
            return self.rule.enabled && standing.is_some_and(|standing| standing.provider != Sandbox::ID);
        }
        let offer = standing.and_then(|standing| standing.offer.as_ref());
        self.rule.enabled && offer.is_some_and(|offer| !is_sandbox(offer) && offer.can(task.needs()))
    }
}

/// Every candidate of a task's policy, in its order.
pub(super) async fn weigh(
    cx: &Cx,
    conn: &mut Conn,
    asker: Asker<'_>,
    task: Task,
    facts: &Facts,
) -> Result<Vec<Weighed>> {
    let mut all = Vec::new();
    for rule in store::list_rules(conn, task).await? {
        let standing = find_standing(cx, conn, asker.plan, &rule.model_id).await?;
        let verdict = judge(&rule, standing.as_ref(), asker, task, facts);
        all.push(Weighed { rule, standing, verdict });
    }
    let has_real = all.iter().any(|one| one.is_real(task));
    let mut taken = Vec::new();
    for one in &mut all {
        let Ok(offer) = &one.verdict else { continue };
        if has_real && is_sandbox(offer) {
            // Its answers are invented: beside a real one they would pass for answers.
            one.verdict = Err(Reason::Sandbox);
        } else if taken.contains(&offer.id) {
            one.verdict = Err(Reason::Twice);
        } else {
            taken.push(offer.id.clone());
        }
    }
    Ok(all)
}

/// The plan that is left, or what is told when none is.
pub(super) fn plan(weighed: Vec<Weighed>) -> Result<Plan> {
    let has = |wanted: fn(&Reason) -> bool| weighed.iter().any(|one| one.verdict.as_ref().is_err_and(wanted));
    let refusal = if has(|reason| matches!(reason, Reason::TooShort { .. })) {
        AppError::Provider { reason: ProviderProblem::ContextTooLong }
    } else if has(|reason| *reason == Reason::Key) {
        AppError::KeyModel
    } else {
        AppError::field("model", FieldProblem::Unknown)
    };
    let left = weighed.into_iter().filter_map(|one| Some((one.verdict.ok()?, u8::try_from(one.rule.retries).ok()?)));
    Ok(Plan::ordered(left.collect()).ok_or(refusal)?)
}

fn is_sandbox(offer: &Offer) -> bool {
    offer.provider == Sandbox::ID
}

/// What the request needs beside the task itself.
fn needs(task: Task, facts: &Facts) -> impl Iterator<Item = Capability> {
    let pictures = if task.needs() == Capability::Image { Capability::ImageEdit } else { Capability::Vision };
    let asked = [
        (true, task.needs()),
        (task.writes(), Capability::Chat),
        (facts.has_pictures, pictures),
        (facts.has_sound && task.writes(), Capability::AudioInput),
        (facts.has_tools, Capability::Tools),
        (facts.has_schema, Capability::JsonSchema),
    ];
    asked.into_iter().filter(|(is, _)| *is).map(|(_, capability)| capability)
}

/// The first thing that speaks against a candidate. Length comes last: a shorter request would get it.
fn judge(
    rule: &Rule,
    standing: Option<&Standing>,
    asker: Asker<'_>,
    task: Task,
    facts: &Facts,
) -> std::result::Result<Offer, Reason> {
    let refuse = |is: bool, reason: Reason| if is { Err(reason) } else { Ok(()) };
    refuse(!rule.enabled, Reason::Disabled)?;
    let Some(offer) = standing.and_then(|standing| standing.offer.as_ref()) else {
        return Err(match standing.map(|standing| standing.state) {
            Some(EntryState::Off) | None => Reason::Off,
            Some(EntryState::Offered) if standing.is_some_and(|standing| !standing.is_open) => Reason::Plan,
            Some(EntryState::Unpriced | EntryState::Offered) => Reason::Unpriced,
            Some(EntryState::ProviderOff) => Reason::ProviderOff,
            Some(EntryState::Retired) => Reason::Retired,
        });
    };
    if let Some(capability) = needs(task, facts).find(|capability| !offer.can(*capability)) {
        return Err(Reason::Lacks { capability });
    }
    refuse(asker.key.is_some_and(|key| !key.opens(&offer.id)), Reason::Key)?;
    let outside = |words: &[String], word: Option<&str>| {
        !words.is_empty() && word.is_none_or(|word| !words.iter().any(|known| known == word))
    };
    refuse(outside(&rule.plans, Some(&asker.plan.code)), Reason::Plan)?;
    refuse(outside(&rule.regions, asker.country), Reason::Region)?;
    refuse(outside(&rule.languages, Some(asker.language.code())), Reason::Language)?;
    let tokens = i64::try_from(facts.input_tokens).unwrap_or(i64::MAX);
    if let Some(min) = rule.input_tokens_min {
        refuse(tokens < min, Reason::TooFew { min })?;
    }
    if let Some(max) = rule.input_tokens_max {
        refuse(tokens > max, Reason::TooMany { max })?;
    }
    if let Some(max) = rule.ceiling() {
        let price = offer.price.ceiling(task.writes());
        refuse(price > max, Reason::TooDear { price, max })?;
    }
    refuse(!offer.reads(facts.input_tokens), Reason::TooShort { context: i64::from(offer.context_tokens) })?;
    Ok(offer.clone())
}
