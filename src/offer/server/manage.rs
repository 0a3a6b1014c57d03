//! What staff does with offers. Every change of what is sold is a revision; the order and the archive are not.

use super::store;
use crate::{
    kernel::{
        AppError, FieldProblem,
        id::{OfferId, UserId},
    },
    offer::{
        draft::{OfferInput, OfferOrder, OfferSwitch},
        model::{Content, OFFERS_MAX, OfferDetail, OfferLine},
    },
    server::{Cx, Fault, Result, access::Staff, db::Conn},
};
use futures::FutureExt;
use uuid::Uuid;

/// Changes of the catalogue come one after the other: the key of their writes.
const LANE: Uuid = Uuid::nil();

/// All offers in their order, those that are archived last.
pub async fn list_offers(cx: &Cx, _who: &Staff) -> Result<Vec<OfferLine>> {
    let mut conn = cx.db.read().await?;
    let mut lines = store::list_lines(&mut conn).await?;
    lines.extend(store::list_archived(&mut conn).await?);
    Ok(lines)
}

/// An offer with its revisions. Refuses: `not_found`.
pub async fn get_offer(cx: &Cx, _who: &Staff, id: OfferId) -> Result<OfferDetail> {
    detail(&mut cx.db.read().await?, id).await
}

/// Makes an offer; it stands last. Refuses: `invalid`, `too_many`.
pub async fn create_offer(cx: &Cx, who: &Staff, input: OfferInput) -> Result<OfferDetail> {
    let content = input.read()?;
    let (id, now, author) = (OfferId(cx.id()), cx.clock.now(), who.member().user());
    let made = cx.db.write(LANE, move |conn| {
        async move {
            refuse_more(conn).await?;
            let position = store::next_position(conn).await?;
            store::insert_offer(conn, id, &content, position, now).await?;
            store::insert_revision(conn, id, 1, &content, now, Some(author)).await?;
            detail(conn, id).await
        }
        .boxed()
    });
    made.await.map_err(code_taken)
}

/// Gives an offer a new revision; one that says the same changes nothing. Refuses: `invalid`, `not_found`, `conflict`
/// (archived, or another revision came in between).
pub async fn change_offer(cx: &Cx, who: &Staff, id: OfferId, input: OfferInput) -> Result<OfferDetail> {
    let content = input.read()?;
    let based_on = input.based_on;
    let (cx2, author) = (cx.clone(), who.member().user());
    cx.db
        .write(LANE, move |conn| {
            async move {
                let line = living(conn, id).await?;
                if based_on.is_some_and(|revision| revision != line.offer.revision) {
                    return Err(AppError::Conflict.into());
                }
                check_fixed(&line.offer.content, &content)?;
                revise(&cx2, conn, &line, content, author).await?;
                detail(conn, id).await
            }
            .boxed()
        })
        .await
}

/// Takes an offer from sale or puts it there, archives it or takes it back. Refuses: `not_found`, `conflict` (archived),
/// `too_many`.
pub async fn switch_offer(cx: &Cx, who: &Staff, id: OfferId, switch: OfferSwitch) -> Result<OfferDetail> {
    let (cx2, now, author) = (cx.clone(), cx.clock.now(), who.member().user());
    cx.db
        .write(LANE, move |conn| {
            async move {
                let line = store::find_line(conn, id).await?.ok_or(AppError::NotFound)?;
                match (switch.archived, line.archived_at) {
                    (Some(true), None) => store::archive(conn, id, Some(now)).await?,
                    (Some(false), Some(_)) => {
                        refuse_more(conn).await?;
                        store::archive(conn, id, None).await?;
                    }
                    _ => {}
                }
                if let Some(enabled) = switch.enabled {
                    let line = living(conn, id).await?;
                    let content = Content { enabled, ..line.offer.content.clone() };
                    revise(&cx2, conn, &line, content, author).await?;
                }
                detail(conn, id).await
            }
            .boxed()
        })
        .await
}

/// Puts offers into this order. Refuses: `invalid` (`ids`: one that is none, or archived).
pub async fn order_offers(cx: &Cx, _who: &Staff, order: OfferOrder) -> Result<Vec<OfferLine>> {
    cx.db
        .write(LANE, move |conn| {
            async move {
                let known: Vec<OfferId> =
                    store::list_lines(conn).await?.into_iter().map(|line| line.offer.id).collect();
                if order.ids.len() > known.len() || order.ids.iter().any(|id| !known.contains(id)) {
                    return Err(AppError::field("ids", FieldProblem::Unknown).into());
                }
                let mut ids = order.ids;
                ids.extend(known.iter().copied().filter(|id| !ids.contains(id)).collect::<Vec<_>>());
                for (position, id) in (0_i64..).zip(ids) {
                    store::set_position(conn, id, position).await?;
                }
                let mut lines = store::list_lines(conn).await?;
                lines.extend(store::list_archived(conn).await?);
                Ok(lines)
            }
            .boxed()
        })
        .await
}

async fn detail(conn: &mut Conn, id: OfferId) -> Result<OfferDetail> {
    let line = store::find_line(conn, id).await?.ok_or(AppError::NotFound)?;
    Ok(OfferDetail { line, revisions: store::list_revisions(conn, id).await? })
}

/// An offer that is not archived.
async fn living(conn: &mut Conn, id: OfferId) -> Result<OfferLine> {
    let line = store::find_line(conn, id).await?.ok_or(AppError::NotFound)?;
    if line.archived_at.is_some() { Err(AppError::Conflict.into()) } else { Ok(line) }
}

async fn revise(cx: &Cx, conn: &mut Conn, line: &OfferLine, content: Content, author: UserId) -> Result<()> {
    let (id, revision) = (line.offer.id, line.offer.revision);
    if line.offer.content == content {
        return Ok(());
    }
    // Another process may have been faster: its revision stays.
    if !store::advance(conn, id, revision).await? {
        return Err(AppError::Conflict.into());
    }
    store::insert_revision(conn, id, revision + 1, &content, cx.clock.now(), Some(author)).await
}

async fn refuse_more(conn: &mut Conn) -> Result<()> {
    if store::count_living(conn).await? >= i64::from(OFFERS_MAX) {
        return Err(AppError::TooMany { max: OFFERS_MAX }.into());
    }
    Ok(())
}

/// What an offer is and how rules call it stays.
fn check_fixed(before: &Content, after: &Content) -> Result<()> {
    if before.kind() != after.kind() {
        return Err(AppError::field("kind", FieldProblem::Fixed).into());
    }
    let code = |content: &Content| content.plan().map(|plan| plan.code.clone());
    if code(before) != code(after) {
        return Err(AppError::field("code", FieldProblem::Fixed).into());
    }
    Ok(())
}

fn code_taken(fault: Fault) -> Fault {
    if fault.violates("offers_code", "offers.code") {
        return AppError::field("code", FieldProblem::Taken).into();
    }
    fault
}
