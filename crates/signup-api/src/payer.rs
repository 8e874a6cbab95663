//! The payer.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who pays: names, email, address and identity number as the payer gives them, unknown ones left out.
#[derive(Clone, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct Payer {
    /// First names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// The company that pays, in place of first and last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// Where confirmation and advance notices go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// House and street.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line1: Option<String>,
    /// Flat, building or the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line2: Option<String>,
    /// Town or city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// State or province; in the United States its two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Postcode as the country writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// ISO 3166-1, two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// Personnummer or organisationsnummer; for accounts in Swedish krona.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub swedish_identity_number: Option<String>,
    /// CPR or CVR number; for accounts in Danish krone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub danish_identity_number: Option<String>,
}

/// Shows the country only: the rest is personal.
impl fmt::Debug for Payer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Payer").field("country_code", &self.country_code).finish_non_exhaustive()
    }
}
