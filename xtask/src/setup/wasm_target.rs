//! The standard library for `wasm32-unknown-unknown`.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::{command, workspace::Workspace};

const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the target with rustup unless the compiler has it, wherever it came from.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    let sysroot = command::stdout(workspace.command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir() {
        return Ok(());
    }
    ensure!(
        workspace.find_program(&["rustup"]).is_some(),
        "the compiler lacks {TARGET} and there is no rustup to add it: install rustup, or the package of your \
         distribution that brings this target"
    );
    eprintln!("setup: adding {TARGET} with rustup to {}", sysroot.trim());
    command::run(workspace.command("rustup").args(["target", "add", TARGET]))
        .with_context(|| format!("cannot add {TARGET}: is rustup's server within reach?"))
}
