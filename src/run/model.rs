//! What a run looks like from outside.

use crate::kernel::{
    AppError, Coins, FieldProblem, Instant,
    id::{AssetId, MessageId, RunId, UserId},
    locale::UnknownChoice,
    valid::Check,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(example = "succeeded")]
pub enum RunState {
    /// Waits for a worker.
    Queued,
    /// Under way.
    Running,
    /// Done and paid.
    Succeeded,
    /// Ended without output; nothing was charged.
    Failed,
    /// Stopped by the person; what was written is paid.
    Cancelled,
    /// Broke off in the middle; what was written is kept and costs nothing.
    Interrupted,
    /// A provider may have charged and can not be asked; the hold is frozen until staff decides.
    Uncertain,
}

impl std::str::FromStr for RunState {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        let all = [
            Self::Queued,
            Self::Running,
            Self::Succeeded,
            Self::Failed,
            Self::Cancelled,
            Self::Interrupted,
            Self::Uncertain,
        ];
        all.into_iter().find(|state| state.code() == code).ok_or(UnknownChoice)
    }
}

impl RunState {
    /// The state's code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
            Self::Uncertain => "uncertain",
        }
    }

    /// Whether nothing more will happen by itself.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

/// A paid piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Run {
    /// The run.
    pub id: RunId,
    /// What kind of work: `chat`.
    #[schema(example = "chat")]
    pub kind: String,
    /// How far it is.
    pub state: RunState,
    /// The model that works.
    #[schema(example = "openai/gpt-5-mini")]
    pub model: String,
    /// Percent done, where that can be known.
    #[schema(required)]
    pub progress: Option<u8>,
    /// Which one in line it is while it waits its turn; 1 is next.
    #[schema(required)]
    pub place: Option<i64>,
    /// The most it may cost.
    pub quote: Coins,
    /// What it cost; zero until it is settled.
    pub coin_cost: Coins,
    /// Tokens read, once known.
    #[schema(required)]
    pub input_tokens: Option<i64>,
    /// Tokens written, once known.
    #[schema(required)]
    pub output_tokens: Option<i64>,
    /// Whether the tokens were counted by us because the provider did not tell.
    pub estimated: bool,
    /// Why it did not succeed.
    #[schema(required)]
    pub error: Option<AppError>,
    /// When it began.
    pub created_at: Instant,
    /// When it ended.
    #[schema(required)]
    pub finished_at: Option<Instant>,
}

/// One event of a run's log, as `event:` and `data:` of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum RunEvent {
    /// More of the answer.
    #[serde(rename = "message.delta")]
    MessageDelta {
        /// The text to append.
        text: String,
    },
    /// More of the model's thinking.
    #[serde(rename = "reasoning.delta")]
    ReasoningDelta {
        /// The text to append; may be empty where only `details` come.
        text: String,
        /// Items that an API client sends back unchanged with the answer (`reasoning_details`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<Vec<Object>>)]
        details: Option<serde_json::Value>,
    },
    /// More of a call that the model wants made.
    #[serde(rename = "tool")]
    Tool {
        /// Which of the answer's calls: 0, 1, 2 …
        slot: u32,
        /// The call's name, in its first piece.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// The tool, in its first piece.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// The text to append to the arguments.
        arguments: String,
        /// What an API client sends back unchanged with the call.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signature: Option<String>,
    },
    /// How far work is that takes its time.
    #[serde(rename = "progress")]
    Progress {
        /// Percent done.
        percent: u8,
        /// What is being done.
        #[schema(example = "drawing")]
        stage: String,
    },
    /// A file that was made, in the person's library.
    #[serde(rename = "output")]
    Output {
        /// The file.
        asset_id: AssetId,
        /// Which of the run's files, from zero.
        position: i64,
    },
    /// What it took and what it cost; just before the end.
    #[serde(rename = "usage")]
    Usage {
        /// Tokens read.
        input_tokens: i64,
        /// Tokens written.
        output_tokens: i64,
        /// Of the tokens read, those that a cache served, where the provider tells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cached_tokens: Option<i64>,
        /// Of the tokens written, those of the thinking, where the provider tells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasoning_tokens: Option<i64>,
        /// Coins paid.
        coin_cost: Coins,
        /// The model that answered.
        #[schema(example = "openai/gpt-5-mini")]
        model: String,
        /// Who served it.
        #[schema(example = "openai")]
        provider: String,
        /// Whether we counted the tokens ourselves.
        estimated: bool,
    },
    /// The end, with or without everything said.
    #[serde(rename = "message.done")]
    MessageDone {
        /// The answer, in a conversation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message_id: Option<MessageId>,
        /// How it ended.
        state: RunState,
        /// Why the model stopped.
        #[schema(example = "stop")]
        finish: String,
    },
    /// The end without an answer.
    #[serde(rename = "error")]
    Error(AppError),
}

impl RunEvent {
    /// The name on the stream.
    pub fn name(&self) -> &'static str {
        match self {
            Self::MessageDelta { .. } => "message.delta",
            Self::ReasoningDelta { .. } => "reasoning.delta",
            Self::Tool { .. } => "tool",
            Self::Progress { .. } => "progress",
            Self::Output { .. } => "output",
            Self::Usage { .. } => "usage",
            Self::MessageDone { .. } => "message.done",
            Self::Error(_) => "error",
        }
    }
}

/// What a run will cost at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Quote {
    /// The most it may cost: this much is set aside.
    pub maximum: Coins,
    /// What a typical answer costs.
    pub typical: Coins,
    /// What the wallet can spend.
    pub available: Coins,
}

/// One day of a person's use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DayUsage {
    /// Days since 1970-01-01 (UTC).
    pub day: i32,
    /// Runs that ended that day.
    pub runs: i64,
    /// Coins paid.
    pub coins: Coins,
}

/// A run among the latest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentRun {
    /// The run.
    pub run: Run,
    /// The model's name for people.
    pub model_name: String,
    /// The address of the page that shows its output, while there is one.
    pub page: Option<String>,
}

/// What a person did lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The last 30 days, the oldest first, days without use included.
    pub days: Vec<DayUsage>,
    /// The latest runs, the newest first.
    pub recent: Vec<RecentRun>,
    /// The time on the server, for "5 minutes ago".
    pub now: Instant,
}

/// Runs that are decided at once.
pub const RESOLVED_MAX: u32 = 100;
/// Characters of the note beside a decision.
pub const NOTE_MAX: u32 = 500;

/// A run whose provider may have done and charged the work although its answer was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UncertainRun {
    /// The run.
    pub run: RunId,
    /// Whose it is.
    pub user: UserId,
    /// The person's address.
    pub email: String,
    /// What kind of work.
    pub kind: String,
    /// The model that was asked last.
    pub model: String,
    /// Who serves it; empty when the process died before anybody could tell.
    pub provider: String,
    /// The request's name in the provider's books.
    #[schema(required)]
    pub request_id: Option<String>,
    /// What is frozen.
    pub quote: Coins,
    /// What it would cost, as far as anybody knows: this is charged.
    pub estimate: Coins,
    /// What was noticed.
    #[schema(required)]
    pub detail: Option<String>,
    /// Since when it waits.
    pub since: Instant,
}

/// What becomes of an uncertain run's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The estimate is charged, the rest comes back.
    Charge,
    /// Everything comes back.
    Release,
}

impl Verdict {
    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Release => "release",
        }
    }
}

/// A decision of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Resolution {
    /// The runs, 1 to 100.
    pub runs: Vec<RunId>,
    /// What becomes of their money.
    pub verdict: Verdict,
    /// Why, for those who look later; 1 to 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    pub note: String,
}

impl Resolution {
    /// Says what is wrong with it.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check_runs(&mut check, &self.runs);
        check.text("note", self.note.trim(), 1, NOTE_MAX);
        check.done()
    }
}

/// 1 to 100 runs are decided at once.
pub(super) fn check_runs(check: &mut Check, runs: &[RunId]) {
    if runs.is_empty() {
        check.wrong("runs", FieldProblem::Required);
    } else if u32::try_from(runs.len()).is_ok_and(|count| count > RESOLVED_MAX) {
        check.wrong("runs", FieldProblem::TooMany { max: RESOLVED_MAX });
    }
}

/// What came of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Resolved {
    /// Runs that were decided.
    pub resolved: i64,
    /// Runs that did not wait, or no longer.
    pub gone: i64,
}
