//! `aimall check …`: sound, or what is wrong.

use super::app::{self, StartError};
use crate::{
    billing, catalog, run,
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
        _ => check_providers(&cx).await,
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
    let sound = lines.is_empty();
    if sound {
        lines.push("ledger: sound".to_owned());
    }
    Ok((lines, sound))
}

async fn check_providers(cx: &Cx) -> Result<(Vec<String>, bool), Fault> {
    let mut lines = Vec::new();
    let mut sound = true;
    for setting in &cx.settings.providers {
        match catalog::server::sync_provider(cx, &setting.id).await? {
            Ok(models) => lines.push(format!("{}: answers, lists {models} models", setting.id)),
            Err(failure) => {
                sound &= !setting.chosen;
                lines.push(format!("{}: {}: {}", setting.id, failure.class.as_str(), failure.detail));
            }
        }
    }
    if cx.settings.sandbox {
        lines.push("sandbox: on".to_owned());
    }
    Ok((lines, sound))
}
