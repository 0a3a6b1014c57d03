//! What a model is asked: the path from the question back to the start, as much of it as the model can read.

use super::store::{self, MessageRow};
use crate::{
    catalog::server::Offer,
    kernel::{
        AppError, FieldProblem,
        id::{ConversationId, MessageId},
    },
    provider::{ChatMessage, ChatRequest, ChatRole, tokens},
    server::{Result, db::Conn},
};
use std::collections::HashMap;

/// Tokens that a message takes beside its text.
const TOKENS_AROUND: u64 = 8;

/// A request, and never fewer than the tokens it takes to read.
#[derive(Debug, Clone)]
pub(super) struct Prompt {
    pub(super) request: ChatRequest,
    pub(super) input_tokens_max: u64,
}

/// The path that ends at `leaf`, the oldest first. Refuses: `not_found`.
pub(super) async fn path(
    conn: &mut Conn,
    conversation: ConversationId,
    leaf: Option<MessageId>,
) -> Result<Vec<MessageRow>> {
    let Some(leaf) = leaf else { return Ok(Vec::new()) };
    let rows = store::list_messages(conn, conversation).await?;
    let mut by_id: HashMap<MessageId, MessageRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut path = vec![by_id.remove(&leaf).ok_or(AppError::NotFound)?];
    while let Some(parent) = path.last().and_then(|row| row.parent_id) {
        // Taken out as it is used: a loop in the data can not hold us.
        let Some(row) = by_id.remove(&parent) else { break };
        path.push(row);
    }
    path.reverse();
    Ok(path)
}

/// The request that follows the path with a question. The oldest messages are left out when the model can not read
/// them all. Refuses: `invalid` (`content`: more than the model can read).
pub(super) fn compose(offer: &Offer, path: &[MessageRow], question: &str) -> Result<Prompt> {
    let context = u64::from(offer.context_tokens);
    let output = u64::from(offer.output_tokens_max).min(context / 2);
    let room = context.saturating_sub(output);
    let mut used = weight(question);
    if used > room {
        let max = u32::try_from(room / 2).unwrap_or(u32::MAX);
        return Err(AppError::field("content", FieldProblem::TooLong { max }).into());
    }
    let mut messages = vec![ChatMessage::text(ChatRole::User, question)];
    for row in path.iter().rev().filter(|row| !row.content.trim().is_empty()) {
        used += weight(&row.content);
        if used > room {
            used -= weight(&row.content);
            break;
        }
        let role = if row.role == "user" { ChatRole::User } else { ChatRole::Assistant };
        messages.push(ChatMessage::text(role, row.content.clone()));
    }
    messages.reverse();
    let request = ChatRequest {
        model: offer.provider_model.clone(),
        messages,
        max_output_tokens: u32::try_from(output).unwrap_or(u32::MAX),
        ..ChatRequest::default()
    };
    Ok(Prompt { request, input_tokens_max: used })
}

/// Never fewer than the tokens of the path with a question.
pub(super) fn weight_of(path: &[MessageRow], question: &str) -> u64 {
    let said = path.iter().filter(|row| !row.content.trim().is_empty()).map(|row| weight(&row.content));
    said.fold(weight(question), u64::saturating_add)
}

fn weight(text: &str) -> u64 {
    tokens::upper_bound(text).saturating_add(TOKENS_AROUND)
}
