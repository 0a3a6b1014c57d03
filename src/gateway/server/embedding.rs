//! `POST /v1/embeddings`: texts as vectors. Contract: OpenAI's reference.

use super::{
    KIND_EMBEDDING,
    error::Refusal,
    launch::{Receipt, find_plan, launch},
};
use crate::{
    catalog::{model::Capability, server::Offer},
    provider::{
        media::{EmbeddingRequest, Embeddings, Made},
        tokens,
    },
    routing::task::Task,
    run::server::Work,
    server::{Cx, Fault, access::Member},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::{Value, json};

/// Texts at once.
const INPUTS_MAX: usize = 2_048;
/// Numbers of the longest vectors.
const DIMENSIONS_MAX: u32 = 4_096;

#[derive(Debug, Deserialize)]
pub(super) struct VectorsRequest {
    pub(super) model: String,
    input: Input,
    encoding_format: Option<String>,
    dimensions: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Input {
    One(String),
    Many(Vec<String>),
    Other(IgnoredAny),
}

#[derive(Debug, Serialize)]
pub(super) struct Vectors {
    object: &'static str,
    data: Vec<Row>,
    model: String,
    usage: Value,
}

#[derive(Debug, Serialize)]
struct Row {
    object: &'static str,
    index: usize,
    embedding: Numbers,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Numbers {
    Plain(Vec<f32>),
    Packed(String),
}

/// Turns the texts into vectors.
pub(super) async fn embed(cx: &Cx, who: &Member, input: VectorsRequest) -> Result<Vectors, Refusal> {
    cx.limits.run(who.user())?;
    let is_packed = match input.encoding_format.as_deref() {
        None | Some("float") => false,
        Some("base64") => true,
        Some(_) => return Err(Refusal::invalid("encoding_format", "It must be `float` or `base64`.")),
    };
    if input.dimensions.is_some_and(|dimensions| !(1..=DIMENSIONS_MAX).contains(&dimensions)) {
        return Err(Refusal::invalid("dimensions", format!("It must be between 1 and {DIMENSIONS_MAX}.")));
    }
    let texts = texts(input.input)?;
    let plan = find_plan(cx, who, &input.model, Task::Embedding, Capability::Embedding).await?;
    fits(&texts, plan.first())?;
    let model = plan.first().id.clone();
    let input_tokens_max = texts.iter().map(|text| tokens::upper_bound(text)).fold(0, u64::saturating_add);
    let request = EmbeddingRequest { model: String::new(), inputs: texts, dimensions: input.dimensions };
    let launched = launch(cx, who, KIND_EMBEDDING, plan, Work::Embedding(request), input_tokens_max).await?;
    match launched.made().await? {
        (Made::Embeddings(made), receipt) => Ok(shown(made, is_packed, model, receipt)),
        _ => Err(Fault::broken("something else than vectors was made").into()),
    }
}

fn texts(input: Input) -> Result<Vec<String>, Refusal> {
    let texts = match input {
        Input::One(text) => vec![text],
        Input::Many(texts) => texts,
        Input::Other(_) => {
            return Err(Refusal::invalid(
                "input",
                "It must be a text or a list of texts; lists of tokens are not read.",
            ));
        }
    };
    if texts.is_empty() || texts.iter().any(String::is_empty) {
        return Err(Refusal::invalid("input", "There is no vector of nothing: no text may be empty."));
    }
    if texts.len() > INPUTS_MAX {
        return Err(Refusal::invalid("input", format!("At most {INPUTS_MAX} texts can be sent at once.")));
    }
    Ok(texts)
}

/// Refuses a text that is certainly too long; a provider may count others otherwise than we do.
fn fits(texts: &[String], offer: &Offer) -> Result<(), Refusal> {
    let context = u64::from(offer.context_tokens);
    match texts.iter().position(|text| tokens::estimate(text) > context) {
        Some(at) => Err(Refusal::too_long(
            "input",
            format!("The text at {at} is longer than the {context} tokens that this model reads."),
        )),
        None => Ok(()),
    }
}

fn shown(made: Embeddings, is_packed: bool, model: String, receipt: Receipt) -> Vectors {
    let row = |(index, vector): (usize, Vec<f32>)| {
        let embedding = if is_packed { Numbers::Packed(packed(&vector)) } else { Numbers::Plain(vector) };
        Row { object: "embedding", index, embedding }
    };
    let read = receipt.input_tokens;
    Vectors {
        object: "list",
        data: made.vectors.into_iter().enumerate().map(row).collect(),
        model,
        usage: json!({
            "prompt_tokens": read, "total_tokens": read, "coin_cost": receipt.coin_cost, "estimated": receipt.estimated,
        }),
    }
}

/// The numbers' bytes, little-endian, as base64.
fn packed(vector: &[f32]) -> String {
    STANDARD.encode(vector.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>())
}
