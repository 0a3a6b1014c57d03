//! Sound that is longer than models take: cut where nobody speaks, joined again, failed parts alone again.

use super::*;
use crate::provider::emulator::Scenario;

/// Twenty-one minutes of 8 kHz with a silence of two seconds in the middle of each tenth minute.
fn long() -> Vec<u8> {
    const RATE: usize = 8_000;
    let quiet = |second: usize| (570..572).contains(&(second % 600));
    let sample = |at: usize| match (quiet(at / RATE), at / 9 % 2) {
        (true, _) => 0_i16,
        (false, 0) => 9_000,
        (false, _) => -9_000,
    };
    let samples: Vec<u8> = (0..21 * 60 * RATE).flat_map(|at| sample(at).to_le_bytes()).collect();
    wav::from_pcm(&samples, 8_000).to_vec()
}

on_both! {
    with rich();

    async fn long_sound_is_cut_and_joined(app: &TestApp) {
        let sara = app.member("sara").await;
        let view = written(&sara, long(), &[("model", SANDBOX)]).await;
        assert_eq!((&view["recording"]["state"], &view["recording"]["parts"]), (&json!("done"), &json!(3)), "{}", view["recording"]);
        let segments = view["segments"].as_array().unwrap();
        let at = |index: usize, name: &str| segments[index][name].as_i64().unwrap();
        assert_eq!((segments.len(), at(0, "start_ms"), at(2, "end_ms")), (3, 0, 21 * 60_000));
        for index in [0, 1] {
            let end = at(index, "end_ms");
            assert_eq!(end, at(index + 1, "start_ms"), "no gap and no overlap");
            assert!((570_000..=572_000).contains(&(end % 600_000)), "cut in a silence: {end}");
        }
        // 1,260 seconds at 0.0001 dollars, × 1,000 coins × 1.5; parts may each be rounded up.
        let cost = milli(&view["coin_cost"]);
        assert!((189_000..=189_003).contains(&cost), "{cost}");
        assert_eq!(sara.balance().await, (SIGNUP - cost, 0));
    }

    async fn a_part_that_failed_is_asked_for_again_alone(app: &TestApp) {
        let sara = app.member("sara").await;
        app.emulator.queue(Scenario::status(400, json!({"error": {"message": "no"}})));
        let view = written(&sara, long(), &[("model", UNTIMED)]).await;
        let states = |view: &Value| view["parts"].as_array().unwrap().iter().filter(|part| part["state"] == "done").count();
        assert_eq!((&view["recording"]["state"], states(&view)), (&json!("partial"), 2), "{}", view["parts"]);
        let asked = || app.emulator.requests().iter().filter(|request| request.path.ends_with("/audio/transcriptions")).count();
        assert_eq!(asked(), 3);
        let (status, started) = sara.post(&path(&view, "/again"), json!({})).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{started}");
        sara.ended(started["run_id"].as_str().unwrap()).await;
        crate::harness::wait_until("all of it", || async { sara.get(&path(&view, "")).await.1["segments"].as_array().unwrap().len() == 3 }).await;
        assert_eq!(asked(), 4, "only the one that failed");
        let whole = sara.get(&path(&view, "")).await.1;
        assert_eq!(whole["recording"]["state"], "done");
        assert_eq!(sara.balance().await, (SIGNUP - milli(&whole["coin_cost"]), 0));
    }
}
