//! Pairs of sort code and account number that reach every row, exception and border of the table.

use std::collections::BTreeSet;

use super::reference::Reference;

/// Sort codes, each with its account numbers; the same ones every time.
///
/// Of every range the first, a middle and the last sort code, and those just outside; and those that are substituted.
/// The first sort code with rows of its kind has many accounts, the others have some. Half of the account numbers have
/// digits at which an exception looks set to the values that it looks for.
pub(crate) fn by_sort_code(reference: &Reference) -> impl Iterator<Item = (String, Vec<String>)> {
    let mut codes: BTreeSet<u32> = reference.substitutions.iter().map(|(from, _)| from.parse().unwrap()).collect();
    for row in &reference.rows {
        codes.extend([row.first, row.last, u32::midpoint(row.first, row.last)]);
        codes.extend([row.first.saturating_sub(1), (row.last + 1).min(999_999)]);
    }
    let (mut random, mut seen) = (Random(0x2545_f491_4f6c_dd1d), BTreeSet::new());
    codes.into_iter().map(move |code| {
        let code = format!("{code:06}");
        let kind: Vec<_> = reference.rows_for(&code).iter().map(|row| row.rule()).collect();
        let many = seen.insert(kind);
        (code, (0..if many { 800 } else { 24 }).map(|turn| random.account(turn)).collect())
    })
}

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }

    fn account(&mut self, turn: u32) -> String {
        let mut digits: Vec<u8> = format!("{:08}", self.below(100_000_000)).into_bytes();
        let mut set = |place: usize, values: &[u8]| {
            let chosen = self.below(values.len() as u64);
            digits[place] = values[usize::try_from(chosen).unwrap()];
        };
        match turn % 8 {
            // a and b for 2 and 10, with g.
            0 => {
                set(0, b"09");
                set(1, b"89");
                set(6, b"89");
            }
            // a, g and h for 6.
            1 => {
                set(0, b"345678");
                set(6, b"5");
                set(7, b"56");
            }
            // c for 3, h for 14.
            2 => {
                set(2, b"5679");
                set(7, b"019");
            }
            // g and h for 4 and 5.
            3 => {
                set(6, b"01");
                set(7, b"0");
            }
            _ => {}
        }
        String::from_utf8(digits).unwrap()
    }
}
