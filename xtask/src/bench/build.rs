//! Builds what lies in `bench/`, a workspace of its own.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{command, workspace::Workspace};

/// Where the benches' builds, corpus, peers and results are, in full: what runs there has other folders.
pub(crate) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.root().join(workspace.target()).join("bench")
}

/// `cargo NAME` in the workspace of the benches, with the versions of its lock file.
pub(crate) fn cargo(workspace: &Workspace, name: &str) -> Command {
    let mut command = workspace.command("cargo");
    command.args([name, "--locked", "--manifest-path", "bench/Cargo.toml", "--target-dir"]).arg(folder(workspace));
    command
}

/// Our batches as a module for Node, made to be fast.
pub(crate) fn module_for_node(workspace: &Workspace) -> Result<()> {
    let mut build = cargo(workspace, "build");
    command::run(build.args(["--quiet", "--release", "--lib", "--target", "wasm32-unknown-unknown"]))?;
    let folder = folder(workspace);
    let module = folder.join("wasm32-unknown-unknown/release/bank_details_bench.wasm");
    let out = folder.join("wasm");
    let mut bindgen = workspace.command("wasm-bindgen");
    command::run(bindgen.args(["--target", "nodejs", "--out-dir"]).arg(&out).arg(&module))?;
    optimize(workspace, &["-O3"], &out.join("bank_details_bench_bg.wasm"))
}

/// The module with one check, small, in a folder where nothing else lies.
pub(crate) fn one_check(workspace: &Workspace) -> Result<PathBuf> {
    let mut build = cargo(workspace, "build");
    build.args(["--quiet", "--package", "one-check", "--profile", "wasm-release"]);
    command::run(build.args(["--target", "wasm32-unknown-unknown"]))?;
    let folder = folder(workspace);
    let out = folder.join("size");
    std::fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
    let module = out.join("one_check.wasm");
    std::fs::copy(folder.join("wasm32-unknown-unknown/wasm-release/one_check.wasm"), &module)
        .context("cannot copy the module with one check")?;
    // As index.html has it for the page.
    let flags = ["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features", "--converge"];
    optimize(workspace, &flags, &module)?;
    Ok(out)
}

fn optimize(workspace: &Workspace, flags: &[&str], module: &Path) -> Result<()> {
    command::run(workspace.command("wasm-opt").args(flags).arg(module).arg("--output").arg(module))
}
