//! What conversations look like from outside.

use crate::kernel::{
    AppError, Coins, Instant,
    id::{ConversationId, MessageId, RunId},
    valid::Check,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The most characters of a message.
pub const CONTENT_MAX: u32 = 100_000;
/// The most characters of a title.
pub const TITLE_MAX: u32 = 120;

/// A conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Conversation {
    /// The conversation.
    pub id: ConversationId,
    /// Its name; made from the first message until it is renamed. Empty before that.
    pub title: String,
    /// The model that was chosen for it; none while the policy of the task `chat` chooses for each question.
    #[schema(required, example = "openai/gpt-5-mini")]
    pub model: Option<String>,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used.
    pub updated_at: Instant,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// How far a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// Whole.
    Complete,
    /// Being written.
    Streaming,
    /// Stopped by the person.
    Cancelled,
    /// Broke off.
    Interrupted,
    /// Nothing came.
    Failed,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// The message.
    pub id: MessageId,
    /// What it answers or follows; none at the start.
    #[schema(required)]
    pub parent_id: Option<MessageId>,
    /// Who wrote it.
    pub role: Author,
    /// The text, as written (Markdown).
    pub content: String,
    /// The text as safe HTML, with highlighted code. Only for the model's messages, and only on pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub html: Option<String>,
    /// How far it is.
    pub state: MessageState,
    /// The model that wrote it.
    #[schema(required, example = "openai/gpt-5-mini")]
    pub model: Option<String>,
    /// The run that wrote it.
    #[schema(required)]
    pub run_id: Option<RunId>,
    /// While it is being written: the number of the run's last event whose text is in `content`. A watcher goes on
    /// after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What it cost.
    #[schema(required)]
    pub coin_cost: Option<Coins>,
    /// Tokens the model read for it, once it has ended.
    #[schema(required)]
    pub input_tokens: Option<i64>,
    /// Tokens the model wrote, once it has ended.
    #[schema(required)]
    pub output_tokens: Option<i64>,
    /// Whether we counted the tokens because the provider did not tell.
    pub estimated: bool,
    /// Why nothing came, or why it broke off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<AppError>,
    /// When.
    pub created_at: Instant,
}

/// A conversation with all its messages, parents before children.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// The conversation.
    pub conversation: Conversation,
    /// Its messages.
    pub messages: Vec<Message>,
}

/// What begins a conversation.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConversation {
    /// Its name; made from the first message when left out.
    #[serde(default)]
    #[schema(max_length = 120)]
    pub title: Option<String>,
    /// The model to talk to. `auto`, or nothing: a policy chooses; `auto/<task>`: the policy of that task.
    #[serde(default)]
    #[schema(example = "openai/gpt-5-mini")]
    pub model: Option<String>,
}

impl NewConversation {
    /// Whether it can begin.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("title", self.title.as_deref().unwrap_or(""), 0, TITLE_MAX);
        check.done()
    }
}

/// What changes about a conversation; what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConversationChange {
    /// Another name.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 120)]
    pub title: Option<String>,
    /// Another model; `auto` leaves it to a policy.
    #[serde(default)]
    pub model: Option<String>,
}

impl ConversationChange {
    /// Whether it can be applied.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        if let Some(title) = &self.title {
            check.text("title", title, 1, TITLE_MAX);
        }
        check.done()
    }
}

/// A message to send.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    /// The text.
    #[schema(min_length = 1, max_length = 100_000)]
    pub content: String,
    /// The answer it follows; the latest when left out. An earlier one makes a branch.
    #[serde(default)]
    pub parent_id: Option<MessageId>,
    /// Begins the conversation anew beside its first message (an edit of that one) instead of following an answer.
    #[serde(default)]
    pub at_start: bool,
    /// The model to ask, `auto`, or `auto/<task>` for the policy of a task; the conversation's when left out.
    #[serde(default)]
    pub model: Option<String>,
    /// Sending the same again finds the same run.
    #[serde(default)]
    pub client_request_id: Option<String>,
}

impl NewMessage {
    /// Whether it can be sent.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("content", &self.content, 1, CONTENT_MAX);
        check.text("client_request_id", self.client_request_id.as_deref().unwrap_or(""), 0, 100);
        check.done()
    }
}

/// Another answer to the same question.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Regeneration {
    /// The model to ask, `auto`, or `auto/<task>`; the one that answered before when left out.
    #[serde(default)]
    pub model: Option<String>,
    /// Sending the same again finds the same run.
    #[serde(default)]
    pub client_request_id: Option<String>,
}

/// What sending made: watch the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sent {
    /// The run that writes the answer.
    pub run_id: RunId,
    /// The person's message.
    pub user_message: Message,
    /// The answer, still empty.
    pub assistant_message: Message,
}

/// What a message would cost.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QuoteQuery {
    /// The conversation it would go to; a new one when left out.
    #[serde(default)]
    pub conversation_id: Option<ConversationId>,
    /// The answer it would follow; the latest when left out.
    #[serde(default)]
    pub parent_id: Option<MessageId>,
    /// Whether it would begin the conversation anew.
    #[serde(default)]
    pub at_start: bool,
    /// The model that would be asked, `auto`, or `auto/<task>`.
    #[serde(default)]
    pub model: Option<String>,
    /// The text so far.
    #[serde(default)]
    pub content: String,
}
