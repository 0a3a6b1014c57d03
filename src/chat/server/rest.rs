//! `conversations/*`, `chat/stream` and `runs/quote` of the REST API. Contract: `design/api.md`.

use super::store;
use crate::{
    chat::model::{
        Conversation, ConversationChange, Message, NewConversation, NewMessage, QuoteQuery, Regeneration, Sent,
    },
    kernel::{
        AppError, Page, PageQuery,
        id::{ConversationId, MessageId},
    },
    run::{
        self,
        model::{Quote, RunEvent},
        server::rest::event_stream,
    },
    server::{
        Cx, Result,
        access::Member,
        rest::{Body, Path, Problem, Query},
    },
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{KeepAlive, Sse},
    },
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(create_conversation, list_conversations))
        .routes(routes!(get_conversation, change_conversation, delete_conversation))
        .routes(routes!(list_messages, send_message))
        .routes(routes!(regenerate_message))
        .routes(routes!(stream_message))
        .routes(routes!(get_quote, quote_message))
}

/// Begins a conversation.
#[utoipa::path(post, path = "/conversations", tag = "chat", request_body = NewConversation,
    responses((status = 201, body = Conversation), (status = 422, body = Problem)))]
async fn create_conversation(
    State(cx): State<Cx>,
    who: Member,
    Body(input): Body<NewConversation>,
) -> Result<(StatusCode, Json<Conversation>)> {
    Ok((StatusCode::CREATED, Json(super::create_conversation(&cx, &who, input).await?)))
}

/// The conversations, the last used first.
#[utoipa::path(get, path = "/conversations", tag = "chat", params(PageQuery),
    responses((status = 200, body = Page<Conversation>)))]
async fn list_conversations(
    State(cx): State<Cx>,
    who: Member,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Conversation>>> {
    Ok(Json(super::list_conversations(&cx, &who, query).await?))
}

/// A conversation.
#[utoipa::path(get, path = "/conversations/{id}", tag = "chat", params(("id" = ConversationId, Path)),
    responses((status = 200, body = Conversation), (status = 404, body = Problem)))]
async fn get_conversation(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<ConversationId>,
) -> Result<Json<Conversation>> {
    Ok(Json(super::get_conversation(&cx, &who, id).await?))
}

/// Renames a conversation or changes its model.
#[utoipa::path(patch, path = "/conversations/{id}", tag = "chat", params(("id" = ConversationId, Path)),
    request_body = ConversationChange,
    responses((status = 200, body = Conversation), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn change_conversation(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<ConversationId>,
    Body(input): Body<ConversationChange>,
) -> Result<Json<Conversation>> {
    Ok(Json(super::change_conversation(&cx, &who, id, input).await?))
}

/// Deletes a conversation and stops what is being written in it.
#[utoipa::path(delete, path = "/conversations/{id}", tag = "chat", params(("id" = ConversationId, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete_conversation(State(cx): State<Cx>, who: Member, Path(id): Path<ConversationId>) -> Result<StatusCode> {
    super::delete_conversation(&cx, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The tree of messages, parents before children. An answer that has ended says what it took: `input_tokens`,
/// `output_tokens` (`estimated` where we counted them because the provider did not tell) and `coin_cost`.
#[utoipa::path(get, path = "/conversations/{id}/messages", tag = "chat", params(("id" = ConversationId, Path)),
    responses((status = 200, body = Page<Message>), (status = 404, body = Problem)))]
async fn list_messages(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<ConversationId>,
) -> Result<Json<Page<Message>>> {
    Ok(Json(Page { items: super::list_messages(&cx, &who, id).await?, next_cursor: None }))
}

/// Sends a message and starts the answer: watch `runs/{run_id}/events`.
#[utoipa::path(post, path = "/conversations/{id}/messages", tag = "chat", params(("id" = ConversationId, Path)),
    request_body = NewMessage,
    responses((status = 202, body = Sent), (status = 402, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn send_message(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<ConversationId>,
    Body(input): Body<NewMessage>,
) -> Result<(StatusCode, Json<Sent>)> {
    Ok((StatusCode::ACCEPTED, Json(super::send_message(&cx, &who, id, input).await?)))
}

/// Starts another answer beside an answer.
#[utoipa::path(post, path = "/conversations/{id}/messages/{message_id}/regenerate", tag = "chat",
    params(("id" = ConversationId, Path), ("message_id" = MessageId, Path)), request_body = Regeneration,
    responses((status = 202, body = Sent), (status = 402, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn regenerate_message(
    State(cx): State<Cx>,
    who: Member,
    Path((id, message_id)): Path<(ConversationId, MessageId)>,
    Body(input): Body<Regeneration>,
) -> Result<(StatusCode, Json<Sent>)> {
    Ok((StatusCode::ACCEPTED, Json(super::regenerate_message(&cx, &who, id, message_id, input).await?)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct StreamQuery {
    /// The conversation.
    #[serde(rename = "conversationId")]
    conversation_id: ConversationId,
    /// The text.
    message: String,
    /// The model to ask; the conversation's when left out.
    model: Option<String>,
    /// Sending the same again finds the same run.
    client_request_id: Option<String>,
}

/// Sends a message and streams the answer in one call. A client that reconnects (`Last-Event-ID`) goes on with the
/// answer that is there instead of asking again.
#[utoipa::path(get, path = "/chat/stream", tag = "chat",
    params(StreamQuery, ("Last-Event-ID" = Option<i64>, Header, description = "The number of the last event the watcher has: goes on behind it.")),
    responses((status = 200, content_type = "text/event-stream", body = RunEvent, description = "The events of the answer's run, each with its number as `id`."),
        (status = 402, body = Problem), (status = 403, body = Problem, description = "`cross_site`"), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn stream_message(
    State(cx): State<Cx>,
    who: Member,
    Query(query): Query<StreamQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    // A GET that costs coins: another site must not be able to make a browser send it.
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if site.is_some_and(|site| site != "same-origin") {
        return Err(AppError::CrossSite.into());
    }
    let last: Option<i64> = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let run = match last {
        Some(_) => {
            super::get_conversation(&cx, &who, query.conversation_id).await?;
            let latest = store::latest_answer(&mut cx.db.read().await?, query.conversation_id).await?;
            latest.and_then(|row| row.run_id).ok_or(AppError::NotFound)?
        }
        None => {
            let input = NewMessage {
                content: query.message,
                parent_id: None,
                at_start: false,
                model: query.model,
                client_request_id: query.client_request_id,
            };
            super::send_message(&cx, &who, query.conversation_id, input).await?.run_id
        }
    };
    let events = run::server::events(&cx, &who, run, last.unwrap_or(0), false).await?;
    Ok(event_stream(
        Sse::new(events).keep_alive(KeepAlive::new().interval(run::server::rest::KEEP_ALIVE)).into_response(),
    ))
}

/// What a message would cost at most.
#[utoipa::path(get, path = "/runs/quote", tag = "runs", params(QuoteQuery),
    responses((status = 200, body = Quote), (status = 403, body = Problem, description = "`key_model`"), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn get_quote(State(cx): State<Cx>, who: Member, Query(query): Query<QuoteQuery>) -> Result<Json<Quote>> {
    Ok(Json(super::quote_message(&cx, &who, query).await?))
}

/// What a message would cost at most.
#[utoipa::path(post, path = "/runs/quote", tag = "runs", request_body = QuoteQuery,
    responses((status = 200, body = Quote), (status = 403, body = Problem, description = "`key_model`"), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn quote_message(State(cx): State<Cx>, who: Member, Body(query): Body<QuoteQuery>) -> Result<Json<Quote>> {
    Ok(Json(super::quote_message(&cx, &who, query).await?))
}
