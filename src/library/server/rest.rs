//! `assets/*`, `folders/*` and linked files of the REST API. Contract: `design/api.md`.

use super::{Asked, Served, upload, upload::Incoming};
use crate::{
    kernel::{
        AppError, Page,
        id::{AssetId, FolderId},
    },
    library::model::{
        AUDIO_BYTES_MAX, Asset, AssetChange, AssetQuery, Bulk, BulkDone, Folder, FolderName, Link, NewLink, Shelf,
    },
    server::{
        Cx, Fault, Result,
        access::Member,
        rest::{Body, Path, Problem, Query},
    },
};
use axum::{
    Json,
    body::Body as HttpBody,
    extract::{
        DefaultBodyLimit, Multipart, State,
        multipart::{MultipartError, MultipartRejection},
    },
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::TryStreamExt;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Bytes of a form beside its file.
const AROUND_BYTES: u64 = 64 << 10;

/// The routes.
pub fn router() -> OpenApiRouter<Cx> {
    let most = usize::try_from(AUDIO_BYTES_MAX + AROUND_BYTES).unwrap_or(usize::MAX);
    let uploads = OpenApiRouter::new().routes(routes!(upload_asset)).layer(DefaultBodyLimit::max(most));
    OpenApiRouter::new()
        .routes(routes!(list_assets))
        .routes(routes!(get_shelf))
        .routes(routes!(bulk_assets))
        .routes(routes!(get_asset, change_asset, delete_asset))
        .routes(routes!(get_asset_content))
        .routes(routes!(make_asset_link))
        .routes(routes!(get_linked_file))
        .routes(routes!(create_folder))
        .routes(routes!(rename_folder, delete_folder))
        .merge(uploads)
}

/// The files, the newest first.
#[utoipa::path(get, path = "/assets", tag = "library", params(AssetQuery),
    responses((status = 200, body = Page<Asset>), (status = 400, body = Problem, description = "`malformed_request`: the cursor")))]
async fn list_assets(State(cx): State<Cx>, who: Member, Query(query): Query<AssetQuery>) -> Result<Json<Page<Asset>>> {
    Ok(Json(super::list_assets(&cx, &who, query).await?))
}

/// Puts a file into the library. The same file again is the one that is there: 200 instead of 201.
///
/// `folder_id` stands before `file`: a file is kept as it comes. Pictures (PNG, JPEG, WebP, GIF; 25 MB), sound (100 MB), text
/// and documents (PDF, Word, Excel, PowerPoint, EPUB; 50 MB).
#[utoipa::path(post, path = "/assets", tag = "library", request_body(content = AssetForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Asset), (status = 200, body = Asset, description = "It was there."), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn upload_asset(
    State(cx): State<Cx>,
    who: Member,
    form: std::result::Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, Json<Asset>)> {
    let mut form = form.map_err(|_| AppError::MalformedRequest)?;
    let mut folder = None;
    while let Some(part) = form.next_field().await.map_err(refused)? {
        match part.name().unwrap_or_default() {
            "folder_id" => {
                let text = part.text().await.map_err(refused)?;
                let unknown = || AppError::field("folder_id", crate::kernel::FieldProblem::Unknown);
                folder = (!text.is_empty()).then(|| text.parse().map_err(|_| unknown())).transpose()?;
            }
            "file" => {
                let incoming = Incoming { name: part.file_name().unwrap_or_default().to_owned(), folder };
                let (asset, is_new) = upload(&cx, &who, incoming, part.map_err(refused)).await?;
                return Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, Json(asset)));
            }
            _ => drop(part.bytes().await.map_err(refused)?),
        }
    }
    Err(AppError::field("file", crate::kernel::FieldProblem::Required).into())
}

fn refused(error: MultipartError) -> Fault {
    match error.status().as_u16() {
        413 => AppError::TooLarge { limit_bytes: AUDIO_BYTES_MAX }.into(),
        _ => AppError::MalformedRequest.into(),
    }
}

/// A file with its folder.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only described; the parts are read one by one")]
struct AssetForm {
    /// Where it is put.
    folder_id: Option<FolderId>,
    /// The file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Folders, tags, and how much room is taken.
#[utoipa::path(get, path = "/assets/shelf", tag = "library", responses((status = 200, body = Shelf)))]
async fn get_shelf(State(cx): State<Cx>, who: Member) -> Result<Json<Shelf>> {
    Ok(Json(super::get_shelf(&cx, &who).await?))
}

/// Does one thing with many files.
#[utoipa::path(post, path = "/assets/bulk", tag = "library", request_body = Bulk,
    responses((status = 200, body = BulkDone), (status = 422, body = Problem)))]
async fn bulk_assets(State(cx): State<Cx>, who: Member, Body(input): Body<Bulk>) -> Result<Json<BulkDone>> {
    Ok(Json(super::bulk(&cx, &who, input).await?))
}

/// A file.
#[utoipa::path(get, path = "/assets/{id}", tag = "library", params(("id" = AssetId, Path)),
    responses((status = 200, body = Asset), (status = 404, body = Problem)))]
async fn get_asset(State(cx): State<Cx>, who: Member, Path(id): Path<AssetId>) -> Result<Json<Asset>> {
    Ok(Json(super::get_asset(&cx, &who, id).await?))
}

/// Changes its name and tags.
#[utoipa::path(patch, path = "/assets/{id}", tag = "library", params(("id" = AssetId, Path)), request_body = AssetChange,
    responses((status = 200, body = Asset), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn change_asset(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<AssetId>,
    Body(input): Body<AssetChange>,
) -> Result<Json<Asset>> {
    Ok(Json(super::change_asset(&cx, &who, id, input).await?))
}

/// To the trash; out of the trash for ever.
#[utoipa::path(delete, path = "/assets/{id}", tag = "library", params(("id" = AssetId, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete_asset(State(cx): State<Cx>, who: Member, Path(id): Path<AssetId>) -> Result<StatusCode> {
    super::delete_asset(&cx, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How the bytes are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ContentQuery {
    /// At least so wide, where it is a picture: the next of 160, 320, 640, 1280 and 1920.
    #[serde(default)]
    w: Option<u32>,
    /// To be saved instead of shown.
    #[serde(default)]
    download: bool,
}

/// The bytes of a file. `Range` and `If-None-Match` work.
#[utoipa::path(get, path = "/assets/{id}/content", tag = "library", params(("id" = AssetId, Path), ContentQuery),
    responses((status = 200, content_type = "*/*"), (status = 206, description = "the part"),
        (status = 304, description = "the caller has it"), (status = 404, body = Problem), (status = 416, body = Problem)))]
async fn get_asset_content(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<AssetId>,
    Query(query): Query<ContentQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    let served = super::get_content(&cx, &who, id, &asked(query.w, &headers)).await?;
    Ok(respond(served, query.download))
}

/// Makes a link that opens the file for whoever has it, for a while.
#[utoipa::path(post, path = "/assets/{id}/link", tag = "library", params(("id" = AssetId, Path)), request_body = NewLink,
    responses((status = 201, body = Link), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn make_asset_link(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<AssetId>,
    Body(input): Body<NewLink>,
) -> Result<(StatusCode, Json<Link>)> {
    Ok((StatusCode::CREATED, Json(super::make_link(&cx, &who, id, input).await?)))
}

/// What a link carries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LinkQuery {
    /// Until when it works, in seconds since 1970.
    #[serde(default)]
    expires: i64,
    /// Proves it.
    #[serde(default)]
    signature: String,
    /// As for `content`.
    #[serde(default)]
    w: Option<u32>,
}

/// A file by its link.
#[utoipa::path(get, path = "/files/{id}", tag = "library", params(("id" = AssetId, Path), LinkQuery), security(()),
    responses((status = 200, content_type = "*/*"), (status = 206, description = "the part"),
        (status = 304, description = "the caller has it"), (status = 404, body = Problem, description = "`not_found`: no such link, or its time is over"), (status = 416, body = Problem)))]
async fn get_linked_file(
    State(cx): State<Cx>,
    Path(id): Path<AssetId>,
    Query(query): Query<LinkQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    let asked = asked(query.w, &headers);
    Ok(respond(super::get_linked(&cx, id, query.expires, &query.signature, &asked).await?, false))
}

/// Makes a folder.
#[utoipa::path(post, path = "/folders", tag = "library", request_body = FolderName,
    responses((status = 201, body = Folder), (status = 409, body = Problem, description = "`too_many`"), (status = 422, body = Problem)))]
async fn create_folder(
    State(cx): State<Cx>,
    who: Member,
    Body(input): Body<FolderName>,
) -> Result<(StatusCode, Json<Folder>)> {
    Ok((StatusCode::CREATED, Json(super::create_folder(&cx, &who, input).await?)))
}

/// Gives a folder another name.
#[utoipa::path(patch, path = "/folders/{id}", tag = "library", params(("id" = FolderId, Path)), request_body = FolderName,
    responses((status = 200, body = Folder), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn rename_folder(
    State(cx): State<Cx>,
    who: Member,
    Path(id): Path<FolderId>,
    Body(input): Body<FolderName>,
) -> Result<Json<Folder>> {
    Ok(Json(super::rename_folder(&cx, &who, id, input).await?))
}

/// Takes a folder away; its files stay.
#[utoipa::path(delete, path = "/folders/{id}", tag = "library", params(("id" = FolderId, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete_folder(State(cx): State<Cx>, who: Member, Path(id): Path<FolderId>) -> Result<StatusCode> {
    super::delete_folder(&cx, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn asked(width: Option<u32>, headers: &HeaderMap) -> Asked {
    let header = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).map(str::to_owned);
    Asked { width, range: header(header::RANGE), known: header(header::IF_NONE_MATCH) }
}

/// Pictures and sound are shown where they stand; whatever else is saved: it may be a page with a program in it.
fn respond(served: Served, download: bool) -> Response {
    let (tag, name, media_type, is_part, content) = match served {
        Served::Known { tag } => return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response(),
        Served::NoSuchPart { size } => {
            let refusal = Fault::from(AppError::NoSuchRange { size_bytes: size });
            return ([(header::CONTENT_RANGE, format!("bytes */{size}"))], refusal).into_response();
        }
        Served::Bytes { tag, name, media_type, is_part, content } => (tag, name, media_type, is_part, content),
    };
    let is_shown = !download && (media_type.starts_with("image/") || media_type.starts_with("audio/"));
    let how = if is_shown { "inline" } else { "attachment" };
    let length = content.range.end.saturating_sub(content.range.start);
    let headers = [
        (header::ETAG, tag),
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CONTENT_DISPOSITION, format!("{how}; filename*=UTF-8''{}", crate::kernel::page::encoded(&name))),
        // Kept, and asked about each time: what was deleted or signed out of does not stay behind.
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    let range = (
        header::CONTENT_RANGE,
        format!("bytes {}-{}/{}", content.range.start, content.range.end.saturating_sub(1), content.size),
    );
    let body = HttpBody::from_stream(content.stream);
    if is_part {
        return (StatusCode::PARTIAL_CONTENT, headers, [range], body).into_response();
    }
    (headers, body).into_response()
}
