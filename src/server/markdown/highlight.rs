//! Highlighted code: syntect's scopes as classes, those only that `style/code.css` gives a colour.

use std::sync::LazyLock;
use syntect::{
    html::{ClassStyle, ClassedHTMLGenerator},
    parsing::SyntaxSet,
    util::LinesWithEndings,
};

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Code longer than this is shown without colours: highlighting is work that grows with it.
const BYTES_MAX: usize = 64 * 1024;
/// The classes start with this.
const PREFIX: &str = "hl-";
/// Scopes that have a colour begin with one of these …
const KINDS: [&str; 11] = [
    "comment",
    "keyword",
    "storage",
    "variable",
    "entity",
    "support",
    "string",
    "markup",
    "constant",
    "punctuation",
    "invalid",
];
/// … and these are told apart within them.
const PARTS: [&str; 15] = [
    "language",
    "name",
    "function",
    "inserted",
    "numeric",
    "type",
    "class",
    "struct",
    "tag",
    "other",
    "attribute-name",
    "operator",
    "deleted",
    "bold",
    "italic",
];

/// Code in a language that is known, as HTML. None for others.
pub(super) fn highlight(language: &str, text: &str) -> Option<String> {
    if text.len() > BYTES_MAX {
        return None;
    }
    let syntax = SYNTAXES.find_syntax_by_token(language)?;
    let style = ClassStyle::SpacedPrefixed { prefix: PREFIX };
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, style);
    for line in LinesWithEndings::from(text) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(coloured(&generator.finalize()))
}

/// Without the tags that no colour hangs on: they are most of what syntect writes. The text in it is escaped, so that
/// every `<` begins a tag.
fn coloured(html: &str) -> String {
    const OPEN: &str = "span class=\"";
    let mut parts = html.split('<');
    let mut out = parts.next().unwrap_or_default().to_owned();
    let mut kept = Vec::new();
    for part in parts {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        if let Some(classes) = tag.strip_prefix(OPEN) {
            let classes = colours(classes.trim_end_matches('"'));
            if !classes.is_empty() {
                out.push_str(&format!("<{OPEN}{classes}\">"));
            }
            kept.push(!classes.is_empty());
        } else if kept.pop().unwrap_or(false) {
            out.push_str("</span>");
        }
        out.push_str(text);
    }
    out
}

/// The classes of a scope that matter; none when its kind has no colour.
fn colours(classes: &str) -> String {
    let mut names = classes.split(' ').map(|class| class.strip_prefix(PREFIX).unwrap_or(class));
    let Some(kind) = names.next().filter(|kind| KINDS.contains(kind)) else { return String::new() };
    let mut kept = format!("{PREFIX}{kind}");
    for part in names.filter(|part| PARTS.contains(part)) {
        kept.push_str(&format!(" {PREFIX}{part}"));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{KINDS, PARTS, coloured, highlight};

    #[test]
    fn only_what_has_a_colour_is_told() {
        let html = coloured(
            "<span class=\"hl-source hl-rust\"><span class=\"hl-meta hl-path\">a<span class=\"hl-keyword hl-operator hl-rust\">&lt;</span></span>b</span>c",
        );
        assert_eq!(html, "a<span class=\"hl-keyword hl-operator\">&lt;</span>bc");
        let code = highlight("rust", "fn main() { let x = \"a < b\"; } // done\n").unwrap();
        assert!(code.contains("<span class=\"hl-storage hl-type hl-function\">fn</span>"), "{code}");
        assert!(code.contains("a &lt; b") && !code.contains("hl-rust") && !code.contains("hl-meta"), "{code}");
        assert_eq!(code.matches("<span").count(), code.matches("</span>").count());
        assert_eq!(highlight("no such language", "x"), None);
    }

    #[test]
    fn the_stylesheet_knows_no_other_class() {
        let style = include_str!("../../../style/code.css");
        for rest in style.split(".hl-").skip(1) {
            let class: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
            assert!(KINDS.contains(&class.as_str()) || PARTS.contains(&class.as_str()), "{class}");
        }
    }
}
