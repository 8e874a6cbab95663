//! What other implementations say of the same bank details.

use anyhow::Result;

use crate::{
    bench::{build, peers},
    command,
    workspace::Workspace,
};

/// Compares the verdicts of the example `check` with those of Python packages; without Python it only says so.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut python = match peers::ensure_python(workspace) {
        Ok(Some(python)) => python,
        Ok(None) => return skip("there is no python3 with pip here"),
        Err(error) => return skip(&format!("{error:#}")),
    };
    // The build that the tests had, with its checks for overflow.
    command::run(workspace.command("cargo").args(["build", "--quiet", "--workspace", "--example", "check"]))?;
    let check = workspace.root().join(workspace.target()).join("debug/examples/check");
    let packages = build::folder(workspace).join("python");
    command::run(python.arg("bench/peers/judge.py").arg(packages).arg(check))
}

#[expect(clippy::unnecessary_wraps, reason = "the outcome of the step")]
fn skip(reason: &str) -> Result<()> {
    println!("skipped: {reason}, so no second implementation has judged our verdicts");
    Ok(())
}
