//! `mandate-signup.css`: the component's styles in one file, under a name that any page can link to for good.

use std::{fs, path::Path};

use anyhow::{Context, Result};

const SOURCES: [&str; 5] =
    ["style/tokens.css", "style/signup.css", "style/fields.css", "style/steps.css", "style/media.css"];

/// The sources in one, without comments and indentation. What is left to gain, compression takes.
pub(crate) fn of_component(root: &Path) -> Result<String> {
    let mut sheet = String::new();
    for source in SOURCES {
        let text = fs::read_to_string(root.join(source)).with_context(|| format!("cannot read {source}"))?;
        sheet.push_str(&compact(&text).with_context(|| format!("{source} has a comment without an end"))?);
    }
    Ok(sheet)
}

/// Nothing where a comment does not end. A string that holds the start of a comment is not understood.
fn compact(css: &str) -> Option<String> {
    let mut bare = String::new();
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = comment.split_once("*/")?.1;
    }
    bare.push_str(rest);
    Some(bare.lines().map(str::trim).filter(|line| !line.is_empty()).flat_map(|line| [line, "\n"]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_everything_else_stays() {
        let css = "/* One.\n Two. */\n.a {\n  margin: 0 /* none */ auto;\n\n  &:hover { color: red; }\n}\n";
        assert_eq!(compact(css).unwrap(), ".a {\nmargin: 0  auto;\n&:hover { color: red; }\n}\n");
    }

    #[test]
    fn a_comment_without_an_end_is_noticed() {
        assert_eq!(compact(".a {} /* oh"), None);
    }

    /// What of `text` stands between `start` and `end`, each time.
    fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
        text.split(start).skip(1).filter_map(|rest| Some(rest.split_once(end)?.0)).collect()
    }

    /// The properties that the README's table has, with both their defaults.
    fn documented() -> Vec<(String, String, String)> {
        let readme = include_str!("../../../README.md");
        let rows = readme.lines().filter(|line| line.starts_with("| `--mandate-signup-"));
        rows.map(|row| {
            let cells: Vec<_> = row.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect();
            let [name, _, light, dark] = cells[..] else { panic!("four cells: {row}") };
            (name.to_owned(), light.to_owned(), dark.to_owned())
        })
        .collect()
    }

    #[test]
    fn the_readme_has_every_property_with_its_defaults() {
        let tokens = include_str!("../../../style/tokens.css");
        let (plain, both) = tokens.split_once("@supports").unwrap();
        let lines = |css| between(css, "var(--mandate-signup-", ");\n").into_iter();
        let defined: Vec<_> = lines(plain)
            .map(|line| {
                let (name, light) = line.split_once(", ").unwrap();
                let light = if light.starts_with("var(") { "as `--mandate-signup-font" } else { light };
                let dark = lines(both).filter_map(|line| line.split_once(", ")).find(|(known, _)| *known == name);
                let dark = dark.map_or("", |(_, colours)| {
                    let (same, dark) = colours.trim_matches(')').split_once('(').unwrap().1.split_once(", ").unwrap();
                    assert_eq!(same, light, "{name}: browsers that know light-dark() show another colour");
                    dark
                });
                (format!("--mandate-signup-{name}"), light.to_owned(), dark.to_owned())
            })
            .collect();
        assert_eq!(documented(), defined);
    }
}
