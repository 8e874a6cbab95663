//! What the runners found, as tables with ratios.

use std::fmt;

use anyhow::{Context, Result};

const OURS: &str = "bank-details";
const NATIONAL: &str = "with national digits";

/// The tables in order: name in the results, title, and the table whose row of ours the others are compared with.
const TABLES: &[(&str, &str, &str)] = &[
    ("iban-rust", "IBAN, in Rust", "iban-rust"),
    ("iban-javascript", "IBAN, from JavaScript (ours as WebAssembly, in batches)", "iban-javascript"),
    ("iban-python", "IBAN, in Python beside ours in Rust", "iban-rust"),
    ("uk-rust", "UK sort code and account number, in Rust", "uk-rust"),
    ("uk-javascript", "UK, from JavaScript (ours as WebAssembly, in batches)", "uk-javascript"),
    ("uk-python", "UK, in Python beside ours in Rust", "uk-rust"),
];

const UK_PER_SECOND: f64 = 20e6;
const TIMES_JAVASCRIPT: f64 = 10.0;

/// All rows of all runners.
pub(crate) struct Report(Vec<Row>);

struct Row {
    table: String,
    name: String,
    per_second: f64,
    /// `1` for each case that was accepted, `0` for each that was not; of the first cases where all would take long.
    verdicts: String,
}

impl Report {
    /// Reads lines of table, name, cases per second and verdicts.
    pub(crate) fn read(results: &str) -> Result<Self> {
        let rows = results.lines().map(|line| {
            let mut fields = line.split(',');
            let mut field = || fields.next().map(str::to_owned).context("the results have a line without four fields");
            let (table, name, per_second, verdicts) = (field()?, field()?, field()?, field()?);
            Ok(Row { table, name, per_second: per_second.parse().context("no number in the results")?, verdicts })
        });
        rows.collect::<Result<_>>().map(Self)
    }

    fn rows(&self, table: &str) -> impl Iterator<Item = &Row> {
        self.0.iter().filter(move |row| row.table == table)
    }

    fn ours(&self, table: &str) -> Option<&Row> {
        self.rows(table).find(|row| row.name == OURS)
    }

    fn fastest_peer(&self, table: &str) -> Option<&Row> {
        let peers = self.rows(table).filter(|row| !row.name.starts_with(OURS));
        peers.max_by(|one, other| one.per_second.total_cmp(&other.per_second))
    }

    /// How many verdicts of `row` are not ours, among how many.
    fn differences(&self, row: &Row) -> Option<(usize, usize)> {
        let (kind, _) = row.table.split_once('-')?;
        let is_national = row.name.ends_with(NATIONAL);
        let table = format!("{kind}-rust");
        let mut ours = self.rows(&table).filter(|ours| ours.name.starts_with(OURS));
        let ours = ours.find(|ours| ours.name.ends_with(NATIONAL) == is_national)?;
        let pairs = ours.verdicts.bytes().zip(row.verdicts.bytes());
        Some((pairs.filter(|(ours, theirs)| ours != theirs).count(), row.verdicts.len()))
    }

    /// Each target, and whether it is met.
    fn targets(&self) -> Vec<(String, bool)> {
        let mut targets = Vec::new();
        if let (Some(ours), Some(peer)) = (self.ours("iban-rust"), self.fastest_peer("iban-rust")) {
            targets.push((format!("IBAN in Rust: faster than {}", peer.name), ours.per_second > peer.per_second));
        }
        if let Some(ours) = self.ours("uk-rust") {
            targets.push(("UK in Rust: at least 20 million a second".to_owned(), ours.per_second >= UK_PER_SECOND));
        }
        for (table, kind) in [("iban-javascript", "IBAN"), ("uk-javascript", "UK")] {
            if let (Some(ours), Some(peer)) = (self.ours(table), self.fastest_peer(table)) {
                let text = format!("{kind} from JavaScript: at least {TIMES_JAVASCRIPT} times {}", peer.name);
                targets.push((text, ours.per_second >= TIMES_JAVASCRIPT * peer.per_second));
            }
        }
        targets
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (table, title, beside) in TABLES {
            let Some(ours) = self.ours(beside) else { continue };
            if self.rows(table).next().is_none() {
                continue;
            }
            writeln!(f, "\n{title}")?;
            writeln!(f, "  {:<40} {:>12} {:>10}  other verdicts", "", "per second", "ours is")?;
            for row in self.rows(table) {
                let ratio = ours.per_second / row.per_second;
                write!(f, "  {:<40} {:>12.0} {ratio:>9.2}x", row.name, row.per_second)?;
                match self.differences(row) {
                    Some((count, of)) => writeln!(f, "  {count} of {of}")?,
                    None => writeln!(f)?,
                }
            }
        }
        writeln!(f, "\nPer second of processor time, median of several rounds. Targets:")?;
        for (target, is_met) in self.targets() {
            writeln!(f, "  {:<7} {target}", if is_met { "met" } else { "MISSED" })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESULTS: &str = "\
iban-rust,bank-details,9000000,110
iban-rust,other 1.0,8000000,100
uk-rust,bank-details,19000000,11
uk-javascript,bank-details,5000000,11
uk-javascript,slow 2.0,400000,0
";

    #[test]
    fn every_target_with_results_is_judged() {
        let targets = Report::read(RESULTS).unwrap().targets();
        let verdicts: Vec<_> = targets.iter().map(|(text, is_met)| (text.as_str(), *is_met)).collect();
        assert_eq!(
            verdicts,
            [
                ("IBAN in Rust: faster than other 1.0", true),
                ("UK in Rust: at least 20 million a second", false),
                ("UK from JavaScript: at least 10 times slow 2.0", true),
            ]
        );
    }

    #[test]
    fn a_row_has_its_ratio_and_its_differences() {
        let text = Report::read(RESULTS).unwrap().to_string();
        let words = |name: &str| {
            let line = text.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
            line.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(words("other 1.0"), "other 1.0 8000000 1.12x 1 of 3");
        assert_eq!(words("slow 2.0"), "slow 2.0 400000 12.50x 1 of 1");
    }

    #[test]
    fn a_line_that_is_cut_is_an_error() {
        assert!(Report::read("iban-rust,bank-details\n").is_err());
    }
}
