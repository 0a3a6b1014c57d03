//! Words of the text studio.

use crate::{
    i18n::{Locale, td_string},
    studio::text::{
        kind::TextKind,
        meter::ReadingLevel,
        model::{TextLanguage, TextLength, TextState, TextTone},
    },
};
use icondata as i;

/// What a kind of text is called, what it gives, and its sign.
pub(super) fn kind(l: Locale, kind: TextKind) -> (&'static str, &'static str, icondata::Icon) {
    use TextKind as K;
    match kind {
        K::ProductDescription => (
            td_string!(l, text.task_product_description),
            td_string!(l, text.hint_product_description),
            i::LuShoppingBag,
        ),
        K::ReviewsAnalysis => {
            (td_string!(l, text.task_reviews_analysis), td_string!(l, text.hint_reviews_analysis), i::LuStar)
        }
        K::SeoBasic => (td_string!(l, text.task_seo_basic), td_string!(l, text.hint_seo_basic), i::LuSearch),
        K::SeoAdvanced => {
            (td_string!(l, text.task_seo_advanced), td_string!(l, text.hint_seo_advanced), i::LuSearchCheck)
        }
        K::AdsCopy => (td_string!(l, text.task_ads_copy), td_string!(l, text.hint_ads_copy), i::LuMegaphone),
        K::StrategicAnalysis => {
            (td_string!(l, text.task_strategic_analysis), td_string!(l, text.hint_strategic_analysis), i::LuTelescope)
        }
        K::EmailCampaign => {
            (td_string!(l, text.task_email_campaign), td_string!(l, text.hint_email_campaign), i::LuMails)
        }
        K::SocialPost => (td_string!(l, text.task_social_post), td_string!(l, text.hint_social_post), i::LuShare2),
        K::Translation => (td_string!(l, text.task_translation), td_string!(l, text.hint_translation), i::LuLanguages),
        K::Summary => (td_string!(l, text.task_summary), td_string!(l, text.hint_summary), i::LuListCollapse),
        K::Rewrite => (td_string!(l, text.task_rewrite), td_string!(l, text.hint_rewrite), i::LuPenLine),
        K::Chatbot => (td_string!(l, text.task_chatbot), td_string!(l, text.hint_chatbot), i::LuBot),
        K::Free => (td_string!(l, text.task_free), td_string!(l, text.hint_free), i::LuSparkles),
    }
}

/// The label of a field of a form; its code where this page does not know it.
pub(super) fn field(l: Locale, key: &'static str) -> &'static str {
    match key {
        "product" => td_string!(l, text.field_product),
        "features" => td_string!(l, text.field_features),
        "place" => td_string!(l, text.field_place),
        "reviews" => td_string!(l, text.field_reviews),
        "product_name" => td_string!(l, text.field_product_name),
        "focus" => td_string!(l, text.field_focus),
        "topic" => td_string!(l, text.field_topic),
        "page" => td_string!(l, text.field_page),
        "site" => td_string!(l, text.field_site),
        "competitors" => td_string!(l, text.field_competitors),
        "offer_line" => td_string!(l, text.field_offer_line),
        "ad_place" => td_string!(l, text.field_ad_place),
        "situation" => td_string!(l, text.field_situation),
        "goal" => td_string!(l, text.field_goal),
        "offer" => td_string!(l, text.field_offer),
        "mails" => td_string!(l, text.field_mails),
        "network" => td_string!(l, text.field_network),
        "call" => td_string!(l, text.field_call),
        "text" => td_string!(l, text.field_text),
        "terms" => td_string!(l, text.field_terms),
        "shape" => td_string!(l, text.field_shape),
        "wish" => td_string!(l, text.field_wish),
        "question" => td_string!(l, text.field_question),
        "facts" => td_string!(l, text.field_facts),
        "request" => td_string!(l, text.field_request),
        other => other,
    }
}

/// Help under a field.
pub(super) fn note(l: Locale, key: &str) -> Option<String> {
    let note = match key {
        "product" => td_string!(l, text.note_product),
        "reviews" => td_string!(l, text.note_reviews),
        "terms" => td_string!(l, text.note_terms),
        "facts" => td_string!(l, text.note_facts),
        _ => return None,
    };
    Some(note.to_owned())
}

/// A word to choose from.
pub(super) fn choice(l: Locale, code: &'static str) -> &'static str {
    match code {
        "shop" => td_string!(l, text.choice_shop),
        "marketplace" => td_string!(l, text.choice_marketplace),
        "catalogue" => td_string!(l, text.choice_catalogue),
        "product" => td_string!(l, text.choice_product),
        "category" => td_string!(l, text.choice_category),
        "article" => td_string!(l, text.choice_article),
        "home" => td_string!(l, text.choice_home),
        "search" => td_string!(l, text.choice_search),
        "instagram" => td_string!(l, text.choice_instagram),
        "telegram" => td_string!(l, text.choice_telegram),
        "banner" => td_string!(l, text.choice_banner),
        "one" => td_string!(l, text.choice_one),
        "three" => td_string!(l, text.choice_three),
        "five" => td_string!(l, text.choice_five),
        "linkedin" => td_string!(l, text.choice_linkedin),
        "x" => td_string!(l, text.choice_x),
        "points" => td_string!(l, text.choice_points),
        "paragraph" => td_string!(l, text.choice_paragraph),
        "headline" => td_string!(l, text.choice_headline),
        other => other,
    }
}

/// How a text sounds.
pub(super) fn tone(l: Locale, tone: TextTone) -> &'static str {
    match tone {
        TextTone::Friendly => td_string!(l, text.tone_friendly),
        TextTone::Formal => td_string!(l, text.tone_formal),
        TextTone::Persuasive => td_string!(l, text.tone_persuasive),
        TextTone::Playful => td_string!(l, text.tone_playful),
        TextTone::Expert => td_string!(l, text.tone_expert),
        TextTone::Neutral => td_string!(l, text.tone_neutral),
    }
}

/// How long it is.
pub(super) fn length(l: Locale, length: TextLength) -> &'static str {
    match length {
        TextLength::Short => td_string!(l, text.length_short),
        TextLength::Medium => td_string!(l, text.length_medium),
        TextLength::Long => td_string!(l, text.length_long),
    }
}

/// A language's name.
pub(super) fn language(l: Locale, language: TextLanguage) -> &'static str {
    match language {
        TextLanguage::Fa => td_string!(l, text.language_fa),
        TextLanguage::En => td_string!(l, text.language_en),
        TextLanguage::Ar => td_string!(l, text.language_ar),
        TextLanguage::Tr => td_string!(l, text.language_tr),
        TextLanguage::De => td_string!(l, text.language_de),
        TextLanguage::Fr => td_string!(l, text.language_fr),
        TextLanguage::Es => td_string!(l, text.language_es),
        TextLanguage::Ru => td_string!(l, text.language_ru),
    }
}

/// How a text stands that is not simply there.
pub(super) fn state(l: Locale, state: TextState) -> Option<&'static str> {
    match state {
        TextState::Writing => Some(td_string!(l, text.state_writing)),
        TextState::Complete => None,
        TextState::Cancelled => Some(td_string!(l, text.state_cancelled)),
        TextState::Interrupted => Some(td_string!(l, text.state_interrupted)),
        TextState::Failed => Some(td_string!(l, text.state_failed)),
    }
}

/// How easily a text reads.
pub(super) fn level(l: Locale, level: ReadingLevel) -> &'static str {
    match level {
        ReadingLevel::VeryEasy => td_string!(l, text.level_very_easy),
        ReadingLevel::Easy => td_string!(l, text.level_easy),
        ReadingLevel::Medium => td_string!(l, text.level_medium),
        ReadingLevel::Hard => td_string!(l, text.level_hard),
        ReadingLevel::VeryHard => td_string!(l, text.level_very_hard),
    }
}
