//! What is in force: the settings, and over them what staff stored.

use super::store::{FaultRow, Row};
use crate::{
    connection::model::{Accent, ConnectionState, Origin, Wire},
    kernel::Interrupted,
    provider::{Dialect, ProviderKind, ProviderSettings, Sandbox},
    server::{
        Result,
        config::{Known, PROVIDERS, ProviderSetting, Secret, Settings},
        outbound::Outbound,
        seal,
    },
};
use std::collections::HashMap;

/// Where a provider that AI Mall knows stands among the others, and where one of the operator's own does.
const STEP: i64 = 10;
pub(super) const OWN_POSITION: i64 = 500;

/// A value with where it comes from.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) from: Origin,
    pub(super) value: Option<Secret>,
}

/// How a provider is reached.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    pub(super) id: String,
    pub(super) wire: Wire,
    pub(super) accent: Accent,
    pub(super) base_url: String,
    pub(super) base_url_from: Origin,
    pub(super) key: Held,
    pub(super) proxy: Held,
    pub(super) enabled: bool,
    pub(super) position: i64,
    pub(super) interrupted: Interrupted,
    pub(super) is_known: bool,
    /// Works without a key.
    pub(super) is_keyless: bool,
    pub(super) is_chosen: bool,
    /// Tells its key from others.
    pub(super) key_mark: String,
    pub(super) row: Option<Row>,
}

/// Where a provider's secrets are sealed for.
pub(super) fn key_place(id: &str) -> String {
    format!("connection/{id}/api_key")
}

/// The same for its proxy.
pub(super) fn proxy_place(id: &str) -> String {
    format!("connection/{id}/proxy")
}

/// All of them in the operator's order, the sandbox last.
pub(super) fn all(settings: &Settings, rows: Vec<Row>) -> Result<Vec<Reach>> {
    let mut rows: HashMap<String, Row> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    let sandbox = rows.remove(Sandbox::ID);
    let mut all = Vec::new();
    for (known, place) in PROVIDERS.iter().zip(1..) {
        let setting = settings.providers.iter().find(|setting| setting.id == known.id);
        all.push(of_known(settings, known, place * STEP, setting, rows.remove(known.id))?);
    }
    for row in rows.into_values() {
        all.push(own(settings, row)?);
    }
    all.sort_by(|a, b| (a.position, &a.id).cmp(&(b.position, &b.id)));
    let others = all.iter().any(|reach| reach.is_chosen && reach.is_ready());
    let by_itself = if settings.sandbox_said { settings.sandbox } else { !others };
    all.push(of_sandbox(by_itself, sandbox));
    Ok(all)
}

fn of_known(
    settings: &Settings,
    known: &Known,
    place: i64,
    setting: Option<&ProviderSetting>,
    row: Option<Row>,
) -> Result<Reach> {
    let usual = setting.map_or(known.base_url, |setting| &setting.base_url).to_owned();
    let usual_from = if setting.is_some_and(|setting| setting.addressed) { Origin::Environment } else { Origin::Usual };
    let wire = match ProviderKind::of(known.id) {
        ProviderKind::OpenAiCompat => Wire::OpenaiCompat,
        ProviderKind::Anthropic => Wire::Anthropic,
        ProviderKind::MjTask => Wire::MjTask,
        ProviderKind::Gemini => Wire::Gemini,
    };
    let stored_url = row.as_ref().and_then(|row| row.base_url.clone());
    // A key of the settings goes where the settings send it, and nowhere else.
    let stays = stored_url.as_ref().is_none_or(|url| is_same_host(url, &usual));
    let environment = |value: Option<Secret>| match value {
        Some(value) => Held { from: Origin::Environment, value: Some(value) },
        None => Held { from: Origin::None, value: None },
    };
    let key = row.as_ref().and_then(|row| stored(settings, &key_place(known.id), row.key_sealed.as_deref()));
    let key = key.unwrap_or_else(|| environment(setting.and_then(|setting| setting.api_key.clone()).filter(|_| stays)));
    let proxy = row.as_ref().and_then(|row| stored(settings, &proxy_place(known.id), row.proxy_sealed.as_deref()));
    let proxy =
        proxy.unwrap_or_else(|| environment(setting.and_then(|setting| setting.proxy.clone()).map(Secret::new)));
    let chosen = setting.is_some_and(|setting| setting.chosen) || stored_url.is_some() || key.from == Origin::Stored;
    Ok(Reach {
        id: known.id.to_owned(),
        wire,
        accent: known.id.parse().unwrap_or_default(),
        base_url_from: if stored_url.is_some() { Origin::Stored } else { usual_from },
        base_url: stored_url.unwrap_or(usual),
        key_mark: key_mark(settings, known.id, &key),
        key,
        proxy,
        enabled: row.as_ref().is_none_or(|row| row.enabled),
        position: row.as_ref().map_or(place, |row| row.position),
        interrupted: rule(row.as_ref())?,
        is_known: true,
        is_keyless: known.keyless,
        is_chosen: chosen,
        row,
    })
}

fn own(settings: &Settings, row: Row) -> Result<Reach> {
    let none = || Held { from: Origin::None, value: None };
    let key = stored(settings, &key_place(&row.id), row.key_sealed.as_deref()).unwrap_or_else(none);
    Ok(Reach {
        id: row.id.clone(),
        wire: row.kind.parse()?,
        accent: row.dialect.parse()?,
        base_url: row.base_url.clone().unwrap_or_default(),
        base_url_from: Origin::Stored,
        key_mark: key_mark(settings, &row.id, &key),
        key,
        proxy: stored(settings, &proxy_place(&row.id), row.proxy_sealed.as_deref()).unwrap_or_else(none),
        enabled: row.enabled,
        position: row.position,
        interrupted: rule(Some(&row))?,
        is_known: false,
        is_keyless: true,
        is_chosen: true,
        row: Some(row),
    })
}

fn of_sandbox(by_itself: bool, row: Option<Row>) -> Reach {
    let none = || Held { from: Origin::None, value: None };
    Reach {
        id: Sandbox::ID.to_owned(),
        wire: Wire::Sandbox,
        accent: Accent::Default,
        base_url: String::new(),
        base_url_from: Origin::None,
        key: none(),
        proxy: none(),
        enabled: row.as_ref().map_or(by_itself, |row| row.enabled),
        position: i64::MAX,
        interrupted: Interrupted::Free,
        is_known: true,
        is_keyless: true,
        is_chosen: true,
        key_mark: String::new(),
        row,
    }
}

/// What is stored sealed, opened where that can be.
fn stored(settings: &Settings, place: &str, sealed: Option<&[u8]>) -> Option<Held> {
    let opened = seal::open(&settings.app_secret, place, sealed?);
    let from = if opened.is_some() { Origin::Stored } else { Origin::Unreadable };
    Some(Held { from, value: opened })
}

fn rule(row: Option<&Row>) -> Result<Interrupted> {
    Ok(row.map(|row| row.interrupted.parse()).transpose()?.unwrap_or_default())
}

fn key_mark(settings: &Settings, id: &str, key: &Held) -> String {
    key.value.as_ref().map_or_else(String::new, |key| seal::mark(&settings.app_secret, &key_place(id), key.expose()))
}

/// Whether two addresses lead to the same server by the same scheme.
pub(super) fn is_same_host(one: &str, other: &str) -> bool {
    let origin = |url: &str| reqwest::Url::parse(url).ok().map(|url| url.origin());
    origin(one).is_some_and(|found| Some(found) == origin(other))
}

impl Reach {
    /// What is in the way, as far as it stands in settings and storage.
    pub(super) fn state(&self) -> ConnectionState {
        if !self.enabled {
            ConnectionState::Off
        } else if [self.key.from, self.proxy.from].contains(&Origin::Unreadable) {
            ConnectionState::Unreadable
        } else if self.key.value.is_none() && !self.is_keyless {
            ConnectionState::NoKey
        } else if self.is_chosen {
            ConnectionState::On
        } else {
            ConnectionState::Probed
        }
    }

    /// Whether it may be asked.
    pub(super) fn is_ready(&self) -> bool {
        matches!(self.state(), ConnectionState::On | ConnectionState::Probed)
    }

    /// The fault that is about its key, of this class.
    pub(super) fn fault<'f>(&self, faults: &'f [FaultRow], class: &str) -> Option<&'f FaultRow> {
        faults.iter().find(|fault| fault.provider == self.id && fault.class == class && fault.key_mark == self.key_mark)
    }

    /// As the provider layer takes it.
    pub(super) fn settings(&self, outbound: Outbound) -> ProviderSettings {
        ProviderSettings {
            id: self.id.clone(),
            kind: match self.wire {
                Wire::Anthropic => ProviderKind::Anthropic,
                Wire::Gemini => ProviderKind::Gemini,
                Wire::MjTask => ProviderKind::MjTask,
                Wire::OpenaiCompat | Wire::Sandbox => ProviderKind::OpenAiCompat,
            },
            base_url: self.base_url.clone(),
            api_key: self.key.value.as_ref().map(Secret::inner),
            proxy: self.proxy.value.as_ref().map(|proxy| proxy.expose().to_owned()),
            dialect: Dialect::of(if self.is_known { &self.id } else { self.accent.code() }),
            outbound,
        }
    }

    /// Tells everything that its client is made of.
    pub(super) fn made_of(&self, settings: &Settings) -> String {
        let proxy = self.proxy.value.as_ref().map_or("", |proxy| proxy.expose());
        let proxy = seal::mark(&settings.app_secret, &proxy_place(&self.id), proxy);
        let words = [self.wire.code(), self.accent.code(), &self.base_url, &self.key_mark, &proxy];
        format!("{}\n{}", words.join("\n"), self.is_chosen)
    }
}
