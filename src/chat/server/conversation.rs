//! Conversations: begin, list, rename, delete.

use super::store;
use crate::{
    chat::model::{Conversation, ConversationChange, NewConversation},
    kernel::{AppError, Page, PageQuery, id::ConversationId},
    routing,
    server::{Cx, Result, access::Member},
};
use futures::FutureExt;

/// Begins a conversation. Refuses: `invalid`.
pub async fn create_conversation(cx: &Cx, who: &Member, input: NewConversation) -> Result<Conversation> {
    input.check()?;
    let (cx2, who, user, now) = (cx.clone(), who.clone(), who.user(), cx.clock.now());
    let mut conversation = Conversation {
        id: ConversationId(cx.id()),
        title: input.title.as_deref().unwrap_or("").trim().to_owned(),
        model: input.model,
        created_at: now,
        updated_at: now,
    };
    cx.db
        .write(user.0, move |conn| {
            async move {
                if let Some(model) = conversation.model.take() {
                    conversation.model = routing::server::check_choice(&cx2, conn, &who, &model).await?;
                }
                store::insert_conversation(conn, user, &conversation).await?;
                Ok(conversation)
            }
            .boxed()
        })
        .await
}

/// The conversations, the last used first.
pub async fn list_conversations(cx: &Cx, who: &Member, query: PageQuery) -> Result<Page<Conversation>> {
    let before = query.cursor.as_deref().map(read_cursor).transpose()?;
    let limit = query.limit();
    let rows = store::list_conversations(&mut cx.db.read().await?, who.user(), before, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| format!("{}.{}", row.updated_at.micros, row.id)))
}

fn read_cursor(cursor: &str) -> Result<(i64, ConversationId)> {
    let parts = cursor.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parts.ok_or_else(|| AppError::MalformedRequest.into())
}

/// A conversation. Refuses: `not_found`.
pub async fn get_conversation(cx: &Cx, who: &Member, id: ConversationId) -> Result<Conversation> {
    let found = store::find_conversation(&mut cx.db.read().await?, who.user(), id).await?;
    found.ok_or_else(|| AppError::NotFound.into())
}

/// Renames a conversation or changes its model. Refuses: `not_found`, `invalid`.
pub async fn change_conversation(
    cx: &Cx,
    who: &Member,
    id: ConversationId,
    change: ConversationChange,
) -> Result<Conversation> {
    change.check()?;
    let (cx2, who, user) = (cx.clone(), who.clone(), who.user());
    cx.db
        .write(user.0, move |conn| {
            async move {
                let mut conversation = store::find_conversation(conn, user, id).await?.ok_or(AppError::NotFound)?;
                if let Some(title) = change.title {
                    conversation.title = title.trim().to_owned();
                    store::set_title_run(conn, id, None).await?;
                }
                if let Some(model) = change.model {
                    conversation.model = routing::server::check_choice(&cx2, conn, &who, &model).await?;
                }
                store::update_conversation(conn, &conversation).await?;
                Ok(conversation)
            }
            .boxed()
        })
        .await
}

/// Deletes a conversation and stops what is being written in it. Refuses: `not_found`.
pub async fn delete_conversation(cx: &Cx, who: &Member, id: ConversationId) -> Result<()> {
    let (user, now) = (who.user(), cx.clock.now());
    let writing = cx.db.write(user.0, move |conn| {
        async move {
            if !store::delete_conversation(conn, user, id, now).await? {
                return Err(AppError::NotFound.into());
            }
            store::list_writing(conn, id).await
        }
        .boxed()
    });
    for run in writing.await? {
        crate::run::server::cancel_run(cx, who, run).await?;
    }
    Ok(())
}
