//! Seeded events: what is said to have happened before the sandbox began.

use gocardless_api::Event;
use serde_json::json;

use super::entry::Entry;
use super::{SeedError, Sowing};

/// A payment's creation unless it says otherwise; what its links name need not be there any more.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let blank = json!({
        "id": entry.id,
        "created_at": entry.created_at(),
        "resource_type": "payments",
        "action": "created",
        "metadata": {},
        "details": {"origin": "api", "cause": "payment_created", "description": "Payment created via the API."},
        "links": {},
        "resource_metadata": {},
    });
    let event: Event = entry.read(blank, &["details/*", "links/*"])?;
    sowing.organisation.add_event(event);
    Ok(())
}
