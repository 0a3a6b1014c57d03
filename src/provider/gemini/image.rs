//! Pictures: a question whose answer is one, with pictures to work from beside the words.

use super::{
    Gemini, Server, reply, tally,
    wire::{GenerateBody, GenerationConfig, ImageConfig, OutPart, seed},
};
use crate::provider::{
    chat::Media,
    exchange::Loss,
    failure::{Failure, FailureClass},
    media::{ImageModel, ImageRequest, Images, Reply},
    sniff,
};
use futures::FutureExt;
use std::borrow::Cow;

/// Widths to heights that are known.
const RATIOS: [(u64, u64); 10] = [(1, 1), (2, 3), (3, 2), (3, 4), (4, 3), (4, 5), (5, 4), (9, 16), (16, 9), (21, 9)];
/// The longer side up to which a size is enough, with room for the other shapes of the same area.
const SIZES: [(u64, &str); 2] = [(1_600, "1K"), (3_200, "2K")];

impl ImageModel for Gemini {
    fn generate(&self, request: ImageRequest) -> Reply<'_, Images> {
        let server = &self.server;
        async move { draw(server, &request).await.map_err(|failure| server.remote.clean(failure)) }.boxed()
    }
}

/// An answer has one picture as a rule, so several are asked for one after the other. What was made before one of them
/// fails is paid for, and given out.
async fn draw(server: &Server, request: &ImageRequest) -> Result<Images, Failure> {
    if request.mask.is_some() {
        return Err(Failure::new(FailureClass::Caller, "these models take no mask"));
    }
    let wanted = usize::from(request.count.max(1));
    let mut all: Option<Images> = None;
    while all.as_ref().is_none_or(|all| all.images.len() < wanted) {
        match (draw_one(server, request, all.as_ref().map_or(0, |all| all.images.len())).await, &mut all) {
            (Ok(more), Some(all)) => {
                all.images.extend(more.images);
                all.usage.add(more.usage);
            }
            (Ok(first), None) => all = Some(first),
            (Err(failure), None) => return Err(failure),
            (Err(failure), Some(_)) => {
                tracing::warn!(provider = %server.remote.id, class = failure.class.as_str(), "fewer pictures than asked for");
                break;
            }
        }
    }
    all.ok_or_else(|| Failure::new(FailureClass::Protocol, "no picture"))
}

async fn draw_one(server: &Server, request: &ImageRequest, made: usize) -> Result<Images, Failure> {
    let mut parts = vec![OutPart::text(&request.prompt)];
    parts.extend(request.references.iter().map(OutPart::media));
    // The same seed twice would give the same picture twice.
    let varied = |first: i64| seed(first.saturating_add(i64::try_from(made).unwrap_or(0)));
    let config = GenerationConfig {
        seed: request.seed.map(varied),
        response_modalities: Some(["IMAGE"]),
        image_config: image_config(request.aspect_ratio.as_deref(), request.size.as_deref()),
        ..GenerationConfig::default()
    };
    let body = GenerateBody::once(parts, config);
    let answer = server.ask(&request.model, "generateContent", &body, Loss::Costly).await?;
    let images: Vec<Media> = reply::media(&answer.body).filter_map(picture).collect();
    if images.is_empty() {
        let failure = reply::without("picture", &answer.body);
        return Err(Failure { request_id: answer.request_id, ..failure });
    }
    let mut usage = tally::usage(&answer.body["usageMetadata"]).unwrap_or_default();
    usage.images = u64::try_from(images.len()).ok();
    Ok(Images { images, usage, request_id: answer.request_id })
}

/// A picture under its true name.
fn picture(media: Media) -> Option<Media> {
    let media_type = sniff::image(&media.bytes)?.to_owned();
    Some(Media { media_type, ..media })
}

/// The shape and size in their words: the nearest known shape of a size in pixels, and `1K`, `2K` or `4K`.
fn image_config<'r>(aspect_ratio: Option<&'r str>, size: Option<&str>) -> Option<ImageConfig<'r>> {
    let pixels = size.and_then(pixels);
    let image_size = match pixels {
        Some((width, height)) => {
            let known = SIZES.iter().find(|(most, _)| width.max(height) <= *most);
            Some(known.map_or("4K", |(_, word)| word).to_owned())
        }
        None => size.map(str::to_ascii_uppercase).filter(|word| is_size(word)),
    };
    let nearest = pixels.map(|(width, height)| {
        let (width, height) = nearest(width, height);
        Cow::Owned(format!("{width}:{height}"))
    });
    let aspect_ratio = aspect_ratio.map(Cow::Borrowed).or(nearest);
    let config = ImageConfig { aspect_ratio, image_size };
    (config != ImageConfig::default()).then_some(config)
}

/// Their words for sizes: digits and a large K.
fn is_size(word: &str) -> bool {
    word.strip_suffix('K').is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()))
}

fn pixels(size: &str) -> Option<(u64, u64)> {
    let (width, height) = size.split_once(['x', 'X', '×'])?;
    let side = |text: &str| text.trim().parse().ok().filter(|side| (1..=100_000).contains(side));
    Some((side(width)?, side(height)?))
}

/// The shape that is off by the smallest factor.
fn nearest(width: u64, height: u64) -> (u64, u64) {
    let off = |(w, h): &(u64, u64)| {
        let (a, b) = (width * h, height * w);
        a.max(b) * 1_000_000 / a.min(b)
    };
    RATIOS.into_iter().min_by_key(off).unwrap_or((1, 1))
}

#[cfg(test)]
mod tests {
    use super::image_config;
    use serde_json::json;

    #[test]
    fn shapes_and_sizes_in_their_words() {
        for (ratio, size, said) in [
            (None, None, json!(null)),
            (Some("16:9"), Some("2k"), json!({"aspectRatio": "16:9", "imageSize": "2K"})),
            (None, Some("1280x720"), json!({"aspectRatio": "16:9", "imageSize": "1K"})),
            (None, Some("1024x1536"), json!({"aspectRatio": "2:3", "imageSize": "1K"})),
            (Some("1:1"), Some("2048x2048"), json!({"aspectRatio": "1:1", "imageSize": "2K"})),
            (None, Some("3840x2160"), json!({"aspectRatio": "16:9", "imageSize": "4K"})),
            (None, Some("100x100000"), json!({"aspectRatio": "9:16", "imageSize": "4K"})),
            (None, Some("auto"), json!(null)),
            (None, Some("0x0"), json!(null)),
        ] {
            assert_eq!(json!(image_config(ratio, size)), said, "{ratio:?} {size:?}");
        }
    }
}
