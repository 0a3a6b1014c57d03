//! What the emulator answers when no test asked for anything special: like a real model, in the language of the question,
//! in some forty pieces. Markers in the question ask for trouble.

use super::{
    chat, chunk,
    contract::Surface,
    record::Request,
    scenario::{Scenario, Step},
};
use bytes::Bytes;
use serde_json::json;
use std::time::Duration;

/// Pieces of an ordinary answer, and what lies between them.
const PIECES: usize = 40;
const PAUSE: Duration = Duration::from_millis(25);

/// How many pieces, and what lies between them, a bench asks for.
pub fn bench_marker(question: &str) -> Option<(usize, u64)> {
    let (_, marker) = question.split_once("[[bench ")?;
    let (deltas, pause_ms) = marker.split_once("]]")?.0.split_once(' ')?;
    Some((deltas.parse().ok()?, pause_ms.parse().ok()?))
}

/// The scenario for a request that no queue has an answer for.
pub fn scenario(surface: &Surface, request: &Request) -> Scenario {
    let (model, question) = (request.model(), request.last_user_message());
    if let Some(scenario) = Scenario::named(model).or_else(|| bench(model, question)) {
        return scenario;
    }
    if let Some(trouble) = trouble(question).or_else(|| chat::special(surface, request)) {
        return trouble;
    }
    if let Some((_, said)) = question.split_once("[[echo]]") {
        return echo(surface, model, said);
    }
    if question.contains("[[stall]]") {
        let begun = Scenario::new("stall").send(chunk::role(model)).send(chunk::text(model, "… "));
        return begun.step(Step::WaitForClientClose(Duration::from_secs(600)));
    }
    if question.contains("[[cut]]") {
        let words = words(question, 12).into_iter().map(|word| chunk::text(model, &word));
        return words.fold(Scenario::new("cut"), |cut, word| cut.send(word).pause(PAUSE)).step(Step::Reset);
    }
    let (pieces, pause) = pace(question);
    talk(surface, request, pieces, pause)
}

/// In how many pieces a question is answered, and what lies between them.
pub fn pace(question: &str) -> (usize, Duration) {
    match () {
        () if question.contains("[[slow]]") => (200, Duration::from_millis(50)),
        () if question.contains("[[long]]") => (1_500, Duration::from_millis(2)),
        () if question.contains("[[fast]]") => (PIECES, Duration::ZERO),
        () => (PIECES, PAUSE),
    }
}

/// The trouble that a marker asks for.
pub fn trouble(question: &str) -> Option<Scenario> {
    if question.contains("[[error500]]") {
        let body = json!({"error": {"message": "emulated failure", "type": "server_error"}});
        return Some(Scenario::status(500, body));
    }
    if question.contains("[[ratelimit]]") {
        let body = json!({"error": {"message": "emulated rate limit", "code": "rate_limit_exceeded"}});
        return Some(Scenario::status(429, body).header("retry-after", "7"));
    }
    if question.contains("[[lost]]") {
        return Some(Scenario::new("lost").step(Step::Reset));
    }
    if question.contains("[[filtered]]") {
        let body = json!({"error": {"message": "emulated moderation", "code": "content_policy_violation"}});
        return Some(Scenario::status(400, body));
    }
    None
}

/// `[[bench <deltas> <pause_ms>]]`: so many small pieces with that pause, and as little work as possible.
pub fn bench(model: &str, question: &str) -> Option<Scenario> {
    let (deltas, pause_ms) = bench_marker(question)?;
    let (piece, pause) = (chunk::text(model, "token "), Duration::from_millis(pause_ms));
    let begun = Scenario::new("bench").send(chunk::role(model));
    let said = (0..deltas.min(1_000_000)).fold(begun, |said, _| said.pause(pause).send(piece.clone()));
    let counts = chunk::counts(8, u64::try_from(deltas).unwrap_or(0));
    Some(said.send(chunk::finish(model, "stop")).send(chunk::usage(model, &counts)).send(chunk::DONE))
}

/// What was said, back in pieces of two letters: whoever asked knows every byte of the answer.
fn echo(surface: &Surface, model: &str, said: &str) -> Scenario {
    let letters: Vec<char> = said.chars().collect();
    let pieces = letters.chunks(2).map(|two| chunk::text(model, &two.iter().collect::<String>()));
    let begun = pieces.fold(Scenario::new("echo").send(chunk::role(model)), Scenario::send);
    let count = u64::try_from(letters.len().div_ceil(2)).unwrap_or(0);
    ends(surface, model, "stop", count, count).into_iter().fold(begun, Scenario::send).send(chunk::DONE)
}

fn talk(surface: &Surface, request: &Request, pieces: usize, pause: Duration) -> Scenario {
    let (model, question) = (request.model(), request.last_user_message());
    let words = words(question, pieces);
    let limit =
        request.body[surface.limit_field].as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(pieces);
    let said = &words[..words.len().min(limit)];
    let begun = Scenario::new("talk").send(chunk::role(model)).pause(pause);
    let answer = said.iter().fold(begun, |answer, word| answer.send(chunk::text(model, word)).pause(pause));
    let reason = if said.len() < words.len() { "length" } else { "stop" };
    let prompt = u64::try_from(question.chars().count() / 3 + 4).unwrap_or(0);
    let ends = ends(surface, model, reason, prompt, u64::try_from(said.len()).unwrap_or(0));
    ends.into_iter().fold(answer, Scenario::send).send(chunk::DONE)
}

/// The finish and the usage, where each provider puts them.
pub fn ends(surface: &Surface, model: &str, reason: &str, prompt: u64, completion: u64) -> Vec<Bytes> {
    let mut counts = chunk::counts(prompt, completion);
    let mut last = chunk::chunk(model, &json!({}), Some(reason));
    match surface.name {
        "groq" => {
            last["x_groq"] = json!({"id": "req_1", "usage": counts});
            vec![chunk::event(&last)]
        }
        "ollama" => {
            last["usage"] = counts;
            vec![chunk::event(&last)]
        }
        "openrouter" => {
            let micros = prompt + completion * 4;
            counts["cost"] = serde_json::from_str(&format!("0.{micros:06}")).unwrap_or_default();
            vec![chunk::event(&last), chunk::usage(model, &counts)]
        }
        _ => vec![chunk::event(&last), chunk::usage(model, &counts)],
    }
}

/// So many pieces of an answer to the question.
pub fn words(question: &str, pieces: usize) -> Vec<String> {
    let persian = question.chars().any(|c| matches!(c, '\u{0620}'..='\u{06D3}'));
    let (opening, body) = if persian { (OPENING_FA, BODY_FA) } else { (OPENING_EN, BODY_EN) };
    let echo: String = question.chars().take(60).collect();
    let opening = opening.replace("{echo}", echo.trim());
    let whole = opening.split_inclusive(' ').chain(body.split_inclusive(' ').cycle());
    whole.take(pieces).map(str::to_owned).collect()
}

const OPENING_FA: &str = "دربارهٔ «{echo}» می‌توان چنین گفت: ";
const BODY_FA: &str = "این پاسخ را شبیه‌ساز نوشته است و برای آزمودن به کار می‌رود. هر واژه جداگانه می‌رسد، \
    نیم‌فاصله‌ها سر جای خود می‌مانند و واژه‌های English در میان جمله درست نشان داده می‌شوند. ";
const OPENING_EN: &str = "About \"{echo}\" one can say this: ";
const BODY_EN: &str = "The emulator wrote this answer, and it is used for testing. Every word comes by itself, \
    nothing is lost on the way, and the end comes with the usage. ";
