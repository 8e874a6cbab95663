//! Seeded mandate imports.

use super::entry::Entry;
use super::{SeedError, Sowing};
use crate::ledger::{MandateImport, MandateImportLinks};

/// An import into Bacs that is open unless it says otherwise.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let schemes = bank_details::Scheme::ALL.map(bank_details::Scheme::as_str);
    let scheme = if entry.has("scheme") { entry.word("scheme", &schemes)? } else { "bacs" };
    let status = entry.word("status", &["created", "submitted", "cancelled", "processing", "processed"])?;
    let creditor = entry.creditor(sowing)?;
    let creditor = creditor.parse().map_err(|error| entry.error("links.creditor", error))?;
    entry.finish(&["links"])?;
    let import = MandateImport {
        created_at: entry.created_at(),
        id: entry.id.clone(),
        scheme: scheme.to_owned(),
        status,
        links: MandateImportLinks { creditor },
    };
    sowing.organisation.seed_mandate_import(import, entry.created, sowing.now);
    Ok(())
}
