//! The studio's words.

use crate::{
    i18n::{Locale, count, error_text, td_string},
    run::model::RunState,
    studio::image::model::{Drawing, Style},
};

/// A style's name.
pub(super) fn style(l: Locale, style: Style) -> &'static str {
    match style {
        Style::Photo => td_string!(l, image.style_photo),
        Style::Cinematic => td_string!(l, image.style_cinematic),
        Style::Illustration => td_string!(l, image.style_illustration),
        Style::Anime => td_string!(l, image.style_anime),
        Style::Render => td_string!(l, image.style_render),
        Style::Watercolor => td_string!(l, image.style_watercolor),
        Style::Miniature => td_string!(l, image.style_miniature),
        Style::Lineart => td_string!(l, image.style_lineart),
        Style::Logo => td_string!(l, image.style_logo),
        Style::Product => td_string!(l, image.style_product),
        Style::Pixel => td_string!(l, image.style_pixel),
    }
}

/// Width and height of a ratio.
pub(super) fn sides(ratio: &str) -> Option<(u32, u32)> {
    let (width, height) = ratio.split_once(':')?;
    Some((width.parse().ok()?, height.parse().ok()?))
}

/// A ratio as it is read: its shape and its figures.
pub(super) fn ratio(l: Locale, ratio: &str) -> String {
    let Some((width, height)) = sides(ratio) else { return ratio.to_owned() };
    let shape = match width.cmp(&height) {
        std::cmp::Ordering::Equal => td_string!(l, image.ratio_square),
        std::cmp::Ordering::Greater => td_string!(l, image.ratio_wide),
        std::cmp::Ordering::Less => td_string!(l, image.ratio_tall),
    };
    format!("{shape} {}", figures(l, ratio))
}

/// A ratio's figures alone.
pub(super) fn figures(l: Locale, ratio: &str) -> String {
    let (width, height) = sides(ratio).unwrap_or((1, 1));
    format!("{}:{}", count(l, width.into()), count(l, height.into()))
}

/// How far a drawing is that has no pictures yet.
pub(super) fn progress(l: Locale, drawing: &Drawing) -> String {
    match (drawing.run.state, drawing.run.place, drawing.run.progress) {
        (RunState::Queued, Some(place), _) => td_string!(l, image.waiting, place = count(l, place)),
        (RunState::Queued, None, _) => td_string!(l, image.waiting_soon).to_owned(),
        (_, _, Some(percent)) => td_string!(l, image.drawing_part, percent = count(l, percent.into())),
        _ => td_string!(l, image.drawing).to_owned(),
    }
}

/// Why a drawing has no pictures; none where it has, or will have.
pub(super) fn reason(l: Locale, drawing: &Drawing) -> Option<String> {
    match (drawing.run.state, &drawing.run.error) {
        (RunState::Uncertain, _) => Some(td_string!(l, image.uncertain).to_owned()),
        (RunState::Cancelled, _) if drawing.run.coin_cost.milli == 0 => Some(td_string!(l, image.cancelled).to_owned()),
        (RunState::Cancelled, _) => Some(td_string!(l, image.cancelled_paid).to_owned()),
        (RunState::Failed | RunState::Interrupted, Some(error)) => Some(error_text(l, error)),
        (RunState::Succeeded, _) if drawing.pictures.is_empty() => Some(td_string!(l, image.no_pictures).to_owned()),
        _ => None,
    }
}
