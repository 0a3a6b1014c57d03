//! A person's orders.

pub(super) mod store;

use super::{stripe, zarinpal};
use crate::{
    kernel::{AppError, Page, PageQuery, id::OrderId},
    order::model::{Gateway, Order, OrderState, OrderView},
    server::{Cx, Result, access::Member},
};

/// The orders, the newest first.
pub async fn list_orders(cx: &Cx, who: &Member, query: PageQuery) -> Result<Page<Order>> {
    who.session()?;
    let before = query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest));
    let (before, limit) = (before.transpose()?, query.limit());
    let orders = store::list_of(&mut cx.db.read().await?, who.user(), before, limit + 1).await?;
    Ok(Page::of(orders, limit, |order| order.id.to_string()))
}

/// An order. One that waits for its gateway is asked for there first, so that whoever comes back from paying sees how it
/// went although no callback came. Refuses: `not_found`.
pub async fn get_order(cx: &Cx, who: &Member, id: OrderId) -> Result<Order> {
    who.session()?;
    let found = store::find_of(&mut cx.db.read().await?, who.user(), id).await?.ok_or(AppError::NotFound)?;
    if found.state != OrderState::Pending {
        return Ok(found);
    }
    match found.gateway {
        Gateway::Zarinpal => zarinpal::look(cx, id).await?,
        Gateway::Stripe => stripe::look(cx, id).await?,
        Gateway::Card => return Ok(found),
    }
    Ok(store::find_of(&mut cx.db.read().await?, who.user(), id).await?.ok_or(AppError::NotFound)?)
}

/// The same with the time at which it was looked at. Refuses: `not_found`.
pub async fn view_order(cx: &Cx, who: &Member, id: OrderId) -> Result<OrderView> {
    Ok(OrderView { order: get_order(cx, who, id).await?, now: cx.clock.now() })
}
