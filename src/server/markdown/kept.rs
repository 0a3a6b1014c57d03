//! What was rendered lately, found by the hash of its text; at most so many bytes of it.
//!
//! Two generations instead of an order of age: a full young one becomes the old one, and what was the old one is dropped.
//! What is asked for again is young again.

use std::{collections::HashMap, sync::Arc};

/// The hash of a text. A strong one: two texts with the same hash would show one person another's answer.
pub(super) type Key = [u8; 32];

/// What an entry takes beside its HTML.
const AROUND_BYTES: usize = 128;

/// Rendered texts.
#[derive(Debug)]
pub(super) struct Kept {
    young: HashMap<Key, Arc<str>>,
    old: HashMap<Key, Arc<str>>,
    young_bytes: usize,
    generation_bytes_max: usize,
}

impl Kept {
    /// Keeps at most so many bytes.
    pub(super) fn new(bytes_max: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), young_bytes: 0, generation_bytes_max: bytes_max / 2 }
    }

    pub(super) fn get(&mut self, key: &Key) -> Option<Arc<str>> {
        if let Some(html) = self.young.get(key) {
            return Some(html.clone());
        }
        let html = self.old.remove(key)?;
        self.put(*key, html.clone());
        Some(html)
    }

    pub(super) fn put(&mut self, key: Key, html: Arc<str>) {
        let bytes = html.len() + AROUND_BYTES;
        if bytes > self.generation_bytes_max {
            return;
        }
        if self.young_bytes + bytes > self.generation_bytes_max {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        if self.young.insert(key, html).is_none() {
            self.young_bytes += bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AROUND_BYTES, Kept};
    use std::sync::Arc;

    fn html(bytes: usize) -> Arc<str> {
        Arc::from("x".repeat(bytes))
    }

    #[test]
    fn what_is_asked_for_stays_and_the_rest_makes_room() {
        // Two entries fill a generation.
        let mut kept = Kept::new(4 * (AROUND_BYTES + 10));
        for key in 0..20 {
            kept.put([key; 32], html(10));
            assert!(kept.get(&[0; 32]).is_some(), "asked for after each");
            assert!(kept.young.len() <= 2 && kept.old.len() <= 2);
            assert!(kept.young_bytes <= 2 * (AROUND_BYTES + 10));
        }
        assert!(kept.get(&[19; 32]).is_some() && kept.get(&[1; 32]).is_none());
    }

    #[test]
    fn what_is_too_large_or_known_changes_nothing() {
        let mut kept = Kept::new(4 * (AROUND_BYTES + 10));
        kept.put([1; 32], html(10));
        kept.put([1; 32], html(10));
        assert_eq!(kept.young_bytes, AROUND_BYTES + 10);
        kept.put([2; 32], html(1_000));
        assert!(kept.get(&[2; 32]).is_none() && kept.get(&[1; 32]).is_some());
    }
}
