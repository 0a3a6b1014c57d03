//! Whose key it is.

use super::{
    secret,
    store::{self, Alive},
};
use crate::{
    account,
    kernel::{AppError, Instant, id::KeyId},
    key::address::AddressRange,
    server::{
        Cx, Result,
        access::{Door, KeyDoor, KeyRing, Who},
    },
};
use futures::{FutureExt, future::BoxFuture};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex},
};

/// A key's last use is written at most this often.
const USED_S: i64 = 60;
/// Keys whose last use this process remembers, at most.
const NOTED_MAX: usize = 10_000;

/// The keys of this installation.
#[derive(Debug, Default)]
pub struct Keys {
    /// When this process last wrote the use of a key, so that requests at once do not all write it.
    noted: Mutex<HashMap<KeyId, Instant>>,
}

impl KeyRing for Keys {
    fn by_key<'a>(&'a self, cx: &'a Cx, key: &'a str, ip: IpAddr) -> BoxFuture<'a, Result<Option<Who>>> {
        async move {
            let Some(hash) = secret::read(key) else { return Ok(None) };
            let mut conn = cx.db.read().await?;
            let Some(alive) = store::find_alive(&mut conn, hash, cx.clock.now()).await? else { return Ok(None) };
            if !is_welcome(&alive.ip_allow, ip) {
                return Err(AppError::KeyAddress.into());
            }
            let person = account::server::get_person(&mut conn, alive.user).await?;
            drop(conn);
            self.note(cx, &alive, ip);
            let door = KeyDoor { id: alive.id, scopes: alive.scopes, models: alive.models };
            Ok(Some(Who {
                user: person.id,
                door: Door::Key(Arc::new(door)),
                role: person.role,
                language: person.locale,
                theme: person.theme,
            }))
        }
        .boxed()
    }
}

impl Keys {
    /// Notes the use, beside the request: nobody waits for it.
    fn note(&self, cx: &Cx, alive: &Alive, ip: IpAddr) {
        let (id, user, now) = (alive.id, alive.user, cx.clock.now());
        let recent = |at: Instant| now.seconds_since(at) < USED_S;
        if alive.used_at.is_some_and(recent) || !self.is_first(id, now, recent) {
            return;
        }
        let (db, ip) = (cx.db.clone(), ip.to_canonical().to_string());
        cx.tasks.spawn(async move {
            let touched = db.write(user.0, move |conn| store::touch(conn, id, now, ip).boxed()).await;
            if let Err(fault) = touched {
                fault.disclose();
            }
        });
    }

    fn is_first(&self, id: KeyId, now: Instant, recent: impl Fn(Instant) -> bool) -> bool {
        let Ok(mut noted) = self.noted.lock() else { return true };
        if noted.get(&id).is_some_and(|at| recent(*at)) {
            return false;
        }
        if noted.len() >= NOTED_MAX {
            noted.retain(|_, at| recent(*at));
        }
        noted.insert(id, now);
        true
    }
}

fn is_welcome(allowed: &[String], ip: IpAddr) -> bool {
    // What is stored was read once; what can not be read any more allows nobody.
    let holds = |range: &String| range.parse::<AddressRange>().is_ok_and(|range| range.contains(ip));
    allowed.is_empty() || allowed.iter().any(holds)
}
