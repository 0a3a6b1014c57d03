//! Who may write a form, and what that costs at most.

use super::prompt::{Prompt, compose};
use crate::{
    billing,
    catalog::server::{Offer, Plan},
    kernel::{AppError, Coins, FieldProblem, locale::Language},
    routing::{
        self,
        wish::{AUTO, Facts},
    },
    run::{self, model::Quote},
    server::{Cx, Result, access::Member, db::Conn},
    studio::text::model::{NewTexts, TextForm, TextLanguage},
};

/// The most and the typical price of all versions. Refuses: `invalid`, `key_model`, `provider` (`context_too_long`).
pub async fn quote_texts(cx: &Cx, who: &Member, input: NewTexts) -> Result<Quote> {
    let input = NewTexts { form: input.form.tidied(), ..input };
    input.check()?;
    let available = billing::server::get_balance(cx, who).await?.available;
    let prompts = compose_all(&input);
    let plan = choose(cx, &mut cx.db.read().await?, who, &input, &prompts).await?;
    let each = prompts.iter().map(|prompt| quote(&plan, prompt, available));
    let none = Quote { maximum: Coins::ZERO, typical: Coins::ZERO, available };
    Ok(each.fold(none, |all, one| Quote {
        maximum: sum(all.maximum, one.maximum),
        typical: sum(all.typical, one.typical),
        available,
    }))
}

/// What one version costs.
pub(super) fn quote(plan: &Plan, prompt: &Prompt, available: Coins) -> Quote {
    run::server::quote(plan, prompt.input_tokens_max, prompt.request.max_output_tokens, available)
}

pub(super) fn sum(one: Coins, other: Coins) -> Coins {
    Coins::from_milli(one.milli.saturating_add(other.milli))
}

/// The prompts of all versions.
pub(super) fn compose_all(input: &NewTexts) -> Vec<Prompt> {
    (1..=input.variants).map(|version| compose(&input.form, version, input.variants)).collect()
}

/// The models that may write these: a named one alone, else those of the kind's policy. Refuses as [`quote_texts`].
pub(super) async fn choose(
    cx: &Cx,
    conn: &mut Conn,
    who: &Member,
    input: &NewTexts,
    prompts: &[Prompt],
) -> Result<Plan> {
    let input_tokens = prompts.iter().map(|prompt| prompt.input_tokens_max).max().unwrap_or(0);
    let facts = Facts { input_tokens, ..facts(&input.form) };
    let plan = match input.model.as_deref().filter(|model| *model != AUTO) {
        Some(model) => routing::server::choose(cx, conn, who, Some(model), &facts).await?,
        None => routing::server::plan_for(cx, conn, who, input.form.task.routed(), &facts).await?,
    };
    match plan.first() {
        first if first.reads(input_tokens) => Ok(plan.reading(input_tokens)),
        first => Err(too_long(&input.form, first).into()),
    }
}

fn facts(form: &TextForm) -> Facts {
    let wanted = match form.language {
        Some(TextLanguage::Fa) => Some(Language::Fa),
        Some(TextLanguage::En) => Some(Language::En),
        _ => None,
    };
    let read = Facts::of_text(form.material());
    Facts { language: wanted.or(read.language), ..read }
}

/// The named model can not read that much.
fn too_long(form: &TextForm, offer: &Offer) -> AppError {
    let max = offer.context_tokens.saturating_sub(offer.output_tokens_max.min(offer.context_tokens / 2)) / 2;
    AppError::field(&format!("fields.{}", form.task.main().key), FieldProblem::TooLong { max })
}
