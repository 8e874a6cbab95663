//! Creditors: who collects.

use serde::{Deserialize, Serialize};

use crate::{CreditorId, Scheme, SchemeIdentifierId};

/// A creditor: the merchant, as GoCardless knows it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Creditors")]
pub struct Creditor {
    pub id: CreditorId,
    pub created_at: String,
    pub name: String,
    #[serde(default)]
    pub address_line1: Option<String>,
    #[serde(default)]
    pub address_line2: Option<String>,
    #[serde(default)]
    pub address_line3: Option<String>,
    #[serde(default)]
    pub city: Option<String>,
    #[serde(default)]
    pub region: Option<String>,
    #[serde(default)]
    pub postal_code: Option<String>,
    #[serde(default)]
    pub country_code: Option<String>,
    #[serde(default)]
    pub creditor_type: Option<String>,
    #[serde(default)]
    pub logo_url: Option<String>,
    #[serde(default)]
    pub verification_status: Option<String>,
    #[serde(default)]
    pub scheme_identifiers: Vec<SchemeIdentifier>,
    #[serde(default)]
    pub links: CreditorLinks,
}

/// The accounts that a creditor is paid out to, by `default_<currency>_payout_account`.
pub type CreditorLinks = std::collections::BTreeMap<String, Option<String>>;

/// How a creditor appears in one scheme; a payment page must show its name, address, phone and email.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Scheme Identifiers")]
pub struct SchemeIdentifier {
    /// Absent on identifiers that GoCardless shares between merchants.
    #[serde(default)]
    pub id: Option<SchemeIdentifierId>,
    /// The name on the payer's bank statement.
    pub name: String,
    pub scheme: Scheme,
    /// The service user number (Bacs) or creditor identifier (SEPA).
    pub reference: Option<String>,
    /// In working days.
    #[serde(default)]
    pub minimum_advance_notice: Option<u32>,
    #[serde(default)]
    pub currency: Option<String>,
    #[serde(default)]
    pub address_line1: Option<String>,
    #[serde(default)]
    pub address_line2: Option<String>,
    #[serde(default)]
    pub address_line3: Option<String>,
    #[serde(default)]
    pub city: Option<String>,
    #[serde(default)]
    pub region: Option<String>,
    #[serde(default)]
    pub postal_code: Option<String>,
    #[serde(default)]
    pub country_code: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub phone_number: Option<String>,
    #[serde(default)]
    pub can_specify_mandate_reference: Option<bool>,
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default)]
    pub created_at: Option<String>,
}
