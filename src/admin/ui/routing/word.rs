//! Tasks and reasons in the reader's language.

use crate::{
    admin::ui::models::word::capability,
    i18n::{Locale, coins_in_words, count, td_string, time},
    kit::Tone,
    routing::{
        task::Task,
        trial::{Reason, TriedState, Unit},
    },
};
use icondata as i;

/// A task's name, what it is for, and its sign.
pub(super) fn task(l: Locale, task: Task) -> (&'static str, &'static str, i::Icon) {
    match task {
        Task::Chat => (td_string!(l, routing.task_chat), td_string!(l, routing.task_chat_hint), i::LuMessagesSquare),
        Task::Vision => (td_string!(l, routing.task_vision), td_string!(l, routing.task_vision_hint), i::LuEye),
        Task::Title => (td_string!(l, routing.task_title), td_string!(l, routing.task_title_hint), i::LuHeading),
        Task::ProductDescription => (
            td_string!(l, routing.task_product_description),
            td_string!(l, routing.task_product_description_hint),
            i::LuShoppingBag,
        ),
        Task::ReviewsAnalysis => {
            (td_string!(l, routing.task_reviews_analysis), td_string!(l, routing.task_reviews_analysis_hint), i::LuStar)
        }
        Task::SeoBasic => {
            (td_string!(l, routing.task_seo_basic), td_string!(l, routing.task_seo_basic_hint), i::LuSearch)
        }
        Task::SeoAdvanced => {
            (td_string!(l, routing.task_seo_advanced), td_string!(l, routing.task_seo_advanced_hint), i::LuSearchCheck)
        }
        Task::Chatbot => (td_string!(l, routing.task_chatbot), td_string!(l, routing.task_chatbot_hint), i::LuBot),
        Task::AdsCopy => {
            (td_string!(l, routing.task_ads_copy), td_string!(l, routing.task_ads_copy_hint), i::LuMegaphone)
        }
        Task::StrategicAnalysis => (
            td_string!(l, routing.task_strategic_analysis),
            td_string!(l, routing.task_strategic_analysis_hint),
            i::LuTelescope,
        ),
        Task::EmailCampaign => {
            (td_string!(l, routing.task_email_campaign), td_string!(l, routing.task_email_campaign_hint), i::LuMails)
        }
        Task::SocialPost => {
            (td_string!(l, routing.task_social_post), td_string!(l, routing.task_social_post_hint), i::LuShare2)
        }
        Task::Translation => {
            (td_string!(l, routing.task_translation), td_string!(l, routing.task_translation_hint), i::LuLanguages)
        }
        Task::Summary => {
            (td_string!(l, routing.task_summary), td_string!(l, routing.task_summary_hint), i::LuListCollapse)
        }
        Task::Rewrite => (td_string!(l, routing.task_rewrite), td_string!(l, routing.task_rewrite_hint), i::LuPenLine),
        Task::Image => (td_string!(l, routing.task_image), td_string!(l, routing.task_image_hint), i::LuImage),
        Task::Thumbnail => {
            (td_string!(l, routing.task_thumbnail), td_string!(l, routing.task_thumbnail_hint), i::LuGalleryThumbnails)
        }
        Task::Stt => (td_string!(l, routing.task_stt), td_string!(l, routing.task_stt_hint), i::LuMic),
        Task::Tts => (td_string!(l, routing.task_tts), td_string!(l, routing.task_tts_hint), i::LuVolume2),
        Task::Embedding => {
            (td_string!(l, routing.task_embedding), td_string!(l, routing.task_embedding_hint), i::LuBinary)
        }
    }
}

/// The address of a task's page.
pub(super) fn address(task: Task) -> String {
    format!("/admin/routing/{}", task.code())
}

/// Why a candidate would not be asked.
pub(super) fn reason(l: Locale, reason: &Reason) -> String {
    match reason {
        Reason::Disabled => td_string!(l, routing.why_disabled).to_owned(),
        Reason::Off => td_string!(l, routing.why_off).to_owned(),
        Reason::Unpriced => td_string!(l, routing.why_unpriced).to_owned(),
        Reason::ProviderOff => td_string!(l, routing.why_provider_off).to_owned(),
        Reason::Retired => td_string!(l, routing.why_retired).to_owned(),
        Reason::Lacks { capability: lacks } => td_string!(l, routing.why_lacks, capability = capability(l, *lacks)),
        Reason::Key => td_string!(l, routing.why_key).to_owned(),
        Reason::Plan => td_string!(l, routing.why_plan).to_owned(),
        Reason::Region => td_string!(l, routing.why_region).to_owned(),
        Reason::Language => td_string!(l, routing.why_language).to_owned(),
        Reason::TooFew { min } => td_string!(l, routing.why_too_few, number = count(l, *min)),
        Reason::TooMany { max } => td_string!(l, routing.why_too_many, number = count(l, *max)),
        Reason::TooDear { price, max } => {
            td_string!(l, routing.why_too_dear, price = coins_in_words(l, *price), max = coins_in_words(l, *max))
        }
        Reason::TooShort { context } => td_string!(l, routing.why_too_short, number = count(l, *context)),
        Reason::Twice => td_string!(l, routing.why_twice).to_owned(),
        Reason::Sandbox => td_string!(l, routing.why_sandbox).to_owned(),
        Reason::CircuitOpen { until } => td_string!(l, routing.why_circuit_open, at = time(l, *until)),
    }
}

/// What would become of a candidate.
pub(super) fn tried(l: Locale, state: TriedState) -> (&'static str, Tone) {
    match state {
        TriedState::Chosen => (td_string!(l, routing.tried_chosen), Tone::Success),
        TriedState::StandsIn => (td_string!(l, routing.tried_stands_in), Tone::Primary),
        TriedState::Skipped => (td_string!(l, routing.tried_skipped), Tone::Neutral),
    }
}

/// What a quote is for.
pub(super) fn unit(l: Locale, unit: Unit) -> &'static str {
    match unit {
        Unit::Request => td_string!(l, routing.unit_request),
        Unit::Picture => td_string!(l, routing.unit_picture),
        Unit::Minute => td_string!(l, routing.unit_minute),
        Unit::ThousandCharacters => td_string!(l, routing.unit_thousand_characters),
    }
}
