//! The Direct Debit schemes.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A Direct Debit scheme under GoCardless's identifier.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(from = "String", into = "String")]
pub enum Scheme {
    /// US: ACH.
    Ach,
    /// Sweden: Autogiro.
    Autogiro,
    /// UK: Bacs.
    Bacs,
    /// Australia: BECS.
    Becs,
    /// New Zealand: BECS NZ.
    BecsNz,
    /// Denmark: Betalingsservice.
    Betalingsservice,
    /// Canada: PAD.
    Pad,
    /// Euro zone and beyond: SEPA Core.
    SepaCore,
    /// A scheme that these types do not know, as it came.
    Other(String),
}

impl Scheme {
    /// The identifier as the API writes it, such as `sepa_core`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Ach => "ach",
            Self::Autogiro => "autogiro",
            Self::Bacs => "bacs",
            Self::Becs => "becs",
            Self::BecsNz => "becs_nz",
            Self::Betalingsservice => "betalingsservice",
            Self::Pad => "pad",
            Self::SepaCore => "sepa_core",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for Scheme {
    fn from(text: String) -> Self {
        match text.as_str() {
            "ach" => Self::Ach,
            "autogiro" => Self::Autogiro,
            "bacs" => Self::Bacs,
            "becs" => Self::Becs,
            "becs_nz" => Self::BecsNz,
            "betalingsservice" => Self::Betalingsservice,
            "pad" => Self::Pad,
            "sepa_core" => Self::SepaCore,
            _ => Self::Other(text),
        }
    }
}

impl From<Scheme> for String {
    fn from(scheme: Scheme) -> Self {
        scheme.as_str().to_owned()
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
