//! `cargo xtask finish-page`: Trunk calls it when all files of the page are built (see the hook in `Trunk.toml`).

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

use super::{border, compress, content_names, files, placeholders, stylesheet, words};
use crate::{command, workspace::Workspace};

/// What Trunk copies as it is, with placeholders for names of built files, and the page itself, with one for words.
/// The script first: the pages hold its hash.
const NAMING: [&str; 3] = ["mandate-signup.js", "index.html", "self-hosted.html"];
/// The example themes, copied as they are.
const THEMES: &str = "themes";
const STYLESHEET: &str = "mandate-signup.css";

/// Names, styles, scripts and compression, in the folder that `TRUNK_STAGING_DIR` names.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .context("TRUNK_STAGING_DIR is not set: this command is Trunk's hook, `cargo xtask page` builds the page")?;
    let catalogue = crate::words::read(workspace)?;
    words::ensure_outside_program(&staging, &catalogue)?;
    fill_names(&staging, &words::write(&staging, &catalogue)?)?;
    ensure_styles_are_minified(&staging)?;
    let sheet = staging.join(STYLESHEET);
    fs::write(&sheet, stylesheet::of_component(workspace.root())?)
        .with_context(|| format!("cannot write {STYLESHEET}"))?;
    border::narrow(workspace, &staging)?;
    minify_scripts(workspace, &staging)?;
    content_names::give(&staging, &staging.join(THEMES), &NAMING)?;
    compress::files(workspace, &staging)
}

fn fill_names(staging: &Path, words: &words::Names) -> Result<()> {
    let names: Vec<_> = files::under(staging, &["css", "js", "wasm"])?
        .iter()
        .filter_map(|file| Some(file.strip_prefix(staging).ok()?.to_string_lossy().into_owned()))
        .collect();
    for name in NAMING {
        let file = staging.join(name);
        let text = fs::read_to_string(&file).with_context(|| {
            format!("no {name}: index.html needs <link data-trunk rel=\"copy-file\" href=\"public/{name}\">")
        })?;
        fs::write(&file, words.fill(&placeholders::fill(&text, &names)?)?)
            .with_context(|| format!("cannot write {name}"))?;
    }
    Ok(())
}

/// Trunk passes a style sheet on as it is when it cannot read it, and `page` hides the warning, since the same one
/// comes for wasm-bindgen's module every time.
fn ensure_styles_are_minified(staging: &Path) -> Result<()> {
    let themes = staging.join(THEMES);
    for file in files::under(staging, &["css"])?.into_iter().filter(|file| !file.starts_with(&themes)) {
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        ensure!(
            !text.contains("/*"),
            "{} still has comments, so Trunk could not read it: look for a mistake in its source under style/",
            file.display()
        );
    }
    Ok(())
}

fn minify_scripts(workspace: &Workspace, staging: &Path) -> Result<()> {
    for file in files::under(staging, &["js"])? {
        let mut terser = workspace.command("terser");
        terser.arg(&file).args(["--module", "--ecma", "2022", "--mangle", "--compress", "passes=2", "--output"]);
        command::run(terser.arg(&file))?;
    }
    Ok(())
}
