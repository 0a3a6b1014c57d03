//! What an answer cost, under it.

use super::thread::Thread;
use crate::{
    chat::model::Message,
    i18n::{coins_in_words, count, td_string, use_locale},
    kernel::id::MessageId,
    kit::Icon,
};
use leptos::prelude::*;

/// Coins, model and, where this page heard them, tokens.
#[component]
pub(super) fn Receipt(thread: Thread, id: MessageId, message: Memo<Option<Message>>) -> impl IntoView {
    let l = use_locale();
    let usage = Memo::new(move |_| thread.live.usage.with(|known| known.get(&id).copied()));
    let tokens = move || {
        let usage = usage.get()?;
        let words = td_string!(l, chat.tokens, number = count(l, usage.tokens));
        let mark = usage.estimated.then(|| {
            view! { <span data-estimated="" title=td_string!(l, chat.estimated_hint)>{format!("({})", td_string!(l, chat.estimated))}</span> }
        });
        Some(view! {
            <span aria-hidden="true">"·"</span>
            <span>{words}</span>
            {mark}
        })
    };
    move || {
        let (cost, model) =
            message.with(|message| message.as_ref().map(|message| (message.coin_cost, message.model.clone())))?;
        let cost = cost?;
        let model = model.map(|model| {
            view! {
                <span class="max-w-48 truncate" dir="auto">{thread.desk.model_name(&model)}</span>
                <span aria-hidden="true">"·"</span>
            }
        });
        Some(view! {
            <p data-cost=cost.to_string() class="figures flex flex-wrap items-center gap-x-1.5 text-xs text-muted">
                {model}
                <Icon icon=icondata::LuCoins class="size-3.5" />
                <span>{coins_in_words(l, cost)}</span>
                {tokens}
            </p>
        })
    }
}
