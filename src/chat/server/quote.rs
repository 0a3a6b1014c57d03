//! What a message would cost, before it is sent.

use super::{prompt, send, store};
use crate::{
    billing,
    chat::model::QuoteQuery,
    kernel::AppError,
    run::{self, model::Quote},
    server::{Cx, Result, access::Member},
};

/// The most and the typical price of a message. Refuses: `not_found`, `invalid` (`model`, `content`).
pub async fn quote_message(cx: &Cx, who: &Member, query: QuoteQuery) -> Result<Quote> {
    let available = billing::server::get_balance(cx, who).await?.available;
    let mut conn = cx.db.read().await?;
    let mut used_model = None;
    let mut path = Vec::new();
    if let Some(id) = query.conversation_id {
        let conversation = store::find_conversation(&mut conn, who.user(), id).await?.ok_or(AppError::NotFound)?;
        used_model = conversation.model;
        if !query.at_start {
            let leaf = match query.parent_id {
                Some(parent) => Some(parent),
                None => store::latest_answer(&mut conn, id).await?.map(|row| row.id),
            };
            path = prompt::path(&mut conn, id, leaf).await?;
        }
    }
    let model = query.model.or(used_model);
    let plan = send::choose(cx, &mut conn, who, model.as_deref(), &path, &query.content).await?;
    let prompt = prompt::compose(plan.first(), &path, &query.content)?;
    let plan = plan.reading(prompt.input_tokens_max);
    Ok(run::server::quote(&plan, prompt.input_tokens_max, prompt.request.max_output_tokens, available))
}
