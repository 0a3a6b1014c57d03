//! Pictures: `/images/generations` and `/images/edits` of OpenAI, `/images` of OpenRouter. Pictures themselves are asked
//! for; where addresses come instead, what they name is fetched at once, because they die within the hour.

use super::{
    OpenAiCompat, Server,
    exchange::{Answer, Loss, caller, exchange},
    request::data_uri,
    tally,
};
use crate::provider::{
    chat::Media,
    dialect::ImageApi,
    failure::{Failure, FailureClass},
    fetched,
    media::{ImageModel, ImageRequest, Images, Reply},
    sniff,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures::FutureExt;
use reqwest::{
    Body, RequestBuilder,
    multipart::{Form, Part},
};
use serde::Deserialize;
use serde_json::{Value, json};

/// The largest reply that is read: four pictures of the largest size.
const REPLY_BYTES_MAX: usize = 96 << 20;

impl ImageModel for OpenAiCompat {
    fn generate(&self, request: ImageRequest) -> Reply<'_, Images> {
        let server = &self.server;
        async move { generate(server, &request).await.map_err(|failure| server.remote.clean(failure)) }.boxed()
    }
}

async fn generate(server: &Server, request: &ImageRequest) -> Result<Images, Failure> {
    let asking = match server.dialect.images {
        None => return Err(caller("this provider makes no pictures")),
        Some(ImageApi::Openrouter) => server.remote.post("/images")?.json(&openrouter(request)?),
        Some(ImageApi::Openai { ask_b64 }) if request.references.is_empty() => {
            server.remote.post("/images/generations")?.json(&Value::from_iter(fields(request, ask_b64)?))
        }
        Some(ImageApi::Openai { ask_b64 }) => edit(server, request, ask_b64)?,
    };
    images(server, &exchange(&server.remote, asking, Loss::Costly, REPLY_BYTES_MAX).await?).await
}

/// OpenAI's fields.
fn fields(request: &ImageRequest, ask_b64: bool) -> Result<Vec<(&'static str, Value)>, Failure> {
    let mut fields =
        vec![("model", json!(request.model)), ("prompt", json!(request.prompt)), ("n", json!(request.count.max(1)))];
    fields.extend(size(request)?.map(|size| ("size", json!(size))));
    fields.extend(request.quality.as_ref().map(|quality| ("quality", json!(quality))));
    fields.extend(ask_b64.then(|| ("response_format", json!("b64_json"))));
    Ok(fields)
}

/// OpenAI knows sizes only: of about a million pixels, in steps of sixteen.
fn size(request: &ImageRequest) -> Result<Option<String>, Failure> {
    let Some(ratio) = request.aspect_ratio.as_deref().filter(|_| request.size.is_none()) else {
        return Ok(request.size.clone());
    };
    Ok(Some(
        match ratio {
            "1:1" => "1024x1024",
            "3:2" => "1536x1024",
            "2:3" => "1024x1536",
            "4:3" => "1280x960",
            "3:4" => "960x1280",
            "5:4" => "1280x1024",
            "4:5" => "1024x1280",
            "16:9" => "1280x720",
            "9:16" => "720x1280",
            "21:9" => "1680x720",
            _ => return Err(caller("an aspect ratio that this provider does not have")),
        }
        .to_owned(),
    ))
}

fn edit(server: &Server, request: &ImageRequest, ask_b64: bool) -> Result<RequestBuilder, Failure> {
    let mut form = Form::new();
    for (name, value) in fields(request, ask_b64)? {
        form = form.text(name, value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    let name = if request.references.len() == 1 { "image" } else { "image[]" };
    for (at, reference) in request.references.iter().enumerate() {
        form = form.part(name, picture(reference, &format!("image-{at}"))?);
    }
    if let Some(mask) = &request.mask {
        form = form.part("mask", picture(mask, "mask")?);
    }
    Ok(server.remote.post("/images/edits")?.multipart(form))
}

/// A file of a form. Some servers only look at its name.
fn picture(media: &Media, name: &str) -> Result<Part, Failure> {
    let extension = match media.media_type.as_str() {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/webp" => "webp",
        _ => return Err(caller("a kind of picture that this provider does not read")),
    };
    file(media.bytes.clone(), &media.media_type, format!("{name}.{extension}"))
}

/// A file of a form, without a copy of its bytes.
pub(super) fn file(bytes: Bytes, media_type: &str, name: String) -> Result<Part, Failure> {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let part = Part::stream_with_length(Body::from(bytes), length).file_name(name);
    part.mime_str(media_type).map_err(|_| caller("a media type that is none"))
}

fn openrouter(request: &ImageRequest) -> Result<Value, Failure> {
    if request.mask.is_some() {
        return Err(caller("this provider takes no mask"));
    }
    let mut body = json!({"model": request.model, "prompt": request.prompt, "n": request.count.max(1)});
    let words = [("aspect_ratio", &request.aspect_ratio), ("size", &request.size), ("quality", &request.quality)];
    for (name, word) in words {
        if let Some(word) = word {
            body[name] = json!(word);
        }
    }
    if let Some(seed) = request.seed {
        body["seed"] = json!(seed);
    }
    if !request.references.is_empty() {
        let reference = |media| json!({"type": "image_url", "image_url": {"url": data_uri(media)}});
        body["input_references"] = request.references.iter().map(reference).collect();
    }
    Ok(body)
}

#[derive(Debug, Deserialize)]
struct Drawn {
    data: Vec<Picture>,
    usage: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Picture {
    b64_json: Option<String>,
    url: Option<String>,
}

async fn images(server: &Server, answer: &Answer) -> Result<Images, Failure> {
    let drawn: Drawn = answer.read("pictures")?;
    let failed = |class, what: &str| Failure { request_id: answer.request_id.clone(), ..Failure::new(class, what) };
    if drawn.data.is_empty() {
        // How some moderations say no.
        return Err(failed(FailureClass::Filtered, "no picture came"));
    }
    // Some servers put the picture itself where its address belongs.
    let written = |picture: &Picture| {
        let url = picture.url.as_deref().filter(|url| url.starts_with("data:"));
        picture.b64_json.as_deref().or(url).and_then(decoded)
    };
    let mut images: Vec<Media> = drawn.data.iter().filter_map(written).collect();
    let url = |picture: &Picture| picture.url.clone().filter(|_| picture.b64_json.is_none());
    let urls: Vec<String> = drawn.data.iter().filter_map(url).filter(|url| !url.starts_with("data:")).collect();
    match fetched::pictures(&server.remote.outbound, &urls).await {
        Ok(more) => images.extend(more),
        Err(failure) if images.is_empty() && !urls.is_empty() => return Err(failed(failure.class, &failure.detail)),
        // What was made is given out.
        Err(_) => {}
    }
    if images.is_empty() {
        return Err(failed(FailureClass::Protocol, "what came is no picture"));
    }
    let mut usage = drawn.usage.as_ref().and_then(tally::usage).unwrap_or_default();
    usage.images = u64::try_from(images.len()).ok();
    Ok(Images { images, usage, request_id: answer.request_id.clone() })
}

/// The picture and what it is, found out from its bytes.
fn decoded(text: &str) -> Option<Media> {
    let text = text.split_once(";base64,").map_or(text, |(_, data)| data);
    let bytes = STANDARD.decode(text.trim()).ok()?;
    let media_type = sniff::image(&bytes)?.to_owned();
    Some(Media { media_type, bytes: bytes.into() })
}
