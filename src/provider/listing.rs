//! Which models a provider has, and what it tells about them.

use super::failure::Failure;
use futures::future::BoxFuture;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A model as its provider lists it. What the provider does not tell is empty or `None`, never guessed as a price.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedModel {
    /// The provider's id, to be matched exactly.
    pub id: String,
    /// Its name for people.
    pub name: Option<String>,
    /// What it can do for us; empty when the provider does not tell.
    pub capabilities: Vec<Capability>,
    /// What it reads, in the provider's words: `text`, `image`, `audio`, `video`, `file`.
    pub input_modalities: Vec<String>,
    /// What it makes, in the provider's words: `text`, `image`, `audio`, `embeddings` …
    pub output_modalities: Vec<String>,
    /// Tokens it can read.
    pub context_tokens: Option<u32>,
    /// Tokens it can write in one answer.
    pub output_tokens_max: Option<u32>,
    /// Names of its voices.
    pub voices: Vec<String>,
    /// The last day on which it can be used, or the day on which it ends.
    pub retires_on: Option<Date>,
    /// Its prices. Of the rows of one component whose conditions hold, the last one counts. Empty when the price as a
    /// whole is not known, which is not free.
    pub prices: Vec<ListedPrice>,
}

impl ListedModel {
    /// The price of a component when no condition holds.
    pub fn base_price(&self, component: PriceComponent) -> Option<&ListedPrice> {
        self.prices.iter().rfind(|price| price.component == component && price.is_base())
    }
}

/// One thing a model can do, in the words of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capability {
    /// Answers.
    Chat,
    /// Looks at pictures in a conversation.
    Vision,
    /// Listens to sound in a conversation.
    AudioInput,
    /// Calls tools.
    Tools,
    /// Keeps to a JSON schema.
    Schema,
    /// Thinks before it answers.
    Reasoning,
    /// Draws.
    Image,
    /// Draws from pictures.
    ImageEdit,
    /// Writes speech down.
    Transcription,
    /// Speaks.
    Speech,
    /// Turns texts into vectors.
    Embedding,
}

impl Capability {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Chat,
        Self::Vision,
        Self::AudioInput,
        Self::Tools,
        Self::Schema,
        Self::Reasoning,
        Self::Image,
        Self::ImageEdit,
        Self::Transcription,
        Self::Speech,
        Self::Embedding,
    ];

    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Vision => "vision",
            Self::AudioInput => "audio_input",
            Self::Tools => "tools",
            Self::Schema => "schema",
            Self::Reasoning => "reasoning",
            Self::Image => "image",
            Self::ImageEdit => "image_edit",
            Self::Transcription => "transcription",
            Self::Speech => "speech",
            Self::Embedding => "embedding",
        }
    }
}

/// What a price is for, in the words of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PriceComponent {
    /// Tokens read.
    Input,
    /// Tokens read from the provider's cache.
    CacheRead,
    /// Tokens written to the provider's cache.
    CacheWrite,
    /// Tokens written.
    Output,
    /// Tokens of thinking; the price of output where there is none.
    Reasoning,
    /// Tokens of sound read.
    AudioIn,
    /// Tokens of sound made.
    AudioOut,
    /// Tokens of pictures read.
    ImageIn,
    /// Tokens of pictures made.
    ImageOut,
    /// A picture made.
    Image,
    /// A second of sound.
    AudioSecond,
    /// A character spoken.
    Character,
    /// A request.
    Request,
}

impl PriceComponent {
    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::CacheRead => "cache_read",
            Self::CacheWrite => "cache_write",
            Self::Output => "output",
            Self::Reasoning => "reasoning",
            Self::AudioIn => "audio_in",
            Self::AudioOut => "audio_out",
            Self::ImageIn => "image_in",
            Self::ImageOut => "image_out",
            Self::Image => "image",
            Self::AudioSecond => "audio_second",
            Self::Character => "character",
            Self::Request => "request",
        }
    }

    /// For how many units its price is usually told.
    pub fn per(self) -> u32 {
        match self {
            Self::Image | Self::AudioSecond | Self::Request => 1,
            _ => 1_000_000,
        }
    }
}

/// One price of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedPrice {
    /// What it is for.
    pub component: PriceComponent,
    /// US dollars, exactly, any discount taken off; never negative.
    pub usd: Decimal,
    /// For how many units.
    pub per: u32,
    /// Only when the prompt has more tokens than this.
    pub prompt_tokens_over: Option<u32>,
    /// Only from this minute of the UTC day on (0 to 1439), together with [`Self::utc_to`].
    pub utc_from: Option<u16>,
    /// Only before this minute of the UTC day; at or before the other one, the window passes midnight.
    pub utc_to: Option<u16>,
}

impl ListedPrice {
    /// Whether it holds without any condition.
    pub fn is_base(&self) -> bool {
        self.prompt_tokens_over.is_none() && self.utc_from.is_none() && self.utc_to.is_none()
    }
}

/// Something that lists models. A list that comes also proves that address and key are right.
pub trait ModelList: Send + Sync {
    /// Asks for the list.
    ///
    /// # Errors
    /// Why the provider did not give one.
    fn list(&self) -> BoxFuture<'_, Result<Vec<ListedModel>, Failure>>;
}
