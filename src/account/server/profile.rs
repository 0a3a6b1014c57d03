//! What a person is called and chose.

use super::store;
use crate::{
    account::model::{Person, ProfileChange},
    kernel::{AppError, id::UserId},
    server::{Cx, Result, access::Member, db::Conn},
};
use futures::FutureExt;

/// The person's own account.
pub async fn get_profile(cx: &Cx, who: &Member) -> Result<Person> {
    get_person(&mut cx.db.read().await?, who.user()).await
}

/// An account, for later features.
pub async fn get_person(conn: &mut Conn, user: UserId) -> Result<Person> {
    store::find_person(conn, user).await?.ok_or_else(|| AppError::NotFound.into())
}

/// Changes name, language or theme.
pub async fn change_profile(cx: &Cx, who: &Member, change: ProfileChange) -> Result<Person> {
    change.check()?;
    let user = who.user();
    cx.db
        .write(user.0, move |conn| {
            async move {
                let mut person = get_person(conn, user).await?;
                if let Some(full_name) = change.full_name {
                    person.full_name = full_name.trim().to_owned();
                }
                person.locale = change.locale.unwrap_or(person.locale);
                person.theme = change.theme.unwrap_or(person.theme);
                store::update_profile(conn, &person).await?;
                Ok(person)
            }
            .boxed()
        })
        .await
}
