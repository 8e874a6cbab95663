//! The UK account number.

use core::fmt;
use core::str::{self, FromStr};

use crate::normalise::significant;

/// Eight digits; well formed, not necessarily an existing account.
///
/// Six and seven digits, as some building societies print them, are padded on the left with zeros. Source: Vocalink,
/// *Validating account numbers*, section 1.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct AccountNumber([u8; 8]);

/// Why a text is not an account number.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum AccountNumberError {
    /// Something other than a digit or a separator, at this place (in characters, from 0).
    #[error("an account number has digits only, found something else at position {position}")]
    Character {
        /// Where, in characters of the text as typed.
        position: usize,
    },
    /// Nothing was typed.
    #[error("no account number")]
    Empty,
    /// More than eight digits.
    #[error("an account number has 6 to 8 digits, found more")]
    Long,
    /// Fewer than six digits.
    #[error("an account number has 6 to 8 digits, found {digits}")]
    Short {
        /// How many there are.
        digits: usize,
    },
}

impl AccountNumber {
    /// The eight digits.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The last two digits: all that may be shown once the number has been handed in.
    pub fn ending(&self) -> &str {
        &self.as_str()[6..]
    }
}

impl AccountNumberError {
    /// Whether typing on at the end could still make the text right.
    pub fn can_be_completed(self) -> bool {
        matches!(self, Self::Empty | Self::Short { .. })
    }
}

impl FromStr for AccountNumber {
    type Err = AccountNumberError;

    fn from_str(text: &str) -> Result<Self, AccountNumberError> {
        let mut typed = [0; 8];
        let mut count = 0;
        for (position, character) in significant(text) {
            if !character.is_ascii_digit() {
                return Err(AccountNumberError::Character { position });
            }
            *typed.get_mut(count).ok_or(AccountNumberError::Long)? = character as u8;
            count += 1;
        }
        match count {
            0 => Err(AccountNumberError::Empty),
            6..=8 => {
                let mut digits = [b'0'; 8];
                digits[8 - count..].copy_from_slice(&typed[..count]);
                Ok(Self(digits))
            }
            digits => Err(AccountNumberError::Short { digits }),
        }
    }
}

impl fmt::Display for AccountNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for AccountNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AccountNumber(••••••{})", self.ending())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        for (text, error) in [
            ("", AccountNumberError::Empty),
            ("12345", AccountNumberError::Short { digits: 5 }),
            ("123456789", AccountNumberError::Long),
            ("1234567l", AccountNumberError::Character { position: 7 }),
        ] {
            assert_eq!(text.parse::<AccountNumber>(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn debug_shows_two_digits() {
        assert_eq!(format!("{:?}", "55779911".parse::<AccountNumber>().unwrap()), "AccountNumber(••••••11)");
    }
}
