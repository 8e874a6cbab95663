//! Seeded mandate imports.

use super::entry::Entry;
use super::{SeedError, Sowing};
use crate::ledger::{MandateImport, MandateImportLinks};

/// An import into Bacs that is open unless it says otherwise.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let scheme = entry.word("scheme", &bank_details::Scheme::ALL.map(bank_details::Scheme::as_str))?;
    let status = entry.word("status", &["created", "submitted", "cancelled", "processing", "processed"])?;
    let creditor = entry.creditor(sowing)?;
    let creditor = creditor.parse().map_err(|error| entry.error("links.creditor", error))?;
    entry.finish(&["links"])?;
    sowing.organisation.mandate_imports.add(MandateImport {
        created_at: entry.created_at(),
        id: entry.id.clone(),
        scheme: scheme.to_owned(),
        status,
        links: MandateImportLinks { creditor },
    });
    Ok(())
}
