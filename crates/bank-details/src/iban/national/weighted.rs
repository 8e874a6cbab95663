//! Digits that, each times its weight, sum up to a multiple of 10 or 11. The check digit is among them, with weight 1.

use core::ops::Range;

/// Prefix and number are checked apart; the check digit of each is its last (decree 169/2011 of the Czech National
/// Bank; the same in Slovakia).
pub(super) fn czechia_and_slovakia(bban: &[u8]) -> bool {
    fits(bban, 4..10, &[10, 5, 8, 4, 2, 1], 11) && fits(bban, 10..20, &[6, 3, 7, 9, 10, 5, 8, 4, 2, 1], 11)
}

/// Weights 7, 3 and 1 from the right; the bank's two digits do not count.
pub(super) fn estonia(bban: &[u8]) -> bool {
    fits(bban, 2..16, &[7, 1, 3], 10)
}

/// A check digit for bank and branch and one for the account, between the two.
pub(super) fn spain(bban: &[u8]) -> bool {
    let digit = |places, weights| {
        sum(bban, places, weights).map(|sum| match sum % 11 {
            // 11 has two digits, and so has 10: they are written 0 and 1.
            remainder @ (0 | 1) => remainder,
            remainder => 11 - remainder,
        })
    };
    digit(0..8, &[4, 8, 5, 10, 9, 7, 3, 6]) == sum(bban, 8..9, &[1])
        && digit(10..20, &[1, 2, 4, 8, 5, 10, 9, 7, 3, 6]) == sum(bban, 9..10, &[1])
}

/// Bank and branch, then the account: 8 digits, which zeros fill up to 16, or 16.
pub(super) fn hungary(bban: &[u8]) -> bool {
    fits(bban, 0..8, &[9, 7, 3, 1], 10) && fits(bban, 8..24, &[9, 7, 3, 1], 10)
}

/// The account holder's *kennitala*: the last digit is the century, the one before it the check digit.
pub(super) fn iceland(bban: &[u8]) -> bool {
    fits(bban, 12..21, &[3, 2, 7, 6, 5, 4, 3, 2, 1], 11)
}

/// Whether the account holder's *kennitala* begins with 8 or 9: these come without a check digit (Registers Iceland,
/// *kerfiskennitala*).
pub(super) fn has_unchecked_holder(bban: &[u8]) -> bool {
    sum(bban, 12..13, &[1]) >= Some(8)
}

/// All 11 digits; accounts that begin with 00 alone, without the bank.
pub(super) fn norway(bban: &[u8]) -> bool {
    if sum(bban, 4..6, &[1]) == Some(0) {
        fits(bban, 6..11, &[5, 4, 3, 2, 1], 11)
    } else {
        fits(bban, 0..11, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11)
    }
}

/// The bank's own eight digits; the account has none.
pub(super) fn poland(bban: &[u8]) -> bool {
    fits(bban, 0..8, &[3, 9, 7, 1], 10)
}

fn fits(bban: &[u8], places: Range<usize>, weights: &[u32], modulus: u32) -> bool {
    sum(bban, places, weights).is_some_and(|sum| sum % modulus == 0)
}

/// The sum of the digits in these places, each times its weight; the weights repeat.
fn sum(bban: &[u8], places: Range<usize>, weights: &[u32]) -> Option<u32> {
    let digits = bban.get(places)?;
    let products = digits.chunks(weights.len().max(1)).flat_map(|digits| digits.iter().zip(weights));
    Some(products.map(|(digit, weight)| u32::from(digit - b'0') * weight).sum())
}
