//! Calls that answer with a whole text, for programs: one prompt in, one text out.

use super::{
    kind::TextKind,
    model::{PROMPT_CHARS_MAX, TextField, TextForm, TextLanguage, TextLength, TextTone},
};
use crate::kernel::{AppError, Coins, id::RunId, valid::Check};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A text to write at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GenerateText {
    /// The material of the task; without a task, what is to be written.
    #[schema(min_length = 1, max_length = 60_000)]
    pub prompt: String,
    /// What kind of text; whatever the prompt describes when left out.
    #[serde(default)]
    pub task: Option<TextKind>,
    /// How it is to sound.
    #[serde(default)]
    pub tone: Option<TextTone>,
    /// How long it is to be.
    #[serde(default)]
    pub length: Option<TextLength>,
    /// Its language; that of the prompt when left out.
    #[serde(default)]
    pub language: Option<TextLanguage>,
    /// The model to ask; the policy of the task chooses for `auto` or nothing.
    #[serde(default)]
    #[schema(example = "openai/gpt-5-mini")]
    pub model: Option<String>,
}

impl GenerateText {
    /// The form that says the same. Refuses: `invalid` (`prompt`).
    pub fn form(&self) -> Result<TextForm, AppError> {
        let form = form(self.task.unwrap_or(TextKind::Free), &self.prompt)?;
        Ok(TextForm { tone: self.tone, length: self.length, language: self.language, ..form })
    }
}

fn form(task: TextKind, prompt: &str) -> Result<TextForm, AppError> {
    let field = task.main();
    let mut check = Check::new();
    check.text("prompt", prompt, 1, field.max.min(PROMPT_CHARS_MAX));
    check.done()?;
    let fields = vec![TextField { key: field.key.to_owned(), value: prompt.to_owned() }];
    Ok(TextForm { fields, ..TextForm::of(task) })
}

/// What a text took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextUsage {
    /// Tokens the model read.
    pub input_tokens: i64,
    /// Tokens the model wrote.
    pub output_tokens: i64,
    /// Whether we counted them because the provider did not tell.
    pub estimated: bool,
}

/// A text that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GeneratedText {
    /// The text.
    pub output: String,
    /// What it took.
    pub usage: TextUsage,
    /// What it cost.
    pub coin_cost: Coins,
    /// Who served it.
    #[schema(example = "openai")]
    pub provider: String,
    /// The model that wrote it.
    #[schema(example = "openai/gpt-5-mini")]
    pub model: String,
    /// The run that wrote it.
    pub run_id: RunId,
}

/// A task and its material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskPrompt {
    /// What kind of text.
    pub task: TextKind,
    /// The material.
    #[schema(min_length = 1, max_length = 60_000)]
    pub prompt: String,
}

impl TaskPrompt {
    /// The form that says the same. Refuses: `invalid` (`prompt`).
    pub fn form(&self) -> Result<TextForm, AppError> {
        form(self.task, &self.prompt)
    }
}

/// What came of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskResult {
    /// The text.
    pub result: String,
    /// Who served it.
    #[schema(example = "openai")]
    pub provider: String,
    /// The model that wrote it.
    #[schema(example = "openai/gpt-5-mini")]
    pub model: String,
}

/// A kind of text, and the fields of its form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextKindInfo {
    /// Its name.
    pub task: TextKind,
    /// Its fields.
    pub fields: Vec<TextFieldInfo>,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextFieldInfo {
    /// Its name.
    #[schema(example = "product")]
    pub key: String,
    /// How it is filled in.
    pub kind: super::kind::TextFieldKind,
    /// Whether it has to be filled in.
    pub required: bool,
    /// The most characters.
    pub max_chars: u32,
    /// The words to choose from, of a choice.
    pub choices: Vec<String>,
}

/// All kinds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextKinds {
    /// The kinds, in the order to show them.
    pub items: Vec<TextKindInfo>,
}
