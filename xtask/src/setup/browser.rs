//! Chromium and its driver, for the tests that need a real browser.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{command, workspace::Workspace};

const ADVICE: &str = "install Chromium and a chromedriver of the same version so that both are on PATH, or name them \
                      in CHROMIUM and CHROMEDRIVER";

/// The browser: `CHROMIUM`, or the first usual name on the search path.
pub(crate) fn chromium(workspace: &Workspace) -> Option<PathBuf> {
    named("CHROMIUM").or_else(|| {
        workspace.find_program(&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"])
    })
}

/// The driver: `CHROMEDRIVER`, or the one on the search path.
pub(crate) fn driver(workspace: &Workspace) -> Option<PathBuf> {
    named("CHROMEDRIVER").or_else(|| workspace.find_program(&["chromedriver"]))
}

/// Installs both with apt unless both are there.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    if chromium(workspace).is_some() && driver(workspace).is_some() {
        return Ok(());
    }
    ensure!(
        workspace.find_program(&["apt-get"]).is_some(),
        "Chromium or chromedriver is missing and there is no apt-get here: {ADVICE}"
    );
    eprintln!("setup: installing chromium and chromium-driver with apt-get into /usr");
    command::run(apt_get(workspace).arg("update")).context("cannot refresh apt's lists")?;
    command::run(apt_get(workspace).args([
        "install",
        "--yes",
        "--no-install-recommends",
        "chromium",
        "chromium-driver",
        // The typeface of the pictures that the journeys compare.
        "fonts-dejavu-core",
    ]))
    .with_context(|| format!("apt-get cannot install them: {ADVICE}"))?;
    ensure!(
        chromium(workspace).is_some() && driver(workspace).is_some(),
        "apt-get is done, yet chromium or chromedriver is not on PATH: {ADVICE}"
    );
    Ok(())
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file())
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
