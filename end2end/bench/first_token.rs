//! The time to the first token: directly, through the bare relay, through AI Mall with everything on.

use crate::{caller::Caller, process::Bench, quantile, sorted};

const ROUNDS: usize = 300;
const WARM_UP: usize = 20;

pub async fn measure(bench: &Bench) {
    let person = Caller::people(bench.aimall, 4, "first").await;
    let (direct, relay) = (Caller::direct(&bench.emulator_url, bench.key), Caller::direct(&bench.relay_url, bench.key));
    let mut times: [Vec<f64>; 3] = Default::default();
    for round in 0..ROUNDS + WARM_UP {
        // One after the other in every round, so that a slow moment of the machine falls on all of them.
        for (way, caller) in [&direct, &relay, &person[round % person.len()]].into_iter().enumerate() {
            let conversation = caller.prepare().await;
            let answer = caller.ask(&conversation, 20, 1).await;
            if round >= WARM_UP {
                times[way].push(answer.first.as_secs_f64() * 1_000.0);
            }
        }
    }
    let times = times.map(sorted);
    println!("\ntime to the first token, ms ({ROUNDS} questions each, one at a time)");
    for (name, times) in ["direct", "bare relay", "AI Mall"].into_iter().zip(&times) {
        println!("  {name:<12} p50 {:>7.3}   p99 {:>7.3}", quantile(times, 0.5), quantile(times, 0.99));
    }
    let [direct, relay, ours] = [0, 1, 2].map(|way| quantile(&times[way], 0.5));
    println!("  added at p50: bare relay {:.3}, AI Mall {:.3}", relay - direct, ours - direct);
}
