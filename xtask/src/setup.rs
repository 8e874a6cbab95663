//! `cargo xtask setup`: installs what is missing, from the registries of cargo, npm and apt alone.
//!
//! A tool that is already on the search path in the right version is used as it is. What this workspace pins goes
//! under `target/tools`, so that nobody's own version is replaced; the browser and PostgreSQL go where apt puts them.

mod apt;
pub(crate) mod browser;
mod cargo_tool;
pub(crate) mod npm_tools;
mod postgres;
mod rust_target;

use anyhow::{Result, ensure};

use self::cargo_tool::{CargoTool, Dependencies};
use crate::workspace::Workspace;

/// Installs everything and says so.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    ensure_ci(workspace)?;
    println!("setup: everything is there (our own tools are in {})", workspace.tools().display());
    Ok(())
}

/// What `ci` needs: everything.
pub(crate) fn ensure_ci(workspace: &Workspace) -> Result<()> {
    ensure_all(workspace)?;
    deny().ensure(workspace)
}

/// What `test` needs: everything but what only `ci` runs, which takes many minutes to build.
pub(crate) fn ensure_all(workspace: &Workspace) -> Result<()> {
    ensure_demo(workspace)?;
    nextest().ensure(workspace)?;
    postgres::ensure(workspace)?;
    browser::ensure(workspace)
}

/// What `demo` needs: the tools that build the page.
pub(crate) fn ensure_demo(workspace: &Workspace) -> Result<()> {
    rust_target::ensure(workspace, rust_target::WASM)?;
    npm_tools::ensure(workspace)?;
    trunk().ensure(workspace)?;
    wasm_bindgen(workspace)?.ensure(workspace)
}

/// What `release` needs: the page's tools, and what links a static program of the C library musl.
pub(crate) fn ensure_release(workspace: &Workspace, target: &str) -> Result<()> {
    ensure_demo(workspace)?;
    rust_target::ensure(workspace, target)?;
    if workspace.find_program(&["musl-gcc"]).is_some() {
        return Ok(());
    }
    let advice = "install what brings musl-gcc";
    apt::install(workspace, "musl-gcc", &["musl-tools"], advice)?;
    ensure!(workspace.find_program(&["musl-gcc"]).is_some(), "apt-get is done, yet there is no musl-gcc: {advice}");
    Ok(())
}

fn trunk() -> CargoTool {
    CargoTool {
        package: "trunk",
        version: "0.21.14".to_owned(),
        programs: &[&["trunk", "--version"]],
        accepts: |found, wanted| found == wanted,
        dependencies: Dependencies::Locked,
    }
}

/// The program must have the very version of the library, which `Cargo.lock` decides.
fn wasm_bindgen(workspace: &Workspace) -> Result<CargoTool> {
    Ok(CargoTool {
        package: "wasm-bindgen-cli",
        version: workspace.locked_version("wasm-bindgen")?,
        programs: &[&["wasm-bindgen", "--version"], &["wasm-bindgen-test-runner", "--version"]],
        accepts: |found, wanted| found == wanted,
        // Its lock file is often behind on what it pins.
        dependencies: Dependencies::Newest,
    })
}

fn nextest() -> CargoTool {
    CargoTool {
        package: "cargo-nextest",
        version: "0.9.143".to_owned(),
        programs: &[&["cargo-nextest", "nextest", "--version"]],
        // Any version runs our tests; the one above is what a fresh machine gets.
        accepts: |_, _| true,
        dependencies: Dependencies::Locked,
    }
}

/// Its check of advisories needs a database besides, which it fetches itself.
fn deny() -> CargoTool {
    CargoTool {
        package: "cargo-deny",
        version: "0.20.2".to_owned(),
        programs: &[&["cargo-deny", "--version"]],
        // Any version reads our `deny.toml`; the one above is what a fresh machine gets.
        accepts: |_, _| true,
        dependencies: Dependencies::Locked,
    }
}
