//! What differs between two weight tables.

use std::collections::BTreeMap;
use std::fmt;

use super::uk_table::Row;

/// One row that came, went or says something else.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Change<'a> {
    Added(&'a Row),
    Removed(&'a Row),
    /// From, to; of the same range.
    Altered(&'a Row, &'a Row),
}

/// The changes, by sort code.
///
/// A row is told by its range, and by its place among the rows of that range: the first is checked first.
pub(super) fn changes<'a>(before: &'a [Row], after: &'a [Row]) -> Vec<Change<'a>> {
    // Whatever stands in both has not changed, whichever row came or went beside it.
    let (before, after) = (by_place(&without(before, after)), by_place(&without(after, before)));
    let mut places: Vec<_> = before.keys().chain(after.keys()).collect();
    places.sort_unstable();
    places.dedup();
    let change = |place| match (before.get(place).copied(), after.get(place).copied()) {
        (Some(old), Some(new)) => Some(Change::Altered(old, new)),
        (Some(old), None) => Some(Change::Removed(old)),
        (None, new) => new.map(Change::Added),
    };
    places.into_iter().filter_map(change).collect()
}

/// The rows that `others` do not have, or not as often.
fn without<'a>(rows: &'a [Row], others: &[Row]) -> Vec<&'a Row> {
    let mut others: Vec<_> = others.iter().collect();
    let stays = |row: &&Row| match others.iter().position(|other| other == row) {
        Some(same) => {
            others.swap_remove(same);
            false
        }
        None => true,
    };
    rows.iter().filter(stays).collect()
}

/// How many of each kind there are.
pub(super) fn summary(changes: &[Change<'_>]) -> String {
    let count = |is_it: fn(&Change<'_>) -> bool| changes.iter().filter(|change| is_it(change)).count();
    format!(
        "rows: {} added, {} removed, {} altered",
        count(|change| matches!(change, Change::Added(_))),
        count(|change| matches!(change, Change::Removed(_))),
        count(|change| matches!(change, Change::Altered(..)))
    )
}

/// First and last sort code, and how many rows with the same ones come before.
type Place = (u32, u32, usize);

fn by_place<'a>(rows: &[&'a Row]) -> BTreeMap<Place, &'a Row> {
    let mut places = BTreeMap::new();
    for row in rows {
        let (first, last) = (row.first, row.last);
        let before = places.range((first, last, 0)..=(first, last, usize::MAX)).count();
        places.insert((first, last, before), *row);
    }
    places
}

impl fmt::Display for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, row) = match self {
            Self::Added(row) => ('+', row),
            Self::Removed(row) => ('-', row),
            Self::Altered(row, _) => ('~', row),
        };
        write!(f, "{sign} {:06}-{:06} {}", row.first, row.last, rule(row))?;
        match self {
            Self::Altered(_, new) => write!(f, " -> {}", rule(new)),
            _ => Ok(()),
        }
    }
}

/// Algorithm, weights and exception.
fn rule(row: &Row) -> String {
    let weights: Vec<_> = row.weights.iter().map(ToString::to_string).collect();
    let exception = if row.exception == 0 { String::new() } else { format!(", exception {}", row.exception) };
    format!("{} {}{exception}", row.algorithm, weights.join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::uk_table::rows;
    use super::*;

    const WEIGHTS: &str = "0 0 0 0 0 0 8 7 6 5 4 3 2 1";

    fn table(lines: &[&str]) -> Vec<Row> {
        let lines: Vec<_> = lines.iter().map(|line| line.replace('W', WEIGHTS)).collect();
        rows("table", &lines.join("\n")).unwrap()
    }

    #[test]
    fn what_came_went_and_changed_is_told_apart_and_in_order() {
        let before = table(&["100000 100009 MOD11 W", "200000 200000 MOD10 W", "200000 200000 DBLAL W"]);
        let after = table(&["050000 050000 DBLAL W 3", "200000 200000 MOD11 W", "200000 200000 DBLAL W"]);
        let changes = changes(&before, &after);
        assert_eq!(summary(&changes), "rows: 1 added, 1 removed, 1 altered");
        assert_eq!(
            changes.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [
                format!("+ 050000-050000 DBLAL {WEIGHTS}, exception 3"),
                format!("- 100000-100009 MOD11 {WEIGHTS}"),
                format!("~ 200000-200000 MOD10 {WEIGHTS} -> MOD11 {WEIGHTS}"),
            ]
        );
    }

    #[test]
    fn a_second_row_is_no_change_of_the_first() {
        let before = table(&["200000 200000 MOD10 W"]);
        let after = table(&["200000 200000 MOD10 W", "200000 200000 MOD10 W"]);
        assert_eq!(changes(&before, &after), [Change::Added(&after[1])]);
        assert_eq!(changes(&after, &before), [Change::Removed(&after[1])]);
    }

    #[test]
    fn the_order_of_ranges_in_the_file_does_not_matter() {
        let before = table(&["100000 100009 MOD11 W", "200000 200000 MOD10 W"]);
        let after = table(&["200000 200000 MOD10 W", "100000 100009 MOD11 W"]);
        assert_eq!(changes(&before, &after), []);
    }
}
