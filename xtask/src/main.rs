//! Every developer command of this workspace. `cargo xtask` alone lists them.

mod bench;
mod ci;
mod command;
mod demo;
#[cfg(test)]
mod evidence;
mod layers;
#[cfg(test)]
mod links;
mod page;
mod pictures;
mod release;
mod setup;
mod size;
mod steps;
mod table;
mod test;
mod words;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail, ensure};

use crate::workspace::Workspace;

const COMMANDS: &str = "\
Usage: cargo xtask COMMAND

  demo [--port 8080]  build the page, start sandbox and merchant on this machine, print the address to open
  test [FILTER...]    every test: native, doc, component in headless Chromium, journeys in a real browser;
                      with a filter only the native tests and journeys that match
  setup               install what is missing, and nothing else
  ci                  fmt, clippy, docs, layers, size, licences and advisories, then `test`
  bench [NAME...]     bank-details: how fast, beside other implementations in Rust, JavaScript and Python;
                      sandbox: start, memory and requests a second, beside a server that keeps nothing
  bench page [--dist DIR] [--path /] [--runs 9]
                      how long a payer with a slow phone waits for a form to type into
  clients             GoCardless's own clients in Python and JavaScript against the sandbox, as `test` runs them
  schemathesis [N]    calls of the merchant backend that Schemathesis makes up from docs/openapi.json, more than 20,000;
                      with N, so many for each operation and kind of data
  page                build the checkout page into dist/
  release             build release/merchant: the backend as one static program that holds the page
  pictures            take the README's pictures of the form anew, in Chromium
  size                raw, gzip and brotli bytes of what a payer downloads, and of bank-details alone, against
                      size-budget.json
  table [FILE]        what the UK weight table holds, and what changed since the last commit;
                      with a file, what that newer table would change
  words               what is missing, unused or suspicious in locales/
  words add LANGUAGE  begin or complete a language: what it lacks, in English and marked
  words sort          sort locales/ by key
  layers              fail on a dependency that points the wrong way, a server crate in wasm, or a long file
";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: Vec<String>) -> Result<()> {
    let workspace = Workspace::find()?;
    if arguments.is_empty() {
        print!("{COMMANDS}");
        return Ok(());
    }
    let name = arguments.remove(0);
    let takes_arguments = ["bench", "demo", "schemathesis", "table", "test", "words"].contains(&name.as_str());
    ensure!(takes_arguments || arguments.is_empty(), "`cargo xtask {name}` takes no arguments");
    match name.as_str() {
        "demo" => demo::run(&workspace, &arguments),
        "test" => test::run(&workspace, &arguments),
        "schemathesis" => test::openapi::run_in_full(&workspace, &arguments),
        "setup" => setup::run(&workspace),
        "ci" => ci::run(&workspace),
        "bench" => bench::run(&workspace, &arguments),
        "clients" => test::clients::run(&workspace),
        "page" => page::run(&workspace),
        "pictures" => pictures::run(&workspace),
        "release" => release::run(&workspace),
        "size" => size::run(&workspace),
        "table" => table::run(&workspace, &arguments),
        "words" => words::run(&workspace, &arguments),
        "layers" => layers::run(&workspace),
        // Trunk's hook, see Trunk.toml.
        "finish-page" => page::finish::run(&workspace),
        "help" | "--help" | "-h" => {
            print!("{COMMANDS}");
            Ok(())
        }
        unknown => bail!("there is no command `{unknown}`; `cargo xtask` alone lists them"),
    }
}
