//! The answer as HTML while it is being written. Blocks that are finished are rendered once and appended; only the
//! open end is rendered again, and not more often than eyes can follow.

use crate::server::markdown;
use serde::Serialize;
use std::time::{Duration, Instant};

/// Eyes don't follow more often.
pub(super) const EVERY: Duration = Duration::from_millis(80);

/// What a page shows: append `done`, and put `open` in place of the last `open`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Blocks that will not change.
    pub done: String,
    /// The end that is still being written.
    pub open: String,
}

/// Renders one watcher's answer.
#[derive(Debug, Default)]
pub(super) struct Preview {
    text: String,
    /// Bytes of `text` that were rendered for good.
    settled: usize,
    dirty: bool,
    last: Option<Instant>,
}

impl Preview {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.dirty = true;
    }

    /// Whether something waits to be shown.
    pub(super) fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// What is new to show, if anything, and if it is time: `caught_up` tells that nothing else waits to be told.
    pub(super) fn take(&mut self, caught_up: bool) -> Option<Shown> {
        let early = self.last.is_some_and(|last| last.elapsed() < EVERY);
        if caught_up && !early { self.rest() } else { None }
    }

    /// What is new to show, if anything: before the end it is always time.
    pub(super) fn rest(&mut self) -> Option<Shown> {
        if !self.dirty {
            return None;
        }
        self.last = Some(Instant::now());
        self.dirty = false;
        let open = self.text.get(self.settled..)?;
        let boundary = last_boundary(open);
        let done = open.get(..boundary).map(markdown::render).unwrap_or_default();
        self.settled += boundary;
        let open = self.text.get(self.settled..).map(markdown::render).unwrap_or_default();
        Some(Shown { done, open })
    }
}

/// Where the last finished block ends: after the last blank line that is in no code fence and before no continuation
/// of a list.
fn last_boundary(text: &str) -> usize {
    let (mut at, mut boundary, mut fence) = (0, 0, false);
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        at += line.len();
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fence = !fence;
        }
        let next_starts_block = lines
            .peek()
            .is_some_and(|next| !next.starts_with([' ', '\t', '-', '*', '+', '\n']) && !starts_numbered(next));
        if trimmed.is_empty() && !fence && line.ends_with('\n') && next_starts_block {
            boundary = at;
        }
    }
    boundary
}

fn starts_numbered(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < line.len() && rest.starts_with(['.', ')'])
}

#[cfg(test)]
mod tests {
    use super::{Preview, last_boundary};

    #[test]
    fn finished_blocks_end_at_blank_lines_outside_of_code() {
        assert_eq!(last_boundary("one\n\ntwo"), 5);
        assert_eq!(last_boundary("one\n"), 0);
        assert_eq!(last_boundary("```\na\n\nb"), 0, "inside a fence");
        assert_eq!(last_boundary("```\na\n```\n\nb"), 11);
        assert_eq!(last_boundary("- a\n\n- b"), 0, "a list goes on");
        assert_eq!(last_boundary("1. a\n\n2. b"), 0, "a numbered list goes on");
    }

    #[test]
    fn the_parts_hold_everything_once() {
        let mut preview = Preview::default();
        preview.push("سلام\n\n");
        preview.push("دنیا");
        let shown = preview.take(true).unwrap();
        assert!(shown.done.contains("سلام") && !shown.done.contains("دنیا"));
        assert!(shown.open.contains("دنیا") && !shown.open.contains("سلام"));
        assert_eq!(preview.take(true), None, "nothing new");
    }
}
