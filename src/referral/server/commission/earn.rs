//! What a purchase earns whoever brought the buyer.

use super::{share, store};
use crate::{
    kernel::{
        Cash, Coins, Instant,
        id::{CommissionId, OrderId, UserId},
    },
    referral::{server::store as rules, staff::RATE_MAX},
    server::{Cx, Result, db::Conn},
};
use jiff::{ToSpan, tz::TimeZone};

const DAY_S: i64 = 86_400;

/// An order that is handed over.
#[derive(Debug, Clone, Copy)]
pub struct Earning {
    /// The order.
    pub order: OrderId,
    /// Who bought.
    pub buyer: UserId,
    /// The coins that were paid for: no gifts on top, no trial.
    pub coins: Coins,
    /// What was paid.
    pub paid: Cash,
}

/// Notes what an order earns, in the transaction that hands it over: nothing where nothing was paid, where nobody brought the
/// buyer, or where the programme says so. An order earns once.
pub async fn earn(cx: &Cx, conn: &mut Conn, earning: Earning) -> Result<()> {
    let Earning { order, buyer, coins: base, paid } = earning;
    if paid.amount_minor <= 0 {
        return Ok(());
    }
    // From here to the commit the buyer's row is ours: two orders at once are not both the first, nor both below the cap.
    let Some((referrer, since, purchases)) = rules::count_purchase(conn, buyer).await? else { return Ok(()) };
    let (terms, now) = (rules::find_programme(conn).await?.terms, cx.clock.now());
    let is_over = if terms.first_only { purchases > 1 } else { now > months_later(since, terms.months) };
    if !terms.enabled || is_over {
        return Ok(());
    }
    let whole = share(base.milli, terms.rate_per_mille, RATE_MAX);
    let coins = match terms.cap {
        Some(cap) => whole.min(cap.milli.saturating_sub(store::sum_of(conn, buyer).await?.milli)),
        None => whole,
    };
    if coins <= 0 {
        return Ok(());
    }
    let amount = share(share(paid.amount_minor, terms.rate_per_mille, RATE_MAX), coins, whole);
    let new = store::NewCommission {
        id: CommissionId(cx.id()),
        order,
        referrer,
        referred: buyer,
        rate_per_mille: terms.rate_per_mille,
        base,
        coins: Coins::from_milli(coins),
        amount: Cash::new(amount, paid.currency),
        same_address: store::share_an_address(conn, buyer, referrer).await?,
        same_card: store::share_a_card(conn, buyer, referrer).await?,
        payable_at: now.plus_s(terms.review_days.saturating_mul(DAY_S)),
    };
    if store::insert(conn, &new, now).await? {
        metrics::counter!("commissions_earned").increment(1);
    }
    Ok(())
}

fn months_later(start: Instant, months: i64) -> Instant {
    let later = start.timestamp().to_zoned(TimeZone::UTC).checked_add(months.months());
    later.map_or(start, |later| Instant::from_micros(later.timestamp().as_microsecond()))
}
