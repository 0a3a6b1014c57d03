//! Ordering pictures, and what that would cost.

use super::{KIND, compose::compose, enhance, list::get_drawing, store};
use crate::{
    billing, catalog,
    catalog::{
        model::Capability,
        server::{Offer, Plan},
    },
    kernel::{AppError, FieldProblem, id::RunId},
    library,
    provider::{Media, media::ImageRequest, tokens},
    routing::{
        self,
        task::Task,
        wish::{AUTO, Facts},
    },
    run::{
        self,
        model::Quote,
        server::{IMAGE_TOKENS_MAX, NewRun, Packed, Payer, Work},
    },
    server::{Cx, Fault, Result, access::Member, db::Conn},
    studio::image::model::{Drawing, DrawingQuote, PictureOrder},
};
use futures::FutureExt;

/// Orders pictures; the same order again is the drawing that there is. Refuses: `invalid` (a field; `model`: none that can do
/// this; `references`, `mask`: no picture of the person's), `insufficient_coins`, `key_limit`, `key_model`, `rate_limited`.
pub async fn draw(cx: &Cx, who: &Member, input: PictureOrder) -> Result<Drawing> {
    let input = cleaned(input);
    input.check()?;
    let user = who.user();
    if let Some(request) = &input.client_request_id
        && let Some(before) = store::find_by_request(&mut cx.db.read().await?, user, request).await?
    {
        return get_drawing(cx, who, before).await;
    }
    cx.limits.run(user)?;
    let id = RunId(cx.id());
    let new_run = prepare(cx, who, id, &input).await?;
    let packed = run::server::pack(cx, &new_run).await?;
    let name = input.client_request_id.clone().unwrap_or_default();
    let cx2 = cx.clone();
    let written =
        cx.db.write(user.0, move |conn| async move { insert(&cx2, conn, new_run, packed, input).await }.boxed());
    let drawn = match written.await {
        // The same order came twice at once.
        Err(fault) if fault.violates("drawings_request", "drawings.request_id") => {
            let before = store::find_by_request(&mut cx.db.read().await?, user, &name).await?;
            before.ok_or_else(|| Fault::from(AppError::Conflict))
        }
        drawn => drawn,
    };
    run::server::wake(cx);
    get_drawing(cx, who, drawn?).await
}

/// What an order would cost. Refuses: `invalid` as [`draw`].
pub async fn quote_drawing(cx: &Cx, who: &Member, input: PictureOrder) -> Result<DrawingQuote> {
    let input = cleaned(input);
    let available = billing::server::get_balance(cx, who).await?.available;
    let maximum = run::server::quote_run(&prepare(cx, who, RunId(cx.id()), &input).await?);
    let enhancing = enhance::quote(cx, who, &input.prompt).await?;
    Ok(DrawingQuote { drawing: Quote { maximum, typical: maximum, available }, enhancing })
}

/// What was typed, without what is none.
fn cleaned(input: PictureOrder) -> PictureOrder {
    let some = |text: Option<String>| text.map(|text| text.replace('\0', "")).filter(|text| !text.trim().is_empty());
    PictureOrder {
        prompt: input.prompt.replace('\0', "").trim().to_owned(),
        negative_prompt: some(input.negative_prompt),
        aspect_ratio: some(input.aspect_ratio),
        size: some(input.size).filter(|size| size != AUTO),
        model: some(input.model).filter(|model| model != AUTO),
        client_request_id: some(input.client_request_id),
        ..input
    }
}

/// The drawing of this order: a new one, or the one that another request of the same name made meanwhile.
async fn insert(cx: &Cx, conn: &mut Conn, new_run: NewRun, packed: Packed, input: PictureOrder) -> Result<RunId> {
    if let Some(request) = &input.client_request_id
        && let Some(before) = store::find_by_request(conn, new_run.user, request).await?
    {
        return Ok(before);
    }
    run::server::queue(cx, conn, &new_run, packed).await?;
    store::insert(conn, new_run.id, new_run.user, &input, cx.clock.now()).await?;
    Ok(new_run.id)
}

/// The run that draws an order.
async fn prepare(cx: &Cx, who: &Member, id: RunId, input: &PictureOrder) -> Result<NewRun> {
    let mut references = Vec::new();
    for reference in &input.references {
        references.push(picture(cx, who, "references", *reference).await?);
    }
    let mask = match input.mask {
        Some(mask) => Some(picture(cx, who, "mask", mask).await?),
        None => None,
    };
    if mask.as_ref().is_some_and(|mask| mask.media_type != "image/png") {
        return Err(AppError::field("mask", FieldProblem::Unknown).into());
    }
    let plan = find_plan(cx, &mut cx.db.read().await?, who, input).await?;
    let prompt = compose(input);
    let pictures = u64::try_from(references.len()).unwrap_or(u64::MAX).saturating_mul(IMAGE_TOKENS_MAX);
    let input_tokens_max = tokens::upper_bound(&prompt).saturating_add(pictures);
    let request = ImageRequest {
        model: String::new(),
        prompt,
        count: input.count(),
        aspect_ratio: input.aspect_ratio.clone(),
        size: input.size.clone(),
        quality: None,
        seed: input.seed,
        references,
        mask,
    };
    Ok(NewRun {
        id,
        user: who.user(),
        payer: Payer::Person(who.key().map(|door| door.id)),
        kind: KIND,
        plan,
        work: Work::Image(request),
        input_tokens_max,
    })
}

async fn picture(cx: &Cx, who: &Member, field: &str, id: crate::kernel::id::AssetId) -> Result<Media> {
    let found = library::server::read_picture(cx, who, id).await?;
    // Moving pictures are not drawn from.
    let still = found.filter(|media| media.media_type != "image/gif");
    Ok(still.ok_or_else(|| AppError::field(field, FieldProblem::Unknown))?)
}

/// The models that may draw an order: the named one alone, or those of the policy that can do all of it.
async fn find_plan(cx: &Cx, conn: &mut Conn, who: &Member, input: &PictureOrder) -> Result<Plan> {
    let is_edit = !input.references.is_empty();
    let wanted = if is_edit { Capability::ImageEdit } else { Capability::Image };
    let unknown = || Fault::from(AppError::field("model", FieldProblem::Unknown));
    let plan: Plan = match &input.model {
        Some(model) => {
            let offer = match catalog::server::find_offer(cx, conn, who.user(), model, wanted).await {
                // Models that take minutes draw from words only.
                Err(Fault::Refused(_)) if !is_edit => {
                    catalog::server::find_offer(cx, conn, who.user(), model, Capability::Task).await?
                }
                found => found?,
            };
            if !who.may_use(&offer.id) {
                return Err(AppError::KeyModel.into());
            }
            offer.into()
        }
        None => routing::server::plan_for(cx, conn, who, Task::Image, &Facts::default()).await?,
    };
    if !plan.first().can(Capability::Image) && !plan.first().can(Capability::ImageEdit) {
        return only_words(plan, input);
    }
    let plan = plan.able(wanted).ok_or_else(unknown)?;
    let has_size = |offer: &Offer| input.size.as_ref().is_none_or(|size| offer.sizes.contains(size));
    plan.only(has_size).ok_or_else(|| AppError::field("size", FieldProblem::Unknown).into())
}

/// What models that take minutes are asked by: they make one sheet.
fn only_words(plan: Plan, input: &PictureOrder) -> Result<Plan> {
    if input.count() != 1 {
        return Err(AppError::field("n", FieldProblem::OutOfRange { min: 1, max: 1 }).into());
    }
    if input.size.is_some() {
        return Err(AppError::field("size", FieldProblem::Unknown).into());
    }
    Ok(plan)
}
