//! `cargo xtask page`: the checkout page, built by Trunk into `dist/`.

mod border;
pub(crate) mod compress;
mod content_names;
pub(crate) mod files;
mod fingerprint;
pub(crate) mod finish;
mod locations;
mod placeholders;
mod stylesheet;
pub(crate) mod words;

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::{command, setup, workspace::Workspace};

/// Installs what the build needs, builds, and says where the page is.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::ensure_demo(workspace)?;
    build(workspace)?;
    println!("page: {}", workspace.dist().display());
    Ok(())
}

/// Builds the page unless `dist/` was made from these very sources.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let fingerprint = fingerprint::of_sources(workspace.root())?;
    // In `dist/`, so that whatever replaces the page takes the mark with it.
    let mark = workspace.dist().join(".fingerprint");
    if fs::read_to_string(&mark).is_ok_and(|made_from| made_from == fingerprint) {
        return Ok(());
    }
    let page = workspace.root().join("index.html");
    ensure!(page.is_file(), "{} is missing: the page starts there", page.display());

    eprintln!("page: building into {}", workspace.dist().display());
    // Trunk builds offline, so that it never downloads a tool; what cargo needs has to be there before.
    command::run(workspace.command("cargo").args(["fetch", "--target", "wasm32-unknown-unknown"]))?;
    let mut trunk = workspace.command("trunk");
    trunk.args(["build", "--skip-version-check"]);
    // Its minifier's warning about wasm-bindgen's module is no news: `finish` minifies that.
    trunk.args(["--log", "error,trunk=warn,trunk::processing::minify=error"]);
    // Trunk reads it as an option of its own and refuses the usual "1".
    trunk.env_remove("NO_COLOR");
    command::run(&mut trunk)?;
    fs::write(&mark, fingerprint).with_context(|| format!("cannot write {}", mark.display()))
}
