# The merchant backend: one static binary, with the page beside it. See docs/OPERATING.md.
#
#     cargo xtask page && docker build --tag merchant .
#
# The page is built first, where `cargo xtask setup` has put its tools: they do not belong into an image.

FROM rust:1.95-alpine AS build
# For the C parts of SQLite and ring. The target links statically by default.
RUN apk add --no-cache gcc make musl-dev
WORKDIR /source
COPY . .
RUN cargo build --release --locked --package merchant && strip target/release/merchant
# SQLite's folder, owned by the user below: an empty volume takes its owner from it.
RUN mkdir /data

# No shell and no libraries. The authorities whose certificates are trusted are in the binary.
FROM scratch
COPY --from=build /source/target/release/merchant /merchant
COPY --from=build --chown=65532:65532 /data /data
COPY dist /pages
COPY plans.json /plans.json
USER 65532:65532
ENV LISTEN_ADDR=0.0.0.0:8080 LOG_FORMAT=json PAGES_DIR=/pages PLANS_FILE=/plans.json \
    DATABASE_URL=sqlite:/data/merchant.sqlite3
EXPOSE 8080
VOLUME /data
# It answers SIGTERM; give it 70 seconds (docker stop --time 70).
STOPSIGNAL SIGTERM
ENTRYPOINT ["/merchant"]
