//! The standard library for another target than this machine.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::{command, workspace::Workspace};

/// What the page is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds `target` with rustup unless the compiler has it, wherever it came from.
pub(crate) fn ensure(workspace: &Workspace, target: &str) -> Result<()> {
    let sysroot = command::stdout(workspace.command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(target).join("lib").is_dir() {
        return Ok(());
    }
    ensure!(
        workspace.find_program(&["rustup"]).is_some(),
        "the compiler lacks {target} and there is no rustup to add it: install rustup, or the package of your \
         distribution that brings this target"
    );
    eprintln!("setup: adding {target} with rustup to {}", sysroot.trim());
    command::run(workspace.command("rustup").args(["target", "add", target]))
        .with_context(|| format!("cannot add {target}: is rustup's server within reach?"))
}
