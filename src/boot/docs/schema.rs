//! Types in words, and the named ones at the end of the page.

use super::{
    text::{escape, prose, slug},
    word,
};
use serde_json::Value;

/// A type in words, as HTML: `array of <a>Thing</a>`, `string or null (uuid)`.
pub(super) fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next()) {
        return format!("<a href=\"#schema-{}\">{}</a>", slug(name), escape(name));
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(options) = schema[choice].as_array() {
            return options.iter().map(kind).collect::<Vec<_>>().join(if choice == "allOf" { " and " } else { " or " });
        }
    }
    let name = match &schema["type"] {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        Value::String(name) if name == "array" => return format!("array of {}", kind(&schema["items"])),
        Value::String(name) => name.clone(),
        _ => "any".to_owned(),
    };
    match schema["format"].as_str() {
        Some(format) => escape(&format!("{name} ({format})")),
        None => escape(&name),
    }
}

/// All named types; nothing when there are none.
pub(super) fn section(schemas: &Value) -> String {
    let article = |(name, schema): (&String, &Value)| {
        format!(
            "<article id=\"schema-{}\"><h3>{}</h3><p>{}</p>{}</article>",
            slug(name),
            escape(name),
            prose(word(schema, "description")),
            properties(schema)
        )
    };
    match schemas.as_object().filter(|schemas| !schemas.is_empty()) {
        Some(schemas) => {
            let articles: String = schemas.iter().map(article).collect();
            format!("<section id=\"schemas\"><h2>Schemas</h2>{articles}</section>")
        }
        None => String::new(),
    }
}

fn properties(schema: &Value) -> String {
    let required = |name: &str| {
        schema["required"].as_array().is_some_and(|names| names.iter().any(|one| one.as_str() == Some(name)))
    };
    let row = |(name, property): (&String, &Value)| {
        let need = if required(name) { "" } else { " <small>optional</small>" };
        let meaning = prose(word(property, "description"));
        format!(
            "<tr><th scope=\"row\"><code>{}</code>{need}</th><td>{}</td><td>{meaning}</td></tr>",
            escape(name),
            kind(property)
        )
    };
    match schema["properties"].as_object() {
        Some(properties) => {
            let rows: String = properties.iter().map(row).collect();
            table(&["Member", "Type", "Meaning"], &rows)
        }
        None => format!("<p>{}</p>", kind(schema)),
    }
}

/// A table that scrolls by itself where it is too wide.
pub(super) fn table(heads: &[&str], rows: &str) -> String {
    let heads: String = heads.iter().map(|head| format!("<th scope=\"col\">{head}</th>")).collect();
    format!(
        "<div class=\"table\" tabindex=\"0\"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
}
