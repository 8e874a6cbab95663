//! Which crate of the workspace may depend on which.

use serde_json::Value;

/// Normal and build dependencies: a crate, and all that it may depend on.
const ALLOWED: &[(&str, &[&str])] = &[
    ("bank-details", &[]),
    ("gocardless-api", &[]),
    ("gocardless-client", &["gocardless-api"]),
    ("gocardless-sandbox", &["bank-details", "gocardless-api", "signup-api"]),
    ("mandate-signup", &["bank-details", "signup-api"]),
    ("merchant", &["bank-details", "gocardless-api", "gocardless-client", "signup-api"]),
    ("signup-api", &["bank-details"]),
    ("xtask", &[]),
];

/// What tests may depend on besides.
const ALLOWED_IN_TESTS: &[(&str, &[&str])] = &[
    ("gocardless-client", &["gocardless-sandbox"]),
    ("mandate-signup", &["gocardless-api", "gocardless-sandbox", "merchant"]),
    ("merchant", &["gocardless-sandbox"]),
];

/// One line per dependency within the workspace that the tables do not allow.
pub(crate) fn complaints(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_member = |name: &str| packages.iter().any(|package| package["name"] == name);
    let mut complaints = Vec::new();
    for package in packages {
        let from = package["name"].as_str().unwrap_or_default();
        if !ALLOWED.iter().any(|(name, _)| *name == from) {
            complaints.push(format!("{from} is new: say in xtask/src/layers/direction.rs what it may depend on"));
            continue;
        }
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let to = dependency["name"].as_str().unwrap_or_default();
            let in_tests = dependency["kind"] == "dev";
            if is_member(to) && !may_depend(from, to, in_tests) {
                let kind = if in_tests { "in its tests, which no test of it may" } else { "which it may not" };
                complaints.push(format!("{from} depends on {to}, {kind} (xtask/src/layers/direction.rs)"));
            }
        }
    }
    complaints
}

fn may_depend(from: &str, to: &str, in_tests: bool) -> bool {
    let allows = |table: &[(&str, &[&str])]| table.iter().any(|(name, may)| *name == from && may.contains(&to));
    allows(ALLOWED) || (in_tests && allows(ALLOWED_IN_TESTS))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A workspace with all our crates, in which `from` depends on `to`.
    fn workspace(from: &str, to: &str, kind: Option<&str>) -> Value {
        let packages: Vec<_> = ALLOWED
            .iter()
            .map(|(name, _)| {
                let edge = json!({ "name": to, "kind": kind });
                json!({ "name": name, "dependencies": if *name == from { vec![edge] } else { vec![] } })
            })
            .collect();
        json!({ "packages": packages })
    }

    #[test]
    fn an_edge_in_the_table_is_fine() {
        let cases = [
            ("merchant", "gocardless-client", None),
            ("mandate-signup", "signup-api", None),
            ("mandate-signup", "merchant", Some("dev")),
            ("signup-api", "bank-details", Some("build")),
            ("xtask", "serde_json", None),
        ];
        for (from, to, kind) in cases {
            assert_eq!(complaints(&workspace(from, to, kind)), Vec::<String>::new(), "{from} -> {to}");
        }
    }

    #[test]
    fn any_other_edge_is_named() {
        let cases = [
            ("bank-details", "signup-api", None),
            ("mandate-signup", "merchant", None),
            ("gocardless-sandbox", "merchant", Some("dev")),
            ("xtask", "merchant", Some("build")),
        ];
        for (from, to, kind) in cases {
            let found = complaints(&workspace(from, to, kind));
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].starts_with(&format!("{from} depends on {to}")), "{found:?}");
        }
    }

    #[test]
    fn a_crate_without_a_row_is_named() {
        let metadata = json!({ "packages": [{ "name": "newcomer", "dependencies": [] }] });
        assert!(complaints(&metadata)[0].starts_with("newcomer is new"));
    }
}
