//! Two digits at the end that make a remainder by 97.

use crate::iban::check::{append, value};

/// ISO 7064 mod 97-10, as in an IBAN: Bosnia, Montenegro, North Macedonia, Portugal, Serbia, Slovenia, Timor.
pub(super) fn iso7064(bban: &[u8]) -> bool {
    split(bban, |value| value).is_some_and(|(remainder, digits)| digits == 98 - remainder * 100 % 97)
}

/// The *clé RIB*, with letters as digits: France, Monaco; with digits only: Mauritania, Tunisia.
pub(super) fn rib(bban: &[u8]) -> bool {
    // A to I are 1 to 9, J to R again, and S to Z are 2 to 9.
    let digit = |value| match value {
        10..28 => (value - 10) % 9 + 1,
        28..36 => value - 26,
        _ => value,
    };
    split(bban, digit).is_some_and(|(remainder, digits)| digits == 97 - remainder * 100 % 97)
}

/// The remainder itself, 97 for none.
pub(super) fn belgium(bban: &[u8]) -> bool {
    split(bban, |value| value).is_some_and(|(remainder, digits)| digits == if remainder == 0 { 97 } else { remainder })
}

/// What is before the last two digits, modulo 97, with each character's value made another; and the last two.
fn split(bban: &[u8], other: impl Fn(u8) -> u8) -> Option<(u64, u64)> {
    let (before, digits) = bban.split_last_chunk::<2>()?;
    let number = |text: &[u8]| text.iter().fold(0, |number, character| append(number % 97, other(value(*character))));
    Some((number(before) % 97, number(digits)))
}
