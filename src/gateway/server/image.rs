//! `POST /v1/images/generations` and `/v1/images/edits`. Contract: OpenAI's reference; pictures always come as base64.
//! `aspect_ratio` and `seed` are taken beside it, where the model can.

use super::{
    KIND_IMAGE,
    error::Refusal,
    form::Form,
    launch::{Receipt, find_plan, launch},
    unsupported,
};
use crate::{
    catalog::{model::Capability, server::Offer},
    kernel::Instant,
    provider::{
        Media,
        media::{ImageRequest, Images, Made},
        sniff, tokens,
    },
    routing::task::Task,
    run::server::{IMAGE_TOKENS_MAX, Work},
    server::{Cx, Fault, access::Member},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Pictures at once.
const COUNT_MAX: u8 = 10;
/// Characters of a prompt.
const PROMPT_MAX: usize = 32_000;
/// Pictures to work from.
const REFERENCES_MAX: usize = 16;
/// Bytes of one of them.
const REFERENCE_BYTES_MAX: usize = 20 << 20;
/// Bytes of a mask.
const MASK_BYTES_MAX: usize = 4 << 20;
/// Ratios that models know.
const RATIOS: [&str; 11] = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "9:21"];

/// What both calls have in common.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PictureRequest {
    model: String,
    prompt: String,
    n: Option<u8>,
    size: Option<String>,
    quality: Option<String>,
    aspect_ratio: Option<String>,
    seed: Option<i64>,
    response_format: Option<String>,
    stream: Option<bool>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// Draws.
pub(super) async fn generate(cx: &Cx, who: &Member, input: PictureRequest) -> Result<Value, Refusal> {
    draw(cx, who, input, Capability::Image, Vec::new(), None).await
}

/// Draws from pictures.
pub(super) async fn edit(cx: &Cx, who: &Member, form: Form) -> Result<Value, Refusal> {
    let input = PictureRequest {
        model: form.required("model")?,
        prompt: form.required("prompt")?,
        n: form.number("n")?,
        size: form.text("size")?,
        quality: form.text("quality")?,
        aspect_ratio: form.text("aspect_ratio")?,
        seed: form.number("seed")?,
        response_format: form.text("response_format")?,
        stream: form.text("stream")?.map(|word| word == "true"),
        others: form.texts(&unsupported::OF_PICTURES)?,
    };
    let files = form.files("image");
    if files.is_empty() || files.len() > REFERENCES_MAX {
        return Err(Refusal::invalid("image", format!("Between 1 and {REFERENCES_MAX} pictures are needed.")));
    }
    let references =
        files.into_iter().map(|bytes| picture("image", bytes, REFERENCE_BYTES_MAX)).collect::<Result<_, _>>()?;
    let mask = match form.files("mask").into_iter().next() {
        Some(bytes) => Some(mask(bytes)?),
        None => None,
    };
    draw(cx, who, input, Capability::ImageEdit, references, mask).await
}

async fn draw(
    cx: &Cx,
    who: &Member,
    input: PictureRequest,
    wanted: Capability,
    references: Vec<Media>,
    mask: Option<Media>,
) -> Result<Value, Refusal> {
    cx.limits.run(who.user())?;
    check(&input)?;
    let plan = match find_plan(cx, who, &input.model, Task::Image, wanted).await {
        // Models that take minutes draw from words only.
        Err(_) if wanted == Capability::Image => {
            find_plan(cx, who, &input.model, Task::Image, Capability::Task).await?
        }
        found => found?,
    };
    if !plan.first().can(wanted) {
        only_words(&input)?;
    }
    let size = size(input.size, plan.first())?;
    let pictures = u64::try_from(references.len()).unwrap_or(u64::MAX).saturating_mul(IMAGE_TOKENS_MAX);
    let input_tokens_max = tokens::upper_bound(&input.prompt).saturating_add(pictures);
    let request = ImageRequest {
        model: String::new(),
        prompt: input.prompt,
        count: input.n.unwrap_or(1),
        aspect_ratio: input.aspect_ratio,
        size,
        quality: input.quality.filter(|quality| quality != "auto"),
        seed: input.seed,
        references,
        mask,
    };
    let created = cx.clock.now();
    let launched = launch(cx, who, KIND_IMAGE, plan, Work::Image(request), input_tokens_max).await?;
    match launched.made().await? {
        (Made::Images(made), receipt) => Ok(shown(&made, created, receipt)),
        _ => Err(Fault::broken("something else than pictures was made").into()),
    }
}

fn check(input: &PictureRequest) -> Result<(), Refusal> {
    if input.prompt.trim().is_empty() || input.prompt.chars().count() > PROMPT_MAX {
        return Err(Refusal::invalid("prompt", format!("It must have between 1 and {PROMPT_MAX} characters.")));
    }
    if input.n.is_some_and(|count| !(1..=COUNT_MAX).contains(&count)) {
        return Err(Refusal::invalid("n", format!("It must be between 1 and {COUNT_MAX}.")));
    }
    unsupported::check(&input.others, &unsupported::OF_PICTURES)?;
    if input.stream == Some(true) {
        return Err(Refusal::invalid("stream", "Pictures come when they are done, not as a stream."));
    }
    if input.response_format.as_deref().is_some_and(|format| format != "b64_json") {
        return Err(Refusal::invalid("response_format", "Pictures come as b64_json only."));
    }
    if input.aspect_ratio.as_deref().is_some_and(|ratio| !RATIOS.contains(&ratio)) {
        return Err(Refusal::invalid("aspect_ratio", format!("It must be one of {}.", RATIOS.join(", "))));
    }
    if input.quality.as_deref().is_some_and(|word| word.is_empty() || word.len() > 20 || !word.is_ascii()) {
        return Err(Refusal::invalid("quality", "It must be one of the model's words, such as low, medium or high."));
    }
    Ok(())
}

/// What models that take minutes are asked by: they make one sheet.
fn only_words(input: &PictureRequest) -> Result<(), Refusal> {
    if input.n.is_some_and(|count| count != 1) {
        return Err(Refusal::invalid("n", "This model makes one sheet of pictures at a time: n must be 1."));
    }
    if input.size.as_deref().is_some_and(|size| size != "auto") {
        return Err(Refusal::invalid("size", "This model takes an aspect_ratio instead of a size."));
    }
    Ok(())
}

/// The size, if the model has it; none for its own choice.
fn size(size: Option<String>, offer: &Offer) -> Result<Option<String>, Refusal> {
    let Some(size) = size.filter(|size| size != "auto") else { return Ok(None) };
    if offer.sizes.is_empty() || offer.sizes.contains(&size) {
        return Ok(Some(size));
    }
    Err(Refusal::invalid("size", format!("This model makes pictures of {}.", offer.sizes.join(", "))))
}

/// A picture, by what its bytes say.
fn picture(field: &str, bytes: Bytes, bytes_max: usize) -> Result<Media, Refusal> {
    if bytes.len() > bytes_max {
        return Err(Refusal::invalid(field, format!("A file may have {} MB at most.", bytes_max >> 20)));
    }
    match sniff::image(&bytes).filter(|kind| *kind != "image/gif") {
        Some(kind) => Ok(Media { media_type: kind.to_owned(), bytes }),
        None => Err(Refusal::invalid(field, "It must be a PNG, JPEG or WebP picture.")),
    }
}

fn mask(bytes: Bytes) -> Result<Media, Refusal> {
    let mask = picture("mask", bytes, MASK_BYTES_MAX)?;
    if mask.media_type == "image/png" {
        Ok(mask)
    } else {
        Err(Refusal::invalid("mask", "A mask must be a PNG picture."))
    }
}

fn shown(made: &Images, created: Instant, receipt: Receipt) -> Value {
    let data: Vec<Value> = made.images.iter().map(|image| json!({"b64_json": STANDARD.encode(&image.bytes)})).collect();
    let format = made.images.first().and_then(|image| image.media_type.strip_prefix("image/"));
    json!({
        "created": created.micros / 1_000_000,
        "data": data,
        "output_format": format,
        "usage": {
            "input_tokens": receipt.input_tokens, "output_tokens": receipt.output_tokens,
            "total_tokens": receipt.input_tokens.saturating_add(receipt.output_tokens),
            "coin_cost": receipt.coin_cost, "estimated": receipt.estimated,
        },
    })
}
