//! Links between the pages of documentation: each must lead to a file.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::page::files;

/// The links of README.md, CONTRIBUTING.md and `docs/` that lead nowhere, as "page: link".
pub(crate) fn broken(root: &Path) -> Result<Vec<String>> {
    let mut pages = files::under(&root.join("docs"), &["md"])?;
    pages.extend(["README.md", "CONTRIBUTING.md"].map(|name| root.join(name)));
    let mut broken = Vec::new();
    for page in pages {
        let text = fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
        let folder = page.parent().map(Path::to_owned).unwrap_or_default();
        broken.extend(
            links(&text)
                .filter(|link| !link.contains("://") && !link.starts_with('#'))
                .filter(|link| !target(&folder, link).exists())
                .map(|link| format!("{}: {link}", page.display())),
        );
    }
    Ok(broken)
}

/// The file that a link names, without the part of it that comes after `#`.
fn target(folder: &Path, link: &str) -> PathBuf {
    folder.join(link.split('#').next().unwrap_or(link))
}

/// The targets of Markdown links and of images in HTML.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let markdown = text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
    let html = text.split("<img src=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0));
    markdown.chain(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_of_the_documentation_leads_to_a_file() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        assert_eq!(broken(root).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn links_are_found_in_markdown_and_in_html() {
        let text = "see [a](x/a.md#part), ![b](b.png) and <img src=\"c.png\" alt=\"\">";
        assert_eq!(links(text).collect::<Vec<_>>(), ["x/a.md#part", "b.png", "c.png"]);
    }
}
