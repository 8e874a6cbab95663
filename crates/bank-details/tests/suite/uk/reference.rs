//! The modulus check once more: written straight from the specification, slowly, from Vocalink's own files.
//!
//! It shares nothing with the crate, so that a mistake would have to be made twice. It can also make one mistake on
//! purpose, a [`Mutant`]: that shows whether the cases would notice.

use std::fs;
use std::path::PathBuf;

use super::mutant::Mutant::{self, *};

/// The tables, and the mistake to make.
pub(crate) struct Reference {
    pub(crate) rows: Vec<Row>,
    pub(crate) substitutions: Vec<(String, String)>,
    mutant: Option<Mutant>,
}

#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) first: u32,
    pub(crate) last: u32,
    algorithm: String,
    weights: Vec<i32>,
    exception: u32,
}

impl Reference {
    /// With the tables in `data/`.
    pub(crate) fn new() -> Self {
        let data = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/data"));
        let files = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path());
        let is_table = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("valacdos-");
        let tables: Vec<_> = files.filter(is_table).collect();
        let [table] = &tables[..] else { panic!("{tables:?}") };
        Self::of(&fs::read_to_string(table).unwrap(), &fs::read_to_string(data.join("scsubtab.txt")).unwrap())
    }

    /// With tables of one's own.
    pub(crate) fn of(table: &str, substitutions: &str) -> Self {
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let substitutions = substitutions.lines().map(|line| (words(line)[0].clone(), words(line)[1].clone()));
        Self { rows: table.lines().map(Row::parse).collect(), substitutions: substitutions.collect(), mutant: None }
    }

    /// That makes this mistake.
    pub(crate) fn with(mut self, mutant: Mutant) -> Self {
        self.mutant = Some(mutant);
        self
    }

    pub(crate) fn has(&self, mutant: Mutant) -> bool {
        self.mutant == Some(mutant)
    }

    /// Whether the account passes; `None` where no row is for the sort code.
    pub(crate) fn check(&self, sort_code: &str, account: &str) -> Option<bool> {
        self.check_with(&self.rows_for(sort_code), sort_code, account)
    }

    /// The rows for a sort code, in the order of the file.
    pub(crate) fn rows_for(&self, sort_code: &str) -> Vec<&Row> {
        let code: u32 = sort_code.parse().unwrap();
        let starts = |row: &&Row| row.first < code || (row.first == code && !self.has(RangesExcludeTheirFirst));
        let ends = |row: &&Row| code < row.last || (row.last == code && !self.has(RangesExcludeTheirLast));
        self.rows.iter().filter(starts).filter(ends).collect()
    }

    /// As [`check`](Self::check), where the rows are known.
    pub(crate) fn check_with(&self, rows: &[&Row], sort_code: &str, account: &str) -> Option<bool> {
        let run = |row: &Row| self.run(row, sort_code, account);
        match rows {
            [] if self.has(UnlistedFails) => Some(false),
            [] => None,
            [only] => Some(run(only)),
            [first, _] if self.has(FirstRowOnly) => Some(run(first)),
            [_, second] if self.has(SecondRowOnly) => Some(run(second)),
            [first, second] => Some(if self.either_suffices(first.exception) {
                run(first) || run(second)
            } else {
                run(first) && run(second)
            }),
            _ => panic!("more than two rows for {sort_code}"),
        }
    }

    fn either_suffices(&self, first_exception: u32) -> bool {
        match first_exception {
            2 => !self.has(Ex2And9BothMustPass),
            10 => !self.has(Ex10And11BothMustPass),
            12 => !self.has(Ex12And13BothMustPass),
            5 => self.has(Ex5EitherSuffices) || self.has(EitherAlwaysSuffices),
            _ => self.has(EitherAlwaysSuffices),
        }
    }

    fn run(&self, row: &Row, sort_code: &str, account: &str) -> bool {
        let [a, b, c, _, _, _, g, h] = <[i32; 8]>::try_from(digits(account)).unwrap();
        let mut row = row.clone();
        let mut sort_code = sort_code.to_owned();
        match row.exception {
            1 if self.has(Ex1AlsoWithout27) && self.total(&row, &sort_code, account) % 10 == 0 => return true,
            2 | 9 if a != 0 || self.has(Ex2AlsoWhereAIs0) => {
                let replaces = if row.exception == 2 { !self.has(NoEx2) } else { self.has(Ex9TakesEx2Weights) };
                if replaces {
                    row.weights = vec![0, 0, 1, 2, 5, 3, 6, 4, 8, 7, 10, 9, 3, 1];
                }
                if replaces && g == 9 && !self.has(Ex2WithoutG9) {
                    row.weights[..8].fill(0);
                }
            }
            3 => {
                let digit = if self.has(Ex3LooksAtA) { a } else { c };
                if digit == 6 && !self.has(Ex3Only9) && !self.has(NoEx3) {
                    return true;
                }
                if digit == 9 && !self.has(Ex3Only6) && !self.has(NoEx3) {
                    return true;
                }
            }
            6 if !self.has(NoEx6) => {
                let first = if self.has(Ex6From5) { 5 } else { 4 };
                let last = if self.has(Ex6To9) {
                    9
                } else if self.has(Ex6To7) {
                    7
                } else {
                    8
                };
                let first = if self.has(Ex6From3) { 3 } else { first };
                if (first..=last).contains(&a) && (g == h || self.has(Ex6WithoutGIsH)) {
                    return true;
                }
            }
            7 if g == 9 && !self.has(NoEx7) => {
                let zeros = if self.has(Ex7ToZ) { 6 } else { 8 };
                row.weights[..zeros].fill(0);
            }
            7 if self.has(Ex7WithoutG9) => row.weights[..8].fill(0),
            8 if !self.has(NoEx8) => sort_code = "090126".into(),
            10 if !self.has(NoEx10) => {
                let ab = (a == 0 && !self.has(Ex10Only99) || a == 9 && !self.has(Ex10Only09)) && b == 9;
                let nine = if self.has(Ex10LooksAtB) { b } else { g };
                if ab && (nine == 9 || self.has(Ex10WithoutG9)) {
                    row.weights[..8].fill(0);
                }
            }
            _ => {}
        }
        if row.exception == 9 && !self.has(NoEx9) {
            sort_code = "309634".into();
        }
        let substitutes = row.algorithm == "MOD11" || !self.has(Ex5FirstRowSubstitutesOnly);
        if row.exception == 5 && substitutes && !self.has(Ex5WithoutSubstitution) {
            let substitute = self.substitutions.iter().find(|(from, _)| *from == sort_code);
            sort_code = substitute.map_or(sort_code, |(_, to)| to.clone());
        }

        let mut total = self.total(&row, &sort_code, account);
        if row.exception == 1 && !self.has(NoEx1) {
            total += 27;
        }
        let divisor = if row.algorithm == "MOD11" && !self.has(Mod11As10) { 11 } else { 10 };
        let remainder = if self.has(TruncatingRemainder) { total % divisor } else { total.rem_euclid(divisor) };
        match row.exception {
            4 if self.has(Ex4AddsGAndH) => remainder == g + h,
            4 if !self.has(NoEx4) => remainder == 10 * g + h,
            5 if !self.has(Ex5WithoutCheckDigits) => {
                let digit = if divisor == 11 { g } else { h };
                match remainder {
                    0 => digit == 0,
                    1 if divisor == 11 && self.has(Ex5Remainder1Means0) => digit == 0,
                    1 if divisor == 11 && !self.has(Ex5Remainder1NotRejected) => false,
                    _ => digit == divisor - remainder,
                }
            }
            14 if remainder != 0 && !self.has(NoEx14) => {
                let h_allows = match h {
                    0 => !self.has(Ex14WithoutH0),
                    1 => !self.has(Ex14WithoutH1),
                    9 => !self.has(Ex14WithoutH9),
                    _ => self.has(Ex14WithoutTestOfH),
                };
                let shifted = format!("0{}", &account[..7]);
                let other = format!("{}0", &account[1..]);
                let shifted = if self.has(Ex14DropsTheFirst) { other } else { shifted };
                h_allows && self.total(&row, &sort_code, &shifted) % divisor == 0
            }
            _ => remainder == 0,
        }
    }

    fn total(&self, row: &Row, sort_code: &str, account: &str) -> i32 {
        let digits = [digits(sort_code), digits(account)].concat();
        let products = row.weights.iter().zip(digits).map(|(weight, digit)| self.weight(*weight) * digit);
        if row.algorithm != "DBLAL" || self.has(DblalAddsProducts) {
            return products.sum();
        }
        products.map(|product| self::digits(&product.to_string()).iter().sum::<i32>()).sum()
    }

    fn weight(&self, weight: i32) -> i32 {
        match weight {
            ..0 if self.has(NegativeWeightsArePositive) => -weight,
            ..0 if self.has(NegativeWeightsAre0) => 0,
            128.. if self.has(WeightsInSignedBytes) => weight - 256,
            _ => weight,
        }
    }
}

impl Row {
    /// All but the range.
    pub(crate) fn rule(&self) -> (String, Vec<i32>, u32) {
        (self.algorithm.clone(), self.weights.clone(), self.exception)
    }

    fn parse(line: &str) -> Self {
        let words: Vec<_> = line.split_whitespace().collect();
        Self {
            first: words[0].parse().unwrap(),
            last: words[1].parse().unwrap(),
            algorithm: words[2].to_owned(),
            weights: words[3..17].iter().map(|word| word.parse().unwrap()).collect(),
            exception: words.get(17).map_or(0, |word| word.parse().unwrap()),
        }
    }
}

fn digits(text: &str) -> Vec<i32> {
    text.chars().map(|character| character.to_digit(10).unwrap().cast_signed()).collect()
}
