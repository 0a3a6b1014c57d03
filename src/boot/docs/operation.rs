//! One call of the API.

use super::{
    example,
    schema::{Schemas, table},
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
    pub(super) schemas: Schemas<'v>,
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
            "<article id=\"{anchor}\"><h3><a href=\"#{anchor}\">{}<code>{path}</code></a>{}</h3>\
             <p class=\"summary\">{summary}</p>{description}{}{}{}{}</article>",
            self.badge(),
            self.openness(),
            self.parameters(),
            self.body(),
            self.answers(),
            self.problems()
        )
    }

    /// Whether strangers may call it.
    fn openness(&self) -> &'static str {
        if self.note["security"].is_array() { " <small>without a token</small>" } else { "" }
    }

    fn parameters(&self) -> String {
        let all = [self.shared, &self.note["parameters"]];
        let all = all.into_iter().filter_map(Value::as_array).flatten();
        let rows: String = all.map(|one| self.parameter(one)).collect();
        if rows.is_empty() {
            return String::new();
        }
        format!("<h4>Parameters</h4>{}", table(&["Name", "In", "Type", "Meaning"], &rows))
    }

    fn parameter(&self, parameter: &'v Value) -> String {
        let need = if parameter["required"].as_bool().unwrap_or(false) { "" } else { " <small>optional</small>" };
        let own = word(parameter, "description");
        let said = if own.is_empty() { self.schemas.meaning(&parameter["schema"]) } else { own };
        format!(
            "<tr><th scope=\"row\"><code>{}</code>{need}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(word(parameter, "name")),
            escape(word(parameter, "in")),
            self.schemas.kind(&parameter["schema"]),
            prose(said)
        )
    }

    fn body(&self) -> String {
        let body = &self.note["requestBody"];
        if !body.is_object() {
            return String::new();
        }
        let need = if body["required"].as_bool().unwrap_or(false) { "" } else { " <small>optional</small>" };
        let shape = body["content"].as_object().and_then(|content| content.values().next());
        format!(
            "<h4>Request body{need}</h4><p>{}</p><p>{}</p>{}",
            self.content(body),
            prose(word(body, "description")),
            shape.map_or_else(String::new, |content| self.schemas.shape(&content["schema"]))
        )
    }

    /// What it answers when it does what it should, and what that looks like.
    fn answers(&self) -> String {
        let good: Vec<_> = self.responses().filter(|(_, answer)| !is_problem(answer)).collect();
        let rows: String = good.iter().map(|(status, answer)| self.answer(status, answer)).collect();
        if rows.is_empty() {
            return String::new();
        }
        let shown = good.iter().find_map(|(_, answer)| answer["content"].as_object()?.iter().next());
        let example = shown.map_or_else(String::new, |(media, content)| {
            let title = if media == example::STREAM { "One event of each kind" } else { "Example" };
            let body = escape(&example::body(self.schemas, media, &content["schema"]));
            format!("<details><summary>{title}</summary><pre tabindex=\"0\"><code>{body}</code></pre></details>")
        });
        format!("<h4>Answers</h4>{}{example}", table(&["Status", "Body"], &rows))
    }

    fn answer(&self, status: &str, answer: &'v Value) -> String {
        let status = status_words(status);
        let said = match word(answer, "description") {
            // The status says it already.
            said if status.ends_with(said) => String::new(),
            said => format!("<br>{}", prose(said)),
        };
        format!("<tr><th scope=\"row\">{}</th><td>{}{said}</td></tr>", escape(&status), self.content(answer))
    }

    /// What it refuses: the codes by status.
    fn problems(&self) -> String {
        let item = |(status, answer): (&'v str, &'v Value)| {
            format!("<li>{} {}</li>", escape(status), prose(word(answer, "description")))
        };
        let items: String = self.responses().filter(|(_, answer)| is_problem(answer)).map(item).collect();
        if items.is_empty() {
            return String::new();
        }
        format!("<h4><a href=\"#errors\">Problems</a></h4><ul class=\"problems\">{items}</ul>")
    }

    fn responses(&self) -> impl Iterator<Item = (&'v str, &'v Value)> + use<'v> {
        let responses = self.note["responses"].as_object().into_iter().flatten();
        responses.map(|(status, answer)| (status.as_str(), answer))
    }

    /// Media types with what they carry.
    fn content(&self, of: &'v Value) -> String {
        let one = |(media, body): (&String, &'v Value)| {
            format!("{} <small>{}</small>", self.schemas.kind(&body["schema"]), escape(media))
        };
        match of["content"].as_object() {
            Some(content) => content.iter().map(one).collect::<Vec<_>>().join("<br>"),
            None => "none".to_owned(),
        }
    }
}

fn is_problem(answer: &Value) -> bool {
    answer["content"]["application/problem+json"].is_object()
}

/// `404 Not Found`.
fn status_words(status: &str) -> String {
    let known = status.parse::<StatusCode>().ok().and_then(|status| status.canonical_reason());
    known.map_or_else(|| status.to_owned(), |reason| format!("{status} {reason}"))
}
