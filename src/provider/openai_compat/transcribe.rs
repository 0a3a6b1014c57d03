//! Speech written down: `/audio/transcriptions`, as a form with a file or as OpenRouter's JSON.

use super::{
    OpenAiCompat, Server,
    exchange::{Answer, Loss, caller, exchange},
    image::file,
    tally::{self, decimal, milli},
};
use crate::provider::{
    dialect::{TranscriptionApi, names},
    failure::Failure,
    media::{Reply, Seconds, Segment, Transcriber, Transcript, TranscriptionRequest},
    sniff,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures::FutureExt;
use reqwest::{RequestBuilder, multipart::Form};
use serde::Deserialize;
use serde_json::{Value, json};

/// The largest sound that providers take; more is refused without asking.
const AUDIO_BYTES_MAX: usize = 25 << 20;
/// The largest reply that is read.
const REPLY_BYTES_MAX: usize = 16 << 20;

impl Transcriber for OpenAiCompat {
    fn transcribe(&self, request: TranscriptionRequest) -> Reply<'_, Transcript> {
        let server = &self.server;
        async move { transcribe(server, &request).await.map_err(|failure| server.remote.clean(failure)) }.boxed()
    }
}

async fn transcribe(server: &Server, request: &TranscriptionRequest) -> Result<Transcript, Failure> {
    if request.audio.bytes.len() > AUDIO_BYTES_MAX {
        return Err(caller("sound of more than 25 MB"));
    }
    let unknown = || caller("a kind of sound that this provider does not read");
    let extension = sniff::audio_extension(&request.audio.media_type).ok_or_else(unknown)?;
    let asking = match &server.dialect.transcription {
        None => return Err(caller("this provider writes no speech down")),
        Some(TranscriptionApi::Json) => {
            let data = STANDARD.encode(&request.audio.bytes);
            let mut body = json!({"model": request.model, "input_audio": {"data": data, "format": extension}});
            if let Some(language) = &request.language {
                body["language"] = json!(language);
            }
            server.remote.post("/audio/transcriptions")?.json(&body)
        }
        Some(TranscriptionApi::Form { verbose_models }) => {
            let verbose = request.timestamps && names(verbose_models, &request.model);
            form(server, request, extension, verbose)?
        }
    };
    transcript(&exchange(&server.remote, asking, Loss::Harmless, REPLY_BYTES_MAX).await?)
}

fn form(
    server: &Server,
    request: &TranscriptionRequest,
    extension: &str,
    verbose: bool,
) -> Result<RequestBuilder, Failure> {
    let audio = &request.audio;
    let audio = file(audio.bytes.clone(), &audio.media_type, format!("audio.{extension}"))?;
    let mut form = Form::new().text("model", request.model.clone()).part("file", audio);
    for (name, value) in [("language", &request.language), ("prompt", &request.prompt)] {
        if let Some(value) = value {
            form = form.text(name, value.clone());
        }
    }
    form = form.text("response_format", if verbose { "verbose_json" } else { "json" });
    if verbose {
        form = form.text("timestamp_granularities[]", "segment");
    }
    Ok(server.remote.post("/audio/transcriptions")?.multipart(form))
}

#[derive(Debug, Deserialize)]
struct Written {
    text: String,
    language: Option<String>,
    duration: Option<Value>,
    segments: Option<Vec<Value>>,
    usage: Option<Value>,
}

fn transcript(answer: &Answer) -> Result<Transcript, Failure> {
    let written: Written = answer.read("transcript")?;
    let mut usage = written.usage.as_ref().and_then(tally::usage).unwrap_or_default();
    usage.audio_ms = usage.audio_ms.or_else(|| seconds(written.duration.as_ref()).map(|duration| duration.milli));
    Ok(Transcript {
        text: written.text.trim().to_owned(),
        language: written.language.as_deref().and_then(language),
        seconds: usage.audio_ms.map(|milli| Seconds { milli }),
        segments: written.segments.iter().flatten().filter_map(segment).collect(),
        usage,
        request_id: answer.request_id.clone(),
    })
}

fn segment(segment: &Value) -> Option<Segment> {
    Some(Segment {
        start: seconds(segment.get("start"))?,
        end: seconds(segment.get("end"))?,
        text: segment.get("text")?.as_str()?.trim().to_owned(),
    })
}

fn seconds(value: Option<&Value>) -> Option<Seconds> {
    let milli = milli(decimal(value?)?)?;
    Some(Seconds { milli })
}

/// Some tell the language by its English name.
fn language(told: &str) -> Option<String> {
    let told = told.trim().to_lowercase();
    let code = match told.as_str() {
        "persian" | "farsi" => "fa",
        "english" => "en",
        "arabic" => "ar",
        "turkish" => "tr",
        "kurdish" => "ku",
        "azerbaijani" => "az",
        "pashto" => "ps",
        "urdu" => "ur",
        "french" => "fr",
        "german" => "de",
        "spanish" => "es",
        "italian" => "it",
        "russian" => "ru",
        "chinese" => "zh",
        "hindi" => "hi",
        code if code.len() == 2 && code.is_ascii() => code,
        _ => return None,
    };
    Some(code.to_owned())
}
