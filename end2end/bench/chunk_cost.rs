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
    let relay = vec![Caller::direct(&bench.relay_url)];
    let people = Caller::people(bench.aimall, 4, "cost").await;
    let (relay_us, ours_us) = (cost(&relay, &bench.relay_process).await, cost(&people, &bench.aimall_process).await);
    println!("\nCPU per relayed piece, µs ({STREAMS} streams × {PIECES} pieces, {PAUSE_MS} ms apart)");
    println!("  bare relay   {relay_us:>6.2}\n  AI Mall      {ours_us:>6.2}   {:.2} × the relay", ours_us / relay_us);
}

async fn cost(callers: &[Caller], process: &Process) -> f64 {
    let streams = (0..STREAMS).map(|n| {
        let caller = callers[n % callers.len()].clone();
        async move {
            let conversation = caller.prepare().await;
            (caller, conversation)
        }
    });
    let prepared = join_all(streams).await;
    let before = process.cpu_s();
    let answers = prepared.iter().map(|(caller, conversation)| caller.ask(conversation, PIECES, PAUSE_MS));
    let pieces: usize = join_all(answers).await.iter().map(|answer| answer.pieces).sum();
    assert_eq!(pieces, STREAMS * PIECES);
    (process.cpu_s() - before) * 1e6 / pieces as f64
}
