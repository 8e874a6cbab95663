//! The sort code: which bank and branch keeps an account.

use core::fmt;

use crate::error::{Error, Part};
use crate::number::{grouped, number};
use crate::packed::Packed;

number! {
    /// Six digits; well formed, not necessarily an existing branch.
    ///
    /// Printed in pairs, `12-34-56`. Source: Vocalink, *Validating account numbers*, section 1.
    SortCode(Packed<6>), parse, print
}

impl SortCode {
    /// The digits as characters.
    #[inline]
    pub(super) fn places(self) -> [u8; 6] {
        self.0.places()
    }

    /// With another last digit, given as a character.
    #[inline]
    pub(super) fn with_last(self, digit: u8) -> Self {
        let mut places = self.places();
        places[5] = digit;
        Self(Packed::full(places))
    }
}

#[inline]
fn parse(text: &str) -> Result<Packed<6>, Error> {
    Packed::digits(Part::BranchCode, text, 6)
}

fn print(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    grouped(text, &[2, 2], "-", f)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn a_sort_code_is_six_digits_however_it_is_typed() {
        for text in ["200000", "20-00-00", " 20 00 00 ", "20.00.00", "20–00–00", "２０００００", "2\u{200b}00000"]
        {
            assert_eq!(text.parse::<SortCode>().map(|code| code.to_string()).as_deref(), Ok("20-00-00"), "{text:?}");
        }
    }

    #[test]
    fn a_wrong_sort_code_says_what_is_wrong_and_where() {
        for (text, kind) in [
            ("", ErrorKind::Empty),
            (" - ", ErrorKind::Empty),
            ("20-00-0", ErrorKind::Short { found: 5, least: 6 }),
            ("20-00-000", ErrorKind::Long { most: 6 }),
            ("20-O0-00", ErrorKind::Character { position: 3 }),
        ] {
            assert_eq!(text.parse::<SortCode>(), Err(Part::BranchCode.error(kind)), "{text:?}");
        }
    }

    #[test]
    fn debug_shows_two_digits() {
        assert_eq!(format!("{:?}", "123456".parse::<SortCode>().unwrap()), "SortCode(…56)");
    }
}
