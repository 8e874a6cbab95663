//! Chromium and its driver, for the tests that need a real browser.

use std::{env, path::PathBuf};

use anyhow::{Result, ensure};

use super::apt;
use crate::workspace::Workspace;

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
    // The last is the typeface of the pictures that the journeys compare.
    let packages = ["chromium", "chromium-driver", "fonts-dejavu-core"];
    apt::install(workspace, "Chromium or chromedriver", &packages, ADVICE)?;
    ensure!(
        chromium(workspace).is_some() && driver(workspace).is_some(),
        "apt-get is done, yet chromium or chromedriver is not on PATH: {ADVICE}"
    );
    Ok(())
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file())
}
