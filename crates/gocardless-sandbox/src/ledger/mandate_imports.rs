//! Mandate imports: mandates that come from another provider, a row at a time.

use std::collections::BTreeMap;

use gocardless_api::{
    CreditorId, Customer, CustomerBankAccountId, CustomerId, MandateId, MandateLinks, Metadata, Scheme,
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::agenda::Due;
use super::customer_bank_accounts::Added;
use super::{Organisation, Record};
use crate::charge_dates::next_morning;
use crate::clock::written;
use crate::schemes;
use crate::validation::CheckedAccount;

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

/// A row of a mandate import.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MandateImportEntry {
    pub(crate) record_identifier: Option<String>,
    pub(crate) created_at: String,
    /// Why processing made nothing of it, by field.
    pub(crate) processing_errors: Option<BTreeMap<&'static str, Vec<&'static str>>>,
    pub(crate) links: MandateImportEntryLinks,
    /// For cursors; entries have no id.
    #[serde(skip)]
    pub(crate) cursor: String,
    /// What is to be made of it; not known of one that was seeded, of which nothing comes.
    #[serde(skip)]
    pub(crate) row: Option<ImportedRow>,
}

/// What a row says.
#[derive(Clone, Debug)]
pub(crate) struct ImportedRow {
    pub(crate) customer: Customer,
    pub(crate) account: CheckedAccount,
    pub(crate) account_metadata: Metadata,
    pub(crate) mandate_metadata: Metadata,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct MandateImportEntryLinks {
    pub(crate) mandate_import: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) customer: Option<CustomerId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) customer_bank_account: Option<CustomerBankAccountId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mandate: Option<MandateId>,
}

/// How long an import is processed; the sandbox's own.
const PROCESSING: SignedDuration = SignedDuration::from_hours(1);

impl Organisation {
    /// Submits a mandate import; `None`, changing nothing, when it was submitted or cancelled already.
    ///
    /// It is processed from the next working day's morning on, for an hour: the sandbox's own.
    pub(crate) fn submit_mandate_import(&mut self, id: &str, now: Timestamp) -> Option<MandateImport> {
        let import = self.mandate_imports.get_mut(id).filter(|import| import.is_open())?;
        import.status = "submitted";
        let import = import.clone();
        let scheme = Scheme::from(import.scheme.clone());
        self.agenda.put(next_morning(&scheme, now), Due::Import { id: import.id.clone() });
        Some(import)
    }

    /// Adds an import that was made at `created`, in the state that it has: one that was submitted is processed as any
    /// other, one that is being processed is done in an hour.
    pub(crate) fn seed_mandate_import(&mut self, import: MandateImport, created: Timestamp, now: Timestamp) {
        let at = match import.status {
            "submitted" => Some(next_morning(&Scheme::from(import.scheme.clone()), created).max(now)),
            "processing" => Some(now.saturating_add(PROCESSING).unwrap_or(now)),
            _ => None,
        };
        if let Some(at) = at {
            self.agenda.put(at, Due::Import { id: import.id.clone() });
        }
        self.mandate_imports.add(import);
    }

    /// Processing begins, or ends: every row is a customer, an account and a mandate then, or tells why not.
    pub(super) fn import_is_due(&mut self, id: &str, at: Timestamp) {
        let Some(import) = self.mandate_imports.get_mut(id) else { return };
        if import.status == "submitted" {
            import.status = "processing";
            let end = at.saturating_add(PROCESSING).unwrap_or(at);
            return self.agenda.put(end, Due::Import { id: id.to_owned() });
        }
        import.status = "processed";
        let import = import.clone();
        let entries = self.mandate_import_entries.oldest_first().filter(|entry| entry.links.mandate_import == id);
        for entry in entries.cloned().collect::<Vec<_>>() {
            self.process_entry(&import, entry, at);
        }
    }

    fn process_entry(&mut self, import: &MandateImport, entry: MandateImportEntry, at: Timestamp) {
        let Some(row) = entry.row else { return };
        let scheme = schemes::on_the_wire(row.account.scheme());
        if scheme.as_str() != import.scheme {
            if let Some(record) = self.mandate_import_entries.get_mut(&entry.cursor) {
                let errors = BTreeMap::from([("bank_account", vec!["is not of the mandate import's scheme"])]);
                record.processing_errors = Some(errors);
            }
            return;
        }
        let customer = Customer { created_at: written(at), ..row.customer };
        self.add_customer(customer.clone());
        let (Added::Usable(account) | Added::Duplicate(account)) =
            self.add_bank_account(&customer.id, row.account, row.account_metadata, at);
        let links = MandateLinks {
            customer_bank_account: account.id.clone(),
            creditor: import.links.creditor.clone(),
            customer: customer.id.clone(),
            new_mandate: None,
        };
        let mandate = self.add_mandate(links, scheme, row.mandate_metadata, at);
        if let Some(record) = self.mandate_import_entries.get_mut(&entry.cursor) {
            record.links.customer = Some(customer.id);
            record.links.customer_bank_account = Some(account.id);
            record.links.mandate = Some(mandate.id);
        }
    }
}

impl MandateImport {
    /// Whether entries can be added to it.
    pub(crate) fn is_open(&self) -> bool {
        self.status == "created"
    }
}

impl MandateImportEntry {
    /// What came of it; `None` before it is processed.
    pub(crate) fn status(&self) -> Option<&'static str> {
        match (&self.processing_errors, &self.links.mandate) {
            (Some(_), _) => Some("unsuccessfully_processed"),
            (None, Some(_)) => Some("successfully_processed"),
            (None, None) => None,
        }
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
