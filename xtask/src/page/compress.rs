//! Smaller copies beside the files of a folder.

use std::path::Path;

use anyhow::Result;

use crate::{command, workspace::Workspace};

/// Writes `NAME.br` and `NAME.gz` beside every file under `folder` where compression pays.
pub(crate) fn files(workspace: &Workspace, folder: &Path) -> Result<()> {
    let script = workspace.root().join("xtask/src/page/compress.mjs");
    command::run(workspace.command("node").arg(script).arg(folder))
}
