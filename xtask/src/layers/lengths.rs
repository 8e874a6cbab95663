//! How long the source files are.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// Lines that no file written by hand may exceed.
const LONGEST: usize = 400;

const FOLDERS: &[&str] = &["bench", "crates", "src", "tests", "xtask"];

/// The length of every source file written by hand, shortest first.
pub(crate) struct Lengths(Vec<(usize, PathBuf)>);

/// Counts the lines of all `.rs` files, generated ones left out.
pub(crate) fn of_sources(root: &Path) -> Result<Lengths> {
    let mut lengths = Vec::new();
    for folder in FOLDERS.iter().map(|folder| root.join(folder)).filter(|folder| folder.is_dir()) {
        collect(root, &folder, &mut lengths)?;
    }
    lengths.sort();
    Ok(Lengths(lengths))
}

impl Lengths {
    /// One line per file that is too long.
    pub(crate) fn complaints(&self) -> impl Iterator<Item = String> {
        self.0
            .iter()
            .filter(|(lines, _)| *lines > LONGEST)
            .map(|(lines, file)| format!("{} has {lines} lines, more than {LONGEST}: split it", file.display()))
    }

    fn at(&self, percent: usize) -> usize {
        self.0.get((self.0.len() * percent / 100).min(self.0.len().saturating_sub(1))).map_or(0, |(lines, _)| *lines)
    }
}

impl fmt::Display for Lengths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (median, p90, max) = (self.at(50), self.at(90), self.at(100));
        write!(f, "{} source files, lines per file: median {median}, p90 {p90}, max {max}", self.0.len())
    }
}

fn collect(root: &Path, folder: &Path, lengths: &mut Vec<(usize, PathBuf)>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("target") {
            collect(root, &path, lengths)?;
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            if !is_generated(&text) {
                lengths.push((text.lines().count(), path.strip_prefix(root).unwrap_or(&path).to_owned()));
            }
        }
    }
    Ok(())
}

/// Generated files say so at their top.
fn is_generated(text: &str) -> bool {
    text.lines().take(10).any(|line| line.starts_with("//") && line.to_lowercase().contains("do not edit"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_comment_at_the_top_marks_a_generated_file() {
        assert!(is_generated("//! Weights, from the table of 2026. Do not edit.\n"));
        assert!(!is_generated("let words = \"do not edit\";\n"));
        assert!(!is_generated(&format!("{}// do not edit\n", "fn f() {}\n".repeat(20))));
    }

    #[test]
    fn the_spread_is_read_off_the_sorted_lengths() {
        let lengths = Lengths((1..=10).map(|lines| (lines * 100, PathBuf::from("x.rs"))).collect());
        assert_eq!(lengths.to_string(), "10 source files, lines per file: median 600, p90 1000, max 1000");
        assert_eq!(lengths.complaints().count(), 6);
    }
}
