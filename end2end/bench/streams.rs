//! How many streams are held at twenty pieces a second each, on a machine that also runs the provider and the askers.

use crate::{caller::Caller, process::Bench, quantile, sorted};
use futures::future::join_all;
use std::time::{Duration, Instant};

const PIECES: usize = 300;
const PAUSE_MS: u64 = 50;
/// Streams begin over this time, as people do.
const RAMP: Duration = Duration::from_secs(5);

pub async fn measure(bench: &Bench) {
    println!("\nconcurrent streams at 20 pieces/s ({PIECES} pieces each; an undisturbed answer takes 15 s)");
    for count in [1_000, 1_500, 2_000] {
        hold(bench, count).await;
    }
}

async fn hold(bench: &Bench, count: usize) {
    // A person may start 120 runs a minute, and an address may register forty people at once.
    let people = Caller::people(bench.aimall, count.div_ceil(118), &format!("of{count}-")).await;
    let mut prepared = Vec::new();
    for n in 0..count {
        let caller = &people[n % people.len()];
        prepared.push((caller.prepare().await, caller));
    }
    let (before, began) = (bench.aimall_process.cpu_s(), Instant::now());
    let answers = prepared.iter().enumerate().map(|(n, (conversation, caller))| async move {
        tokio::time::sleep(RAMP.mul_f64(n as f64 / count as f64)).await;
        let began = Instant::now();
        let answer = caller.ask(conversation, PIECES, PAUSE_MS).await;
        (answer, began.elapsed())
    });
    let answers = join_all(answers).await;
    let cpu = (bench.aimall_process.cpu_s() - before) / began.elapsed().as_secs_f64();
    let whole = answers.iter().filter(|(answer, _)| answer.pieces == PIECES).count();
    let gaps = sorted(answers.iter().map(|(answer, _)| answer.gap.as_secs_f64() * 1_000.0).collect());
    let times = sorted(answers.iter().map(|(_, took)| took.as_secs_f64()).collect());
    println!(
        "  {count:>5} streams: {whole} whole; answer p50 {:.1} s, p99 {:.1} s; longest gap p50 {:.0} ms, p99 {:.0} ms; AI Mall {:.2} cores, {:.0} MiB",
        quantile(&times, 0.5),
        quantile(&times, 0.99),
        quantile(&gaps, 0.5),
        quantile(&gaps, 0.99),
        cpu,
        bench.aimall_process.rss_mib(),
    );
}
