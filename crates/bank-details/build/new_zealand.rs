//! Banks and branches of New Zealand.

use std::error::Error;
use std::fmt::Write as _;

use crate::rows;

const HEADER: &str = "bank,from,to,check,source";

/// Rust code with the ranges in `path`.
pub(crate) fn pack(path: &str) -> Result<String, Box<dyn Error>> {
    let (mut code, mut count, mut last) = (String::new(), 0, None);
    for row in rows::read(path, HEADER)? {
        let (bank, from, to, check): (u8, u16, u16, _) = (row.value(0)?, row.value(1)?, row.value(2)?, row.text(3));
        if last >= Some((bank, from)) || to < from || bank > 99 || to > 9999 {
            return Err(row.error("ranges must be ascending, without overlap, up to 99 and 9999"));
        }
        if !matches!(check, "A" | "D" | "E" | "F" | "G" | "X") {
            return Err(row.error("the check must be A, D, E, F, G or X"));
        }
        writeln!(code, "    Range {{ bank: {bank}, check: Check::{check}, from: {from}, to: {to} }},")?;
        (count, last) = (count + 1, Some((bank, to)));
    }
    Ok(format!("static RANGES: [Range; {count}] = [\n{code}];\n"))
}
