//! The International Bank Account Number (ISO 13616).

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use iban::{IbanLike, ParseIbanError};

use crate::normalise::significant;

/// An IBAN whose country is known, whose structure is that country's, and whose check digits are right.
///
/// Not necessarily an existing account. Printed in groups of four. Structure and country table: crate `iban_validate`.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Iban(iban::Iban);

/// Why a text is not an IBAN.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IbanError {
    /// Something other than a letter, a digit or a separator, at this place (in characters, from 0).
    #[error("an IBAN has letters and digits only, found something else at position {position}")]
    Character {
        /// Where, in characters of the text as typed.
        position: usize,
    },
    /// The check digits do not fit the rest: a character is wrong, missing or swapped.
    #[error("the check digits do not fit the rest")]
    CheckDigits,
    /// It does not begin with the code of a country that has IBANs.
    #[error("an IBAN begins with the code of a country that has IBANs")]
    Country,
    /// Nothing was typed.
    #[error("no IBAN")]
    Empty,
    /// More than 34 characters.
    #[error("an IBAN has at most 34 characters")]
    Long,
    /// Fewer than the shortest IBAN's 15 characters.
    #[error("an IBAN has 15 characters or more, found {characters}")]
    Short {
        /// How many there are.
        characters: usize,
    },
    /// The length, or the kind of a character, is not what its country uses.
    #[error("the length or a character does not fit the country's IBANs")]
    Structure,
}

/// The shortest IBAN is Norway's.
const SHORTEST: usize = 15;
const LONGEST: usize = 34;

impl Iban {
    /// The compact form: capital letters and digits without spaces.
    pub fn as_str(&self) -> &str {
        self.0.electronic_str()
    }

    /// The country that issued it, two capital letters.
    pub fn country_code(&self) -> &str {
        self.0.country_code()
    }
}

impl IbanError {
    /// Whether typing on at the end could still make the text right.
    pub fn can_be_completed(self) -> bool {
        matches!(self, Self::Empty | Self::Short { .. } | Self::CheckDigits | Self::Structure)
    }
}

impl FromStr for Iban {
    type Err = IbanError;

    fn from_str(text: &str) -> Result<Self, IbanError> {
        let compact = compact(text)?;
        if compact.is_empty() {
            return Err(IbanError::Empty);
        }
        if compact.len() > LONGEST {
            return Err(IbanError::Long);
        }
        let starts_like_one = compact.bytes().take(2).all(|b| b.is_ascii_uppercase())
            && compact.bytes().skip(2).take(2).all(|b| b.is_ascii_digit());
        if !starts_like_one {
            return Err(IbanError::Country);
        }
        if compact.len() < SHORTEST {
            return Err(IbanError::Short { characters: compact.len() });
        }
        // The remainder has values 2 to 98 only; 00, 01 and 99 are congruent to such a value yet never issued.
        if matches!(&compact[2..4], "00" | "01" | "99") {
            return Err(IbanError::CheckDigits);
        }
        compact.parse().map(Self).map_err(|error| match error {
            ParseIbanError::UnknownCountry(_) => IbanError::Country,
            ParseIbanError::InvalidBban(_) => IbanError::Structure,
            ParseIbanError::InvalidBaseIban { .. } => IbanError::CheckDigits,
        })
    }
}

/// Capital letters and digits only, without a leading word `IBAN`.
fn compact(text: &str) -> Result<String, IbanError> {
    let mut compact = String::new();
    for (position, character) in significant(text) {
        if character == ':' && compact == "IBAN" {
            continue;
        }
        if !character.is_ascii_alphanumeric() {
            return Err(IbanError::Character { position });
        }
        compact.push(character.to_ascii_uppercase());
    }
    if let Some(rest) = compact.strip_prefix("IBAN") {
        compact = rest.into();
    }
    Ok(compact)
}

impl fmt::Display for Iban {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.as_str();
        for start in (0..text.len()).step_by(4) {
            if start > 0 {
                formatter.write_str(" ")?;
            }
            formatter.write_str(&text[start..text.len().min(start + 4)])?;
        }
        Ok(())
    }
}

impl fmt::Debug for Iban {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.as_str();
        write!(formatter, "Iban({}…{})", self.country_code(), &text[text.len() - 2..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_is_read_however_it_is_typed() {
        for text in [
            "GB60BARC20000055779911",
            "gb60 barc 2000 0055 7799 11",
            "IBAN GB60 BARC 2000 0055 7799 11",
            "IBAN: GB60-BARC-2000-0055-7799-11",
            "ＧＢ６０ＢＡＲＣ２００００055779911",
        ] {
            let iban: Iban = text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"));
            assert_eq!(iban.to_string(), "GB60 BARC 2000 0055 7799 11");
        }
    }

    #[test]
    fn a_wrong_iban_says_what_is_wrong() {
        for (text, error) in [
            ("", IbanError::Empty),
            ("GB60 BARC", IbanError::Short { characters: 8 }),
            ("55779911", IbanError::Country),
            ("ZZ60BARC20000055779911", IbanError::CheckDigits),
            ("GB61BARC20000055779911", IbanError::CheckDigits),
            ("GB60BARC2000005577991€", IbanError::Character { position: 21 }),
            ("GB60BARC200000557799110000000000000", IbanError::Long),
        ] {
            assert_eq!(text.parse::<Iban>(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn check_digits_that_are_never_issued_are_refused() {
        // Each is congruent to a right value modulo 97 (97 to 00, 98 to 01, 02 to 99).
        for text in ["AD9912000302003591001", "GB0012345", "GB01"] {
            assert!(text.parse::<Iban>().is_err(), "{text:?}");
        }
    }
}
