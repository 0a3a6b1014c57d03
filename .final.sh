#!/bin/bash
cd /work/offer; source script/setup >/dev/null; set +e; export CARGO_TARGET_DIR=/work/offer-target
step() { echo "### $(date +%T) $*"; nice -n 5 "$@" || { echo "### FAILED $*"; [ -n "$SOFT" ] || exit 1; }; }
step cargo clippy --no-default-features --features ssr --all-targets -- -D warnings
SOFT=1 step script/postgres cargo nextest run --no-default-features --features ssr --no-fail-fast -E 'test(/^(offer|code|house|openapi|doors|ledger|account|key|catalog|settings)/) + test(/amount|redeem|discount|number|draft|typed|pricing/)'
step cargo build --no-default-features --features ssr --bin aimall --example emulator
step cargo leptos build --frontend-only
echo "### $(date +%T) ALL DONE"
