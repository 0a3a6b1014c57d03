//! How long a model thinks: older ones take a budget of tokens, newer ones an effort, the newest think whatever they are
//! told. Which takes what is read from the generation in its name, because a wrong one is refused.

use crate::provider::chat::Effort;
use serde::Serialize;

/// The least and the most of a budget.
const BUDGET_MIN: u32 = 1_024;
const BUDGET_MAX: u32 = 32_000;

/// What a request says about thinking.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Thinking {
    /// With so many tokens at most.
    Enabled { budget_tokens: u32 },
    /// As the model sees fit.
    Adaptive {
        /// From 4.7 on thoughts are only shown when asked for.
        #[serde(skip_serializing_if = "Option::is_none")]
        display: Option<&'static str>,
    },
}

/// What a request says about thinking, and where it says the effort.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Thought {
    pub(super) thinking: Option<Thinking>,
    pub(super) effort: Option<&'static str>,
}

/// How models are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Control {
    /// They do not think.
    Nothing,
    /// By a budget.
    Budget,
    /// By an effort.
    Effort,
    /// By an effort, and they sample as they see fit.
    EffortOnly,
    /// The same, and they think in any case.
    Always,
}

/// Major and minor, as in `claude-opus-4-7`, `claude-3-7-sonnet-20250219` and `claude-sonnet-4-20250514`.
fn generation(model: &str) -> Option<(u8, u8)> {
    let mut numbers = model.split(['-', '.', '@']).filter_map(|part| part.parse::<u8>().ok());
    Some((numbers.next()?, numbers.next().unwrap_or(0)))
}

fn control(model: &str) -> Control {
    let name = model.rsplit('/').next().unwrap_or(model);
    if !name.starts_with("claude-") {
        // Another server that speaks this wire speaks its first form.
        return Control::Budget;
    }
    match generation(name) {
        Some((..=2, _) | (3, ..=6)) => Control::Nothing,
        Some((3, _) | (4, ..=5)) => Control::Budget,
        Some((4, 6)) => Control::Effort,
        Some((4, _)) => Control::EffortOnly,
        _ => Control::Always,
    }
}

/// Whether the model lets itself be told temperature and the like.
pub(super) fn takes_sampling(model: &str) -> bool {
    !matches!(control(model), Control::EffortOnly | Control::Always)
}

/// What a model is told: nothing where nothing was asked for, and nothing together with a tool that must be called, which
/// is refused.
pub(super) fn thinking(model: &str, effort: Option<Effort>, max_tokens: u32, forced: bool) -> Thought {
    let control = control(model);
    let display = matches!(control, Control::EffortOnly | Control::Always).then_some("summarized");
    let adaptive = |effort| Thought { thinking: Some(Thinking::Adaptive { display }), effort };
    match (control, effort) {
        (Control::Nothing, _) => Thought::default(),
        _ if forced => Thought::default(),
        // It thinks anyway; unseen, it would look as if it were not there.
        (Control::Always, effort) => adaptive(effort.map(word)),
        (_, None | Some(Effort::None)) => Thought::default(),
        (Control::Budget, Some(effort)) => Thought { thinking: budget(effort, max_tokens).map(enabled), effort: None },
        (_, Some(effort)) => adaptive(Some(word(effort))),
    }
}

fn enabled(budget_tokens: u32) -> Thinking {
    Thinking::Enabled { budget_tokens }
}

fn word(effort: Effort) -> &'static str {
    match effort {
        Effort::None | Effort::Minimal | Effort::Low => "low",
        Effort::Medium => "medium",
        Effort::High => "high",
    }
}

/// A part of the answer's tokens, of which thoughts are paid; none when there is no room for the least budget.
fn budget(effort: Effort, max_tokens: u32) -> Option<u32> {
    let tenths = match effort {
        Effort::None | Effort::Minimal => 1,
        Effort::Low => 2,
        Effort::Medium => 5,
        Effort::High => 8,
    };
    let part = (max_tokens / 10).saturating_mul(tenths).clamp(BUDGET_MIN, BUDGET_MAX);
    (part < max_tokens).then_some(part)
}

#[cfg(test)]
mod tests {
    use super::{Effort, takes_sampling, thinking};
    use serde_json::{Value, json};

    #[test]
    fn every_generation_is_told_in_its_own_way() {
        let budget = |tokens: u32| json!({"type": "enabled", "budget_tokens": tokens});
        let adaptive = || json!({"type": "adaptive"});
        let shown = || json!({"type": "adaptive", "display": "summarized"});
        for (model, effort, told, word) in [
            ("claude-3-5-sonnet-20241022", Some(Effort::High), Value::Null, None),
            ("claude-3-7-sonnet-20250219", Some(Effort::High), budget(8_000), None),
            ("claude-sonnet-4-20250514", Some(Effort::Medium), budget(5_000), None),
            ("claude-haiku-4-5-20251001", Some(Effort::Low), budget(2_000), None),
            ("claude-opus-4-5", Some(Effort::Minimal), budget(1_024), None),
            ("claude-opus-4-5", Some(Effort::None), Value::Null, None),
            ("claude-opus-4-5", None, Value::Null, None),
            ("claude-sonnet-4-6", Some(Effort::Minimal), adaptive(), Some("low")),
            ("claude-sonnet-4-6", None, Value::Null, None),
            ("claude-opus-4-7", Some(Effort::High), shown(), Some("high")),
            ("claude-opus-4-8", Some(Effort::None), Value::Null, None),
            ("claude-fable-5-1", Some(Effort::None), shown(), Some("low")),
            ("claude-mythos-preview", None, shown(), None),
            ("glm-4.6", Some(Effort::High), budget(8_000), None),
        ] {
            let thought = thinking(model, effort, 10_000, false);
            assert_eq!((json!(thought.thinking), thought.effort), (told, word), "{model} {effort:?}");
            assert_eq!(thinking(model, effort, 10_000, true), super::Thought::default(), "{model}");
        }
        assert_eq!(thinking("claude-opus-4-5", Some(Effort::High), 1_024, false).thinking, None);
        assert!(takes_sampling("claude-sonnet-4-6") && !takes_sampling("claude-opus-4-7"));
    }
}
