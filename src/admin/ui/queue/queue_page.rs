//! How the queue stands.

use super::parked::Parked;
use crate::{
    admin::{
        rpc,
        ui::staff_only::{StaffOnly, seen},
    },
    i18n::{count, td_string, use_locale},
    kit::{Card, Empty, IconButton, PageBody, PageHeader, SkeletonRows, Stat},
    run::parked::QueueBoard,
};
use icondata as i;
use leptos::prelude::*;

/// `/admin/queue`
#[component]
pub fn QueuePage() -> impl IntoView {
    let l = use_locale();
    let board = Resource::new(|| (), async |()| seen(rpc::get_queue().await));
    let again = Callback::new(move |()| board.refetch());
    view! {
        <PageBody>
            <PageHeader title=td_string!(l, queue.title) lead=td_string!(l, queue.lead)>
                <IconButton label=td_string!(l, queue.refresh) icon=i::LuRefreshCw on:click=move |_| again.run(()) attr:data-action="refresh" />
            </PageHeader>
            <StaffOnly resource=board skeleton=|| view! { <Card><SkeletonRows rows=5 /></Card> } let:board>
                <Board board=board on_done=again />
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn Board(board: QueueBoard, on_done: Callback<()>) -> impl IntoView {
    let l = use_locale();
    let list = if board.items.is_empty() {
        view! {
            <Card flush=true>
                <Empty icon=i::LuCircleCheck title=td_string!(l, queue.empty_title) text=td_string!(l, queue.empty_text) />
            </Card>
        }
        .into_any()
    } else {
        view! { <Parked board=board.clone() on_done=on_done /> }.into_any()
    };
    view! {
        <div class="flex flex-col gap-6">
            <div class="grid gap-4 sm:grid-cols-3">
                <Stat label=td_string!(l, queue.waiting) value=count(l, board.waiting) icon=i::LuHourglass />
                <Stat label=td_string!(l, queue.taken) value=count(l, board.taken) icon=i::LuLoaderCircle />
                <Stat label=td_string!(l, queue.parked) value=count(l, board.parked) icon=i::LuCircleAlert />
            </div>
            {list}
        </div>
    }
}
