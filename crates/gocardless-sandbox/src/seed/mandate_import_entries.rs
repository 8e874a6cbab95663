//! Seeded mandate import entries; their ids are cursors only.

use super::entry::Entry;
use super::{SeedError, Sowing};
use crate::ledger::{MandateImportEntry, MandateImportEntryLinks};

pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let imports = &sowing.organisation.mandate_imports;
    let mandate_import = entry.required_link("mandate_import", |id| imports.get(id).is_some())?;
    let record_identifier = entry.text("record_identifier")?;
    entry.finish(&["links"])?;
    sowing.organisation.mandate_import_entries.add(MandateImportEntry {
        record_identifier,
        created_at: entry.created_at(),
        processing_errors: None,
        links: MandateImportEntryLinks { mandate_import, customer: None, customer_bank_account: None, mandate: None },
        cursor: entry.id.clone(),
        row: None,
    });
    Ok(())
}
