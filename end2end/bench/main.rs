//! The benches: what AI Mall adds to a provider's stream, against the emulator, in one run on one machine.
//!
//! `script/bench [NAME…]`, names: first-token, chunk-cost, streams, ledger, fulfilment, start, gateway.
//! Every figure stands beside the same thing without us: the emulator asked directly, and a bare relay that does nothing
//! but pass bytes on. Nothing is asserted; what comes out is for reading.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::float_arithmetic,
    reason = "a bench stops at once"
)]
#![allow(missing_docs, reason = "a program")]

mod caller;
mod chunk_cost;
#[path = "../../src/tests/harness/database.rs"]
mod database;
#[path = "../emulator/mod.rs"]
mod emulator;
mod first_token;
mod fulfilment;
mod gateway;
mod ledger;
mod process;
mod relay;
mod start;
mod streams;

use process::Bench;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    match words.first().map(String::as_str) {
        Some("relay") => runtime.block_on(relay::run()),
        Some("emulator") => runtime.block_on(process::emulate()),
        _ => runtime.block_on(measure(&words)),
    }
}

async fn measure(names: &[String]) {
    let wanted = |name: &str| names.is_empty() || names.iter().any(|word| word == name);
    if wanted("ledger") {
        ledger::measure().await;
    }
    if wanted("fulfilment") {
        fulfilment::measure().await;
    }
    if wanted("start") {
        start::measure().await;
    }
    // Each with processes of its own: nobody pays for what was before.
    if wanted("first-token") {
        first_token::measure(&Bench::start().await).await;
    }
    if wanted("chunk-cost") {
        chunk_cost::measure(&Bench::start().await).await;
    }
    if wanted("streams") {
        streams::measure(&Bench::start().await).await;
    }
    if wanted("gateway") {
        gateway::measure().await;
    }
}

/// The value below which `share` of the sorted values lie.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len() - 1;
    sorted[((last as f64 * share).round() as usize).min(last)]
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}
