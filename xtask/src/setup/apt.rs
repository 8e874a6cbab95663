//! Packages of the system, where it has apt.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{command, workspace::Workspace};

/// Installs packages because `missing` is; `advice` says what to do where that cannot be.
pub(crate) fn install(workspace: &Workspace, missing: &str, packages: &[&str], advice: &str) -> Result<()> {
    ensure!(
        workspace.find_program(&["apt-get"]).is_some(),
        "{missing} is missing and there is no apt-get here: {advice}"
    );
    eprintln!("setup: installing {} with apt-get into /usr", packages.join(" and "));
    command::run(apt_get(workspace).arg("update")).context("cannot refresh apt's lists")?;
    command::run(apt_get(workspace).args(["install", "--yes", "--no-install-recommends"]).args(packages))
        .with_context(|| format!("apt-get cannot install {}: {advice}", packages.join(" and ")))
}

/// `apt-get` as root, through sudo where we are not.
fn apt_get(workspace: &Workspace) -> Command {
    let user = command::stdout_if_it_runs(workspace.command("id").arg("-u"));
    let is_root = user.is_some_and(|id| id.trim() == "0");
    let mut command = if !is_root && workspace.find_program(&["sudo"]).is_some() {
        let mut sudo = workspace.command("sudo");
        sudo.args(["--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        sudo
    } else {
        workspace.command("apt-get")
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
