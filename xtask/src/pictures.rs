//! `cargo xtask pictures`: the README's pictures of the form in the shop's own page.

use anyhow::{Context, Result};

use crate::{command, page, setup, workspace::Workspace};

/// Builds what is shown, walks through it in Chromium, and writes `docs/images/self-hosted-*.png`.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::ensure_demo(workspace)?;
    page::build(workspace)?;
    command::run(workspace.command("cargo").args(["build", "-p", "merchant", "-p", "gocardless-sandbox"]))?;
    let chromium = workspace.find_program(&["chromium", "chromium-browser", "google-chrome"]);
    let chromium = chromium.context("pictures need Chromium: `cargo xtask setup` installs it")?;
    let root = workspace.root();
    let mut walk = workspace.command("node");
    walk.env("CHROMIUM", chromium).arg("bench/page/pictures.mjs");
    walk.arg(root.join(workspace.target()).join("debug")).arg(workspace.dist());
    command::run(walk.args(["plans.json", "docs/images"]))
}
