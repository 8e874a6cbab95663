//! The account number.

use crate::error::{Error, Part};
use crate::number::{number, plain};
use crate::packed::Packed;

number! {
    /// Eight digits; well formed, not necessarily an existing account.
    ///
    /// Six and seven digits, as some building societies print them, are padded on the left with zeros. Source:
    /// Vocalink, *Validating account numbers*, section 1.
    AccountNumber(Packed<8>), parse, plain
}

impl AccountNumber {
    /// The digits as characters.
    #[inline]
    pub(super) fn places(self) -> [u8; 8] {
        self.0.places()
    }

    /// Of eight digits given as characters.
    #[inline]
    pub(super) fn of_places(digits: [u8; 8]) -> Self {
        Self(Packed::full(digits))
    }
}

#[inline]
fn parse(text: &str) -> Result<Packed<8>, Error> {
    Packed::digits(Part::AccountNumber, text, 6).map(|digits| digits.zero_filled(8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn six_to_eight_digits_become_eight() {
        for (text, digits) in
            [("55779911", "55779911"), ("5577 9911", "55779911"), ("1234567", "01234567"), ("123456", "00123456")]
        {
            assert_eq!(text.parse::<AccountNumber>().unwrap().as_str(), digits, "{text:?}");
        }
    }

    #[test]
    fn a_wrong_account_number_says_what_is_wrong_and_where() {
        for (text, kind) in [
            ("", ErrorKind::Empty),
            ("12345", ErrorKind::Short { found: 5, least: 6 }),
            ("123456789", ErrorKind::Long { most: 8 }),
            ("1234567l", ErrorKind::Character { position: 7 }),
        ] {
            assert_eq!(text.parse::<AccountNumber>(), Err(Part::AccountNumber.error(kind)), "{text:?}");
        }
    }

    #[test]
    fn debug_shows_two_digits() {
        assert_eq!(format!("{:?}", "55779911".parse::<AccountNumber>().unwrap()), "AccountNumber(…11)");
    }
}
