//! The OpenAPI document and the page that shows it.

use super::{docs, security::page_policy};
use crate::{
    kernel::AppError,
    server::{Cx, random::Random, rest::BODY_BYTES_MAX},
};
use axum::{
    Json, Router,
    http::{StatusCode, header},
    response::{Html, IntoResponse},
    routing::get,
};
use std::sync::Arc;
use utoipa::openapi::{
    InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr, Response, Server,
    content::Content,
    path::{Operation, Parameter, ParameterBuilder, ParameterIn},
    schema::{ArrayItems, ObjectBuilder, Schema, Type},
    security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
};

const PROBLEM: &str = "#/components/schemas/Problem";
const PROBLEM_TYPE: &str = "application/problem+json";

/// What stands over the routes.
pub(super) fn head() -> OpenApi {
    let info = InfoBuilder::new()
        .title("AI Mall")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("JSON in snake_case. Errors are problem objects (RFC 9457) with a stable `code`. Coins are decimal strings with up to three places."))
        .build();
    let mut components = utoipa::openapi::Components::new();
    components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([Server::new("/api")]))
        .components(Some(components))
        .security(Some([SecurityRequirement::new("bearer", Vec::<String>::new())]))
        .build()
}

/// Adds what holds for all routes, so that no note beside a route repeats it: refusals of the doorways, the
/// `Idempotency-Key`, and how a problem looks.
pub(super) fn complete(mut spec: OpenApi) -> OpenApi {
    for (path, item) in &mut spec.paths.paths {
        for (changes, operation) in operations(item) {
            if path.starts_with("/v1/") {
                add_doorway(operation, changes);
            }
            describe_answers(operation);
        }
    }
    if let Some(components) = &mut spec.components {
        components.schemas.iter_mut().for_each(|(name, schema)| name_entries(name, schema));
        if let Some(RefOr::T(Schema::OneOf(events))) = components.schemas.get_mut("RunEvent") {
            events.items.iter_mut().for_each(tell_problem);
        }
    }
    spec
}

/// A list names the type of its entries instead of repeating it.
fn name_entries(name: &str, schema: &mut RefOr<Schema>) {
    if let (Some(entry), RefOr::T(Schema::Object(page))) = (name.strip_prefix("Page_"), schema)
        && let Some(RefOr::T(Schema::Array(list))) = page.properties.get_mut("items")
    {
        list.items = ArrayItems::RefOrSchema(Box::new(Ref::from_schema_name(entry).into()));
    }
}

/// On the wire a run's failure is a problem object, as every refusal is.
fn tell_problem(event: &mut RefOr<Schema>) {
    let RefOr::T(Schema::Object(event)) = event else { return };
    let is_error = event
        .properties
        .get("event")
        .is_some_and(|name| serde_json::to_value(name).is_ok_and(|name| name["enum"] == serde_json::json!(["error"])));
    if is_error {
        event.properties.insert("data".to_owned(), Ref::new(PROBLEM).into());
    }
}

/// The operations of a path, and whether they change something.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let PathItem { get, post, put, patch, delete, .. } = item;
    let all = [(false, get), (true, post), (true, put), (true, patch), (true, delete)];
    all.into_iter().filter_map(|(changes, operation)| Some((changes, operation.as_mut()?)))
}

/// What happens before a handler is asked.
fn add_doorway(operation: &mut Operation, changes: bool) {
    let signed_in = operation.security.is_none();
    let has_body = operation.request_body.is_some();
    let is_keyed = signed_in && changes;
    if has_body || is_keyed || has_query(operation) {
        refuse(operation, &AppError::MalformedRequest);
    }
    if signed_in {
        refuse(operation, &AppError::Unauthenticated);
    }
    // What an API key may not do, and an address that tries too many wrong ones.
    refuse(operation, &AppError::KeyScope { needs: Vec::new() });
    refuse(operation, &AppError::KeyAddress);
    refuse(operation, &AppError::RateLimited { retry_after_s: 0 });
    if changes {
        refuse(operation, &AppError::CrossSite);
    }
    if has_body {
        refuse(operation, &AppError::TooLarge { limit_bytes: BODY_BYTES_MAX });
    }
    if is_keyed {
        refuse(operation, &AppError::IdempotencyInFlight);
        refuse(operation, &AppError::IdempotencyMismatch);
        operation.parameters.get_or_insert_default().push(idempotency_key().into());
    }
    refuse(operation, &AppError::Internal { incident: uuid::Uuid::nil() });
    refuse(operation, &AppError::Unavailable);
}

fn has_query(operation: &Operation) -> bool {
    let is_query = |one: &RefOr<Parameter>| matches!(one, RefOr::T(one) if one.parameter_in == ParameterIn::Query);
    operation.parameters.iter().flatten().any(is_query)
}

fn idempotency_key() -> Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(utoipa::openapi::Required::False)
        .description(Some("A name of your own for this call: sent again, it brings the stored answer."))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255))))
        .build()
}

/// Adds a refusal to those that the note lists.
fn refuse(operation: &mut Operation, error: &AppError) {
    let answers = &mut operation.responses.responses;
    let answer = answers.entry(error.status().to_string()).or_insert_with(|| {
        let mut answer = Response::default();
        answer.content.insert(PROBLEM_TYPE.to_owned(), Content::new(Some(Ref::new(PROBLEM))).into());
        answer.description = format!("`{}`", error.code());
        answer.into()
    });
    if let RefOr::T(answer) = answer {
        name_usual(answer, error.status());
        let code = format!("`{}`", error.code());
        if !answer.description.contains(&code) {
            answer.description.push_str(&format!(", {code}"));
        }
    }
}

/// A refusal that the note lists without its code is the usual one of its status.
fn name_usual(answer: &mut Response, status: u16) {
    if answer.description.is_empty()
        && let Some(code) = docs::usual_code(status)
    {
        answer.description = format!("`{code}`");
    }
}

/// Says of each answer what it is; problems are told from data by their media type.
fn describe_answers(operation: &mut Operation) {
    for (status, answer) in &mut operation.responses.responses {
        let (RefOr::T(answer), Ok(status)) = (answer, status.parse::<StatusCode>()) else { continue };
        if answer.content.get("application/json").is_some_and(is_problem) {
            let content = answer.content.drain(..).map(|(_, content)| (PROBLEM_TYPE.to_owned(), content));
            answer.content = content.collect();
        }
        if answer.content.contains_key(PROBLEM_TYPE) {
            name_usual(answer, status.as_u16());
        } else if answer.description.is_empty() {
            answer.description = status.canonical_reason().unwrap_or("Done").to_owned();
        }
    }
}

fn is_problem(content: &RefOr<Content>) -> bool {
    let RefOr::T(content) = content else { return false };
    matches!(&content.schema, Some(RefOr::Ref(schema)) if schema.ref_location == PROBLEM)
}

/// `/api/openapi.json` and `/api/docs`.
pub(super) fn router(spec: OpenApi) -> Router<Cx> {
    let spec = Arc::new(spec);
    let document = spec.clone();
    Router::new()
        .route("/openapi.json", get(move || async move { Json(document.as_ref().clone()) }))
        .route("/docs", get(move || async move { show(&spec) }))
}

fn show(spec: &OpenApi) -> impl IntoResponse + use<> {
    let nonce = Random::default().secret();
    ([(header::CONTENT_SECURITY_POLICY, page_policy(&nonce))], Html(docs::page(spec, &nonce)))
}
