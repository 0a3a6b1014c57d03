//! Pictures that a question only names the addresses of: fetched before anything is sent or charged.

use super::{
    error::Refusal,
    wire::{Content, Message, Part},
};
use crate::{
    provider::{Media, sniff},
    server::outbound::{FetchError, Outbound, Wanted},
};
use futures::{StreamExt, TryStreamExt, stream};

/// Pictures that are fetched for one question, and at once.
const PICTURES_MAX: usize = 20;
const AT_ONCE: usize = 4;
/// The largest picture, and all of them together.
const PICTURE_BYTES_MAX: usize = 10 << 20;
const ALL_BYTES_MAX: usize = 32 << 20;

/// A picture's address and where it stands.
struct Named {
    message: usize,
    part: usize,
    url: String,
}

/// Puts pictures where their https addresses stand.
pub(super) async fn fetch(outbound: &Outbound, messages: &mut [Message]) -> Result<(), Refusal> {
    let named = named(messages);
    if let Some(first_over) = named.get(PICTURES_MAX) {
        let message = format!("At most {PICTURES_MAX} pictures of a request may come as addresses.");
        return Err(Refusal::invalid(&field(first_over), message));
    }
    let fetching = named.into_iter().map(|named| async move {
        let wanted = Wanted { bytes_max: PICTURE_BYTES_MAX, sniff: sniff::image, plain: false };
        let fetched = outbound.fetch(&named.url, wanted).await;
        fetched.map_err(|error| refusal(&named, error)).map(|fetched| (named, fetched))
    });
    let fetching: Vec<_> = fetching.collect();
    let mut fetched = stream::iter(fetching).buffered(AT_ONCE);
    let mut all_bytes = 0;
    while let Some((named, picture)) = fetched.try_next().await? {
        all_bytes += picture.bytes.len();
        if all_bytes > ALL_BYTES_MAX {
            let message =
                format!("The pictures of a request may have {ALL_BYTES_MAX} bytes together; these have more.");
            return Err(Refusal::invalid(&field(&named), message));
        }
        if let Some(Content::Parts(parts)) = messages.get_mut(named.message).and_then(|one| one.content.as_mut())
            && let Some(part) = parts.get_mut(named.part)
        {
            let media_type = picture.media_type.to_owned();
            *part = Part::Picture(Media { media_type, bytes: picture.bytes });
        }
    }
    Ok(())
}

fn named(messages: &[Message]) -> Vec<Named> {
    let mut found = Vec::new();
    for (message, one) in messages.iter().enumerate() {
        let Some(Content::Parts(parts)) = &one.content else { continue };
        for (part, one) in parts.iter().enumerate() {
            if let Part::ImageUrl { image_url } = one
                && !image_url.url.starts_with("data:")
            {
                found.push(Named { message, part, url: image_url.url.clone() });
            }
        }
    }
    found
}

fn field(named: &Named) -> String {
    format!("messages[{}].content[{}].image_url.url", named.message, named.part)
}

fn refusal(named: &Named, error: FetchError) -> Refusal {
    let message = match error {
        FetchError::Unacceptable => {
            "A picture must come as an https address or as a data: URL with base64 (png, jpeg, webp or gif).".to_owned()
        }
        FetchError::WrongKind => "What is at this address is no picture: png, jpeg, webp or gif.".to_owned(),
        error => format!("The picture at this address could not be fetched: {error}."),
    };
    Refusal::invalid(&field(named), message)
}
