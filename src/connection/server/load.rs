//! Putting in force what is stored: at the start, after a change here, and within seconds of a change elsewhere.

use super::{
    reach::{self, Reach},
    store,
};
use crate::{
    connection::model::Wire,
    provider::{Clocks, FailureClass, Provider, Sandbox},
    server::{Cx, Result, outbound::Outbound},
};
use std::sync::Arc;

/// A provider that could not be made ready.
#[derive(Debug, Clone)]
pub struct Unmade {
    /// Which one.
    pub id: String,
    /// Why.
    pub reason: String,
    /// Whether the settings alone say how it is reached.
    pub by_settings: bool,
}

/// Reads what is stored and takes it over; those that could not be made ready are left out.
pub async fn load(cx: &Cx) -> Result<Vec<Unmade>> {
    let mut conn = cx.db.read().await?;
    // First: what is read after it may be newer, and is then read once more.
    let version = store::version(&mut conn).await?;
    let rows = store::list(&mut conn).await?;
    let faults = store::list_faults(&mut conn).await?;
    drop(conn);
    let (mut on, mut unmade, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for reach in reach::all(&cx.settings, rows)? {
        let is_refused = reach.fault(&faults, FailureClass::Credential.as_str()).is_some();
        if !reach.is_ready() || is_refused {
            changed.push(reach.id.clone());
            continue;
        }
        let made_of = reach.made_of(&cx.settings);
        let before = cx.providers.get(&reach.id).filter(|before| before.made_of == made_of);
        let made = match &before {
            Some(before) if before.interrupted == reach.interrupted => Ok(before.clone()),
            Some(before) => Ok(Arc::new(Provider { interrupted: reach.interrupted, ..Provider::clone(before) })),
            None => {
                changed.push(reach.id.clone());
                connect(&reach, made_of, &cx.outbound).map(Arc::new)
            }
        };
        match made {
            Ok(provider) => on.push((provider, reach)),
            Err(reason) => unmade.push(Unmade { id: reach.id, reason, by_settings: reach.row.is_none() }),
        }
    }
    // What needs no connection is always there.
    let local = std::iter::once(Arc::new(Provider::local()));
    let providers = on.iter().map(|(provider, _)| provider.clone()).chain(local).collect();
    if cx.providers.replace(version, providers) {
        changed.iter().for_each(|id| cx.circuits.reset(id));
        let now = cx.clock.now();
        for (_, reach) in &on {
            let quota = reach.fault(&faults, FailureClass::Quota.as_str()).and_then(|fault| fault.until);
            match quota.filter(|until| *until > now) {
                Some(until) => cx.circuits.open_until(&reach.id, FailureClass::Quota, until),
                None => cx.circuits.forget_quota(&reach.id),
            }
        }
    }
    for left_out in &unmade {
        tracing::error!(provider = left_out.id, reason = left_out.reason, "the provider is left out");
    }
    Ok(unmade)
}

/// A provider as it is reached.
pub(super) fn connect(reach: &Reach, made_of: String, outbound: &Outbound) -> std::result::Result<Provider, String> {
    let provider = if reach.wire == Wire::Sandbox {
        Provider::sandbox(Sandbox::default())
    } else {
        Provider::connect(reach.settings(outbound.clone()), Clocks::default()).map_err(|error| error.to_string())?
    };
    Ok(Provider {
        is_chosen: reach.is_chosen,
        interrupted: reach.interrupted,
        key_mark: reach.key_mark.clone(),
        made_of,
        ..provider
    })
}

/// Looks whether another process changed something, and takes it over.
pub(super) async fn follow(cx: &Cx) -> Result<()> {
    let version = store::version(&mut cx.db.read().await?).await?;
    if version > cx.providers.version() {
        load(cx).await?;
        tracing::info!(version, "the providers were changed elsewhere");
    }
    Ok(())
}
