//! Seeded scheme identifiers: each comes in the place of its creditor's in the same scheme.

use gocardless_api::SchemeIdentifier;
use serde_json::{Value, json};

use super::entry::Entry;
use super::{SeedError, Sowing};

/// One of Bacs that is active unless it says otherwise. The scheme has yet to give a pending one its reference.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let creditor = entry.creditor(sowing)?;
    entry.take("links");
    let status = entry.word("status", &["active", "pending"])?;
    let scheme = entry.text("scheme")?.unwrap_or_else(|| "bacs".to_owned());
    let Some(record) = sowing.organisation.creditors.get_mut(&creditor) else { return Ok(()) };
    let identifiers = &mut record.creditor.scheme_identifiers;
    let Some(same) = identifiers.iter_mut().find(|identifier| identifier.scheme.as_str() == scheme) else {
        return Err(entry.error("scheme", super::entry::no_such("scheme", &scheme)));
    };
    let mut blank = json!(same);
    blank["id"] = Value::from(entry.id.as_str());
    blank["created_at"] = Value::from(entry.created_at());
    blank["status"] = Value::from(status);
    if status == "pending" {
        blank["reference"] = Value::Null;
    }
    *same = entry.read::<SchemeIdentifier>(blank, &[])?;
    if status == "pending" {
        let scheme = same.scheme.clone();
        sowing.organisation.seed_pending_identifier(entry.id.clone(), &scheme, entry.created, sowing.now);
    }
    Ok(())
}
