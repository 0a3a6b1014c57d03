//! What a model said, or is saying.

use super::{code_block, live::Piece, receipt::Receipt, thread::Thread, user_message::QUIET, versions::Versions};
use crate::{
    chat::model::{Message, MessageState},
    i18n::{Locale, error_text, td_string, use_locale},
    kernel::{AppError, Coins, id::MessageId},
    kit::{Alert, Button, ButtonSize, CopyButton, IconButton, Markdown, Tone, Typing},
};
use icondata as i;
use leptos::{html, prelude::*};

/// An answer: its text, how it ended, and what it cost.
#[component]
pub(super) fn AssistantMessage(thread: Thread, id: MessageId, message: Memo<Option<Message>>) -> impl IntoView {
    let l = use_locale();
    let state = Memo::new(move |_| {
        message.with(|message| message.as_ref().map_or(MessageState::Complete, |message| message.state))
    });
    let is_live = Memo::new(move |_| thread.live.message.get() == Some(id));
    let label = move || {
        let model = message.with(|message| message.as_ref().and_then(|message| message.model.clone()));
        model.map_or_else(
            || td_string!(l, chat.answer).to_owned(),
            |model| td_string!(l, chat.answer_of, model = thread.desk.model_name(&model)),
        )
    };
    let body = move || {
        if is_live.get() {
            view! { <Growing thread=thread /> }.into_any()
        } else {
            view! { <Finished message=message state=state /> }.into_any()
        }
    };
    let foot = move || {
        (state.get() != MessageState::Streaming)
            .then(|| view! { <Foot thread=thread id=id message=message state=state /> })
    };
    view! {
        <article
            data-role="assistant"
            data-state=move || state_code(state.get())
            data-message=id.to_string()
            aria-label=label
            aria-busy=move || (state.get() == MessageState::Streaming).then_some("true")
            class="group flex flex-col gap-2"
        >
            {body}
            {foot}
        </article>
    }
}

fn state_code(state: MessageState) -> &'static str {
    match state {
        MessageState::Complete => "complete",
        MessageState::Streaming => "streaming",
        MessageState::Cancelled => "cancelled",
        MessageState::Interrupted => "interrupted",
        MessageState::Failed => "failed",
    }
}

/// The text as the server rendered it.
#[component]
fn Finished(message: Memo<Option<Message>>, state: Memo<MessageState>) -> impl IntoView {
    let l = use_locale();
    let html = Memo::new(move |_| {
        message.with(|message| message.as_ref().and_then(|message| message.html.clone())).unwrap_or_default()
    });
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        html.track();
        if let Some(node) = node.get() {
            code_block::furnish(l, &node);
        }
    });
    let waits =
        move || (state.get() == MessageState::Streaming && html.with(String::is_empty)).then(|| view! { <Typing /> });
    view! {
        <div node_ref=node class="empty:hidden" data-text="">
            <Markdown html=html />
        </div>
        {waits}
    }
}

/// The text as it comes: finished blocks stay as they are, the open end is made anew.
#[component]
fn Growing(thread: Thread) -> impl IntoView {
    let l = use_locale();
    let live = thread.live;
    let is_silent = Memo::new(move |_| live.open.with(String::is_empty) && live.pieces.with(Vec::is_empty));
    let has_thoughts = Memo::new(move |_| live.reasoning.with(|reasoning| !reasoning.is_empty()));
    let thoughts = move || {
        has_thoughts.get().then(|| {
            view! {
                <details class="rounded-lg border border-line bg-surface px-4 py-2 text-sm text-muted">
                    <summary class="min-h-8 py-1 font-medium">{td_string!(l, chat.thinking)}</summary>
                    <p class="pb-2 wrap-anywhere whitespace-pre-wrap [unicode-bidi:plaintext]" dir="auto">{move || live.reasoning.get()}</p>
                </details>
            }
        })
    };
    let lost = move || {
        live.is_lost.get().then(|| view! { <Alert tone=Tone::Warning>{td_string!(l, chat.reconnecting)}</Alert> })
    };
    view! {
        {thoughts}
        <div class="growing" data-text="">
            <For each=move || live.pieces.get() key=|piece| piece.nr children=move |piece| view! { <Block piece=piece /> } />
            <Markdown html=live.open />
        </div>
        {move || is_silent.get().then(|| view! { <Typing /> })}
        {lost}
    }
}

#[component]
fn Block(piece: Piece) -> impl IntoView {
    view! { <Markdown html=piece.html.to_string() /> }
}

/// How it ended, and what to do with it.
#[component]
fn Foot(thread: Thread, id: MessageId, message: Memo<Option<Message>>, state: Memo<MessageState>) -> impl IntoView {
    let l = use_locale();
    let text = Memo::new(move |_| {
        message.with(|message| message.as_ref().map(|message| message.content.clone())).unwrap_or_default()
    });
    let is_busy = Signal::derive(move || thread.is_busy());
    let is_last = Memo::new(move |_| thread.last.get() == Some(id));
    let quiet = move || if is_last.get() { "flex min-h-10 flex-wrap items-center" } else { QUIET };
    let again = move || {
        view! {
            <IconButton
                label=td_string!(l, chat.regenerate)
                icon=i::LuRefreshCw
                disabled=is_busy
                attr:data-action="regenerate"
                on:click=move |_| thread.regenerate(id)
            />
        }
    };
    view! {
        {move || ending(thread, id, message, state.get())}
        <div class="flex flex-wrap items-center justify-between gap-x-3">
            <div class=quiet>
                <Versions thread=thread step=thread.step(id) />
                {move || (!text.with(String::is_empty)).then(|| view! { <CopyButton text=text /> })}
                {move || (!asks_again(state.get())).then(again)}
            </div>
            {move || (state.get() != MessageState::Failed).then(|| view! { <Receipt thread=thread message=message /> })}
        </div>
    }
}

/// Whether the word about its end asks to try again.
fn asks_again(state: MessageState) -> bool {
    matches!(state, MessageState::Failed | MessageState::Interrupted)
}

/// A word about an answer that did not end well.
fn ending(thread: Thread, id: MessageId, message: Memo<Option<Message>>, state: MessageState) -> Option<AnyView> {
    let l = use_locale();
    let (cost, error) =
        message.with(|message| message.as_ref().map(|message| (message.coin_cost, message.error.clone())))?;
    let is_free = cost.is_none_or(|cost| cost == Coins::ZERO);
    let text = match (state, is_free) {
        (MessageState::Complete | MessageState::Streaming, _) => return None,
        (MessageState::Cancelled, true) => td_string!(l, chat.cancelled_free).to_owned(),
        (MessageState::Cancelled, false) => td_string!(l, chat.cancelled).to_owned(),
        (MessageState::Interrupted, true) => td_string!(l, chat.interrupted_free).to_owned(),
        (MessageState::Interrupted, false) => td_string!(l, chat.interrupted).to_owned(),
        (MessageState::Failed, _) => failure(l, error.as_ref()),
    };
    if !asks_again(state) {
        return Some(view! { <p class="text-sm text-muted">{text}</p> }.into_any());
    }
    let tone = if state == MessageState::Failed { Tone::Danger } else { Tone::Warning };
    let again = view! {
        <Button size=ButtonSize::Small icon=i::LuRefreshCw attr:data-action="regenerate" on:click=move |_| thread.regenerate(id)>
            {td_string!(l, chat.try_again)}
        </Button>
    };
    Some(view! { <Alert tone=tone><p class="mb-3">{text}</p>{again}</Alert> }.into_any())
}

fn failure(l: Locale, error: Option<&AppError>) -> String {
    error.map_or_else(|| td_string!(l, chat.failed).to_owned(), |error| error_text(l, error))
}
