//! The queue, and how its money stands.

use super::{decide::Decide, list::Queue};
use crate::{
    admin::{
        rpc,
        ui::staff_only::{StaffOnly, seen},
    },
    i18n::{td_string, use_locale},
    kernel::{Coins, Page, PageQuery, id::RunId},
    kit::{Alert, Card, Empty, Listing, PageBody, PageHeader, SkeletonRows, Tone},
    run::model::{UncertainRun, Verdict},
};
use icondata as i;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What the parts of the page share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Desk {
    /// The runs that are loaded.
    pub(super) list: Listing<UncertainRun>,
    /// Those that are chosen.
    pub(super) chosen: RwSignal<BTreeSet<RunId>>,
    /// What is to become of them.
    pub(super) verdict: RwSignal<Verdict>,
    /// Whether that is being asked.
    pub(super) is_asking: RwSignal<bool>,
    /// The queue is another one now.
    pub(super) on_decided: Callback<()>,
}

impl Desk {
    /// The chosen runs.
    pub(super) fn picked(self) -> Vec<UncertainRun> {
        let chosen = self.chosen.get();
        self.list.items.with(|runs| runs.iter().filter(|run| chosen.contains(&run.run)).cloned().collect())
    }
}

/// What some runs hold, and what they would cost.
pub(super) fn sums(runs: &[UncertainRun]) -> (Coins, Coins) {
    let sum = |of: fn(&UncertainRun) -> i64| Coins::from_milli(runs.iter().map(of).fold(0, i64::saturating_add));
    (sum(|run| run.quote.milli), sum(|run| run.estimate.milli))
}

/// `/admin/uncertain`
#[component]
pub fn UncertainPage() -> impl IntoView {
    let l = use_locale();
    let queue = Resource::new(|| (), async |()| seen(rpc::list_uncertain(PageQuery::default()).await));
    let on_decided = Callback::new(move |()| queue.refetch());
    view! {
        <PageBody class="group max-w-7xl">
            <PageHeader title=td_string!(l, uncertain.title) lead=td_string!(l, uncertain.lead) />
            <StaffOnly resource=queue skeleton=Shape let:page>
                <Whole page=page on_decided=on_decided />
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=6 />
        </Card>
    }
}

#[component]
fn Whole(page: Page<UncertainRun>, on_decided: Callback<()>) -> impl IntoView {
    let l = use_locale();
    if page.items.is_empty() {
        return view! {
            <Card flush=true>
                <Empty icon=i::LuCircleCheck title=td_string!(l, uncertain.empty_title) text=td_string!(l, uncertain.empty_body) />
            </Card>
        }
        .into_any();
    }
    let desk = Desk {
        list: Listing::new(page),
        chosen: RwSignal::new(BTreeSet::new()),
        verdict: RwSignal::new(Verdict::Charge),
        is_asking: RwSignal::new(false),
        on_decided,
    };
    view! {
        <div class="flex flex-col gap-6">
            <Alert tone=Tone::Warning title=td_string!(l, uncertain.frozen_title)>{td_string!(l, uncertain.frozen_body)}</Alert>
            <Queue desk=desk />
            <Decide desk=desk />
        </div>
    }
    .into_any()
}
