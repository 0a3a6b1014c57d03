//! What staff does with discount codes.

use super::store;
use crate::{
    account,
    code::discount::{DiscountCode, DiscountInput, DiscountUse, Rules, SEARCH_MAX, normal},
    kernel::{
        AppError, FieldProblem, Page, PageQuery,
        id::{DiscountId, OrderId, UserId},
        valid::Check,
    },
    offer,
    server::{Cx, Fault, Result, access::Staff, db::Conn},
};
use futures::FutureExt;

/// The codes with `search` in them, the newest first.
pub async fn list_discounts(cx: &Cx, _who: &Staff, search: &str, query: PageQuery) -> Result<Page<DiscountCode>> {
    let before: Option<DiscountId> =
        query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest)).transpose()?;
    let (limit, search) = (query.limit(), normal(search));
    let search: String = search.chars().take(usize::try_from(SEARCH_MAX).unwrap_or(usize::MAX)).collect();
    let mut conn = cx.db.read().await?;
    let mut codes = Vec::new();
    for known in store::list(&mut conn, &search, before, limit + 1).await? {
        codes.push(known.shown(cx.clock.now()));
    }
    Ok(Page::of(codes, limit, |code| code.id.to_string()))
}

/// A code. Refuses: `not_found`.
pub async fn get_discount(cx: &Cx, _who: &Staff, id: DiscountId) -> Result<DiscountCode> {
    get(cx, &mut cx.db.read().await?, id).await
}

/// The uses of a code, the newest first. Refuses: `not_found`.
pub async fn list_uses(cx: &Cx, _who: &Staff, id: DiscountId, query: PageQuery) -> Result<Page<DiscountUse>> {
    let before: Option<OrderId> =
        query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest)).transpose()?;
    let (limit, mut conn) = (query.limit(), cx.db.read().await?);
    store::find(&mut conn, id).await?.ok_or(AppError::NotFound)?;
    let uses = store::list_uses(&mut conn, id, before, limit + 1).await?;
    Ok(Page::of(uses, limit, |one| one.order_id.to_string()))
}

/// Makes a code. Refuses: `invalid`.
pub async fn create_discount(cx: &Cx, who: &Staff, input: DiscountInput) -> Result<DiscountCode> {
    let rules = input.read()?;
    let (cx2, id, now, author) = (cx.clone(), DiscountId(cx.id()), cx.clock.now(), who.member().user());
    let made = cx.db.write(id.0, move |conn| {
        async move {
            let users = find_users(conn, &input, &rules).await?;
            check_offers(conn, &rules).await?;
            store::insert(conn, id, &rules, author, now).await?;
            store::put_lists(conn, id, &rules, &users).await?;
            get(&cx2, conn, id).await
        }
        .boxed()
    });
    made.await.map_err(code_taken)
}

/// Changes a code; uses that were reserved keep what they took off. Refuses: `invalid`, `not_found`.
pub async fn change_discount(cx: &Cx, _who: &Staff, id: DiscountId, input: DiscountInput) -> Result<DiscountCode> {
    let rules = input.read()?;
    let cx2 = cx.clone();
    let changed = cx.db.write(id.0, move |conn| {
        async move {
            store::find(conn, id).await?.ok_or(AppError::NotFound)?;
            let users = find_users(conn, &input, &rules).await?;
            check_offers(conn, &rules).await?;
            store::update(conn, id, &rules).await?;
            store::put_lists(conn, id, &rules, &users).await?;
            get(&cx2, conn, id).await
        }
        .boxed()
    });
    changed.await.map_err(code_taken)
}

async fn get(cx: &Cx, conn: &mut Conn, id: DiscountId) -> Result<DiscountCode> {
    let known = store::find(conn, id).await?.ok_or(AppError::NotFound)?;
    Ok(known.shown(cx.clock.now()))
}

/// The accounts of the addresses; those that have none are named by their place among what was sent.
async fn find_users(conn: &mut Conn, input: &DiscountInput, rules: &Rules) -> Result<Vec<UserId>> {
    let (mut users, mut check) = (Vec::new(), Check::new());
    for email in &rules.users {
        match account::server::find_by_email(conn, email).await? {
            Some(user) => users.push(user),
            None => {
                let at = input.users.iter().position(|typed| typed.trim().to_lowercase() == *email).unwrap_or(0);
                check.wrong(&format!("users.{at}"), FieldProblem::NoAccount);
            }
        }
    }
    check.done()?;
    Ok(users)
}

async fn check_offers(conn: &mut Conn, rules: &Rules) -> Result<()> {
    let known = offer::server::names(conn).await?;
    let unknown = rules.offers.iter().any(|id| !known.contains_key(id));
    if unknown { Err(AppError::field("offers", FieldProblem::Unknown).into()) } else { Ok(()) }
}

fn code_taken(fault: Fault) -> Fault {
    if fault.violates("discounts_code", "discounts.code") {
        return AppError::field("code", FieldProblem::Taken).into();
    }
    fault
}
