//! JSON schemas as Anthropic takes them: every object closed, and without the limits that it refuses. What it can not say
//! is left to whoever reads the answer.

use serde_json::{Map, Value};

/// Keywords that are refused.
const REFUSED: [&str; 16] = [
    "$schema",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "additionalProperties",
    "unevaluatedProperties",
];
/// Forms of text that are known.
const FORMATS: [&str; 9] = ["date-time", "time", "date", "duration", "email", "hostname", "uri", "uuid", "ipv4"];

/// The schema, closed.
pub(super) fn closed(schema: &Value) -> Value {
    let Value::Object(keywords) = schema else { return schema.clone() };
    let mut taken = Map::new();
    for (keyword, value) in keywords {
        let value = match (keyword.as_str(), value) {
            (refused, _) if REFUSED.contains(&refused) => continue,
            ("format", value) if !value.as_str().is_some_and(|format| FORMATS.contains(&format)) => continue,
            // Their keys are names, not keywords.
            ("properties" | "$defs" | "definitions", Value::Object(named)) => {
                named.iter().map(|(name, inner)| (name.clone(), closed(inner))).collect::<Map<_, _>>().into()
            }
            ("enum" | "const" | "default" | "required" | "examples", value) => value.clone(),
            (_, Value::Array(items)) => items.iter().map(closed).collect::<Vec<_>>().into(),
            (_, value) => closed(value),
        };
        taken.insert(if keyword == "oneOf" { "anyOf".to_owned() } else { keyword.clone() }, value);
    }
    if is_object(&taken) {
        taken.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    taken.into()
}

fn is_object(schema: &Map<String, Value>) -> bool {
    let named = |kind: &Value| kind.as_str() == Some("object");
    schema.contains_key("properties")
        || match schema.get("type") {
            Some(Value::Array(kinds)) => kinds.iter().any(named),
            Some(kind) => named(kind),
            None => false,
        }
}

#[cfg(test)]
mod tests {
    use super::closed;
    use serde_json::json;

    #[test]
    fn objects_are_closed_and_limits_go() {
        let given = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": true,
            "properties": {
                "pattern": {"type": "string", "pattern": "^a", "maxLength": 3, "format": "regex", "enum": ["a"]},
                "size": {"type": "integer", "minimum": 1, "description": "how large"},
                "inner": {"type": ["object", "null"], "properties": {"when": {"type": "string", "format": "date"}}},
                "list": {"type": "array", "minItems": 2, "items": {"type": "object", "properties": {}}},
                "either": {"oneOf": [{"type": "object", "properties": {}}, {"$ref": "#/$defs/Other"}]},
            },
            "required": ["pattern"],
            "$defs": {"Other": {"type": "object", "properties": {"minimum": {"type": "number"}}}},
        });
        let taken = json!({
            "type": "object", "additionalProperties": false,
            "properties": {
                "pattern": {"type": "string", "enum": ["a"]},
                "size": {"type": "integer", "description": "how large"},
                "inner": {"type": ["object", "null"], "additionalProperties": false,
                          "properties": {"when": {"type": "string", "format": "date"}}},
                "list": {"type": "array",
                         "items": {"type": "object", "properties": {}, "additionalProperties": false}},
                "either": {"anyOf": [{"type": "object", "properties": {}, "additionalProperties": false},
                                     {"$ref": "#/$defs/Other"}]},
            },
            "required": ["pattern"],
            "$defs": {"Other": {"type": "object", "properties": {"minimum": {"type": "number"}},
                                "additionalProperties": false}},
        });
        assert_eq!(closed(&given), taken);
    }
}
