//! Words to find files by.

pub(super) mod store;

use crate::{
    kernel::{FieldProblem, fold::folded, valid::Check},
    library::model::{TAG_CHARS_MAX, TAGS_MAX},
};

/// Tags as they are kept: folded, each once; what is wrong is noted at `tags`.
pub(super) fn clean(tags: &[String], check: &mut Check) -> Vec<String> {
    let mut clean = Vec::new();
    for tag in tags {
        let tag = folded(tag).split_whitespace().collect::<Vec<_>>().join(" ");
        if tag.chars().count() > TAG_CHARS_MAX {
            check.wrong("tags", FieldProblem::TooLong { max: 40 });
        } else if !tag.is_empty() && !clean.contains(&tag) {
            clean.push(tag);
        }
    }
    if clean.len() > TAGS_MAX {
        check.wrong("tags", FieldProblem::OutOfRange { min: 0, max: 20 });
    }
    clean.sort();
    clean
}
