//! What the dashboard asks of the audio studio. Sound goes into the library first, over REST: `POST /api/v1/assets`.

#![allow(missing_docs, reason = "#[server] makes a struct of each function's arguments")]

use super::model;
use crate::{
    kernel::{
        AppError, Page, PageQuery,
        id::{RecordingId, SpeechId},
    },
    run::model::Quote,
};
use leptos::{prelude::*, server_fn::codec::Json};

/// The recordings, the newest first.
#[server(prefix = "/rpc", endpoint = "audio/list_recordings", input = Json)]
pub async fn list_recordings(query: PageQuery) -> Result<Page<model::Recording>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_recordings(&cx, &who, query).await).await
}

/// A recording with what was said.
#[server(prefix = "/rpc", endpoint = "audio/get_recording", input = Json)]
pub async fn get_recording(id: RecordingId) -> Result<model::RecordingView, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_recording(&cx, &who, id).await).await
}

/// The most that writing sound down may cost.
#[server(prefix = "/rpc", endpoint = "audio/quote_recording", input = Json)]
pub async fn quote_recording(input: model::NewRecording) -> Result<Quote, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::quote_recording(&cx, &who, input).await).await
}

/// Begins to write sound down.
#[server(prefix = "/rpc", endpoint = "audio/start_recording", input = Json)]
pub async fn start_recording(input: model::NewRecording) -> Result<model::RecordingStarted, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::start_recording(&cx, &who, input).await).await
}

/// Asks for the parts that failed again.
#[server(prefix = "/rpc", endpoint = "audio/again_recording", input = Json)]
pub async fn again_recording(id: RecordingId) -> Result<model::RecordingStarted, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::again_recording(&cx, &who, id).await).await
}

/// Sums it up.
#[server(prefix = "/rpc", endpoint = "audio/summarise_recording", input = Json)]
pub async fn summarise_recording(id: RecordingId) -> Result<model::RecordingView, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::summarise_recording(&cx, &who, id).await).await
}

/// Corrects name, text and summary.
#[server(prefix = "/rpc", endpoint = "audio/change_recording", input = Json)]
pub async fn change_recording(
    id: RecordingId,
    input: model::RecordingChange,
) -> Result<model::RecordingView, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::change_recording(&cx, &who, id, input).await).await
}

/// Takes a recording away.
#[server(prefix = "/rpc", endpoint = "audio/delete_recording", input = Json)]
pub async fn delete_recording(id: RecordingId) -> Result<(), AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::delete_recording(&cx, &who, id).await).await
}

/// The speeches, the newest first.
#[server(prefix = "/rpc", endpoint = "audio/list_speeches", input = Json)]
pub async fn list_speeches(query: PageQuery) -> Result<Page<model::Speech>, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::list_speeches(&cx, &who, query).await).await
}

/// A speech with its text.
#[server(prefix = "/rpc", endpoint = "audio/get_speech", input = Json)]
pub async fn get_speech(id: SpeechId) -> Result<model::SpeechView, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::get_speech(&cx, &who, id).await).await
}

/// The most that speaking a text may cost.
#[server(prefix = "/rpc", endpoint = "audio/quote_speech", input = Json)]
pub async fn quote_speech(input: model::NewSpeech) -> Result<Quote, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::quote_speech(&cx, &who, input).await).await
}

/// Begins to speak a text.
#[server(prefix = "/rpc", endpoint = "audio/start_speech", input = Json)]
pub async fn start_speech(input: model::NewSpeech) -> Result<model::SpeechStarted, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::start_speech(&cx, &who, input).await).await
}

/// Asks for the parts that failed again.
#[server(prefix = "/rpc", endpoint = "audio/again_speech", input = Json)]
pub async fn again_speech(id: SpeechId) -> Result<model::SpeechStarted, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::again_speech(&cx, &who, id).await).await
}

/// Gives a speech another name.
#[server(prefix = "/rpc", endpoint = "audio/rename_speech", input = Json)]
pub async fn rename_speech(id: SpeechId, input: model::SpeechName) -> Result<model::SpeechView, AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::rename_speech(&cx, &who, id, input).await).await
}

/// Takes a speech away.
#[server(prefix = "/rpc", endpoint = "audio/delete_speech", input = Json)]
pub async fn delete_speech(id: SpeechId) -> Result<(), AppError> {
    use super::server;
    crate::server::rpc::run(async |cx, who| server::delete_speech(&cx, &who, id).await).await
}
