//! From what a caller asks for to a plan.

use super::weigh::{self, Asker};
use crate::{
    catalog::{self, model::Capability, server::Plan},
    kernel::{AppError, id::UserId, locale::Language},
    routing::{
        task::Task,
        wish::{Facts, Wish},
    },
    server::{Cx, Result, access::Member, db::Conn},
    subscription::server::plan_of,
};

/// The models for what a conversation asks: a named one alone, else those of the policy for `auto`, `auto/<task>` or no
/// wish at all. Refuses: `invalid` (`model`: unknown, not on offer, or no candidate may be taken), `key_model`, `provider`
/// (`context_too_long`: no candidate can read that much).
pub async fn choose(cx: &Cx, conn: &mut Conn, who: &Member, model: Option<&str>, facts: &Facts) -> Result<Plan> {
    match Wish::of(model)? {
        Wish::Model(id) => {
            let offer = catalog::server::find_offer(cx, conn, who.user(), id, Capability::Chat).await?;
            if who.may_use(&offer.id) { Ok(offer.into()) } else { Err(AppError::KeyModel.into()) }
        }
        Wish::Task(task) => plan_for(cx, conn, who, task, facts).await,
        Wish::Auto if facts.has_pictures => plan_for(cx, conn, who, Task::Vision, facts).await,
        Wish::Auto => plan_for(cx, conn, who, Task::Chat, facts).await,
    }
}

/// What a conversation may remember of a wish: a model on offer, the policy of a task, or nothing for `auto`. Refuses as
/// [`choose`].
pub async fn check_choice(cx: &Cx, conn: &mut Conn, who: &Member, model: &str) -> Result<Option<String>> {
    match Wish::of(Some(model))? {
        Wish::Auto => Ok(None),
        Wish::Task(_) => Ok(Some(model.to_owned())),
        Wish::Model(id) => {
            let offer = catalog::server::find_offer(cx, conn, who.user(), id, Capability::Chat).await?;
            Ok(Some(offer.id))
        }
    }
}

/// The models that may do a task for somebody, in the order of its policy. Refuses as [`choose`].
pub async fn plan_for(cx: &Cx, conn: &mut Conn, who: &Member, task: Task, facts: &Facts) -> Result<Plan> {
    let plan = plan_of(cx, conn, who.user()).await?;
    let asker = Asker {
        plan: &plan,
        country: who.country(),
        language: facts.language.unwrap_or(who.who().language),
        key: who.key(),
    };
    weigh::plan(weigh::weigh(cx, conn, asker, task, facts).await?)
}

/// The same for work of the house that `payer` pays for and nobody waits for: its country is not known. Refuses as
/// [`choose`].
pub async fn plan_for_house(
    cx: &Cx,
    conn: &mut Conn,
    payer: UserId,
    language: Language,
    task: Task,
    facts: &Facts,
) -> Result<Plan> {
    let language = facts.language.unwrap_or(language);
    let plan = plan_of(cx, conn, payer).await?;
    let asker = Asker { plan: &plan, country: None, language, key: None };
    weigh::plan(weigh::weigh(cx, conn, asker, task, facts).await?)
}
