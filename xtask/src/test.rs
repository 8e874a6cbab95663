//! `cargo xtask test`: every test of the workspace.

pub(crate) mod clients;
mod judges;
pub(crate) mod openapi;

use std::process::Command;

use anyhow::{Context, Result};

use crate::{command, page, setup, setup::browser, steps::Steps, workspace::Workspace};

/// Installs what is missing, builds the page, then runs all tests; with `filter` only the native ones that match.
pub(crate) fn run(workspace: &Workspace, filter: &[String]) -> Result<()> {
    setup::ensure_all(workspace)?;
    page::build(workspace)?;

    let mut steps = Steps::new("test");
    steps.run("native tests and journeys", || native(workspace, filter))?;
    if filter.is_empty() {
        steps.run("doc tests", || command::run(workspace.command("cargo").args(["test", "--doc", "--workspace"])))?;
        steps.run("second implementations (Python)", || judges::run(workspace))?;
        steps.run("GoCardless's own clients", || clients::run(workspace))?;
        steps.run("Schemathesis on the merchant backend", || openapi::run(workspace))?;
        steps.run("component tests in the browser", || component(workspace))?;
    }
    steps.summarize();
    Ok(())
}

fn native(workspace: &Workspace, filter: &[String]) -> Result<()> {
    let mut nextest = workspace.command("cargo");
    nextest
        .args(["nextest", "run", "--workspace"])
        .args(filter)
        .env("MANDATE_SIGNUP_PAGES", workspace.dist())
        .env("MANDATE_SIGNUP_AXE", workspace.npm().join("node_modules/axe-core/axe.min.js"));
    command::run(with_browser(workspace, &mut nextest)?)
}

fn component(workspace: &Workspace) -> Result<()> {
    let mut tests = workspace.command("cargo");
    tests
        .args(["test", "--package", "mandate-signup", "--target", "wasm32-unknown-unknown", "--test", "component"])
        // Seconds; the runner's own 20 are too few for a cold browser on a busy machine.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    command::run(with_browser(workspace, &mut tests)?)
}

fn with_browser<'a>(workspace: &Workspace, command: &'a mut Command) -> Result<&'a mut Command> {
    let chromium = browser::chromium(workspace).context("Chromium is gone since setup found it")?;
    let driver = browser::driver(workspace).context("chromedriver is gone since setup found it")?;
    Ok(command.env("CHROMIUM", chromium).env("CHROMEDRIVER", driver))
}
