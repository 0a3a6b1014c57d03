//! `reasoning_details`: what OpenRouter wants back with an assistant's message, unchanged and in order. In a stream the
//! texts come in pieces, which belong together again.

use serde_json::Value;

/// More than this is not kept: half of it would be refused, and nobody thinks that long.
const BYTES_MAX: usize = 4 << 20;
/// Fields that come in pieces.
const TEXTS: [&str; 2] = ["text", "summary"];

/// The details of one answer.
#[derive(Debug, Default)]
pub(super) struct Details {
    items: Vec<Value>,
    bytes: usize,
}

impl Details {
    /// Takes the items of a chunk.
    pub(super) fn take(&mut self, items: Value) {
        let Value::Array(items) = items else { return };
        for item in items.into_iter().filter(Value::is_object) {
            self.bytes = self.bytes.saturating_add(TEXTS.iter().chain(&["data"]).map(|name| length(&item, name)).sum());
            if self.bytes > BYTES_MAX {
                self.items.clear();
                return;
            }
            match self.items.last_mut().filter(|last| continues(last, &item)) {
                Some(last) => join(last, item),
                None => self.items.push(item),
            }
        }
    }

    /// All of them, as one list; `None` when there are none.
    pub(super) fn finish(&mut self) -> Option<Value> {
        let whole = !self.items.is_empty() && self.bytes <= BYTES_MAX;
        whole.then(|| Value::Array(std::mem::take(&mut self.items)))
    }
}

fn length(item: &Value, name: &str) -> usize {
    item.get(name).and_then(Value::as_str).map_or(0, str::len)
}

fn continues(last: &Value, next: &Value) -> bool {
    let same = |name: &str| last.get(name) == next.get(name);
    let in_pieces = TEXTS.iter().any(|name| last.get(name).is_some_and(Value::is_string));
    // Signed means complete.
    let open = last.get("signature").is_none_or(Value::is_null);
    in_pieces && open && same("type") && same("index")
}

fn join(last: &mut Value, next: Value) {
    let (Some(last), Value::Object(next)) = (last.as_object_mut(), next) else { return };
    for (name, value) in next {
        match (last.get_mut(&name), value) {
            (Some(Value::String(text)), Value::String(more)) if TEXTS.contains(&name.as_str()) => text.push_str(&more),
            (Some(Value::Null) | None, value) => drop(last.insert(name, value)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Details;
    use serde_json::json;

    #[test]
    fn pieces_belong_together() {
        let mut details = Details::default();
        let text =
            |text: &str, signature| json!({"type": "reasoning.text", "text": text, "signature": signature, "index": 0});
        details.take(json!([text("فک", json!(null))]));
        details.take(json!([text("ر", json!(null))]));
        details.take(json!([text("", json!("sig"))]));
        details.take(json!([text("دوم", json!(null)), {"type": "reasoning.encrypted", "data": "x", "index": 1}]));
        details.take(json!([{"type": "reasoning.encrypted", "data": "y", "index": 1}, 7]));
        details.take(json!("odd"));
        assert_eq!(
            details.finish(),
            Some(json!([
                text("فکر", json!("sig")),
                text("دوم", json!(null)),
                {"type": "reasoning.encrypted", "data": "x", "index": 1},
                {"type": "reasoning.encrypted", "data": "y", "index": 1},
            ]))
        );
        assert_eq!(Details::default().finish(), None);
    }

    #[test]
    fn too_many_are_none() {
        let mut details = Details::default();
        for _ in 0..6 {
            details.take(json!([{"type": "reasoning.encrypted", "data": "x".repeat(1 << 20)}]));
        }
        assert_eq!(details.finish(), None);
    }
}
