//! The kinds of work that have a policy.

use crate::{catalog::model::Capability, kernel::locale::UnknownChoice};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::ToSchema;

/// A kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(example = "seo_basic")]
pub enum Task {
    /// A conversation without a chosen model.
    Chat,
    /// A conversation with pictures.
    Vision,
    /// Naming a conversation.
    Title,
    /// Describing a product for a shop.
    ProductDescription,
    /// Summing up what customers say.
    ReviewsAnalysis,
    /// Words for search engines: titles, descriptions, keywords.
    SeoBasic,
    /// Structure and strategy for search engines.
    SeoAdvanced,
    /// Answering a shop's visitors.
    Chatbot,
    /// Texts of advertisements.
    AdsCopy,
    /// Markets, rivals, plans.
    StrategicAnalysis,
    /// A series of e-mails.
    EmailCampaign,
    /// Posts for social networks.
    SocialPost,
    /// Saying the same in another language.
    Translation,
    /// Saying the same in fewer words.
    Summary,
    /// Saying the same in other words.
    Rewrite,
    /// Drawing.
    Image,
    /// Drawing what stands before a video.
    Thumbnail,
    /// Writing speech down.
    Stt,
    /// Speaking a text.
    Tts,
    /// Turning texts into vectors.
    Embedding,
}

impl Task {
    /// All of them, in the order to show them.
    pub const ALL: [Self; 20] = [
        Self::Chat,
        Self::Vision,
        Self::Title,
        Self::ProductDescription,
        Self::ReviewsAnalysis,
        Self::SeoBasic,
        Self::SeoAdvanced,
        Self::Chatbot,
        Self::AdsCopy,
        Self::StrategicAnalysis,
        Self::EmailCampaign,
        Self::SocialPost,
        Self::Translation,
        Self::Summary,
        Self::Rewrite,
        Self::Image,
        Self::Thumbnail,
        Self::Stt,
        Self::Tts,
        Self::Embedding,
    ];

    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Vision => "vision",
            Self::Title => "title",
            Self::ProductDescription => "product_description",
            Self::ReviewsAnalysis => "reviews_analysis",
            Self::SeoBasic => "seo_basic",
            Self::SeoAdvanced => "seo_advanced",
            Self::Chatbot => "chatbot",
            Self::AdsCopy => "ads_copy",
            Self::StrategicAnalysis => "strategic_analysis",
            Self::EmailCampaign => "email_campaign",
            Self::SocialPost => "social_post",
            Self::Translation => "translation",
            Self::Summary => "summary",
            Self::Rewrite => "rewrite",
            Self::Image => "image",
            Self::Thumbnail => "thumbnail",
            Self::Stt => "stt",
            Self::Tts => "tts",
            Self::Embedding => "embedding",
        }
    }

    /// What a model must be able to do for it.
    pub fn needs(self) -> Capability {
        match self {
            Self::Vision => Capability::Vision,
            Self::Image | Self::Thumbnail => Capability::Image,
            Self::Stt => Capability::Transcription,
            Self::Tts => Capability::Speech,
            Self::Embedding => Capability::Embedding,
            _ => Capability::Chat,
        }
    }

    /// Whether its answer is written in tokens, so that a conversation can ask for it.
    pub fn writes(self) -> bool {
        matches!(self.needs(), Capability::Chat | Capability::Vision)
    }
}

impl FromStr for Task {
    type Err = UnknownChoice;
    fn from_str(code: &str) -> Result<Self, UnknownChoice> {
        Self::ALL.into_iter().find(|task| task.code() == code).ok_or(UnknownChoice)
    }
}

#[cfg(test)]
mod tests {
    use super::Task;

    #[test]
    fn codes_are_those_of_json() {
        for task in Task::ALL {
            assert_eq!(serde_json::to_value(task).unwrap(), task.code());
            assert_eq!(task.code().parse(), Ok(task));
        }
    }
}
