//! Mandate PDFs: mandates on paper.

use serde::{Deserialize, Serialize};

use crate::redacted::redacted_debug;
use crate::{CreditorId, MandateId, Scheme};

/// Where a mandate's PDF is to be had; who knows the address can read the document.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct MandatePdf {
    /// The document's address; it asks for no token.
    pub url: String,
    /// When the address stops working: ten minutes after it was asked for.
    pub expires_at: String,
}

/// What `POST /mandate_pdfs` takes: a mandate and nothing else, or details to print.
///
/// Of details any may be left out but what names the scheme: `scheme`, `iban`, or local details with `country_code`.
#[derive(Clone, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Mandate PDFs")]
pub struct NewMandatePdf {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_holder_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_line1: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_line2: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_line3: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bic: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub danish_identity_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iban: Option<String>,
    /// 6 to 18 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate_reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer_ip_address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    /// `YYYY-MM-DD`; with it there is no line to sign on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_date: Option<String>,
    /// In minor units; together with `subscription_frequency`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_amount: Option<u64>,
    /// `weekly`, `monthly` or `yearly`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_frequency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swedish_identity_number: Option<String>,
    #[serde(default, skip_serializing_if = "NewMandatePdfLinks::is_empty")]
    pub links: NewMandatePdfLinks,
}

/// What a PDF is made of.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct NewMandatePdfLinks {
    /// The mandate that is printed, its account censored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<MandateId>,
    /// Who collects; needed without a mandate when the organisation has several creditors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creditor: Option<CreditorId>,
}

impl NewMandatePdfLinks {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

redacted_debug!(MandatePdf { expires_at });
redacted_debug!(NewMandatePdf { scheme, links });
