//! The binary: parse the role, call `boot`.

#![recursion_limit = "256"]

use aimall::{
    account::server::{Created, create_admin},
    boot::{
        app::{self, StartError},
        check::{self, Subject},
        move_storage::move_storage,
        serve,
    },
    server::{clock::Clock, random::Random},
};
use clap::{Parser, Subcommand};
use std::{
    io::{Read, Write},
    process::ExitCode,
};

/// A self-hosted, white-label AI platform.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    role: Option<Role>,
}

#[derive(Subcommand)]
enum Role {
    /// Answers requests (the default). Migrates the database and works in the background too.
    Serve,
    /// Only background work.
    Work,
    /// Brings the database up to date.
    Migrate,
    /// Accounts of staff.
    Admin {
        #[command(subcommand)]
        action: AdminAction,
    },
    /// Exit code 0 when sound; otherwise says what is wrong.
    Check {
        /// What to look at.
        subject: Subject,
    },
    /// The files.
    Storage {
        #[command(subcommand)]
        action: StorageAction,
    },
}

#[derive(Subcommand)]
enum StorageAction {
    /// Copies every file to another place and reads it back from there; what is there already is only compared.
    Move {
        /// `file:///folder`, or `s3://bucket/prefix?endpoint=…&region=…`.
        #[arg(long)]
        to: String,
    },
}

#[derive(Subcommand)]
enum AdminAction {
    /// Makes an admin account, or makes an existing account an admin's.
    Create {
        /// The address to sign in with.
        #[arg(long)]
        email: String,
        /// Reads the password from standard input; otherwise one is made and printed.
        #[arg(long)]
        password_stdin: bool,
    },
}

fn main() -> ExitCode {
    let role = Arguments::parse().role.unwrap_or(Role::Serve);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&StartError::Other(error.to_string())),
    };
    match runtime.block_on(play(role)) {
        Ok(code) => code,
        Err(error) => refuse(&error),
    }
}

async fn play(role: Role) -> Result<ExitCode, StartError> {
    match role {
        Role::Serve => serve::serve().await?,
        Role::Work => serve::work().await?,
        Role::Migrate => {
            let cx = app::make(app::read_settings()?, Clock::System, true).await?;
            cx.db.close().await;
            say("the database is up to date");
        }
        Role::Admin { action: AdminAction::Create { email, password_stdin } } => {
            return admin_create(&email, password_stdin).await;
        }
        Role::Storage { action: StorageAction::Move { to } } => {
            let moved = move_storage(&to).await?;
            let (copied, there, bytes) = (moved.copied, moved.there, moved.bytes);
            say(&format!(
                "{copied} files were copied and {there} were there, {bytes} bytes in all; set STORAGE_URL={to}"
            ));
        }
        Role::Check { subject } => {
            let (lines, sound) = check::check(subject).await?;
            say(&lines.join("\n"));
            return Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn admin_create(email: &str, password_stdin: bool) -> Result<ExitCode, StartError> {
    let mut password = String::new();
    if password_stdin {
        let read = std::io::stdin().read_to_string(&mut password);
        read.map_err(|error| StartError::Other(format!("the password could not be read: {error}")))?;
    } else {
        password = Random::default().secret();
    }
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    let cx = app::make(app::read_settings()?, Clock::System, true).await?;
    let created = create_admin(&cx, email, password.clone()).await;
    cx.db.close().await;
    match created {
        Ok(Created::New) if password_stdin => say(&format!("{email} is an admin")),
        Ok(Created::New) => say(&format!("{email} is an admin; password: {password}")),
        Ok(Created::Promoted) => say(&format!("{email} had an account and is an admin now; its password stays")),
        Err(fault) => {
            let error = fault.disclose();
            return Err(StartError::Other(format!("{error}: {}", serde_json::to_string(&error).unwrap_or_default())));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn say(words: &str) {
    let _ = writeln!(std::io::stdout(), "{words}");
}

fn refuse(error: &StartError) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "aimall does not start: {error}");
    ExitCode::FAILURE
}
