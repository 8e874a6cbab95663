# The merchant backend: one static program that holds the page. See docs/OPERATING.md.
#
#     cargo xtask release && docker build --tag merchant .
#
# What goes in is what `cargo xtask release` has built, started and compared with the page: nothing is compiled here.

# No shell and no libraries. The authorities whose certificates are trusted are in the program.
FROM scratch
COPY release/merchant /merchant
# SQLite's folder, owned by the user below: an empty volume takes its owner from it.
COPY --chown=65532:65532 release/data /data
COPY plans.json /plans.json
USER 65532:65532
ENV LISTEN_ADDR=0.0.0.0:8080 LOG_FORMAT=json PLANS_FILE=/plans.json DATABASE_URL=sqlite:/data/merchant.sqlite3
EXPOSE 8080
VOLUME /data
# It answers SIGTERM; give it 70 seconds (docker stop --time 70).
STOPSIGNAL SIGTERM
ENTRYPOINT ["/merchant"]
