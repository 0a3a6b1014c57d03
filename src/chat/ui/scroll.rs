//! Where the reader is. The column is laid out from its end (`flex-col-reverse`), so that the browser itself opens a
//! conversation at its latest message, before any script has run, and stays there while an answer grows.

use leptos::{html, prelude::*};

/// Closer to the end than this counts as being there.
const NEAR_PX: i32 = 32;

/// The scrolled column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scroll {
    pub(super) node: NodeRef<html::Div>,
    /// The reader is at the latest message.
    pub(super) is_at_end: RwSignal<bool>,
}

impl Scroll {
    pub(super) fn new() -> Self {
        Self { node: NodeRef::new(), is_at_end: RwSignal::new(true) }
    }

    /// Looks where the reader is. From the end, upwards is negative.
    pub(super) fn look(self) {
        let at_end = self.node.get_untracked().is_none_or(|column| column.scroll_top().abs() <= NEAR_PX);
        if self.is_at_end.get_untracked() != at_end {
            self.is_at_end.set(at_end);
        }
    }

    /// Goes to the latest message.
    pub(super) fn to_end(self) {
        if let Some(column) = self.node.get_untracked() {
            column.set_scroll_top(0);
        }
    }
}
