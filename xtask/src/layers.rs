//! `cargo xtask layers`: dependencies point one way, no server crate reaches the browser, no file grows too long.

mod direction;
mod lengths;
mod wasm_graph;

use anyhow::{Result, ensure};

use crate::workspace::Workspace;

/// Checks all three and prints what it found.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut complaints = direction::complaints(&workspace.metadata(&["--no-deps"])?);
    let wasm = workspace.metadata(&["--filter-platform", "wasm32-unknown-unknown"])?;
    complaints.extend(wasm_graph::complaints(&wasm)?);

    let lengths = lengths::of_sources(workspace.root())?;
    println!("layers: {lengths}");
    complaints.extend(lengths.complaints());

    for complaint in &complaints {
        eprintln!("layers: {complaint}");
    }
    ensure!(complaints.is_empty(), "{} things break the layout that docs/ARCHITECTURE.md explains", complaints.len());
    println!("layers: every dependency points the right way");
    Ok(())
}
