//! Orders, as staff sees them.

use super::{deliver, receipt, refund, view};
use crate::{
    kernel::{
        AppError, Page,
        id::{OrderId, ReceiptId},
    },
    order::staff::{OrderFile, OrderQuery, StaffOrder},
    server::{Cx, Result, access::Staff},
};
use futures::stream::{self, Stream};

/// Rows of a table for spreadsheets, and those that are read at once.
const EXPORT_MAX: usize = 50_000;
const BATCH: u32 = 500;

/// Orders, the newest first. Refuses: `malformed_request`.
pub async fn list_all_orders(cx: &Cx, _who: &Staff, query: OrderQuery) -> Result<Page<StaffOrder>> {
    let page = query.page();
    let before = page.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest));
    let (before, limit) = (before.transpose()?, page.limit());
    let orders = view::store::list_all(&mut cx.db.read().await?, &query, before, limit + 1).await?;
    Ok(Page::of(orders, limit, |order| order.order.id.to_string()))
}

/// The same as [`list_all_orders`] in batches, to the end or to as many as a table holds.
pub fn export_orders(
    cx: &Cx,
    _who: &Staff,
    query: OrderQuery,
) -> impl Stream<Item = Result<Vec<StaffOrder>>> + Send + use<> {
    let cx = cx.clone();
    stream::try_unfold((None::<OrderId>, EXPORT_MAX), move |(before, left)| {
        let (cx, query) = (cx.clone(), query.clone());
        async move {
            let batch = BATCH.min(u32::try_from(left)?);
            if batch == 0 {
                return Ok(None);
            }
            let rows = view::store::list_all(&mut cx.db.read().await?, &query, before, batch).await?;
            let Some(last) = rows.last().map(|row| row.order.id) else { return Ok(None) };
            let is_last = rows.len() < usize::try_from(batch)?;
            let left = if is_last { 0 } else { left.saturating_sub(rows.len()) };
            Ok(Some((rows, (Some(last), left))))
        }
    })
}

/// How many receipts wait for staff.
pub async fn count_receipts(cx: &Cx, _who: &Staff) -> Result<i64> {
    view::store::count_waiting(&mut cx.db.read().await?).await
}

/// Everything of one order. Refuses: `not_found`.
pub async fn get_file(cx: &Cx, _who: &Staff, id: OrderId) -> Result<OrderFile> {
    let mut conn = cx.db.read().await?;
    let found = view::store::find(&mut conn, id).await?.ok_or(AppError::NotFound)?;
    Ok(OrderFile {
        gateway_ref: found.gateway_ref,
        payment_ref: found.payment_ref,
        payer_card: found.payer_card,
        delivery_problem: deliver::store::find_delivery_problem(&mut conn, id).await?,
        steps: view::store::list_steps(&mut conn, id).await?,
        receipts: receipt::store::list_receipts(&mut conn, id).await?,
        refunds: refund::store::list_refunds(&mut conn, id, found.order.total.currency).await?,
        order: StaffOrder { order: found.order, user_id: found.user, email: found.email },
    })
}

/// A receipt's picture: JPEG. Refuses: `not_found`.
pub async fn get_image(cx: &Cx, _who: &Staff, id: ReceiptId) -> Result<Vec<u8>> {
    Ok(receipt::store::find_image(&mut cx.db.read().await?, id).await?.ok_or(AppError::NotFound)?)
}
