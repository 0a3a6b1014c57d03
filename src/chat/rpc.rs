//! What the dashboard asks of conversations. The answer itself streams from `GET /api/v1/runs/{id}/events`.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::model;
use crate::{
    kernel::{
        AppError, Page, PageQuery,
        id::{ConversationId, MessageId},
    },
    run::model::Quote,
};
use leptos::{prelude::*, server_fn::codec::Json};

/// The conversations, the last used first.
#[server(prefix = "/rpc", endpoint = "chat/list_conversations", input = Json)]
pub async fn list_conversations(query: PageQuery) -> Result<Page<model::Conversation>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_conversations(&cx, &who, query).await).await
}

/// Begins a conversation.
#[server(prefix = "/rpc", endpoint = "chat/create_conversation", input = Json)]
pub async fn create_conversation(input: model::NewConversation) -> Result<model::Conversation, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::create_conversation(&cx, &who, input).await).await
}

/// A conversation with its messages, rendered for the page.
#[server(prefix = "/rpc", endpoint = "chat/get_thread", input = Json)]
pub async fn get_thread(id: ConversationId) -> Result<model::Thread, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_thread(&cx, &who, id).await).await
}

/// Renames a conversation or changes its model.
#[server(prefix = "/rpc", endpoint = "chat/change_conversation", input = Json)]
pub async fn change_conversation(
    id: ConversationId,
    input: model::ConversationChange,
) -> Result<model::Conversation, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_conversation(&cx, &who, id, input).await).await
}

/// Deletes a conversation.
#[server(prefix = "/rpc", endpoint = "chat/delete_conversation", input = Json)]
pub async fn delete_conversation(id: ConversationId) -> Result<(), AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::delete_conversation(&cx, &who, id).await).await
}

/// Sends a message and starts the answer.
#[server(prefix = "/rpc", endpoint = "chat/send_message", input = Json)]
pub async fn send_message(id: ConversationId, input: model::NewMessage) -> Result<model::Sent, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::send_message(&cx, &who, id, input).await).await
}

/// Starts another answer beside an answer.
#[server(prefix = "/rpc", endpoint = "chat/regenerate_message", input = Json)]
pub async fn regenerate_message(
    id: ConversationId,
    message_id: MessageId,
    input: model::Regeneration,
) -> Result<model::Sent, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::regenerate_message(&cx, &who, id, message_id, input).await).await
}

/// What sending this would cost.
#[server(prefix = "/rpc", endpoint = "chat/quote_message", input = Json)]
pub async fn quote_message(input: model::QuoteQuery) -> Result<Quote, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::quote_message(&cx, &who, input).await).await
}
