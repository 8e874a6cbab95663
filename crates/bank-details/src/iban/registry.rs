//! The countries that have IBANs, and how theirs are made.

use core::fmt;
use core::ops::Range;

// `CODES`: two letters a country, in order.
// `SECOND_LETTERS`: per first letter, a bit for each second letter that makes a country of it.
// `FIRST_ROWS`: per first letter, the row of its first country.
// `ROWS`: a country's three runs (class in two bits, how many in six), SEPA in one bit and length in seven, places of
// the bank and of the branch (before the first in four bits, the last in four).
// `EXAMPLES`: an IBAN a country, one after the other; apart, so that a program without examples does not carry them.
include!(concat!(env!("OUT_DIR"), "/iban_registry.rs"));

/// A country that has IBANs: a row of the SWIFT IBAN registry, release 103.
///
/// Territories whose IBANs begin with another country's code (Jersey's with `GB`, Réunion's with `FR`) are no countries
/// here. The order is that of the codes.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Country(u8);

impl Country {
    /// All 89, in the order of their codes.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..COUNT).map(Self)
    }

    /// The country with this code, two capital letters, if it has IBANs.
    pub fn from_code(code: &str) -> Option<Self> {
        let &[first, second] = code.as_bytes() else { return None };
        Self::from_letters(first, second)
    }

    pub(super) fn from_letters(first: u8, second: u8) -> Option<Self> {
        let (first, second) = (usize::from(first.wrapping_sub(b'A')), second.wrapping_sub(b'A'));
        let letters = *SECOND_LETTERS.get(first)?;
        let letter = 1_u32.checked_shl(second.into())?;
        #[expect(clippy::cast_possible_truncation, reason = "there are 32 bits at most")]
        let before = (letters & (letter - 1)).count_ones() as u8;
        (letters & letter != 0).then(|| Self(FIRST_ROWS[first] + before))
    }

    /// Whether any country's code begins with `letter`.
    pub(super) fn any_begins_with(letter: u8) -> bool {
        SECOND_LETTERS.get(usize::from(letter.wrapping_sub(b'A'))).is_some_and(|letters| *letters != 0)
    }

    /// The code that its IBANs begin with: ISO 3166, and `XK` for Kosovo.
    pub fn code(self) -> &'static str {
        let start = 2 * usize::from(self.0);
        CODES.get(start..start + 2).unwrap_or_default()
    }

    /// The code's two letters.
    pub(super) fn letters(self) -> [u8; 2] {
        CODES.as_bytes().as_chunks().0[usize::from(self.0)]
    }

    /// How many characters its IBANs have, 15 to 33.
    pub fn iban_length(self) -> usize {
        usize::from(self.row()[3] & 0x7f)
    }

    /// Whether accounts there can be reached in SEPA.
    ///
    /// Source: European Payments Council, EPC409-09 version 8.0, which has 42 prefixes; the IBAN registry's own mark
    /// lags behind it.
    pub fn is_sepa(self) -> bool {
        self.row()[3] & 0x80 != 0
    }

    /// Whether the country is in the European Economic Area: from accounts elsewhere SEPA wants the payer's address.
    ///
    /// Source: Agreement on the European Economic Area, as in force in 2026: the 27 of the Union, Iceland, Liechtenstein,
    /// Norway.
    pub fn is_eea(self) -> bool {
        EEA.as_bytes().as_chunks::<2>().0.contains(&self.letters())
    }

    /// The registry's example of an IBAN, compact.
    pub fn example(self) -> &'static str {
        let start: usize = Self::all().take(self.0.into()).map(Self::iban_length).sum();
        EXAMPLES.get(start..start + self.iban_length()).unwrap_or_default()
    }

    /// What follows the check digits.
    pub(super) fn runs(self) -> [Run; 3] {
        let [first, second, third, ..] = *self.row();
        [first, second, third].map(Run)
    }

    /// Where the BBAN names the bank.
    pub(super) fn bank(self) -> Range<usize> {
        places(self.row()[4])
    }

    /// Where the BBAN names the branch; empty where it does not.
    pub(super) fn branch(self) -> Range<usize> {
        places(self.row()[5])
    }

    fn row(self) -> &'static [u8; 6] {
        &ROWS[usize::from(self.0)]
    }
}

const EEA: &str = "ATBEBGCYCZDEDKEEESFIFRGRHRHUIEISITLILTLULVMTNLNOPLPTROSESISK";

/// Characters of one class, and how many of them.
#[derive(Clone, Copy)]
pub(super) struct Run(u8);

impl Run {
    /// Two digits.
    pub(super) const CHECK_DIGITS: Self = Self(2);

    /// Whether a character with this value belongs: a digit has its own, a letter one from 10 to 35.
    pub(super) fn takes(self, value: u8) -> bool {
        match self.0 >> 6 {
            0 => value < 10,
            1 => (10..36).contains(&value),
            _ => value < 36,
        }
    }

    /// How many there are.
    pub(super) fn count(self) -> usize {
        usize::from(self.0 & 0x3f)
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({})", self.code())
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

fn places(packed: u8) -> Range<usize> {
    usize::from(packed >> 4)..usize::from(packed & 0xf)
}
