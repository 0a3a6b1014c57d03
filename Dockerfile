# syntax=docker/dockerfile:1
# The same program script/run --release builds, by the same scripts and with the same pinned tools.
#
#   docker build -t aimall . && docker run -p 3000:3000 -v aimall:/data aimall

FROM node:20-bookworm-slim AS node

FROM rust:1.95-bookworm AS tools
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
# The image's own toolchain, instead of the newest stable that rust-toolchain.toml would fetch.
ENV RUSTUP_TOOLCHAIN=1.95.0
WORKDIR /src
COPY script/setup script/versions script/
COPY end2end/package.json end2end/package-lock.json end2end/
# Of Cargo.lock only wasm-bindgen's version counts here, so that a new dependency doesn't build the tools again.
RUN --mount=type=bind,source=Cargo.lock,target=/tmp/Cargo.lock \
    grep -A1 '^name = "wasm-bindgen"$' /tmp/Cargo.lock > Cargo.lock && script/setup

FROM tools AS build
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/target \
    CARGO_TARGET_DIR=/target script/setup build && cp /target/release/aimall /target/release/hash.txt /src/

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin aimall \
 && install -d -o aimall -g aimall /data
WORKDIR /app
COPY --from=build /src/aimall /src/hash.txt ./
COPY --from=build /src/target/site ./site
COPY Leptos.toml ./
USER 10001:10001
VOLUME /data
ENV LEPTOS_SITE_ADDR=0.0.0.0:3000 LEPTOS_SITE_ROOT=/app/site DATA_DIR=/data
EXPOSE 3000
# No curl in the image: bash asks over its own socket.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/${LEPTOS_SITE_ADDR##*:} && printf 'GET /api/health HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r -t 4 _ status _ <&3 && [ \"$status\" = 200 ]"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/app/aimall"]
CMD ["serve"]
