//! `audio/*` of the REST API. Contract: `design/api.md`.

use super::recording::Exported;
use crate::{
    kernel::{
        AppError, FieldProblem, Page, PageQuery,
        id::{AssetId, RecordingId, SpeechId},
    },
    library::{self, model::AUDIO_BYTES_MAX, server::Incoming},
    provider::sniff,
    run::model::Quote,
    server::{
        Cx, Fault, Result,
        access::Member,
        rest::{Body, Path, Problem, Query},
    },
    studio::audio::model::{
        AudioState, ExportFormat, NewRecording, NewSpeech, Recording, RecordingChange, RecordingStarted, RecordingView,
        Speech, SpeechName, SpeechStarted, SpeechView, SummaryState,
    },
};
use axum::{
    Json,
    extract::{
        DefaultBodyLimit, Multipart, State,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::BytesMut;
use futures::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Bytes of a form beside its file.
const AROUND_BYTES: u64 = 64 << 10;
/// Bytes that tell sound from anything else.
const HEAD_BYTES: usize = 64;
/// How long an answer is held at most.
const WAIT: Duration = Duration::from_secs(60);
/// Between two looks while it is held.
const LOOK_EVERY: Duration = Duration::from_millis(150);

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    let most = usize::try_from(AUDIO_BYTES_MAX + AROUND_BYTES).unwrap_or(usize::MAX);
    let uploads = OpenApiRouter::new().routes(routes!(transcribe)).layer(DefaultBodyLimit::max(most));
    OpenApiRouter::new()
        .routes(routes!(quote_recording))
        .routes(routes!(list_recordings))
        .routes(routes!(get_recording, change_recording, delete_recording))
        .routes(routes!(again_recording))
        .routes(routes!(summarise_recording))
        .routes(routes!(export_recording))
        .routes(routes!(speak))
        .routes(routes!(quote_speech))
        .routes(routes!(list_speeches))
        .routes(routes!(get_speech, rename_speech, delete_speech))
        .routes(routes!(again_speech))
        .merge(uploads)
}

/// Whether the answer is held until the work has ended, 60 seconds at most.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WaitQuery {
    /// Hold the answer: 200 when the work has ended by then, 202 when it goes on.
    #[serde(default)]
    wait: bool,
}

/// Sound to write down: a file, or one of the library.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only described; the parts are read one by one")]
struct SttForm {
    /// The sound, 100 MB and four hours at most. It goes into the library.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
    /// Sound of the library instead of a file.
    asset_id: Option<AssetId>,
    /// ISO-639-1 of the language; found out by the model when not given.
    language: Option<String>,
    /// `true` for a short summary, which is a run of its own.
    summary: Option<bool>,
    /// A model that writes speech down; chosen by policy when not given.
    model: Option<String>,
    /// Its name; the file's when not given.
    name: Option<String>,
    /// The same request again is answered with what the first one made.
    client_request_id: Option<String>,
}

/// Writes speech down. What is longer than models take is cut where nobody speaks, and its times are put together again.
///
/// FLAC, M4A, MP3, MP4, Ogg, WAV and WebM. Sound in Opus (most WebM and Ogg files) is sent as it is and can not be cut: 25 MB
/// and 20 minutes at most. Everything is held before anything begins; watch `runs/{run_id}/events`, or `audio/recordings/{id}` for all parts.
#[utoipa::path(post, path = "/audio/stt", tag = "audio", params(WaitQuery), request_body(content = SttForm, content_type = "multipart/form-data"),
    responses((status = 202, body = RecordingStarted), (status = 200, body = RecordingStarted, description = "It has ended."),
        (status = 402, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem, description = "`invalid`: `file` is no sound that can be decoded, or too long; `language`, `model`"), (status = 429, body = Problem)))]
async fn transcribe(
    State(cx): State<Cx>,
    who: Member,
    Query(query): Query<WaitQuery>,
    form: std::result::Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, Json<RecordingStarted>)> {
    let input = read_form(&cx, &who, form.map_err(|_| AppError::MalformedRequest)?).await?;
    let mut started = super::start_recording(&cx, &who, input).await?;
    let id = started.recording.recording.id;
    let ended = Instant::now() + WAIT;
    while query.wait && is_working(&started.recording) && Instant::now() < ended {
        sleep(LOOK_EVERY).await;
        started.recording = super::get_recording(&cx, &who, id).await?;
    }
    Ok((status(is_working(&started.recording)), Json(started)))
}

fn is_working(view: &RecordingView) -> bool {
    let is_summed_up = matches!(view.recording.summary_state, SummaryState::Wanted | SummaryState::Working);
    view.recording.state == AudioState::Working || (is_summed_up && view.recording.state == AudioState::Done)
}

fn status(is_working: bool) -> StatusCode {
    if is_working { StatusCode::ACCEPTED } else { StatusCode::OK }
}

async fn read_form(cx: &Cx, who: &Member, mut form: Multipart) -> Result<NewRecording> {
    let (mut asset, mut language, mut model, mut name, mut request, mut summary) =
        (None, None, None, None, None, false);
    while let Some(part) = form.next_field().await.map_err(refused)? {
        let field = part.name().unwrap_or_default().to_owned();
        if field == "file" {
            asset = Some(take(cx, who, part).await?);
            continue;
        }
        let text = Some(part.text().await.map_err(refused)?).filter(|text| !text.is_empty());
        match field.as_str() {
            "asset_id" => {
                let unknown = || AppError::field("asset_id", FieldProblem::Unknown);
                asset = text.map(|text| text.parse().map_err(|_| unknown())).transpose()?.or(asset);
            }
            "language" => language = text,
            "model" => model = text,
            "name" => name = text,
            "client_request_id" => request = text,
            "summary" => summary = text.is_some_and(|text| text == "true"),
            _ => {}
        }
    }
    let asset_id = asset.ok_or_else(|| AppError::field("file", FieldProblem::Required))?;
    Ok(NewRecording { asset_id, language, model, summary, name, client_request_id: request })
}

/// Puts the sound into the library; what does not begin like sound is not even kept.
async fn take(cx: &Cx, who: &Member, part: Field<'_>) -> Result<AssetId> {
    let name = part.file_name().unwrap_or_default().to_owned();
    let (mut bytes, mut head) = (part.map_err(refused).boxed(), BytesMut::new());
    while head.len() < HEAD_BYTES {
        let Some(next) = bytes.next().await else { break };
        head.extend_from_slice(&next?);
    }
    if head.is_empty() {
        return Err(AppError::field("file", FieldProblem::Required).into());
    }
    if sniff::audio(&head).is_none() {
        return Err(AppError::field("file", FieldProblem::Sound).into());
    }
    let whole = stream::iter([Ok(head.freeze())]).chain(bytes);
    let (asset, _) = library::server::upload(cx, who, Incoming { name, folder: None }, whole).await?;
    Ok(asset.id)
}

fn refused(error: MultipartError) -> Fault {
    match error.status().as_u16() {
        413 => AppError::TooLarge { limit_bytes: AUDIO_BYTES_MAX }.into(),
        _ => AppError::MalformedRequest.into(),
    }
}

/// The most that writing sound of the library down may cost, its summary included.
#[utoipa::path(post, path = "/audio/stt/quote", tag = "audio", request_body = NewRecording,
    responses((status = 200, body = Quote), (status = 422, body = Problem)))]
async fn quote_recording(State(cx): State<Cx>, who: Member, Body(input): Body<NewRecording>) -> Result<Json<Quote>> {
    Ok(Json(super::quote_recording(&cx, &who, input).await?))
}

/// The recordings, the newest first.
#[utoipa::path(get, path = "/audio/recordings", tag = "audio", params(PageQuery),
    responses((status = 200, body = Page<Recording>), (status = 400, body = Problem, description = "`malformed_request`: the cursor")))]
async fn list_recordings(
    State(cx): State<Cx>,
    who: Member,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Recording>>> {
    Ok(Json(super::list_recordings(&cx, &who, query).await?))
}

/// A recording with what was said.
#[utoipa::path(get, path = "/audio/recordings/{id}", tag = "audio", params(("id" = RecordingId, Path)),
    responses((status = 200, body = RecordingView), (status = 404, body = Problem)))]
async fn get_recording(State(cx): State<Cx>, who: Member, Path(id): Path<RecordingId>) -> Result<Json<RecordingView>> {
    Ok(Json(super::get_recording(&cx, &who, id).await?))
}

/// Corrects its name, its text and its summary.
#[utoipa::path(patch, path = "/audio/recordings/{id}", tag = "audio", params(("id" = RecordingId, Path)), request_body = RecordingChange,
    responses((status = 200, body = RecordingView), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn change_recording(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<RecordingId>,
    Body(input): Body<RecordingChange>,
) -> Result<Json<RecordingView>> {
    Ok(Json(super::change_recording(&cx, &who, id, input).await?))
}

/// Takes a recording away. Its sound stays in the library.
#[utoipa::path(delete, path = "/audio/recordings/{id}", tag = "audio", params(("id" = RecordingId, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete_recording(State(cx): State<Cx>, who: Member, Path(id): Path<RecordingId>) -> Result<StatusCode> {
    super::delete_recording(&cx, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks for the parts that failed again, and for no others.
#[utoipa::path(post, path = "/audio/recordings/{id}/again", tag = "audio", params(("id" = RecordingId, Path)),
    responses((status = 202, body = RecordingStarted), (status = 402, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`conflict`: no part failed"), (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn again_recording(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<RecordingId>,
) -> Result<(StatusCode, Json<RecordingStarted>)> {
    Ok((StatusCode::ACCEPTED, Json(super::again_recording(&cx, &who, id).await?)))
}

/// Sums it up, again where there is a summary.
#[utoipa::path(post, path = "/audio/recordings/{id}/summary", tag = "audio", params(("id" = RecordingId, Path)),
    responses((status = 202, body = RecordingView), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`conflict`: the text is not there yet, or a summary is being written"), (status = 429, body = Problem)))]
async fn summarise_recording(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<RecordingId>,
) -> Result<(StatusCode, Json<RecordingView>)> {
    Ok((StatusCode::ACCEPTED, Json(super::summarise_recording(&cx, &who, id).await?)))
}

/// What a recording is written out as.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ExportQuery {
    /// The kind of file.
    #[param(inline)]
    format: ExportFormat,
}

/// A recording as a file: subtitles, text or a Word document.
#[utoipa::path(get, path = "/audio/recordings/{id}/export", tag = "audio", params(("id" = RecordingId, Path), ExportQuery),
    responses((status = 200, content_type = "*/*"), (status = 404, body = Problem),
        (status = 422, body = Problem, description = "`invalid` (`format`: the model told no times)")))]
async fn export_recording(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<RecordingId>,
    Query(query): Query<ExportQuery>,
) -> Result<Response> {
    let Exported { name, media_type, bytes } = super::export_recording(&cx, &who, id, query.format).await?;
    let disposition = format!("attachment; filename*=UTF-8''{}", crate::kernel::page::encoded(&name));
    Ok(([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response())
}

/// Speaks a text. Long ones are cut where sentences end and joined again; Persian numbers are read as words.
///
/// Everything is held before anything begins; watch `runs/{run_id}/events`, or `audio/speeches/{id}` for all parts. The file is
/// `assets/{asset_id}/content`. Long speeches in MP3 are frames of several files in a row.
#[utoipa::path(post, path = "/audio/tts", tag = "audio", params(WaitQuery), request_body = NewSpeech,
    responses((status = 202, body = SpeechStarted), (status = 200, body = SpeechStarted, description = "It has ended."),
        (status = 402, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn speak(
    State(cx): State<Cx>,
    who: Member,
    Query(query): Query<WaitQuery>,
    Body(input): Body<NewSpeech>,
) -> Result<(StatusCode, Json<SpeechStarted>)> {
    let mut started = super::start_speech(&cx, &who, input).await?;
    let (id, ended) = (started.speech.speech.id, Instant::now() + WAIT);
    let is_working = |view: &SpeechView| view.speech.state == AudioState::Working;
    while query.wait && is_working(&started.speech) && Instant::now() < ended {
        sleep(LOOK_EVERY).await;
        started.speech = super::get_speech(&cx, &who, id).await?;
    }
    Ok((status(is_working(&started.speech)), Json(started)))
}

/// The most that speaking a text may cost.
#[utoipa::path(post, path = "/audio/tts/quote", tag = "audio", request_body = NewSpeech,
    responses((status = 200, body = Quote), (status = 422, body = Problem)))]
async fn quote_speech(State(cx): State<Cx>, who: Member, Body(input): Body<NewSpeech>) -> Result<Json<Quote>> {
    Ok(Json(super::quote_speech(&cx, &who, input).await?))
}

/// The speeches, the newest first.
#[utoipa::path(get, path = "/audio/speeches", tag = "audio", params(PageQuery),
    responses((status = 200, body = Page<Speech>), (status = 400, body = Problem, description = "`malformed_request`: the cursor")))]
async fn list_speeches(
    State(cx): State<Cx>,
    who: Member,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Speech>>> {
    Ok(Json(super::list_speeches(&cx, &who, query).await?))
}

/// A speech with its text.
#[utoipa::path(get, path = "/audio/speeches/{id}", tag = "audio", params(("id" = SpeechId, Path)),
    responses((status = 200, body = SpeechView), (status = 404, body = Problem)))]
async fn get_speech(State(cx): State<Cx>, who: Member, Path(id): Path<SpeechId>) -> Result<Json<SpeechView>> {
    Ok(Json(super::get_speech(&cx, &who, id).await?))
}

/// Gives it another name.
#[utoipa::path(patch, path = "/audio/speeches/{id}", tag = "audio", params(("id" = SpeechId, Path)), request_body = SpeechName,
    responses((status = 200, body = SpeechView), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn rename_speech(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<SpeechId>,
    Body(input): Body<SpeechName>,
) -> Result<Json<SpeechView>> {
    Ok(Json(super::rename_speech(&cx, &who, id, input).await?))
}

/// Takes a speech away. Its file stays in the library.
#[utoipa::path(delete, path = "/audio/speeches/{id}", tag = "audio", params(("id" = SpeechId, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete_speech(State(cx): State<Cx>, who: Member, Path(id): Path<SpeechId>) -> Result<StatusCode> {
    super::delete_speech(&cx, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks for the parts that failed again, and for no others.
#[utoipa::path(post, path = "/audio/speeches/{id}/again", tag = "audio", params(("id" = SpeechId, Path)),
    responses((status = 202, body = SpeechStarted), (status = 402, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`conflict`: no part failed"), (status = 429, body = Problem)))]
async fn again_speech(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<SpeechId>,
) -> Result<(StatusCode, Json<SpeechStarted>)> {
    Ok((StatusCode::ACCEPTED, Json(super::again_speech(&cx, &who, id).await?)))
}
