//! The first admin: from the command line, or through a one-time link that the first start prints.
//! Never whoever registers first.

use super::{
    password,
    register::{Chosen, insert, new_person},
    store,
    token::{self, Client, Signed},
};
use crate::{
    account::model::{Person, Registration},
    kernel::{AppError, FieldProblem, role::Role},
    server::{Cx, Result, access::Visitor, random::hash},
};
use futures::FutureExt;

/// Seconds the link works.
const LINK_S: i64 = 24 * 3_600;

/// A link for the first admin; none when there is one already. The link before it stops working.
pub async fn invite_first_admin(cx: &Cx) -> Result<Option<String>> {
    if store::has_admin(&mut cx.db.read().await?).await? {
        return Ok(None);
    }
    let (secret, now) = (cx.random.secret(), cx.clock.now());
    let hash = hash(&secret);
    cx.db
        .write(uuid::Uuid::nil(), move |conn| store::replace_invitation(conn, hash, now, now.plus_s(LINK_S)).boxed())
        .await?;
    Ok(Some(format!("{}/setup?token={secret}", cx.settings.public_url)))
}

/// Makes the first admin's account. Refuses: `invalid` (`token`: unknown, used or too old), `email_taken`.
pub async fn register_first_admin(
    cx: &Cx,
    who: &Visitor,
    chosen: Chosen,
    token: String,
    input: Registration,
) -> Result<(Person, Signed)> {
    input.check()?;
    cx.limits.register(who.origin.ip)?;
    let password_hash = password::hash(cx, input.password.clone()).await?;
    let person = new_person(cx, &input, chosen, Role::Admin);
    let (cx2, origin, now) = (cx.clone(), who.origin.clone(), cx.clock.now());
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                if store::has_admin(conn).await? || !store::use_invitation(conn, hash(&token), now).await? {
                    return Err(AppError::field("token", FieldProblem::Unknown).into());
                }
                insert(&cx2, conn, &person, &password_hash, None).await?;
                let signed = token::open(&cx2, conn, person.id, Client::Page, &origin).await?;
                Ok((person, signed))
            }
            .boxed()
        })
        .await
}

/// What `aimall admin create` did.
#[derive(Debug, PartialEq, Eq)]
pub enum Created {
    /// A new account.
    New,
    /// An account that existed became an admin's; its password stays.
    Promoted,
}

/// Makes an admin account at the machine, or makes an existing account an admin's.
pub async fn create_admin(cx: &Cx, email: &str, password: String) -> Result<Created> {
    let input = Registration { email: email.to_owned(), password, full_name: None, referral_code: None };
    input.check()?;
    let person = new_person(cx, &input, Chosen::default(), Role::Admin);
    let password_hash = password::hash(cx, input.password).await?;
    let cx2 = cx.clone();
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                if store::make_admin(conn, &person.email).await? {
                    return Ok(Created::Promoted);
                }
                insert(&cx2, conn, &person, &password_hash, None).await?;
                Ok(Created::New)
            }
            .boxed()
        })
        .await
}
