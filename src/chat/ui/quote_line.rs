//! What sending would cost, while it is being typed.

use super::thread::Thread;
use crate::{
    chat::{model::QuoteQuery, rpc::quote_message},
    i18n::{Locale, coins, coins_in_words, td_string, use_locale},
    kernel::{Coins, Interrupted},
    run::model::Quote,
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;

/// A pause in typing.
const PAUSE: Duration = Duration::from_millis(400);

/// The line with the price; empty while nothing is typed.
#[component]
pub(super) fn QuoteLine(thread: Thread) -> impl IntoView {
    let l = use_locale();
    move || {
        let quote = thread.quote.get()?;
        let missing = Coins::from_milli(quote.maximum.milli.saturating_sub(quote.available.milli));
        if missing > Coins::ZERO {
            let text = td_string!(
                l,
                chat.quote_short,
                maximum = coins_in_words(l, quote.maximum),
                available = coins(l, quote.available),
                missing = coins(l, missing)
            );
            return Some(
                view! {
                    <p data-quote="short" role="status" class="figures text-xs font-medium text-danger">
                        {text} " " <a href="/app/wallet" class="whitespace-nowrap underline underline-offset-4">{td_string!(l, chat.charge_wallet)}</a>
                    </p>
                }
                .into_any(),
            );
        }
        let text = td_string!(
            l,
            chat.quote,
            maximum = coins_in_words(l, quote.maximum),
            typical = coins_in_words(l, quote.typical)
        );
        let rule = rule(l, thread.desk.interrupted(thread.model.get().as_deref()));
        Some(
            view! {
                <p data-quote="enough" class="figures text-xs text-muted" title=rule>{text} <span class="sr-only">{rule}</span></p>
            }
            .into_any(),
        )
    }
}

/// What a broken-off answer costs, for people to read before they send.
pub(super) fn rule(l: Locale, interrupted: Interrupted) -> &'static str {
    match interrupted {
        Interrupted::Free => td_string!(l, connection.rule_free),
        Interrupted::Used => td_string!(l, connection.rule_used),
    }
}

impl Thread {
    /// Asks for the price after each pause in typing.
    pub(super) fn keep_quoted(self) {
        Effect::new(move |waiting: Option<Option<TimeoutHandle>>| {
            if let Some(waiting) = waiting.flatten() {
                waiting.clear();
            }
            let after = self.last.get();
            let query = QuoteQuery {
                conversation_id: self.conversation.with(|conversation| conversation.as_ref().map(|found| found.id)),
                parent_id: after,
                at_start: after.is_none(),
                model: Some(self.wish()),
                content: self.content.get(),
            };
            if query.content.trim().is_empty() {
                self.quote.set(None);
                return None;
            }
            set_timeout_with_handle(move || spawn_local(self.ask_price(query)), PAUSE).ok()
        });
    }

    async fn ask_price(self, query: QuoteQuery) {
        let content = query.content.clone();
        let quoted: Option<Quote> = quote_message(query).await.ok();
        if !self.is_gone() && self.content.with_untracked(|now| *now == content) {
            self.quote.set(quoted);
        }
    }
}
