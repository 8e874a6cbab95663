//! How long a payer with a slow phone waits for a form to type into.

use anyhow::{Context, Result, bail};

use super::build;
use crate::{command, page, setup, workspace::Workspace};

/// What to measure.
struct Wanted {
    /// The built page's folder; without one, the page is built.
    dist: Option<String>,
    /// The page's path.
    path: String,
    /// How many visits count.
    runs: String,
}

/// Serves the page by the released programs, and visits it in Chromium.
pub(super) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let wanted = Wanted::parse(arguments)?;
    let chromium = workspace.find_program(&["chromium", "chromium-browser", "google-chrome"]);
    let chromium = chromium.context("the page's benchmark needs Chromium: `cargo xtask setup` installs it")?;
    let dist = if let Some(dist) = wanted.dist {
        dist
    } else {
        setup::ensure_demo(workspace)?;
        page::build(workspace)?;
        workspace.dist().to_string_lossy().into_owned()
    };
    let folder = build::folder(workspace);
    let mut programs = workspace.command("cargo");
    programs.args(["build", "--quiet", "--release", "--package", "merchant", "--package", "gocardless-sandbox"]);
    command::run(programs.arg("--target-dir").arg(&folder))?;
    let mut bench = workspace.command("node");
    bench.env("CHROMIUM", chromium).arg("bench/page/page.mjs");
    let root = workspace.root();
    bench.arg(root.join(folder).join("release")).arg(root.join(dist));
    command::run(bench.args(["plans.json", &wanted.path, &wanted.runs]))
}

impl Wanted {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut wanted = Self { dist: None, path: "/".to_owned(), runs: "9".to_owned() };
        let mut rest = arguments.iter();
        while let Some(name) = rest.next() {
            let value = rest.next().with_context(|| format!("{name} needs a value"))?.clone();
            match name.as_str() {
                "--dist" => wanted.dist = Some(value),
                "--path" => wanted.path = value,
                "--runs" if value.parse::<u32>().is_ok_and(|runs| runs > 0) => wanted.runs = value,
                _ => bail!("`cargo xtask bench page` takes --dist DIR, --path PATH and --runs NUMBER"),
            }
        }
        Ok(wanted)
    }
}
