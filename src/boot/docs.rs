//! `/api/docs`: the OpenAPI document as a page for people. One HTML text with its style inside: no script, nothing
//! from elsewhere. Programmers' documentation is in English.

mod example;
mod operation;
mod problem;
mod schema;
mod text;

use operation::Operation;
use schema::Schemas;
use serde_json::Value;
use std::collections::BTreeMap;
use text::{escape, prose, slug};
use utoipa::openapi::OpenApi;

pub(super) use problem::usual_code;

const STYLE: &str = include_str!("docs/style.css");
const GUIDE: &str = include_str!("docs/guide.html");
/// The chapters of the guide, as its anchors name them.
const CHAPTERS: [(&str, &str); 8] = [
    ("start", "First call"),
    ("authentication", "Authentication"),
    ("values", "Values and lists"),
    ("errors", "Errors"),
    ("idempotency", "Idempotency"),
    ("openai", "OpenAI’s clients"),
    ("streams", "Event streams"),
    ("models", "Choosing a model"),
];
const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

/// The page. `nonce` is the one its style is allowed with.
pub fn page(spec: &OpenApi, nonce: &str) -> String {
    let spec = serde_json::to_value(spec).unwrap_or_default();
    let operations = by_tag(&spec);
    let title = escape(word(&spec["info"], "title"));
    let schemas = Schemas(&spec["components"]["schemas"]).section();
    let guide = GUIDE.replace("<!-- problems -->", &problem::table());
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>API reference · {title}</title><link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\
         <style nonce=\"{nonce}\">{STYLE}</style></head><body>\
         <a class=\"skip\" href=\"#content\">Skip to content</a>{navigation}\
         <main id=\"content\"><header><h1>{title} API</h1><p class=\"version\">Version {version} · \
         <a href=\"/api/openapi.json\">OpenAPI document</a></p><p>{description}</p></header>{guide}{reference}{schemas}</main></body></html>",
        nonce = escape(nonce),
        navigation = navigation(&title, &operations, !schemas.is_empty()),
        version = escape(word(&spec["info"], "version")),
        description = prose(word(&spec["info"], "description")),
        reference = reference(&operations),
    )
}

/// A member that is a text.
fn word<'v>(of: &'v Value, name: &str) -> &'v str {
    of[name].as_str().unwrap_or_default()
}

/// What stands before every path.
fn base(spec: &Value) -> &str {
    word(&spec["servers"][0], "url").trim_end_matches('/')
}

fn by_tag(spec: &Value) -> BTreeMap<&str, Vec<Operation<'_>>> {
    let schemas = Schemas(&spec["components"]["schemas"]);
    let mut tags: BTreeMap<&str, Vec<Operation<'_>>> = BTreeMap::new();
    for (path, item) in spec["paths"].as_object().into_iter().flatten() {
        let path = format!("{}{path}", base(spec));
        for method in METHODS.into_iter().filter(|method| item[method].is_object()) {
            let operation =
                Operation { method, path: path.clone(), note: &item[method], shared: &item["parameters"], schemas };
            tags.entry(operation.tag()).or_default().push(operation);
        }
    }
    tags
}

fn navigation(title: &str, tags: &BTreeMap<&str, Vec<Operation<'_>>>, with_schemas: bool) -> String {
    let entry = |href: &str, words: &str| format!("<li><a href=\"#{href}\">{words}</a></li>");
    let chapters: String = CHAPTERS.iter().map(|(id, name)| entry(id, name)).collect();
    let schemas = if with_schemas { entry("schemas", "Schemas") } else { String::new() };
    let group = |(tag, operations): (&&str, &Vec<Operation<'_>>)| {
        let entries: String = operations.iter().map(|one| entry(&one.anchor(), &one.short())).collect();
        format!("<h2><a href=\"#{}\">{}</a></h2><ul class=\"calls\">{entries}</ul>", tag_anchor(tag), escape(tag))
    };
    let groups: String = tags.iter().map(group).collect();
    format!(
        "<nav aria-label=\"Contents\"><details><summary><strong>{title} API</strong></summary>\
         <h2>Guide</h2><ul>{chapters}{schemas}</ul>{groups}</details></nav>"
    )
}

fn reference(tags: &BTreeMap<&str, Vec<Operation<'_>>>) -> String {
    let group = |(tag, operations): (&&str, &Vec<Operation<'_>>)| {
        let articles: String = operations.iter().map(Operation::html).collect();
        format!("<section id=\"{}\"><h2>{}</h2>{articles}</section>", tag_anchor(tag), escape(tag))
    };
    tags.iter().map(group).collect()
}

fn tag_anchor(tag: &str) -> String {
    format!("tag-{}", slug(tag))
}

#[cfg(test)]
mod tests {
    use super::page;
    use serde_json::json;
    use utoipa::openapi::OpenApi;

    fn spec() -> OpenApi {
        serde_json::from_value(json!({
            "openapi": "3.1.0",
            "info": {"title": "Shop <b>&", "version": "1.0", "description": "Says `code` & more."},
            "servers": [{"url": "/api/v1"}],
            "paths": {"/things/{id}": {"post": {
                "tags": ["things"],
                "summary": "Makes <script>alert(1)</script>.",
                "parameters": [{"name": "id\"><img src=x>", "in": "path", "required": true, "description": "Which & what.",
                    "schema": {"type": ["string", "null"], "format": "uuid"}}],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "responses": {"201": {"description": "", "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}},
                    "404": {"description": "No such thing", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}
            }}},
            "components": {"schemas": {"Thing": {"type": "object", "required": ["size"],
                "properties": {"size": {"type": "integer", "format": "int32", "description": "In <mm>."}}}}}
        }))
        .unwrap()
    }

    #[test]
    fn everything_from_the_document_is_escaped() {
        let html = page(&spec(), "n\"once");
        for raw in ["<script", "<img", "Shop <b>", "n\"once", "<mm>", "\"size\""] {
            assert!(!html.contains(raw), "{raw}");
        }
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(html.contains("<style nonce=\"n&quot;once\">"));
    }

    #[test]
    fn calls_show_what_they_take_and_answer() {
        let html = page(&spec(), "n");
        for part in [
            "<section id=\"tag-things\">",
            "id=\"post-api-v1-things-id\"",
            "href=\"#post-api-v1-things-id\"",
            "<code>/api/v1/things/{id}</code>",
            "string (uuid) or null",
            "array of <a href=\"#schema-thing\">Thing</a>",
            "id=\"schema-thing\"",
            "integer (int32)",
            "201 Created",
            "&quot;size&quot;: 1",
            "<li>404 No such thing</li>",
            "Says <code>code</code> &amp; more.",
        ] {
            assert!(html.contains(part), "{part}");
        }
    }

    #[test]
    fn the_page_brings_everything_itself() {
        let html = page(&spec(), "n");
        assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("style=\""));
        for code in ["insufficient_coins", "idempotency_in_flight", "internal"] {
            assert!(html.contains(&format!("<code>{code}</code>")), "{code}");
        }
        for id in super::CHAPTERS.map(|(id, _)| id) {
            assert!(html.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }
}
