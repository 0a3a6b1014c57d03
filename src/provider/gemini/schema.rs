//! JSON schemas as Gemini takes them: it knows a part of the keywords and refuses or ignores the rest.

use serde_json::{Map, Value, json};

/// Keywords that stay as they are.
const PLAIN: [&str; 10] = [
    "type",
    "title",
    "description",
    "$anchor",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
    "required",
    "propertyOrdering",
];
/// Forms of text that are known.
const FORMATS: [&str; 3] = ["date-time", "date", "time"];
/// Where older drafts keep what `$ref` points to, and where it is looked for now.
const OLD_DEFINITIONS: &str = "#/definitions/";
const DEFINITIONS: &str = "#/$defs/";

/// The schema without what Gemini does not know. What it can not say is left to whoever reads the answer.
pub(super) fn schema(given: &Value) -> Value {
    match given {
        Value::Object(keywords) => Value::Object(object(keywords)),
        // `true` allows anything.
        Value::Bool(_) => json!({}),
        other => other.clone(),
    }
}

/// Whether it is the schema of an object of which nothing is said: a tool without arguments.
pub(super) fn is_empty(given: &Value) -> bool {
    let properties = given.get("properties").and_then(Value::as_object);
    properties.is_none_or(Map::is_empty)
        && ["$ref", "anyOf", "oneOf", "allOf"].iter().all(|key| given.get(key).is_none())
}

fn object(given: &Map<String, Value>) -> Map<String, Value> {
    let mut taken = Map::new();
    // Beside a reference nothing else may stand.
    if let Some(target) = given.get("$ref").and_then(Value::as_str) {
        taken.insert("$ref".to_owned(), target.replacen(OLD_DEFINITIONS, DEFINITIONS, 1).into());
        take_definitions(given, &mut taken);
        return taken;
    }
    for (keyword, value) in given {
        match (keyword.as_str(), value) {
            (plain, _) if PLAIN.contains(&plain) => drop(taken.insert(keyword.clone(), value.clone())),
            ("format", Value::String(format)) if FORMATS.contains(&format.as_str()) => {
                taken.insert(keyword.clone(), value.clone());
            }
            ("enum", Value::Array(values)) => take_enum(values, &mut taken),
            ("const", value) => take_enum(std::slice::from_ref(value), &mut taken),
            ("properties", Value::Object(inner)) => drop(taken.insert(keyword.clone(), each(inner))),
            ("items" | "additionalProperties", Value::Object(_)) => drop(taken.insert(keyword.clone(), schema(value))),
            ("additionalProperties", Value::Bool(_)) => drop(taken.insert(keyword.clone(), value.clone())),
            ("prefixItems", Value::Array(items)) => drop(taken.insert(keyword.clone(), all(items))),
            ("anyOf" | "oneOf", Value::Array(items)) => drop(taken.insert("anyOf".to_owned(), all(items))),
            // One schema wrapped to put a description beside its reference.
            ("allOf", Value::Array(items)) if items.len() == 1 => {
                return object(&unwrapped(given, &items[0]));
            }
            _ => {}
        }
    }
    take_definitions(given, &mut taken);
    taken
}

fn unwrapped(outer: &Map<String, Value>, inner: &Value) -> Map<String, Value> {
    let mut both: Map<String, Value> = outer.clone();
    both.remove("allOf");
    both.extend(inner.as_object().cloned().unwrap_or_default());
    both
}

fn take_definitions(given: &Map<String, Value>, taken: &mut Map<String, Value>) {
    for place in ["definitions", "$defs"] {
        if let Some(Value::Object(definitions)) = given.get(place) {
            taken.insert("$defs".to_owned(), each(definitions));
        }
    }
}

/// Texts and numbers only, and no empty text.
fn take_enum(values: &[Value], taken: &mut Map<String, Value>) {
    let known = |value: &&Value| value.is_number() || value.as_str().is_some_and(|text| !text.is_empty());
    let values: Vec<Value> = values.iter().filter(known).cloned().collect();
    if !values.is_empty() {
        taken.insert("enum".to_owned(), values.into());
    }
}

fn each(schemas: &Map<String, Value>) -> Value {
    schemas.iter().map(|(name, inner)| (name.clone(), schema(inner))).collect::<Map<_, _>>().into()
}

fn all(schemas: &[Value]) -> Value {
    schemas.iter().map(schema).collect::<Vec<_>>().into()
}

#[cfg(test)]
mod tests {
    use super::{is_empty, schema};
    use serde_json::json;

    #[test]
    fn unknown_keywords_go_and_names_stay() {
        let given = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "default": {},
            "properties": {
                "pattern": {"type": "string", "pattern": "^a", "minLength": 1, "format": "uri", "enum": ["a", "", null]},
                "when": {"type": ["string", "null"], "format": "date-time", "examples": ["x"]},
                "size": {"type": "integer", "minimum": 1, "exclusiveMaximum": 9, "multipleOf": 2},
                "kind": {"const": "x"}, "any": true,
                "list": {"type": "array", "items": {"type": "string", "maxLength": 3}, "uniqueItems": true, "maxItems": 2},
                "either": {"oneOf": [{"type": "string", "$comment": "c"}, {"type": "number"}]},
                "other": {"allOf": [{"$ref": "#/definitions/Other"}], "description": "beside"},
            },
            "required": ["pattern"], "additionalProperties": false, "unevaluatedProperties": false,
            "definitions": {"Other": {"type": "object", "patternProperties": {}}},
        });
        let taken = json!({
            "type": "object",
            "properties": {
                "pattern": {"type": "string", "enum": ["a"]},
                "when": {"type": ["string", "null"], "format": "date-time"},
                "size": {"type": "integer", "minimum": 1},
                "kind": {"enum": ["x"]}, "any": {},
                "list": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
                "either": {"anyOf": [{"type": "string"}, {"type": "number"}]},
                "other": {"$ref": "#/$defs/Other"},
            },
            "required": ["pattern"], "additionalProperties": false,
            "$defs": {"Other": {"type": "object"}},
        });
        assert_eq!(schema(&given), taken);
        assert!(is_empty(&json!({"type": "object", "properties": {}})) && is_empty(&json!(null)));
        assert!(!is_empty(&taken) && !is_empty(&json!({"$ref": "#/$defs/A"})));
    }
}
