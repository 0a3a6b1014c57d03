//! `text/*` and `ai/generate` of the REST API. Contract: `design/api.md`.

use crate::{
    kernel::{
        Page,
        id::{TextId, TextTemplateId},
    },
    run::model::Quote,
    server::{
        Cx, Result,
        access::Member,
        rest::{Body, Path, Problem, Query},
    },
    studio::text::{
        call::{GenerateText, GeneratedText, TaskPrompt, TaskResult, TextKinds},
        meter::{Meter, MeterInput},
        model::{NewTexts, StartedTexts, Text, TextChange, TextLine, TextQuery},
        template::{TextTemplate, TextTemplateInput},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(generate_text))
        .routes(routes!(generate_for_task))
        .routes(routes!(list_text_kinds))
        .routes(routes!(start_texts))
        .routes(routes!(quote_texts))
        .routes(routes!(measure_text))
        .routes(routes!(list_texts))
        .routes(routes!(get_text, change_text, delete_text))
        .routes(routes!(list_text_versions))
        .routes(routes!(list_text_templates, create_text_template))
        .routes(routes!(change_text_template, delete_text_template))
}

/// Writes a text and answers with it. It also stands among the texts (`text/items`).
#[utoipa::path(post, path = "/text/generate", tag = "text", request_body = GenerateText,
    responses((status = 200, body = GeneratedText), (status = 402, body = Problem, description = "`insufficient_coins`, `key_limit`"),
        (status = 403, body = Problem, description = "`key_model`"),
        (status = 422, body = Problem, description = "`invalid`: `prompt`, `model`"), (status = 429, body = Problem),
        (status = 502, body = Problem, description = "`provider`: nothing whole came; nothing was charged")))]
async fn generate_text(
    State(cx): State<Cx>,
    who: Member,
    Body(input): Body<GenerateText>,
) -> Result<Json<GeneratedText>> {
    Ok(Json(super::generate_text(&cx, &who, input).await?))
}

/// Does a task with a prompt and answers with the result.
#[utoipa::path(post, path = "/ai/generate", tag = "text", request_body = TaskPrompt,
    responses((status = 200, body = TaskResult), (status = 402, body = Problem, description = "`insufficient_coins`, `key_limit`"),
        (status = 422, body = Problem, description = "`invalid`: `prompt`"), (status = 429, body = Problem),
        (status = 502, body = Problem, description = "`provider`: nothing whole came; nothing was charged")))]
async fn generate_for_task(
    State(cx): State<Cx>,
    who: Member,
    Body(input): Body<TaskPrompt>,
) -> Result<Json<TaskResult>> {
    Ok(Json(super::generate_for_task(&cx, &who, input).await?))
}

/// What can be written, and the fields of each form.
#[utoipa::path(get, path = "/text/tasks", tag = "text", responses((status = 200, body = TextKinds)))]
async fn list_text_kinds(_who: Member) -> Json<TextKinds> {
    Json(super::list_kinds())
}

/// Starts one to four versions of a text: watch `runs/{run_id}/events` of each.
#[utoipa::path(post, path = "/text/start", tag = "text", request_body = NewTexts,
    responses((status = 202, body = StartedTexts), (status = 402, body = Problem, description = "`insufficient_coins`: for all versions; `key_limit`"),
        (status = 403, body = Problem, description = "`key_model`"), (status = 404, body = Problem, description = "`not_found`: `part_of`"),
        (status = 422, body = Problem, description = "`invalid`: each field of the form as `fields.product`"), (status = 429, body = Problem),
        (status = 502, body = Problem, description = "`provider`: no model reads that much")))]
async fn start_texts(
    State(cx): State<Cx>,
    who: Member,
    Body(input): Body<NewTexts>,
) -> Result<(StatusCode, Json<StartedTexts>)> {
    Ok((StatusCode::ACCEPTED, Json(super::start_texts(&cx, &who, input).await?)))
}

/// What the versions would cost together.
#[utoipa::path(post, path = "/text/quote", tag = "text", request_body = NewTexts,
    responses((status = 200, body = Quote), (status = 403, body = Problem, description = "`key_model`"),
        (status = 404, body = Problem), (status = 422, body = Problem), (status = 502, body = Problem, description = "`provider`: no model reads that much")))]
async fn quote_texts(State(cx): State<Cx>, who: Member, Body(input): Body<NewTexts>) -> Result<Json<Quote>> {
    Ok(Json(super::quote_texts(&cx, &who, input).await?))
}

/// Measures a text as search engines and readers see it: widths, a keyword, readability. Costs nothing.
#[utoipa::path(post, path = "/text/meter", tag = "text", request_body = MeterInput,
    responses((status = 200, body = Meter), (status = 422, body = Problem)))]
async fn measure_text(State(cx): State<Cx>, who: Member, Body(input): Body<MeterInput>) -> Result<Json<Meter>> {
    Ok(Json(super::measure_text(&cx, &who, input).await?))
}

/// The texts, the newest first.
#[utoipa::path(get, path = "/text/items", tag = "text", params(TextQuery),
    responses((status = 200, body = Page<TextLine>), (status = 400, body = Problem, description = "`malformed_request`: the cursor")))]
async fn list_texts(State(cx): State<Cx>, who: Member, Query(query): Query<TextQuery>) -> Result<Json<Page<TextLine>>> {
    Ok(Json(super::list_texts(&cx, &who, query).await?))
}

/// A text; while it is being written, as far as it is.
#[utoipa::path(get, path = "/text/items/{id}", tag = "text", params(("id" = TextId, Path)),
    responses((status = 200, body = Text), (status = 404, body = Problem)))]
async fn get_text(State(cx): State<Cx>, who: Member, Path(id): Path<TextId>) -> Result<Json<Text>> {
    Ok(Json(super::get_text(&cx, &who, id).await?))
}

/// Changes title, text or mark. A text that is being written can not be changed.
#[utoipa::path(patch, path = "/text/items/{id}", tag = "text", params(("id" = TextId, Path)), request_body = TextChange,
    responses((status = 200, body = Text), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn change_text(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<TextId>,
    Body(input): Body<TextChange>,
) -> Result<Json<Text>> {
    Ok(Json(super::change_text(&cx, &who, id, input).await?))
}

/// Deletes a text, and stops its run.
#[utoipa::path(delete, path = "/text/items/{id}", tag = "text", params(("id" = TextId, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete_text(State(cx): State<Cx>, who: Member, Path(id): Path<TextId>) -> Result<StatusCode> {
    super::delete_text(&cx, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A text and the versions that were ordered with it.
#[utoipa::path(get, path = "/text/items/{id}/versions", tag = "text", params(("id" = TextId, Path)),
    responses((status = 200, body = Page<Text>), (status = 404, body = Problem)))]
async fn list_text_versions(State(cx): State<Cx>, who: Member, Path(id): Path<TextId>) -> Result<Json<Page<Text>>> {
    Ok(Json(Page { items: super::list_versions(&cx, &who, id).await?, next_cursor: None }))
}

/// The forms you keep, by name.
#[utoipa::path(get, path = "/text/templates", tag = "text", responses((status = 200, body = Page<TextTemplate>)))]
async fn list_text_templates(State(cx): State<Cx>, who: Member) -> Result<Json<Page<TextTemplate>>> {
    Ok(Json(Page { items: super::list_templates(&cx, &who).await?, next_cursor: None }))
}

/// Keeps a form under a name.
#[utoipa::path(post, path = "/text/templates", tag = "text", request_body = TextTemplateInput,
    responses((status = 201, body = TextTemplate), (status = 409, body = Problem, description = "`too_many`"), (status = 422, body = Problem)))]
async fn create_text_template(
    State(cx): State<Cx>,
    who: Member,
    Body(input): Body<TextTemplateInput>,
) -> Result<(StatusCode, Json<TextTemplate>)> {
    Ok((StatusCode::CREATED, Json(super::create_template(&cx, &who, input).await?)))
}

/// Puts a form and a name in the place of a template's.
#[utoipa::path(put, path = "/text/templates/{id}", tag = "text", params(("id" = TextTemplateId, Path)), request_body = TextTemplateInput,
    responses((status = 200, body = TextTemplate), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn change_text_template(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<TextTemplateId>,
    Body(input): Body<TextTemplateInput>,
) -> Result<Json<TextTemplate>> {
    Ok(Json(super::change_template(&cx, &who, id, input).await?))
}

/// Forgets a template.
#[utoipa::path(delete, path = "/text/templates/{id}", tag = "text", params(("id" = TextTemplateId, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete_text_template(State(cx): State<Cx>, who: Member, Path(id): Path<TextTemplateId>) -> Result<StatusCode> {
    super::delete_template(&cx, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
