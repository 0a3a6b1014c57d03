//! The ledger with what it is narrowed to.

use super::{check::Check, entries::Entries};
use crate::{
    admin::{
        rpc,
        ui::{
            staff_only::{Seen, StaffOnly, seen},
            word::rounded,
        },
    },
    billing::{
        journal::{HouseTotals, LedgerBoard, LedgerQuery},
        model::Account,
        ui::word,
    },
    i18n::{Locale, td_string, use_locale},
    kernel::Coins,
    kit::{
        ButtonSize, Card, Filter, Filters, LinkButton, Loaded, PageBody, PageHeader, SearchWords, Skeleton,
        SkeletonCards, SkeletonRows, Stat, Tone,
    },
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// Two beside each other on phones, without their signs.
const STATS: &str = "grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-4 max-sm:[&>*]:p-4 max-sm:[&_dl+span]:hidden";

/// `/admin/ledger?q=&kind=&account=&from=&to=`: what is looked for stands in the address.
#[component]
pub fn LedgerPage() -> impl IntoView {
    let l = use_locale();
    let address = use_query_map();
    let query = Memo::new(move |_| read(&address.read()));
    let board = Resource::new(|| (), async |()| seen(rpc::get_ledger_board().await));
    let entries = Resource::new(
        move || query.get(),
        async |query| {
            let page = rpc::list_ledger(query.clone()).await;
            seen(page.map(|page| (query, page)))
        },
    );
    let above = move |board: Seen<LedgerBoard>| match board {
        Seen::Staff(board) => view! { <Board board=board /> }.into_any(),
        // The list says it already.
        Seen::Stranger => ().into_any(),
    };
    let table = move || {
        let href = format!("/api/v1/admin/ledger.csv{}", query.get().address());
        view! {
            <LinkButton href=href external=true size=ButtonSize::Small icon=i::LuDownload attr:download="" attr:data-action="csv">
                {td_string!(l, insight.download)}
            </LinkButton>
        }
    };
    view! {
        <PageBody class="group max-w-7xl">
            <PageHeader title=td_string!(l, ledger.title) lead=td_string!(l, ledger.lead)>
                <span class="group-has-data-stranger:hidden">
                    <LinkButton href="/admin/adjustments" size=ButtonSize::Small icon=i::LuPencilRuler>
                        {td_string!(l, ledger.adjustments_title)}
                    </LinkButton>
                </span>
                <span class="group-has-data-stranger:hidden">{table}</span>
            </PageHeader>
            <Loaded resource=board skeleton=Shape children=above />
            <StaffOnly resource=entries skeleton=Rows let:found>
                <Entries query=found.0 page=found.1 />
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <div class="flex flex-col gap-6">
            <SkeletonCards cards=8 />
            <Skeleton class="h-24 rounded-lg" />
            <Skeleton class="h-26 rounded-lg" />
        </div>
    }
}

#[component]
fn Rows() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=8 />
        </Card>
    }
}

#[component]
fn Board(board: LedgerBoard) -> impl IntoView {
    let l = use_locale();
    let LedgerBoard { totals, today } = board;
    let [kind, from, to] = word::filters(l, today);
    let accounts =
        Account::ALL.iter().map(|account| (account.code().to_owned(), word::account_label(l, *account).to_owned()));
    let account = Filter {
        name: "account",
        label: td_string!(l, ledger.filter_account).to_owned(),
        any: td_string!(l, ledger.any_account).to_owned(),
        options: accounts.collect(),
    };
    let search = SearchWords {
        label: td_string!(l, ledger.search).to_owned(),
        clear: td_string!(l, insight.search_clear).to_owned(),
    };
    view! {
        <div class="flex flex-col gap-6">
            <Totals totals=totals />
            <Check />
            <Filters action="/admin/ledger" search=search filters=vec![kind, account, from, to] class="lg:grid-cols-6" />
        </div>
    }
}

#[component]
fn Totals(totals: HouseTotals) -> impl IntoView {
    let l = use_locale();
    let stat = |label: &'static str, amount: Coins, hint: &'static str, icon: icondata::Icon, tone: Tone| {
        view! {
            <Stat label=label value=rounded_signed(l, amount) hint=hint icon=icon tone=tone />
        }
    };
    view! {
        <section aria-label=td_string!(l, ledger.totals) class=STATS>
            {stat(td_string!(l, ledger.account_sold), totals.sold, td_string!(l, ledger.sold_hint), i::LuShoppingCart, Tone::Success)}
            {stat(td_string!(l, ledger.account_granted), totals.granted, td_string!(l, ledger.granted_hint), i::LuGift, Tone::Accent)}
            {stat(td_string!(l, ledger.account_revenue), totals.revenue, td_string!(l, ledger.revenue_hint), i::LuCoins, Tone::Success)}
            {stat(td_string!(l, ledger.account_expired), totals.expired, td_string!(l, ledger.expired_hint), i::LuTimerOff, Tone::Neutral)}
            {stat(td_string!(l, ledger.account_adjusted), totals.adjusted, td_string!(l, ledger.adjusted_hint), i::LuPencilRuler, Tone::Neutral)}
            {stat(td_string!(l, ledger.account_available), totals.available, td_string!(l, ledger.available_hint), i::LuWallet, Tone::Warning)}
            {stat(td_string!(l, ledger.account_held), totals.held, td_string!(l, ledger.held_hint), i::LuHourglass, Tone::Warning)}
            {stat(td_string!(l, ledger.account_debt), totals.debt, td_string!(l, ledger.debt_hint), i::LuTriangleAlert, Tone::Danger)}
        </section>
    }
}

/// At a glance; a minus stands before the digits in both languages.
fn rounded_signed(l: Locale, amount: Coins) -> String {
    if amount >= Coins::ZERO {
        return rounded(l, amount);
    }
    let shown = rounded(l, Coins::from_milli(amount.milli.saturating_abs()));
    if l == Locale::fa { format!("\u{200E}\u{2212}{shown}") } else { format!("\u{2212}{shown}") }
}

/// An id is looked for as a run's, an order's or a transaction's, everything else as an address.
fn read(address: &ParamsMap) -> LedgerQuery {
    let text = |name: &str| address.get(name).unwrap_or_default().trim().to_owned();
    let search = text("q");
    let id = search.parse().ok();
    LedgerQuery {
        person: if id.is_some() { String::new() } else { search },
        kind: text("kind"),
        account: text("account"),
        id,
        from: text("from"),
        to: text("to"),
        limit: None,
        cursor: None,
    }
}
