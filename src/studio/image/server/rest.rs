//! `images/*` of the REST API. Contract: `design/api.md`.

use crate::{
    kernel::{Page, id::RunId},
    server::{
        Cx, Result,
        access::Member,
        rest::{Body, Path, Problem, Query},
    },
    studio::image::model::{
        Drawing, DrawingQuery, DrawingQuote, DrawingStarted, PictureOrder, PromptDraft, PromptEnhanced,
    },
};
use axum::{Json, extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(generate_images))
        .routes(routes!(quote_images))
        .routes(routes!(enhance_prompt))
        .routes(routes!(list_drawings))
        .routes(routes!(get_drawing, delete_drawing))
}

/// Orders pictures. They wait their turn; follow the run, or ask for the drawing.
#[utoipa::path(post, path = "/images/generate", tag = "images", request_body = PictureOrder,
    responses((status = 202, body = DrawingStarted), (status = 402, body = Problem, description = "`insufficient_coins`, `key_limit`"),
        (status = 403, body = Problem, description = "`key_model`"), (status = 422, body = Problem)))]
async fn generate_images(
    State(cx): State<Cx>,
    who: Member,
    Body(input): Body<PictureOrder>,
) -> Result<(StatusCode, Json<DrawingStarted>)> {
    let drawing = super::draw(&cx, &who, input).await?;
    Ok((StatusCode::ACCEPTED, Json(DrawingStarted { run_id: drawing.id() })))
}

/// What an order would cost at most.
#[utoipa::path(post, path = "/images/quote", tag = "images", request_body = PictureOrder,
    responses((status = 200, body = DrawingQuote), (status = 403, body = Problem, description = "`key_model`"), (status = 422, body = Problem)))]
async fn quote_images(
    State(cx): State<Cx>,
    who: Member,
    Body(input): Body<PictureOrder>,
) -> Result<Json<DrawingQuote>> {
    input.check()?;
    Ok(Json(super::quote_drawing(&cx, &who, input).await?))
}

/// Writes a prompt out; holds the answer until it is there.
#[utoipa::path(post, path = "/images/enhance", tag = "images", request_body = PromptDraft,
    responses((status = 200, body = PromptEnhanced), (status = 402, body = Problem, description = "`insufficient_coins`, `key_limit`"),
        (status = 422, body = Problem), (status = 502, body = Problem, description = "`provider`")))]
async fn enhance_prompt(
    State(cx): State<Cx>,
    who: Member,
    Body(input): Body<PromptDraft>,
) -> Result<Json<PromptEnhanced>> {
    Ok(Json(super::enhance_prompt(&cx, &who, input).await?))
}

/// The drawings, the newest first.
#[utoipa::path(get, path = "/images", tag = "images", params(DrawingQuery),
    responses((status = 200, body = Page<Drawing>), (status = 400, body = Problem, description = "`malformed_request`: the cursor")))]
async fn list_drawings(
    State(cx): State<Cx>,
    who: Member,
    Query(query): Query<DrawingQuery>,
) -> Result<Json<Page<Drawing>>> {
    Ok(Json(super::list_drawings(&cx, &who, query).await?))
}

/// A drawing: what was ordered, how it stands, its pictures.
#[utoipa::path(get, path = "/images/{id}", tag = "images", params(("id" = RunId, Path)),
    responses((status = 200, body = Drawing), (status = 404, body = Problem)))]
async fn get_drawing(State(cx): State<Cx>, who: Member, Path(id): Path<RunId>) -> Result<Json<Drawing>> {
    Ok(Json(super::get_drawing(&cx, &who, id).await?))
}

/// Takes it off the wall; one that is under way is stopped, its pictures go to the trash.
#[utoipa::path(delete, path = "/images/{id}", tag = "images", params(("id" = RunId, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete_drawing(State(cx): State<Cx>, who: Member, Path(id): Path<RunId>) -> Result<StatusCode> {
    super::delete_drawing(&cx, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
