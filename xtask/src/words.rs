//! `cargo xtask words`: what the languages in `locales/` lack, and the commands that write to them.

mod check;
mod plurals;
mod same;
mod write;

// The build script's own: program and files must agree on the order of texts.
#[path = "../../build/catalogue.rs"]
pub(crate) mod catalogue;
#[path = "../../build/pseudo.rs"]
mod pseudo;

use anyhow::{Context, Result, bail, ensure};

use self::catalogue::Catalogue;
use crate::workspace::Workspace;

/// Without arguments lists what is wrong; `add LANGUAGE` begins or completes a language, `sort` sorts all.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let catalogue = read(workspace)?;
    let folder = workspace.root().join("locales");
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => list(workspace, &catalogue),
        ["add", language] => write::add(&folder, &catalogue, language),
        ["sort"] => write::sort(&folder, &catalogue),
        _ => bail!("`cargo xtask words` takes nothing, `add LANGUAGE` or `sort`"),
    }
}

/// The words of all languages.
pub(crate) fn read(workspace: &Workspace) -> Result<Catalogue> {
    Catalogue::read(&workspace.root().join("locales")).context("cannot read locales/")
}

fn list(workspace: &Workspace, catalogue: &Catalogue) -> Result<()> {
    let complaints = check::complaints(workspace.root(), catalogue)?;
    for complaint in &complaints {
        println!("{complaint}");
    }
    let (languages, texts) = (catalogue.languages.keys().cloned().collect::<Vec<_>>(), catalogue.english().len());
    println!("words: {texts} texts in {} languages: {}", languages.len(), languages.join(", "));
    ensure!(complaints.is_empty(), "{} things are wrong with the words", complaints.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_wrong_with_the_words() {
        let workspace = Workspace::find().unwrap();
        let complaints = check::complaints(workspace.root(), &read(&workspace).unwrap()).unwrap();
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }
}
