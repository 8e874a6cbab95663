//! `cargo xtask size`: the bytes of the component that a payer downloads, and those of `bank-details` alone, against the
//! budget.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    bench::build,
    page::{self, compress, files},
    setup, words,
    workspace::Workspace,
};

const BUDGET: &str = "size-budget.json";

/// What the component is, by the beginning of the names: loader, glue, module and styles; besides, the words of one
/// language. All else in the built page is the demo shop's.
const COMPONENT: &str = "mandate-signup";

/// Builds both and prints the tables; more than the budget is an error.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::ensure_demo(workspace)?;
    let budget = Budget::read(workspace)?;
    page(workspace, &budget)?;
    library(workspace, &budget)
}

fn page(workspace: &Workspace, budget: &Budget) -> Result<()> {
    page::build(workspace)?;
    let dist = workspace.dist();
    let files = files::under(&dist, &["html", "css", "js", "wasm"])?;
    let is_component =
        |file: &PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(COMPONENT));
    let (component, shop): (Vec<_>, Vec<_>) = files.into_iter().partition(is_component);
    let total =
        table("the component, with one language", &dist, component.into_iter().chain(largest_words(workspace)?))?;
    println!();
    table("the demo shop around it, without a budget", &dist, shop)?;
    println!();
    budget.ensure_holds("the component, with brotli,", "brotli_total_bytes", total.brotli)
}

/// One check of any kind with all tables of `bank-details`, without the page around it.
fn library(workspace: &Workspace, budget: &Budget) -> Result<()> {
    let folder = build::one_check(workspace)?;
    compress::files(workspace, &folder)?;
    println!();
    let total = table("bank-details alone", &folder, files::under(&folder, &["wasm"])?)?;
    budget.ensure_holds("bank-details alone", "library_raw_bytes", total.raw)?;
    budget.ensure_holds("bank-details alone, with brotli,", "library_brotli_bytes", total.brotli)
}

/// The words that weigh most among the real languages: each payer downloads those of one.
fn largest_words(workspace: &Workspace) -> Result<Option<PathBuf>> {
    let languages = words::read(workspace)?.languages;
    let is_real = |file: &PathBuf| {
        let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let language = name.strip_prefix("words-").and_then(|rest| Some(rest.rsplit_once('-')?.0));
        language.is_some_and(|language| languages.contains_key(language))
    };
    let mut largest = None;
    for file in files::under(&workspace.dist(), &["txt"])?.into_iter().filter(is_real) {
        largest = largest.max(Some((Bytes::of(&file)?.brotli, file)));
    }
    Ok(largest.map(|(_, file)| file))
}

/// Prints a line for each of the files under `folder`, and gives the sum.
fn table(title: &str, folder: &Path, files: impl IntoIterator<Item = PathBuf>) -> Result<Bytes> {
    let mut total = Bytes::default();
    println!("{title:<52} {:>9} {:>9} {:>9}", "raw", "gzip", "brotli");
    let mut count = 0;
    for file in files {
        let bytes = Bytes::of(&file)?;
        print(&file.strip_prefix(folder).unwrap_or(&file).to_string_lossy(), &bytes);
        total = total.plus(&bytes);
        count += 1;
    }
    if count > 1 {
        print("total", &total);
    }
    Ok(total)
}

#[derive(Default)]
struct Bytes {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

impl Bytes {
    fn of(file: &Path) -> Result<Self> {
        let length = |suffix: &str| -> Result<u64> {
            let path = PathBuf::from(format!("{}{suffix}", file.display()));
            Ok(fs::metadata(&path).with_context(|| format!("{} is missing", path.display()))?.len())
        };
        Ok(Self { raw: length("")?, gzip: length(".gz")?, brotli: length(".br")? })
    }

    fn plus(&self, other: &Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

fn print(name: &str, bytes: &Bytes) {
    println!("{name:<52} {:>9} {:>9} {:>9}", bytes.raw, bytes.gzip, bytes.brotli);
}

/// What `size-budget.json` allows.
struct Budget(Value);

impl Budget {
    fn read(workspace: &Workspace) -> Result<Self> {
        let text =
            fs::read_to_string(workspace.root().join(BUDGET)).with_context(|| format!("cannot read {BUDGET}"))?;
        serde_json::from_str(&text).map(Self).with_context(|| format!("{BUDGET} is not JSON"))
    }

    /// Says how many of the bytes under `key` are `taken`; more is an error.
    fn ensure_holds(&self, what: &str, key: &str, taken: u64) -> Result<()> {
        let allowed = self.0[key].as_u64().with_context(|| format!("{BUDGET} has no number `{key}`"))?;
        ensure!(
            taken <= allowed,
            "{what} takes {taken} bytes, {} more than `{key}` in {BUDGET} allows: make it smaller, or raise the \
             budget and say why in the commit",
            taken - allowed
        );
        println!("{what} takes {taken} of {allowed} bytes: within {BUDGET}");
        Ok(())
    }
}
