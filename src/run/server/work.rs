//! What a run does: one request in the words of a capability, how much of it there can be, and what it gives.

use super::task::{self, Place};
use crate::{
    catalog::{
        model::Capability,
        server::{Demand, Offer},
    },
    provider::{
        ChatRequest, Failure, FailureClass, Media, Part, Provider, Usage,
        media::{EmbeddingRequest, ImageRequest, Made, SpeechRequest, TranscriptionRequest},
        tokens,
    },
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The most tokens that providers count for a picture that is read.
pub const IMAGE_TOKENS_MAX: u64 = 4_096;

/// What is asked of a model; its name and limits are each candidate's own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Work {
    /// An answer, told while it is written.
    Chat(ChatRequest),
    /// Pictures.
    Image(ImageRequest),
    /// Speech written down.
    Transcription {
        /// What is asked.
        request: TranscriptionRequest,
        /// The sound is never longer, in thousandths of a second.
        audio_ms_max: u64,
    },
    /// Text spoken.
    Speech(SpeechRequest),
    /// Texts as vectors.
    Embedding(EmbeddingRequest),
}

impl Work {
    /// Its stable name.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Chat(_) => "chat",
            Self::Image(_) => "image",
            Self::Transcription { .. } => "transcription",
            Self::Speech(_) => "speech",
            Self::Embedding(_) => "embedding",
        }
    }

    /// Whether the work of this name is charged by its provider although its answer was lost, and can't be asked again
    /// without being charged again.
    pub(super) fn is_costly(code: &str) -> bool {
        matches!(code, "image" | "speech")
    }

    /// The longest that one request may take; a task of minutes has a clock of its own.
    pub(super) fn time_max(&self) -> Duration {
        Duration::from_secs(match self {
            Self::Chat(_) | Self::Embedding(_) | Self::Speech(_) => 600,
            Self::Transcription { .. } => 900,
            Self::Image(_) => 1_500,
        })
    }

    /// The files in it, in an order that stays.
    pub(super) fn media_mut(&mut self) -> Vec<&mut Media> {
        match self {
            Self::Chat(request) => {
                let parts = request.messages.iter_mut().flat_map(|message| &mut message.parts);
                parts.filter_map(Part::media_mut).collect()
            }
            Self::Image(request) => request.references.iter_mut().chain(&mut request.mask).collect(),
            Self::Transcription { request, .. } => vec![&mut request.audio],
            Self::Speech(_) | Self::Embedding(_) => Vec::new(),
        }
    }

    /// The most that one candidate can use.
    pub(super) fn demand(&self, input_tokens_max: u64, offer: &Offer) -> Demand {
        let output_max = u64::from(offer.output_tokens_max);
        match self {
            Self::Chat(request) => {
                let has = |wanted: fn(&Part) -> bool| request.messages.iter().flat_map(|one| &one.parts).any(wanted);
                Demand {
                    has_pictures: has(|part| matches!(part, Part::Image(_))),
                    has_sound: has(|part| matches!(part, Part::Audio(_))),
                    ..Demand::text(input_tokens_max, offer.room(input_tokens_max, request.max_output_tokens).into())
                }
            }
            Self::Image(request) => {
                let images = u64::from(request.count.max(1));
                Demand {
                    images,
                    has_pictures: true,
                    ..Demand::text(input_tokens_max, images.saturating_mul(output_max))
                }
            }
            Self::Transcription { audio_ms_max, .. } => {
                Demand { audio_ms: *audio_ms_max, has_sound: true, ..Demand::text(input_tokens_max, output_max) }
            }
            Self::Speech(request) => Demand {
                characters: characters(&request.text),
                has_sound: true,
                ..Demand::text(input_tokens_max, output_max)
            },
            Self::Embedding(_) => Demand::text(input_tokens_max, 0),
        }
    }

    /// What it uses as far as we can count it ourselves, where a provider tells nothing.
    pub(super) fn counted(&self, made: &Made) -> Usage {
        match (self, made) {
            (Self::Image(_), Made::Images(images)) => {
                Usage { images: u64::try_from(images.images.len()).ok(), ..Usage::default() }
            }
            (Self::Transcription { audio_ms_max, .. }, _) => {
                Usage { audio_ms: Some(*audio_ms_max), ..Usage::default() }
            }
            (Self::Speech(request), _) => Usage { characters: Some(characters(&request.text)), ..Usage::default() },
            (Self::Embedding(request), _) => {
                let read = request.inputs.iter().map(|text| tokens::estimate(text)).fold(0, u64::saturating_add);
                Usage { input_uncached: Some(read), ..Usage::default() }
            }
            _ => Usage::default(),
        }
    }

    /// Does work that is answered as a whole, with this candidate. Chats are read piece by piece instead.
    pub(super) async fn make(&self, place: &Place<'_>, provider: &Provider, offer: &Offer) -> Result<Made, Failure> {
        let off = || Failure::new(FailureClass::ModelGone, "the provider can not do this");
        let (can, model) = (&provider.can, offer.provider_model.clone());
        match self {
            Self::Chat(_) => Err(off()),
            Self::Image(request) => {
                let at_once = offer.can(Capability::Image) || offer.can(Capability::ImageEdit);
                let Some(image) = can.image.as_ref().filter(|_| at_once) else {
                    let task = can.task.as_ref().ok_or_else(off)?;
                    return task::draw(place, task.as_ref(), offer, request).await;
                };
                image.generate(ImageRequest { model, ..request.clone() }).await.map(Made::Images)
            }
            Self::Transcription { request, .. } => {
                let transcriber = can.transcriber.as_ref().ok_or_else(off)?;
                transcriber.transcribe(TranscriptionRequest { model, ..request.clone() }).await.map(Made::Transcript)
            }
            Self::Speech(request) => {
                let speaker = can.speaker.as_ref().ok_or_else(off)?;
                // Each candidate has voices of its own.
                let has = |voice: &String| offer.voices.is_empty() || offer.voices.contains(voice);
                let voice = request.voice.clone().filter(has).or_else(|| offer.voices.first().cloned());
                speaker.speak(SpeechRequest { model, voice, ..request.clone() }).await.map(Made::Speech)
            }
            Self::Embedding(request) => {
                let embedder = can.embedder.as_ref().ok_or_else(off)?;
                embedder.embed(EmbeddingRequest { model, ..request.clone() }).await.map(Made::Embeddings)
            }
        }
    }
}

fn characters(text: &str) -> u64 {
    u64::try_from(text.chars().count()).unwrap_or(u64::MAX)
}
