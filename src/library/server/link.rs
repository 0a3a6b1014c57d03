//! Links that open a file for whoever has them, for a while: id and time, signed.

use crate::{
    kernel::{AppError, FieldProblem, Instant, id::AssetId},
    library::model::{Link, NewLink},
    server::{Cx, Result, access::Member, seal},
};

/// Seconds of the shortest and of the longest link.
const EXPIRES_S: (i64, i64) = (60, 30 * 86_400);

/// Makes a link to a file of this person's. Refuses: `not_found`, `invalid` (`expires_s`).
pub async fn make_link(cx: &Cx, who: &Member, id: AssetId, input: NewLink) -> Result<Link> {
    let (min, max) = EXPIRES_S;
    if !(min..=max).contains(&input.expires_s) {
        return Err(AppError::field("expires_s", FieldProblem::OutOfRange { min, max }).into());
    }
    super::list::get_asset(cx, who, id).await?;
    // Whole seconds, as the link has them.
    let expires = cx.clock.now().plus_s(input.expires_s).micros.div_euclid(1_000_000);
    let url =
        format!("{}/api/v1/files/{id}?expires={expires}&signature={}", cx.settings.public_url, sign(cx, id, expires));
    Ok(Link { url, expires_at: Instant::from_micros(expires.saturating_mul(1_000_000)) })
}

/// Whether this signature opens the file now.
pub(super) fn opens(cx: &Cx, id: AssetId, expires: i64, signature: &str) -> bool {
    use subtle::ConstantTimeEq;
    let is_real: bool = sign(cx, id, expires).as_bytes().ct_eq(signature.as_bytes()).into();
    is_real && cx.clock.now().micros.div_euclid(1_000_000) < expires
}

fn sign(cx: &Cx, id: AssetId, expires: i64) -> String {
    seal::mark(&cx.settings.app_secret, "file link", &format!("{id} {expires}"))
}
