//! The weight table in a few kilobytes, in a form that is fast to search.
//!
//! - A row's weights count only up to multiples of its divisor, so those of MOD10 and MOD11 are kept as remainders:
//!   nothing is negative, and a weight of any size fits. DBLAL adds up the digits of products, so its weights stay.
//! - Rows that say the same are kept once; so are groups of one or two rows that apply together.
//! - Ranges stand in blocks of sixteen, so that one is found by two searches of fixed length, which need no branches;
//!   and where a range begins is kept as its distance from the block's first sort code, in 16 bits.

use std::collections::BTreeSet;

use super::uk_table::{Algorithm, Row, Substitution};

/// The span of an entry that goes on until the next one.
pub(crate) const OPEN: u8 = 255;
/// The group of an entry that only ends the one before, or fills a block: more than there can be groups.
const NO_GROUP: u8 = 255;
/// The start of an entry that fills a block.
const FILLER: u16 = u16::MAX;

/// No range is longer, so that a block can take a few: longer ones are cut.
const LONGEST: u32 = 10_000;

/// What `src/uk/modulus/table.rs` searches.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    /// The first sort code of each block.
    pub(crate) bases: Vec<u32>,
    /// Ranges: how far the first sort code is from the base, how many follow it, and the group (16, 8 and 8 bits).
    pub(crate) blocks: Vec<[u32; 16]>,
    /// First and second row; the same twice where there is one.
    pub(crate) groups: Vec<[u8; 2]>,
    /// Weights for `u` to `z`, the algorithm (0 MOD10, 1 MOD11, 2 DBLAL), the exception or 0; weights for `a` to `h`.
    pub(crate) rows: Vec<[[u8; 8]; 2]>,
    /// The digits of a sort code, and of the one to check in its place.
    pub(crate) substitutions: Vec<[[u8; 6]; 2]>,
}

/// Packs both tables; says what does not fit.
pub(crate) fn pack(rows: &[Row], substitutions: &[Substitution]) -> Result<Packed, String> {
    let mut packed = Packed::default();
    let mut borders: BTreeSet<u32> = (0..=1_000_000).step_by(LONGEST as usize).collect();
    borders.extend(rows.iter().flat_map(|row| [row.first, row.last + 1]));
    let borders: Vec<u32> = borders.into_iter().collect();

    let mut pieces = Vec::new();
    for pair in borders.windows(2) {
        let piece = Piece { start: pair[0], end: pair[1], group: packed.group_at(pair[0], rows)? };
        match pieces.last_mut() {
            Some(Piece { end, group, .. }) if *group == piece.group && !piece.start.is_multiple_of(LONGEST) => {
                *end = piece.end;
            }
            _ => pieces.push(piece),
        }
    }
    packed.index(&pieces);
    packed.substitutions = substitutions.iter().map(|pair| [digits(pair.from), digits(pair.to)]).collect();
    Ok(packed)
}

/// Sort codes that follow each other and have the same group; `end` is the first after them.
struct Piece {
    start: u32,
    end: u32,
    group: Option<u8>,
}

impl Packed {
    /// How much room it takes.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&*self.bases)
            + size_of_val(&*self.blocks)
            + size_of_val(&*self.groups)
            + size_of_val(&*self.rows)
            + size_of_val(&*self.substitutions)
    }

    fn group_at(&mut self, sort_code: u32, rows: &[Row]) -> Result<Option<u8>, String> {
        let covering: Vec<&Row> = rows.iter().filter(|row| (row.first..=row.last).contains(&sort_code)).collect();
        let (first, second) = match covering[..] {
            [] => return Ok(None),
            [only] => (only, only),
            [first, second] => (first, second),
            _ => return Err(format!("{} rows cover {sort_code:06}, which can have two at most", covering.len())),
        };
        let pair = [self.row(first)?, self.row(second)?];
        // One less than fits a byte: the last number says that there is no group.
        index_of(pair, &mut self.groups, NO_GROUP, "groups of rows").map(Some)
    }

    fn row(&mut self, row: &Row) -> Result<u8, String> {
        let [mut sort_code, mut account] = [[0; 8]; 2];
        for (byte, weight) in sort_code[..6].iter_mut().chain(&mut account).zip(row.weights) {
            let kept = match row.algorithm {
                Algorithm::Mod10 => weight.rem_euclid(10),
                Algorithm::Mod11 => weight.rem_euclid(11),
                Algorithm::Dblal => weight,
            };
            *byte = kept.try_into().map_err(|_| {
                format!("the DBLAL weight {weight} at {:06} does not fit: it can be 0 to {}", row.first, u8::MAX)
            })?;
        }
        sort_code[6] = match row.algorithm {
            Algorithm::Mod10 => 0,
            Algorithm::Mod11 => 1,
            Algorithm::Dblal => 2,
        };
        sort_code[7] = row.exception;
        index_of([sort_code, account], &mut self.rows, u8::MAX, "different rows")
    }

    fn index(&mut self, pieces: &[Piece]) {
        let (mut base, mut block) = (0, Vec::new());
        let mut previous_is_open = false;
        for piece in pieces {
            let group = match piece.group {
                Some(group) => group,
                None if previous_is_open => NO_GROUP,
                None => continue,
            };
            if block.len() == 16 || piece.end - base >= u32::from(FILLER) {
                self.close(base, &mut block);
            }
            if block.is_empty() {
                base = piece.start;
            }
            let span = u8::try_from(piece.end - piece.start - 1).unwrap_or(OPEN);
            previous_is_open = span == OPEN && group != NO_GROUP;
            block.push((piece.start - base) << 16 | u32::from(span) << 8 | u32::from(group));
        }
        self.close(base, &mut block);
    }

    fn close(&mut self, base: u32, block: &mut Vec<u32>) {
        let filler = u32::from(FILLER) << 16 | u32::from(NO_GROUP);
        if !block.is_empty() {
            self.bases.push(base);
            self.blocks.push(std::array::from_fn(|index| block.get(index).copied().unwrap_or(filler)));
            block.clear();
        }
    }
}

/// Where `item` is in `items`, at the end if it is new; below `limit`.
fn index_of<T: PartialEq>(item: T, items: &mut Vec<T>, limit: u8, what: &str) -> Result<u8, String> {
    let index = items.iter().position(|known| *known == item).unwrap_or_else(|| {
        items.push(item);
        items.len() - 1
    });
    u8::try_from(index)
        .ok()
        .filter(|index| *index < limit)
        .ok_or_else(|| format!("more than {limit} {what} do not fit"))
}

fn digits(sort_code: u32) -> [u8; 6] {
    [100_000, 10_000, 1_000, 100, 10, 1].map(|place| (sort_code / place % 10).to_le_bytes()[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(first: u32, last: u32, algorithm: Algorithm, weight: i32) -> Row {
        Row { first, last, algorithm, weights: [weight; 14], exception: 0 }
    }

    /// What the packed form says of a sort code, found without the engine's search: both groups' rows.
    fn group(packed: &Packed, code: u32) -> Option<[u8; 2]> {
        let block = packed.bases.iter().rposition(|base| *base <= code)?;
        let offset = code - packed.bases[block];
        let entry = packed.blocks[block].iter().rfind(|entry| **entry >> 16 <= offset)?;
        let [.., span, group] = entry.to_be_bytes();
        let covers = span == OPEN || offset - (entry >> 16) <= u32::from(span);
        packed.groups.get(usize::from(group)).copied().filter(|_| covers)
    }

    #[test]
    fn every_sort_code_finds_its_rows() {
        let mut rows = vec![
            row(0, 0, Algorithm::Mod10, 1),
            row(100, 354, Algorithm::Mod10, 2),
            row(355, 355, Algorithm::Mod10, 3),
            row(1_000, 1_255, Algorithm::Mod10, 4),
            row(2_000, 45_000, Algorithm::Mod11, 5),
            // Half over the one before.
            row(30_000, 60_000, Algorithm::Dblal, 6),
            row(999_000, 999_999, Algorithm::Mod11, 7),
        ];
        rows.extend((0..40).map(|n| row(700_000 + 2 * n, 700_000 + 2 * n, Algorithm::Mod11, (n % 11).cast_signed())));
        let packed = pack(&rows, &[]).unwrap();
        let edges = rows.iter().flat_map(|row| [row.first.saturating_sub(1), row.first, row.last, row.last + 1]);
        for code in edges.chain((0..1_000_000).step_by(97)).filter(|code| *code < 1_000_000) {
            let covering: Vec<_> = rows.iter().filter(|row| (row.first..=row.last).contains(&code)).collect();
            let weights = group(&packed, code).map(|group| group.map(|row| packed.rows[usize::from(row)][1][0]));
            let expected = match covering[..] {
                [] => None,
                [only] => Some([only.weights[0]; 2]),
                [first, second] => Some([first.weights[0], second.weights[0]]),
                _ => unreachable!("two at most"),
            };
            assert_eq!(weights.map(|weights| weights.map(i32::from)), expected, "{code:06}");
        }
    }

    #[test]
    fn weights_of_a_divisor_are_kept_as_remainders() {
        for (algorithm, weight, kept) in [
            (Algorithm::Mod11, -1, 10),
            (Algorithm::Mod11, 128, 7),
            (Algorithm::Mod11, 1_024, 1),
            (Algorithm::Mod10, -1, 9),
            (Algorithm::Mod10, 36, 6),
            (Algorithm::Dblal, 255, 255),
        ] {
            assert_eq!(pack(&[row(0, 0, algorithm, weight)], &[]).unwrap().rows[0][1], [kept; 8]);
        }
    }

    #[test]
    fn what_does_not_fit_is_said() {
        for weight in [-1, 256] {
            assert_eq!(
                pack(&[row(7, 7, Algorithm::Dblal, weight)], &[]).unwrap_err(),
                format!("the DBLAL weight {weight} at 000007 does not fit: it can be 0 to 255")
            );
        }
        let three = [1, 2, 3].map(|weight| row(7, 7, Algorithm::Mod11, weight));
        assert_eq!(pack(&three, &[]).unwrap_err(), "3 rows cover 000007, which can have two at most");
        let many: Vec<_> = (0..256).map(|n| row(n, n, Algorithm::Dblal, n.cast_signed())).collect();
        assert_eq!(pack(&many, &[]).unwrap_err(), "more than 255 different rows do not fit");
    }
}
