//! Schemathesis, which calls the merchant backend by its own description.

use anyhow::{Result, bail};

use crate::{bench::peers, command, workspace::Workspace};

const SCRIPTS: &str = "crates/merchant/tests/openapi";

/// Cases of each operation and kind of data in every test run: about a thousand together.
const FEW: u32 = 5;
/// As many make more than 20,000 together.
const MANY: u32 = 1_100;

/// Calls the merchant and its sandbox, as cargo has built them, a few times; where Python is missing it only says so.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    call(workspace, FEW)
}

/// The same in full, or with so many cases of each operation.
pub(crate) fn run_in_full(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    match arguments {
        [] => call(workspace, MANY),
        [cases] => call(workspace, cases.parse()?),
        _ => bail!("`cargo xtask schemathesis` takes a number of cases for each operation, or nothing"),
    }
}

fn call(workspace: &Workspace, cases: u32) -> Result<()> {
    let packages = workspace.root().join(workspace.target()).join("clients/schemathesis");
    let requirements = format!("{SCRIPTS}/requirements.txt");
    let mut python = match peers::install_python(workspace, &requirements, &packages) {
        Ok(Some(python)) => python,
        Ok(None) => return skip("there is no python3 with pip here"),
        Err(error) => return skip(&format!("{error:#}")),
    };
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

#[expect(clippy::unnecessary_wraps, reason = "the outcome of the step")]
fn skip(reason: &str) -> Result<()> {
    println!("skipped: {reason}, so Schemathesis has not called the merchant backend");
    Ok(())
}
