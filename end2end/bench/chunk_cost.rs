//! The CPU that one relayed piece of text costs.

use crate::{
    caller::Caller,
    process::{Bench, Process},
};
use futures::future::join_all;

const STREAMS: usize = 40;
const PIECES: usize = 500;
const PAUSE_MS: u64 = 10;

pub async fn measure(bench: &Bench) {
    let relay = vec![Caller::direct(&bench.relay_url, bench.key)];
    let people = Caller::people(bench.aimall, 4, "cost").await;
    let relay_us = cost(&relay, &bench.relay_process, STREAMS, PIECES).await;
    let ours_us = cost(&people, &bench.aimall_process, STREAMS, PIECES).await;
    println!("\nCPU per relayed piece, µs ({STREAMS} streams × {PIECES} pieces, {PAUSE_MS} ms apart)");
    println!("  bare relay   {relay_us:>6.2}\n  AI Mall      {ours_us:>6.2}   {:.2} × the relay", ours_us / relay_us);
}

/// The CPU of the process for each piece of so many streams.
pub async fn cost(callers: &[Caller], process: &Process, streams: usize, pieces: usize) -> f64 {
    let prepared = (0..streams).map(|n| {
        let caller = callers[n % callers.len()].clone();
        async move {
            let conversation = caller.prepare().await;
            (caller, conversation)
        }
    });
    let prepared = join_all(prepared).await;
    let before = process.cpu_s();
    let answers = prepared.iter().map(|(caller, conversation)| caller.ask(conversation, pieces, PAUSE_MS));
    let heard: usize = join_all(answers).await.iter().map(|answer| answer.pieces).sum();
    assert_eq!(heard, streams * pieces);
    (process.cpu_s() - before) * 1e6 / heard as f64
}
