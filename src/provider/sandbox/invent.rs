//! Values that keep to a JSON schema: what the sandbox calls tools with and answers a wanted form with.

use serde_json::{Map, Value, json};

/// Deeper, only what must be there is: schemas may name themselves.
const DEPTH_MAX: usize = 8;
/// Beyond this nothing is made any more.
const DEPTH_END: usize = 32;

/// A value of the schema. Texts are about the subject where the schema leaves it open.
pub(super) fn value(schema: &Value, subject: &str) -> Value {
    Inventor { root: schema, subject }.value(schema, "value", 0)
}

struct Inventor<'s> {
    root: &'s Value,
    subject: &'s str,
}

impl Inventor<'_> {
    fn value(&self, schema: &Value, name: &str, depth: usize) -> Value {
        if depth > DEPTH_END {
            return Value::Null;
        }
        let list = |field: &str| schema.get(field).and_then(Value::as_array);
        if let Some(given) = schema.get("const").or_else(|| schema.get("default")) {
            return given.clone();
        }
        if let Some(given) = ["enum", "examples"].into_iter().find_map(|field| list(field)?.first()) {
            return given.clone();
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|place| self.find(place)) {
            return self.value(target, name, depth + 1);
        }
        if let Some(one) = ["anyOf", "oneOf"].into_iter().find_map(|field| list(field)?.first()) {
            return self.value(one, name, depth + 1);
        }
        if let Some(parts) = list("allOf") {
            let made = parts.iter().map(|part| self.value(part, name, depth + 1));
            return made.reduce(joined).unwrap_or(Value::Null);
        }
        match kind(schema) {
            "object" => self.object(schema, depth),
            "array" => self.array(schema, name, depth),
            "integer" => json!(whole_number(schema)),
            "number" => number(schema),
            "boolean" => json!(true),
            "null" => Value::Null,
            _ => json!(text(schema, name, self.subject)),
        }
    }

    fn find(&self, place: &str) -> Option<&Value> {
        self.root.pointer(place.strip_prefix('#')?)
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let required = schema.get("required").and_then(Value::as_array);
        let must = |name: &str| required.is_some_and(|names| names.iter().any(|required| required == name));
        let fields = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let wanted = fields.filter(|(name, _)| depth < DEPTH_MAX || must(name));
        Value::Object(
            wanted.map(|(name, field)| (name.clone(), self.value(field, name, depth + 1))).collect::<Map<_, _>>(),
        )
    }

    fn array(&self, schema: &Value, name: &str, depth: usize) -> Value {
        let count =
            |field: &str| schema.get(field).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
        let least = count("minItems").unwrap_or(0).min(100);
        let wanted = if depth < DEPTH_MAX { least.max(1) } else { least }.min(count("maxItems").unwrap_or(usize::MAX));
        let tuple = schema.get("prefixItems").and_then(Value::as_array);
        let any = json!({"type": "string"});
        let item = |at: usize| tuple.and_then(|items| items.get(at)).or_else(|| schema.get("items")).unwrap_or(&any);
        let unique = schema.get("uniqueItems") == Some(&Value::Bool(true));
        let items = (0..wanted).map(|at| match self.value(item(at), name, depth + 1) {
            Value::String(text) if unique && at > 0 => json!(format!("{text} {}", at + 1)),
            Value::Number(number) if unique => {
                json!(number.as_i64().unwrap_or(0).saturating_add(i64::try_from(at).unwrap_or(0)))
            }
            value => value,
        });
        Value::Array(items.collect())
    }
}

/// The schema's type, or what its other words say it is.
fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(kind)) => kind,
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("null")
        }
        _ if schema.get("properties").is_some() => "object",
        _ if schema.get("items").is_some() => "array",
        _ => "string",
    }
}

fn joined(one: Value, other: Value) -> Value {
    match (one, other) {
        (Value::Object(mut one), Value::Object(other)) => {
            one.extend(other);
            Value::Object(one)
        }
        (one, _) => one,
    }
}

fn whole_number(schema: &Value) -> i64 {
    let bound = |field: &str| schema.get(field).and_then(Value::as_i64);
    let least = bound("minimum").max(bound("exclusiveMinimum").map(|bound| bound.saturating_add(1)));
    let most = [bound("maximum"), bound("exclusiveMaximum").map(|bound| bound.saturating_sub(1))];
    let step = bound("multipleOf").filter(|step| *step > 0).unwrap_or(1);
    let wanted = most.into_iter().flatten().fold(least.unwrap_or(1).max(1), i64::min).max(least.unwrap_or(i64::MIN));
    // The next multiple, which is what a bound leaves room for.
    let rest = wanted.rem_euclid(step);
    if rest == 0 { wanted } else { wanted.saturating_add(step - rest) }
}

/// A whole number is a number; where only something between two of them fits, one of the bounds does.
fn number(schema: &Value) -> Value {
    let bound = |field: &str| schema.get(field).filter(|bound| bound.is_number() && !bound.is_i64() && !bound.is_u64());
    bound("minimum").or_else(|| bound("maximum")).cloned().unwrap_or_else(|| json!(whole_number(schema)))
}

fn text(schema: &Value, name: &str, subject: &str) -> String {
    let limit = |field: &str| schema.get(field).and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    let formed = match schema.get("format").and_then(Value::as_str) {
        Some("date") => "2026-01-01",
        Some("time") => "12:00:00Z",
        Some("date-time") => "2026-01-01T12:00:00Z",
        Some("duration") => "PT1H",
        Some("email") => "sandbox@example.com",
        Some("uri" | "url") => "https://example.com/",
        Some("hostname") => "example.com",
        Some("ipv4") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        Some("uuid") => "00000000-0000-4000-8000-000000000000",
        _ => "",
    };
    if !formed.is_empty() {
        return formed.to_owned();
    }
    let said = if subject.is_empty() { name } else { subject };
    let mut text: String = said.chars().take(limit("maxLength").unwrap_or(usize::MAX)).collect();
    let missing = limit("minLength").unwrap_or(0).min(10_000).saturating_sub(text.chars().count());
    text.extend(std::iter::repeat_n('.', missing));
    text
}

#[cfg(test)]
mod tests {
    use super::value;
    use serde_json::json;

    #[test]
    fn values_keep_to_their_schema() {
        let schema = json!({
            "type": "object", "required": ["style", "n"],
            "properties": {
                "style": {"type": "string", "enum": ["bold", "calm"]},
                "title": {"type": "string", "maxLength": 4},
                "long": {"type": "string", "minLength": 8},
                "n": {"type": "integer", "minimum": 3, "maximum": 9, "multipleOf": 4},
                "share": {"type": "number", "minimum": 0.25, "maximum": 0.5},
                "colours": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/colour"}},
                "at": {"type": ["null", "string"], "format": "date-time"},
                "either": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
                "both": {"allOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"type": "null"}}}]},
            },
            "$defs": {"colour": {"type": "object", "properties": {"hex": {"type": "string", "default": "#fff"}}}},
        });
        assert_eq!(
            value(&schema, "قیمت گوشی"),
            json!({
                "style": "bold", "title": "قیمت", "long": "قیمت گوشی", "n": 4, "share": 0.25,
                "colours": [{"hex": "#fff"}, {"hex": "#fff"}], "at": "2026-01-01T12:00:00Z", "either": true,
                "both": {"a": 1, "b": null},
            })
        );
        assert_eq!(value(&json!({"type": "string", "minLength": 3}), "x"), json!("x.."));
        assert_eq!(value(&json!({"type": "integer", "exclusiveMaximum": 0}), ""), json!(-1));
        assert_eq!(value(&json!({"type": "array", "maxItems": 0}), ""), json!([]));
        assert_eq!(
            value(&json!({"items": {"type": "integer"}, "minItems": 2, "uniqueItems": true}), ""),
            json!([1, 2])
        );
    }

    #[test]
    fn schemas_that_name_themselves_end() {
        let tree = json!({"type": "object", "properties": {"children": {"type": "array", "items": {"$ref": "#"}}}});
        assert!(value(&tree, "x").is_object());
        let endless = json!({"$ref": "#"});
        assert!(value(&endless, "x").is_null());
    }
}
