//! Bank details lookups.

use serde::{Deserialize, Serialize};

use crate::Scheme;
use crate::redacted::redacted_debug;

/// What GoCardless knows of an account before it is anybody's.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Bank Details Lookups")]
pub struct BankDetailsLookup {
    #[serde(default)]
    pub bank_name: Option<String>,
    /// The schemes that reach the account; empty where none does.
    #[serde(default)]
    pub available_debit_schemes: Vec<Scheme>,
    #[serde(default)]
    pub bic: Option<String>,
}

/// What `POST /bank_details_lookups` takes: an IBAN, or local details with their country.
#[derive(Clone, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Bank Details Lookups")]
pub struct NewBankDetailsLookup {
    /// With it, the bank may be asked whether the name is the account's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_holder_name: Option<String>,
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
}

redacted_debug!(BankDetailsLookup { available_debit_schemes });
redacted_debug!(NewBankDetailsLookup { country_code });
