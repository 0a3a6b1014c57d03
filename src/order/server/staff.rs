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

/// Orders, the newest first. Refuses: `malformed_request`.
pub async fn list_all_orders(cx: &Cx, _who: &Staff, query: OrderQuery) -> Result<Page<StaffOrder>> {
    let page = query.page();
    let before = page.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest));
    let (before, limit) = (before.transpose()?, page.limit());
    let orders = view::store::list_all(&mut cx.db.read().await?, &query, before, limit + 1).await?;
    Ok(Page::of(orders, limit, |order| order.order.id.to_string()))
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
