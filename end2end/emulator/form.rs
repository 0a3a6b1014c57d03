//! `multipart/form-data`, read into JSON so that it can be looked at like any other body.

use serde_json::{Value, json};

/// The parts of a form, `[{"name", "text"}]` or `[{"name", "filename", "type", "bytes"}]`; null when it is none.
pub fn parse(content_type: &str, body: &[u8]) -> Value {
    let boundary =
        content_type.strip_prefix("multipart/form-data;").and_then(|rest| rest.trim().strip_prefix("boundary="));
    let Some(boundary) = boundary else { return Value::Null };
    let delimiter = format!("--{}", boundary.trim_matches('"'));
    let mut parts = Vec::new();
    let mut rest = body;
    while let Some(at) = memchr::memmem::find(rest, delimiter.as_bytes()) {
        rest = &rest[at + delimiter.len()..];
        let Some(part) = rest.strip_prefix(b"\r\n") else { break };
        let end = memchr::memmem::find(part, delimiter.as_bytes()).map_or(part.len(), |end| end.saturating_sub(2));
        parts.extend(part_of(&part[..end]));
    }
    json!({ "form": parts })
}

fn part_of(part: &[u8]) -> Option<Value> {
    let end = memchr::memmem::find(part, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&part[..end]).ok()?;
    let content = &part[end + 4..];
    let quoted = |name: &str| {
        let (_, rest) = head.split_once(&format!(" {name}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    let name = quoted("name")?;
    let Some(filename) = quoted("filename") else {
        return Some(json!({"name": name, "text": std::str::from_utf8(content).ok()?}));
    };
    let kind =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-type: ").map(str::to_owned));
    Some(json!({"name": name, "filename": filename, "type": kind, "bytes": content.len()}))
}

/// A field's text.
pub fn text<'b>(body: &'b Value, name: &str) -> Option<&'b str> {
    parts(body).find(|part| part["name"] == name)?["text"].as_str()
}

/// The files of a field.
pub fn files<'b>(body: &'b Value, name: &'b str) -> impl Iterator<Item = &'b Value> {
    parts(body).filter(move |part| part["name"] == name && part["filename"].is_string())
}

/// All parts.
pub fn parts(body: &Value) -> impl Iterator<Item = &Value> {
    body["form"].as_array().into_iter().flatten()
}
