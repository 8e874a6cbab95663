//! Seeded customer notifications.

use jiff::SignedDuration;
use serde_json::{Map, Value};

use super::entry::Entry;
use super::{SeedError, Sowing};
use crate::ledger::{CustomerNotification, NOTIFICATION_TYPES};

/// A notification that can be handled for two days.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let kind = entry.word("type", &NOTIFICATION_TYPES)?.to_owned();
    let links = match entry.take("links") {
        None => Map::new(),
        Some(Value::Object(links)) => links,
        Some(_) => return Err(entry.error("links", "must be an object")),
    };
    let action_taken = if entry.has("action_taken") { Some(entry.word("action_taken", &["handled"])?) } else { None };
    let action_taken_at = entry.text("action_taken_at")?;
    let action_taken_by = entry.text("action_taken_by")?;
    entry.finish(&[])?;
    let created_at = entry.created_at();
    let deadline = sowing.now.saturating_add(SignedDuration::from_hours(48)).unwrap_or(sowing.now);
    sowing.organisation.customer_notifications.add(CustomerNotification {
        id: entry.id.clone(),
        kind,
        action_taken,
        action_taken_at,
        action_taken_by,
        links,
        deadline,
        created_at,
    });
    Ok(())
}
