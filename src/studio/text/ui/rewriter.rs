//! A passage of a text that is written anew, as a text of its own that belongs to it.

use super::{
    desk::start_until_heard,
    live::Live,
    pane::{Pane, lines},
};
use crate::{
    kernel::AppError,
    run::{model::Quote, rpc::cancel_run},
    studio::text::{
        kind::TextKind,
        model::{NewTexts, Text, TextField, TextForm, TextState},
        rpc::{get_text, quote_texts},
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::ops::Range;
use uuid::Uuid;

/// What is written anew: its place in the editor's text, in bytes, and its words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Passage {
    place: Range<usize>,
    pub(super) words: String,
}

/// The passage, what is wished, and what came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rewriter {
    pub(super) pane: Pane,
    pub(super) is_open: RwSignal<bool>,
    pub(super) passage: RwSignal<Option<Passage>>,
    pub(super) wish: RwSignal<String>,
    /// The text that came or comes; none before the start.
    pub(super) made: RwSignal<Option<Text>>,
    /// Its words so far.
    pub(super) content: RwSignal<String>,
    pub(super) quote: RwSignal<Option<Quote>>,
    pub(super) error: RwSignal<Option<AppError>>,
    pub(super) is_busy: RwSignal<bool>,
    live: Live,
}

impl Rewriter {
    pub(super) fn new(pane: Pane) -> Self {
        let (made, content) = (RwSignal::new(None::<Text>), RwSignal::new(String::new()));
        let on_end = Callback::new(move |()| {
            let Some(id) = made.with_untracked(|made| made.as_ref().map(|made| made.id)) else { return };
            spawn_local(async move {
                let kept = get_text(id).await;
                if content.try_with_untracked(|_| ()).is_none() {
                    return;
                }
                pane.desk.refresh_balance();
                match kept {
                    Ok(kept) => {
                        content.set(lines(&kept.output));
                        made.set(Some(kept));
                    }
                    Err(error) => pane.desk.toasts.error(&error),
                }
            });
        });
        Self {
            pane,
            is_open: RwSignal::new(false),
            passage: RwSignal::new(None),
            wish: RwSignal::new(String::new()),
            made,
            content,
            quote: RwSignal::new(None),
            error: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            live: Live::new(content, on_end),
        }
    }

    /// Takes what is selected in the editor, or all of it.
    pub(super) fn open(self) {
        let text = self.pane.content.get_untracked();
        let selected = self.pane.area.get_untracked().and_then(|area| {
            let (start, end) = (area.selection_start().ok()??, area.selection_end().ok()??);
            let place = byte_at(&text, start)..byte_at(&text, end);
            let words = text.get(place.clone())?.to_owned();
            (!words.trim().is_empty()).then_some(Passage { place, words })
        });
        let passage = selected.unwrap_or(Passage { place: 0..text.len(), words: text });
        self.passage.set(Some(passage));
        self.made.set(None);
        self.content.set(String::new());
        self.error.set(None);
        self.quote.set(None);
        self.is_open.set(true);
        let order = self.order();
        spawn_local(async move {
            if let Ok(quote) = quote_texts(order).await {
                self.quote.try_set(Some(quote));
            }
        });
    }

    fn order(self) -> NewTexts {
        let field = |key: &str, value: String| TextField { key: key.to_owned(), value };
        let words = self.passage.with_untracked(|passage| passage.as_ref().map(|passage| passage.words.clone()));
        let fields = vec![field("text", words.unwrap_or_default()), field("wish", self.wish.get_untracked())];
        let form = TextForm { fields, ..TextForm::of(TextKind::Rewrite) };
        NewTexts { part_of: Some(self.pane.id), ..NewTexts::of(form.tidied()) }
    }

    /// Starts it; again where something came already.
    pub(super) fn start(self) {
        if self.is_busy.get_untracked() || untrack(|| self.is_writing()) {
            return;
        }
        let order = self.order();
        if let Err(error) = order.check() {
            return self.error.set(Some(error));
        }
        self.error.set(None);
        self.is_busy.set(true);
        let input = NewTexts { client_request_id: Some(Uuid::now_v7().to_string()), ..order };
        spawn_local(async move {
            let started = start_until_heard(input).await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match started.map(|started| started.texts.into_iter().next()) {
                Ok(Some(text)) => {
                    self.content.set(String::new());
                    let run = text.run_id;
                    self.made.set(Some(text));
                    self.live.begin(run, 0);
                }
                Ok(None) => {}
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// Whether it is being written.
    pub(super) fn is_writing(self) -> bool {
        self.made.with(|made| made.as_ref().is_some_and(|made| made.state == TextState::Writing))
    }

    /// Asks it to stop.
    pub(super) fn stop(self) {
        let Some(run) = self.made.with_untracked(|made| made.as_ref().map(|made| made.run_id)) else { return };
        spawn_local(async move {
            if let Err(error) = cancel_run(run).await {
                self.pane.desk.toasts.error(&error);
            }
        });
    }

    /// Puts what came in the place of the passage; whether the passage was still there.
    pub(super) fn put(self) -> bool {
        let (Some(passage), text) = (self.passage.get_untracked(), self.pane.content.get_untracked()) else {
            return false;
        };
        if text.get(passage.place.clone()) != Some(passage.words.as_str()) {
            return false;
        }
        let (before, after) = (text.get(..passage.place.start), text.get(passage.place.end..));
        let new = self.content.get_untracked();
        self.pane.write(format!("{}{}{}", before.unwrap_or_default(), new.trim(), after.unwrap_or_default()));
        self.is_open.set(false);
        true
    }
}

/// The byte at which a browser's place in a text lies: browsers count units of two bytes.
fn byte_at(text: &str, units: u32) -> usize {
    let mut seen = 0_usize;
    for (at, letter) in text.char_indices() {
        if u32::try_from(seen).is_ok_and(|seen| seen >= units) {
            return at;
        }
        seen += letter.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::byte_at;

    #[test]
    fn places_are_those_of_browsers() {
        let text = "سلام 👋 x";
        for (units, byte) in [(0, 0), (4, 8), (5, 9), (7, 13), (8, 14), (9, 15), (99, 15)] {
            assert_eq!(byte_at(text, units), byte, "{units}");
        }
    }
}
