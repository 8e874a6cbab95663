//! The other implementations, from npm and `PyPI`.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use super::build;
use crate::{command, setup::npm_tools, workspace::Workspace};

/// Where the tables of the UK modulus check are, for those who come with older ones.
pub(crate) const TABLES: &str = "crates/bank-details/data";

const REQUIREMENTS: &str = "bench/peers/requirements.txt";

/// Installs the packages of `bench/peers/package.json` under `target/bench/npm`.
pub(crate) fn ensure_npm(workspace: &Workspace) -> Result<()> {
    npm_tools::install(workspace, "bench/peers", &build::folder(workspace).join("npm"))
}

/// Installs the packages of `bench/peers/requirements.txt` under `target/bench/python`, and gives the program that
/// runs them; nothing where there is no Python with pip.
pub(crate) fn ensure_python(workspace: &Workspace) -> Result<Option<Command>> {
    install_python(workspace, REQUIREMENTS, &build::folder(workspace).join("python"))
}

/// Installs the packages that the file `requirements` names in `folder`, and gives the program that runs them; nothing
/// where there is no Python with pip.
pub(crate) fn install_python(workspace: &Workspace, requirements: &str, folder: &Path) -> Result<Option<Command>> {
    let has_pip = command::stdout_if_it_runs(workspace.command("python3").args(["-m", "pip", "--version"])).is_some();
    if !has_pip {
        return Ok(None);
    }
    let wanted =
        fs::read(workspace.root().join(requirements)).with_context(|| format!("cannot read {requirements}"))?;
    // Written last, so its presence means that an install ran to its end.
    let mark = folder.join("requirements.txt");
    if fs::read(&mark).ok().as_ref() != Some(&wanted) {
        eprintln!("setup: installing the packages of {requirements} with pip into {}", folder.display());
        let mut pip = workspace.command("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore"]);
        pip.args(["--upgrade", "--no-deps", "--requirement", requirements, "--target"]).arg(folder);
        command::run(&mut pip)
            .with_context(|| format!("cannot install the packages of {requirements}: is PyPI within reach?"))?;
        fs::write(&mark, wanted).with_context(|| format!("cannot write {}", mark.display()))?;
    }
    Ok(Some(workspace.command("python3")))
}
