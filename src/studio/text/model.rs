//! What texts look like from outside.

use super::kind::{TextFieldKind, TextKind};
use crate::kernel::{
    AppError, Coins, FieldProblem, Instant, PageQuery,
    id::{RunId, TextId, TextOrderId},
    valid::Check,
    word::words,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Versions that are written at once.
pub const VARIANTS_MAX: u8 = 4;
/// Characters of a text as its person leaves it.
pub const OUTPUT_CHARS_MAX: u32 = 200_000;
/// Characters of a title.
pub const TITLE_CHARS_MAX: u32 = 120;
/// Characters of the audience and of the keywords.
pub const LINE_CHARS_MAX: u32 = 500;
/// Characters of the examples.
pub const EXAMPLES_CHARS_MAX: u32 = 20_000;
/// Characters of a prompt, where a call takes nothing else.
pub const PROMPT_CHARS_MAX: u32 = 60_000;

words! {
    /// How a text sounds.
    TextTone {
        /// As a friend.
        Friendly = "friendly",
        /// As an office.
        Formal = "formal",
        /// To win somebody over.
        Persuasive = "persuasive",
        /// With a smile.
        Playful = "playful",
        /// As somebody who knows.
        Expert = "expert",
        /// Plain facts.
        Neutral = "neutral",
    }
}

words! {
    /// How long a text is.
    TextLength {
        /// About 80 words.
        Short = "short",
        /// About 200 words.
        Medium = "medium",
        /// About 600 words.
        Long = "long",
    }
}

words! {
    /// The language of a text.
    TextLanguage {
        /// Persian.
        Fa = "fa",
        /// English.
        En = "en",
        /// Arabic.
        Ar = "ar",
        /// Turkish.
        Tr = "tr",
        /// German.
        De = "de",
        /// French.
        Fr = "fr",
        /// Spanish.
        Es = "es",
        /// Russian.
        Ru = "ru",
    }
}

words! {
    /// How far a text is.
    TextState {
        /// Being written.
        Writing = "writing",
        /// Whole.
        Complete = "complete",
        /// Stopped by its person.
        Cancelled = "cancelled",
        /// Broke off.
        Interrupted = "interrupted",
        /// Nothing came.
        Failed = "failed",
    }
}

/// One field of a form, filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextField {
    /// The field's name, one of the kind's.
    #[schema(example = "product")]
    pub key: String,
    /// What stands in it.
    pub value: String,
}

/// What somebody filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextForm {
    /// What is to be written.
    pub task: TextKind,
    /// The fields of this kind; those left out are empty.
    pub fields: Vec<TextField>,
    /// How it is to sound.
    #[serde(default)]
    pub tone: Option<TextTone>,
    /// How long it is to be.
    #[serde(default)]
    pub length: Option<TextLength>,
    /// Its language; that of the material when left out. A translation goes to English then, or from it to Persian.
    #[serde(default)]
    pub language: Option<TextLanguage>,
    /// For whom it is.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub audience: String,
    /// Words that it is to use, with commas between them.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub keywords: String,
    /// Texts that it is to sound like.
    #[serde(default)]
    #[schema(max_length = 20_000)]
    pub examples: String,
}

impl TextForm {
    /// An empty form of a kind.
    pub fn of(task: TextKind) -> Self {
        let (audience, keywords, examples) = (String::new(), String::new(), String::new());
        Self { task, fields: Vec::new(), tone: None, length: None, language: None, audience, keywords, examples }
    }

    /// What stands in a field; empty where it was left out.
    pub fn value(&self, key: &str) -> &str {
        self.fields.iter().find(|field| field.key == key).map_or("", |field| field.value.as_str())
    }

    /// What stands in the field that has to be filled in.
    pub fn material(&self) -> &str {
        self.value(self.task.main().key)
    }

    /// The same without empty fields, blanks around, and letters that no text has.
    #[must_use]
    pub fn tidied(self) -> Self {
        let tidy = |text: String| text.replace('\0', "").trim().to_owned();
        let fields = self.fields.into_iter().map(|field| TextField { key: field.key, value: tidy(field.value) });
        Self {
            fields: fields.filter(|field| !field.value.is_empty()).collect(),
            audience: tidy(self.audience),
            keywords: tidy(self.keywords),
            examples: tidy(self.examples),
            ..self
        }
    }

    /// Says what is wrong with it; a field of the kind is named as `fields.product`.
    pub fn check_into(&self, check: &mut Check) {
        let fields = self.task.fields();
        for (at, field) in fields.iter().enumerate() {
            let (name, value) = (format!("fields.{}", field.key), self.value(field.key));
            check.text(&name, value, u32::from(at == 0), field.max);
            if field.kind == TextFieldKind::Choice && !value.is_empty() && !field.choices.contains(&value) {
                check.wrong(&name, FieldProblem::Unknown);
            }
        }
        for (at, field) in self.fields.iter().enumerate() {
            let is_twice = self.fields.iter().take(at).any(|other| other.key == field.key);
            if is_twice || !fields.iter().any(|known| known.key == field.key) {
                let name: String = field.key.chars().take(40).collect();
                check.wrong(&format!("fields.{name}"), FieldProblem::Unknown);
            }
        }
        check.text("audience", &self.audience, 0, LINE_CHARS_MAX);
        check.text("keywords", &self.keywords, 0, LINE_CHARS_MAX);
        check.text("examples", &self.examples, 0, EXAMPLES_CHARS_MAX);
    }
}

fn one() -> u8 {
    1
}

/// Texts to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTexts {
    /// What is to be written.
    pub form: TextForm,
    /// How many versions, 1 to 4; each is a run of its own.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 4)]
    pub variants: u8,
    /// The model to ask; the policy of the kind's task chooses for `auto` or nothing, that of another for `auto/<task>`.
    #[serde(default)]
    #[schema(example = "openai/gpt-5-mini")]
    pub model: Option<String>,
    /// The text whose passage is written anew: the result belongs to it and stands in no list.
    #[serde(default)]
    pub part_of: Option<TextId>,
    /// Sending the same again finds the same texts.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub client_request_id: Option<String>,
}

impl NewTexts {
    /// One version of a form, by whatever the policy chooses.
    pub fn of(form: TextForm) -> Self {
        Self { form, variants: 1, model: None, part_of: None, client_request_id: None }
    }

    /// Whether they can be ordered.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        self.form.check_into(&mut check);
        if !(1..=VARIANTS_MAX).contains(&self.variants) {
            check.wrong("variants", FieldProblem::OutOfRange { min: 1, max: VARIANTS_MAX.into() });
        }
        check.text("client_request_id", self.client_request_id.as_deref().unwrap_or_default(), 0, 100);
        check.done()
    }
}

/// A text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Text {
    /// The text.
    pub id: TextId,
    /// What was ordered with it: its versions have the same.
    pub order_id: TextOrderId,
    /// Which version it is, from 1.
    pub variant: i64,
    /// The text whose passage it was written for.
    #[schema(required)]
    pub part_of: Option<TextId>,
    /// Its title: the beginning of the material, until its person changes it.
    pub title: String,
    /// What was filled in.
    pub form: TextForm,
    /// What was written, as its person left it.
    pub output: String,
    /// How far it is.
    pub state: TextState,
    /// The model that wrote it.
    #[schema(example = "openai/gpt-5-mini")]
    pub model: String,
    /// The run that wrote it.
    pub run_id: RunId,
    /// While it is being written: the number of the run's last event whose text is in `output`. A watcher goes on after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// Whether its person wants to find it again.
    pub favourite: bool,
    /// What it cost, once it has ended.
    #[schema(required)]
    pub coin_cost: Option<Coins>,
    /// Tokens the model read, once it has ended.
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
    /// When it was ordered.
    pub created_at: Instant,
    /// When its person changed it.
    #[schema(required)]
    pub edited_at: Option<Instant>,
}

/// What an order made: watch each text's run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StartedTexts {
    /// What was ordered.
    pub order_id: TextOrderId,
    /// The texts, still empty.
    pub texts: Vec<Text>,
}

/// A text in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextLine {
    /// The text; of an order the first that is left.
    pub id: TextId,
    /// What kind it is.
    pub task: TextKind,
    /// Its title.
    pub title: String,
    /// How far it is.
    pub state: TextState,
    /// Whether its person wants to find it again.
    pub favourite: bool,
    /// How many versions there are.
    pub variants: i64,
    /// When it was ordered.
    pub created_at: Instant,
}

/// Which texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TextQuery {
    /// Words of the title or of the material.
    #[serde(default)]
    #[param(max_length = 254)]
    pub q: Option<String>,
    /// One kind only.
    #[serde(default)]
    pub task: Option<TextKind>,
    /// Favourites only, each version by itself; otherwise one line for each order.
    #[serde(default)]
    pub favourite: bool,
    /// Entries a page, 1 to 100; 50 when not given.
    #[serde(default)]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
}

impl TextQuery {
    /// Which page.
    pub fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit, cursor: self.cursor.clone() }
    }
}

/// What changes about a text; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextChange {
    /// Another title.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 120)]
    pub title: Option<String>,
    /// What stands in the editor.
    #[serde(default)]
    #[schema(max_length = 200_000)]
    pub output: Option<String>,
    /// Whether it is a favourite.
    #[serde(default)]
    pub favourite: Option<bool>,
}

impl TextChange {
    /// Whether it can be applied.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        if let Some(title) = &self.title {
            check.text("title", title, 1, TITLE_CHARS_MAX);
        }
        check.text("output", self.output.as_deref().unwrap_or_default(), 0, OUTPUT_CHARS_MAX);
        check.done()
    }
}
