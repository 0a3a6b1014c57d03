//! What a model looks like from outside, and the words of the catalogue.

use crate::kernel::{Coins, Interrupted, word::words};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A model a person may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Model {
    /// Its name in our catalogue.
    #[schema(example = "openai/gpt-5-mini")]
    pub id: String,
    /// Its name for people.
    #[schema(example = "GPT-5 mini")]
    pub name: String,
    /// Who serves it.
    #[schema(example = "openai")]
    pub provider: String,
    /// What it can do.
    #[schema(example = json!(["chat", "vision"]))]
    pub capabilities: Vec<Capability>,
    /// What it reads: `text`, `image`, `audio` …
    pub input_modalities: Vec<String>,
    /// What it makes.
    pub output_modalities: Vec<String>,
    /// Names of its voices.
    pub voices: Vec<String>,
    /// Sizes of its pictures.
    pub sizes: Vec<String>,
    /// Tokens it can read and write together.
    #[schema(example = 400_000)]
    pub context: u32,
    /// Tokens it may write in one answer.
    pub output_tokens_max: u32,
    /// The day on which its successor takes over, `YYYY-MM-DD`.
    #[schema(required)]
    pub retires_on: Option<String>,
    /// What it costs.
    pub price: ModelPrice,
    /// What an answer costs that its provider broke off: nothing, or what was heard of it.
    pub interrupted: Interrupted,
}

impl Model {
    /// Whether it can do this.
    pub fn can(&self, capability: Capability) -> bool {
        self.capabilities.contains(&capability)
    }
}

/// What a model costs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ModelPrice {
    /// Coins for a million tokens read, where that is how it is paid.
    #[schema(required)]
    pub input_per_million: Option<Coins>,
    /// Coins for a million tokens written, where that is how it is paid.
    #[schema(required)]
    pub output_per_million: Option<Coins>,
    /// The least an answer costs.
    pub minimum: Coins,
    /// The price of each thing. Of those for one component whose conditions hold, the last one counts.
    pub components: Vec<ComponentPrice>,
}

/// The price of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ComponentPrice {
    /// What is paid for.
    pub component: Component,
    /// Coins for `per` units.
    pub coins: Coins,
    /// How many units that is.
    pub per: i64,
    /// Under which conditions.
    #[serde(flatten)]
    pub when: Conditions,
}

/// When a price holds; all of it must.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Conditions {
    /// Only when the prompt has more tokens than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_tokens_over: Option<i64>,
    /// Only from this time of the UTC day on, as HHMM; always together with `utc_to`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc_from: Option<i64>,
    /// Only before this time of the UTC day; at or before `utc_from`, the window passes midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc_to: Option<i64>,
}

words! {
    /// One thing a model can do.
    Capability {
        /// Answers.
        Chat = "chat",
        /// Looks at pictures in a conversation.
        Vision = "vision",
        /// Listens to sound in a conversation.
        AudioInput = "audio_input",
        /// Calls tools.
        Tools = "tools",
        /// Keeps to a JSON schema.
        JsonSchema = "json_schema",
        /// Thinks before it answers.
        Reasoning = "reasoning",
        /// Draws.
        Image = "image",
        /// Draws from pictures.
        ImageEdit = "image_edit",
        /// Writes speech down.
        Transcription = "transcription",
        /// Tells when each piece of the speech was said.
        Timestamps = "timestamps",
        /// Speaks.
        Speech = "speech",
        /// Turns texts into vectors.
        Embedding = "embedding",
        /// Does work that takes minutes.
        Task = "task",
    }
}

words! {
    /// What a price is for.
    Component {
        /// Tokens read.
        Input = "input",
        /// Tokens read from the provider's cache; the price of input where there is none.
        CacheRead = "cache_read",
        /// Tokens written to the provider's cache; the price of input where there is none.
        CacheWrite = "cache_write",
        /// Tokens written.
        Output = "output",
        /// Tokens of thinking; the price of output where there is none.
        Reasoning = "reasoning",
        /// Tokens of sound read; the price of input where there is none.
        AudioIn = "audio_in",
        /// Tokens of sound made; the price of output where there is none.
        AudioOut = "audio_out",
        /// Tokens of pictures read; the price of input where there is none.
        ImageIn = "image_in",
        /// Tokens of pictures made; the price of output where there is none.
        ImageOut = "image_out",
        /// A picture made.
        Image = "image",
        /// A second of sound.
        AudioSecond = "audio_second",
        /// A character spoken.
        Character = "character",
        /// A request.
        Request = "request",
    }
}

impl Component {
    /// For how many units its price is usually told.
    pub fn per(self) -> i64 {
        match self {
            Self::Image | Self::AudioSecond | Self::Request => 1,
            _ => 1_000_000,
        }
    }

    /// Whose price counts where it has none of its own.
    pub fn fallback(self) -> Option<Self> {
        match self {
            Self::CacheRead | Self::CacheWrite | Self::AudioIn | Self::ImageIn => Some(Self::Input),
            Self::Reasoning | Self::AudioOut | Self::ImageOut => Some(Self::Output),
            _ => None,
        }
    }
}

/// Whether the price of a model that can do this is known well enough to sell it.
pub fn is_priced(capabilities: &[Capability], known: &[Component]) -> bool {
    use Component as C;
    let any = |wanted: &[C]| wanted.iter().any(|component| known.contains(component));
    let mut sold = false;
    for capability in capabilities {
        let priced = match capability {
            Capability::Chat => any(&[C::Input]) && any(&[C::Output]),
            Capability::Image | Capability::ImageEdit => any(&[C::Image, C::ImageOut, C::Output, C::Request]),
            Capability::Transcription => any(&[C::AudioSecond, C::AudioIn, C::Input, C::Request]),
            Capability::Speech => any(&[C::Character, C::AudioOut, C::AudioSecond, C::Output, C::Request]),
            Capability::Embedding => any(&[C::Input]),
            Capability::Task => any(&[C::Request, C::Image]),
            // What only describes another capability is not sold by itself.
            _ => continue,
        };
        if !priced {
            return false;
        }
        sold = true;
    }
    sold
}

#[cfg(test)]
mod tests {
    use super::{Capability, Component, is_priced};

    #[test]
    fn a_model_is_sold_when_everything_it_does_has_a_price() {
        use Capability as A;
        for (capabilities, known, priced) in [
            (&[A::Chat, A::Vision][..], &[Component::Input, Component::Output][..], true),
            (&[A::Chat], &[Component::Input], false),
            (&[A::Chat, A::Image], &[Component::Input, Component::Output], true),
            (&[A::Transcription, A::Timestamps], &[Component::AudioSecond], true),
            (&[A::Speech, A::Transcription], &[Component::Character], false),
            (&[A::Vision], &[Component::Input, Component::Output], false),
            (&[], &[Component::Input], false),
            (&[A::Task], &[], false),
        ] {
            assert_eq!(is_priced(capabilities, known), priced, "{capabilities:?} {known:?}");
        }
    }

    #[test]
    fn words_are_the_same_in_json_and_in_columns() {
        for word in Capability::ALL {
            assert_eq!(serde_json::to_value(word).unwrap(), word.code());
            assert_eq!(word.code().parse(), Ok(*word));
        }
        for word in Component::ALL {
            assert_eq!(serde_json::to_value(word).unwrap(), word.code());
        }
    }
}
