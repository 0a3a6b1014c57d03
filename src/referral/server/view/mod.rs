//! The programme, as a referrer and as staff see it.

mod store;

use super::{code, store as rules};
use crate::{
    kernel::{AppError, Page, PageQuery, id::CommissionId},
    referral::{
        model::{Commission, MyReferral, ReferredPerson},
        staff::{CommissionQuery, ReferralTotals, StaffCommission},
    },
    server::{
        Cx, Result,
        access::{Member, Staff},
    },
};
use futures::stream::{self, Stream};

/// Rows of a table for spreadsheets, and those that are read at once.
const EXPORT_MAX: usize = 50_000;
const BATCH: u32 = 500;

/// The person's link, the rules, and what came of it. The first look makes the code.
pub async fn get_referral(cx: &Cx, who: &Member) -> Result<MyReferral> {
    let referrer = code::of(cx, who.user()).await?;
    let mut conn = cx.db.read().await?;
    Ok(MyReferral {
        link: format!("{}/r/{}", cx.settings.public_url, referrer.code),
        code: referrer.code,
        terms: rules::find_programme(&mut conn).await?.terms,
        payout: referrer.payout,
        sums: store::sums_of(&mut conn, who.user()).await?,
    })
}

/// Who came through the person's link, the newest first. Refuses: `malformed_request`.
pub async fn list_people(cx: &Cx, who: &Member, query: PageQuery) -> Result<Page<ReferredPerson>> {
    let before = query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest));
    let (before, limit) = (before.transpose()?, query.limit());
    let people = store::list_people(&mut cx.db.read().await?, who.user(), before, limit + 1).await?;
    Ok(Page::of(people, limit, |person| person.id.to_string()))
}

/// What the person earned, the newest first. Refuses: `malformed_request`.
pub async fn list_commissions(cx: &Cx, who: &Member, query: PageQuery) -> Result<Page<Commission>> {
    let before = query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest));
    let (before, limit) = (before.transpose()?, query.limit());
    let commissions = store::list_of(&mut cx.db.read().await?, who.user(), before, limit + 1).await?;
    Ok(Page::of(commissions, limit, |commission| commission.id.to_string()))
}

/// Everybody's commissions, the newest first. Refuses: `malformed_request`.
pub async fn list_all_commissions(cx: &Cx, who: &Staff, query: CommissionQuery) -> Result<Page<StaffCommission>> {
    let page = query.page();
    let before = page.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest));
    let (before, limit) = (before.transpose()?, page.limit());
    let asks = asks(cx, who);
    let rows = store::list_all(&mut cx.db.read().await?, &query, before, limit + 1, asks).await?;
    Ok(Page::of(rows, limit, |row| row.commission.id.to_string()))
}

/// The same in batches, to the end or to as many as a table holds.
pub fn export_commissions(
    cx: &Cx,
    who: &Staff,
    query: CommissionQuery,
) -> impl Stream<Item = Result<Vec<StaffCommission>>> + Send + use<> {
    let (cx, asks) = (cx.clone(), asks(cx, who));
    stream::try_unfold((None::<CommissionId>, EXPORT_MAX), move |(before, left)| {
        let (cx, query) = (cx.clone(), query.clone());
        async move {
            let batch = BATCH.min(u32::try_from(left)?);
            if batch == 0 {
                return Ok(None);
            }
            let rows = store::list_all(&mut cx.db.read().await?, &query, before, batch, asks).await?;
            let Some(last) = rows.last().map(|row| row.commission.id) else { return Ok(None) };
            let is_last = rows.len() < usize::try_from(batch)?;
            let left = if is_last { 0 } else { left.saturating_sub(rows.len()) };
            Ok(Some((rows, (Some(last), left))))
        }
    })
}

/// A commission. Refuses: `not_found`.
pub async fn get_commission(cx: &Cx, who: &Staff, id: CommissionId) -> Result<StaffCommission> {
    let found = store::find(&mut cx.db.read().await?, id, asks(cx, who)).await?;
    Ok(found.ok_or(AppError::NotFound)?)
}

/// What the programme came to.
pub async fn get_totals(cx: &Cx, _who: &Staff) -> Result<ReferralTotals> {
    store::totals(&mut cx.db.read().await?, cx.clock.now()).await
}

fn asks(cx: &Cx, who: &Staff) -> store::Asks {
    store::Asks { user: who.member().user(), now: cx.clock.now() }
}
