//! Pictures that an answer only names the addresses of. Such an address is a stranger's word, whoever the provider is.

use super::{
    chat::Media,
    failure::{Failure, FailureClass},
    sniff,
};
use crate::server::outbound::{FetchError, Outbound, Wanted};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures::{StreamExt, stream};

/// The largest picture: four of them on one sheet, without loss.
const PICTURE_BYTES_MAX: usize = 32 << 20;
/// The most that are fetched for one answer, and at once.
const PICTURES_MAX: usize = 16;
const AT_ONCE: usize = 4;

/// The pictures at addresses that an answer names, in their order. What can not be fetched is left out; when nothing can,
/// the failure says why.
///
/// # Errors
/// When there is none: `Uncertain`, because it was made and may have been charged, or `Protocol`, when the addresses lead
/// to something that must not or can not be taken.
pub async fn pictures(outbound: &Outbound, urls: &[String]) -> Result<Vec<Media>, Failure> {
    let wanted = Wanted { bytes_max: PICTURE_BYTES_MAX, sniff: sniff::image, plain: false };
    let fetching: Vec<_> = urls.iter().take(PICTURES_MAX).map(|url| outbound.fetch(url, wanted)).collect();
    let fetched: Vec<_> = stream::iter(fetching).buffered(AT_ONCE).collect().await;
    let (mut pictures, mut first) = (Vec::new(), None);
    for result in fetched {
        match result {
            Ok(fetched) => {
                pictures.push(Media { media_type: fetched.media_type.to_owned(), bytes: fetched.bytes });
            }
            Err(error) => {
                tracing::warn!(%error, "a picture of an answer could not be fetched");
                first = first.or(Some(error));
            }
        }
    }
    match first {
        Some(error) if pictures.is_empty() => Err(failure(error)),
        None if pictures.is_empty() => Err(Failure::new(FailureClass::Protocol, "an answer without pictures")),
        Some(_) | None => Ok(pictures),
    }
}

/// The picture within a `data:` address.
pub fn inside(url: &str) -> Option<Media> {
    let (_, data) = url.strip_prefix("data:")?.split_once(";base64,")?;
    let bytes = STANDARD.decode(data).ok()?;
    let media_type = sniff::image(&bytes)?.to_owned();
    Some(Media { media_type, bytes: bytes.into() })
}

fn failure(error: FetchError) -> Failure {
    let class = match error {
        FetchError::NotFound | FetchError::Late | FetchError::Unreachable => FailureClass::Uncertain,
        FetchError::Unacceptable
        | FetchError::Blocked
        | FetchError::TooLarge { .. }
        | FetchError::WrongKind
        | FetchError::Redirects => FailureClass::Protocol,
    };
    Failure::new(class, format!("an address came instead of a picture, and {error}"))
}
