//! Customer bank accounts.

use serde::{Deserialize, Serialize};

use crate::redacted::redacted_debug;
use crate::{CustomerBankAccountId, CustomerId, Metadata};

/// A customer's bank account; its number is never returned in whole.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Customer Bank Accounts")]
pub struct CustomerBankAccount {
    pub id: CustomerBankAccountId,
    pub created_at: String,
    /// The last 2 digits, 4 in New Zealand.
    pub account_number_ending: String,
    pub account_holder_name: String,
    pub account_type: Option<String>,
    pub bank_name: Option<String>,
    pub currency: Option<String>,
    pub country_code: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
    pub enabled: bool,
    pub links: CustomerBankAccountLinks,
}

/// What a customer bank account belongs to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct CustomerBankAccountLinks {
    /// Its customer.
    pub customer: CustomerId,
}

/// What `POST /customer_bank_accounts` takes: an IBAN, or local details with their country.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Customer Bank Accounts")]
pub struct NewCustomerBankAccount {
    pub account_holder_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iban: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
    pub links: CustomerBankAccountLinks,
}

redacted_debug!(CustomerBankAccount { id, created_at, country_code, currency, enabled, links });
redacted_debug!(NewCustomerBankAccount { country_code, currency, links });
