//! The packages of `package.json`: `wasm-opt` for the page, axe for the journeys.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::{command, workspace::Workspace};

const MANIFESTS: [&str; 2] = ["package.json", "package-lock.json"];

/// Installs the packages under `target/tools/npm` unless those of the lock file are there.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    let npm = workspace.npm();
    // npm writes this file last, so its presence means that an install ran to its end.
    let installed = npm.join("node_modules/.package-lock.json").is_file();
    let same = MANIFESTS.iter().all(|name| {
        fs::read(npm.join(name)).ok().is_some_and(|copy| fs::read(workspace.root().join(name)).ok() == Some(copy))
    });
    if installed && same {
        return Ok(());
    }
    for program in ["node", "npm"] {
        let found = workspace.find_program(&[program]).is_some();
        ensure!(found, "{program} is missing: install Node.js 20 or newer with npm, then run this again");
    }
    eprintln!("setup: installing the packages of package.json with npm into {}", npm.display());
    fs::create_dir_all(&npm).with_context(|| format!("cannot create {}", npm.display()))?;
    for name in MANIFESTS {
        fs::copy(workspace.root().join(name), npm.join(name)).with_context(|| format!("cannot copy {name}"))?;
    }
    command::run(workspace.command("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&npm))
        .context("cannot install the packages of package.json: is npm's registry within reach?")
}
