//! Promise 40 has a table of its tests.

use std::fs;
use std::path::Path;

/// All Rust sources under a folder, one after the other.
fn sources(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.push_str(&sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all.push_str(&fs::read_to_string(path).unwrap());
        }
    }
    all
}

#[test]
fn promise_40_every_clause_has_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("tests/README.md")).unwrap();
    let sources = sources(&root.join("src")) + &sources(&root.join("tests"));
    let mut clauses = 0;
    for line in table.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let (_, shown_by) = line.trim_matches('|').split_once('|').unwrap();
        let named: Vec<_> = shown_by.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "nothing is named: {line}");
        for test in named.into_iter().filter(|test| !test.starts_with("cargo ")) {
            assert!(sources.contains(&format!("fn {test}()")), "there is no test {test}");
        }
        clauses += 1;
    }
    assert_eq!(clauses, 12);
}
