//! The keys; more on demand.

use super::{board::Board, key_row::KeyRow};
use crate::{
    i18n::{td_string, use_locale},
    kernel::PageQuery,
    key::rpc::list_keys,
    kit::{Button, ButtonVariant, Empty, LoadMore},
};
use leptos::prelude::*;

/// The keys, the newest first.
#[component]
pub(super) fn KeyList(board: Board) -> impl IntoView {
    let l = use_locale();
    let list = board.list;
    let more = list.on_more(|cursor| list_keys(PageQuery { limit: None, cursor: Some(cursor) }));
    let is_empty = Memo::new(move |_| list.items.with(Vec::is_empty));
    move || {
        if is_empty.get() {
            return view! { <Nothing board=board /> }.into_any();
        }
        view! {
            // A key that changed is another entry: its row is made anew.
            <ul aria-label=td_string!(l, key.list_title) class="divide-y divide-line border-t border-line">
                <For each=move || list.items.get() key=|key| key.clone() let:key>
                    <KeyRow board=board about=key />
                </For>
            </ul>
            <LoadMore cursor=list.cursor busy=list.busy on_more=more />
        }
        .into_any()
    }
}

#[component]
fn Nothing(board: Board) -> impl IntoView {
    let l = use_locale();
    view! {
        <Empty icon=icondata::LuKeyRound title=td_string!(l, key.empty_title) text=td_string!(l, key.empty_body)>
            <Button variant=ButtonVariant::Primary attr:data-action="create-key" on:click=move |_| board.is_creating.set(true)>{td_string!(l, key.empty_action)}</Button>
        </Empty>
    }
}
