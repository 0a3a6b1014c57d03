//! From an order to what a model is told.

use crate::studio::image::model::{PictureOrder, Style};

/// The order in one text: models know no other way to be told of a style and of what is not wanted.
pub(super) fn compose(order: &PictureOrder) -> String {
    let mut text = order.prompt.trim().to_owned();
    if let Some(style) = order.style {
        text.push_str(&format!("\n\nStyle: {}.", words(style)));
    }
    if let Some(negative) = order.negative_prompt.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        text.push_str(&format!("\n\nDo not show: {negative}."));
    }
    text
}

fn words(style: Style) -> &'static str {
    match style {
        Style::Photo => "a natural photograph, real light, sharp where it matters",
        Style::Cinematic => "a cinematic film still, dramatic light, shallow depth of field, rich colours",
        Style::Illustration => "a clean editorial illustration, confident shapes, a limited palette",
        Style::Anime => "anime, crisp line art, cel shading, expressive light",
        Style::Render => "a polished 3D render, soft studio light, precise materials",
        Style::Watercolor => "a watercolour painting on textured paper, soft edges, visible brush strokes",
        Style::Miniature => {
            "a Persian miniature painting, flat perspective, fine ornament, lapis blue, turquoise and gold"
        }
        Style::Lineart => "black line art on white, even strokes, no shading",
        Style::Logo => "a simple vector logo, flat colours, strong silhouette, plain background",
        Style::Product => "a product photograph on a clean seamless background, softbox light, gentle shadow",
        Style::Pixel => "pixel art, a small palette, hard pixels",
    }
}

#[cfg(test)]
mod tests {
    use super::compose;
    use crate::studio::image::model::{PictureOrder, Style};

    #[test]
    fn style_and_what_is_not_wanted_stand_after_the_prompt() {
        let order = PictureOrder {
            prompt: " a fox ".to_owned(),
            negative_prompt: Some("snow".to_owned()),
            style: Some(Style::Lineart),
            ..PictureOrder::default()
        };
        assert_eq!(
            compose(&order),
            "a fox\n\nStyle: black line art on white, even strokes, no shading.\n\nDo not show: snow."
        );
        assert_eq!(compose(&PictureOrder { prompt: "a fox".to_owned(), ..PictureOrder::default() }), "a fox");
    }
}
