//! The page of API keys.

use super::{board::Board, dialogs::Dialogs, example::Examples, key_list::KeyList};
use crate::{
    i18n::{td_string, use_locale},
    key::{model::KeyDesk, rpc::get_desk},
    kit::{Button, ButtonSize, ButtonVariant, Card, LinkButton, Loaded, PageBody, PageHeader, Skeleton, SkeletonRows},
};
use icondata as i;
use leptos::prelude::*;

/// `/app/keys`.
#[component]
pub fn KeysPage() -> impl IntoView {
    let l = use_locale();
    let desk = Resource::new(|| (), |()| get_desk());
    view! {
        <PageBody class="max-w-5xl">
            <PageHeader title=td_string!(l, key.title) lead=td_string!(l, key.lead)>
                <LinkButton href="/app/usage" size=ButtonSize::Small icon=i::LuChartColumn>{td_string!(l, usage.title)}</LinkButton>
            </PageHeader>
            <Loaded resource=desk skeleton=Shape let:desk>
                <Desk desk=desk />
            </Loaded>
        </PageBody>
    }
}

#[component]
fn Desk(desk: KeyDesk) -> impl IntoView {
    let l = use_locale();
    let board = Board::new(desk);
    // The empty list has its own.
    let is_empty = Memo::new(move |_| board.list.items.with(Vec::is_empty));
    let create = move || {
        (!is_empty.get()).then(|| view! {
            <Button variant=ButtonVariant::Primary icon=i::LuPlus attr:data-action="create-key" on:click=move |_| board.is_creating.set(true)>
                {td_string!(l, key.create)}
            </Button>
        })
    };
    view! {
        <Card title=td_string!(l, key.list_title) lead=td_string!(l, key.list_lead) aside=move || create flush=true>
            <KeyList board=board />
        </Card>
        <Examples board=board />
        <Dialogs board=board />
    }
}

/// The page's shape until it is there.
#[component]
fn Shape() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=4 />
        </Card>
        <Skeleton class="h-64 rounded-lg" />
    }
}
