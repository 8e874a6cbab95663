//! Seeded billing request templates.

use serde_json::json;

use super::entry::Entry;
use super::{SeedError, Sowing};

/// A template for mandates in pounds unless it says otherwise.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let blank = json!({
        "id": entry.id,
        "name": "Direct Debit",
        "mandate_request_currency": "GBP",
        "mandate_request_scheme": null,
        "mandate_request_description": null,
        "mandate_request_metadata": null,
        "mandate_request_verify": null,
        "mandate_request_constraints": null,
        "payment_request_amount": null,
        "payment_request_currency": null,
        "payment_request_scheme": null,
        "payment_request_description": null,
        "payment_request_metadata": null,
        "redirect_uri": null,
        "metadata": {},
        "authorisation_url": format!("{}/billing/{}", sowing.address, entry.id),
        "created_at": entry.created_at(),
        "updated_at": entry.created_at(),
    });
    let template = entry.read(blank, &[])?;
    sowing.organisation.billing_request_templates.add(template);
    Ok(())
}
