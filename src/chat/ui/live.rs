//! The answer that is being written, as far as it was heard.

use crate::{
    kernel::{
        Coins,
        id::{MessageId, RunId},
    },
    run::ui::{RunStream, Shown},
};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use std::sync::Arc;

/// Blocks that are finished; their number is their key, so that they are made once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) nr: u32,
    pub(super) html: Arc<str>,
}

/// What the answer took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Usage {
    pub(super) input_tokens: i64,
    pub(super) output_tokens: i64,
    /// Coins paid.
    pub(super) cost: Coins,
    /// Whether we counted ourselves.
    pub(super) estimated: bool,
}

/// How far we have heard.
#[derive(Debug, Clone, Copy, Default)]
struct Ear {
    /// Nothing was shown by this connection yet: the next preview replaces everything.
    fresh: bool,
    /// The last number heard; what comes again is passed over.
    nr: i64,
    /// The key of the last piece.
    piece: u32,
    /// Connections lost in a row.
    lost: u32,
}

/// The answer that is being written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Live {
    /// The answer; none when nothing is being written.
    pub(super) message: RwSignal<Option<MessageId>>,
    /// Its finished blocks.
    pub(super) pieces: RwSignal<Vec<Piece>>,
    /// Its open end.
    pub(super) open: RwSignal<String>,
    /// What the model thinks on the way.
    pub(super) reasoning: RwSignal<String>,
    /// The connection was lost and did not come back at once.
    pub(super) is_lost: RwSignal<bool>,
    /// What it took; heard just before its end.
    pub(super) usage: StoredValue<Option<Usage>>,
    ear: StoredValue<Ear>,
    /// Only ever filled in the browser, where there is one thread.
    stream: StoredValue<Option<SendWrapper<RunStream>>>,
}

impl Live {
    pub(super) fn new() -> Self {
        Self {
            message: RwSignal::new(None),
            pieces: RwSignal::new(Vec::new()),
            open: RwSignal::new(String::new()),
            reasoning: RwSignal::new(String::new()),
            is_lost: RwSignal::new(false),
            usage: StoredValue::new(None),
            ear: StoredValue::new(Ear::default()),
            stream: StoredValue::new(None),
        }
    }

    /// Turns to an answer, of which `html` is known.
    pub(super) fn begin(self, message: MessageId, html: String) {
        self.hang_up();
        self.ear.update_value(|ear| *ear = Ear { piece: ear.piece, ..Ear::default() });
        self.pieces.set(Vec::new());
        self.open.set(html);
        self.reasoning.set(String::new());
        self.usage.set_value(None);
        self.is_lost.set(false);
        self.message.set(Some(message));
    }

    /// Nothing is being written any more.
    pub(super) fn end(self) {
        self.hang_up();
        self.message.set(None);
        self.pieces.set(Vec::new());
        self.open.set(String::new());
        self.is_lost.set(false);
    }

    /// Takes a new connection.
    pub(super) fn take(self, stream: Option<RunStream>) {
        self.ear.update_value(|ear| ear.fresh = true);
        self.stream.set_value(stream.map(SendWrapper::new));
    }

    pub(super) fn hang_up(self) {
        if let Some(stream) = self.stream.try_update_value(Option::take).flatten() {
            stream.take().close();
        }
    }

    /// The connection stands (again).
    pub(super) fn is_connected(self) {
        self.ear.update_value(|ear| ear.lost = 0);
        self.is_lost.set(false);
    }

    /// Counts a lost connection; how many milliseconds to wait before the next.
    pub(super) fn lose(self) -> u64 {
        self.hang_up();
        self.ear.update_value(|ear| ear.lost = ear.lost.saturating_add(1));
        let lost = self.ear.get_value().lost;
        self.is_lost.set(lost > 1);
        (400_u64 << lost.min(5)).min(8_000)
    }

    /// Shows more.
    pub(super) fn show(self, shown: Shown) {
        let Ear { fresh, piece, .. } = self.ear.get_value();
        self.ear.update_value(|ear| {
            ear.fresh = false;
            ear.piece = piece.wrapping_add(1);
        });
        let new = (!shown.done.is_empty()).then(|| Piece { nr: piece.wrapping_add(1), html: Arc::from(shown.done) });
        if fresh {
            self.pieces.set(new.into_iter().collect());
        } else if let Some(new) = new {
            self.pieces.update(|pieces| pieces.push(new));
        }
        self.open.set(shown.open);
    }

    /// Whether an event of this number is new; it counts as heard now.
    pub(super) fn is_new(self, nr: i64) -> bool {
        let new = nr > self.ear.get_value().nr;
        if new {
            self.ear.update_value(|ear| ear.nr = nr);
        }
        new
    }

    /// All of it as HTML.
    pub(super) fn html(self) -> String {
        let mut html: String = self.pieces.with_untracked(|pieces| pieces.iter().map(|piece| &*piece.html).collect());
        self.open.with_untracked(|open| html.push_str(open));
        html
    }
}

/// What is being written where.
pub(super) type Writing = (RunId, MessageId);
