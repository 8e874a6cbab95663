//! `cargo xtask size`: the bytes that a payer downloads, against the budget.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    page::{self, files},
    setup,
    workspace::Workspace,
};

const BUDGET: &str = "size-budget.json";

/// What every payer downloads before the form shows, by the end of its name. Words of other languages are not in
/// here: at most one of them is fetched.
const DOWNLOADED: [&str; 4] = ["html", "css", "js", "wasm"];

/// Builds the page and prints the table; more than the budget is an error.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::ensure_demo(workspace)?;
    page::build(workspace)?;

    let mut total = Bytes::default();
    println!("{:<52} {:>9} {:>9} {:>9}", "file", "raw", "gzip", "brotli");
    for file in &files::under(&workspace.dist(), &DOWNLOADED)? {
        let bytes = Bytes::of(file)?;
        let name = file.strip_prefix(workspace.dist()).unwrap_or(file);
        print(&name.to_string_lossy(), &bytes);
        total = total.plus(&bytes);
    }
    print("total", &total);

    let budget = budget(workspace)?;
    ensure!(
        total.brotli <= budget,
        "the page takes {} bytes with brotli, {} more than {BUDGET} allows: make it smaller, or raise the budget and \
         say why in the commit",
        total.brotli,
        total.brotli - budget
    );
    println!("{} of {budget} bytes with brotli: within {BUDGET}", total.brotli);
    Ok(())
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

fn budget(workspace: &Workspace) -> Result<u64> {
    let text = fs::read_to_string(workspace.root().join(BUDGET)).with_context(|| format!("cannot read {BUDGET}"))?;
    let budget: Value = serde_json::from_str(&text).with_context(|| format!("{BUDGET} is not JSON"))?;
    budget["brotli_total_bytes"].as_u64().with_context(|| format!("{BUDGET} has no number `brotli_total_bytes`"))
}
