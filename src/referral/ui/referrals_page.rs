//! The programme as staff sees it: its rules, what it came to, and what is to be decided.

use super::{programme::Programme, queue::Queue, word};
use crate::{
    account::ui::{StaffOnly, seen},
    i18n::{Locale, coins_in_words, count, td_string, use_locale},
    kernel::{AppError, Page},
    kit::{
        ButtonSize, Filter, Filters, LinkButton, PageBody, PageHeader, SearchWords, Skeleton, SkeletonRows, Stat, Tone,
    },
    referral::{
        model::CommissionState,
        rpc::{get_programme, get_totals, list_all_commissions},
        staff::{CommissionQuery, DUE, ReferralProgramme, ReferralTotals, StaffCommission},
    },
};
use futures::future::try_join3;
use icondata as i;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

type Found = (CommissionQuery, ReferralProgramme, ReferralTotals, Page<StaffCommission>);

/// `/admin/referrals?q=&state=&flagged=`: what is looked for stands in the address.
#[component]
pub fn ReferralsPage() -> impl IntoView {
    let l = use_locale();
    let address = use_query_map();
    let query = Memo::new(move |_| read(&address.read()));
    let found = Resource::new(move || query.get(), async |query| seen(load(query).await));
    let on_change = Callback::new(move |()| found.refetch());
    let table = move || {
        let href = format!("/api/v1/admin/referrals.csv{}", query.get().address());
        view! {
            <LinkButton href=href external=true size=ButtonSize::Small icon=i::LuDownload attr:download="" attr:data-action="csv">
                {td_string!(l, referral.download)}
            </LinkButton>
        }
    };
    let search = SearchWords {
        label: td_string!(l, referral.search).to_owned(),
        clear: td_string!(l, referral.search_clear).to_owned(),
    };
    view! {
        <PageBody class="group max-w-6xl">
            <PageHeader title=td_string!(l, referral.admin_title) lead=td_string!(l, referral.admin_lead)>
                <span class="group-has-data-stranger:hidden">{table}</span>
            </PageHeader>
            <Filters
                action="/admin/referrals"
                search=search
                filters=filters(l)
                class="lg:grid-cols-4"
            />
            <StaffOnly resource=found skeleton=Shape let:found>
                <Whole found=found on_change=on_change />
            </StaffOnly>
        </PageBody>
    }
}

fn read(address: &ParamsMap) -> CommissionQuery {
    let text = |name: &str| address.get(name).unwrap_or_default().trim().to_owned();
    CommissionQuery { state: text("state"), flagged: text("flagged"), person: text("q"), limit: None, cursor: None }
}

async fn load(query: CommissionQuery) -> Result<Found, AppError> {
    let all = try_join3(get_programme(), get_totals(), list_all_commissions(query.clone())).await?;
    Ok((query, all.0, all.1, all.2))
}

fn filters(l: Locale) -> Vec<Filter> {
    let states =
        CommissionState::ALL.iter().map(|state| (state.code().to_owned(), word::state(l, *state).0.to_owned()));
    let due = (DUE.to_owned(), td_string!(l, referral.state_due).to_owned());
    let pair = |code: &str, words: &str| (code.to_owned(), words.to_owned());
    vec![
        Filter {
            name: "state",
            label: td_string!(l, referral.filter_state).to_owned(),
            any: td_string!(l, referral.any_state).to_owned(),
            options: std::iter::once(due).chain(states).collect(),
        },
        Filter {
            name: "flagged",
            label: td_string!(l, referral.filter_flagged).to_owned(),
            any: td_string!(l, referral.any_flagged).to_owned(),
            options: vec![
                pair("yes", td_string!(l, referral.flagged_yes)),
                pair("no", td_string!(l, referral.flagged_no)),
            ],
        },
    ]
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Skeleton class="h-40 rounded-lg" />
        <SkeletonRows rows=6 />
    }
}

#[component]
fn Whole(found: Found, on_change: Callback<()>) -> impl IntoView {
    let (query, programme, totals, page) = found;
    view! {
        <div class="flex flex-col gap-6">
            <Totals totals=totals />
            <Queue query=query page=page on_change=on_change />
            <Programme programme=programme on_change=on_change />
        </div>
    }
}

#[component]
fn Totals(totals: ReferralTotals) -> impl IntoView {
    let l = use_locale();
    let due = td_string!(
        l,
        referral.total_due,
        coins = coins_in_words(l, totals.waiting_coins),
        due = count(l, totals.due),
        flagged = count(l, totals.flagged)
    );
    let approved = td_string!(l, referral.total_coins, coins = coins_in_words(l, totals.approved_coins));
    let at_bank = word::sums(l, &totals.paid_cash).map(|sums| td_string!(l, referral.sum_bank, sums = sums));
    view! {
        <div class="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
            <Stat label=td_string!(l, referral.sum_people) value=count(l, totals.people) icon=i::LuUsers />
            <Stat label=td_string!(l, referral.state_waiting) value=count(l, totals.waiting) hint=due icon=i::LuHourglass tone=Tone::Warning />
            <Stat label=td_string!(l, referral.state_approved) value=count(l, totals.approved) hint=approved icon=i::LuLandmark />
            <Stat
                label=td_string!(l, referral.sum_paid)
                value=coins_in_words(l, totals.paid_coins)
                hint=at_bank.unwrap_or_else(|| td_string!(l, referral.sum_no_bank).to_owned())
                icon=i::LuHandCoins
                tone=Tone::Success
            />
        </div>
    }
}
