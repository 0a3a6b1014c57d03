//! Pictures, sound and vectors, as OpenAI-compatible providers expect to be asked for them and answer.

use super::{
    answer::trouble,
    chat::is_base64,
    contract::{Surface, ensure},
    form,
    record::Request,
    scenario::Scenario,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use flate2::{Compression, Crc, write::ZlibEncoder};
use serde_json::{Value, json};
use std::io::Write;

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Pictures from words.
    Images,
    /// Pictures from pictures.
    Edits,
    /// Speech written down.
    Transcriptions,
    /// Text spoken.
    Speech,
    /// Texts as vectors.
    Embeddings,
}

/// What a provider has at a path.
pub fn route(surface: &Surface, path: &str) -> Option<Kind> {
    let (kind, providers): (_, &[&str]) = match path {
        "/images" => (Kind::Images, &["openrouter"]),
        "/images/generations" => (Kind::Images, &["openai", "ollama"]),
        "/images/edits" => (Kind::Edits, &["openai"]),
        "/audio/transcriptions" => (Kind::Transcriptions, &["openrouter", "openai", "groq"]),
        "/audio/speech" => (Kind::Speech, &["openrouter", "openai", "groq"]),
        "/embeddings" => (Kind::Embeddings, &["openrouter", "openai", "ollama"]),
        _ => return None,
    };
    providers.contains(&surface.name).then_some(kind)
}

/// What is wrong with a request.
pub fn check(surface: &Surface, kind: Kind, request: &Request) -> Result<(), String> {
    let is_form = kind == Kind::Edits || (kind == Kind::Transcriptions && surface.name != "openrouter");
    let body = &request.body;
    if is_form {
        let length = request.header("content-length").and_then(|length| length.parse::<usize>().ok());
        ensure(body["form"].is_array() && length.is_some(), "no form of a known length")?;
        return if kind == Kind::Edits { check_edit(body) } else { check_transcription_form(body) };
    }
    ensure(request.header("content-type") == Some("application/json"), "content-type is not application/json")?;
    ensure(body["model"].as_str().is_some_and(|model| !model.is_empty()), "no model")?;
    match kind {
        Kind::Images | Kind::Edits => check_images(surface, body),
        Kind::Transcriptions => {
            only(body, &["model", "input_audio", "language"])?;
            let audio = &body["input_audio"];
            ensure(audio["data"].as_str().is_some_and(is_base64), "no sound in base64")?;
            ensure(is_extension(audio["format"].as_str().unwrap_or_default()), "an unknown format")
        }
        Kind::Speech => check_speech(surface, body),
        Kind::Embeddings => check_embeddings(body),
    }
}

fn only(body: &Value, known: &[&str]) -> Result<(), String> {
    let fields = body.as_object().ok_or("the body is no JSON object")?;
    fields.keys().try_for_each(|name| ensure(known.contains(&name.as_str()), &format!("unexpected field {name}")))
}

fn check_images(surface: &Surface, body: &Value) -> Result<(), String> {
    match surface.name {
        "openrouter" => {
            only(body, &["model", "prompt", "n", "aspect_ratio", "size", "quality", "seed", "input_references"])?;
            for reference in body["input_references"].as_array().into_iter().flatten() {
                let url = reference["image_url"]["url"].as_str().unwrap_or_default();
                ensure(reference["type"] == "image_url" && url.starts_with("data:image/"), "an odd reference")?;
            }
        }
        // gpt-image refuses response_format, others need it.
        "openai" => only(body, &["model", "prompt", "n", "size", "quality"])?,
        _ => {
            only(body, &["model", "prompt", "n", "size", "quality", "response_format"])?;
            ensure(body["response_format"] == "b64_json", "response_format is not b64_json")?;
        }
    }
    ensure(body["prompt"].as_str().is_some_and(|prompt| !prompt.is_empty()), "no prompt")?;
    ensure(body["n"].as_u64().is_some_and(|count| (1..=10).contains(&count)), "n is not between 1 and 10")?;
    check_size(body["size"].as_str())
}

/// Sides of gpt-image are divisible by sixteen.
fn check_size(size: Option<&str>) -> Result<(), String> {
    let Some((width, height)) = size.and_then(|size| size.split_once('x')) else { return Ok(()) };
    let proper = |side: &str| side.parse::<u32>().is_ok_and(|side| side.is_multiple_of(16) && side <= 3_840);
    ensure(proper(width) && proper(height), "a size that is not offered")
}

fn check_edit(body: &Value) -> Result<(), String> {
    let known = ["model", "prompt", "n", "size", "quality", "image", "image[]", "mask"];
    for part in form::parts(body) {
        let name = part["name"].as_str().unwrap_or_default();
        ensure(known.contains(&name), &format!("unexpected part {name}"))?;
        if let Some(file) = part["filename"].as_str() {
            let extension = match part["type"].as_str() {
                Some("image/png") => ".png",
                Some("image/jpeg") => ".jpg",
                Some("image/webp") => ".webp",
                _ => return Err("a file that is no picture".to_owned()),
            };
            ensure(file.ends_with(extension), "a file whose name does not say what it is")?;
        }
    }
    let (one, many) = (form::files(body, "image").count(), form::files(body, "image[]").count());
    ensure((one == 1 && many == 0) || (one == 0 && (2..=16).contains(&many)), "no picture to edit")?;
    ensure(form::text(body, "model").is_some() && form::text(body, "prompt").is_some(), "no model or prompt")?;
    check_size(form::text(body, "size"))
}

fn is_extension(extension: &str) -> bool {
    ["flac", "mp3", "mp4", "mpeg", "mpga", "m4a", "ogg", "wav", "webm"].contains(&extension)
}

fn check_transcription_form(body: &Value) -> Result<(), String> {
    let known = ["model", "file", "language", "prompt", "response_format", "timestamp_granularities[]"];
    for part in form::parts(body) {
        let name = part["name"].as_str().unwrap_or_default();
        ensure(known.contains(&name), &format!("unexpected part {name}"))?;
    }
    ensure(form::text(body, "model").is_some_and(|model| !model.is_empty()), "no model")?;
    let file = form::files(body, "file").next().ok_or("no file")?;
    let extension = file["filename"].as_str().and_then(|name| name.rsplit_once('.')).map_or("", |(_, last)| last);
    ensure(is_extension(extension), "invalid file format")?;
    ensure(file["bytes"].as_u64().is_some_and(|bytes| (1..=25 << 20).contains(&bytes)), "a file of a wrong size")?;
    let verbose = form::text(body, "timestamp_granularities[]").is_some();
    let format = form::text(body, "response_format");
    ensure(format == Some(if verbose { "verbose_json" } else { "json" }), "response_format")
}

fn check_speech(surface: &Surface, body: &Value) -> Result<(), String> {
    let (known, formats): (&[&str], &[&str]) = match surface.name {
        "openai" => (
            &["model", "input", "voice", "response_format", "speed", "instructions"],
            &["mp3", "opus", "aac", "flac", "wav", "pcm"],
        ),
        "openrouter" => (&["model", "input", "voice", "response_format", "speed"], &["mp3", "pcm"]),
        _ => (&["model", "input", "voice", "response_format"], &["wav"]),
    };
    only(body, known)?;
    let text = body["input"].as_str().unwrap_or_default();
    ensure((1..=4_096).contains(&text.chars().count()), "input is not between 1 and 4096 characters")?;
    ensure(formats.contains(&body["response_format"].as_str().unwrap_or_default()), "response_format")?;
    ensure(surface.name != "openai" || body["voice"].is_string(), "no voice")?;
    ensure(body.get("speed").is_none_or(Value::is_number), "speed is no number")
}

fn check_embeddings(body: &Value) -> Result<(), String> {
    only(body, &["model", "input", "encoding_format", "dimensions"])?;
    let inputs = body["input"].as_array().ok_or("input is no list")?;
    ensure((1..=2_048).contains(&inputs.len()), "input is not between 1 and 2048 texts")?;
    ensure(inputs.iter().all(|input| input.as_str().is_some_and(|text| !text.is_empty())), "an empty input")?;
    ensure(body["encoding_format"] == "float", "encoding_format is not float")
}

/// What is answered when no test asked for anything special.
pub fn scenario(surface: &Surface, kind: Kind, request: &Request) -> Scenario {
    let body = &request.body;
    let words = ["prompt", "input"].into_iter().find_map(|name| body[name].as_str().or_else(|| form::text(body, name)));
    if let Some(trouble) = trouble(words.unwrap_or_default()) {
        return trouble;
    }
    match kind {
        Kind::Images | Kind::Edits => Scenario::status(200, images(surface, body)),
        Kind::Transcriptions => Scenario::status(200, transcript(surface, body)),
        Kind::Speech => speech(body["response_format"].as_str().unwrap_or_default()),
        Kind::Embeddings => Scenario::status(200, embeddings(surface, body)),
    }
    .named_as("media")
    .header("x-request-id", "req-emulator-1")
}

fn images(surface: &Surface, body: &Value) -> Value {
    let count = body["n"].as_u64().or_else(|| form::text(body, "n")?.parse().ok()).unwrap_or(1);
    let size = body["size"].as_str().or_else(|| form::text(body, "size")).and_then(|size| size.split_once('x'));
    let side = |text: &str| text.parse::<u32>().map_or(256, |side| side.min(2_048));
    let (width, height) = size.map_or((256, 256), |(width, height)| (side(width), side(height)));
    let picture = |at: u64| {
        let bytes = png(width, height, u8::try_from(at * 24).unwrap_or(0));
        json!({"b64_json": STANDARD.encode(bytes), "media_type": "image/png"})
    };
    let mut usage = json!({
        "input_tokens": 12, "output_tokens": 1_000 * count, "total_tokens": 12 + 1_000 * count,
        "input_tokens_details": {"text_tokens": 12, "image_tokens": 0},
        "output_tokens_details": {"text_tokens": 0, "image_tokens": 1_000 * count},
    });
    if surface.name == "openrouter" {
        usage["cost"] = json!(0.04);
    }
    json!({"created": 1, "data": (0..count).map(picture).collect::<Vec<_>>(), "usage": usage})
}

/// A picture of one colour.
pub fn png(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let row = vec![0; usize::try_from(width).unwrap_or(0) + 1];
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..height {
        let _ = pixels.write_all(&row);
    }
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8; 4], data: &[u8]| {
        let mut sum = Crc::new();
        sum.update(name);
        sum.update(data);
        file.extend_from_slice(&u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
        file.extend_from_slice(name);
        file.extend_from_slice(data);
        file.extend_from_slice(&sum.sum().to_be_bytes());
    };
    chunk(b"IHDR", &[&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 3, 0, 0, 0]].concat());
    chunk(b"PLTE", &[shade, 128, 200]);
    chunk(b"IDAT", &pixels.finish().unwrap_or_default());
    chunk(b"IEND", &[]);
    file
}

const TEXT_FA: &str = "این متن را شبیه‌ساز نوشته است.";
const TEXT_EN: &str = "The emulator wrote this text.";

fn transcript(surface: &Surface, body: &Value) -> Value {
    let language = body["language"].as_str().or_else(|| form::text(body, "language")).unwrap_or("fa");
    let text = if language == "fa" { TEXT_FA } else { TEXT_EN };
    let mut reply = json!({ "text": text });
    match surface.name {
        "openrouter" => reply["usage"] = json!({"seconds": 3.2, "cost": 0.0000213}),
        "openai" if form::text(body, "model").is_some_and(|model| model.contains("whisper")) => {
            reply["usage"] = json!({"type": "duration", "seconds": 4});
        }
        "openai" => {
            reply["usage"] = json!({"type": "tokens", "input_tokens": 32, "output_tokens": 9, "total_tokens": 41,
                                    "input_token_details": {"text_tokens": 0, "audio_tokens": 32}});
        }
        _ => reply["x_groq"] = json!({"id": "req_1"}),
    }
    if form::text(body, "response_format") == Some("verbose_json") {
        reply["language"] = json!(if language == "fa" { "persian" } else { "english" });
        reply["duration"] = json!(3.2);
        reply["segments"] = json!([{"id": 0, "start": 0.0, "end": 3.2, "text": format!(" {text}")}]);
    }
    reply
}

fn speech(format: &str) -> Scenario {
    let (kind, bytes): (_, Vec<u8>) = match format {
        "pcm" => ("audio/pcm;rate=24000;channels=1", vec![0; 24_000]),
        "wav" => ("audio/wav", wav(&[0; 24_000])),
        // Forty silent frames.
        _ => ("audio/mpeg", [&[0xFF, 0xFB, 0x90, 0x00][..], &[0; 413]].concat().repeat(40)),
    };
    Scenario::body(200, kind, Bytes::from(bytes))
}

/// Samples of 24 kHz with the header that browsers need.
pub fn wav(samples: &[u8]) -> Vec<u8> {
    let length = u32::try_from(samples.len()).unwrap_or(0);
    let number = |number: u32| number.to_le_bytes();
    let format = [&number(16)[..], &[1, 0, 1, 0], &number(24_000), &number(48_000), &[2, 0, 16, 0]].concat();
    [&b"RIFF"[..], &number(length + 36), b"WAVEfmt ", &format, b"data", &number(length), samples].concat()
}

/// Vectors that are not of length one, the last text's first: both are allowed.
fn embeddings(surface: &Surface, body: &Value) -> Value {
    let inputs: Vec<&str> = body["input"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let dimensions = body["dimensions"].as_u64().unwrap_or(8);
    let numbers = |text: &str| -> Vec<u64> {
        let sum: u64 = text.chars().map(|c| u64::from(u32::from(c))).sum();
        (1..=dimensions).map(|at| (sum * at) % 97 + 1).collect()
    };
    let rows = inputs.iter().enumerate().rev();
    let rows = rows.map(|(at, text)| json!({"object": "embedding", "index": at, "embedding": numbers(text)}));
    let tokens = inputs.iter().map(|text| text.chars().count() / 3 + 1).sum::<usize>();
    let mut usage = json!({"prompt_tokens": tokens, "total_tokens": tokens});
    if surface.name == "openrouter" {
        usage["cost"] = json!(0.0000012);
    }
    json!({"object": "list", "data": rows.collect::<Vec<_>>(), "model": body["model"], "usage": usage})
}
