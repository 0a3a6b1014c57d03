//! `/app/chat` and `/app/chat/{id}`.

use super::{
    conversation_dialogs::ConversationDialogs,
    conversation_panel::ConversationPanel,
    desk::{Desk, Visit},
    skeleton::ThreadSkeleton,
    thread_view::ThreadView,
};
use crate::{
    catalog::{
        model::{Capability, Model},
        rpc::list_models,
    },
    chat::{model::Thread, rpc::get_thread},
    i18n::{td_string, use_locale},
    kernel::AppError,
    kit::{IconButton, Loaded},
};
use futures::future;
use leptos::prelude::*;
use leptos_router::components::A;
use serde::{Deserialize, Serialize};

/// What a visit loads.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Opening {
    /// The conversation; none for a new one.
    pub(super) thread: Option<Thread>,
    /// The models to choose from.
    pub(super) models: Vec<Model>,
}

/// A conversation beside the list of conversations; a new one where the address names none.
#[component]
pub fn ChatPage() -> impl IntoView {
    let l = use_locale();
    let desk = Desk::new();
    let opening = Resource::new(move || desk.visit.get(), move |visit| open(desk, visit));
    view! {
        <div class="pane relative grid overflow-hidden xl:grid-cols-[18rem_minmax(0,1fr)]">
            <h1 class="sr-only">{td_string!(l, chat.title)}</h1>
            <ConversationPanel desk=desk />
            <div class="relative flex min-h-0 min-w-0 flex-col" inert=desk.is_list_open>
                <PageButtons desk=desk />
                <Loaded resource=opening skeleton=|| view! { <ThreadSkeleton /> } let:opening>
                    <ThreadView desk=desk opening=opening />
                </Loaded>
            </div>
            <ConversationDialogs desk=desk />
        </div>
    }
}

async fn open(desk: Desk, visit: Visit) -> Result<Opening, AppError> {
    let id = visit.id.map_err(|_| AppError::NotFound)?;
    let thread = async move {
        match id {
            Some(id) => get_thread(id).await.map(Some),
            None => Ok(None),
        }
    };
    let known = desk.models.get_value();
    let models = async move { if known.is_empty() { list_models(Some(Capability::Chat)).await } else { Ok(known) } };
    let (thread, models) = future::try_join(thread, models).await?;
    Ok(Opening { thread, models })
}

/// On narrow screens: the way to the list, and to a new conversation.
#[component]
fn PageButtons(desk: Desk) -> impl IntoView {
    let l = use_locale();
    view! {
        <div class="absolute start-2 top-2 z-10 xl:hidden">
            <IconButton
                label=td_string!(l, chat.open_conversations)
                icon=icondata::LuPanelLeft
                flip=true
                attr:id="open-conversations"
                attr:aria-expanded=move || desk.is_list_open.get().to_string()
                attr:aria-controls="conversations"
                on:click=move |_| desk.is_list_open.set(true)
            />
        </div>
        <A
            href="/app/chat"
            attr:aria-label=td_string!(l, chat.new)
            attr:title=td_string!(l, chat.new)
            attr:class="absolute end-2 top-2 z-10 flex size-10 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-text xl:hidden"
        >
            <crate::kit::Icon icon=icondata::LuSquarePen />
        </A>
    }
}
