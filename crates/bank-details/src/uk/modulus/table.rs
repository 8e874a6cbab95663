//! Which rows are for a sort code. The tables are packed by `build/uk_pack.rs`, which says how.

use super::Digits;
use super::row::Row;

include!(concat!(env!("OUT_DIR"), "/uk_table.rs"));

/// The first and second row for the sort code, the same twice where there is one.
pub(super) fn rows(digits: &Digits) -> Option<[&'static Row; 2]> {
    let code = digits.number();
    let part = usize::try_from(code / WIDTH).ok()?;
    let mut block = usize::from(*BLOCKS_BEFORE.get(part)?);
    while BASES.get(block).is_some_and(|base| *base <= code) {
        block += 1;
    }
    let block = block.checked_sub(1)?;
    let offset = code - BASES.get(block)?;
    let entries = BLOCKS.get(block)?;
    let before: usize = entries.iter().map(|entry| usize::from(entry >> 16 <= offset)).sum();
    let [start @ .., span, group] = entries.get(before.checked_sub(1)?)?.to_be_bytes();
    let covers = span == OPEN || offset - u32::from(u16::from_be_bytes(start)) <= u32::from(span);
    let [first, second] = *GROUPS.get(usize::from(group)).filter(|_| covers)?;
    Some([ROWS.get(usize::from(first))?, ROWS.get(usize::from(second))?])
}

/// How many sort codes share an entry of [`BLOCKS_BEFORE`]: fewer are faster to search, and take more bytes.
const WIDTH: u32 = 4000;

/// For each `WIDTH` sort codes, how many blocks begin at or before the first of them.
#[expect(clippy::cast_possible_truncation, reason = "asserted not to happen")]
static BLOCKS_BEFORE: [u8; 250] = {
    let (mut counts, mut part, mut block) = ([0; 250], 0, 0);
    while part < counts.len() {
        while block < BASES.len() && BASES[block] as usize <= part * WIDTH as usize {
            block += 1;
        }
        assert!(block <= u8::MAX as usize, "a table with more than 255 blocks needs wider counts");
        counts[part] = block as u8;
        part += 1;
    }
    counts
};

/// With the sort code to check in place of this one, by exception 5.
pub(super) fn substitute(digits: Digits) -> Digits {
    let substitution = SUBSTITUTIONS.iter().find(|[from, _]| digits.sort_code.starts_with(from));
    substitution.map_or(digits, |[_, to]| digits.at(*to))
}
