//! Trying a policy without asking anybody.

use super::weigh::{self, Asker, Weighed};
use crate::{
    catalog::server::{Demand, Offer},
    kernel::{country::country, locale::Language},
    routing::{
        task::Task,
        trial::{DryRun, Reason, Trial, Tried, TriedState, Unit},
        wish::Facts,
    },
    server::{Cx, Result, access::Staff},
    subscription::server::plan_named,
};

/// Which model a request would take, and why not another one. Refuses: `invalid`.
pub async fn try_policy(cx: &Cx, _who: &Staff, trial: Trial) -> Result<DryRun> {
    let task = trial.check()?;
    let language: Language = trial.language.parse().unwrap_or_default();
    let facts = Facts {
        language: Some(language),
        input_tokens: u64::try_from(trial.input_tokens)?,
        has_pictures: trial.has_pictures,
        has_sound: trial.has_sound,
        has_tools: trial.has_tools,
        has_schema: trial.has_schema,
    };
    let country = country(&trial.country);
    let mut conn = cx.db.read().await?;
    let plan = plan_named(&mut conn, &trial.plan).await?;
    let asker = Asker { plan: &plan, country: country.as_deref(), language, key: None };
    let weighed = weigh::weigh(cx, &mut conn, asker, task, &facts).await?;
    let mut candidates: Vec<Tried> = weighed.into_iter().map(|one| tried(cx, task, &facts, one)).collect();
    // Where every circuit is open, the first one is asked in spite of it.
    let is_closed = |one: &Tried| one.quote.is_some() && one.reason.is_none();
    let first = candidates.iter().position(is_closed).or_else(|| candidates.iter().position(|one| one.quote.is_some()));
    if let Some(first) = first.and_then(|first| candidates.get_mut(first)) {
        first.state = TriedState::Chosen;
    }
    let quote = candidates.iter().find(|one| one.state == TriedState::Chosen).and_then(|one| one.quote);
    let hold = candidates.iter().filter_map(|one| one.quote).max();
    Ok(DryRun { task, candidates, quote, unit: Unit::of(task), hold })
}

fn tried(cx: &Cx, task: Task, facts: &Facts, weighed: Weighed) -> Tried {
    let Weighed { rule, standing, verdict } = weighed;
    let quote = verdict.as_ref().ok().map(|offer| offer.price.maximum(&demand(task, facts, offer)));
    let reason = match &verdict {
        Ok(offer) => open_circuit(cx, offer),
        Err(reason) => Some(reason.clone()),
    };
    let (id, name, provider) = standing.map_or_else(
        || (rule.model_id.clone(), rule.model_id.clone(), String::new()),
        |standing| (standing.id, standing.name, standing.provider),
    );
    Tried {
        state: if quote.is_some() && reason.is_none() { TriedState::StandsIn } else { TriedState::Skipped },
        successor_id: Some(id).filter(|id| *id != rule.model_id),
        model_id: rule.model_id,
        name,
        provider,
        reason,
        quote,
    }
}

/// Looks at the circuits without becoming their probe.
fn open_circuit(cx: &Cx, offer: &Offer) -> Option<Reason> {
    let open = cx.circuits.open(&offer.provider, cx.clock.now());
    let ours = open.iter().filter(|(model, _)| model.as_ref().is_none_or(|model| *model == offer.provider_model));
    ours.map(|(_, open)| open.until).max().map(|until| Reason::CircuitOpen { until })
}

/// The most that the request, or one unit of what the task makes, can use.
fn demand(task: Task, facts: &Facts, offer: &Offer) -> Demand {
    let most = u64::from(offer.room(facts.input_tokens, u32::MAX));
    let text = Demand {
        has_pictures: facts.has_pictures,
        has_sound: facts.has_sound,
        ..Demand::text(facts.input_tokens, most)
    };
    match Unit::of(task) {
        Unit::Request => text,
        Unit::Picture => Demand { images: 1, has_pictures: true, ..text },
        Unit::Minute => Demand { audio_ms: 60_000, has_sound: true, ..text },
        Unit::ThousandCharacters => Demand { characters: 1_000, has_sound: true, ..text },
    }
}
