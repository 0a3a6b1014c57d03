//! What a code does for an order: priced before, reserved with it, then used or given back.

use super::store::{self, Known};
use crate::{
    code::discount::{Discount, DiscountState, UseState, normal},
    kernel::{
        AppError, Cash, FieldProblem, Instant,
        id::{OfferId, OrderId, UserId},
    },
    server::{Result, db::Conn},
};

/// The field that every refusal names.
const FIELD: &str = "discount_code";

/// What somebody is about to buy.
#[derive(Debug, Clone, Copy)]
pub struct Purchase {
    /// Who.
    pub user: UserId,
    /// What.
    pub offer: OfferId,
    /// For how much, before the code.
    pub cash: Cash,
    /// Whether the person never paid for anything before.
    pub is_first: bool,
}

/// What a code would take off. Refuses: `invalid`, with the reason at `discount_code`.
pub async fn price(conn: &mut Conn, purchase: &Purchase, code: &str, now: Instant) -> Result<Discount> {
    let known = find(conn, code).await?;
    let discount = check(&known, purchase, now)?;
    match known.rules.state(known.used, now) {
        DiscountState::UsedUp => Err(refused(FieldProblem::CodeUsedUp)),
        _ if is_used_by(conn, &known, purchase.user).await? => Err(refused(FieldProblem::CodeUsedByYou)),
        _ => Ok(discount),
    }
}

/// Reserves one use of a code for an order, in the order's transaction; the same order again changes nothing. Refuses as
/// [`price`] does, and `conflict` (the order has another code).
pub async fn reserve(
    conn: &mut Conn,
    purchase: &Purchase,
    code: &str,
    order: OrderId,
    now: Instant,
) -> Result<Discount> {
    let known = find(conn, code).await?;
    let before = store::find_use(conn, order).await?;
    if let Some(before) = before.as_ref().filter(|before| before.state != UseState::Returned) {
        if before.discount != known.id || before.user != purchase.user {
            return Err(AppError::Conflict.into());
        }
        let off = before.off;
        let pay = Cash { amount_minor: purchase.cash.amount_minor.saturating_sub(off.amount_minor), ..purchase.cash };
        return Ok(Discount { id: known.id, code: known.rules.code, off, pay });
    }
    let discount = check(&known, purchase, now)?;
    // The row is ours from here to the commit, so that what is counted next stays true.
    if !store::take(conn, known.id).await? {
        return Err(refused(FieldProblem::CodeUsedUp));
    }
    if is_used_by(conn, &known, purchase.user).await? {
        store::put_back(conn, known.id).await?;
        return Err(refused(FieldProblem::CodeUsedByYou));
    }
    store::put_use(conn, order, known.id, purchase.user, discount.off, now).await?;
    Ok(discount)
}

/// The order was paid: its use is made. One that was given back in between counts again, over the limit if need be: the
/// price was promised. An order without a code stays as it is.
pub async fn confirm(conn: &mut Conn, order: OrderId, now: Instant) -> Result<()> {
    if store::end_use(conn, order, UseState::Reserved, UseState::Used, now).await? {
        return Ok(());
    }
    if store::end_use(conn, order, UseState::Returned, UseState::Used, now).await?
        && let Some(found) = store::find_use(conn, order).await?
    {
        store::take_over(conn, found.discount).await?;
    }
    Ok(())
}

/// The order was not paid: its use is free again, once.
pub async fn give_back(conn: &mut Conn, order: OrderId, now: Instant) -> Result<()> {
    if store::end_use(conn, order, UseState::Reserved, UseState::Returned, now).await?
        && let Some(found) = store::find_use(conn, order).await?
    {
        store::put_back(conn, found.discount).await?;
    }
    Ok(())
}

fn refused(problem: FieldProblem) -> crate::server::Fault {
    AppError::field(FIELD, problem).into()
}

async fn find(conn: &mut Conn, code: &str) -> Result<Known> {
    let code = normal(code);
    match store::find_by_code(conn, &code).await? {
        Some(known) if known.rules.enabled => Ok(known),
        _ => Err(refused(FieldProblem::NoCode)),
    }
}

/// Everything that does not depend on how often it was used.
fn check(known: &Known, purchase: &Purchase, now: Instant) -> Result<Discount> {
    let (rules, cash) = (&known.rules, purchase.cash);
    let problem = if rules.starts_at.is_some_and(|at| at > now) {
        Some(FieldProblem::CodeNotYet)
    } else if rules.ends_at.is_some_and(|at| at <= now) {
        Some(FieldProblem::CodeExpired)
    } else if !known.users.is_empty() && !known.users.contains(&purchase.user) {
        Some(FieldProblem::CodeOtherPerson)
    } else if !rules.offers.is_empty() && !rules.offers.contains(&purchase.offer) {
        Some(FieldProblem::CodeOtherProduct)
    } else if rules.first_purchase && !purchase.is_first {
        Some(FieldProblem::CodeFirstOnly)
    } else {
        None
    };
    if let Some(problem) = problem {
        return Err(refused(problem));
    }
    let off = rules.take_off(cash).ok_or_else(|| refused(FieldProblem::CodeCurrency))?;
    let minimum = rules.minimums.iter().find(|minimum| minimum.currency == cash.currency);
    if let Some(minimum) = minimum.filter(|minimum| cash.amount_minor < minimum.amount_minor) {
        return Err(refused(FieldProblem::CodeMinimum { minimum: *minimum }));
    }
    let pay = Cash { amount_minor: cash.amount_minor - off.amount_minor, ..cash };
    Ok(Discount { id: known.id, code: rules.code.clone(), off, pay })
}

/// Whether the person used it as often as one may. A code for first purchases is for one of them.
async fn is_used_by(conn: &mut Conn, known: &Known, user: UserId) -> Result<bool> {
    let most = match (known.rules.uses_per_user_max, known.rules.first_purchase) {
        (_, true) => 1,
        (Some(most), false) => most,
        (None, false) => return Ok(false),
    };
    Ok(store::count_uses(conn, known.id, user).await? >= most)
}
