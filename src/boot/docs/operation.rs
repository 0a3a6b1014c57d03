//! One call of the API.

use super::{
    schema::{kind, table},
    text::{escape, prose, slug},
    word,
};
use axum::http::StatusCode;
use serde_json::Value;

/// A method on a path.
pub(super) struct Operation<'v> {
    pub(super) method: &'static str,
    /// With what stands before every path.
    pub(super) path: String,
    pub(super) note: &'v Value,
    /// Parameters of every method on the path.
    pub(super) shared: &'v Value,
}

impl<'v> Operation<'v> {
    /// The group it belongs to.
    pub(super) fn tag(&self) -> &'v str {
        self.note["tags"][0].as_str().unwrap_or("other")
    }

    pub(super) fn anchor(&self) -> String {
        slug(&format!("{} {}", self.method, self.path))
    }

    /// For the navigation: badge and path without the version.
    pub(super) fn short(&self) -> String {
        let path = self.path.strip_prefix("/api/v1").unwrap_or(&self.path);
        format!("{}<span>{}</span>", self.badge(), escape(path))
    }

    fn badge(&self) -> String {
        format!("<b class=\"method {}\">{}</b>", self.method, self.method.to_ascii_uppercase())
    }

    /// Everything that is known of it.
    pub(super) fn html(&self) -> String {
        let anchor = self.anchor();
        let summary = prose(word(self.note, "summary"));
        let path = escape(&self.path);
        let description = match word(self.note, "description") {
            "" => String::new(),
            text => text.split("\n\n").map(|part| format!("<p>{}</p>", prose(part))).collect(),
        };
        format!(
            "<article id=\"{anchor}\"><h3><a href=\"#{anchor}\">{}<code>{path}</code></a></h3>\
             <p class=\"summary\">{summary}</p>{description}{}{}{}</article>",
            self.badge(),
            self.parameters(),
            self.body(),
            self.responses()
        )
    }

    fn parameters(&self) -> String {
        let all = [self.shared, &self.note["parameters"]];
        let rows: String = all.into_iter().filter_map(Value::as_array).flatten().map(parameter).collect();
        if rows.is_empty() {
            return String::new();
        }
        format!("<h4>Parameters</h4>{}", table(&["Name", "In", "Type", "Meaning"], &rows))
    }

    fn body(&self) -> String {
        let body = &self.note["requestBody"];
        if !body.is_object() {
            return String::new();
        }
        let need = if body["required"].as_bool().unwrap_or(false) { "" } else { " <small>optional</small>" };
        format!("<h4>Request body{need}</h4><p>{}</p><p>{}</p>", content(body), prose(word(body, "description")))
    }

    fn responses(&self) -> String {
        let row = |(status, response): (&String, &Value)| {
            let said = match prose(word(response, "description")) {
                said if said.is_empty() => said,
                said => format!("<br>{said}"),
            };
            format!(
                "<tr><th scope=\"row\">{}</th><td>{}{said}</td></tr>",
                escape(&status_words(status)),
                content(response)
            )
        };
        let rows: String = self.note["responses"].as_object().into_iter().flatten().map(row).collect();
        if rows.is_empty() {
            return String::new();
        }
        format!("<h4>Answers</h4>{}", table(&["Status", "Body"], &rows))
    }
}

fn parameter(parameter: &Value) -> String {
    let need = if parameter["required"].as_bool().unwrap_or(false) { "" } else { " <small>optional</small>" };
    format!(
        "<tr><th scope=\"row\"><code>{}</code>{need}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
        escape(word(parameter, "name")),
        escape(word(parameter, "in")),
        kind(&parameter["schema"]),
        prose(word(parameter, "description"))
    )
}

/// Media types with what they carry.
fn content(of: &Value) -> String {
    let one = |(media, body): (&String, &Value)| format!("{} <small>{}</small>", kind(&body["schema"]), escape(media));
    match of["content"].as_object() {
        Some(content) => content.iter().map(one).collect::<Vec<_>>().join("<br>"),
        None => "none".to_owned(),
    }
}

/// `404 Not Found`.
fn status_words(status: &str) -> String {
    let known = status.parse::<StatusCode>().ok().and_then(|status| status.canonical_reason());
    known.map_or_else(|| status.to_owned(), |reason| format!("{status} {reason}"))
}
