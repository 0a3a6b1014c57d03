//! Tool calls in pieces, put together again. Servers disagree on how a piece names its call:
//! - some leave `index` out, some send 0 for every call: a new id or a new name then begins a new call;
//! - some send the name behind the id, or no id at all: a call is told when its name is known, with an id of ours;
//! - some send a new id with every piece: without a name it does not begin a call whose arguments have only begun;
//! - some send the arguments as an object, some none: they are JSON text, `{}` at least.

use crate::provider::chat::ToolCallDelta;
use serde_json::Value;
use uuid::Uuid;

/// The calls of one answer.
#[derive(Debug, Default)]
pub(super) struct Calls {
    slots: Vec<Slot>,
}

#[derive(Debug, Default)]
struct Slot {
    index: Option<u64>,
    id: Option<String>,
    name: Option<String>,
    arguments: String,
    /// How much of the arguments was told; none before the call itself was.
    told: Option<usize>,
}

/// What one piece says.
struct Piece<'v> {
    index: Option<u64>,
    id: Option<&'v str>,
    name: Option<&'v str>,
    arguments: String,
}

impl<'v> Piece<'v> {
    fn new(call: &'v Value) -> Self {
        // The call itself where nothing is wrapped around it.
        let function = call.get("function").filter(|function| function.is_object()).unwrap_or(call);
        let filled = |value: Option<&'v Value>| value.and_then(Value::as_str).filter(|text| !text.is_empty());
        let index = call.get("index");
        Self {
            index: index.and_then(|index| index.as_u64().or_else(|| index.as_str()?.parse().ok())),
            id: filled(call.get("id")),
            name: filled(function.get("name")),
            arguments: match function.get("arguments") {
                Some(Value::String(text)) => text.clone(),
                Some(object @ Value::Object(_)) => object.to_string(),
                _ => String::new(),
            },
        }
    }
}

impl Calls {
    /// Takes the calls of a chunk; what can be told of them now. `None` when there were none.
    pub(super) fn take(&mut self, calls: &Value) -> Option<Vec<ToolCallDelta>> {
        let calls = match calls {
            Value::Array(calls) => calls.as_slice(),
            Value::Object(_) => std::slice::from_ref(calls),
            _ => &[],
        };
        let pieces: Vec<_> = calls.iter().filter(|call| call.is_object()).map(Piece::new).collect();
        if pieces.is_empty() {
            return None;
        }
        let touched: Vec<_> = pieces.into_iter().map(|piece| self.put(piece)).collect();
        Some(touched.into_iter().filter_map(|at| self.slots[at].tell(at)).collect())
    }

    /// No further piece comes: what was not told yet. `None` when arguments have no name.
    pub(super) fn finish(&mut self) -> Option<Vec<ToolCallDelta>> {
        let mut rest = Vec::new();
        for (at, slot) in self.slots.iter_mut().enumerate() {
            if slot.name.is_none() && slot.arguments.trim().is_empty() {
                continue;
            }
            slot.name.as_ref()?;
            slot.id.get_or_insert_with(new_id);
            if slot.arguments.trim().is_empty() {
                slot.arguments.push_str("{}");
            }
            rest.extend(slot.tell(at));
        }
        Some(rest)
    }

    /// Adds a piece to its call, which may be a new one; where that is.
    fn put(&mut self, piece: Piece<'_>) -> usize {
        let known = self.slot_of(&piece).filter(|at| !self.slots[*at].is_followed_by(&piece));
        let at = known.unwrap_or_else(|| {
            self.slots.push(Slot { index: piece.index, ..Slot::default() });
            self.slots.len() - 1
        });
        let slot = &mut self.slots[at];
        slot.id = slot.id.take().or_else(|| piece.id.map(str::to_owned));
        slot.name = slot.name.take().or_else(|| piece.name.map(str::to_owned));
        slot.arguments.push_str(&piece.arguments);
        at
    }

    /// The call that a piece seems to continue.
    fn slot_of(&self, piece: &Piece<'_>) -> Option<usize> {
        let same_index = |slot: &&Slot| piece.index.is_none() || slot.index.is_none() || slot.index == piece.index;
        let found =
            |wanted: &dyn Fn(&Slot) -> bool| self.slots.iter().rposition(|slot| same_index(&slot) && wanted(slot));
        found(&|slot| piece.id.is_some() && slot.id.as_deref() == piece.id)
            .or_else(|| found(&|slot| piece.index.is_some() && slot.index == piece.index))
            .or_else(|| found(&|_| piece.index.is_none()))
    }
}

impl Slot {
    /// Whether the piece begins another call, although it names this one.
    fn is_followed_by(&self, piece: &Piece<'_>) -> bool {
        let differs = |known: Option<&str>, said: Option<&str>| known.is_some() && said.is_some() && known != said;
        let other_id = differs(self.id.as_deref(), piece.id);
        let whole = || serde_json::from_str::<serde::de::IgnoredAny>(&self.arguments).is_ok();
        differs(self.name.as_deref(), piece.name)
            || (other_id && (piece.name.is_some() || piece.arguments.is_empty() || whole()))
            || (piece.id.is_none() && piece.name.is_some() && self.name.is_some() && whole())
    }

    /// What is new of this call. An id may still come until there are arguments.
    fn tell(&mut self, at: usize) -> Option<ToolCallDelta> {
        let slot = u32::try_from(at).ok()?;
        let name = self.name.as_ref()?;
        let Some(told) = self.told else {
            if self.id.is_none() && self.arguments.is_empty() {
                return None;
            }
            let id = self.id.get_or_insert_with(new_id).clone();
            self.told = Some(self.arguments.len());
            let arguments = self.arguments.clone();
            return Some(ToolCallDelta { slot, id: Some(id), name: Some(name.clone()), arguments, signature: None });
        };
        let more = self.arguments.get(told..).filter(|more| !more.is_empty())?.to_owned();
        self.told = Some(self.arguments.len());
        Some(ToolCallDelta { slot, arguments: more, ..ToolCallDelta::default() })
    }
}

fn new_id() -> String {
    format!("call_{}", Uuid::now_v7().simple())
}

#[cfg(test)]
mod tests {
    use super::Calls;
    use serde_json::{Value, json};

    /// Calls as `(id, name, arguments)`, from what was told of them.
    fn told(pieces: &[Value]) -> Vec<(String, String, String)> {
        let mut calls = Calls::default();
        let mut deltas: Vec<_> = pieces.iter().filter_map(|piece| calls.take(piece)).flatten().collect();
        deltas.extend(calls.finish().unwrap());
        let mut told: Vec<(String, String, String)> = Vec::new();
        for delta in deltas {
            let at = usize::try_from(delta.slot).unwrap();
            if at == told.len() {
                told.push((delta.id.clone().unwrap(), delta.name.clone().unwrap(), String::new()));
            } else {
                assert_eq!((&delta.id, &delta.name), (&None, &None));
            }
            told[at].2.push_str(&delta.arguments);
        }
        told
    }

    #[test]
    fn one_call_of_every_server() {
        let whole = [("c1".to_owned(), "find".to_owned(), "{\"q\":\"x\"}".to_owned())];
        for pieces in [
            json!([[{"index": 0, "id": "c1", "function": {"name": "find", "arguments": "{\"q\":"}}], [{"index": 0, "function": {"arguments": "\"x\"}"}}]]),
            json!([[{"id": "c1", "function": {"name": "find", "arguments": "{\"q\":"}}], [{"function": {"arguments": "\"x\"}"}}]]),
            json!([[{"index": 0, "id": "c1", "function": {"arguments": ""}}], [{"index": 0, "function": {"name": "find"}}], [{"index": 0, "function": {"arguments": "{\"q\":\"x\"}"}}]]),
            json!([[{"index": 0, "id": "c1", "function": {"name": "find", "arguments": {"q": "x"}}}]]),
            json!([[{"index": 0, "id": "c1", "function": {"name": "find", "arguments": "{\"q\""}}], [{"index": 0, "id": "c1", "function": {"name": "find", "arguments": ":\"x\"}"}}]]),
            json!([[{"index": 0, "id": "c1", "function": {"name": "find", "arguments": "{\"q\""}}], [{"index": 0, "id": "c2", "function": {"arguments": ":\"x\"}"}}]]),
            json!([[{"index": 0, "function": {"name": "find"}}], [{"index": 0, "id": "c1", "function": {"arguments": "{\"q\":\"x\"}"}}]]),
            json!([{"id": "c1", "name": "find", "arguments": "{\"q\":\"x\"}"}]),
        ] {
            assert_eq!(told(pieces.as_array().unwrap()), whole, "{pieces}");
        }
    }

    #[test]
    fn two_calls_of_every_server() {
        let find =
            |id: &str, q: &str| json!({"id": id, "function": {"name": "find", "arguments": format!("{{\"q\":{q}}}")}});
        let at = |index: u64, mut call: Value| {
            call["index"] = json!(index);
            call
        };
        let other = json!({"index": 0, "function": {"name": "other", "arguments": "{}"}});
        for (pieces, second) in [
            (json!([[at(0, find("c1", "1")), at(1, find("c2", "2"))]]), ("c2", "find", "{\"q\":2}")),
            (json!([[at(0, find("c1", "1"))], [at(0, find("c2", "2"))]]), ("c2", "find", "{\"q\":2}")),
            (json!([[find("c1", "1")], [find("c2", "2")]]), ("c2", "find", "{\"q\":2}")),
            (json!([[at(3, find("c1", "1"))], [at(7, find("c2", "2"))]]), ("c2", "find", "{\"q\":2}")),
            (json!([[at(0, find("c1", "1"))], [other]]), ("", "other", "{}")),
            (
                json!([[at(0, find("c1", "1"))], [{"index": 1, "id": "c2", "function": {"name": "now"}}]]),
                ("c2", "now", "{}"),
            ),
        ] {
            let told = told(pieces.as_array().unwrap());
            assert_eq!(told.len(), 2, "{pieces}");
            assert_eq!(told[0], ("c1".to_owned(), "find".to_owned(), "{\"q\":1}".to_owned()), "{pieces}");
            let (id, name, arguments) = &told[1];
            assert_eq!((name.as_str(), arguments.as_str()), (second.1, second.2), "{pieces}");
            assert!(id == second.0 || (second.0.is_empty() && id.starts_with("call_")), "{id}");
        }
    }

    #[test]
    fn interleaved_calls_stay_apart() {
        let piece = |index: u64, text: &str| json!([{"index": index, "function": {"arguments": text}}]);
        let told = told(&[
            json!([{"index": 0, "id": "a", "function": {"name": "f", "arguments": ""}}]),
            json!([{"index": 1, "id": "b", "function": {"name": "f", "arguments": ""}}]),
            piece(0, "{\"x\""),
            piece(1, "{\"y\""),
            piece(0, ":1}"),
            piece(1, ":2}"),
        ]);
        let arguments: Vec<_> = told.iter().map(|call| call.2.as_str()).collect();
        assert_eq!(arguments, ["{\"x\":1}", "{\"y\":2}"]);
    }

    #[test]
    fn what_is_no_call() {
        let mut calls = Calls::default();
        for nothing in [json!([]), json!(null), json!("x"), json!([7])] {
            assert_eq!(calls.take(&nothing), None);
        }
        assert_eq!(calls.finish(), Some(Vec::new()));
        assert_eq!(calls.take(&json!([{"index": 0, "function": {"arguments": "{}"}}])), Some(Vec::new()));
        assert_eq!(calls.finish(), None);
    }
}
