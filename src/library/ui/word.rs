//! Words of the library.

use crate::{
    i18n::{Locale, td_string},
    library::model::{Asset, AssetKind, AssetOrigin},
};
use icondata as i;

/// What files of a kind are called.
pub(super) fn kind(l: Locale, kind: AssetKind) -> &'static str {
    match kind {
        AssetKind::Image => td_string!(l, library.kind_image),
        AssetKind::Audio => td_string!(l, library.kind_audio),
        AssetKind::Text => td_string!(l, library.kind_text),
        AssetKind::Document => td_string!(l, library.kind_document),
    }
}

/// A sign for them.
pub(super) fn sign(kind: AssetKind) -> icondata::Icon {
    match kind {
        AssetKind::Image => i::LuImage,
        AssetKind::Audio => i::LuAudioLines,
        AssetKind::Text => i::LuFileText,
        AssetKind::Document => i::LuFile,
    }
}

/// Where files come from.
pub(super) fn origin(l: Locale, origin: AssetOrigin) -> &'static str {
    match origin {
        AssetOrigin::Upload => td_string!(l, library.origin_upload),
        AssetOrigin::Run => td_string!(l, library.origin_run),
    }
}

/// Minutes and seconds.
pub(super) fn length(l: Locale, asset: &Asset) -> Option<String> {
    let seconds = asset.duration_ms?.saturating_add(500) / 1_000;
    Some(crate::i18n::digits(l, &format!("{}:{:02}", seconds / 60, seconds % 60)))
}
