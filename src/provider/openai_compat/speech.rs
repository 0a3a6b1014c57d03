//! Text spoken: `/audio/speech`, whose answer is the sound itself.

use super::{
    OpenAiCompat, Server,
    exchange::{Answer, Loss, caller, exchange},
};
use crate::provider::{
    chat::Media,
    dialect::SpeechApi,
    failure::Failure,
    media::{Reply, Speaker, Speech, SpeechRequest},
    sniff,
    usage::Usage,
    wav,
};
use futures::FutureExt;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

/// The largest sound that is read: twenty minutes of raw samples.
const REPLY_BYTES_MAX: usize = 64 << 20;
/// Of raw samples when the reply does not tell.
const PCM_RATE: u32 = 24_000;

impl Speaker for OpenAiCompat {
    fn speak(&self, request: SpeechRequest) -> Reply<'_, Speech> {
        let server = &self.server;
        async move { speak(server, &request).await.map_err(|failure| server.remote.clean(failure)) }.boxed()
    }
}

async fn speak(server: &Server, request: &SpeechRequest) -> Result<Speech, Failure> {
    let api = server.dialect.speech.as_ref().ok_or_else(|| caller("this provider does not speak"))?;
    let format = format(api, &request.format);
    let asking = server.remote.post("/audio/speech")?.json(&body(api, request, format));
    let answer = exchange(&server.remote, asking, Loss::Costly, REPLY_BYTES_MAX).await?;
    let usage = Usage { characters: u64::try_from(request.text.chars().count()).ok(), ..Usage::default() };
    Ok(Speech { audio: audio(&answer, format)?, usage, request_id: answer.request_id })
}

/// The wanted kind, or the best that the provider makes.
fn format<'f>(api: &'f SpeechApi, wanted: &'f str) -> &'f str {
    let made = api.formats.iter().any(|format| format == wanted);
    api.formats.first().filter(|_| !made).map_or(wanted, String::as_str)
}

fn body(api: &SpeechApi, request: &SpeechRequest, format: &str) -> Value {
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| drop(body.insert(name.to_owned(), value));
    put("model", json!(request.model));
    put("input", json!(request.text));
    put("response_format", json!(format));
    if let Some(voice) = request.voice.as_ref().or(api.voice.as_ref()) {
        put("voice", json!(voice));
    }
    if let Some(instructions) = request.instructions.as_ref().filter(|_| api.instructions) {
        put("instructions", json!(instructions));
    }
    // As it is, is what they do by themselves.
    if let Some(percent) = request.speed_percent.filter(|percent| api.speed && *percent != 100) {
        let speed = Decimal::new(percent.into(), 2).normalize().to_string();
        put("speed", serde_json::from_str(&speed).unwrap_or_default());
    }
    Value::Object(body)
}

/// The sound, playable as it is. Errors come under status 200 too, and some call themselves sound.
fn audio(answer: &Answer, format: &str) -> Result<Media, Failure> {
    let (bytes, said) = (&answer.body, answer.content_type.to_ascii_lowercase());
    if let Some(media_type) = sniff::audio(bytes).filter(|_| format != "pcm" || !said.contains("pcm")) {
        return Ok(Media { media_type: media_type.to_owned(), bytes: bytes.clone() });
    }
    let is_text = said.starts_with("text/") || said.contains("json") || is_words(bytes);
    if format != "pcm" || is_text || bytes.len() < 2 {
        return Err(answer.odd("what came is no sound"));
    }
    let bytes = wav::from_pcm(bytes, wav::rate_of(&answer.content_type).unwrap_or(PCM_RATE));
    Ok(Media { media_type: "audio/wav".to_owned(), bytes })
}

/// Whether it is a page or JSON, whatever it is called.
fn is_words(bytes: &[u8]) -> bool {
    let begins = bytes.trim_ascii_start();
    (begins.starts_with(b"{") || begins.starts_with(b"<")) && std::str::from_utf8(bytes).is_ok()
}
