//! How the merchant backend does beside servers as GoCardless's guides show them.

use std::path::Path;

use anyhow::{Context, Result};

use super::{build, peers};
use crate::{command, setup::npm_tools, workspace::Workspace};

const PEERS: &str = "bench/merchant/peers";

/// Builds the backend as it is released, installs the peers, and measures all of them in one run.
pub(super) fn run(workspace: &Workspace, options: &[String]) -> Result<()> {
    workspace.find_program(&["taskset"]).context("the merchant's benchmark needs taskset (util-linux)")?;
    let folder = build::folder(workspace);
    let (npm, python) = (folder.join("merchant-npm"), folder.join("merchant-python"));
    install_npm(workspace, &npm)?;
    peers::install_python(workspace, &format!("{PEERS}/requirements.txt"), &python)?
        .context("the merchant's benchmark needs python3 with pip, for FastAPI")?;

    eprintln!("bench: the merchant backend");
    let mut merchant = workspace.command("cargo");
    merchant.args(["build", "--quiet", "--locked", "--release", "--package", "merchant", "--target-dir"]).arg(&folder);
    command::run(&mut merchant)?;
    let mut callers = build::cargo(workspace, "build");
    command::run(callers.args(["--quiet", "--release", "--package", "merchant-bench"]))?;

    let (root, release) = (workspace.root(), folder.join("release"));
    let mut bench = workspace.command("taskset");
    // The servers are on the first.
    bench.args(["--cpu-list", "1"]).arg(release.join("merchant-bench"));
    bench.arg("--merchant").arg(release.join("merchant")).arg("--plans").arg(root.join("plans.json"));
    bench.arg("--peers").arg(root.join(PEERS)).arg("--npm").arg(&npm).arg("--python").arg(&python);
    bench.arg("--data").arg(folder.join("merchant-data")).args(options);
    command::run(&mut bench)
}

/// The SQLite binding for Node is compiled here, once, for its compiled copies lie on no registry; with the headers of the
/// Node that is installed, where they are.
fn install_npm(workspace: &Workspace, npm: &Path) -> Result<()> {
    let mut settings = vec![("npm_config_build_from_source", "true".to_owned())];
    let node = workspace.find_program(&["node"]).and_then(|node| node.canonicalize().ok());
    // <prefix>/bin/node, and <prefix>/include/node beside it.
    if let Some(prefix) = node.as_deref().and_then(|node| node.ancestors().nth(2))
        && prefix.join("include/node/node.h").is_file()
    {
        settings.push(("npm_config_nodedir", prefix.to_string_lossy().into_owned()));
    }
    npm_tools::install_with(workspace, PEERS, npm, &settings)
}
