//! The packages of `package.json`: `wasm-opt` for the page, axe for the journeys.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};

use crate::{command, workspace::Workspace};

const MANIFESTS: [&str; 2] = ["package.json", "package-lock.json"];

/// Installs the packages under `target/tools/npm` unless those of the lock file are there.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    install(workspace, "", &workspace.npm())
}

/// Installs the packages of the `package.json` in the folder `from` under `npm` unless those of the lock file are there.
pub(crate) fn install(workspace: &Workspace, from: &str, npm: &Path) -> Result<()> {
    install_with(workspace, from, npm, &[])
}

/// The same, with npm's settings in `environment`.
pub(crate) fn install_with(
    workspace: &Workspace,
    from: &str,
    npm: &Path,
    environment: &[(&str, String)],
) -> Result<()> {
    let from = workspace.root().join(from);
    // npm writes this file last, so its presence means that an install ran to its end.
    let installed = npm.join("node_modules/.package-lock.json").is_file();
    let same = MANIFESTS
        .iter()
        .all(|name| fs::read(npm.join(name)).ok().is_some_and(|copy| fs::read(from.join(name)).ok() == Some(copy)));
    if installed && same {
        return Ok(());
    }
    for program in ["node", "npm"] {
        let found = workspace.find_program(&[program]).is_some();
        ensure!(found, "{program} is missing: install Node.js 20 or newer with npm, then run this again");
    }
    let manifest = from.join(MANIFESTS[0]);
    let manifest = manifest.strip_prefix(workspace.root()).unwrap_or(&manifest).display();
    eprintln!("setup: installing the packages of {manifest} with npm into {}", npm.display());
    fs::create_dir_all(npm).with_context(|| format!("cannot create {}", npm.display()))?;
    for name in MANIFESTS {
        fs::copy(from.join(name), npm.join(name)).with_context(|| format!("cannot copy {name}"))?;
    }
    let mut install = workspace.command("npm");
    install.args(["ci", "--no-audit", "--no-fund"]).envs(environment.iter().cloned()).current_dir(npm);
    command::run(&mut install)
        .with_context(|| format!("cannot install the packages of {manifest}: is npm's registry within reach?"))
}
