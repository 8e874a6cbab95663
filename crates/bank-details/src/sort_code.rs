//! The UK sort code: which bank and branch keeps an account.

use core::fmt;
use core::str::{self, FromStr};

use crate::normalise::significant;

/// Six digits; well formed, not necessarily an existing branch.
///
/// Printed in pairs, `12-34-56`. Source: Vocalink, *Validating account numbers*, section 1.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct SortCode([u8; 6]);

/// Why a text is not a sort code.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SortCodeError {
    /// Something other than a digit or a separator, at this place (in characters, from 0).
    #[error("a sort code has digits only, found something else at position {position}")]
    Character {
        /// Where, in characters of the text as typed.
        position: usize,
    },
    /// Nothing was typed.
    #[error("no sort code")]
    Empty,
    /// More than six digits.
    #[error("a sort code has 6 digits, found more")]
    Long,
    /// Fewer than six digits.
    #[error("a sort code has 6 digits, found {digits}")]
    Short {
        /// How many there are.
        digits: usize,
    },
}

impl SortCode {
    /// The six digits.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl SortCodeError {
    /// Whether typing on at the end could still make the text right.
    pub fn can_be_completed(self) -> bool {
        matches!(self, Self::Empty | Self::Short { .. })
    }
}

impl FromStr for SortCode {
    type Err = SortCodeError;

    fn from_str(text: &str) -> Result<Self, SortCodeError> {
        let mut digits = [0; 6];
        let mut count = 0;
        for (position, character) in significant(text) {
            if !character.is_ascii_digit() {
                return Err(SortCodeError::Character { position });
            }
            *digits.get_mut(count).ok_or(SortCodeError::Long)? = character as u8;
            count += 1;
        }
        match count {
            0 => Err(SortCodeError::Empty),
            6 => Ok(Self(digits)),
            digits => Err(SortCodeError::Short { digits }),
        }
    }
}

impl fmt::Display for SortCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.as_str();
        write!(formatter, "{}-{}-{}", &digits[..2], &digits[2..4], &digits[4..])
    }
}

impl fmt::Debug for SortCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SortCode(••-••-{})", &self.as_str()[4..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sort_code_is_six_digits_however_it_is_typed() {
        for text in ["200000", "20-00-00", " 20 00 00 ", "20.00.00", "20–00–00", "２０００００", "2\u{200b}00000"]
        {
            assert_eq!(text.parse::<SortCode>().map(|code| code.to_string()).as_deref(), Ok("20-00-00"), "{text:?}");
        }
    }

    #[test]
    fn a_wrong_sort_code_says_what_is_wrong_and_where() {
        for (text, error) in [
            ("", SortCodeError::Empty),
            (" - ", SortCodeError::Empty),
            ("20-00-0", SortCodeError::Short { digits: 5 }),
            ("20-00-000", SortCodeError::Long),
            ("20-O0-00", SortCodeError::Character { position: 3 }),
        ] {
            assert_eq!(text.parse::<SortCode>(), Err(error), "{text:?}");
        }
        assert!(SortCodeError::Short { digits: 2 }.can_be_completed());
        assert!(!SortCodeError::Long.can_be_completed());
    }

    #[test]
    fn debug_shows_two_digits() {
        assert_eq!(format!("{:?}", "123456".parse::<SortCode>().unwrap()), "SortCode(••-••-56)");
    }
}
