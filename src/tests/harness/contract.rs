//! Holds every answer that a test gets against the OpenAPI document: what is not described, or is described otherwise,
//! fails the test that saw it.

use aimall::{
    boot::router,
    kernel::{Coins, Instant},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::LazyLock};
use uuid::Uuid;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(router::rest().1).unwrap());

/// The document, as it is served.
pub fn document() -> &'static Value {
    &DOCUMENT
}

/// Every described operation: method, path as written, note.
pub fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static Value)> {
    let paths = document()["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, item)| {
        let notes = item.as_object().unwrap().iter().filter(|(key, _)| *key != "parameters");
        notes.map(|(method, note)| (method.as_str(), path.as_str(), note))
    })
}

/// The operation behind an address: its path as written, and its note.
pub fn operation(method: &Method, address: &str) -> Option<(&'static str, &'static Value)> {
    let path = address.split('?').next().unwrap().strip_prefix("/api")?;
    let fits = |written: &str| {
        let (written, given): (Vec<_>, Vec<_>) = (written.split('/').collect(), path.split('/').collect());
        written.len() == given.len()
            && written.iter().zip(given).all(|(part, given)| part.starts_with('{') || *part == given)
    };
    let mut found: Vec<_> = operations()
        .filter(|(name, written, _)| name.eq_ignore_ascii_case(method.as_str()) && fits(written))
        .map(|(_, written, note)| (written, note))
        .collect();
    // `runs/quote` before `runs/{id}`.
    found.sort_by_key(|(written, _)| written.matches('{').count());
    found.into_iter().next()
}

/// An answer to a call, with the JSON that was sent.
pub fn check_answer(
    method: &Method,
    address: &str,
    sent: Option<&Value>,
    status: StatusCode,
    media: &str,
    answer: &Value,
) {
    let what = format!("{method} {address}: {status}");
    let Some((_, note)) = operation(method, address) else {
        assert_eq!(status, StatusCode::NOT_FOUND, "{what} is not described");
        return;
    };
    let described = &note["responses"][status.as_str()];
    assert!(described.is_object(), "{what} is not described: {answer}");
    match described["content"].as_object() {
        None => assert_eq!(answer, "", "{what} is described without a body"),
        Some(content) => {
            let Some(content) = content.get(media) else { panic!("{what}: {media} is not described") };
            assert_eq!(findings(&content["schema"], answer), Vec::<String>::new(), "{what}: {answer}");
        }
    }
    if let Some(code) = answer["code"].as_str().filter(|_| media == "application/problem+json") {
        let codes = described["description"].as_str().unwrap();
        assert!(codes.contains(&format!("`{code}`")), "{what}: {code} is not among {codes}");
    }
    if let (Some(sent), true) = (sent, status.is_success()) {
        let schema = &note["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_object() {
            assert_eq!(findings(schema, sent), Vec::<String>::new(), "{what} took what it does not describe: {sent}");
        }
    }
}

/// An event of a stream.
pub fn check_event(event: &str, data: &Value) {
    let told = json!({"event": event, "data": data});
    let schema = json!({"$ref": "#/components/schemas/RunEvent"});
    assert_eq!(findings(&schema, &told), Vec::<String>::new(), "{told}");
}

/// Where a value is not what the schema says. Members that the schema does not name are wrong too.
pub fn findings(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(schema, value, "", &mut found);
    found
}

/// One value with everything in it: here its members must all be known.
fn walk(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let mut known = BTreeSet::new();
    part(schema, value, at, found, &mut known);
    if let Some(members) = value.as_object() {
        found.extend(members.keys().filter(|name| !known.contains(*name)).map(|name| format!("{at}/{name}: unknown")));
    }
}

/// One schema of those that describe the value; collects the members it names.
fn part(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>, known: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = document().pointer(name.trim_start_matches('#'));
        return part(target.unwrap_or_else(|| panic!("{name} is not there")), value, at, found, known);
    }
    for one in schema["allOf"].as_array().into_iter().flatten() {
        part(one, value, at, found, known);
    }
    if let Some(options) = schema["oneOf"].as_array() {
        let tried = options.iter().map(|option| {
            let (mut wrong, mut names) = (Vec::new(), BTreeSet::new());
            part(option, value, at, &mut wrong, &mut names);
            (wrong, names)
        });
        let (good, bad): (Vec<_>, Vec<_>) = tried.partition(|(wrong, _)| wrong.is_empty());
        match good.as_slice() {
            [(_, names)] => known.extend(names.iter().cloned()),
            [] => found.push(format!("{at}: none of {} variants: {bad:?}", options.len())),
            _ => found.push(format!("{at}: more than one variant")),
        }
    }
    plain(schema, value, at, found);
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        known.insert(name.clone());
        if let Some(value) = value.get(name) {
            walk(member, value, &format!("{at}/{name}"), found);
        }
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(name).is_none() {
            found.push(format!("{at}/{name}: missing"));
        }
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        values.iter().enumerate().for_each(|(number, value)| walk(items, value, &format!("{at}/{number}"), found));
    }
}

/// Type, values, format and limits.
fn plain(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let is = |kind: &Value| match kind.as_str().unwrap() {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{at}: {other} is nowhere in the document"),
    };
    let fits = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(is),
        Value::Null => true,
        kind => is(kind),
    };
    if !fits {
        found.push(format!("{at}: {value} is not {}", schema["type"]));
    }
    if schema["enum"].as_array().is_some_and(|values| !values.contains(value)) {
        found.push(format!("{at}: {value} is not among {}", schema["enum"]));
    }
    let (text, number) = (value.as_str(), value.as_i64());
    let formed = match schema["format"].as_str() {
        Some("uuid") => text.is_none_or(|text| text.parse::<Uuid>().is_ok()),
        Some("date-time") => text.is_none_or(|_| serde_json::from_value::<Instant>(value.clone()).is_ok()),
        Some("decimal") => text.is_none_or(|text| text.parse::<Coins>().is_ok()),
        Some("int32") => number.is_none_or(|number| i32::try_from(number).is_ok()),
        Some("int64") | None => true,
        Some(other) => panic!("{at}: {other} is nowhere in the document"),
    };
    let length = text.map(|text| i64::try_from(text.chars().count()).unwrap());
    let within = |size: Option<i64>, least: &str, most: &str| {
        size.is_none_or(|size| {
            schema[least].as_i64().is_none_or(|least| size >= least)
                && schema[most].as_i64().is_none_or(|most| size <= most)
        })
    };
    if !formed || !within(length, "minLength", "maxLength") || !within(number, "minimum", "maximum") {
        found.push(format!("{at}: {value} is not as {schema}"));
    }
}
