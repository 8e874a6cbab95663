//! Mandate imports: mandates that come from another provider, a row at a time.

use gocardless_api::CreditorId;
use serde::Serialize;

use super::Record;

/// A mandate import. Source: API reference, "Mandate Imports".
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MandateImport {
    pub(crate) id: String,
    pub(crate) scheme: String,
    pub(crate) status: &'static str,
    pub(crate) created_at: String,
    pub(crate) links: MandateImportLinks,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct MandateImportLinks {
    pub(crate) creditor: CreditorId,
}

/// A row of a mandate import; what was sent of payer and account is checked and not kept.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MandateImportEntry {
    pub(crate) record_identifier: Option<String>,
    pub(crate) created_at: String,
    /// Filled by processing, which does not happen here.
    pub(crate) processing_errors: (),
    pub(crate) links: MandateImportEntryLinks,
    /// For cursors; entries have no id.
    #[serde(skip)]
    pub(crate) cursor: String,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct MandateImportEntryLinks {
    pub(crate) mandate_import: String,
}

impl MandateImport {
    /// Whether entries can be added to it.
    pub(crate) fn is_open(&self) -> bool {
        self.status == "created"
    }
}

impl Record for MandateImport {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> &str {
        &self.created_at
    }
}

impl Record for MandateImportEntry {
    fn id(&self) -> &str {
        &self.cursor
    }

    fn created_at(&self) -> &str {
        &self.created_at
    }
}
