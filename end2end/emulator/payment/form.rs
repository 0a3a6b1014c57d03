//! `application/x-www-form-urlencoded` with names that nest in brackets, read into JSON: `a[b][0]=c` is
//! `{"a": {"b": {"0": "c"}}}`.

use serde_json::{Map, Value};

/// The fields of a body or a query; null when they contradict each other or are no text.
pub fn parse(text: &[u8]) -> Value {
    let mut all = Map::new();
    for pair in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        let (name, value) = (decode(&pair[..at]), decode(pair.get(at + 1..).unwrap_or_default()));
        let (Some(name), Some(value)) = (name, value) else { return Value::Null };
        let (first, rest) = name.split_once('[').map_or((name.as_str(), ""), |(first, rest)| (first, rest));
        let keys = std::iter::once(first).chain(rest.split('[').filter(|_| !rest.is_empty()));
        let keys: Vec<&str> = keys.map(|key| key.strip_suffix(']').unwrap_or(key)).collect();
        if !put(&mut all, &keys, value) {
            return Value::Null;
        }
    }
    Value::Object(all)
}

fn put(into: &mut Map<String, Value>, keys: &[&str], value: String) -> bool {
    match keys {
        [] => false,
        [last] => into.insert((*last).to_owned(), value.into()).is_none(),
        [first, rest @ ..] => match into.entry(*first).or_insert_with(|| Value::Object(Map::new())) {
            Value::Object(below) => put(below, rest, value),
            _ => false,
        },
    }
}

fn decode(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        bytes.push(match first {
            b'+' => b' ',
            b'%' => {
                let (code, after) = rest.split_at_checked(2)?;
                rest = after;
                u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok()?
            }
            other => *other,
        });
    }
    String::from_utf8(bytes).ok()
}

/// Every field with its full name, numbers in it as `#`: `line_items[#][quantity]`.
pub fn leaves(form: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(form, String::new(), &mut found);
    found
}

fn walk(value: &Value, at: String, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
                let name = if is_number { "#" } else { name };
                walk(value, if at.is_empty() { name.to_owned() } else { format!("{at}[{name}]") }, found);
            }
        }
        Value::String(text) => found.push((at, text.clone())),
        _ => {}
    }
}
