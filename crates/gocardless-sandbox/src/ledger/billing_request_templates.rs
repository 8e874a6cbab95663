//! Billing request templates: what billing requests made by a link have in common.

use gocardless_api::Metadata;
use serde::{Deserialize, Serialize};

use super::Record;

/// A billing request template. Source: API reference, "Billing Request Templates".
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct BillingRequestTemplate {
    /// Who collects.
    #[serde(skip)]
    pub(crate) creditor: String,
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) mandate_request_currency: Option<String>,
    pub(crate) mandate_request_scheme: Option<String>,
    pub(crate) mandate_request_description: Option<String>,
    pub(crate) mandate_request_metadata: Option<Metadata>,
    pub(crate) mandate_request_verify: Option<String>,
    pub(crate) mandate_request_constraints: Option<Constraints>,
    /// In minor units, in digits.
    pub(crate) payment_request_amount: Option<String>,
    pub(crate) payment_request_currency: Option<String>,
    pub(crate) payment_request_scheme: Option<String>,
    pub(crate) payment_request_description: Option<String>,
    pub(crate) payment_request_metadata: Option<Metadata>,
    pub(crate) redirect_uri: Option<String>,
    pub(crate) metadata: Metadata,
    pub(crate) authorisation_url: String,
    pub(crate) created_at: String,
    pub(crate) updated_at: String,
}

/// The bounds that payments under the mandate are to keep.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Constraints {
    pub(crate) start_date: Option<String>,
    pub(crate) end_date: Option<String>,
    pub(crate) max_amount_per_payment: Option<u64>,
    pub(crate) payment_method: Option<String>,
    pub(crate) periodic_limits: Vec<serde_json::Value>,
}

impl Record for BillingRequestTemplate {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> &str {
        &self.created_at
    }
}
