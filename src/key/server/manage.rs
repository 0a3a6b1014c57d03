//! A person's keys: making, changing, rotating, revoking. Every one of these asks for the device, which a key is not.

use super::{
    secret,
    store::{self, Rules},
};
use crate::{
    catalog,
    kernel::{AppError, FieldProblem, Page, PageQuery, id::KeyId, scope::Scope},
    key::{
        address::AddressRange,
        model::{ApiKey, KEYS_MAX, KeyChange, KeyDesk, KeyInput, KeyState, NewKey, Rotation},
    },
    server::{Cx, Result, access::Member},
};
use futures::FutureExt;

/// Secrets of one key that may work at once: rotating again and again within the overlap ends here.
const SECRETS_MAX: u32 = 10;

/// What the page of keys opens with.
pub async fn get_desk(cx: &Cx, who: &Member) -> Result<KeyDesk> {
    Ok(KeyDesk {
        keys: list_keys(cx, who, PageQuery::default()).await?,
        models: catalog::server::list_models(cx, who).await?,
        base_url: format!("{}/v1", cx.settings.public_url),
        now: cx.clock.now(),
    })
}

/// The keys, the newest first; revoked ones stay among them.
pub async fn list_keys(cx: &Cx, who: &Member, query: PageQuery) -> Result<Page<ApiKey>> {
    who.session()?;
    let before = query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest));
    let (before, limit) = (before.transpose()?, query.limit());
    let keys = store::list_keys(&mut cx.db.read().await?, who.user(), cx.clock.now(), before, limit + 1).await?;
    Ok(Page::of(keys, limit, |key| key.id.to_string()))
}

/// Makes a key. Refuses: `invalid`, `too_many`.
pub async fn create_key(cx: &Cx, who: &Member, input: KeyInput) -> Result<NewKey> {
    who.session()?;
    let (now, id, user) = (cx.clock.now(), KeyId(cx.id()), who.user());
    input.check(now)?;
    check_models(cx, who, &input.models, &[]).await?;
    let rules = Rules {
        name: input.name.trim().to_owned(),
        scopes: in_order(&input.scopes.unwrap_or_else(|| Scope::USUAL.to_vec())),
        models: once(input.models),
        ip_allow: written(&input.ip_allow)?,
        limit: input.limit_coins,
        expires_at: input.expires_at,
    };
    let (key, stored) = secret::make(cx);
    let about = cx.db.write(user.0, move |conn| {
        async move {
            if store::count_keys(conn, user).await? >= i64::from(KEYS_MAX) {
                return Err(AppError::TooMany { max: KEYS_MAX }.into());
            }
            store::insert_key(conn, id, user, &rules, now).await?;
            store::insert_secret(conn, id, &stored, now).await?;
            Ok(store::find_key(conn, user, id, now).await?.ok_or(AppError::NotFound)?)
        }
        .boxed()
    });
    Ok(NewKey { key, about: about.await? })
}

/// Changes a key's name and rules. Refuses: `invalid`, `not_found`, `conflict` (revoked).
pub async fn change_key(cx: &Cx, who: &Member, id: KeyId, change: KeyChange) -> Result<ApiKey> {
    who.session()?;
    let (now, user) = (cx.clock.now(), who.user());
    change.check(now)?;
    let found = store::find_key(&mut cx.db.read().await?, user, id, now).await?.ok_or(AppError::NotFound)?;
    if let Some(models) = &change.models {
        check_models(cx, who, models, &found.models).await?;
    }
    let ip_allow = change.ip_allow.as_deref().map(written).transpose()?;
    cx.db
        .write(user.0, move |conn| {
            async move {
                let key = store::find_key(conn, user, id, now).await?.ok_or(AppError::NotFound)?;
                if key.state == KeyState::Revoked {
                    return Err(AppError::Conflict.into());
                }
                let rules = Rules {
                    name: change.name.map_or(key.name, |name| name.trim().to_owned()),
                    scopes: change.scopes.map_or(key.scopes, |scopes| in_order(&scopes)),
                    models: change.models.map_or(key.models, once),
                    ip_allow: ip_allow.unwrap_or(key.ip_allow),
                    limit: change.limit_coins.unwrap_or(key.limit_coins),
                    expires_at: change.expires_at.unwrap_or(key.expires_at),
                };
                store::update_key(conn, id, &rules).await?;
                Ok(store::find_key(conn, user, id, now).await?.ok_or(AppError::NotFound)?)
            }
            .boxed()
        })
        .await
}

/// Gives a key a new secret; the old one works on for the overlap. Refuses: `invalid`, `not_found`, `conflict` (it does
/// not work any more), `too_many`.
pub async fn rotate_key(cx: &Cx, who: &Member, id: KeyId, rotation: Rotation) -> Result<NewKey> {
    who.session()?;
    let (now, user) = (cx.clock.now(), who.user());
    let until = now.plus_s(rotation.check()?);
    let (key, stored) = secret::make(cx);
    let about = cx.db.write(user.0, move |conn| {
        async move {
            let found = store::find_key(conn, user, id, now).await?.ok_or(AppError::NotFound)?;
            if found.state != KeyState::Active {
                return Err(AppError::Conflict.into());
            }
            if store::end_secrets(conn, id, until, now).await? >= i64::from(SECRETS_MAX) {
                return Err(AppError::TooMany { max: SECRETS_MAX }.into());
            }
            store::insert_secret(conn, id, &stored, now).await?;
            Ok(store::find_key(conn, user, id, now).await?.ok_or(AppError::NotFound)?)
        }
        .boxed()
    });
    Ok(NewKey { key, about: about.await? })
}

/// Takes a key back, for good. Refuses: `not_found`.
pub async fn revoke_key(cx: &Cx, who: &Member, id: KeyId) -> Result<ApiKey> {
    who.session()?;
    let (now, user) = (cx.clock.now(), who.user());
    cx.db
        .write(user.0, move |conn| {
            async move {
                store::revoke(conn, user, id, now).await?;
                Ok(store::find_key(conn, user, id, now).await?.ok_or(AppError::NotFound)?)
            }
            .boxed()
        })
        .await
}

/// Each model is on offer, or the key names it already: one that retired must not hold up a change.
async fn check_models(cx: &Cx, who: &Member, models: &[String], named: &[String]) -> Result<()> {
    if models.is_empty() {
        return Ok(());
    }
    let offered = catalog::server::list_models(cx, who).await?;
    let known = |id: &String| named.contains(id) || offered.iter().any(|model| model.id == *id);
    if models.iter().all(known) { Ok(()) } else { Err(AppError::field("models", FieldProblem::Unknown).into()) }
}

fn in_order(scopes: &[Scope]) -> Vec<Scope> {
    Scope::ALL.into_iter().filter(|scope| scopes.contains(scope)).collect()
}

fn once(mut names: Vec<String>) -> Vec<String> {
    names.sort_unstable();
    names.dedup();
    names
}

/// The ranges in their shortest form.
fn written(ranges: &[String]) -> Result<Vec<String>> {
    let read = |range: &String| range.parse::<AddressRange>().map(|range| range.to_string());
    let ranges: std::result::Result<Vec<String>, _> = ranges.iter().map(read).collect();
    Ok(once(ranges.map_err(|_| AppError::field("ip_allow", FieldProblem::Address))?))
}
