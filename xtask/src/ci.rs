//! `cargo xtask ci`: what a change must pass.

use std::process::Command;

use anyhow::Result;

use crate::{command, layers, setup, size, steps::Steps, test, workspace::Workspace};

/// Checks of the text first, since they are quick; then every test.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new("ci");
    let cargo = |arguments: &str| command::run(workspace.command("cargo").args(arguments.split(' ')));

    steps.run("setup", || setup::ensure_ci(workspace))?;
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
    steps.run("advisories", || advisories(workspace))?;
    steps.run("tests", || test::run(workspace, &[]))?;
    steps.summarize();
    Ok(())
}

/// Which crates are in it, under which licences and from where: needs no network.
fn licences(workspace: &Workspace) -> Result<()> {
    command::run(deny(workspace).args(["check", "bans", "licenses", "sources"]))
}

/// Known weaknesses of dependencies: a database says, which is not always to be had.
fn advisories(workspace: &Workspace) -> Result<()> {
    if command::run(deny(workspace).args(["fetch", "db"])).is_err() {
        eprintln!(
            "NOT CHECKED: the database of advisories cannot be fetched here; run `cargo deny check advisories` where it can"
        );
        return Ok(());
    }
    command::run(deny(workspace).args(["check", "--disable-fetch", "advisories"]))
}

fn deny(workspace: &Workspace) -> Command {
    let mut command = workspace.command("cargo");
    command.arg("deny");
    command
}
