//! The International Bank Account Number (ISO 13616).

mod check;
mod national;
mod registry;
mod typed;

use core::fmt;
use core::ops::Range;
use core::str::FromStr;

pub use registry::Country;

use crate::error::{Error, ErrorKind, Part};
use crate::number::grouped;
use crate::packed::Packed;

/// An IBAN whose country is known, whose structure is that country's, and whose check digits are right.
///
/// Not necessarily an existing account. Printed in groups of four. `FromStr` takes it with any separators, in small
/// letters too, and with the word `IBAN` in front. It looks for characters that no IBAN has, then at country,
/// structure, length and check digits, and fails with the first that is wrong
/// ([`Part::Iban`]); an error in the country or the structure is found as soon as it is typed.
/// Source: SWIFT IBAN registry, release 103.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Iban {
    compact: Packed<{ typed::LONGEST }>,
    country: Country,
}

impl Iban {
    /// The compact form: capital letters and digits without spaces.
    pub fn as_str(&self) -> &str {
        self.compact.as_str()
    }

    /// The last two characters: all that may be shown with the country once the IBAN has been handed in.
    pub fn ending(&self) -> &str {
        self.compact.ending()
    }

    /// The country that issued it.
    pub fn country(&self) -> Country {
        self.country
    }

    /// The code of the country that issued it, two capital letters.
    pub fn country_code(&self) -> &'static str {
        self.country.code()
    }

    /// The two digits after the country, `02` to `98`.
    pub fn check_digits(&self) -> &str {
        self.as_str().get(2..4).unwrap_or_default()
    }

    /// What follows the check digits: the basic bank account number, which the country has its own rules for.
    pub fn bban(&self) -> &str {
        self.as_str().get(4..).unwrap_or_default()
    }

    /// The part that names the bank.
    pub fn bank_code(&self) -> &str {
        self.part(self.country.bank())
    }

    /// The part that names the branch, in countries for which the registry gives one.
    pub fn branch_code(&self) -> Option<&str> {
        let places = self.country.branch();
        (!places.is_empty()).then(|| self.part(places))
    }

    fn part(&self, places: Range<usize>) -> &str {
        self.bban().get(places).unwrap_or_default()
    }
}

impl FromStr for Iban {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        // Most texts come compact: lists, and whatever was parsed before. What is wrong with them is wrong at once, unless
        // the word IBAN stands in front.
        let bytes = text.as_bytes();
        match check::check(bytes) {
            Ok(country) => return Ok(Self { compact: Packed::from_bytes(bytes), country }),
            Err(kind) if kind != ErrorKind::Country && check::is_compact(bytes) => return Err(Part::Iban.error(kind)),
            Err(_) => {}
        }
        let compact = typed::compact(text).map_err(|kind| Part::Iban.error(kind))?;
        let country = check::check(compact.as_bytes()).map_err(|kind| Part::Iban.error(kind))?;
        Ok(Self { compact, country })
    }
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        grouped(self.as_str(), &[4; 8], " ", f)
    }
}

impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Iban({}…{})", self.country, self.ending())
    }
}
