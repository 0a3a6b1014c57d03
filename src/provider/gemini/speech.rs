//! Speech: a question whose answer is sound, as raw samples.

use super::{
    Gemini, Server, reply, tally,
    wire::{GenerateBody, GenerationConfig, OutPart},
};
use crate::provider::{
    chat::Media,
    exchange::Loss,
    failure::Failure,
    media::{Reply, Speaker, Speech, SpeechRequest},
    sniff, wav,
};
use bytes::Bytes;
use futures::FutureExt;
use serde_json::json;

/// The first of the voices, which all its speaking models share.
const FIRST_VOICE: &str = "Zephyr";
/// Samples a second when the reply does not tell.
const RATE: u32 = 24_000;
/// What is said of how to speak when nobody says it. Without a word of it, a question is answered instead of read.
const PLAINLY: &str = "Read the transcript aloud, word for word.";

impl Speaker for Gemini {
    fn speak(&self, request: SpeechRequest) -> Reply<'_, Speech> {
        let server = &self.server;
        async move { speak(server, &request).await.map_err(|failure| server.remote.clean(failure)) }.boxed()
    }
}

async fn speak(server: &Server, request: &SpeechRequest) -> Result<Speech, Failure> {
    let manner = request.instructions.as_deref().map(str::trim).filter(|manner| !manner.is_empty());
    let text = format!("{}\n\n#### TRANSCRIPT\n{}", manner.unwrap_or(PLAINLY), request.text);
    let voice = request.voice.as_deref().unwrap_or(FIRST_VOICE);
    let config = GenerationConfig {
        response_modalities: Some(["AUDIO"]),
        speech_config: Some(json!({"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": voice}}})),
        ..GenerationConfig::default()
    };
    let body = GenerateBody::once(vec![OutPart::text(text)], config);
    let answer = server.ask(&request.model, "generateContent", &body, Loss::Costly).await?;
    let Some(audio) = joined(reply::media(&answer.body)) else {
        let failure = reply::without("sound", &answer.body);
        return Err(Failure { request_id: answer.request_id, ..failure });
    };
    let mut usage = tally::usage(&answer.body["usageMetadata"]).unwrap_or_default();
    usage.characters = u64::try_from(request.text.chars().count()).ok();
    usage.audio_ms = wav::duration_ms(&audio.bytes);
    Ok(Speech { audio, usage, request_id: answer.request_id })
}

/// The sound as a file that plays: raw samples, which may come in pieces, get a header.
fn joined(mut pieces: impl Iterator<Item = Media>) -> Option<Media> {
    let first = pieces.next()?;
    if let Some(media_type) = sniff::audio(&first.bytes).filter(|_| !is_raw(&first.media_type)) {
        return Some(Media { media_type: media_type.to_owned(), ..first });
    }
    let rate = wav::rate_of(&first.media_type).unwrap_or(RATE);
    let samples: Vec<Bytes> = std::iter::once(first).chain(pieces).map(|piece| piece.bytes).collect();
    Some(Media { media_type: "audio/wav".to_owned(), bytes: wav::from_pcm(&samples.concat(), rate) })
}

/// Whether it is samples and nothing else, by its name: some samples look like a frame of MP3.
fn is_raw(media_type: &str) -> bool {
    let kind = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(kind.as_str(), "audio/l16" | "audio/pcm" | "audio/x-raw")
}
