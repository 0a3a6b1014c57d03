//! The name of the open conversation, and what can be done with it.

use super::thread::Thread;
use crate::{
    i18n::{td_string, use_locale},
    kit::{Icon, Menu, MenuButton},
};
use icondata as i;
use leptos::prelude::*;
use leptos_meta::Title;

/// The bar above the messages.
#[component]
pub(super) fn ThreadHeader(thread: Thread) -> impl IntoView {
    let l = use_locale();
    let conversation = thread.conversation;
    let title = Memo::new(move |_| {
        let title = conversation.with(|found| found.as_ref().map(|found| found.title.clone())).unwrap_or_default();
        if title.is_empty() { td_string!(l, chat.untitled).to_owned() } else { title }
    });
    let desk = thread.desk;
    let menu = move || {
        view! {
            <Menu
                label=td_string!(l, chat.actions)
                button=|| view! { <Icon icon=i::LuEllipsis class="size-5 text-muted" /> }
                button_class="flex size-10 items-center justify-center rounded-md hover:bg-sunken"
                class="end-0 top-full mt-1 w-48"
            >
                <MenuButton icon=i::LuPencil attr:data-action="rename" on:click=move |_| desk.ask_name(conversation.get_untracked())>
                    {td_string!(l, chat.rename)}
                </MenuButton>
                <MenuButton icon=i::LuTrash2 danger=true attr:data-action="delete" on:click=move |_| desk.ask_delete(conversation.get_untracked())>
                    {td_string!(l, chat.delete)}
                </MenuButton>
            </Menu>
        }
    };
    view! {
        <Title text=move || title.get() />
        <header class="flex h-14 shrink-0 items-center justify-center gap-1 border-b border-line px-14 xl:justify-between xl:px-6">
            <h2 class="min-w-0 truncate text-sm font-semibold [unicode-bidi:plaintext]">{title}</h2>
            {move || conversation.with(Option::is_some).then(menu)}
        </header>
    }
}
