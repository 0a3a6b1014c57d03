//! A conversation as a page shows it.

use super::store::{self, MessageRow};
use crate::{
    chat::model::{Author, Message, MessageState, Thread},
    kernel::{
        AppError,
        id::{ConversationId, RunId},
    },
    run::{self, server::RunRow},
    server::{Cx, Fault, Result, access::Member, markdown},
};
use std::collections::HashMap;
use tokio::task::spawn_blocking;

/// A conversation with its messages, answers rendered as HTML. Refuses: `not_found`.
pub async fn get_thread(cx: &Cx, who: &Member, id: ConversationId) -> Result<Thread> {
    let mut thread = read(cx, who, id).await?;
    // What was not rendered lately is work for a thread that may take its time.
    Ok(spawn_blocking(move || {
        for message in thread.messages.iter_mut().filter(|message| message.role == Author::Assistant) {
            message.html = Some(rendered(message));
        }
        thread
    })
    .await?)
}

/// An answer that is still being written will never be looked at like this again.
fn rendered(message: &Message) -> String {
    match message.state {
        MessageState::Streaming => markdown::render(&message.content),
        _ => markdown::render_kept(&message.content).to_string(),
    }
}

/// The messages of a conversation as they were written. Refuses: `not_found`.
pub async fn list_messages(cx: &Cx, who: &Member, id: ConversationId) -> Result<Vec<Message>> {
    Ok(read(cx, who, id).await?.messages)
}

async fn read(cx: &Cx, who: &Member, id: ConversationId) -> Result<Thread> {
    let mut conn = cx.db.read().await?;
    let conversation = store::find_conversation(&mut conn, who.user(), id).await?.ok_or(AppError::NotFound)?;
    let rows = store::list_messages(&mut conn, id).await?;
    let runs = runs_of(&mut conn, who, &rows).await?;
    drop(conn);
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows {
        let run = row.run_id.and_then(|run| runs.get(&run));
        let mut message = shown(row, run)?;
        if message.state == MessageState::Streaming
            && let Some(run) = message.run_id
        {
            let (text, seq) = run::server::partial_text(cx, run).await?;
            (message.content, message.seq) = (text, Some(seq));
        }
        messages.push(message);
    }
    Ok(Thread { conversation, messages })
}

async fn runs_of(
    conn: &mut crate::server::db::Conn,
    who: &Member,
    rows: &[MessageRow],
) -> Result<HashMap<RunId, RunRow>> {
    let ids = rows.iter().filter_map(|row| row.run_id);
    match (ids.clone().min(), ids.max()) {
        (Some(first), Some(last)) => run::server::find_rows(conn, first, last, who.user()).await,
        _ => Ok(HashMap::new()),
    }
}

/// A stored message as it is seen from outside.
pub(super) fn shown(row: MessageRow, run: Option<&RunRow>) -> Result<Message> {
    let role = match row.role.as_str() {
        "user" => Author::User,
        _ => Author::Assistant,
    };
    let state = match row.state.as_str() {
        "complete" => MessageState::Complete,
        "streaming" => MessageState::Streaming,
        "cancelled" => MessageState::Cancelled,
        "interrupted" => MessageState::Interrupted,
        "failed" => MessageState::Failed,
        other => return Err(Fault::broken(format!("unknown message state {other}"))),
    };
    let ended = run.filter(|_| state != MessageState::Streaming);
    Ok(Message {
        id: row.id,
        parent_id: row.parent_id,
        role,
        content: row.content,
        html: None,
        state,
        model: row.model_id,
        run_id: row.run_id,
        seq: None,
        coin_cost: ended.map(|run| run.cost_milli),
        input_tokens: ended.and_then(|run| run.input_tokens),
        output_tokens: ended.and_then(|run| run.output_tokens),
        estimated: ended.is_some_and(|run| run.estimated),
        error: ended.and_then(RunRow::error),
        created_at: row.created_at,
    })
}
