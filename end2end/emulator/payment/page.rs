//! Pages for a real browser: plain HTML, a button a form.

use super::super::scenario::Scenario;

/// A page.
pub fn page(status: u16, title: &str, inner: &str) -> Scenario {
    let title = escape(title);
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>body{{font:16px sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}}\
         button{{font:inherit;padding:.5rem 1rem;margin:.25rem 0;width:100%}}</style></head>\
         <body><h1>{title}</h1>{inner}<p><small>A test double. No money moves here.</small></p></body></html>"
    );
    Scenario::body(status, "text/html; charset=utf-8", html).named_as("page")
}

/// A button that does something at an address; its id is the last part of it.
pub fn button(action: &str, label: &str) -> String {
    let id = action.rsplit('/').next().unwrap_or_default();
    format!("<form method=\"post\" action=\"{}\"><button id=\"{id}\">{}</button></form>", escape(action), escape(label))
}

/// A paragraph, with an id.
pub fn line(id: &str, text: &str) -> String {
    format!("<p id=\"{id}\">{}</p>", escape(text))
}

/// A link.
pub fn link(id: &str, to: &str, label: &str) -> String {
    format!("<p><a id=\"{id}\" href=\"{}\">{}</a></p>", escape(to), escape(label))
}

/// The browser goes elsewhere.
pub fn redirect(to: &str) -> Scenario {
    // A line break in an address would end the header.
    let to: String = to.chars().filter(|c| !c.is_control()).collect();
    Scenario::body(303, "text/html", "").header("location", &to).named_as("redirect")
}

/// An address with one more thing to say.
pub fn with_query(url: &str, query: &str) -> String {
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}{query}")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
