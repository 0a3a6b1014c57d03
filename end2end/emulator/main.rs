//! The emulator as a program, for journeys and benches:
//! `cargo run --example emulator --features ssr -- --port 0`.

#[path = "mod.rs"]
mod emulator;

use emulator::{
    Emulator,
    contract::{GATEWAYS, SURFACES, WIRES},
};
use std::{
    io::{Error, ErrorKind, Result, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let emulator = Emulator::bind(address(std::env::args().skip(1))?).await?;
    banner(&emulator)?;
    tokio::signal::ctrl_c().await
}

fn address(mut arguments: impl Iterator<Item = String>) -> Result<SocketAddr> {
    let (mut host, mut port) = (IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
    while let Some(name) = arguments.next() {
        let value = arguments.next().unwrap_or_default();
        match name.as_str() {
            "--port" => port = value.parse().map_err(|_| usage())?,
            "--host" => host = value.parse().map_err(|_| usage())?,
            _ => return Err(usage()),
        }
    }
    Ok(SocketAddr::new(host, port))
}

fn usage() -> Error {
    Error::new(ErrorKind::InvalidInput, "usage: emulator [--port N] [--host LOOPBACK_ADDRESS]; port 0 takes a free one")
}

fn banner(emulator: &Emulator) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "Emulator of AI providers and payment gateways: a test double. No model answers here, and no money moves."
    )?;
    writeln!(out, "listening on http://{}", emulator.address())?;
    let others = WIRES.iter().map(|wire| (wire.name, wire.key));
    for (provider, key) in SURFACES.iter().map(|surface| (surface.name, surface.key.unwrap_or("(any)"))).chain(others) {
        let name = provider.to_uppercase();
        writeln!(out, "{name}_BASE_URL={} {name}_API_KEY={key}", emulator.base_url(provider))?;
    }
    for (gateway, _, secrets) in GATEWAYS {
        let secrets: String = secrets.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        writeln!(out, "{}_BASE_URL={}{secrets}", gateway.to_uppercase(), emulator.base_url(gateway))?;
    }
    writeln!(
        out,
        "markers in a question: [[slow]] [[long]] [[fast]] [[stall]] [[cut]] [[error500]] [[ratelimit]] [[filtered]] \
         [[tool]] [[echo]]… [[bench <deltas> <pause_ms>]]"
    )?;
    writeln!(out, "model names: happy, reasoning, length, silent, stall, comments, reset, …")?;
    writeln!(out, "records: /__requests /__open; controls of gateways: /emulator/… (payments.md)")?;
    out.flush()
}
