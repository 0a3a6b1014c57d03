//! The messages; `build.rs` makes them from `fa/*.json` and `en/*.json`. A missing key does not compile.

#![allow(missing_docs, dead_code, unused_imports, clippy::all, clippy::expect_used, reason = "generated")]

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));
