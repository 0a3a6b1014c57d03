//! `auth/*` and the devices of the REST API. Contract: `design/api.md`.

use super::{
    register::{self, Chosen},
    sign_in::{self, tokens},
    token::Client,
};
use crate::{
    account::model::{Credentials, Device, Registration, Tokens},
    kernel::id::SessionId,
    server::{
        Cx, Fault, Result,
        access::{Member, Visitor},
        rest::{Body, Path, Problem, unreadable_form},
    },
};
use axum::{
    Form, Json,
    extract::{FromRequest, Request, State},
    http::{StatusCode, header},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    OpenApiRouter::new()
        .routes(routes!(register_account))
        .routes(routes!(create_tokens))
        .routes(routes!(create_tokens_json))
        .routes(routes!(refresh_tokens))
        .routes(routes!(end_session))
        .routes(routes!(list_devices))
        .routes(routes!(end_device))
}

/// Makes an account and signs it in.
#[utoipa::path(post, path = "/auth/register", tag = "auth", security(()), request_body = Registration,
    responses((status = 201, body = Tokens), (status = 409, body = Problem, description = "`email_taken`"),
        (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn register_account(
    State(cx): State<Cx>,
    who: Visitor,
    Body(input): Body<Registration>,
) -> Result<(StatusCode, Json<Tokens>)> {
    let (person, signed) = register::register(&cx, &who, Client::Api, Chosen::default(), input).await?;
    Ok((StatusCode::CREATED, Json(tokens(&cx, person, signed)?)))
}

/// What signs a person in, as forms in the style of OAuth send it.
#[derive(Deserialize, ToSchema)]
struct SignInForm {
    /// The account's address.
    #[serde(alias = "email")]
    #[schema(example = "sara@example.com")]
    username: String,
    /// The password.
    password: String,
}

/// Signs in. Takes JSON, or a form with `username` and `password`.
#[utoipa::path(post, path = "/auth/login", tag = "auth", security(()),
    request_body(content((Credentials = "application/json"), (SignInForm = "application/x-www-form-urlencoded")),
        description = "Either may call the address `email` or `username`."),
    responses((status = 200, body = Tokens), (status = 401, body = Problem, description = "`invalid_credentials`"),
        (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn create_tokens(State(cx): State<Cx>, who: Visitor, request: Request) -> Result<Json<Tokens>> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let input = if kind.starts_with("application/x-www-form-urlencoded") {
        Form::<SignInForm>::from_request(request, &cx)
            .await
            .map(|Form(SignInForm { username: email, password })| Credentials { email, password })
            .map_err(|rejection| Fault::Refused(unreadable_form(&rejection)))?
    } else {
        Body::<Credentials>::from_request(request, &cx).await?.0
    };
    let (person, signed) = sign_in::sign_in(&cx, &who, Client::Api, input).await?;
    Ok(Json(tokens(&cx, person, signed)?))
}

/// Signs in with JSON; the same as `auth/login`.
#[utoipa::path(post, path = "/auth/login/json", tag = "auth", security(()), request_body = Credentials,
    responses((status = 200, body = Tokens), (status = 401, body = Problem, description = "`invalid_credentials`"),
        (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn create_tokens_json(
    State(cx): State<Cx>,
    who: Visitor,
    Body(input): Body<Credentials>,
) -> Result<Json<Tokens>> {
    let (person, signed) = sign_in::sign_in(&cx, &who, Client::Api, input).await?;
    Ok(Json(tokens(&cx, person, signed)?))
}

/// What brings the next pair of tokens.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Refresh {
    /// The one that came last.
    refresh_token: String,
}

/// The next pair of tokens. A refresh token that comes twice ends its session.
#[utoipa::path(post, path = "/auth/refresh", tag = "auth", security(()), request_body = Refresh,
    responses((status = 200, body = Tokens), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn refresh_tokens(State(cx): State<Cx>, Body(input): Body<Refresh>) -> Result<Json<Tokens>> {
    Ok(Json(sign_in::refresh(&cx, &input.refresh_token).await?))
}

/// Ends the session that asks.
#[utoipa::path(post, path = "/auth/logout", tag = "auth", responses((status = 204)))]
async fn end_session(State(cx): State<Cx>, who: Member) -> Result<StatusCode> {
    sign_in::sign_out(&cx, &who).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The devices where the person is signed in.
#[utoipa::path(get, path = "/me/devices", tag = "auth", responses((status = 200, body = Vec<Device>)))]
async fn list_devices(State(cx): State<Cx>, who: Member) -> Result<Json<Vec<Device>>> {
    Ok(Json(super::list_devices(&cx, &who).await?))
}

/// Signs a device out.
#[utoipa::path(delete, path = "/me/devices/{id}", tag = "auth", params(("id" = SessionId, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn end_device(State(cx): State<Cx>, who: Member, Path(id): Path<SessionId>) -> Result<StatusCode> {
    super::end_device(&cx, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
