//! Signing in, refreshing, signing out.

use super::{
    password, store,
    token::{self, Client, Signed},
};
use crate::{
    account::model::{Credentials, PASSWORD_MAX, Person, Tokens},
    kernel::{AppError, valid::Check},
    server::{
        Cx, Fault, Result,
        access::{Member, Visitor},
        random::hash,
    },
};
use futures::FutureExt;

/// Signs a person in. Refuses: `invalid`, `invalid_credentials`, `rate_limited`.
pub async fn sign_in(cx: &Cx, who: &Visitor, client: Client, input: Credentials) -> Result<(Person, Signed)> {
    let mut check = Check::new();
    check.text("email", &input.email, 1, 254);
    check.text("password", &input.password, 1, PASSWORD_MAX);
    check.done()?;
    let email = input.email.trim().to_lowercase();
    cx.limits.sign_in(&email, who.origin.ip)?;
    let found = store::find_password(&mut cx.db.read().await?, &email).await?;
    let (user, stored) = found.map_or((None, None), |(user, stored)| (Some(user), Some(stored)));
    let matches = password::verify(cx, input.password, stored).await?;
    let Some(user) = user.filter(|_| matches) else {
        return Err(AppError::InvalidCredentials.into());
    };
    let (cx2, origin) = (cx.clone(), who.origin.clone());
    cx.db
        .write(user.0, move |conn| {
            async move {
                let signed = token::open(&cx2, conn, user, client, &origin).await?;
                let person = store::find_person(conn, user).await?.ok_or(AppError::InvalidCredentials)?;
                Ok((person, signed))
            }
            .boxed()
        })
        .await
}

/// The next pair of tokens for a refresh token. One that comes a second time ends its session: either the client or a
/// thief holds a copy.
pub async fn refresh(cx: &Cx, refresh_token: &str) -> Result<Tokens> {
    let (cx2, hash, now) = (cx.clone(), hash(refresh_token), cx.clock.now());
    let next = cx.db.write(uuid::Uuid::nil(), move |conn| {
        async move {
            let Some(refresh) = store::use_refresh_token(conn, hash, now).await? else { return Ok(None) };
            if refresh.was_used {
                store::end_session(conn, refresh.user, refresh.session, now).await?;
                return Ok(None);
            }
            let secret = token::next_refresh(&cx2, conn, refresh.session).await?;
            store::touch_session(conn, refresh.session, now, now).await?;
            let person = store::find_person(conn, refresh.user).await?;
            Ok(person.map(|person| (person, Signed { user: refresh.user, session: refresh.session, secret })))
        }
        .boxed()
    });
    let (person, signed) = next.await?.ok_or(Fault::Refused(AppError::Unauthenticated))?;
    tokens(cx, person, signed)
}

/// Ends the session that asks.
pub async fn sign_out(cx: &Cx, who: &Member) -> Result<()> {
    let (user, session, now) = (who.user(), who.session()?, cx.clock.now());
    cx.db.write(user.0, move |conn| store::end_session(conn, user, session, now).boxed()).await?;
    Ok(())
}

/// What an API client gets.
pub(super) fn tokens(cx: &Cx, person: Person, signed: Signed) -> Result<Tokens> {
    Ok(Tokens {
        access_token: token::access(cx, signed.user, signed.session)?,
        refresh_token: signed.secret,
        token_type: "bearer".to_owned(),
        expires_in: token::ACCESS_S,
        user: person,
    })
}
