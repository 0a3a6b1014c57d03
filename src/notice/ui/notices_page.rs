//! The page of notices. Who opens it has read them.

use super::word::words;
use crate::{
    i18n::{date_time, td_string, use_locale},
    kernel::{Page, PageQuery},
    kit::{Card, Empty, Icon, LinkButton, Listing, LoadMore, Loaded, PageBody, PageHeader, SkeletonRows},
    notice::{
        model::{Inbox, Notice, ReadUpTo, Told},
        rpc::{list_notices, read_notices},
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// `/app/notifications`.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let l = use_locale();
    let inbox = Resource::new(|| (), |()| list_notices(PageQuery::default()));
    view! {
        <PageBody class="max-w-3xl">
            <PageHeader title=td_string!(l, notice.title) lead=td_string!(l, notice.lead) />
            <Loaded resource=inbox skeleton=Shape let:inbox>
                <Notices inbox=inbox />
            </Loaded>
        </PageBody>
    }
}

#[component]
fn Notices(inbox: Inbox) -> impl IntoView {
    let l = use_locale();
    let newest = inbox.items.first().map(|told| told.id);
    let has_unread = inbox.unread > 0;
    Effect::new(move |_| {
        if has_unread {
            spawn_local(async move {
                // What could not be marked is marked with the next visit.
                let _ = read_notices(ReadUpTo { id: newest }).await;
            });
        }
    });
    if inbox.items.is_empty() {
        return view! {
            <Empty icon=i::LuBell title=td_string!(l, notice.empty_title) text=td_string!(l, notice.empty_body)>
                <LinkButton href="/app/chat">{td_string!(l, notice.empty_action)}</LinkButton>
            </Empty>
        }
        .into_any();
    }
    let list = Listing::new(Page { items: inbox.items, next_cursor: inbox.next_cursor });
    let on_more = list.on_more(|cursor| async move {
        let part = list_notices(PageQuery { cursor: Some(cursor), ..PageQuery::default() }).await?;
        Ok(Page { items: part.items, next_cursor: part.next_cursor })
    });
    view! {
        <Card flush=true>
            <ul class="divide-y divide-line">
                <For each=move || list.items.get() key=|told| told.id let:told>
                    <Line told=told />
                </For>
            </ul>
            <LoadMore cursor=list.cursor busy=list.busy on_more=on_more />
        </Card>
    }
    .into_any()
}

#[component]
fn Line(told: Told) -> impl IntoView {
    let l = use_locale();
    let (title, body, href) = words(l, &told.notice);
    let (icon, colour) = look(&told.notice);
    let dot = told.read_at.is_none().then(|| view! {
        <span class="mt-1.5 size-2 shrink-0 rounded-full bg-primary" aria-label=td_string!(l, notice.new) role="img"></span>
    });
    view! {
        <li>
            <a href=href class="flex gap-3 p-4 transition-colors hover:bg-sunken">
                <span class=format!("mt-0.5 grid size-9 shrink-0 place-items-center rounded-full {colour}")><Icon icon=icon /></span>
                <span class="min-w-0 flex-1">
                    <span class="flex flex-wrap items-baseline justify-between gap-x-3">
                        <span class="font-semibold">{title}</span>
                        <span class="text-xs text-muted">{date_time(l, told.created_at)}</span>
                    </span>
                    <span class="block text-sm text-muted" dir="auto">{body}</span>
                </span>
                {dot}
            </a>
        </li>
    }
}

fn look(notice: &Notice) -> (icondata::Icon, &'static str) {
    match notice {
        Notice::CommissionPaid { .. } => (i::LuHandCoins, "bg-success-soft text-success"),
        Notice::OrderPaid { .. } => (i::LuCoins, "bg-success-soft text-success"),
        Notice::OrderRefunded { .. } => (i::LuUndo2, "bg-sunken text-muted"),
        Notice::ReceiptRejected { .. }
        | Notice::RenewalFailed { .. }
        | Notice::TopUpFailed { .. }
        | Notice::TopUpToPay { .. } => (i::LuTriangleAlert, "bg-danger-soft text-danger"),
        Notice::CoinsLow { .. } | Notice::CoinsExpiring { .. } => (i::LuHourglass, "bg-warning-soft text-warning"),
        Notice::RenewalDue { .. } | Notice::PlanEnded { .. } => {
            (i::LuCalendarClock, "bg-primary-soft text-primary-text")
        }
    }
}

/// The page's shape until it is there.
#[component]
fn Shape() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=5 />
        </Card>
    }
}
