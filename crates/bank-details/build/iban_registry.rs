//! The IBAN registry: one row a country, six bytes each, found by a set of second letters per first letter.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

const TABLE: &str = "data/iban-registry.csv";
const HEADER: &str = "country_code,bban_structure,bank,branch,sepa,example";
/// What stands before the BBAN: country and check digits.
const PREFIX: usize = 4;

/// Writes `OUT_DIR/iban_registry.rs` with what `src/iban/registry.rs` explains.
pub(crate) fn pack() -> Result<(), Box<dyn Error>> {
    let table = fs::read_to_string(TABLE).map_err(|error| format!("{TABLE}: {error}"))?;
    let (mut codes, mut rows, mut examples) = (String::new(), String::new(), String::new());
    let mut second_letters = [0_u32; 26];
    let mut last = String::new();
    let mut lines = table.lines();
    if lines.next() != Some(HEADER) {
        return Err(format!("{TABLE}: the first line must be `{HEADER}`").into());
    }
    for (number, line) in lines.enumerate() {
        let row = Row::read(line).map_err(|reason| format!("{TABLE}, line {} (`{line}`): {reason}", number + 2))?;
        if row.code <= last.as_str() {
            return Err(format!("{TABLE}, line {}: {} must stand before {last}, and once", number + 2, row.code).into());
        }
        row.code.clone_into(&mut last);
        let letters = row.code.as_bytes();
        second_letters[usize::from(letters[0] - b'A')] |= 1 << (letters[1] - b'A');
        codes += row.code;
        examples += row.example;
        writeln!(rows, "    {:?},", row.pack())?;
    }
    let mut first = 0;
    let first_rows = second_letters.map(|letters| {
        let row = first;
        first += letters.count_ones();
        row
    });
    let count = first;
    let second_letters = second_letters.map(|letters| format!("0x{:04x}_{:04x}", letters >> 16, letters & 0xffff));
    let code = format!(
        "const COUNT: u8 = {count};\n\
         static CODES: &str = \"{codes}\";\n\
         static EXAMPLES: &str = \"{examples}\";\n\
         static FIRST_ROWS: [u8; 26] = {first_rows:?};\n\
         static ROWS: [[u8; 6]; {count}] = [\n{rows}];\n\
         static SECOND_LETTERS: [u32; 26] = [{}];\n",
        second_letters.join(", ")
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join("iban_registry.rs"), code)?;
    Ok(())
}

struct Row<'a> {
    code: &'a str,
    /// Runs of one class of characters: the class in the upper two bits, how many in the lower six.
    runs: [u8; 3],
    length: u8,
    sepa: bool,
    bank: u8,
    branch: u8,
    example: &'a str,
}

impl<'a> Row<'a> {
    fn read(line: &'a str) -> Result<Self, String> {
        let fields: Vec<&str> = line.split(',').collect();
        let [code, structure, bank, branch, sepa, example] = fields[..] else {
            return Err(format!("{} fields, not six", fields.len()));
        };
        if code.len() != 2 || !code.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return Err(format!("`{code}` is not two capital letters"));
        }
        let (runs, bban) = read_structure(structure)?;
        let sepa = match sepa {
            "yes" => true,
            "no" => false,
            _ => return Err(format!("`{sepa}` is neither `yes` nor `no`")),
        };
        let length = PREFIX + bban;
        if !example.starts_with(code) || example.len() != length {
            return Err(format!("the example `{example}` is not {code} and {} more", length - 2));
        }
        let length = u8::try_from(length).ok().filter(|length| *length <= 34).ok_or("longer than 34")?;
        let bank = read_positions(bank, bban)?;
        let branch = if branch.is_empty() { 0 } else { read_positions(branch, bban)? };
        Ok(Self { code, runs, length, sepa, bank, branch, example })
    }

    fn pack(&self) -> [u8; 6] {
        let [first, second, third] = self.runs;
        [first, second, third, self.length | u8::from(self.sepa) << 7, self.bank, self.branch]
    }
}

/// `4!a6!n8!n` as at most three runs, and how many characters they are together.
fn read_structure(structure: &str) -> Result<([u8; 3], usize), String> {
    let wrong = || format!("`{structure}` is not a structure like `4!a6!n8!n`");
    let mut runs: Vec<(u8, usize)> = Vec::new();
    let mut rest = structure;
    while !rest.is_empty() {
        let (count, after) = rest.split_once('!').ok_or_else(wrong)?;
        let count: usize = count.parse().map_err(|_| wrong())?;
        let class = match after.as_bytes().first() {
            Some(b'n') => 0,
            Some(b'a') => 1,
            Some(b'c') => 2,
            _ => return Err(wrong()),
        };
        rest = &after[1..];
        match runs.last_mut() {
            Some((last, total)) if *last == class => *total += count,
            _ => runs.push((class, count)),
        }
    }
    if runs.is_empty() || runs.len() > 3 {
        return Err(format!("`{structure}` has {} runs of one class, and there is room for one to three", runs.len()));
    }
    let mut packed = [0; 3];
    for (place, (class, count)) in packed.iter_mut().zip(&runs) {
        let count = u8::try_from(*count).ok().filter(|count| (1..64).contains(count)).ok_or_else(wrong)?;
        *place = class << 6 | count;
    }
    Ok((packed, runs.iter().map(|(_, count)| count).sum()))
}

/// `2-6`, counted from 1, as the place before the first (from 0) in the upper four bits and the last in the lower.
fn read_positions(positions: &str, bban: usize) -> Result<u8, String> {
    let wrong = || format!("`{positions}` is not a range like `5-8` within the {bban} characters of the BBAN");
    let (first, last) = positions.split_once('-').ok_or_else(wrong)?;
    let (first, last): (u8, u8) = (first.parse().map_err(|_| wrong())?, last.parse().map_err(|_| wrong())?);
    if first == 0 || first > last || last > 15 || usize::from(last) > bban {
        return Err(wrong());
    }
    Ok((first - 1) << 4 | last)
}
