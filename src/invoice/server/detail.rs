//! What a person wants to have on documents.

use super::store;
use crate::{
    invoice::model::BillingDetails,
    server::{Cx, Result, access::Member},
};
use futures::FutureExt;

/// What stands on the next document. No key asks for it.
pub async fn get_details(cx: &Cx, who: &Member) -> Result<BillingDetails> {
    who.session()?;
    store::find_details(&mut cx.db.read().await?, who.user()).await
}

/// Changes what stands on the next document; those that were issued stay. Refuses: `invalid`.
pub async fn change_details(cx: &Cx, who: &Member, details: BillingDetails) -> Result<BillingDetails> {
    who.session()?;
    let details = details.trimmed();
    details.check()?;
    let (user, now) = (who.user(), cx.clock.now());
    cx.db
        .write(user.0, move |conn| {
            async move {
                store::set_details(conn, user, &details, now).await?;
                Ok(details)
            }
            .boxed()
        })
        .await
}
