//! The rules, in versions of which the last one counts, and how a referrer wants to be paid.

use super::{code, store};
use crate::{
    kernel::AppError,
    referral::{
        model::PayoutChoice,
        staff::{ProgrammeInput, ReferralProgramme},
    },
    server::{
        Cx, Result,
        access::{Member, Staff},
    },
};
use futures::FutureExt;
use uuid::Uuid;

/// The rules of now.
pub async fn get_programme(cx: &Cx, _who: &Staff) -> Result<ReferralProgramme> {
    store::find_programme(&mut cx.db.read().await?).await
}

/// Says what counts from now on, as a new version; what was earned stays. Refuses: `invalid`, `conflict` (somebody else changed
/// it meanwhile).
pub async fn change_programme(cx: &Cx, who: &Staff, input: ProgrammeInput) -> Result<ReferralProgramme> {
    input.check()?;
    let (author, now) = (who.member().user(), cx.clock.now());
    cx.db
        .write(Uuid::nil(), move |conn| {
            async move {
                let version = store::find_programme(conn).await?.version;
                if input.based_on.is_some_and(|seen| seen != version)
                    || !store::insert_programme(conn, version + 1, &input.terms, author, now).await?
                {
                    return Err(AppError::Conflict.into());
                }
                store::find_programme(conn).await
            }
            .boxed()
        })
        .await
}

/// Chooses how commissions are paid that are approved from now on. No key may. Refuses: `invalid` (`account`).
pub async fn change_payout(cx: &Cx, who: &Member, choice: PayoutChoice) -> Result<PayoutChoice> {
    who.session()?;
    choice.check()?;
    let choice = PayoutChoice { account: choice.account.trim().to_owned(), ..choice };
    let user = who.user();
    code::of(cx, user).await?;
    let kept = choice.clone();
    cx.db.write(user.0, move |conn| async move { store::set_payout(conn, user, &kept).await }.boxed()).await?;
    Ok(choice)
}
