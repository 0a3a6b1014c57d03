//! Staff's word on connections. What is stored is in force here when the call ends, and elsewhere within seconds.

use super::{
    load,
    reach::{self, OWN_POSITION, Reach, is_same_host, key_place, proxy_place},
    store::{self, Row},
    view,
};
use crate::{
    catalog,
    connection::{
        input::{ConnectionChange, NewConnection, SecretText},
        model::{Accent, Connection, Origin, Wire},
    },
    kernel::{AppError, FieldProblem, Interrupted, id::UserId},
    provider::{Local, Sandbox},
    server::{Cx, Fault, Result, access::Staff, config::PROVIDERS, seal},
};
use futures::FutureExt;
use rust_decimal::Decimal;
use uuid::Uuid;

/// Shorter keys would be told by their last four characters.
const SHOWN_CHARS_MIN: usize = 12;

/// Stores a connection to a provider that has none stored yet. Refuses: `invalid`, `conflict`.
pub async fn add_connection(cx: &Cx, who: &Staff, input: NewConnection) -> Result<Connection> {
    input.check()?;
    let NewConnection { id, kind, values } = input;
    if id == Local::ID {
        // It is always on and reached by nobody.
        return Err(AppError::field("id", FieldProblem::Unknown).into());
    }
    let is_known = id == Sandbox::ID || PROVIDERS.iter().any(|known| known.id == id);
    let found = reaches(cx).await?.into_iter().find(|reach| reach.id == id);
    if found.as_ref().is_some_and(|found| found.row.is_some()) {
        return Err(AppError::Conflict.into());
    }
    if !is_known {
        if kind.is_some_and(|kind| !Wire::OWN.contains(&kind)) {
            return Err(AppError::field("kind", FieldProblem::Unknown).into());
        }
        if !matches!(values.base_url, Some(Some(_))) {
            return Err(AppError::field("base_url", FieldProblem::Required).into());
        }
    }
    store_change(cx, who, id, kind.unwrap_or(Wire::OpenaiCompat), found, values).await
}

/// Changes a connection. Refuses: `invalid`, `not_found`.
pub async fn change_connection(cx: &Cx, who: &Staff, id: String, change: ConnectionChange) -> Result<Connection> {
    change.check()?;
    let found = reaches(cx).await?.into_iter().find(|reach| reach.id == id).ok_or(AppError::NotFound)?;
    let wire = found.wire;
    store_change(cx, who, id, wire, Some(found), change).await
}

/// Forgets what was stored: one of the operator's own is gone, another is as the settings say. Refuses: `not_found`.
pub async fn remove_connection(cx: &Cx, who: &Staff, id: String) -> Result<()> {
    let (by, now) = (who.member().user(), cx.clock.now());
    let removed = cx.db.write(Uuid::nil(), move |conn| {
        async move {
            store::end_faults(conn, &id, now, by).await?;
            let removed = store::delete(conn, &id).await?;
            store::count_up(conn).await?;
            Ok(removed)
        }
        .boxed()
    });
    if !removed.await? {
        return Err(AppError::NotFound.into());
    }
    load::load(cx).await?;
    Ok(())
}

async fn reaches(cx: &Cx) -> Result<Vec<Reach>> {
    reach::all(&cx.settings, store::list(&mut cx.db.read().await?).await?)
}

async fn store_change(
    cx: &Cx,
    who: &Staff,
    id: String,
    wire: Wire,
    found: Option<Reach>,
    change: ConnectionChange,
) -> Result<Connection> {
    if let Some(found) = &found {
        refuse_detour(cx, found, &change)?;
    }
    let made_of = |cx: &Cx, id: &str| cx.providers.get(id).map(|provider| provider.made_of.clone());
    let before = made_of(cx, &id);
    let change = Sealed::of(cx, &id, change)?;
    let touches_key = change.key.is_some();
    let (cx2, by, name) = (cx.clone(), who.member().user(), id.clone());
    cx.db
        .write(Uuid::nil(), move |conn| {
            async move {
                let before = store::find(conn, &name).await?;
                let row = change.applied(&cx2, before, &name, wire, found.as_ref(), by);
                store::put(conn, &row).await?;
                if touches_key {
                    store::end_faults(conn, &name, row.updated_at, by).await?;
                }
                store::count_up(conn).await
            }
            .boxed()
        })
        .await?;
    load::load(cx).await?;
    if made_of(cx, &id) != before {
        ask_for_models(cx, id.clone());
    }
    view::get_connection(cx, who, &id).await
}

/// A key goes to no host that it was not given for: who may not read it may not have it sent to himself either.
fn refuse_detour(cx: &Cx, found: &Reach, change: &ConnectionChange) -> Result<()> {
    let gives_key = matches!(change.api_key, Some(Some(_)));
    if found.wire == Wire::Sandbox {
        let only_switch = ConnectionChange { enabled: None, ..change.clone() };
        let is_more = serde_json::to_value(&only_switch)? != serde_json::json!({});
        return if is_more { Err(AppError::field("enabled", FieldProblem::Required).into()) } else { Ok(()) };
    }
    let usual = cx.settings.providers.iter().find(|setting| setting.id == found.id);
    let url = match &change.base_url {
        None => found.base_url.as_str(),
        Some(Some(url)) => url.trim(),
        Some(None) => match usual {
            Some(usual) => &usual.base_url,
            None => return Err(AppError::field("base_url", FieldProblem::Required).into()),
        },
    };
    let leads_elsewhere = !is_same_host(url, &found.base_url);
    let is_led = matches!(change.proxy, Some(Some(_))) && !url.starts_with("https://");
    let keeps_key = change.api_key.is_none() && matches!(found.key.from, Origin::Stored | Origin::Unreadable);
    // A key of the settings does not follow to another host, but a proxy on the way would see it.
    let shows_key = !gives_key && found.key.from == Origin::Environment && is_led;
    if (keeps_key && (leads_elsewhere || is_led)) || shows_key {
        return Err(AppError::field("api_key", FieldProblem::Required).into());
    }
    Ok(())
}

/// A change whose secrets are sealed.
struct Sealed {
    change: ConnectionChange,
    key: Option<Option<(Vec<u8>, String)>>,
    proxy: Option<Option<Vec<u8>>>,
    low: Option<Option<String>>,
}

impl Sealed {
    fn of(cx: &Cx, id: &str, mut change: ConnectionChange) -> Result<Self> {
        let seal_key = |key: Option<SecretText>| {
            let key = key.map(|key| key.0.trim().to_owned());
            key.map(|key| Ok::<_, Fault>((seal::seal(cx, &key_place(id), &key)?, last4(&key)))).transpose()
        };
        let key = change.api_key.take().map(seal_key).transpose()?;
        let seal_proxy =
            |proxy: Option<SecretText>| proxy.map(|proxy| seal::seal(cx, &proxy_place(id), proxy.0.trim())).transpose();
        let proxy = change.proxy.take().map(seal_proxy).transpose()?;
        let low = change.low_balance_usd.take().map(amount).transpose()?;
        Ok(Self { change, key, proxy, low })
    }

    /// The row with the change in it.
    fn applied(self, cx: &Cx, before: Option<Row>, id: &str, wire: Wire, found: Option<&Reach>, by: UserId) -> Row {
        let (now, change) = (cx.clock.now(), self.change);
        let mut row = before.unwrap_or_else(|| Row {
            id: id.to_owned(),
            kind: wire.code().to_owned(),
            dialect: found.map_or(Accent::Default, |found| found.accent).code().to_owned(),
            name: None,
            base_url: None,
            key_sealed: None,
            key_last4: None,
            key_set_at: None,
            proxy_sealed: None,
            enabled: found.is_none_or(|found| found.enabled),
            position: found.map_or(OWN_POSITION, |found| found.position.min(OWN_POSITION)),
            interrupted: Interrupted::default().code().to_owned(),
            low_balance_usd: None,
            created_at: now,
            updated_at: now,
            updated_by: Some(by),
        });
        if let Some(name) = change.name {
            row.name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        }
        if let Some(url) = change.base_url {
            row.base_url = url.map(|url| url.trim().trim_end_matches('/').to_owned());
        }
        if let Some(key) = self.key {
            row.key_set_at = key.is_some().then_some(now);
            (row.key_sealed, row.key_last4) = key.unzip();
        }
        if let Some(proxy) = self.proxy {
            row.proxy_sealed = proxy;
        }
        if let Some(low) = self.low {
            row.low_balance_usd = low;
        }
        if let Some(accent) = change.dialect {
            row.dialect = accent.code().to_owned();
        }
        row.enabled = change.enabled.unwrap_or(row.enabled);
        row.position = change.position.unwrap_or(row.position);
        if let Some(interrupted) = change.interrupted {
            row.interrupted = interrupted.code().to_owned();
        }
        (row.updated_at, row.updated_by) = (now, Some(by));
        row
    }
}

/// An amount as it is kept.
fn amount(text: Option<String>) -> Result<Option<String>> {
    let Some(text) = text.map(|text| crate::kernel::digits::plain(text.trim())).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let amount: Option<Decimal> = text.parse().ok().filter(|amount: &Decimal| !amount.is_sign_negative());
    let amount = amount.ok_or_else(|| AppError::field("low_balance_usd", FieldProblem::Number))?;
    Ok(Some(amount.normalize().to_string()))
}

fn last4(key: &str) -> String {
    let count = key.chars().count();
    if count < SHOWN_CHARS_MIN { String::new() } else { key.chars().skip(count - 4).collect() }
}

/// A provider that came on, or is reached in another way, is asked for its models, beside the caller.
fn ask_for_models(cx: &Cx, id: String) {
    if cx.providers.get(&id).is_none_or(|provider| provider.can.list.is_none()) {
        return;
    }
    let cx = cx.clone();
    cx.tasks.clone().spawn(async move {
        let asked = tokio::select! {
            asked = catalog::server::sync_provider(&cx, &id) => asked,
            () = cx.stopping.cancelled() => return,
        };
        if let Err(fault) = asked {
            fault.disclose();
        }
    });
}
