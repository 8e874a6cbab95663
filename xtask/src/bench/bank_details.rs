//! How fast `bank-details` is beside other implementations, all on one corpus in one run.

use anyhow::{Context, Result};

use super::report::Report;
use super::{build, peers};
use crate::{command, setup, workspace::Workspace};

/// Builds and runs everything, then prints the tables; what a missing Node or Python keeps from running is said.
pub(super) fn run(workspace: &Workspace) -> Result<()> {
    setup::ensure_demo(workspace)?;
    let folder = build::folder(workspace);

    eprintln!("bench: the corpus");
    let corpus = folder.join("corpus");
    let mut write_corpus = build::cargo(workspace, "run");
    command::run(write_corpus.args(["--quiet", "--release", "--bin", "corpus", "--"]).arg(&corpus))?;

    eprintln!("bench: Rust");
    let mut native = build::cargo(workspace, "bench");
    // Not the lines that a terminal would overwrite.
    command::run(native.args(["--quiet", "--bench", "native", "--", "--quiet"]).env("BENCH_FOLDER", &folder))?;

    eprintln!("bench: JavaScript");
    build::module_for_node(workspace)?;
    peers::ensure_npm(workspace)?;
    command::run(workspace.command("node").arg("bench/peers/bench.mjs").arg(&folder))?;

    let mut results = vec!["rust.csv", "javascript.csv"];
    match peers::ensure_python(workspace)? {
        Some(mut python) => {
            eprintln!("bench: Python");
            command::run(python.arg("bench/peers/bench.py").arg(&folder).arg(peers::TABLES))?;
            results.push("python.csv");
        }
        None => println!("bench: Python is left out: there is no python3 with pip here"),
    }

    let texts = results.iter().map(|name| {
        let file = folder.join("results").join(name);
        std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))
    });
    print!("{}", Report::read(&texts.collect::<Result<Vec<_>>>()?.concat())?);
    Ok(())
}
