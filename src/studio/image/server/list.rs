//! Drawings as they stand.

use super::store::{self, DrawingRow};
use crate::{
    catalog,
    kernel::{AppError, FieldProblem, Page, id::RunId},
    library::{self, model::BulkAction},
    run::{self, model::Run},
    server::{Cx, Result, access::Member, db::Conn},
    studio::image::model::{Drawing, DrawingQuery, REFRESHED_MAX},
};
use futures::FutureExt;

/// The drawings of this person's, the newest first. Refuses: `malformed_request` (the cursor).
pub async fn list_drawings(cx: &Cx, who: &Member, query: DrawingQuery) -> Result<Page<Drawing>> {
    let page = query.page();
    let before = page.cursor.as_deref().map(|cursor| cursor.parse::<RunId>().map_err(|_| AppError::MalformedRequest));
    let mut conn = cx.db.read().await?;
    let rows = store::list(&mut conn, who.user(), before.transpose()?, page.limit() + 1).await?;
    let drawings = filled(cx, &mut conn, who, rows).await?;
    Ok(Page::of(drawings, page.limit(), |drawing| drawing.id().to_string()))
}

/// How some of them stand; those that are none of this person's are left out. Refuses: `invalid` (`ids`).
pub async fn refresh_drawings(cx: &Cx, who: &Member, ids: Vec<RunId>) -> Result<Vec<Drawing>> {
    if u32::try_from(ids.len()).is_ok_and(|count| count > REFRESHED_MAX) {
        return Err(AppError::field("ids", FieldProblem::TooMany { max: REFRESHED_MAX }).into());
    }
    let mut conn = cx.db.read().await?;
    let mut rows = Vec::new();
    for id in ids {
        rows.extend(store::find(&mut conn, who.user(), id).await?);
    }
    filled(cx, &mut conn, who, rows).await
}

/// A drawing. Refuses: `not_found`.
pub async fn get_drawing(cx: &Cx, who: &Member, id: RunId) -> Result<Drawing> {
    let mut conn = cx.db.read().await?;
    let row = store::find(&mut conn, who.user(), id).await?.ok_or(AppError::NotFound)?;
    Ok(filled(cx, &mut conn, who, vec![row]).await?.pop().ok_or(AppError::NotFound)?)
}

/// Takes a drawing off the wall: one that has not ended is stopped, its pictures go to the trash. Refuses: `not_found`.
pub async fn delete_drawing(cx: &Cx, who: &Member, id: RunId) -> Result<()> {
    let drawing = get_drawing(cx, who, id).await?;
    if !drawing.run.state.is_final() {
        run::server::cancel_run(cx, who, id).await?;
    }
    let (user, now) = (who.user(), cx.clock.now());
    cx.db.write(user.0, move |conn| store::hide(conn, user, id, now).boxed()).await?;
    let ids = drawing.pictures.iter().map(|picture| picture.id).collect::<Vec<_>>();
    if !ids.is_empty() {
        let bulk = library::model::Bulk { ids, action: BulkAction::Trash, folder_id: None, tag: None };
        library::server::bulk(cx, who, bulk).await?;
    }
    Ok(())
}

async fn filled(cx: &Cx, conn: &mut Conn, who: &Member, rows: Vec<DrawingRow>) -> Result<Vec<Drawing>> {
    let ids: Vec<RunId> = rows.iter().map(|row| row.run_id).collect();
    let (Some(first), Some(last)) = (ids.iter().min().copied(), ids.iter().max().copied()) else {
        return Ok(Vec::new());
    };
    let mut runs = run::server::find_rows(conn, first, last, who.user()).await?;
    let names = catalog::server::names(conn).await?;
    let mut pictures = library::server::list_outputs(conn, who.user(), first, last).await?;
    let mut drawings = Vec::new();
    for row in rows {
        let Some(run) = runs.remove(&row.run_id) else { continue };
        let run = Run::try_from(run)?;
        let open: &[RunId] = if run.state.is_final() { &[] } else { std::slice::from_ref(&row.run_id) };
        let standing = run::server::standings(cx, conn, open).await?.remove(&row.run_id).unwrap_or_default();
        drawings.push(Drawing {
            model_name: names.get(&run.model).unwrap_or(&run.model).clone(),
            order: row.order()?,
            is_parked: standing.is_parked,
            pictures: pictures.remove(&row.run_id).unwrap_or_default(),
            run: Run { place: standing.place, progress: standing.percent, ..run },
        });
    }
    Ok(drawings)
}
