//! Schemathesis, which calls the merchant backend by its own description.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{bench::peers, command, workspace::Workspace};

const SCRIPTS: &str = "crates/merchant/tests/openapi";

/// Cases of each operation and kind of data in every test run: about a thousand together.
const FEW: u32 = 5;
/// As many make more than 20,000 together.
const MANY: u32 = 1_100;

/// Calls the merchant and its sandbox, as cargo has built them, a few times; where Python is missing it only says so.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    match python(workspace) {
        Ok(python) => call(workspace, python, FEW),
        Err(error) => {
            println!("skipped: {error:#}, so Schemathesis has not called the merchant backend");
            Ok(())
        }
    }
}

/// The same in full, or with so many cases of each operation; where Python is missing it fails.
pub(crate) fn run_in_full(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let cases = match arguments {
        [] => MANY,
        [cases] => cases.parse()?,
        _ => bail!("`cargo xtask schemathesis` takes a number of cases for each operation, or nothing"),
    };
    call(workspace, python(workspace)?, cases)
}

fn packages(workspace: &Workspace) -> PathBuf {
    workspace.root().join(workspace.target()).join("clients/schemathesis")
}

/// The Python that has Schemathesis.
fn python(workspace: &Workspace) -> Result<Command> {
    let python = peers::install_python(workspace, &format!("{SCRIPTS}/requirements.txt"), &packages(workspace))?;
    python.context("there is no python3 with pip here")
}

fn call(workspace: &Workspace, mut python: Command, cases: u32) -> Result<()> {
    let packages = packages(workspace);
    let mut build = workspace.command("cargo");
    command::run(build.args([
        "build",
        "--quiet",
        "--package",
        "merchant",
        "--package",
        "gocardless-sandbox",
        "--bins",
    ]))?;
    python.env("PYTHONPATH", &packages).arg("-B").arg(workspace.root().join(SCRIPTS).join("run.py")).arg(&packages);
    python.arg(workspace.root().join("docs/openapi.json")).arg(workspace.root().join(workspace.target()).join("debug"));
    command::run(python.arg(cases.to_string()))
}
