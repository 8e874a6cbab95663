//! Writes the cases that every implementation gets, the same on every machine: `corpus FOLDER`.
//!
//! All are made up. Where a case is meant to be valid, `bank-details` says when it is: the corpus is for speed, and
//! a wrong verdict would show as a difference from every peer.

use std::{env, error::Error, fs, path::Path};

use bank_details_bench::case;

const CASES: usize = 10_000;
/// Country, name, example, length and structure of the national part.
const IBANS: &str = include_str!("../../../crates/bank-details/tests/data/iban-examples.csv");
/// The weight table lies here; its name has the version.
const TABLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/bank-details/data");
const DIGITS: &[u8] = b"0123456789";
const LETTERS_AND_DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("usage: corpus FOLDER")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let mut random = Random(8_500);
    fs::write(folder.join("iban.txt"), ibans(&mut random)?.join("\n"))?;
    fs::write(folder.join("uk.txt"), uk_pairs(&mut random)?.join("\n"))?;
    Ok(())
}

/// IBANs of all countries in turn; two in ten have a digit changed, a character too many, or no such country.
fn ibans(random: &mut Random) -> Result<Vec<String>, Box<dyn Error>> {
    let countries: Vec<(&str, &str)> =
        IBANS.lines().skip(1).filter_map(|line| Some((line.split(',').next()?, line.rsplit(',').next()?))).collect();
    let mut ibans = Vec::with_capacity(CASES);
    for index in 0..CASES {
        let (country, structure) = countries[index % countries.len()];
        let mut iban = valid_iban(country, structure, random)?;
        match (index / countries.len()) % 10 {
            0 => {
                let at = 4 + random.below(iban.len() - 4);
                let other = if iban.as_bytes()[at] == b'7' { "4" } else { "7" };
                iban.replace_range(at..=at, other);
            }
            1 if index % 2 == 0 => iban.push('0'),
            1 => iban.replace_range(..2, "XX"),
            _ => {}
        }
        ibans.push(iban);
    }
    Ok(ibans)
}

/// An IBAN that is right in everything that we can tell; should we refuse all of a country, its last.
fn valid_iban(country: &str, structure: &str, random: &mut Random) -> Result<String, Box<dyn Error>> {
    let mut iban = String::new();
    for _ in 0..10_000 {
        let mut national = String::new();
        let mut rest = structure;
        while let Some((width, more)) = rest.split_once('!') {
            let alphabet = match more.chars().next() {
                Some('n') => DIGITS,
                Some('a') => &LETTERS_AND_DIGITS[10..],
                Some('c') => LETTERS_AND_DIGITS,
                _ => return Err(format!("{country}: cannot read the structure {structure}").into()),
            };
            national.extend((0..width.parse()?).map(|_: usize| char::from(alphabet[random.below(alphabet.len())])));
            rest = &more[1..];
        }
        iban = format!("{country}{:02}{national}", 98 - remainder(&format!("{national}{country}00")));
        if case::iban_nationally(&iban) != case::INVALID {
            break;
        }
    }
    Ok(iban)
}

/// The number that `text` stands for, letters being 10 to 35, modulo 97.
fn remainder(text: &str) -> u32 {
    text.chars().filter_map(|c| c.to_digit(36)).fold(0, |sum, value| {
        let shift = if value < 10 { 10 } else { 100 };
        (sum * shift + value) % 97
    })
}

/// Pairs whose sort codes are drawn from all that the table lists; every second one passes.
fn uk_pairs(random: &mut Random) -> Result<Vec<String>, Box<dyn Error>> {
    let mut tables = fs::read_dir(TABLES)?.filter_map(|entry| Some(entry.ok()?.path()));
    let table = tables.find(|path| path.to_string_lossy().contains("valacdos-")).ok_or("there is no weight table")?;
    // First and last sort code of a range, then its rule.
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for line in fs::read_to_string(table)?.lines().filter(|line| !line.trim().is_empty()) {
        let mut words = line.split_whitespace().map(str::parse);
        let (Some(first), Some(last)) = (words.next(), words.next()) else { return Err("no range in a line".into()) };
        let range = (first?, last?);
        if ranges.last() != Some(&range) {
            ranges.push(range);
        }
    }
    let listed: usize = ranges.iter().map(|(first, last)| last - first + 1).sum();
    let mut draw = || {
        let mut place = random.below(listed);
        let mut sort_code = 0;
        for (first, last) in &ranges {
            if place <= last - first {
                sort_code = first + place;
                break;
            }
            place -= last - first + 1;
        }
        (format!("{sort_code:06}"), format!("{:08}", random.below(100_000_000)))
    };
    let mut pairs = Vec::with_capacity(CASES);
    while pairs.len() < CASES {
        let (sort_code, number) = draw();
        let valid = case::uk(&sort_code, &number) != case::INVALID;
        if valid || pairs.len() % 2 == 1 {
            pairs.push(format!("{sort_code},{number}"));
        }
    }
    Ok(pairs)
}

/// `SplitMix64`: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % end as u64).unwrap_or_default()
    }
}
