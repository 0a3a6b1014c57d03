#!/bin/bash
cd /work/offer; source script/setup >/dev/null; set +e; export CARGO_TARGET_DIR=/work/offer-target
step() { echo "### $*"; nice -n 10 "$@" || { echo "### FAILED $*"; exit 1; }; }
step cargo build --no-default-features --features ssr --bin aimall --example emulator
step cargo leptos build --frontend-only
step cargo test --no-default-features --features ssr --lib --test integration --no-run
echo "### ALL DONE"
