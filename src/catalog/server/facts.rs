//! The lists of words that a model's row keeps as JSON.

use super::store::ModelRow;
use crate::{catalog::model::Capability, server::Result};

/// The words of a column; none where it can not be read.
pub(super) fn words(column: &str) -> Vec<String> {
    serde_json::from_str(column).unwrap_or_default()
}

/// The capabilities of a column, without those that this version does not know.
pub(super) fn capabilities(column: &str) -> Vec<Capability> {
    words(column).iter().filter_map(|word| word.parse().ok()).collect()
}

/// Words as a column.
pub(super) fn column<T: serde::Serialize>(words: &[T]) -> Result<String> {
    Ok(serde_json::to_string(words)?)
}

/// Capabilities as a column, each once and in their order.
pub(super) fn capability_column(capabilities: &[Capability]) -> Result<String> {
    let mut capabilities = capabilities.to_vec();
    capabilities.sort_unstable();
    capabilities.dedup();
    column(&capabilities)
}

impl ModelRow {
    pub(super) fn can(&self) -> Vec<Capability> {
        capabilities(&self.capabilities)
    }

    /// Whether staff set this fact, so that no list changes it.
    pub(super) fn is_pinned(&self, fact: &str) -> bool {
        words(&self.pinned).iter().any(|pinned| pinned == fact)
    }

    /// Notes that staff set this fact.
    pub(super) fn pin(&mut self, fact: &str) -> Result<()> {
        let mut pinned = words(&self.pinned);
        if !pinned.iter().any(|known| known == fact) {
            pinned.push(fact.to_owned());
            pinned.sort_unstable();
            self.pinned = column(&pinned)?;
        }
        Ok(())
    }
}
