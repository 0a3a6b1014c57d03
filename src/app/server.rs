//! What the layouts show, put together from the features.

use super::session::Signed;
use crate::{
    account, billing,
    kernel::role::Role,
    server::{Cx, Result, access::Member},
};

/// The signed-in person and what they can spend. Who has no name is called by the address.
pub async fn get_session(cx: &Cx, who: &Member) -> Result<Signed> {
    let person = account::server::get_profile(cx, who).await?;
    let balance = billing::server::get_balance(cx, who).await?;
    let local = person.email.split('@').next().unwrap_or_default().to_owned();
    Ok(Signed {
        full_name: if person.full_name.is_empty() { local } else { person.full_name },
        email: person.email,
        is_staff: person.role == Role::Admin,
        available: balance.available,
    })
}
