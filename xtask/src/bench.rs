//! `cargo xtask bench`: how fast `bank-details`, the sandbox and the merchant backend are, beside others in the same run.
//!
//! A report, never a test: it fails when something does not run, not when something is slow.

mod bank_details;
pub(crate) mod build;
mod merchant;
mod page;
pub(crate) mod peers;
mod report;
mod sandbox;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

/// Runs the benchmarks that are named, or all.
pub(crate) fn run(workspace: &Workspace, names: &[String]) -> Result<()> {
    // Not of all: these need a browser or other servers, and take options.
    match names {
        [first, options @ ..] if first == "merchant" => return merchant::run(workspace, options),
        [first, options @ ..] if first == "page" => return page::run(workspace, options),
        _ => {}
    }
    if let Some(unknown) = names.iter().find(|name| !["bank-details", "sandbox"].contains(&name.as_str())) {
        bail!("there is no benchmark `{unknown}`: bank-details, sandbox, merchant, page");
    }
    let is_wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    if is_wanted("bank-details") {
        bank_details::run(workspace)?;
    }
    if is_wanted("sandbox") {
        sandbox::run(workspace)?;
    }
    Ok(())
}
