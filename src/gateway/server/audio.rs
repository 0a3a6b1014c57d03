//! `POST /v1/audio/transcriptions` and `/v1/audio/speech`. Contract: OpenAI's reference.

use super::{
    KIND_SPEECH, KIND_TRANSCRIPTION,
    error::Refusal,
    form::Form,
    launch::{Receipt, find_plan, launch},
};
use crate::{
    catalog::{model::Capability, server::Offer},
    provider::{
        Media,
        media::{Made, SpeechRequest, Transcript, TranscriptionRequest},
        sniff, subtitle, tokens, wav,
    },
    routing::task::Task,
    run::server::Work,
    server::{Cx, Fault, access::Member, sound},
};
use axum::{
    Json,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Number, Value, json};

/// Bytes of sound that providers take.
pub(super) const SOUND_BYTES_MAX: usize = 25 << 20;
/// Tokens of sound a second, by the densest count.
const TOKENS_A_SECOND: u64 = 50;
/// Characters of a text to speak.
const TEXT_MAX: usize = 4_096;
/// Characters of hints: words that are likely to come, how to speak.
const HINT_MAX: usize = 4_096;
/// Kinds of sound to ask for.
const FORMATS: [&str; 6] = ["mp3", "opus", "aac", "flac", "wav", "pcm"];

/// Writes speech down.
pub(super) async fn transcribe(cx: &Cx, who: &Member, form: Form) -> Result<Response, Refusal> {
    cx.limits.run(who.user())?;
    let format = form.text("response_format")?.unwrap_or_else(|| "json".to_owned());
    let is_timed = ["verbose_json", "srt", "vtt"].contains(&format.as_str());
    if !is_timed && format != "json" && format != "text" {
        return Err(Refusal::invalid("response_format", "It must be json, text, srt, verbose_json or vtt."));
    }
    if form.text("stream")?.is_some_and(|word| word == "true") {
        return Err(Refusal::invalid("stream", "A transcript comes when it is done, not as a stream."));
    }
    let language = form.text("language")?;
    if language
        .as_deref()
        .is_some_and(|code| !(2..=3).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_lowercase()))
    {
        return Err(Refusal::invalid("language", "It must be a code of ISO 639, such as fa."));
    }
    let prompt = form.text("prompt")?;
    if prompt.as_deref().is_some_and(|prompt| prompt.chars().count() > HINT_MAX) {
        return Err(Refusal::invalid("prompt", format!("It may have {HINT_MAX} characters at most.")));
    }
    let (audio, audio_ms) = recording(&form).await?;
    let plan = find_plan(cx, who, &form.required("model")?, Task::Stt, Capability::Transcription).await?;
    let untimed = || Refusal::invalid("response_format", "This model does not tell times: json and text can be had.");
    let plan = if is_timed { plan.able(Capability::Timestamps).ok_or_else(untimed)? } else { plan };
    let read = audio_ms.div_ceil(1_000).saturating_mul(TOKENS_A_SECOND);
    let input_tokens_max = read.saturating_add(prompt.as_deref().map_or(0, tokens::upper_bound));
    let request = TranscriptionRequest { model: String::new(), audio, language, prompt, timestamps: is_timed };
    let work = Work::Transcription { request, audio_ms_max: audio_ms };
    match launch(cx, who, KIND_TRANSCRIPTION, plan, work, input_tokens_max).await?.made().await? {
        (Made::Transcript(made), receipt) => Ok(written(&made, &format, audio_ms, receipt)),
        _ => Err(Fault::broken("something else than a transcript was made").into()),
    }
}

/// The recording and how long it is, by what its bytes say.
async fn recording(form: &Form) -> Result<(Media, u64), Refusal> {
    let missing = || Refusal::invalid("file", "It is missing.");
    let bytes = form.files("file").into_iter().next().filter(|bytes| !bytes.is_empty()).ok_or_else(missing)?;
    if bytes.len() > SOUND_BYTES_MAX {
        return Err(Refusal::invalid("file", format!("A file may have {} MB at most.", SOUND_BYTES_MAX >> 20)));
    }
    let unknown = || Refusal::invalid("file", "It must be sound: flac, m4a, mp3, mp4, ogg, wav or webm.");
    let kind = sniff::audio(&bytes).ok_or_else(unknown)?;
    let length = sound::duration_ms(bytes.clone()).await?.filter(|length| *length > 0).ok_or_else(unknown)?;
    Ok((Media { media_type: kind.to_owned(), bytes }, length))
}

fn written(made: &Transcript, format: &str, audio_ms: u64, receipt: Receipt) -> Response {
    let length = made.seconds.map_or(audio_ms, |seconds| seconds.milli);
    let cost = (HeaderName::from_static("x-coin-cost"), receipt.coin_cost.to_string());
    match format {
        "text" => ([cost], format!("{}\n", made.text)).into_response(),
        "srt" => ([cost], subtitle::srt(&made.segments)).into_response(),
        "vtt" => ([cost, (header::CONTENT_TYPE, "text/vtt; charset=utf-8".to_owned())], subtitle::vtt(&made.segments)).into_response(),
        "verbose_json" => Json(json!({
            "task": "transcribe", "language": made.language, "duration": seconds(length), "text": made.text,
            "segments": made.segments.iter().enumerate().map(|(id, segment)| json!({
                "id": id, "start": seconds(segment.start.milli), "end": seconds(segment.end.milli), "text": segment.text,
            })).collect::<Vec<_>>(),
            "usage": usage(length, receipt),
        }))
        .into_response(),
        _ => Json(json!({"text": made.text, "usage": usage(length, receipt)})).into_response(),
    }
}

fn usage(audio_ms: u64, receipt: Receipt) -> Value {
    json!({"type": "duration", "seconds": seconds(audio_ms), "coin_cost": receipt.coin_cost, "estimated": receipt.estimated})
}

/// Thousandths as a number of seconds.
fn seconds(milli: u64) -> Value {
    let number = format!("{}.{:03}", milli / 1_000, milli % 1_000).parse::<Number>();
    number.map_or(Value::Null, Value::Number)
}

#[derive(Debug, Deserialize)]
pub(super) struct SpeakRequest {
    model: String,
    input: String,
    voice: Option<Voice>,
    instructions: Option<String>,
    response_format: Option<String>,
    speed: Option<Number>,
    stream_format: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Voice {
    Name(String),
    Custom { id: String },
}

/// Speaks.
pub(super) async fn speak(cx: &Cx, who: &Member, input: SpeakRequest) -> Result<Response, Refusal> {
    cx.limits.run(who.user())?;
    if input.input.trim().is_empty() || input.input.chars().count() > TEXT_MAX {
        return Err(Refusal::invalid("input", format!("It must have between 1 and {TEXT_MAX} characters.")));
    }
    if input.stream_format.as_deref().is_some_and(|format| format != "audio") {
        return Err(Refusal::invalid("stream_format", "Sound comes as audio only."));
    }
    let format = input.response_format.unwrap_or_else(|| "mp3".to_owned());
    if !FORMATS.contains(&format.as_str()) {
        return Err(Refusal::invalid("response_format", format!("It must be one of {}.", FORMATS.join(", "))));
    }
    if input.instructions.as_deref().is_some_and(|words| words.chars().count() > HINT_MAX) {
        return Err(Refusal::invalid("instructions", format!("They may have {HINT_MAX} characters at most.")));
    }
    let speed_percent = input.speed.as_ref().map(speed).transpose()?;
    let plan = find_plan(cx, who, &input.model, Task::Tts, Capability::Speech).await?;
    let voice = voice(input.voice, plan.first())?;
    let instructions = input.instructions.filter(|words| !words.trim().is_empty());
    let read = tokens::upper_bound(&input.input) + instructions.as_deref().map_or(0, tokens::upper_bound);
    let request = SpeechRequest {
        model: String::new(),
        text: input.input,
        voice,
        instructions,
        format: format.clone(),
        speed_percent,
    };
    match launch(cx, who, KIND_SPEECH, plan, Work::Speech(request), read).await?.made().await? {
        (Made::Speech(made), receipt) => Ok(spoken(made.audio, &format, receipt)),
        _ => Err(Fault::broken("something else than speech was made").into()),
    }
}

/// A speed in hundredths.
fn speed(number: &Number) -> Result<u16, Refusal> {
    let wrong = || Refusal::invalid("speed", "It must be between 0.25 and 4.");
    let speed: rust_decimal::Decimal = number.to_string().parse().map_err(|_| wrong())?;
    let percent = u16::try_from((speed * rust_decimal::Decimal::ONE_HUNDRED).round()).map_err(|_| wrong())?;
    if (25..=400).contains(&percent) { Ok(percent) } else { Err(wrong()) }
}

fn voice(voice: Option<Voice>, offer: &Offer) -> Result<Option<String>, Refusal> {
    let voice = voice.map(|voice| match voice {
        Voice::Name(name) | Voice::Custom { id: name } => name,
    });
    match voice {
        Some(name) if !offer.voices.is_empty() && !offer.voices.contains(&name) => {
            Err(Refusal::invalid("voice", format!("This model's voices are {}.", offer.voices.join(", "))))
        }
        voice => Ok(voice),
    }
}

/// The sound; raw samples for who asked for those.
fn spoken(audio: Media, format: &str, receipt: Receipt) -> Response {
    let raw = if format == "pcm" && audio.media_type == "audio/wav" { wav::samples(&audio.bytes) } else { None };
    let (kind, bytes): (&str, Bytes) = match raw {
        Some(samples) => ("audio/pcm", samples),
        None => (audio.media_type.as_str(), audio.bytes),
    };
    let kind = HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let cost = (HeaderName::from_static("x-coin-cost"), HeaderValue::from_str(&receipt.coin_cost.to_string()));
    let mut response = ([(header::CONTENT_TYPE, kind)], bytes).into_response();
    if let (name, Ok(cost)) = cost {
        response.headers_mut().insert(name, cost);
    }
    response
}
