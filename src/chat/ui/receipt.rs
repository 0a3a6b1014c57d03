//! What an answer cost, under it.

use super::thread::Thread;
use crate::{
    chat::model::Message,
    i18n::{Locale, coins_in_words, count, td_string, use_locale},
    kit::Icon,
};
use leptos::prelude::*;

/// Model, coins and tokens.
#[component]
pub(super) fn Receipt(thread: Thread, message: Memo<Option<Message>>) -> impl IntoView {
    let l = use_locale();
    let receipt = move |message: &Message| {
        let cost = message.coin_cost?;
        let model = message.model.as_deref().map(|model| {
            view! {
                <span class="max-w-48 truncate" dir="auto">{thread.desk.model_name(model)}</span>
                <span aria-hidden="true">"·"</span>
            }
        });
        let counted = message.input_tokens.zip(message.output_tokens);
        let tokens = counted.map(|(read, written)| tokens(l, read.saturating_add(written), message.estimated));
        Some(view! {
            <p data-cost=cost.to_string() class="figures flex flex-wrap items-center gap-x-1.5 text-xs text-muted">
                {model}
                <Icon icon=icondata::LuCoins class="size-3.5" />
                <span>{coins_in_words(l, cost)}</span>
                {tokens}
            </p>
        })
    };
    move || message.with(|message| message.as_ref().and_then(receipt))
}

fn tokens(l: Locale, number: i64, is_estimated: bool) -> impl IntoView {
    let mark = is_estimated.then(|| {
        view! { <span data-estimated="" title=td_string!(l, chat.estimated_hint)>{format!("({})", td_string!(l, chat.estimated))}</span> }
    });
    view! {
        <span aria-hidden="true">"·"</span>
        <span data-tokens="">{td_string!(l, chat.tokens, number = count(l, number))}</span>
        {mark}
    }
}
