//! Forms that work before the wasm has loaded: the browser posts them, and when something is wrong the same page comes
//! back with what was typed and what to correct.

use super::AppError;
use serde::{Deserialize, Serialize};

/// What came back from a posted form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormReply {
    /// What is wrong.
    pub error: AppError,
    /// What was typed, without secrets.
    pub values: Vec<(String, String)>,
}

impl FormReply {
    /// What was typed into a field.
    pub fn value(&self, field: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
    }
}
