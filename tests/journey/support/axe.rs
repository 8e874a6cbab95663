//! The accessibility audit: axe-core in the page, WCAG 2.2 AA and best practices.

use std::{env, fs};

use thirtyfour::WebDriver;

const RUN: &str = r#"
const done = arguments[arguments.length - 1];
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
axe.run(document, { runOnly: tags }).then(
  (results) => done(results.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html).join(" | ")}`)),
  (error) => done([String(error)]),
);
"#;

/// What axe finds wrong with the page as it shows now, a line each.
pub(crate) async fn violations(driver: &WebDriver) -> Vec<String> {
    if driver.execute("return typeof axe;", Vec::new()).await.expect("a script runs").json() == "object" {
        return run(driver).await;
    }
    let path = env::var("MANDATE_SIGNUP_AXE").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/target/tools/npm/node_modules/axe-core/axe.min.js").to_owned()
    });
    let axe = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("cannot read {path} ({error}): `cargo xtask setup` installs it"));
    driver.execute(axe, Vec::new()).await.expect("axe loads");
    run(driver).await
}

async fn run(driver: &WebDriver) -> Vec<String> {
    driver.execute_async(RUN, Vec::new()).await.expect("axe runs").convert().expect("axe's findings")
}
