//! Chat's SQL.

use crate::{
    chat::model::Conversation,
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        Instant,
        id::{ConversationId, MessageId, RunId, UserId},
    },
    server::{Result, db::Conn},
};

#[derive(sqlx::FromRow)]
struct ConversationRow {
    id: ConversationId,
    title: String,
    model_id: Option<String>,
    created_at: Instant,
    updated_at: Instant,
}

impl From<ConversationRow> for Conversation {
    fn from(row: ConversationRow) -> Self {
        Self {
            id: row.id,
            title: row.title,
            model: row.model_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A message as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct MessageRow {
    pub(super) id: MessageId,
    pub(super) parent_id: Option<MessageId>,
    pub(super) role: String,
    pub(super) content: String,
    pub(super) state: String,
    pub(super) model_id: Option<String>,
    pub(super) run_id: Option<RunId>,
    pub(super) created_at: Instant,
}

pub(super) async fn insert_conversation(conn: &mut Conn, user: UserId, conversation: &Conversation) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO conversations (id, user_id, title, model_id, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6)",
        conversation.id,
        user,
        &conversation.title,
        conversation.model.as_deref(),
        conversation.created_at,
        conversation.updated_at
    )?;
    Ok(())
}

pub(super) async fn find_conversation(
    conn: &mut Conn,
    user: UserId,
    id: ConversationId,
) -> Result<Option<Conversation>> {
    let row = fetch_optional!(
        conn,
        ConversationRow,
        "SELECT id, title, model_id, created_at, updated_at FROM conversations WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL",
        id,
        user
    )?;
    Ok(row.map(Conversation::from))
}

pub(super) async fn list_conversations(
    conn: &mut Conn,
    user: UserId,
    before: Option<(i64, ConversationId)>,
    limit: u32,
) -> Result<Vec<Conversation>> {
    let (at, id) = before.map_or((i64::MAX, uuid::Uuid::max()), |(at, id)| (at, id.0));
    let rows = fetch_all!(
        conn,
        ConversationRow,
        "SELECT id, title, model_id, created_at, updated_at FROM conversations
         WHERE user_id = $1 AND deleted_at IS NULL AND (updated_at < $2 OR (updated_at = $2 AND id < $3))
         ORDER BY updated_at DESC, id DESC LIMIT $4",
        user,
        at,
        id,
        i64::from(limit)
    )?;
    Ok(rows.into_iter().map(Conversation::from).collect())
}

pub(super) async fn update_conversation(conn: &mut Conn, conversation: &Conversation) -> Result<()> {
    execute!(
        conn,
        "UPDATE conversations SET title = $2, model_id = $3, updated_at = $4 WHERE id = $1",
        conversation.id,
        &conversation.title,
        conversation.model.as_deref(),
        conversation.updated_at
    )?;
    Ok(())
}

/// Notes which run is to name a conversation; none when its person named it.
pub(super) async fn set_title_run(conn: &mut Conn, id: ConversationId, run: Option<RunId>) -> Result<()> {
    execute!(conn, "UPDATE conversations SET title_run_id = $2 WHERE id = $1", id, run)?;
    Ok(())
}

/// Names the conversation that waits for this run's word.
pub(super) async fn name_conversation(conn: &mut Conn, run: RunId, name: &str) -> Result<()> {
    execute!(conn, "UPDATE conversations SET title = $2, title_run_id = NULL WHERE title_run_id = $1", run, name)?;
    Ok(())
}

pub(super) async fn delete_conversation(
    conn: &mut Conn,
    user: UserId,
    id: ConversationId,
    now: Instant,
) -> Result<bool> {
    let deleted = execute!(
        conn,
        "UPDATE conversations SET deleted_at = $3 WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL",
        id,
        user,
        now
    )?;
    Ok(deleted == 1)
}

/// The runs that write in a conversation.
pub(super) async fn list_writing(conn: &mut Conn, id: ConversationId) -> Result<Vec<RunId>> {
    let rows = fetch_all!(
        conn,
        (RunId,),
        "SELECT run_id FROM messages WHERE conversation_id = $1 AND state = 'streaming' AND run_id IS NOT NULL",
        id
    )?;
    Ok(rows.into_iter().map(|(run,)| run).collect())
}

/// The messages of a conversation, parents before children.
pub(super) async fn list_messages(conn: &mut Conn, conversation: ConversationId) -> Result<Vec<MessageRow>> {
    Ok(fetch_all!(
        conn,
        MessageRow,
        "SELECT id, parent_id, role, content, state, model_id, run_id, created_at FROM messages WHERE conversation_id = $1 ORDER BY id",
        conversation
    )?)
}

pub(super) async fn find_message(
    conn: &mut Conn,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Option<MessageRow>> {
    Ok(fetch_optional!(
        conn,
        MessageRow,
        "SELECT id, parent_id, role, content, state, model_id, run_id, created_at FROM messages WHERE conversation_id = $1 AND id = $2",
        conversation,
        id
    )?)
}

/// The newest answer of a conversation.
pub(super) async fn latest_answer(conn: &mut Conn, conversation: ConversationId) -> Result<Option<MessageRow>> {
    Ok(fetch_optional!(
        conn,
        MessageRow,
        "SELECT id, parent_id, role, content, state, model_id, run_id, created_at FROM messages
         WHERE conversation_id = $1 AND role = 'assistant' ORDER BY id DESC LIMIT 1",
        conversation
    )?)
}

/// The first answer to a question.
pub(super) async fn find_answer_to(
    conn: &mut Conn,
    conversation: ConversationId,
    question: MessageId,
) -> Result<Option<MessageRow>> {
    Ok(fetch_optional!(
        conn,
        MessageRow,
        "SELECT id, parent_id, role, content, state, model_id, run_id, created_at FROM messages
         WHERE conversation_id = $1 AND parent_id = $2 AND role = 'assistant' ORDER BY id LIMIT 1",
        conversation,
        question
    )?)
}

pub(super) async fn find_by_request(
    conn: &mut Conn,
    conversation: ConversationId,
    request_id: &str,
) -> Result<Option<MessageRow>> {
    Ok(fetch_optional!(
        conn,
        MessageRow,
        "SELECT id, parent_id, role, content, state, model_id, run_id, created_at FROM messages
         WHERE conversation_id = $1 AND client_request_id = $2",
        conversation,
        request_id
    )?)
}

/// A message to add.
pub(super) struct NewRow<'a> {
    pub(super) parent: Option<MessageId>,
    pub(super) role: &'a str,
    pub(super) content: &'a str,
    pub(super) state: &'a str,
    pub(super) model: Option<&'a str>,
    pub(super) run: Option<RunId>,
    pub(super) request_id: Option<&'a str>,
}

pub(super) async fn insert_message(
    conn: &mut Conn,
    id: MessageId,
    conversation: ConversationId,
    row: NewRow<'_>,
    now: Instant,
) -> Result<MessageRow> {
    execute!(
        conn,
        "INSERT INTO messages (id, conversation_id, parent_id, role, content, state, model_id, run_id, client_request_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id, conversation, row.parent, row.role, row.content, row.state, row.model, row.run, row.request_id, now
    )?;
    Ok(MessageRow {
        id,
        parent_id: row.parent,
        role: row.role.to_owned(),
        content: row.content.to_owned(),
        state: row.state.to_owned(),
        model_id: row.model.map(str::to_owned),
        run_id: row.run,
        created_at: now,
    })
}

/// The conversation that a run answered in, unless it was deleted.
pub(super) async fn find_conversation_of(conn: &mut Conn, run: RunId) -> Result<Option<ConversationId>> {
    let found = fetch_optional!(
        conn,
        (ConversationId,),
        "SELECT c.id FROM messages m JOIN conversations c ON c.id = m.conversation_id
         WHERE m.run_id = $1 AND m.role = 'assistant' AND c.deleted_at IS NULL",
        run
    )?;
    Ok(found.map(|(id,)| id))
}

/// Writes an answer's text and final state.
pub(super) async fn keep_answer(conn: &mut Conn, run: RunId, text: &str, state: &str) -> Result<MessageId> {
    let (id,) = fetch_one!(
        conn,
        (MessageId,),
        "UPDATE messages SET content = $2, state = $3, model_id = (SELECT model_id FROM runs WHERE id = $1)
         WHERE run_id = $1 AND role = 'assistant' RETURNING id",
        run,
        text,
        state
    )?;
    Ok(id)
}
