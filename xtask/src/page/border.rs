//! What passes between the module and its glue: what nobody uses goes, and names get short.
//!
//! wasm-bindgen exports whatever any crate offers to scripts: Leptos brings classes for streams, and code for them. Its
//! names are long and unlike each other, so they compress badly, and stand in both files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{files, locations};
use crate::{command, workspace::Workspace};

/// The classes that `public/mandate-signup.js` gets to see.
const CLASSES: [&str; 1] = ["Mounted"];

/// Narrows the border between the module in `staging` and its glue.
pub(crate) fn narrow(workspace: &Workspace, staging: &Path) -> Result<()> {
    let (module, glue) = (only(staging, "_bg.wasm")?, only(staging, ".js")?);
    let mut bytes = fs::read(&module).with_context(|| format!("cannot read {}", module.display()))?;
    ensure!(locations::forget(&mut bytes)? > 0, "{} has no places of panics any more", module.display());
    fs::write(&module, bytes).with_context(|| format!("cannot write {}", module.display()))?;

    let text = fs::read_to_string(&glue).with_context(|| format!("cannot read {}", glue.display()))?;
    let text = without_classes(&text);

    let graph = module.with_extension("graph.json");
    fs::write(&graph, graph_of(&used_exports(&text)).to_string()).context("cannot write the graph of exports")?;
    let mut tree_shaker = workspace.command("wasm-metadce");
    command::stdout(tree_shaker.arg(&module).arg("--graph-file").arg(&graph).arg("-o").arg(&module))?;
    fs::remove_file(&graph).context("cannot remove the graph of exports")?;

    let optimize = |passes: &[&str]| {
        let mut optimizer = workspace.command("wasm-opt");
        command::stdout(optimizer.args(passes).arg(&module).arg("-o").arg(&module))
    };
    // Control flow built anew is smaller than what the compiler has made of it.
    optimize(&["--flatten", "--rereloop", "-Oz", "-Oz"])?;
    // Once only, since names are printed each time that they are given.
    let names = optimize(&["-Oz", "--minify-imports-and-exports-and-modules", "--strip-target-features"])?;
    let names = Names::read(&names).context("wasm-opt does not say which names it has given")?;
    fs::write(&glue, names.give(&text)?).with_context(|| format!("cannot write {}", glue.display()))
}

/// The built file whose name ends so; the loader, which has no hash in its name, is none.
fn only(staging: &Path, end: &str) -> Result<PathBuf> {
    let is_built = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("mandate-signup-") && name.ends_with(end)
    };
    let found: Vec<_> = files::under(staging, &["js", "wasm"])?.into_iter().filter(is_built).collect();
    ensure!(found.len() == 1, "one mandate-signup-<hash>{end} should be built, not {}", found.len());
    found.into_iter().next().context("one file")
}

/// The glue without the classes that nobody uses, and without loading in one go, which only workers may.
fn without_classes(glue: &str) -> String {
    let mut kept = String::new();
    let mut dropped = Vec::new();
    // The line with which what is being left out ends.
    let mut until: Option<fn(&str) -> bool> = None;
    for line in glue.lines() {
        let class = line.strip_prefix("export class ").and_then(|rest| rest.split_once(' ')).map(|(name, _)| name);
        if let Some(class) = class.filter(|class| !CLASSES.contains(class)) {
            dropped.push(class);
            until = Some(|line| line == "}");
        }
        let is_about = |start: &str, end: &str| {
            let rest = line.strip_prefix(start);
            rest.is_some_and(|rest| dropped.iter().any(|class| rest.starts_with(&[class, end].concat())))
        };
        if is_about("if (Symbol.dispose) ", ".") {
            continue;
        }
        if is_about("const ", "Finalization ") {
            until = Some(|line| line.ends_with(';'));
        }
        match until {
            Some(is_end) if is_end(line) => until = None,
            Some(_) => {}
            None => kept.extend([line, "\n"]),
        }
    }
    kept.replace("export { initSync, ", "export { ")
}

/// The exports that the glue uses.
fn used_exports(glue: &str) -> BTreeSet<&str> {
    glue.split("wasm.").skip(1).filter_map(|rest| rest.split(|c| !is_of_name(c)).next()).collect()
}

/// What wasm-metadce is told: the glue reaches these exports.
fn graph_of(exports: &BTreeSet<&str>) -> Value {
    let glue = json!({ "name": "glue", "root": true, "reaches": exports });
    let exports = exports.iter().map(|name| json!({ "name": name, "export": name }));
    [glue].into_iter().chain(exports).collect()
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// The short names by the long ones.
struct Names {
    imports: BTreeMap<String, String>,
    exports: BTreeMap<String, String>,
}

impl Names {
    /// Reads what wasm-opt prints: `{"imports": [[module, name, short]], "exports": [[name, short]]}`.
    fn read(printed: &str) -> Option<Self> {
        let printed: Value = serde_json::from_str(printed).ok()?;
        let of = |kind: &str| {
            let pair = |entry: &Value| match entry.as_array()?.as_slice() {
                [.., name, short] => Some((name.as_str()?.to_owned(), short.as_str()?.to_owned())),
                _ => None,
            };
            printed[kind].as_array()?.iter().map(pair).collect::<Option<_>>()
        };
        Some(Self { imports: of("imports")?, exports: of("exports")? })
    }

    /// The glue with the short names, and with those imports only that there are names for.
    fn give(&self, glue: &str) -> Result<String> {
        let mut given = String::new();
        let mut imports = self.imports.clone();
        let mut is_left_out = false;
        for line in glue.lines() {
            let import = line.strip_prefix("        ").and_then(|line| line.split_once(": function("));
            match import.filter(|(name, _)| name.chars().all(is_of_name)) {
                Some((name, rest)) => match imports.remove(name) {
                    Some(short) => given.extend(["        ", &short, ": function(", rest, "\n"]),
                    None => is_left_out = true,
                },
                None if is_left_out => is_left_out = line != "        },",
                None if line.ends_with("_bg.js\": import0,") => given.push_str("        a: import0,\n"),
                None => given.extend([line, "\n"]),
            }
        }
        ensure!(imports.is_empty(), "the glue does not have the imports {:?}", imports.keys());
        self.give_exports(&given)
    }

    fn give_exports(&self, glue: &str) -> Result<String> {
        let mut parts = glue.split("wasm.");
        let mut given = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_at(part.find(|c| !is_of_name(c)).unwrap_or(part.len()));
            let short = self.exports.get(name).with_context(|| format!("the module does not export {name}"))?;
            given.extend(["wasm.", short, rest]);
        }
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = r#"export class Stream {
    free() {
        wasm.free_stream(0);
    }
}
if (Symbol.dispose) Stream.prototype[Symbol.dispose] = Stream.prototype.free;
export class Mounted {
}
function imports() {
    const import0 = {
        __wbg_used_01: function(arg0) {
            wasm.memory.buffer;
        },
        __wbg_unused_02: function(arg0) {
            if (arg0) {
            }
        },
    };
    return {
        "./mandate-signup_bg.js": import0,
    };
}
const StreamFinalization = (typeof FinalizationRegistry === 'undefined')
    ? {}
    : new FinalizationRegistry(ptr => wasm.free_stream(ptr, 1));
export { initSync, init as default };
"#;

    #[test]
    fn only_what_is_used_passes_and_under_short_names() {
        let glue = without_classes(GLUE);
        assert_eq!(used_exports(&glue), BTreeSet::from(["memory"]));
        let names = r#"{"imports": [["./mandate-signup_bg.js", "__wbg_used_01", "b"]], "exports": [["memory", "c"]]}"#;
        assert_eq!(
            Names::read(names).unwrap().give(&glue).unwrap(),
            r"export class Mounted {
}
function imports() {
    const import0 = {
        b: function(arg0) {
            wasm.c.buffer;
        },
    };
    return {
        a: import0,
    };
}
export { init as default };
"
        );
    }

    #[test]
    fn a_name_that_only_one_side_knows_is_an_error() {
        let names = |imports: &str, exports: &str| {
            let read =
                |names: &str| names.split_terminator(' ').map(|name| (name.to_owned(), "x".to_owned())).collect();
            Names { imports: read(imports), exports: read(exports) }
        };
        let glue = without_classes(GLUE);
        assert!(names("__wbg_used_01", "memory").give(&glue).is_ok());
        assert!(names("__wbg_used_01 __wbg_other_03", "memory").give(&glue).is_err());
        assert!(names("__wbg_used_01", "").give(&glue).is_err());
    }
}
