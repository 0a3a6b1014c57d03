//! `/v1` beside other gateways: the emulator asked directly, a bare relay, AI Mall with everything on (key, hold, commit, log,
//! settlement), LiteLLM's proxy with one worker and no database. All on one emulator, turn by turn in one run.

use crate::{
    caller::Caller,
    chunk_cost::cost,
    process::{Bench, LITELLM_KEY, Process, free_address, litellm_process},
    quantile, sorted,
};
use futures::future::join_all;
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

const ROUNDS: usize = 200;
const WARM_UP: usize = 20;
const CONNECTIONS: usize = 32;
/// Pieces of a short answer.
const SHORT: usize = 8;
/// A person may start 120 runs a minute.
const RUNS_A_PERSON: usize = 110;
const STREAMS: usize = 500;

/// A way to the provider.
struct Way<'b> {
    name: &'static str,
    callers: Vec<Caller>,
    process: Option<&'b Process>,
    /// Short questions in one round.
    questions: usize,
    /// Streams and their pieces, to measure the CPU of one.
    load: (usize, usize),
    seconds: f64,
}

pub async fn measure() {
    let (bench, folder) = (Bench::before("plain").await, tempfile::tempdir().unwrap());
    let address = free_address();
    let litellm = litellm_process(address, folder.path(), &bench.emulator_url, bench.key).await;
    let mut ways = vec![
        way("direct", vec![Caller::direct(&bench.emulator_url, bench.key)], None),
        way("bare relay", vec![Caller::direct(&bench.relay_url, bench.key)], Some(&bench.relay_process)),
        way("AI Mall", Vec::new(), Some(&bench.aimall_process)),
    ];
    match &litellm {
        Some(process) => {
            let caller = Caller::direct(&format!("http://{address}/v1"), LITELLM_KEY);
            ways.push(Way { questions: 300, load: (20, 200), ..way("LiteLLM", vec![caller], Some(process)) });
        }
        None => println!("\nLiteLLM is not installed: AIMALL_LITELLM names no program"),
    }
    println!("\n/v1/chat/completions beside other gateways, on one emulator");
    for way in &ways {
        if let Some(process) = way.process {
            println!("  {:<12} {:>7.1} MiB at rest", way.name, process.rss_mib());
        }
    }
    first_token(&bench, &mut ways).await;
    requests(&bench, &mut ways).await;
    pieces(&bench, &mut ways).await;
    memory(&bench, &mut ways).await;
}

fn way<'b>(name: &'static str, callers: Vec<Caller>, process: Option<&'b Process>) -> Way<'b> {
    Way { name, callers, process, questions: 3_000, load: (40, 500), seconds: 0.0 }
}

/// Gives AI Mall enough programs for so many runs within a minute.
async fn equip(bench: &Bench, ways: &mut [Way<'_>], runs: usize, round: &str) {
    ways[2].callers = Caller::programs(bench.aimall, runs.div_ceil(RUNS_A_PERSON), round).await;
}

async fn first_token(bench: &Bench, ways: &mut [Way<'_>]) {
    equip(bench, ways, ROUNDS + WARM_UP, "token").await;
    let mut times = vec![Vec::new(); ways.len()];
    for round in 0..ROUNDS + WARM_UP {
        for (way, times) in ways.iter().zip(&mut times) {
            let answer = way.callers[round % way.callers.len()].ask("", 20, 1).await;
            if round >= WARM_UP {
                times.push(answer.first.as_secs_f64() * 1_000.0);
            }
        }
    }
    let times: Vec<_> = times.into_iter().map(sorted).collect();
    println!("\n  time to the first token, ms ({ROUNDS} questions each, one at a time, turn by turn)");
    let added = |at: usize, share: f64| quantile(&times[at], share) - quantile(&times[0], share);
    for (at, way) in ways.iter().enumerate() {
        let (p50, p99) = (quantile(&times[at], 0.5), quantile(&times[at], 0.99));
        let (more50, more99) = (added(at, 0.5), added(at, 0.99));
        println!("  {:<12} p50 {p50:>8.3}  p99 {p99:>8.3}   added {more50:>8.3}  {more99:>8.3}", way.name);
    }
    if ways.len() > 3 {
        let (p50, p99) = (added(3, 0.5) / added(2, 0.5), added(3, 0.99) / added(2, 0.99));
        println!("  LiteLLM adds {p50:.1} × what AI Mall adds at p50, {p99:.1} × at p99");
    }
}

async fn requests(bench: &Bench, ways: &mut [Way<'_>]) {
    let turns = 3;
    equip(bench, ways, turns * ways[2].questions + 32, "whole").await;
    let cpu = |way: &Way<'_>| way.process.map_or(0.0, Process::cpu_s);
    let before: Vec<f64> = ways.iter().map(cpu).collect();
    for turn in 0..turns {
        for way in ways.iter_mut() {
            way.seconds += ask_all(way, turn).await.as_secs_f64();
        }
    }
    println!("\n  short answers as a whole, {CONNECTIONS} connections, in {turns} turns");
    let rates: Vec<f64> = ways.iter().map(|way| (turns * way.questions) as f64 / way.seconds).collect();
    for ((way, rate), before) in ways.iter().zip(&rates).zip(before) {
        let used = (cpu(way) - before) / (turns * way.questions) as f64 * 1e6;
        println!("  {:<12} {rate:>9.0} requests/s   {used:>8.0} µs of CPU each", way.name);
    }
    println!("  AI Mall does {:.2} × the relay's", rates[2] / rates[1]);
    if ways.len() > 3 {
        println!("  AI Mall does {:.1} × LiteLLM's", rates[2] / rates[3]);
    }
}

/// So many connections take the questions of one turn from one pile.
async fn ask_all(way: &Way<'_>, turn: usize) -> Duration {
    let (began, next) = (Instant::now(), AtomicUsize::new(0));
    let askers = (0..CONNECTIONS).map(|_| async {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= way.questions {
                return;
            }
            way.callers[(turn * way.questions + at) % way.callers.len()].ask_whole(SHORT).await;
        }
    });
    join_all(askers).await;
    began.elapsed()
}

async fn pieces(bench: &Bench, ways: &mut [Way<'_>]) {
    equip(bench, ways, 400, "pieces").await;
    println!("\n  CPU per relayed piece, µs");
    let mut found = Vec::new();
    for way in ways.iter() {
        let Some(process) = way.process else { continue };
        let (streams, pieces) = way.load;
        let (used, heard) = cost(&way.callers, process, streams, pieces).await;
        let given = streams * pieces;
        println!("  {:<12} {used:>9.1}   ({streams} streams × {pieces} pieces; {heard} of {given} arrived)", way.name);
        found.push(used);
    }
    println!("  AI Mall takes {:.2} × the relay's", found[1] / found[0]);
    if found.len() > 2 {
        println!("  LiteLLM takes {:.0} × AI Mall's", found[2] / found[1]);
    }
}

async fn memory(bench: &Bench, ways: &mut [Way<'_>]) {
    equip(bench, ways, STREAMS, "held").await;
    println!("\n  {STREAMS} streams at two pieces a second");
    for way in ways.iter() {
        let Some(process) = way.process else { continue };
        let rest = process.rss_mib();
        let streams = (0..STREAMS).map(|at| async move {
            tokio::time::sleep(Duration::from_millis(at as u64 * 6)).await;
            way.callers[at % way.callers.len()].ask("", 20, 500).await.pieces
        });
        let (streams, mut most) = (join_all(streams), rest);
        tokio::pin!(streams);
        let heard = loop {
            tokio::select! {
                heard = &mut streams => break heard,
                () = tokio::time::sleep(Duration::from_millis(200)) => most = most.max(process.rss_mib()),
            }
        };
        let whole = heard.iter().filter(|pieces| **pieces == 20).count();
        println!("  {:<12} {most:>8.1} MiB at most, {rest:.1} before; {whole} whole", way.name);
    }
}
