//! Making an account.

use super::{
    password, store,
    token::{self, Client, Signed},
};
use crate::{
    account::model::{Person, Registration},
    kernel::{
        AppError,
        id::UserId,
        locale::{Language, Theme},
        role::Role,
    },
    server::{Cx, Newcomer, Result, access::Visitor, db::Conn},
};
use futures::FutureExt;

/// What somebody chose before there was an account; it becomes the account's choice.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chosen {
    /// The language.
    pub language: Language,
    /// The theme.
    pub theme: Theme,
}

/// Makes an account and signs it in. Refuses: `invalid`, `email_taken`, `rate_limited`.
pub async fn register(
    cx: &Cx,
    who: &Visitor,
    client: Client,
    chosen: Chosen,
    input: Registration,
) -> Result<(Person, Signed)> {
    input.check()?;
    cx.limits.register(who.origin.ip)?;
    let password_hash = password::hash(cx, input.password.clone()).await?;
    let (cx2, person, origin) = (cx.clone(), new_person(cx, &input, chosen, Role::User), who.origin.clone());
    cx.db
        .write(person.id.0, move |conn| {
            async move {
                insert(&cx2, conn, &person, &password_hash, input.referral_code).await?;
                let signed = token::open(&cx2, conn, person.id, client, &origin).await?;
                Ok((person, signed))
            }
            .boxed()
        })
        .await
}

pub(super) fn new_person(cx: &Cx, input: &Registration, chosen: Chosen, role: Role) -> Person {
    Person {
        id: UserId(cx.id()),
        email: input.email.trim().to_lowercase(),
        full_name: input.full_name.as_deref().unwrap_or("").trim().to_owned(),
        role,
        locale: chosen.language,
        theme: chosen.theme,
        created_at: cx.clock.now(),
    }
}

/// Inserts an account, with everything later features give to a new one.
pub(super) async fn insert(
    cx: &Cx,
    conn: &mut Conn,
    person: &Person,
    password_hash: &str,
    referral_code: Option<String>,
) -> Result<()> {
    store::insert_user(conn, person, password_hash).await.map_err(|fault| {
        if fault.violates("users_email_key", "users.email") { AppError::EmailTaken.into() } else { fault }
    })?;
    let newcomer = Newcomer { user: person.id, email: person.email.clone(), referral_code };
    for given in &cx.on_registered {
        given(cx, conn, &newcomer).await?;
    }
    Ok(())
}
