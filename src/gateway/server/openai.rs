//! The routes of `/v1`. OpenAI's reference describes them; our own document has the REST API only.

use super::{
    answer::{self, Frame, Pieces},
    ask,
    audio::{self, SpeakRequest},
    embedding::{self, Vectors, VectorsRequest},
    error::Refusal,
    form::Form,
    image::{self, PictureRequest},
    model,
    wire::CompletionRequest,
};
use crate::{
    kernel::AppError,
    run::{
        model::RunEvent,
        server::rest::{KEEP_ALIVE, event_stream},
    },
    server::{Cx, Fault, access::Member, rest::Body},
};
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Multipart, Path, State, multipart::MultipartRejection},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, post},
};
use futures::stream;
use serde_json::Value;
use std::convert::Infallible;

/// The largest body of a question: pictures come inside.
const QUESTION_BYTES_MAX: usize = 32 << 20;
/// The largest form of pictures to work from.
const PICTURES_BYTES_MAX: usize = 64 << 20;
/// The largest form with sound: what else is in it is small.
const SOUND_FORM_BYTES_MAX: usize = audio::SOUND_BYTES_MAX + (1 << 20);
/// The largest body of texts to turn into vectors.
const TEXTS_BYTES_MAX: usize = 16 << 20;

/// The routes.
pub fn router() -> Router<Cx> {
    Router::new()
        .route("/chat/completions", post(complete).layer(DefaultBodyLimit::max(QUESTION_BYTES_MAX)))
        .route("/embeddings", post(embed).layer(DefaultBodyLimit::max(TEXTS_BYTES_MAX)))
        .route("/images/generations", post(generate_images))
        .route("/images/edits", post(edit_images).layer(DefaultBodyLimit::max(PICTURES_BYTES_MAX)))
        .route("/audio/transcriptions", post(transcribe).layer(DefaultBodyLimit::max(SOUND_FORM_BYTES_MAX)))
        .route("/audio/speech", post(speak))
        .route("/models", get(list_models))
        .route("/models/{*id}", get(get_model))
        .fallback(no_such_call)
        .method_not_allowed_fallback(no_such_call)
}

async fn no_such_call() -> Refusal {
    AppError::NotFound.into()
}

/// Answers a conversation, at once or as a stream.
async fn complete(
    State(cx): State<Cx>,
    who: Result<Member, Fault>,
    body: Result<Body<CompletionRequest>, Fault>,
) -> Result<Response, Refusal> {
    let (who, Body(input)) = (who?, body?);
    let is_stream = input.stream == Some(true);
    let include_usage = input.stream_options.as_ref().and_then(|options| options.include_usage).unwrap_or(false);
    let created = cx.clock.now();
    let (run, mut following, model) = ask::start(&cx, &who, input).await?;
    let frame = Frame { run, model, created };
    if !is_stream {
        return Ok(Json(answer::whole(frame, following).await?).into_response());
    }
    // What fails before its first word is an error's status, not a stream.
    let first = match following.next().await {
        Some(RunEvent::Error(error)) => return Err(error.into()),
        Some(first) => first,
        None => return Err(Fault::broken("a run without an end").into()),
    };
    let pieces = Pieces::new(frame, following, include_usage, first);
    let events = stream::unfold(pieces, |mut pieces| async move {
        let data = pieces.next().await?;
        Some((Ok::<_, Infallible>(Event::default().data(data)), pieces))
    });
    Ok(event_stream(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()))
}

/// Turns texts into vectors.
async fn embed(
    State(cx): State<Cx>,
    who: Result<Member, Fault>,
    body: Result<Body<VectorsRequest>, Fault>,
) -> Result<Json<Vectors>, Refusal> {
    Ok(Json(embedding::embed(&cx, &who?, body?.0).await?))
}

/// Draws.
async fn generate_images(
    State(cx): State<Cx>,
    who: Result<Member, Fault>,
    body: Result<Body<PictureRequest>, Fault>,
) -> Result<Json<Value>, Refusal> {
    Ok(Json(image::generate(&cx, &who?, body?.0).await?))
}

/// Draws from pictures.
async fn edit_images(
    State(cx): State<Cx>,
    who: Result<Member, Fault>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Json<Value>, Refusal> {
    let (who, form) = (who?, form.map_err(|_| AppError::MalformedRequest)?);
    Ok(Json(image::edit(&cx, &who, Form::read(form, PICTURES_BYTES_MAX).await?).await?))
}

/// Writes speech down.
async fn transcribe(
    State(cx): State<Cx>,
    who: Result<Member, Fault>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Refusal> {
    let (who, form) = (who?, form.map_err(|_| AppError::MalformedRequest)?);
    audio::transcribe(&cx, &who, Form::read(form, SOUND_FORM_BYTES_MAX).await?).await
}

/// Speaks.
async fn speak(
    State(cx): State<Cx>,
    who: Result<Member, Fault>,
    body: Result<Body<SpeakRequest>, Fault>,
) -> Result<Response, Refusal> {
    audio::speak(&cx, &who?, body?.0).await
}

async fn list_models(State(cx): State<Cx>, who: Result<Member, Fault>) -> Result<Json<Value>, Refusal> {
    Ok(Json(model::list(&cx, &who?).await?))
}

async fn get_model(
    State(cx): State<Cx>,
    who: Result<Member, Fault>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    Ok(Json(model::find(&cx, &who?, &id).await?))
}
