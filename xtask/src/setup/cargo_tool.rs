//! A program that comes from cargo's registry.

use anyhow::{Context, Result};

use crate::{command, workspace::Workspace};

/// What to install, and how to tell that it is there.
pub(crate) struct CargoTool {
    /// The name in the registry.
    pub(crate) package: &'static str,
    /// What is installed when none is there.
    pub(crate) version: String,
    /// Commands that print the version as their second word; all must be there.
    pub(crate) programs: &'static [&'static [&'static str]],
    /// Whether a version found is good for the version wanted.
    pub(crate) accepts: fn(&str, &str) -> bool,
    /// Which versions its own dependencies get.
    pub(crate) dependencies: Dependencies,
}

/// Which versions a tool is built with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dependencies {
    /// Those of the tool's own lock file.
    Locked,
    /// The newest that fit.
    Newest,
}

impl CargoTool {
    /// Installs the tool under `target/tools` unless every program of it is on the search path.
    pub(crate) fn ensure(&self, workspace: &Workspace) -> Result<()> {
        if self.programs.iter().all(|program| self.is_there(workspace, program)) {
            return Ok(());
        }
        let tools = workspace.tools();
        eprintln!("setup: installing {} {} with cargo into {} (minutes)", self.package, self.version, tools.display());
        let mut install = workspace.command("cargo");
        // `--force`: a program that is there but does not run is replaced too.
        install.args(["install", self.package, "--version", &self.version, "--force", "--root"]).arg(&tools);
        if self.dependencies == Dependencies::Locked {
            install.arg("--locked");
        }
        command::run(&mut install).with_context(|| {
            format!("cannot install {} {}: is cargo's registry within reach?", self.package, self.version)
        })
    }

    fn is_there(&self, workspace: &Workspace, program: &[&str]) -> bool {
        let mut question = workspace.command(program[0]);
        let answer = command::stdout_if_it_runs(question.args(&program[1..])).unwrap_or_default();
        answer.split_whitespace().nth(1).is_some_and(|found| (self.accepts)(found, &self.version))
    }
}
