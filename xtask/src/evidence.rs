//! Tests that the documentation names as evidence: each must exist.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, Result};

use crate::page::files;

/// The names in backticks in `docs/SECURITY.md` that read as a test's do and are none.
pub(crate) fn missing(root: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(root.join("docs/SECURITY.md")).context("cannot read docs/SECURITY.md")?;
    let mut tests = BTreeSet::new();
    for folder in ["crates", "src", "tests", "xtask"] {
        for file in files::under(&root.join(folder), &["rs"])? {
            let source = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            tests.extend(tests_of(&source));
        }
    }
    Ok(named(&text).filter(|name| !tests.contains(*name)).map(str::to_owned).collect())
}

/// What stands in backticks and is a sentence: four words or more.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(|name| {
        let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        name.bytes().all(is_word) && name.matches('_').count() >= 3
    })
}

/// The names of the functions that have a test's attribute above them.
fn tests_of(source: &str) -> BTreeSet<String> {
    let mut tests = BTreeSet::new();
    let mut is_test = false;
    for line in source.lines().map(str::trim) {
        is_test |= line.starts_with("#[") && (line.contains("test]") || line.contains("test("));
        let Some((before, rest)) = line.split_once("fn ") else { continue };
        if std::mem::take(&mut is_test) && before.split(' ').all(|word| ["", "async", "pub(crate)"].contains(&word)) {
            tests.extend(rest.split('(').next().map(str::to_owned));
        }
    }
    tests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_that_the_documentation_names_exists() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        assert_eq!(missing(root).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn names_are_found_and_only_tests_count() {
        let text = "`a_test_by_name`, `src/app.rs`, `short_name`, `A_TEST_BY_NAME` and `one_that_is_gone`";
        assert_eq!(named(text).collect::<Vec<_>>(), ["a_test_by_name", "one_that_is_gone"]);
        let source =
            "#[tokio::test(flavor = \"x\")]\npub(crate) async fn a_test() {}\nfn no_test() {}\n#[test]\nfn b() {}";
        assert_eq!(tests_of(source).into_iter().collect::<Vec<_>>(), ["a_test", "b"]);
    }
}
