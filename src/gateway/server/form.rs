//! Forms with files, as OpenAI's clients send them: read whole, within limits, each part once its name is known.

use super::error::Refusal;
use crate::kernel::AppError;
use axum::extract::Multipart;
use bytes::Bytes;
use serde_json::{Map, Number, Value};

/// Parts of one form.
const PARTS_MAX: usize = 64;

/// A form that was read.
#[derive(Debug, Default)]
pub(super) struct Form {
    parts: Vec<(String, Bytes)>,
}

impl Form {
    /// Reads a form whose body is limited already.
    pub(super) async fn read(mut multipart: Multipart, limit_bytes: usize) -> Result<Self, Refusal> {
        let mut form = Self::default();
        let refusal = |status: u16| match status {
            413 => Refusal::from(AppError::TooLarge { limit_bytes: u64::try_from(limit_bytes).unwrap_or(u64::MAX) }),
            _ => AppError::MalformedRequest.into(),
        };
        while let Some(field) = multipart.next_field().await.map_err(|error| refusal(error.status().as_u16()))? {
            let name = field.name().unwrap_or_default().trim_end_matches("[]").to_owned();
            let bytes = field.bytes().await.map_err(|error| refusal(error.status().as_u16()))?;
            if form.parts.len() == PARTS_MAX {
                return Err(Refusal::invalid(&name, format!("A form may have {PARTS_MAX} parts at most.")));
            }
            form.parts.push((name, bytes));
        }
        Ok(form)
    }

    /// All files of this name, or of this name with brackets.
    pub(super) fn files(&self, name: &str) -> Vec<Bytes> {
        self.parts.iter().filter(|(part, _)| part == name).map(|(_, bytes)| bytes.clone()).collect()
    }

    /// A text; none when it is missing or empty.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        let Some((_, bytes)) = self.parts.iter().find(|(part, _)| part == name) else { return Ok(None) };
        let text = std::str::from_utf8(bytes).map_err(|_| Refusal::invalid(name, "It must be text in UTF-8."))?;
        Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
    }

    /// Those of these texts that are there.
    pub(super) fn texts(&self, names: &[&str]) -> Result<Map<String, Value>, Refusal> {
        let mut texts = Map::new();
        for name in names {
            if let Some(text) = self.text(name)? {
                // A number as one: zero asks for nothing.
                let value = text.parse::<Number>().map_or(Value::String(text), Value::Number);
                texts.insert((*name).to_owned(), value);
            }
        }
        Ok(texts)
    }

    /// A text that must be there.
    pub(super) fn required(&self, name: &str) -> Result<String, Refusal> {
        self.text(name)?.ok_or_else(|| Refusal::invalid(name, "It is missing."))
    }

    /// A number.
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Refusal> {
        let number = |text: String| text.trim().parse().map_err(|_| Refusal::invalid(name, "It must be a number."));
        self.text(name)?.map(number).transpose()
    }
}
