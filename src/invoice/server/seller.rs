//! Who sells: versions, of which the last one counts.

use super::store;
use crate::{
    invoice::staff::{SellerInput, SellerProfile},
    kernel::{AppError, FieldProblem},
    provider::sniff,
    server::{Cx, Result, access::Staff},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures::FutureExt;
use uuid::Uuid;

/// Who sells now.
pub async fn get_seller(cx: &Cx, _who: &Staff) -> Result<SellerProfile> {
    store::find_seller(&mut cx.db.read().await?).await
}

/// Says who sells from now on, as a new version. Refuses: `invalid`, `conflict` (somebody else changed it meanwhile).
pub async fn change_seller(cx: &Cx, who: &Staff, input: SellerInput) -> Result<SellerProfile> {
    let input = input.trimmed();
    input.check()?;
    if input.logo.as_deref().is_some_and(|logo| !is_picture(logo)) {
        return Err(AppError::field("logo", FieldProblem::Picture).into());
    }
    let (author, now) = (who.member().user(), cx.clock.now());
    cx.db
        .write(Uuid::nil(), move |conn| {
            async move {
                let version = store::find_seller(conn).await?.version;
                if input.based_on.is_some_and(|seen| seen != version)
                    || !store::insert_seller(conn, version + 1, &input, author, now).await?
                {
                    return Err(AppError::Conflict.into());
                }
                store::find_seller(conn).await
            }
            .boxed()
        })
        .await
}

/// Whether a `data:` address holds the kind of picture that it names; drawings with scripts in them are none.
fn is_picture(address: &str) -> bool {
    let Some((media, data)) = address.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,")) else {
        return false;
    };
    let Ok(bytes) = STANDARD.decode(data) else { return false };
    matches!(media, "image/png" | "image/jpeg" | "image/webp") && sniff::image(&bytes) == Some(media)
}

#[cfg(test)]
mod tests {
    use super::is_picture;

    #[test]
    fn only_pictures_are_logos() {
        // Eight bytes say that it is PNG.
        assert!(is_picture(
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        ));
        for other in [
            "data:image/svg+xml;base64,PHN2Zy8+",
            "data:image/jpeg;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
            "data:text/html;base64,PGI+",
            "data:image/png,x",
            "https://example.com/logo.png",
            "data:image/png;base64,%%%",
        ] {
            assert!(!is_picture(other), "{other}");
        }
    }
}
