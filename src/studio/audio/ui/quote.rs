//! What something would cost, asked for again when it changes.

use crate::{
    i18n::{coins, coins_in_words, error_text, field_text, td_string, use_locale},
    kernel::AppError,
    run::model::Quote,
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// The price of what a form describes now.
#[derive(Clone, Copy)]
pub(super) struct Quoted {
    /// What was answered last.
    pub(super) answer: RwSignal<Option<Result<Quote, AppError>>>,
    turn: StoredValue<u32>,
}

impl Quoted {
    pub(super) fn new() -> Self {
        Self { answer: RwSignal::new(None), turn: StoredValue::new(0) }
    }

    /// There is nothing to ask about.
    pub(super) fn clear(self) {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.answer.set(None);
    }

    /// Asks after a pause, unless something else is to be asked by then.
    pub(super) fn ask<F>(self, pause: Duration, ask: impl FnOnce() -> F + 'static)
    where
        F: Future<Output = Result<Quote, AppError>> + 'static,
    {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let turn = self.turn.get_value();
        set_timeout(
            move || {
                if self.turn.try_get_value() != Some(turn) {
                    return;
                }
                spawn_local(async move {
                    let answer = ask().await;
                    if self.turn.try_get_value() == Some(turn) {
                        self.answer.set(Some(answer));
                    }
                });
            },
            pause,
        );
    }
}

/// The price in a line, or why there is none.
#[component]
pub(super) fn QuoteLine(quoted: Quoted) -> impl IntoView {
    let l = use_locale();
    let line = move || match quoted.answer.get()? {
        Ok(quote) if quote.maximum > quote.available => {
            let text = td_string!(
                l,
                audio.quote_short,
                maximum = coins_in_words(l, quote.maximum),
                available = coins(l, quote.available)
            );
            Some(view! { <span data-quote="short" class="font-medium text-danger">{text}</span> }.into_any())
        }
        Ok(quote) => {
            let text = td_string!(l, audio.quote, maximum = coins_in_words(l, quote.maximum));
            Some(view! { <span data-quote="enough" class="text-muted">{text}</span> }.into_any())
        }
        Err(error) => Some(
            view! { <span data-quote="refused" class="font-medium text-danger">{said(l, &error)}</span> }.into_any(),
        ),
    };
    view! { <p role="status" class="figures min-h-5 text-sm">{line}</p> }
}

/// An error in a sentence: what is wrong with the first field, where it is a field.
pub(super) fn said(l: crate::i18n::Locale, error: &AppError) -> String {
    match error {
        AppError::Invalid { fields } => {
            fields.first().map_or_else(|| error_text(l, error), |field| field_text(l, &field.problem))
        }
        error => error_text(l, error),
    }
}
