//! No server crate in what the browser downloads.

use std::collections::{HashMap, VecDeque};

use anyhow::{Context, Result};
use serde_json::Value;

const ROOT: &str = "mandate-signup";

const FORBIDDEN: &[&str] = &["axum", "deadpool-postgres", "hyper", "reqwest", "rusqlite", "tokio", "tokio-postgres"];

/// One line per server crate that normal dependencies lead to from the root package, with the way there.
///
/// `metadata` is that of the whole graph, filtered for wasm.
pub(crate) fn complaints(metadata: &Value) -> Result<Vec<String>> {
    let packages = by_id(&metadata["packages"]).context("cargo metadata has no packages")?;
    let nodes = by_id(&metadata["resolve"]["nodes"]).context("cargo metadata has no resolved graph")?;
    let name = |id| packages.get(id).and_then(|package| package["name"].as_str()).unwrap_or("?");
    let root = packages.keys().copied().find(|id| name(*id) == ROOT).with_context(|| format!("no package {ROOT}"))?;

    let mut came_from: HashMap<&str, &str> = HashMap::from([(root, root)]);
    let mut queue = VecDeque::from([root]);
    let mut complaints = Vec::new();
    while let Some(id) = queue.pop_front() {
        if FORBIDDEN.contains(&name(id)) {
            let way = way_to(id, &came_from).into_iter().map(name).collect::<Vec<_>>().join(" -> ");
            complaints.push(format!("{} is in the wasm graph: {way}", name(id)));
            continue;
        }
        // A macro runs in the compiler: it and what it needs stay there.
        if packages.get(id).is_some_and(|package| is_macro(package)) {
            continue;
        }
        for dependency in nodes.get(id).and_then(|node| node["deps"].as_array()).into_iter().flatten() {
            let Some(to) = dependency["pkg"].as_str().filter(|_| is_normal(dependency)) else { continue };
            if !came_from.contains_key(to) {
                came_from.insert(to, id);
                queue.push_back(to);
            }
        }
    }
    Ok(complaints)
}

fn by_id(list: &Value) -> Option<HashMap<&str, &Value>> {
    Some(list.as_array()?.iter().filter_map(|item| Some((item["id"].as_str()?, item))).collect())
}

fn is_normal(dependency: &Value) -> bool {
    dependency["dep_kinds"].as_array().into_iter().flatten().any(|kind| kind["kind"].is_null())
}

fn is_macro(package: &Value) -> bool {
    let targets = package["targets"].as_array().into_iter().flatten();
    targets.flat_map(|target| target["kind"].as_array().into_iter().flatten()).any(|kind| kind == "proc-macro")
}

fn way_to<'a>(id: &'a str, came_from: &HashMap<&'a str, &'a str>) -> Vec<&'a str> {
    let mut way = vec![id];
    let mut at = id;
    while let Some(before) = came_from.get(at).copied().filter(|before| *before != at) {
        way.push(before);
        at = before;
    }
    way.reverse();
    way
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A graph of `(from, to, kind)` edges in which every id is a name; `view-macro` is a macro.
    fn graph(edges: &[(&str, &str, Option<&str>)]) -> Value {
        let mut names: Vec<_> = edges.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
        names.sort_unstable();
        names.dedup();
        let packages: Vec<_> = names
            .iter()
            .map(|name| {
                let kind = if *name == "view-macro" { "proc-macro" } else { "lib" };
                json!({ "id": name, "name": name, "targets": [{ "kind": [kind] }] })
            })
            .collect();
        let nodes: Vec<_> = names
            .iter()
            .map(|name| {
                let out = edges.iter().filter(|(from, ..)| from == name);
                let deps: Vec<_> =
                    out.map(|(_, to, kind)| json!({ "pkg": to, "dep_kinds": [{ "kind": kind }] })).collect();
                json!({ "id": name, "deps": deps })
            })
            .collect();
        json!({ "packages": packages, "resolve": { "nodes": nodes } })
    }

    #[test]
    fn a_server_crate_is_found_however_deep_with_the_way_there() {
        let metadata = graph(&[(ROOT, "leptos", None), ("leptos", "helper", None), ("helper", "tokio", None)]);
        assert_eq!(
            complaints(&metadata).unwrap(),
            ["tokio is in the wasm graph: mandate-signup -> leptos -> helper -> tokio"]
        );
    }

    #[test]
    fn what_only_tests_build_scripts_and_macros_need_is_fine() {
        let metadata = graph(&[
            (ROOT, "merchant", Some("dev")),
            ("merchant", "axum", None),
            (ROOT, "leptos", None),
            ("leptos", "tokio", Some("build")),
            ("leptos", "view-macro", None),
            ("view-macro", "hyper", None),
        ]);
        assert_eq!(complaints(&metadata).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_graph_with_a_circle_ends() {
        let metadata = graph(&[(ROOT, "a", None), ("a", "b", None), ("b", "a", None)]);
        assert_eq!(complaints(&metadata).unwrap(), Vec::<String>::new());
    }
}
