//! Pictures, sound and vectors of the sandbox.

use super::{Sandbox, TRANSCRIPT_EN, TRANSCRIPT_FA, picture, sound};
use crate::provider::{
    failure::{Failure, FailureClass},
    lexical,
    media::{
        Embedder, EmbeddingRequest, Embeddings, ImageModel, ImageRequest, Images, Reply, Seconds, Segment, Speaker,
        Speech, SpeechRequest, Transcriber, Transcript, TranscriptionRequest,
    },
    tokens,
    usage::Usage,
    wav,
};
use futures::FutureExt;

/// Pictures at once.
const IMAGES_MAX: u8 = 10;
/// How long vectors are when nobody says.
const DIMENSIONS: u32 = 256;
const DIMENSIONS_MAX: u32 = 4_096;

impl ImageModel for Sandbox {
    fn generate(&self, request: ImageRequest) -> Reply<'_, Images> {
        async move { images(&request) }.boxed()
    }
}

impl Transcriber for Sandbox {
    fn transcribe(&self, request: TranscriptionRequest) -> Reply<'_, Transcript> {
        async move { Ok(transcript(&request)) }.boxed()
    }
}

impl Speaker for Sandbox {
    fn speak(&self, request: SpeechRequest) -> Reply<'_, Speech> {
        async move {
            let audio = sound::speak(&request.text, request.speed_percent.unwrap_or(100));
            let characters = u64::try_from(request.text.chars().count()).ok();
            let usage = Usage { characters, audio_ms: wav::duration_ms(&audio.bytes), ..Usage::default() };
            Ok(Speech { audio, usage, request_id: None })
        }
        .boxed()
    }
}

impl Embedder for Sandbox {
    fn embed(&self, request: EmbeddingRequest) -> Reply<'_, Embeddings> {
        async move { embeddings(&request) }.boxed()
    }
}

fn caller(what: &str) -> Failure {
    Failure::new(FailureClass::Caller, what)
}

fn images(request: &ImageRequest) -> Result<Images, Failure> {
    if request.count > IMAGES_MAX {
        return Err(caller("too many pictures"));
    }
    let (width, height) = picture::size(request.size.as_deref(), request.aspect_ratio.as_deref());
    let words = |at: u8| format!("{}\n{}\n{at}", request.prompt, request.seed.unwrap_or_default());
    let drawn = (0..request.count.max(1)).map(|at| picture::draw(&words(at), width, height));
    let images: Vec<_> = drawn.collect::<Option<_>>().ok_or_else(|| caller("that can not be drawn"))?;
    let usage = Usage {
        input_uncached: Some(tokens::estimate(&request.prompt)),
        images: u64::try_from(images.len()).ok(),
        ..Usage::default()
    };
    Ok(Images { images, usage, request_id: None })
}

fn transcript(request: &TranscriptionRequest) -> Transcript {
    let persian = request.language.as_deref().is_none_or(|language| language.starts_with("fa"));
    let (text, language) = if persian { (TRANSCRIPT_FA, "fa") } else { (TRANSCRIPT_EN, "en") };
    let audio_ms = wav::duration_ms(&request.audio.bytes);
    let seconds = audio_ms.map(|milli| Seconds { milli });
    let segment = |end| Segment { start: Seconds::default(), end, text: text.to_owned() };
    Transcript {
        text: text.to_owned(),
        language: Some(language.to_owned()),
        seconds,
        segments: seconds.filter(|_| request.timestamps).map(segment).into_iter().collect(),
        usage: Usage { audio_ms, output_text: Some(tokens::estimate(text)), ..Usage::default() },
        request_id: None,
    }
}

fn embeddings(request: &EmbeddingRequest) -> Result<Embeddings, Failure> {
    let dimensions = request.dimensions.unwrap_or(DIMENSIONS);
    let length = usize::try_from(dimensions).ok().filter(|_| (1..=DIMENSIONS_MAX).contains(&dimensions));
    let length = length.ok_or_else(|| caller("vectors of that length are not made"))?;
    let made = request.inputs.iter().map(|text| lexical::vector(text, length));
    let vectors: Vec<_> = made.collect::<Option<_>>().ok_or_else(|| caller("there is no vector of that"))?;
    let read = request.inputs.iter().map(|text| tokens::estimate(text)).sum();
    Ok(Embeddings { vectors, usage: Usage { input_uncached: Some(read), ..Usage::default() }, request_id: None })
}
