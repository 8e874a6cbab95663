//! The Direct Debit schemes.

use core::fmt;
use core::str::FromStr;

/// A Direct Debit scheme, by GoCardless's identifier (API reference, "Mandates").
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Scheme {
    /// `ach`, United States.
    Ach,
    /// `autogiro`, Sweden.
    Autogiro,
    /// `bacs`, United Kingdom.
    Bacs,
    /// `becs`, Australia.
    Becs,
    /// `becs_nz`, New Zealand.
    BecsNz,
    /// `betalingsservice`, Denmark.
    Betalingsservice,
    /// `pad`, Canada.
    Pad,
    /// `sepa_core`, the countries of the Single Euro Payments Area.
    SepaCore,
}

/// The text is no scheme's identifier.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SchemeError;

impl Scheme {
    /// Every scheme, in the order of the identifiers.
    pub const ALL: [Self; 8] = [
        Self::Ach,
        Self::Autogiro,
        Self::Bacs,
        Self::Becs,
        Self::BecsNz,
        Self::Betalingsservice,
        Self::Pad,
        Self::SepaCore,
    ];

    /// The identifier.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ach => "ach",
            Self::Autogiro => "autogiro",
            Self::Bacs => "bacs",
            Self::Becs => "becs",
            Self::BecsNz => "becs_nz",
            Self::Betalingsservice => "betalingsservice",
            Self::Pad => "pad",
            Self::SepaCore => "sepa_core",
        }
    }

    /// The scheme of a payer in the country (two capital letters) where the merchant leaves the choice to the country:
    /// the country's own, or SEPA.
    pub fn of_country(country_code: &str) -> Self {
        let own = Self::ALL.into_iter().find(|scheme| scheme.country() == Some(country_code));
        own.unwrap_or(Self::SepaCore)
    }

    /// The one country of a scheme that has local details of its own; SEPA has many.
    pub fn country(self) -> Option<&'static str> {
        Some(match self {
            Self::Ach => "US",
            Self::Autogiro => "SE",
            Self::Bacs => "GB",
            Self::Becs => "AU",
            Self::BecsNz => "NZ",
            Self::Betalingsservice => "DK",
            Self::Pad => "CA",
            Self::SepaCore => return None,
        })
    }
}

impl FromStr for Scheme {
    type Err = SchemeError;

    fn from_str(text: &str) -> Result<Self, SchemeError> {
        Self::ALL.into_iter().find(|scheme| scheme.as_str() == text).ok_or(SchemeError)
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_reads_back() {
        for scheme in Scheme::ALL {
            assert_eq!(scheme.as_str().parse(), Ok(scheme));
        }
        assert_eq!("sepa".parse::<Scheme>(), Err(SchemeError));
    }

    #[test]
    fn the_country_decides() {
        for (country, scheme) in [("GB", Scheme::Bacs), ("SE", Scheme::Autogiro), ("DE", Scheme::SepaCore)] {
            assert_eq!(Scheme::of_country(country), scheme);
        }
    }
}
