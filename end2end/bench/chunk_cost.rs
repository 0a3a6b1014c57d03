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
    let (relay_us, relayed) = cost(&relay, &bench.relay_process, STREAMS, PIECES).await;
    let (ours_us, ours) = cost(&people, &bench.aimall_process, STREAMS, PIECES).await;
    assert_eq!((relayed, ours), (STREAMS * PIECES, STREAMS * PIECES));
    println!("\nCPU per relayed piece, µs ({STREAMS} streams × {PIECES} pieces, {PAUSE_MS} ms apart)");
    println!("  bare relay   {relay_us:>6.2}\n  AI Mall      {ours_us:>6.2}   {:.2} × the relay", ours_us / relay_us);
}

/// The CPU of the process for each piece that so many streams are given, and how many arrive: some put pieces together.
pub async fn cost(callers: &[Caller], process: &Process, streams: usize, pieces: usize) -> (f64, usize) {
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
    ((process.cpu_s() - before) * 1e6 / (streams * pieces) as f64, heard)
}
