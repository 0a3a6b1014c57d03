//! A person's part in the programme.

use super::{
    commissions::Commissions,
    link::{HowItWorks, Link},
    payout::Payout,
    people::People,
    word,
};
use crate::{
    i18n::{coins_in_words, count, td_string, use_locale},
    kernel::{AppError, Page, PageQuery},
    kit::{Loaded, PageBody, PageHeader, Skeleton, SkeletonRows, Stat, Tone},
    referral::{
        model::{Commission, MyReferral, ReferralSums, ReferredPerson},
        rpc::{get_referral, list_commissions, list_people},
    },
};
use futures::future::try_join3;
use icondata as i;
use leptos::prelude::*;

type Found = (MyReferral, Page<Commission>, Page<ReferredPerson>);

/// `/app/referral`.
#[component]
pub fn ReferralPage() -> impl IntoView {
    let l = use_locale();
    let found = Resource::new(|| (), |()| load());
    view! {
        <PageBody class="max-w-5xl">
            <PageHeader title=td_string!(l, referral.title) lead=td_string!(l, referral.lead) />
            <Loaded resource=found skeleton=Shape let:found>
                <Whole found=found />
            </Loaded>
        </PageBody>
    }
}

async fn load() -> Result<Found, AppError> {
    try_join3(get_referral(), list_commissions(PageQuery::default()), list_people(PageQuery::default())).await
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Skeleton class="h-40 rounded-lg" />
        <SkeletonRows rows=5 />
    }
}

#[component]
fn Whole(found: Found) -> impl IntoView {
    let (mine, commissions, people) = found;
    let (link, how, sums, payout) = (mine.clone(), mine.clone(), mine.sums, mine.payout);
    view! {
        <div class="flex flex-col gap-6">
            <Link mine=link />
            <Sums sums=sums />
            <HowItWorks mine=how />
            <Commissions first=commissions />
            <People first=people />
            <Payout choice=payout />
        </div>
    }
}

#[component]
fn Sums(sums: ReferralSums) -> impl IntoView {
    let l = use_locale();
    let bought = td_string!(l, referral.sum_buyers, number = count(l, sums.buyers));
    let at_bank = word::sums(l, &sums.paid_cash).map(|money| td_string!(l, referral.sum_bank, sums = money));
    let approved = td_string!(l, referral.sum_approved, coins = coins_in_words(l, sums.approved));
    view! {
        <div class="grid gap-4 sm:grid-cols-3">
            <Stat label=td_string!(l, referral.sum_people) value=count(l, sums.people) hint=bought icon=i::LuUsers />
            <Stat
                label=td_string!(l, referral.sum_waiting)
                value=coins_in_words(l, sums.waiting)
                hint=approved
                icon=i::LuHourglass
                tone=Tone::Warning
            />
            <Stat
                label=td_string!(l, referral.sum_paid)
                value=coins_in_words(l, sums.paid)
                hint=at_bank.unwrap_or_else(|| td_string!(l, referral.sum_no_bank).to_owned())
                icon=i::LuHandCoins
                tone=Tone::Success
            />
        </div>
    }
}
