//! What can be written, as data: the kinds of texts, each with the fields of its form and the policy that chooses its model.

use crate::{kernel::word::words, routing::task::Task};

words! {
    /// A kind of text.
    TextKind {
        /// What a product is, for those who may buy it.
        ProductDescription = "product_description",
        /// What customers praise and miss.
        ReviewsAnalysis = "reviews_analysis",
        /// Title, description and keywords of a page.
        SeoBasic = "seo_basic",
        /// Structure, clusters and a plan for search engines.
        SeoAdvanced = "seo_advanced",
        /// Texts of advertisements.
        AdsCopy = "ads_copy",
        /// A market, rivals, and what to do.
        StrategicAnalysis = "strategic_analysis",
        /// E-mails that follow one another.
        EmailCampaign = "email_campaign",
        /// A post for a social network.
        SocialPost = "social_post",
        /// The same in another language.
        Translation = "translation",
        /// The same in fewer words.
        Summary = "summary",
        /// The same in other words.
        Rewrite = "rewrite",
        /// An answer to a shop's visitor.
        Chatbot = "chatbot",
        /// Whatever is described.
        Free = "free",
    }
}

words! {
    /// How a field is filled in.
    TextFieldKind {
        /// One line.
        Line = "line",
        /// Several lines.
        Long = "long",
        /// One of a few words.
        Choice = "choice",
    }
}

/// A field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its stable name.
    pub key: &'static str,
    /// How it is filled in.
    pub kind: TextFieldKind,
    /// The most characters.
    pub max: u32,
    /// The words to choose from, of a choice.
    pub choices: &'static [&'static str],
}

const fn line(key: &'static str, max: u32) -> Field {
    Field { key, kind: TextFieldKind::Line, max, choices: &[] }
}

const fn long(key: &'static str, max: u32) -> Field {
    Field { key, kind: TextFieldKind::Long, max, choices: &[] }
}

const fn choice(key: &'static str, choices: &'static [&'static str]) -> Field {
    Field { key, kind: TextFieldKind::Choice, max: 40, choices }
}

const PRODUCT_DESCRIPTION: &[Field] =
    &[long("product", 4_000), long("features", 8_000), choice("place", &["shop", "marketplace", "catalogue"])];
const REVIEWS_ANALYSIS: &[Field] = &[long("reviews", 60_000), line("product_name", 200), line("focus", 300)];
const SEO_BASIC: &[Field] = &[long("topic", 8_000), choice("page", &["product", "category", "article", "home"])];
const SEO_ADVANCED: &[Field] = &[long("topic", 8_000), line("site", 300), long("competitors", 8_000)];
const ADS_COPY: &[Field] = &[
    long("product", 4_000),
    line("offer_line", 300),
    choice("ad_place", &["search", "instagram", "telegram", "banner"]),
];
const STRATEGIC_ANALYSIS: &[Field] = &[long("situation", 20_000), line("goal", 500), long("competitors", 8_000)];
const EMAIL_CAMPAIGN: &[Field] = &[long("offer", 8_000), line("goal", 500), choice("mails", &["one", "three", "five"])];
const SOCIAL_POST: &[Field] =
    &[long("topic", 8_000), choice("network", &["instagram", "telegram", "linkedin", "x"]), line("call", 300)];
const TRANSLATION: &[Field] = &[long("text", 60_000), long("terms", 4_000)];
const SUMMARY: &[Field] = &[long("text", 60_000), choice("shape", &["points", "paragraph", "headline"])];
const REWRITE: &[Field] = &[long("text", 60_000), line("wish", 1_000)];
const CHATBOT: &[Field] = &[long("question", 4_000), long("facts", 30_000)];
const FREE: &[Field] = &[long("request", 20_000)];

impl TextKind {
    /// The fields of its form. The first one is the material and has to be filled in; the others may stay empty.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::ProductDescription => PRODUCT_DESCRIPTION,
            Self::ReviewsAnalysis => REVIEWS_ANALYSIS,
            Self::SeoBasic => SEO_BASIC,
            Self::SeoAdvanced => SEO_ADVANCED,
            Self::AdsCopy => ADS_COPY,
            Self::StrategicAnalysis => STRATEGIC_ANALYSIS,
            Self::EmailCampaign => EMAIL_CAMPAIGN,
            Self::SocialPost => SOCIAL_POST,
            Self::Translation => TRANSLATION,
            Self::Summary => SUMMARY,
            Self::Rewrite => REWRITE,
            Self::Chatbot => CHATBOT,
            Self::Free => FREE,
        }
    }

    /// The field that has to be filled in.
    pub fn main(self) -> Field {
        self.fields().first().copied().unwrap_or(line("request", 0))
    }

    /// The field of this name.
    pub fn field(self, key: &str) -> Option<Field> {
        self.fields().iter().find(|field| field.key == key).copied()
    }

    /// Whose policy chooses the model.
    pub const fn routed(self) -> Task {
        match self {
            Self::ProductDescription => Task::ProductDescription,
            Self::ReviewsAnalysis => Task::ReviewsAnalysis,
            Self::SeoBasic => Task::SeoBasic,
            Self::SeoAdvanced => Task::SeoAdvanced,
            Self::AdsCopy => Task::AdsCopy,
            Self::StrategicAnalysis => Task::StrategicAnalysis,
            Self::EmailCampaign => Task::EmailCampaign,
            Self::SocialPost => Task::SocialPost,
            Self::Translation => Task::Translation,
            Self::Summary => Task::Summary,
            Self::Rewrite => Task::Rewrite,
            Self::Chatbot => Task::Chatbot,
            Self::Free => Task::Chat,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_has_one_field_to_fill_in_and_no_name_twice() {
        for kind in TextKind::ALL {
            assert_eq!(kind.main().kind, TextFieldKind::Long, "{kind:?}");
            let names: BTreeSet<_> = kind.fields().iter().map(|field| field.key).collect();
            assert_eq!(names.len(), kind.fields().len(), "{kind:?}");
            for field in kind.fields() {
                assert_eq!(field.kind == TextFieldKind::Choice, !field.choices.is_empty(), "{kind:?} {}", field.key);
                assert!(field.max > 0 && field.key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
            }
        }
    }
}
