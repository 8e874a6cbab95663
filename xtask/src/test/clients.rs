//! GoCardless's own clients, unmodified, against the sandbox as it is started.

mod samples;
mod sandbox;

use std::path::PathBuf;

use anyhow::Result;

use self::sandbox::Sandbox;
use crate::{bench::peers, command, setup::npm_tools, workspace::Workspace};

/// Where the scripts are, and what they expect.
const SCRIPTS: &str = "crates/gocardless-sandbox/tests/clients";

/// When the operations are called.
const CLOCK: &str = "2026-03-02T09:00:00Z";

/// Lets each client call every operation, and what the published samples call; where Python or Node is missing it only says so.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    command::run(workspace.command("cargo").args(["build", "--quiet", "--package", "gocardless-sandbox"]))?;
    python(workspace)?;
    node(workspace)
}

fn python(workspace: &Workspace) -> Result<()> {
    let packages = folder(workspace).join("python");
    let mut python = match peers::install_python(workspace, &format!("{SCRIPTS}/python/requirements.txt"), &packages) {
        Ok(Some(python)) => python,
        Ok(None) => return skip("Python", "there is no python3 with pip here"),
        Err(error) => return skip("Python", &format!("{error:#}")),
    };
    let sandbox = Sandbox::start(workspace, CLOCK, &[])?;
    // No compiled copies beside the scripts.
    command::run(python.arg("-B").arg(format!("{SCRIPTS}/python/judge.py")).arg(&packages).arg(sandbox.address()))?;
    let source = folder(workspace).join("samples");
    if let Err(error) = samples::fetch(workspace, &source) {
        return skip("Python", &format!("{error:#}"));
    }
    let sandbox = samples::start_sandbox(workspace)?;
    let mut python = workspace.command("python3");
    python.arg("-B").arg(format!("{SCRIPTS}/python/samples.py")).arg(packages).arg(source).arg(sandbox.address());
    command::run(python.arg(calls(workspace)))
}

fn node(workspace: &Workspace) -> Result<()> {
    if workspace.find_program(&["node"]).is_none() {
        return skip("Node", "there is no node here");
    }
    let packages = folder(workspace).join("npm");
    if let Err(error) = npm_tools::install(workspace, &format!("{SCRIPTS}/node"), &packages) {
        return skip("Node", &format!("{error:#}"));
    }
    let sandbox = Sandbox::start(workspace, CLOCK, &[])?;
    let mut node = workspace.command("node");
    command::run(node.arg(format!("{SCRIPTS}/node/judge.mjs")).arg(&packages).arg(sandbox.address()))?;
    if !calls(workspace).is_file() {
        return skip("Node", "the samples have not run in Python");
    }
    let sandbox = samples::start_sandbox(workspace)?;
    let mut node = workspace.command("node");
    node.arg(format!("{SCRIPTS}/node/samples.mjs")).arg(packages).arg(sandbox.address());
    command::run(node.arg(calls(workspace)))
}

/// What the samples call, as the Python client's run has written it down.
fn calls(workspace: &Workspace) -> PathBuf {
    folder(workspace).join("samples/calls.json")
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.root().join(workspace.target()).join("clients")
}

#[expect(clippy::unnecessary_wraps, reason = "the outcome of the step")]
fn skip(language: &str, reason: &str) -> Result<()> {
    println!("skipped: {reason}, so GoCardless's client for {language} has not called the sandbox");
    Ok(())
}
