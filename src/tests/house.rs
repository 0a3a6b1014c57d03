//! The rules of the house that no compiler knows, held by reading the sources.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Every Rust file below a folder of the crate: its path from the crate's root, and its text.
pub fn sources(folder: &str) -> Vec<(String, String)> {
    files(folder).into_iter().filter(|(path, _)| path.ends_with(".rs")).collect()
}

fn files(folder: &str) -> Vec<(String, String)> {
    let (root, mut found, mut folders) = (Path::new(env!("CARGO_MANIFEST_DIR")), Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(entry.path()) {
                found.push((path, text));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{folder}");
    found
}

/// The product's own files, without their unit tests.
fn product() -> Vec<(String, String)> {
    let files = sources("src").into_iter().filter(|(path, _)| !path.starts_with("src/tests/"));
    let files = files.map(|(path, text)| (path, text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned()));
    let files: Vec<_> = files.collect();
    assert!(files.len() > 100);
    files
}

/// Where a line of the product breaks a rule: `file:line: text`.
fn offences(allowed: impl Fn(&str) -> bool, is_wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in product().into_iter().filter(|(path, _)| !allowed(path)) {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//") && is_wrong(line));
        wrong.extend(lines.map(|(number, line)| format!("{path}:{}: {}", number + 1, line.trim())));
    }
    wrong
}

fn none(wrong: &[String], rule: &str) {
    assert!(wrong.is_empty(), "{rule}:\n{}", wrong.join("\n"));
}

/// `key = value` of a section of a TOML file.
fn section(file: &str, name: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let lines = text.lines().skip_while(|line| line.trim() != format!("[{name}]")).skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    let pairs = lines
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()));
    let section: BTreeMap<_, _> = pairs.collect();
    assert!(!section.is_empty(), "{file} has no [{name}]");
    section
}

#[test]
fn the_two_settings_files_agree() {
    let (built, deployed) =
        (section("Cargo.toml", "package.metadata.leptos"), section("Leptos.toml", "package.metadata.leptos"));
    for key in ["output-name", "site-root", "site-pkg-dir", "hash-files"] {
        assert!(built.contains_key(key), "{key}");
        assert_eq!(built.get(key), deployed.get(key), "{key}");
    }
}

#[test]
fn both_engines_have_the_same_migrations() {
    let names = |engine: &str| -> Vec<String> {
        let folder = format!("migrations/{engine}");
        files(&folder).into_iter().map(|(path, _)| path.replacen(&folder, "", 1)).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    let numbers: Vec<usize> = names("sqlite").iter().map(|name| name[1..5].parse().unwrap()).collect();
    assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>());
}

/// Every text of a language: `namespace.key.key` → text.
fn catalogue(language: &str) -> BTreeMap<String, String> {
    fn walk(name: &str, value: &Value, texts: &mut BTreeMap<String, String>) {
        match value {
            Value::Object(inner) => inner.iter().for_each(|(key, value)| walk(&format!("{name}.{key}"), value, texts)),
            Value::String(text) => assert!(texts.insert(name.to_owned(), text.clone()).is_none(), "{name}"),
            other => panic!("{name}: {other}"),
        }
    }
    let mut texts = BTreeMap::new();
    for (path, text) in files(&format!("src/i18n/{language}")) {
        let namespace = Path::new(&path).file_stem().unwrap().to_str().unwrap();
        walk(namespace, &serde_json::from_str(&text).unwrap(), &mut texts);
    }
    assert!(texts.len() > 100);
    texts
}

/// The names between double braces.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split("{{").skip(1).map(|part| part.split("}}").next().unwrap().trim()).collect()
}

#[test]
fn both_languages_say_the_same_things() {
    let (fa, en) = (catalogue("fa"), catalogue("en"));
    let difference: Vec<_> =
        fa.keys().filter(|key| !en.contains_key(*key)).chain(en.keys().filter(|key| !fa.contains_key(*key))).collect();
    assert_eq!(difference, Vec::<&String>::new());
    for (key, text) in &fa {
        let other = &en[key];
        assert!(!text.trim().is_empty() && !other.trim().is_empty(), "{key} is empty");
        // "One file" needs no number in either language.
        if !key.ends_with("_one") {
            assert_eq!(placeholders(text), placeholders(other), "{key}");
        }
        assert!(!other.chars().any(is_persian), "{key} in English: {other}");
        assert!(!text.contains(['ي', 'ك']), "{key}: Arabic letters in {text}");
    }
}

fn is_persian(letter: char) -> bool {
    matches!(letter, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

#[test]
fn persian_words_stand_in_the_catalogue() {
    // The calendar and numbers, the sandbox's answer, letters that are folded, digits; a language's own name and ours;
    // the words for numbers.
    let places = [
        "src/provider/sandbox.rs",
        "src/kernel/digits.rs",
        "src/kernel/fold.rs",
        "src/app/preference.rs",
        "src/app/surroundings.rs",
        "src/studio/audio/server/number.rs",
    ];
    let allowed = |path: &str| path.starts_with("src/i18n/") || places.contains(&path);
    let code = |line: &str| line.split(" // ").next().unwrap().chars().any(is_persian);
    none(&offences(allowed, code), "words belong into src/i18n");
}

#[test]
fn directions_are_logical() {
    let starts = [
        "ml-",
        "mr-",
        "pl-",
        "pr-",
        "left-",
        "right-",
        "border-l-",
        "border-r-",
        "rounded-l-",
        "rounded-r-",
        "scroll-ml-",
        "scroll-mr-",
    ];
    let words =
        ["text-left", "text-right", "float-left", "float-right", "border-l", "border-r", "rounded-l", "rounded-r"];
    let physical = |word: &str| {
        let class = word.rsplit(':').next().unwrap().trim_start_matches(['-', '!']);
        words.contains(&class)
            || starts.iter().any(|start| {
                class.strip_prefix(start).is_some_and(|rest| {
                    rest.starts_with(|c: char| c.is_ascii_digit() || c == '[' || c == '(')
                        || ["auto", "px", "full"].contains(&rest)
                })
            })
    };
    let wrong = |line: &str| {
        // Every second part stands between quotes.
        line.split('"').skip(1).step_by(2).any(|text| text.split_whitespace().any(physical))
    };
    assert!(wrong(r#"class="flex md:ml-2""#) && wrong(r#"class="-left-1""#) && wrong(r#""text-right""#));
    assert!(!wrong(r#"class="ms-2 start-0 text-start" // right-to-left"#));
    none(&offences(|_| false, wrong), "ms-, me-, ps-, pe-, start-, end-, text-start, text-end");
}

#[test]
fn sql_stands_in_stores() {
    let words = ["sqlx::query", "execute!(", "fetch_all!(", "fetch_one!(", "fetch_optional!("];
    // One asks every invariant of the tables, the other whether the database answers.
    let questions = ["src/billing/server/check.rs", "src/boot/health.rs"];
    let allowed =
        |path: &str| path.ends_with("/store.rs") || path.starts_with("src/server/") || questions.contains(&path);
    none(&offences(allowed, |line| words.iter().any(|word| line.contains(word))), "SQL belongs into store.rs");
}

#[test]
fn html_is_made_in_one_place() {
    none(&offences(|path| path == "src/kit/markdown.rs", |line| line.contains("inner_html")), "inner_html");
    let escaped = |line: &str| {
        line.contains("set_inner_html") || line.contains("insert_adjacent_html") || line.contains("outer_html")
    };
    none(&offences(|_| false, escaped), "HTML from text");
    // Its text is the `value`; a child would be what the first answer of the server said.
    for (path, text) in product() {
        let mut children = text.match_indices("</textarea>").map(|(at, _)| text[..at].trim_end());
        let childless = children.all(|before| before.ends_with('>'));
        assert!(childless, "{path}: children of a textarea");
    }
}

#[test]
fn what_is_put_on_a_component_goes_with_it() {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let without_comments =
        |text: &str| text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let texts: Vec<_> = product().into_iter().map(|(path, text)| (path, without_comments(&text))).collect();
    let transparent: BTreeSet<String> = texts
        .iter()
        .flat_map(|(_, text)| text.split("#[component(transparent)]").skip(1))
        .map(|rest| word(rest.split("fn ").nth(1).unwrap()))
        .collect();
    assert!(transparent.contains("Button"), "{transparent:?}");
    let mut wrong = Vec::new();
    for (path, text) in &texts {
        for (at, _) in text.match_indices("on:").filter(|(at, _)| text[..*at].ends_with(char::is_whitespace)) {
            let tag =
                text[..at].rmatch_indices('<').map(|(start, _)| word(&text[start + 1..])).find(|tag| !tag.is_empty());
            let tag = tag.unwrap_or_default();
            if tag.starts_with(char::is_uppercase) && !transparent.contains(&tag) {
                wrong.push(format!("{path}: <{tag}>"));
            }
        }
    }
    none(&wrong, "a component that takes listeners is #[component(transparent)]");
}

#[test]
fn nothing_of_one_thread_is_held_on_the_server() {
    // Let go of on another thread, it would end the answer that is being written.
    let wrong =
        |line: &str| line.contains("StoredValue::new(SendWrapper") || line.contains("RwSignal::new(SendWrapper");
    none(&offences(|_| false, wrong), "a SendWrapper that is made while the server renders");
}

#[test]
fn halves_are_chosen_by_module() {
    for (path, text) in product() {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (number, _) in
            lines.iter().enumerate().filter(|(_, line)| line.contains("cfg") && line.contains("feature ="))
        {
            let chosen = lines[number + 1..].iter().find(|line| !line.starts_with("#[") && !line.starts_with("//"));
            let is_module = chosen
                .is_some_and(|line| ["mod ", "pub mod ", "pub(crate) mod "].iter().any(|word| line.starts_with(word)));
            assert!(
                lines[number].starts_with("#[cfg(") && is_module,
                "{path}:{}: cfg(feature) only before a module",
                number + 1
            );
        }
    }
}

#[test]
fn files_are_short() {
    let long = sources("src").into_iter().map(|(path, text)| {
        let most = if path.starts_with("src/tests/") { 600 } else { 400 };
        (text.lines().count() > most).then(|| format!("{path}: {} lines of {most}", text.lines().count()))
    });
    none(&long.flatten().collect::<Vec<_>>(), "long files");
}

/// The modules of the crate that a file names.
fn named(text: &str) -> BTreeSet<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            names.insert(word(rest));
            continue;
        };
        let (mut depth, mut starts) = (0, true);
        for (at, letter) in group.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => starts = true,
                letter if letter.is_whitespace() => {}
                _ if starts && depth == 0 => {
                    names.insert(word(&group[at..]));
                    starts = false;
                }
                _ => {}
            }
        }
    }
    names
}

#[test]
fn what_comes_first_knows_nothing_of_what_comes_later() {
    let example = "use crate::{\n    account::{self, model::{A, B}},\n    kernel::AppError, run,\n};\nfn x() { crate::chat::y() }";
    assert_eq!(named(example).into_iter().collect::<Vec<_>>(), ["account", "chat", "kernel", "run"]);
    let features = [
        "account",
        "notice",
        "billing",
        "offer",
        "code",
        "subscription",
        "invoice",
        "referral",
        "order",
        "catalog",
        "routing",
        "key",
        "run",
        "library",
        "connection",
        "chat",
        "studio",
        "gateway",
        "admin",
    ];
    let top = ["app", "boot"];
    let mut wrong = Vec::new();
    for (path, text) in product() {
        let Some((module, _)) = path.strip_prefix("src/").and_then(|path| path.split_once('/')) else { continue };
        // What everything stands on comes before every feature, the composition after all of them.
        let later: Vec<&str> = match features.iter().position(|feature| *feature == module) {
            Some(at) => features[at + 1..].iter().chain(&top[1..]).copied().collect(),
            None if ["kernel", "i18n", "kit", "provider", "server"].contains(&module) => {
                features.iter().chain(&top).copied().collect()
            }
            None => continue,
        };
        wrong.extend(
            named(&text)
                .into_iter()
                .filter(|name| later.contains(&name.as_str()))
                .map(|name| format!("{path}: crate::{name}")),
        );
    }
    none(&wrong, "an earlier module names a later one");
}
