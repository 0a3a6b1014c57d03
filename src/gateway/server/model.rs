//! `GET /v1/models`: what is on offer, as OpenAI lists it.

use super::error::Refusal;
use crate::{
    catalog::{self, model::Model},
    server::{Cx, access::Member},
};
use serde_json::{Value, json};

/// The models the caller may use.
pub(super) async fn list(cx: &Cx, who: &Member) -> Result<Value, Refusal> {
    let models = catalog::server::list_models(cx, who).await?;
    let data: Vec<Value> = models.iter().map(shown).collect();
    Ok(json!({"object": "list", "data": data}))
}

/// One of them.
pub(super) async fn find(cx: &Cx, who: &Member, id: &str) -> Result<Value, Refusal> {
    let models = catalog::server::list_models(cx, who).await?;
    models.iter().find(|model| model.id == id).map(shown).ok_or_else(|| Refusal::no_model(id))
}

fn shown(model: &Model) -> Value {
    json!({
        "id": model.id, "object": "model", "created": 0, "owned_by": model.provider, "name": model.name,
        "context_length": model.context, "capabilities": model.capabilities, "price": model.price,
    })
}
