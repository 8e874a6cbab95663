//! The exceptions, by the specification's numbers.

use super::algorithm::{Algorithm, remainder};
use super::row::Row;
use super::{Digits, table};

/// Whether an account passes one row, by the row's exception.
pub(super) fn passes(row: &Row, digits: &Digits) -> bool {
    let [a, b, c, d, e, f, g, h] = digits.account;
    let divides = |digits: Digits, added| remainder(row, &digits, added) == 0;
    match row.exception() {
        1 => divides(*digits, 27),
        2 if a != 0 => {
            let row = row.with_weights([0, 0, 1, 2, 5, 3], [6, 4, 8, 7, 10, 9, 3, 1]);
            remainder(&row, &if g == 9 { digits.c_to_h() } else { *digits }, 0) == 0
        }
        3 if c == 6 || c == 9 => true,
        4 => remainder(row, digits, 0) == 10 * g + h,
        // The check digit is what is missing to the next multiple, so together with it nothing is left.
        5 => divides(table::substitute(*digits), if row.algorithm() == Algorithm::Dblal { h } else { g }),
        // In a foreign currency: cannot be checked, presumed good.
        6 if (4..=8).contains(&a) && g == h => true,
        7 if g == 9 => divides(digits.c_to_h(), 0),
        8 => divides(digits.at([0, 9, 0, 1, 2, 6]), 0),
        9 => divides(digits.at([3, 0, 9, 6, 3, 4]), 0),
        10 if (a == 0 || a == 9) && b == 9 && g == 9 => divides(digits.c_to_h(), 0),
        14 => {
            let shifted = Digits { account: [0, a, b, c, d, e, f, g], ..*digits };
            divides(*digits, 0) || (matches!(h, 0 | 1 | 9) && divides(shifted, 0))
        }
        _ => divides(*digits, 0),
    }
}

/// Whether passing one of two rows is enough, by the exception of the first; otherwise both must pass.
pub(super) fn either_row_suffices(first: &Row) -> bool {
    matches!(first.exception(), 2 | 10 | 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows that the table of the day need not have.
    fn row(algorithm: u8, exception: u8, sort_code: [u8; 6], account: [u8; 8]) -> Row {
        Row { sort_code: [0, 0, 0, 0, 0, 0, algorithm, exception], account: [0; 8] }.with_weights(sort_code, account)
    }

    fn digits(sort_code: [u8; 6], account: [u8; 8]) -> Digits {
        Digits::new(sort_code, account)
    }

    #[test]
    fn exception_8_takes_the_other_sort_code() {
        let last_of_both = row(0, 8, [0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0, 0, 1]);
        assert!(passes(&last_of_both, &digits(*b"086090", *b"00000004")), "6 of 090126, and 4");
        assert!(!passes(&last_of_both, &digits(*b"086090", *b"00000000")), "0 of 086090, and 0");
    }

    #[test]
    fn exception_5_has_no_check_digit_for_a_remainder_of_one() {
        let first_of_account = row(1, 5, [0; 6], [1, 0, 0, 0, 0, 0, 0, 0]);
        for g in b'0'..=b'9' {
            assert!(!passes(&first_of_account, &digits(*b"938000", [b'1', b'0', b'0', b'0', b'0', b'0', g, b'0'])));
        }
        for (a, g) in (b'2'..=b'9').zip((b'2'..=b'9').rev()) {
            assert!(passes(&first_of_account, &digits(*b"938000", [a, b'0', b'0', b'0', b'0', b'0', g, b'0'])));
        }
    }

    /// -1 is kept as 10 of 11: nine times that leaves 2, as -9 does.
    #[test]
    fn exception_4_takes_a_remainder_that_is_not_negative() {
        let minus_one = row(1, 4, [0; 6], [10, 0, 0, 0, 0, 0, 0, 0]);
        assert!(passes(&minus_one, &digits(*b"134121", *b"90000002")));
        assert!(!passes(&minus_one, &digits(*b"134121", *b"90000013")), "13 is no remainder");
    }
}
