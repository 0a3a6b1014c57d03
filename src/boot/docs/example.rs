//! What a body looks like, made from its type.

use super::schema::Schemas;
use serde_json::{Map, Value, json};

/// The media type of an event stream.
pub(super) const STREAM: &str = "text/event-stream";
/// Types that hold themselves end here.
const DEPTH_MAX: u32 = 8;

/// A body of this type: JSON, or the events of a stream.
pub(super) fn body(schemas: Schemas<'_>, media: &str, schema: &Value) -> String {
    if media != STREAM {
        if let (false, Value::String(text)) = (media.ends_with("json"), value(schemas, schema, 0)) {
            return text;
        }
        return serde_json::to_string_pretty(&value(schemas, schema, 0)).unwrap_or_default();
    }
    let events = schemas.resolve(schema)["oneOf"].as_array().into_iter().flatten().zip(1..);
    let event = |(variant, id): (&Value, u32)| {
        let event = value(schemas, variant, 0);
        format!("id: {id}\nevent: {}\ndata: {}\n", event["event"].as_str().unwrap_or_default(), event["data"])
    };
    events.map(event).collect::<Vec<_>>().join("\n")
}

fn value(schemas: Schemas<'_>, schema: &Value, depth: u32) -> Value {
    let schema = schemas.resolve(schema);
    let deeper = |schema: &Value| value(schemas, schema, depth + 1);
    if depth > DEPTH_MAX {
        return Value::Null;
    }
    if let Some(given) =
        [&schema["example"], &schema["examples"][0], &schema["enum"][0]].into_iter().find(|one| !one.is_null())
    {
        return given.clone();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let members = parts.iter().map(deeper).filter_map(|part| part.as_object().cloned()).flatten();
        return Value::Object(members.collect());
    }
    if let Some(options) = schema["oneOf"].as_array() {
        let other = options.iter().find(|option| option["type"] != "null");
        // What went wrong is no good example where it may be missing.
        let is_spared = |option: &Value| {
            options.iter().any(|one| one["type"] == "null") && schemas.resolve(option)["oneOf"].is_array()
        };
        return other.filter(|option| !is_spared(option)).map_or(Value::Null, deeper);
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        kind => kind.as_str(),
    };
    match kinds {
        Some("object") => {
            let members = schema["properties"].as_object().into_iter().flatten();
            Value::Object(members.map(|(name, schema)| (name.clone(), deeper(schema))).collect::<Map<_, _>>())
        }
        Some("array") => json!([deeper(&schema["items"])]),
        Some("string") if schema["format"] == "uuid" => json!("019aa4c2-7d1e-7a44-9d6b-2f6f0c1f6a10"),
        Some("string") => json!("…"),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(false),
        _ => Value::Null,
    }
}
