//! Where things are in this workspace.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::Value;

/// The checkout at work.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// The workspace that cargo runs this program in, and the target folder that it runs from.
    pub(crate) fn find() -> Result<Self> {
        // Asked while running: two checkouts that share a target folder share this program.
        let package = env::var_os("CARGO_MANIFEST_DIR").context("start this program as `cargo xtask`")?;
        let root = Path::new(&package).parent().context("xtask/ has no parent folder")?.to_owned();
        let program = env::current_exe().context("cannot tell where this program lies")?;
        // <target>/debug/xtask
        let target = program.ancestors().nth(2).context("this program does not lie in a target folder")?.to_owned();
        Ok(Self { root, target })
    }

    /// The folder of the root `Cargo.toml`.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's target folder, relative to the root where it lies inside.
    pub(crate) fn target(&self) -> &Path {
        self.target.strip_prefix(&self.root).unwrap_or(&self.target)
    }

    /// The built page.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Where setup puts the tools that this workspace pins.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// Where setup puts the packages of `package.json`.
    pub(crate) fn npm(&self) -> PathBuf {
        self.tools().join("npm")
    }

    /// A command that starts in the root and finds our tools before those of the machine.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", self.search_path());
        command
    }

    /// The full path of the first of `names` that is on the search path.
    pub(crate) fn find_program(&self, names: &[&str]) -> Option<PathBuf> {
        let search_path = self.search_path();
        names
            .iter()
            .find_map(|name| env::split_paths(&search_path).map(|dir| dir.join(name)).find(|path| path.is_file()))
    }

    /// The version of `package` in `Cargo.lock`.
    pub(crate) fn locked_version(&self, package: &str) -> Result<String> {
        let lock = fs::read_to_string(self.root.join("Cargo.lock")).context("cannot read Cargo.lock")?;
        let name = format!("name = \"{package}\"");
        lock.lines()
            .skip_while(|line| *line != name)
            .find_map(|line| line.strip_prefix("version = \""))
            .map(|version| version.trim_end_matches('"').to_owned())
            .with_context(|| format!("Cargo.lock has no package `{package}`"))
    }

    /// What `cargo metadata` says with `arguments`.
    pub(crate) fn metadata(&self, arguments: &[&str]) -> Result<Value> {
        let mut command = self.command("cargo");
        command.args(["metadata", "--format-version", "1"]).args(arguments);
        let text = crate::command::stdout(&mut command)?;
        serde_json::from_str(&text).context("`cargo metadata` printed no JSON")
    }

    fn search_path(&self) -> OsString {
        let ours = [self.tools().join("bin"), self.npm().join("node_modules/.bin")];
        let theirs = env::var_os("PATH").unwrap_or_default();
        // Only a folder with the separator in its name cannot be joined; then ours is the one left out.
        env::join_paths(ours.into_iter().chain(env::split_paths(&theirs))).unwrap_or(theirs)
    }
}
