//! `cargo xtask ci`: what a change must pass.

use anyhow::Result;

use crate::{command, layers, setup, size, steps::Steps, test, workspace::Workspace};

/// Checks of the text first, since they are quick; then every test.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new("ci");
    let cargo = |arguments: &str| command::run(workspace.command("cargo").args(arguments.split(' ')));

    steps.run("setup", || setup::ensure_all(workspace))?;
    steps.run("format", || {
        // The workspaces of their own besides.
        let manifests = [
            "Cargo.toml",
            "bench/Cargo.toml",
            "crates/bank-details/fuzz/Cargo.toml",
            "crates/merchant/fuzz/Cargo.toml",
        ];
        manifests.iter().try_for_each(|manifest| cargo(&format!("fmt --all --check --manifest-path {manifest}")))
    })?;
    steps.run("clippy", || cargo("clippy --workspace --all-targets -- -D warnings"))?;
    steps.run("clippy for wasm", || {
        cargo("clippy --package mandate-signup --lib --bins --test component --target wasm32-unknown-unknown -- -D warnings")
    })?;
    steps.run("docs", || {
        let mut doc = workspace.command("cargo");
        command::run(doc.args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    steps.run("layers", || layers::run(workspace))?;
    steps.run("size", || size::run(workspace))?;
    steps.run("licences and sources", || licences(workspace))?;
    steps.run("tests", || test::run(workspace, &[]))?;
    steps.summarize();
    Ok(())
}

fn licences(workspace: &Workspace) -> Result<()> {
    if workspace.find_program(&["cargo-deny"]).is_none() {
        eprintln!("skipped: cargo-deny is not installed (`cargo install cargo-deny --locked` brings it)");
        return Ok(());
    }
    command::run(workspace.command("cargo").args(["deny", "check", "bans", "licenses", "sources"]))
}
