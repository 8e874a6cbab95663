//! Weighing and dividing.

use super::Digits;
use super::row::Row;

/// How the weighted digits are added up, and what the total is divided by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Algorithm {
    /// Add up the products; divide by 10.
    Mod10,
    /// Add up the products; divide by 11.
    Mod11,
    /// Add up the decimal digits of the products; divide by 10.
    Dblal,
}

/// What is left when `added` and the weighted digits are divided: 0 passes.
pub(super) fn remainder(row: &Row, digits: &Digits, added: u8) -> u8 {
    let products = products(row, digits);
    let mut total: u16 = products.iter().sum();
    // Each ten that becomes a digit of its own makes the sum smaller by nine; 255 x 9 has four digits. Always counted:
    // which rows call for it cannot be foreseen.
    let tens: u16 = products.iter().map(|product| product / 10 + product / 100 + product / 1000).sum();
    total -= 9 * tens * u16::from(row.algorithm() == Algorithm::Dblal);
    total += u16::from(added);
    let (ten, eleven) = (total % 10, total % 11);
    (if row.algorithm() == Algorithm::Mod11 { eleven } else { ten }).to_le_bytes()[0]
}

/// In an array of fixed size, so that they go through the processor side by side.
fn products(row: &Row, digits: &Digits) -> [u16; 16] {
    let mut products = [0; 16];
    for place in 0..8 {
        products[place] = u16::from(row.sort_code[place]) * u16::from(digits.sort_code[place]);
        products[8 + place] = u16::from(row.account[place]) * u16::from(digits.account[place]);
    }
    products
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(algorithm: u8, weights: [u8; 14]) -> Row {
        let [u, v, w, x, y, z, account @ ..] = weights;
        Row { sort_code: [u, v, w, x, y, z, algorithm, 0], account }
    }

    /// The specification's worked examples: totals of 176 and 70.
    #[test]
    fn the_worked_examples_leave_nothing() {
        let mod11 = row(1, [0, 0, 0, 0, 0, 0, 7, 5, 8, 3, 4, 6, 2, 1]);
        assert_eq!(remainder(&mod11, &Digits::new(*b"000000", *b"58177632"), 0), 0);
        let dblal = row(2, [2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]);
        assert_eq!(remainder(&dblal, &Digits::new(*b"499273", *b"12345678"), 0), 0);
        assert_eq!(remainder(&dblal, &Digits::new(*b"499273", *b"12345678"), 27), 7);
    }

    #[test]
    fn dblal_adds_up_the_digits_of_products_of_any_length() {
        for weight in 0..=u8::MAX {
            for digit in 0..10 {
                let digits = Digits::new(*b"000000", [b'0' + digit, b'0', b'0', b'0', b'0', b'0', b'0', b'0']);
                let mut rest = u16::from(weight) * u16::from(digit);
                let mut sum = 0;
                while rest > 0 {
                    (sum, rest) = (sum + rest % 10, rest / 10);
                }
                let dblal = row(2, [0, 0, 0, 0, 0, 0, weight, 0, 0, 0, 0, 0, 0, 0]);
                assert_eq!(u16::from(remainder(&dblal, &digits, 0)), sum % 10, "{weight} x {digit}");
            }
        }
    }

    #[test]
    fn the_greatest_weights_do_not_overflow() {
        for algorithm in 0..3 {
            remainder(&row(algorithm, [255; 14]), &Digits::new(*b"999999", *b"99999999"), 255);
        }
    }
}
