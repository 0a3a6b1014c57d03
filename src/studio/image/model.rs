//! Orders for pictures, and what came of them.

use crate::{
    kernel::{
        AppError, Coins, FieldProblem, Instant, PageQuery,
        id::{AssetId, RunId},
        valid::Check,
        word::words,
    },
    library::model::Asset,
    run::model::{Quote, Run},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Characters of a prompt.
pub const PROMPT_CHARS_MAX: u32 = 4_000;
/// Characters of what is not to be seen.
pub const NEGATIVE_CHARS_MAX: u32 = 1_000;
/// Pictures at once.
pub const COUNT_MAX: u8 = 4;
/// Pictures to draw from.
pub const REFERENCES_MAX: u32 = 4;
/// Drawings that are asked about at once.
pub const REFRESHED_MAX: u32 = 50;
/// Width to height, as models know it.
pub const RATIOS: [&str; 7] = ["1:1", "4:3", "3:4", "3:2", "2:3", "16:9", "9:16"];

words! {
    /// How a picture looks.
    Style {
        /// Like a photograph.
        Photo = "photo",
        /// Like a still of a film.
        Cinematic = "cinematic",
        /// Drawn for a page.
        Illustration = "illustration",
        /// Like an anime.
        Anime = "anime",
        /// Modelled in three dimensions.
        Render = "render",
        /// In water colours.
        Watercolor = "watercolor",
        /// A Persian miniature.
        Miniature = "miniature",
        /// Lines only.
        Lineart = "lineart",
        /// A plain sign.
        Logo = "logo",
        /// A product before a clean ground.
        Product = "product",
        /// In large pixels.
        Pixel = "pixel",
    }
}

/// An order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PictureOrder {
    /// What to draw, 1 to 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000, example = "A lighthouse in a storm")]
    pub prompt: String,
    /// What is not to be seen, at most 1,000 characters.
    #[serde(default)]
    pub negative_prompt: Option<String>,
    /// How it looks; the model's choice when not given.
    #[serde(default)]
    pub style: Option<Style>,
    /// Width to height: `1:1`, `4:3`, `3:4`, `3:2`, `2:3`, `16:9` or `9:16`; the model's choice when not given.
    #[serde(default)]
    #[schema(example = "16:9")]
    pub aspect_ratio: Option<String>,
    /// One of the model's sizes, instead of a ratio.
    #[serde(default)]
    pub size: Option<String>,
    /// How many, 1 to 4; one when not given.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 4)]
    pub n: Option<u8>,
    /// For pictures that are the same again, where the model can.
    #[serde(default)]
    pub seed: Option<i64>,
    /// The model; `auto` or none lets the house choose.
    #[serde(default)]
    pub model: Option<String>,
    /// Pictures of your library to draw from, at most four.
    #[serde(default)]
    pub references: Vec<AssetId>,
    /// A PNG of your library as large as the first reference: where it is transparent, that may change.
    #[serde(default)]
    pub mask: Option<AssetId>,
    /// A name of yours for this order: the same again is the same drawing.
    #[serde(default)]
    pub client_request_id: Option<String>,
}

impl PictureOrder {
    /// Says what is wrong with it.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("prompt", self.prompt.trim(), 1, PROMPT_CHARS_MAX);
        check.text("negative_prompt", self.negative_prompt.as_deref().unwrap_or_default(), 0, NEGATIVE_CHARS_MAX);
        check.text("client_request_id", self.client_request_id.as_deref().unwrap_or_default(), 0, 100);
        if self.n.is_some_and(|count| !(1..=COUNT_MAX).contains(&count)) {
            check.wrong("n", FieldProblem::OutOfRange { min: 1, max: COUNT_MAX.into() });
        }
        if self.aspect_ratio.as_deref().is_some_and(|ratio| !RATIOS.contains(&ratio)) {
            check.wrong("aspect_ratio", FieldProblem::Unknown);
        }
        if self.size.is_some() && self.aspect_ratio.is_some() {
            check.wrong("size", FieldProblem::Either);
        }
        if u32::try_from(self.references.len()).is_ok_and(|count| count > REFERENCES_MAX) {
            check.wrong("references", FieldProblem::TooMany { max: REFERENCES_MAX });
        }
        if self.mask.is_some() && self.references.is_empty() {
            check.wrong("references", FieldProblem::Required);
        }
        check.done()
    }

    /// How many pictures.
    pub fn count(&self) -> u8 {
        self.n.unwrap_or(1)
    }
}

/// An order and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Drawing {
    /// The run behind it, whose id is the drawing's.
    pub run: Run,
    /// The model's name for people.
    pub model_name: String,
    /// What was ordered.
    pub order: PictureOrder,
    /// Whether it failed each time through no fault of its own and waits for staff.
    pub is_parked: bool,
    /// What was drawn; without what is in the trash.
    pub pictures: Vec<Asset>,
}

impl Drawing {
    /// Its id.
    pub fn id(&self) -> RunId {
        self.run.id
    }
}

/// Which drawings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DrawingQuery {
    /// Entries a page, 1 to 100; 50 when not given.
    #[serde(default)]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
}

impl DrawingQuery {
    /// Which page.
    pub fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit, cursor: self.cursor.clone() }
    }
}

/// That an order was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DrawingStarted {
    /// The run that draws.
    pub run_id: RunId,
}

/// What an order would cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DrawingQuote {
    /// For the pictures.
    pub drawing: Quote,
    /// The most that writing the prompt out would cost; none where nobody can do it.
    #[schema(required)]
    pub enhancing: Option<Coins>,
}

/// A prompt to write out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PromptDraft {
    /// What to draw, 1 to 4,000 characters.
    #[schema(min_length = 1, max_length = 4_000)]
    pub prompt: String,
}

impl PromptDraft {
    /// Says what is wrong with it.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("prompt", self.prompt.trim(), 1, PROMPT_CHARS_MAX);
        check.done()
    }
}

/// A prompt that was written out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PromptEnhanced {
    /// The prompt.
    pub prompt: String,
    /// What it cost.
    pub coin_cost: Coins,
    /// The run that wrote it.
    pub run_id: RunId,
    /// When.
    pub created_at: Instant,
}

#[cfg(test)]
mod tests {
    use super::PictureOrder;
    use crate::kernel::{AppError, id::AssetId};
    use uuid::Uuid;

    fn wrong(change: impl FnOnce(&mut PictureOrder)) -> Vec<String> {
        let mut order = PictureOrder { prompt: "a fox".to_owned(), ..PictureOrder::default() };
        change(&mut order);
        match order.check() {
            Err(AppError::Invalid { fields }) => fields.into_iter().map(|field| field.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(wrong(|_| {}).is_empty());
        assert_eq!(wrong(|order| order.prompt = " ".to_owned()), ["prompt"]);
        assert_eq!(wrong(|order| order.n = Some(5)), ["n"]);
        assert_eq!(wrong(|order| order.aspect_ratio = Some("7:5".to_owned())), ["aspect_ratio"]);
        assert_eq!(wrong(|order| order.references = vec![AssetId(Uuid::nil()); 5]), ["references"]);
        assert_eq!(wrong(|order| order.mask = Some(AssetId(Uuid::nil()))), ["references"]);
        let both = |order: &mut PictureOrder| {
            (order.size, order.aspect_ratio) = (Some("1024x1024".to_owned()), Some("1:1".to_owned()));
        };
        assert_eq!(wrong(both), ["size"]);
    }
}
