//! The bank account to collect from.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Bank details as the payer typed them: an IBAN, or a country's local details.
#[derive(Clone, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct BankAccount {
    /// The name on the account.
    pub account_holder_name: String,
    /// ISO 3166-1, two letters; with local details.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// The UK sort code, and its like in other countries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch_code: Option<String>,
    /// The local account number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_number: Option<String>,
    /// The IBAN, instead of local details.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iban: Option<String>,
}

/// Shows the country only: the rest is sensitive.
impl fmt::Debug for BankAccount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BankAccount").field("country_code", &self.country_code).finish_non_exhaustive()
    }
}
