//! The list of conversations: beside the page on wide screens, over it on narrow ones.

use super::{desk::Desk, skeleton::ListSkeleton};
use crate::{
    chat::{model::Conversation, rpc::list_conversations, title},
    i18n::{td_string, use_locale},
    kernel::{PageQuery, id::ConversationId},
    kit::{Icon, IconButton, LoadMore, Loaded},
};
use icondata as i;
use leptos::{ev, html, prelude::*};
use leptos_router::components::A;

/// From this width on the list stands beside the page: Tailwind's `xl`.
const WIDE_PX: f64 = 1_280.0;

const PANEL: &str = "invisible fixed inset-y-0 start-0 z-40 flex w-80 max-w-[88vw] -translate-x-full flex-col border-e border-line bg-surface \
    shadow-high transition-[translate,visibility] duration-200 rtl:translate-x-full data-open:visible data-open:translate-x-0 \
    xl:visible xl:static xl:z-auto xl:w-auto xl:max-w-none xl:translate-x-0 xl:bg-surface/60 xl:shadow-none xl:transition-none rtl:xl:translate-x-0";

/// The panel with the list.
#[component]
pub(super) fn ConversationPanel(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let page = Resource::new(|| (), |()| list_conversations(PageQuery::default()));
    let search = RwSignal::new(String::new());
    let panel = NodeRef::<html::Aside>::new();
    let close = move || close_list(desk);
    watch_keys_and_width(desk, panel);
    view! {
        <div class="fixed inset-0 z-40 bg-shade xl:hidden" hidden=move || !desk.is_list_open.get() on:click=move |_| close()></div>
        <aside
            node_ref=panel
            id="conversations"
            aria-label=td_string!(l, chat.conversations)
            data-open=move || desk.is_list_open.get().then_some("")
            class=PANEL
        >
            <div class="flex h-14 shrink-0 items-center justify-between ps-4 pe-2">
                <h2 class="text-sm font-semibold">{td_string!(l, chat.conversations)}</h2>
                <div class="xl:hidden">
                    <IconButton label=td_string!(l, chat.close_conversations) icon=i::LuX on:click=move |_| close() />
                </div>
            </div>
            <div class="flex flex-col gap-2 px-3 pb-3">
                <NewChat />
                <Search value=search />
            </div>
            <div class="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
                <Loaded resource=page skeleton=|| view! { <ListSkeleton /> } let:page>
                    {desk.conversations.begin(page)}
                    <List desk=desk search=search />
                </Loaded>
            </div>
        </aside>
    }
}

fn close_list(desk: Desk) {
    desk.is_list_open.set(false);
    request_animation_frame(|| focus("#open-conversations"));
}

fn focus(selector: &str) {
    use web_sys::{HtmlElement, wasm_bindgen::JsCast};
    let found =
        document().query_selector(selector).ok().flatten().and_then(|found| found.dyn_into::<HtmlElement>().ok());
    if let Some(found) = found {
        let _ = found.focus();
    }
}

/// Over the page, the list takes the focus and gives it back on Esc; a window that grows wide takes it beside the page.
fn watch_keys_and_width(desk: Desk, panel: NodeRef<html::Aside>) {
    Effect::new(move |_| {
        if desk.is_list_open.get() {
            request_animation_frame(|| focus("#conversations a"));
        }
    });
    Effect::new(move |_| {
        let keys = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" && desk.is_list_open.get_untracked() && panel.get_untracked().is_some() {
                event.prevent_default();
                close_list(desk);
            }
        });
        let width = window_event_listener(ev::resize, move |_| {
            let width = window().inner_width().ok().and_then(|width| width.as_f64());
            if desk.is_list_open.get_untracked() && width.is_some_and(|width| width >= WIDE_PX) {
                desk.is_list_open.set(false);
            }
        });
        on_cleanup(move || {
            keys.remove();
            width.remove();
        });
    });
    // Going somewhere closes it.
    Effect::new(move |_| {
        desk.visit.track();
        desk.is_list_open.set(false);
    });
}

#[component]
fn NewChat() -> impl IntoView {
    let l = use_locale();
    view! {
        <A
            href="/app/chat"
            exact=true
            attr:data-action="new-chat"
            attr:class="flex min-h-11 items-center gap-3 rounded-md border border-line bg-surface px-3 text-sm font-medium shadow-low hover:border-line-strong hover:bg-sunken"
        >
            <Icon icon=i::LuSquarePen class="size-4.5 text-primary-text" />
            {td_string!(l, chat.new)}
        </A>
    }
}

#[component]
fn Search(value: RwSignal<String>) -> impl IntoView {
    let l = use_locale();
    view! {
        <div class="relative">
            <Icon icon=i::LuSearch class="pointer-events-none absolute inset-y-0 start-3 my-auto size-4.5 text-faint" />
            <input
                type="search"
                class="control ps-10 text-sm"
                aria-label=td_string!(l, chat.search)
                placeholder=td_string!(l, chat.search)
                autocomplete="off"
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        </div>
    }
}

#[component]
fn List(desk: Desk, search: RwSignal<String>) -> impl IntoView {
    let l = use_locale();
    let list = desk.conversations;
    let found = Memo::new(move |_| {
        let found = |conversation: &&Conversation| search.with(|search| title::is_found(&conversation.title, search));
        list.items.with(|items| items.iter().filter(found).map(|conversation| conversation.id).collect::<Vec<_>>())
    });
    let note = move || {
        let text = match (list.items.with(Vec::is_empty), found.with(Vec::is_empty)) {
            (true, _) => td_string!(l, chat.no_conversations),
            (false, true) => td_string!(l, chat.nothing_found),
            _ => return None,
        };
        Some(view! { <p class="px-3 py-6 text-center text-sm text-muted">{text}</p> })
    };
    view! {
        <ul class="flex flex-col gap-0.5">
            <For each=move || found.get() key=|id| *id let:id>
                <Row desk=desk id=id />
            </For>
        </ul>
        {note}
        <LoadMore cursor=list.cursor busy=list.is_busy on_more=move |cursor| list.load_more(cursor, desk.toasts) />
    }
}

#[component]
fn Row(desk: Desk, id: ConversationId) -> impl IntoView {
    let l = use_locale();
    let conversation =
        Memo::new(move |_| desk.conversations.items.with(|items| items.iter().find(|known| known.id == id).cloned()));
    let title = Memo::new(move |_| {
        let title = conversation.with(|found| found.as_ref().map(|found| found.title.clone())).unwrap_or_default();
        if title.is_empty() { td_string!(l, chat.untitled).to_owned() } else { title }
    });
    let label = move |action: &str| format!("{action}: {}", title.get());
    view! {
        <li class="group relative rounded-md hover:bg-sunken has-aria-[current=page]:bg-primary-soft">
            <A
                href=format!("/app/chat/{id}")
                attr:data-conversation=id.to_string()
                attr:class="block min-h-10 truncate rounded-md px-3 py-2 text-sm [unicode-bidi:plaintext] text-start group-focus-within:pe-20 group-hover:pe-20 aria-[current=page]:font-medium aria-[current=page]:text-primary-text"
            >
                {title}
            </A>
            <div class="absolute inset-y-0 end-0 flex opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 [@media(hover:none)]:hidden">
                <IconButton
                    label=Signal::derive(move || label(td_string!(l, chat.rename)))
                    icon=i::LuPencil
                    attr:data-action="rename"
                    on:click=move |_| desk.ask_name(conversation.get_untracked())
                />
                <IconButton
                    label=Signal::derive(move || label(td_string!(l, chat.delete)))
                    icon=i::LuTrash2
                    attr:data-action="delete"
                    on:click=move |_| desk.ask_delete(conversation.get_untracked())
                />
            </div>
        </li>
    }
}
