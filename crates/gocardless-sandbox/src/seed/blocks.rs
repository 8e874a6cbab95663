//! Seeded blocks.

use serde_json::json;

use super::entry::Entry;
use super::{SeedError, Sowing};

/// An active block of an email address unless it says otherwise.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let block_type = entry.word("block_type", &["email", "email_domain", "bank_account", "bank_name"])?;
    let reason_type =
        entry.word("reason_type", &["other", "identity_fraud", "no_intent_to_pay", "unfair_chargeback"])?;
    let blank = json!({
        "id": entry.id,
        "block_type": block_type,
        "reason_type": reason_type,
        "reason_description": (reason_type == "other").then_some("Seeded"),
        "resource_reference": "penniless@example.com",
        "active": true,
        "created_at": entry.created_at(),
        "updated_at": entry.created_at(),
    });
    let block = entry.read(blank, &[])?;
    sowing.organisation.blocks.add(block);
    Ok(())
}
