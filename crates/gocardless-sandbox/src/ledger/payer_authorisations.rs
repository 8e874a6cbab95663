//! Payer authorisations: payer, account and mandate of an older kind of signup, gathered step by step.

use gocardless_api::Metadata;
use serde::Serialize;
use serde_json::{Map, Value};

use super::Record;

/// A payer authorisation. Source: API reference, "Payer Authorisations".
#[derive(Clone, Serialize)]
pub(crate) struct PayerAuthorisation {
    pub(crate) id: String,
    pub(crate) created_at: String,
    pub(crate) status: &'static str,
    pub(crate) customer: Group,
    pub(crate) bank_account: Group,
    pub(crate) mandate: Group,
    pub(crate) incomplete_fields: Vec<IncompleteField>,
    /// What it became, which is nothing here.
    pub(crate) links: Map<String, Value>,
}

/// A group of texts, each there and perhaps null, and its metadata.
#[derive(Clone, Default, Serialize)]
pub(crate) struct Group {
    #[serde(flatten)]
    pub(crate) texts: Map<String, Value>,
    pub(crate) metadata: Metadata,
}

/// A field that has to be filled or corrected before it can be submitted.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(crate) struct IncompleteField {
    pub(crate) field: String,
    pub(crate) message: String,
    pub(crate) request_pointer: String,
}

impl Group {
    pub(crate) fn text(&self, field: &str) -> Option<String> {
        self.texts.get(field).and_then(Value::as_str).map(str::to_owned)
    }
}

/// Hides the payer.
impl std::fmt::Debug for PayerAuthorisation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PayerAuthorisation").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Record for PayerAuthorisation {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> &str {
        &self.created_at
    }
}
