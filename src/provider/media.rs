//! Pictures, sound, vectors and long tasks: a small trait for each, so that a feature only chooses a capability.
//!
//! Adapters make one attempt and never retry. Whoever calls keeps the clocks of the whole; an adapter keeps those of its
//! connection. Files come and go as bytes whose kind the caller checks itself: what a provider says about them is not
//! believed.

use super::{chat::Media, failure::Failure, usage::Usage};
use bytes::Bytes;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What a media capability gives: one answer or one failure.
pub type Reply<'a, T> = BoxFuture<'a, Result<T, Failure>>;

/// Pictures to make, or to make of others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageRequest {
    /// The model's id as the provider knows it.
    pub model: String,
    /// What to draw.
    pub prompt: String,
    /// How many.
    pub count: u8,
    /// Width to height, `16:9`; the provider's default when not given.
    pub aspect_ratio: Option<String>,
    /// Width and height in pixels, `1280x720`, or the provider's word (`2K`); its default when not given.
    pub size: Option<String>,
    /// The provider's word for effort (`low`, `high`); its default when not given.
    pub quality: Option<String>,
    /// For pictures that are the same again, where the provider can.
    pub seed: Option<i64>,
    /// Pictures to work from; with any, this is an edit.
    pub references: Vec<Media>,
    /// What of the first reference may change: a PNG whose transparent parts are free.
    pub mask: Option<Media>,
}

/// Pictures that were made.
#[derive(Debug, Clone, PartialEq)]
pub struct Images {
    /// The pictures, never none.
    pub images: Vec<Media>,
    /// What it took.
    pub usage: Usage,
    /// Names the request in the provider's books.
    pub request_id: Option<String>,
}

/// Draws.
pub trait ImageModel: Send + Sync {
    /// Makes the pictures. Never asked twice: a lost answer may have been charged (`FailureClass::Uncertain`).
    fn generate(&self, request: ImageRequest) -> Reply<'_, Images>;
}

/// Speech to write down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranscriptionRequest {
    /// The model's id as the provider knows it.
    pub model: String,
    /// The sound.
    pub audio: Media,
    /// ISO-639-1 of the language, `fa`; found out by the model when not given.
    pub language: Option<String>,
    /// Words that are likely to come.
    pub prompt: Option<String>,
    /// Whether segments with times are wanted, where the model can.
    pub timestamps: bool,
}

/// Speech that was written down.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Transcript {
    /// The text; empty where nobody speaks.
    pub text: String,
    /// ISO-639-1 of the language, where the model tells.
    pub language: Option<String>,
    /// How long the sound is, where the provider tells.
    pub seconds: Option<Seconds>,
    /// The text in pieces with times, where the model tells.
    pub segments: Vec<Segment>,
    /// What it took.
    pub usage: Usage,
    /// Names the request in the provider's books.
    pub request_id: Option<String>,
}

/// A time in thousandths of a second.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds {
    /// The thousandths.
    pub milli: u64,
}

/// A piece of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// When it begins.
    pub start: Seconds,
    /// When it ends.
    pub end: Seconds,
    /// What is said.
    pub text: String,
}

/// Writes speech down.
pub trait Transcriber: Send + Sync {
    /// Writes it down.
    fn transcribe(&self, request: TranscriptionRequest) -> Reply<'_, Transcript>;
}

/// Text to speak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpeechRequest {
    /// The model's id as the provider knows it.
    pub model: String,
    /// What to say.
    pub text: String,
    /// Whose voice; the first of the model's when not given.
    pub voice: Option<String>,
    /// How to say it, in words, where the model can.
    pub instructions: Option<String>,
    /// The wanted kind: `mp3`, `opus`, `aac`, `flac`, `wav` or `pcm`. What comes may differ: [`Speech::audio`] says.
    pub format: String,
    /// Speed in hundredths, 100 as it is, where the model can.
    pub speed_percent: Option<u16>,
}

/// Text that was spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct Speech {
    /// The sound, playable as it is: raw samples have got a WAV header.
    pub audio: Media,
    /// What it took.
    pub usage: Usage,
    /// Names the request in the provider's books.
    pub request_id: Option<String>,
}

/// Speaks.
pub trait Speaker: Send + Sync {
    /// Says it.
    fn speak(&self, request: SpeechRequest) -> Reply<'_, Speech>;
}

/// Texts to turn into vectors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmbeddingRequest {
    /// The model's id as the provider knows it.
    pub model: String,
    /// The texts.
    pub inputs: Vec<String>,
    /// How long each vector is to be; the model's own length when not given.
    pub dimensions: Option<u32>,
}

/// Vectors, in the order of the texts, all of one length, each of length one.
#[derive(Debug, Clone, PartialEq)]
pub struct Embeddings {
    /// The vectors.
    pub vectors: Vec<Vec<f32>>,
    /// What it took.
    pub usage: Usage,
    /// Names the request in the provider's books.
    pub request_id: Option<String>,
}

/// Turns texts into vectors.
pub trait Embedder: Send + Sync {
    /// Turns them. Longer lists than the provider takes at once are asked for in parts, one after the other.
    fn embed(&self, request: EmbeddingRequest) -> Reply<'_, Embeddings>;
}

/// What a model gave that is no text told while it was written.
#[derive(Debug, Clone)]
pub enum Made {
    /// Pictures.
    Images(Images),
    /// A transcript.
    Transcript(Transcript),
    /// Sound.
    Speech(Speech),
    /// Vectors.
    Embeddings(Embeddings),
}

impl Made {
    /// What it took, as the provider tells.
    pub fn usage(&self) -> &Usage {
        match self {
            Self::Images(images) => &images.usage,
            Self::Transcript(transcript) => &transcript.usage,
            Self::Speech(speech) => &speech.usage,
            Self::Embeddings(embeddings) => &embeddings.usage,
        }
    }

    /// Names the request in the provider's books.
    pub fn request_id(&self) -> Option<&String> {
        match self {
            Self::Images(images) => images.request_id.as_ref(),
            Self::Transcript(transcript) => transcript.request_id.as_ref(),
            Self::Speech(speech) => speech.request_id.as_ref(),
            Self::Embeddings(embeddings) => embeddings.request_id.as_ref(),
        }
    }

    /// The text in it.
    pub fn text(&self) -> &str {
        match self {
            Self::Transcript(transcript) => &transcript.text,
            _ => "",
        }
    }
}

/// Work that takes minutes and is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRequest {
    /// The provider's word for the work: `imagine`, `upscale`, `variation` …
    pub kind: String,
    /// What to draw.
    pub prompt: String,
    /// Width to height, `16:9`.
    pub aspect_ratio: Option<String>,
    /// The task this one continues, and which of its four pictures (1 to 4).
    pub origin: Option<(String, u8)>,
    /// Where the provider may tell us about it, and the word it must bring.
    pub webhook: Option<(String, String)>,
}

/// How far a task is.
#[derive(Debug, Clone, PartialEq)]
pub enum TaskState {
    /// Under way.
    Running {
        /// Percent.
        progress: u8,
    },
    /// Done.
    Done {
        /// Where the pictures are, for some hours.
        image_urls: Vec<String>,
        /// What it took.
        usage: Usage,
    },
    /// It failed; a failed task is not charged.
    Failed(Failure),
}

/// A task's name at the provider, and how far it is.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskReport {
    /// Its name.
    pub task_id: String,
    /// How far it is.
    pub state: TaskState,
}

/// Does long work.
pub trait TaskModel: Send + Sync {
    /// Begins a task. A lost answer is `FailureClass::Uncertain`: it may run, and is never begun again by itself.
    fn submit(&self, request: TaskRequest) -> Reply<'_, TaskReport>;
    /// Asks about a task.
    fn poll(&self, task_id: String) -> Reply<'_, TaskReport>;
    /// Reads what the provider sent us about a task, after its secret was compared; `None` for anything else.
    fn parse_webhook(&self, body: &Bytes) -> Option<TaskReport>;
    /// Asks the provider to stop a task, where it can.
    fn cancel(&self, task_id: String) -> Reply<'_, ()>;
    /// How long to wait before asking again, after so many times.
    fn pause(&self, asked: u32) -> Duration;
}
