//! Makes the message catalogue from `src/i18n/<language>/<namespace>.json`; a new file is a new namespace.

#![allow(clippy::print_stdout, reason = "how a build script speaks to cargo")]

use leptos_i18n_codegen::gen_code;
use leptos_i18n_parser::parse_locales::{
    options::{Config, ParseOptions},
    parse_locales,
};
use std::{env, error::Error, fs, path::Path};

const MESSAGES: &str = "src/i18n";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/i18n/build.rs");
    println!("cargo::rerun-if-changed={MESSAGES}");
    let mut config =
        Config::new("fa")?.add_locale("en")?.locales_path(MESSAGES).add_namespaces(namespaces(Path::new(MESSAGES))?)?;
    config.options = ParseOptions::new().interpolate_display(true);
    let catalogue = gen_code(&parse_locales(None, config)?, None, true, None, true)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("catalogue.rs"), catalogue.to_string())?;
    Ok(())
}

fn namespaces(messages: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(messages.join("fa"))? {
        if let Some(name) = entry?.file_name().to_str().and_then(|name| name.strip_suffix(".json")) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}
