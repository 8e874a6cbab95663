//! `cargo xtask table`: what the UK weight table holds, and what changed in it.
//!
//! Without a file it compares the table in `crates/bank-details/data` with the one last committed; with a file, that
//! candidate with the table in `data`.

mod change;
// The packer's own code, so that what it refuses is refused here too.
#[path = "../../crates/bank-details/build/uk_pack.rs"]
mod uk_pack;
#[path = "../../crates/bank-details/build/uk_table.rs"]
mod uk_table;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Error, Result, bail};

use self::change::changes;
use self::uk_table::Row;
use crate::{command, workspace::Workspace};

const DATA: &str = "crates/bank-details/data";
const SUBSTITUTIONS: &str = "scsubtab.txt";
/// As many changed rows are printed.
const MOST: usize = 60;

/// Prints both.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let data = workspace.root().join(DATA);
    let ours = Table::read(&uk_table::find(&data).map_err(Error::msg)?)?;
    let substitutions = Table::text(&data.join(SUBSTITUTIONS))?;
    match arguments {
        [] => {
            ours.report(&substitutions)?;
            match committed(workspace)? {
                Some(before) => compare(&before, &ours),
                None => println!("\nnothing to compare with: no weight table is committed yet"),
            }
        }
        [file] => {
            let candidate = Table::read(Path::new(file))?;
            candidate.report(&substitutions)?;
            compare(&ours, &candidate);
        }
        _ => bail!("`cargo xtask table` takes one file at most"),
    }
    Ok(())
}

struct Table {
    name: String,
    rows: Vec<Row>,
}

impl Table {
    fn read(path: &Path) -> Result<Self> {
        Self::parse(uk_table::name(path), &Self::text(path)?)
    }

    fn text(path: &Path) -> Result<String> {
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
    }

    fn parse(name: String, text: &str) -> Result<Self> {
        let rows = uk_table::rows(&name, text).map_err(Error::msg)?;
        Ok(Self { name, rows })
    }

    fn report(&self, substitutions: &str) -> Result<()> {
        let substitutions = uk_table::substitutions(SUBSTITUTIONS, substitutions).map_err(Error::msg)?;
        let packed = uk_pack::pack(&self.rows, &substitutions).map_err(Error::msg)?;
        let ranges: BTreeSet<_> = self.rows.iter().map(|row| (row.first, row.last)).collect();
        let codes: BTreeSet<_> = ranges.iter().flat_map(|(first, last)| *first..=*last).collect();
        let name = self.name.trim_end_matches(".txt");
        println!("version        {}", name.strip_prefix("valacdos-").unwrap_or(name));
        println!("rows           {} ({})", self.rows.len(), tally(&self.rows, |row| Some(row.algorithm.to_string())));
        println!("ranges         {}, {} sort codes", ranges.len(), codes.len());
        println!("exceptions     {}", tally(&self.rows, exception));
        println!("substitutions  {}", substitutions.len());
        println!("packed         {} bytes", packed.bytes());
        Ok(())
    }
}

fn exception(row: &Row) -> Option<String> {
    // Two places, so that they stand in the order of their numbers.
    (row.exception != 0).then(|| format!("{:2}", row.exception))
}

/// How often there is what: `MOD10: 3, MOD11: 5`.
fn tally(rows: &[Row], what: impl Fn(&Row) -> Option<String>) -> String {
    let mut counts = BTreeMap::new();
    for name in rows.iter().filter_map(what) {
        *counts.entry(name).or_insert(0) += 1;
    }
    counts.iter().map(|(name, count)| format!("{}: {count}", name.trim())).collect::<Vec<_>>().join(", ")
}

/// The weight table of the last commit.
fn committed(workspace: &Workspace) -> Result<Option<Table>> {
    let git = |arguments: &[&str]| command::stdout(workspace.command("git").args(arguments));
    let names = git(&["ls-tree", "--name-only", "HEAD", &format!("{DATA}/")])?;
    let Some(path) = names.lines().find(|path| path.contains("/valacdos-")) else { return Ok(None) };
    let text = git(&["show", &format!("HEAD:{path}")])?;
    Table::parse(uk_table::name(Path::new(path)), &text).map(Some)
}

fn compare(before: &Table, after: &Table) {
    let changes = changes(&before.rows, &after.rows);
    println!("\nfrom {} to {}: {}", before.name, after.name, change::summary(&changes));
    for change in changes.iter().take(MOST) {
        println!("{change}");
    }
    if changes.len() > MOST {
        println!("and {} more", changes.len() - MOST);
    }
}
