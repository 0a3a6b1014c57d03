//! The providers' lists of models, asked for now.

use crate::{
    catalog::{self, entry::Overview},
    kernel::AppError,
    server::{Cx, Result, access::Staff},
};

/// Asks a provider, or all of them where none is named, for their models now; how it went stands in the answer. Refuses:
/// `not_found`.
pub async fn sync_models(cx: &Cx, who: &Staff, provider: Option<String>) -> Result<Overview> {
    if provider.as_ref().is_some_and(|id| cx.providers.get(id).is_none()) {
        return Err(AppError::NotFound.into());
    }
    let wanted: Vec<_> = cx.providers.iter().filter(|one| provider.as_ref().is_none_or(|id| *id == one.id)).collect();
    let lists = wanted.iter().map(|provider| catalog::server::sync_provider(cx, &provider.id));
    for answer in futures::future::join_all(lists).await {
        // What a provider answered is kept with the others' answers; only our own faults end this.
        let _ = answer?;
    }
    catalog::server::get_overview(cx, who).await
}
