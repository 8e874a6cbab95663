//! Clearing numbers: neighbouring ranges with the same rule become one; names of banks stand apart.

use std::error::Error;
use std::fmt::Write as _;

use crate::rows;

const HEADER: &str = "from,to,bank,digits,zero_fill,scheme,source";

/// Rust code with the ranges in `path`.
pub(crate) fn pack(path: &str) -> Result<String, Box<dyn Error>> {
    let (mut ranges, mut banks, mut names) = (Vec::<(u16, u16, String)>::new(), String::new(), Vec::<String>::new());
    let (mut bank_count, mut last) = (0, 0);
    for row in rows::read(path, HEADER)? {
        let (from, to, digits): (u16, u16, u8) = (row.value(0)?, row.value(1)?, row.value(3)?);
        if from <= last || to < from || to > 9999 {
            return Err(row.error("ranges must be ascending, without overlap, up to 9999"));
        }
        if !(7..=17).contains(&digits) {
            return Err(row.error("account numbers have 7 to 17 digits"));
        }
        let check = match row.text(5) {
            "1.1" => "ClearingTail",
            "1.2" => "Clearing",
            "2.1" | "2.3" => "Luhn",
            "2.2" => "Mod11",
            "none" => "None",
            _ => return Err(row.error("the scheme must be 1.1, 1.2, 2.1, 2.2, 2.3 or none")),
        };
        let zero_fill: bool = row.value(4)?;
        let rule = format!("Rule {{ digits: {digits}, zero_fill: {zero_fill}, check: Check::{check} }}");
        match ranges.last_mut() {
            Some((_, end, same)) if *end + 1 == from && *same == rule => *end = to,
            _ => ranges.push((from, to, rule)),
        }
        let name = row.text(2);
        let at = names.iter().position(|known| known == name).unwrap_or_else(|| {
            names.push(name.into());
            names.len() - 1
        });
        writeln!(banks, "    ({from}, {at}),")?;
        (bank_count, last) = (bank_count + 1, to);
    }
    let mut code = format!("static RANGES: [Range; {}] = [\n", ranges.len());
    for (from, to, rule) in &ranges {
        writeln!(code, "    Range {{ from: {from}, to: {to}, rule: {rule} }},")?;
    }
    writeln!(code, "];\nstatic BANKS: [(u16, u8); {bank_count}] = [\n{banks}];")?;
    writeln!(code, "static NAMES: &str = {:?};", names.join("\n"))?;
    Ok(code)
}
