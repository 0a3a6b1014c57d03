//! How long a model thinks: older families take a budget of tokens, newer ones a level, and none takes both. Which takes
//! what is data here, because a wrong one is refused.

use crate::provider::chat::Effort;
use serde::Serialize;

/// What a request says about thinking.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Thinking {
    include_thoughts: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_budget: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_level: Option<&'static str>,
}

/// Models that are told in one way. The first family that fits counts.
struct Family {
    /// How their names begin.
    start: &'static str,
    /// What else stands in their names.
    has: &'static str,
    control: Control,
}

/// What a family is told, for each [`Effort`] from none to high.
enum Control {
    /// It does not think, or does not let itself be told.
    Nothing,
    Budget([u32; 5]),
    Level([&'static str; 5]),
}

const FAMILIES: [Family; 9] = [
    family("", "-tts", Control::Nothing),
    family("", "-image", Control::Nothing),
    family("gemini-1", "", Control::Nothing),
    family("gemini-2.0", "", Control::Nothing),
    // Its thinking can not be turned off.
    family("gemini-2.5", "-pro", Control::Budget([128, 1_024, 1_024, 8_192, 24_576])),
    family("gemini-2.5", "", Control::Budget([0, 1_024, 1_024, 8_192, 24_576])),
    family("gemini-3-pro", "", Control::Level(["LOW", "LOW", "LOW", "HIGH", "HIGH"])),
    family("gemini-", "-pro", Control::Level(["LOW", "LOW", "LOW", "MEDIUM", "HIGH"])),
    family("gemini-", "", Control::Level(["MINIMAL", "MINIMAL", "LOW", "MEDIUM", "HIGH"])),
];

const fn family(start: &'static str, has: &'static str, control: Control) -> Family {
    Family { start, has, control }
}

fn control(model: &str) -> &'static Control {
    let fits = |family: &&Family| model.starts_with(family.start) && model.contains(family.has);
    FAMILIES.iter().find(fits).map_or(&Control::Nothing, |family| &family.control)
}

/// What a model is told; nothing where it takes nothing. Thoughts are always wanted unless there are to be none.
pub(super) fn thinking(model: &str, effort: Option<Effort>) -> Option<Thinking> {
    let include_thoughts = effort != Some(Effort::None);
    let said = effort.map(|effort| match effort {
        Effort::None => 0,
        Effort::Minimal => 1,
        Effort::Low => 2,
        Effort::Medium => 3,
        Effort::High => 4,
    });
    let (thinking_budget, thinking_level) = match control(model) {
        Control::Nothing => return None,
        Control::Budget(budgets) => (said.map(|at: usize| budgets[at]), None),
        Control::Level(levels) => (None, said.map(|at| levels[at])),
    };
    Some(Thinking { include_thoughts, thinking_budget, thinking_level })
}

/// Whether the model insists on a signature with every call of the turn.
pub(super) fn wants_signatures(model: &str) -> bool {
    matches!(control(model), Control::Level(_))
}

#[cfg(test)]
mod tests {
    use super::{Effort, thinking};
    use serde_json::json;

    #[test]
    fn every_family_is_told_in_its_own_way() {
        for (model, effort, told) in [
            ("gemini-2.5-flash", Some(Effort::None), json!({"includeThoughts": false, "thinkingBudget": 0})),
            ("gemini-2.5-pro", Some(Effort::None), json!({"includeThoughts": false, "thinkingBudget": 128})),
            ("gemini-2.5-flash-lite", Some(Effort::High), json!({"includeThoughts": true, "thinkingBudget": 24_576})),
            ("gemini-2.5-pro", None, json!({"includeThoughts": true})),
            ("gemini-3-pro-preview", Some(Effort::Medium), json!({"includeThoughts": true, "thinkingLevel": "HIGH"})),
            ("gemini-3.1-pro", Some(Effort::Minimal), json!({"includeThoughts": true, "thinkingLevel": "LOW"})),
            ("gemini-3.8-flash", Some(Effort::None), json!({"includeThoughts": false, "thinkingLevel": "MINIMAL"})),
            ("gemini-flash-latest", Some(Effort::Low), json!({"includeThoughts": true, "thinkingLevel": "LOW"})),
            ("gemini-2.0-flash", Some(Effort::High), json!(null)),
            ("gemini-3-pro-image", Some(Effort::High), json!(null)),
            ("gemma-3-27b-it", None, json!(null)),
        ] {
            assert_eq!(json!(thinking(model, effort)), told, "{model} {effort:?}");
        }
    }
}
