//! How fast the sandbox is, and how much memory it takes.

use anyhow::{Context, Result};

use super::build;
use crate::{command, workspace::Workspace};

/// Builds the sandbox as it is released, and calls it: the sandbox on the first processor, the callers on the second.
pub(super) fn run(workspace: &Workspace) -> Result<()> {
    workspace.find_program(&["taskset"]).context("the sandbox's benchmark needs taskset (util-linux)")?;
    eprintln!("bench: the sandbox");
    let folder = build::folder(workspace);
    let mut sandbox = workspace.command("cargo");
    sandbox.args(["build", "--quiet", "--release", "--package", "gocardless-sandbox", "--target-dir"]).arg(&folder);
    command::run(&mut sandbox)?;
    let mut callers = build::cargo(workspace, "build");
    command::run(callers.args(["--quiet", "--release", "--package", "sandbox-bench"]))?;
    let release = folder.join("release");
    let mut bench = workspace.command("taskset");
    bench.args(["--cpu-list", "1"]).arg(release.join("sandbox-bench")).arg(release.join("gocardless-sandbox"));
    command::run(&mut bench)
}
