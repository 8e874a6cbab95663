//! The bank account to collect from.

use std::fmt;

use bank_details::{Account, Details};
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
    /// The number that names the bank, where the country has one of its own: routing, institution or registration
    /// number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_code: Option<String>,
    /// The UK sort code, and its like in other countries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch_code: Option<String>,
    /// The local account number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_number: Option<String>,
    /// `checking` or `savings`; in the United States.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_type: Option<String>,
    /// The IBAN, instead of local details.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iban: Option<String>,
}

impl BankAccount {
    /// The account that the details name, checked by its country's rules; the same check in browser and server.
    ///
    /// # Errors
    ///
    /// Every part that is wrong: bank, branch, account number.
    pub fn account(&self) -> Result<Account, Vec<bank_details::Error>> {
        let details = Details {
            account_number: self.account_number.as_deref().unwrap_or_default(),
            bank_code: self.bank_code.as_deref().unwrap_or_default(),
            branch_code: self.branch_code.as_deref().unwrap_or_default(),
            iban: self.iban.as_deref().unwrap_or_default(),
        };
        Account::parse(self.country_code.as_deref().unwrap_or_default(), &details)
    }
}

/// Shows the country only: the rest is sensitive.
impl fmt::Debug for BankAccount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BankAccount").field("country_code", &self.country_code).finish_non_exhaustive()
    }
}
