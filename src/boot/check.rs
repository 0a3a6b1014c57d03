//! `aimall check …`: sound, or what is wrong.

use super::app::{self, StartError};
use crate::{
    billing, catalog,
    connection::{self, model::ConnectionState, server::Finding},
    invoice, library,
    provider::Sandbox,
    referral, run,
    server::{Cx, Fault, clock::Clock},
};

/// What to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Subject {
    /// The settings.
    Config,
    /// The money.
    Ledger,
    /// The AI providers.
    Providers,
    /// The files.
    Storage,
}

/// Looks; the lines to print, and whether all is sound.
pub async fn check(subject: Subject) -> Result<(Vec<String>, bool), StartError> {
    let settings = app::read_settings()?;
    if subject == Subject::Config {
        return Ok((vec!["settings: sound".to_owned()], true));
    }
    let cx = app::make(settings, Clock::System, false).await?;
    let found = match subject {
        Subject::Ledger => check_ledger(&cx).await,
        Subject::Storage => check_storage(&cx).await,
        Subject::Config | Subject::Providers => check_providers(&cx).await,
    };
    cx.db.close().await;
    found.map_err(|fault| StartError::Other(fault.disclose().to_string()))
}

/// Every invariant of the money, asked of the data.
pub async fn check_ledger(cx: &Cx) -> Result<(Vec<String>, bool), Fault> {
    let findings = billing::server::check_ledger(cx).await?;
    let mut lines: Vec<String> =
        findings.iter().map(|finding| format!("broken: {}: {}", finding.invariant, finding.detail)).collect();
    let runs = run::server::check_runs(&mut cx.db.read().await?).await?;
    lines.extend(runs.into_iter().map(|(run, what)| format!("broken: run {run}: {what}")));
    let documents = invoice::server::check_invoices(&mut cx.db.read().await?).await?;
    lines.extend(documents.into_iter().map(|(invariant, detail)| format!("broken: {invariant}: {detail}")));
    let commissions = referral::server::check_referrals(&mut cx.db.read().await?).await?;
    lines.extend(commissions.into_iter().map(|(invariant, detail)| format!("broken: {invariant}: {detail}")));
    let sound = lines.is_empty();
    if sound {
        lines.push("ledger: sound".to_owned());
    }
    Ok((lines, sound))
}

/// Every file: whether its bytes are there, and whether what is counted is so.
pub async fn check_storage(cx: &Cx) -> Result<(Vec<String>, bool), Fault> {
    let findings = library::server::check_library(cx).await?;
    let mut lines: Vec<String> =
        findings.into_iter().map(|(invariant, detail)| format!("broken: {invariant}: {detail}")).collect();
    let sound = lines.is_empty();
    if sound {
        lines.push("storage: sound".to_owned());
    }
    Ok((lines, sound))
}

/// Every provider: whether what is stored of it can be used, and whether it answers.
pub async fn check_providers(cx: &Cx) -> Result<(Vec<String>, bool), Fault> {
    let (mut lines, mut sound) = (Vec::new(), true);
    let found = connection::server::find_faults(cx).await?;
    for finding in &found {
        sound = false;
        lines.push(describe(finding));
    }
    for provider in cx.providers.iter().filter(|provider| provider.host.is_some()) {
        let id = &provider.id;
        if provider.can.list.is_none() {
            lines.push(format!("{id}: on; it has nothing that can be asked"));
            continue;
        }
        match catalog::server::sync_provider(cx, id).await? {
            Ok(models) => lines.push(format!("{id}: answers, lists {models} models")),
            Err(failure) => {
                sound &= !provider.is_chosen;
                lines.push(format!("{id}: {}: {}", failure.class.as_str(), failure.detail));
            }
        }
    }
    if cx.providers.get(Sandbox::ID).is_some() {
        lines.push("sandbox: on".to_owned());
    }
    Ok((lines, sound))
}

/// What is in the way, and what to do about it.
fn describe(finding: &Finding) -> String {
    let id = &finding.id;
    let said = finding.fault.as_ref().map_or("", |fault| &fault.detail);
    match finding.state {
        ConnectionState::Unreadable => format!(
            "{id}: its stored key or proxy can not be opened, so it is off: APP_SECRET is another one than when it was stored. Set the old APP_SECRET, or store the key again in /admin/providers/{id}"
        ),
        ConnectionState::Refused => format!(
            "{id}: its key was refused, so it is off: {said}. Change the key, or test it in /admin/providers/{id}"
        ),
        ConnectionState::UsedUp => format!("{id}: its account is used up: {said}"),
        _ => format!("{id}: the connection can not be made. Look at its address and proxy in /admin/providers/{id}"),
    }
}
