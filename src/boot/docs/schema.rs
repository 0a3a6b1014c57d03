//! Types in words, and the named ones at the end of the page.

use super::{
    text::{escape, prose, slug},
    word,
};
use serde_json::Value;

/// The named types of the document.
#[derive(Clone, Copy)]
pub(super) struct Schemas<'v>(pub(super) &'v Value);

/// A member of an object.
struct Member<'v> {
    name: &'v str,
    schema: &'v Value,
    required: bool,
}

impl<'v> Schemas<'v> {
    /// The type itself when it is named elsewhere.
    pub(super) fn resolve(self, schema: &'v Value) -> &'v Value {
        match reference(schema) {
            Some(name) => &self.0[name],
            None => schema,
        }
    }

    /// A type in words, as HTML: `array of <a>Thing</a>`, `string (uuid) or null`.
    pub(super) fn kind(self, schema: &'v Value) -> String {
        if let Some(name) = reference(schema) {
            let link = format!("<a href=\"#schema-{}\">{}</a>", slug(name), escape(name));
            return match &self.0[name] {
                // What a name stands for is short when it is one value.
                target if target["type"].is_string() && target["type"] != "object" => {
                    format!("{link} <small>{}</small>", self.kind(target))
                }
                _ => link,
            };
        }
        for choice in ["oneOf", "anyOf", "allOf"] {
            if let Some(options) = schema[choice].as_array() {
                // "or null" comes last.
                let (null, other): (Vec<_>, Vec<_>) = options.iter().partition(|option| option["type"] == "null");
                let words: Vec<_> = other.into_iter().chain(null).map(|option| self.kind(option)).collect();
                return words.join(if choice == "allOf" { " and " } else { " or " });
            }
        }
        if let Some(values) = schema["enum"].as_array() {
            let values = values.iter().map(|value| format!("<code>{}</code>", escape(&value.to_string())));
            return values.collect::<Vec<_>>().join(" or ");
        }
        self.plain(schema)
    }

    fn plain(self, schema: &'v Value) -> String {
        let names: Vec<&str> = match &schema["type"] {
            Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
            Value::String(name) => vec![name],
            _ => vec!["any"],
        };
        let (null, other): (Vec<&str>, Vec<&str>) = names.into_iter().partition(|name| *name == "null");
        let named = |name: &&str| match *name {
            "array" => format!("array of {}", self.kind(&schema["items"])),
            "object" if schema["properties"].is_object() => {
                let members = self.members(schema).into_iter();
                let members =
                    members.map(|one| format!("<code>{}</code>: {}", escape(one.name), self.kind(one.schema)));
                format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
            }
            name => format!("{}{}", escape(name), limits(schema)),
        };
        let words = other.iter().map(named).chain(null.iter().map(|name| escape(name)));
        words.collect::<Vec<_>>().join(" or ")
    }

    /// What it is said to mean: where it stands, else where its type is described.
    pub(super) fn meaning(self, schema: &'v Value) -> &'v str {
        let of_option = word(&schema["oneOf"][0], "description");
        let all = [word(schema, "description"), of_option, word(self.resolve(schema), "description")];
        all.into_iter().find(|said| !said.is_empty()).unwrap_or_default()
    }

    /// The members of an object, those of what it is made of included.
    fn members(self, schema: &'v Value) -> Vec<Member<'v>> {
        let schema = self.resolve(schema);
        let required = |name: &str| {
            schema["required"].as_array().is_some_and(|names| names.iter().any(|one| one.as_str() == Some(name)))
        };
        let own = schema["properties"].as_object().into_iter().flatten();
        let own = own.map(|(name, schema)| Member { name, schema, required: required(name) });
        let parts = schema["allOf"].as_array().into_iter().flatten().flat_map(|part| self.members(part));
        own.chain(parts).collect()
    }

    /// Everything about a type: its members, its variants, or what it is in words.
    pub(super) fn shape(self, schema: &'v Value) -> String {
        let schema = self.resolve(schema);
        let parts = schema["allOf"].as_array().into_iter().flatten();
        let chosen: String = parts.filter(|part| self.has_variants(part)).map(|part| self.choice(part)).collect();
        let members = self.members(schema);
        match members.is_empty() {
            false => format!("{chosen}{}", self.member_table(&members)),
            true if self.has_variants(schema) => self.variants(schema),
            true => format!("<p>{}</p>", self.kind(schema)),
        }
    }

    /// A part of an object that is one of several.
    fn choice(self, part: &'v Value) -> String {
        format!("<p>The members of {}, and:</p>", self.kind(part))
    }

    fn member_table(self, members: &[Member<'v>]) -> String {
        let row = |member: &Member<'v>| {
            let need = if member.required { "" } else { " <small>optional</small>" };
            format!(
                "<tr><th scope=\"row\"><code>{}</code>{need}</th><td>{}</td><td>{}</td></tr>",
                escape(member.name),
                self.kind(member.schema),
                prose(self.meaning(member.schema))
            )
        };
        let rows: String = members.iter().map(row).collect();
        table(&["Member", "Type", "Meaning"], &rows)
    }

    /// Whether it is one of several objects.
    fn has_variants(self, schema: &'v Value) -> bool {
        let options = self.resolve(schema)["oneOf"].as_array().into_iter().flatten();
        options.filter(|option| self.resolve(option)["properties"].is_object()).count() > 1
    }

    /// One row each: the member that tells them apart, and what comes with it.
    fn variants(self, schema: &'v Value) -> String {
        let row = |variant: &'v Value| {
            let (tags, rest): (Vec<_>, Vec<_>) =
                self.members(variant).into_iter().partition(|member| member.schema["enum"].is_array());
            let line = |one: &Member<'v>| format!("<code>{}</code>: {}", escape(one.name), self.kind(one.schema));
            format!(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
                tags.iter().map(line).collect::<Vec<_>>().join("<br>"),
                rest.iter().map(line).collect::<Vec<_>>().join("<br>"),
                prose(word(variant, "description"))
            )
        };
        let rows: String = schema["oneOf"].as_array().into_iter().flatten().map(row).collect();
        table(&["One of", "With", "Meaning"], &rows)
    }

    /// All named types; nothing when there are none.
    pub(super) fn section(self) -> String {
        let article = |(name, schema): (&String, &'v Value)| {
            format!(
                "<article id=\"schema-{}\"><h3>{}</h3><p>{}</p>{}</article>",
                slug(name),
                escape(name),
                prose(word(schema, "description")),
                self.shape(schema)
            )
        };
        match self.0.as_object().filter(|schemas| !schemas.is_empty()) {
            Some(schemas) => {
                let articles: String = schemas.iter().map(article).collect();
                format!("<section id=\"schemas\"><h2>Schemas</h2>{articles}</section>")
            }
            None => String::new(),
        }
    }
}

/// The name of a type that is described elsewhere.
fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// ` (uuid)`, ` (1 to 100 characters)`.
fn limits(schema: &Value) -> String {
    let range = |least: &str, most: &str, unit: &str| match (schema[least].as_i64(), schema[most].as_i64()) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}{unit}")),
        (None, Some(most)) => Some(format!("at most {most}{unit}")),
        _ => None,
    };
    let format = schema["format"].as_str().map(str::to_owned);
    let parts = [format, range("minLength", "maxLength", " characters"), range("minimum", "maximum", "")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { escape(&format!(" ({})", parts.join(", "))) }
}

/// A table that scrolls by itself where it is too wide.
pub(super) fn table(heads: &[&str], rows: &str) -> String {
    let heads: String = heads.iter().map(|head| format!("<th scope=\"col\">{head}</th>")).collect();
    format!(
        "<div class=\"table\" tabindex=\"0\"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
}
