//! Seeded billing request templates.

use serde_json::json;

use super::entry::Entry;
use super::{SeedError, Sowing};
use crate::hosted::template_address;
use crate::ledger::BillingRequestTemplate;

/// A template for mandates in pounds unless it says otherwise; its creditor, which no answer shows, is the one linked.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let creditor = entry.creditor(sowing)?;
    entry.take("links");
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
        "authorisation_url": template_address(sowing.address, &entry.id),
        "created_at": entry.created_at(),
        "updated_at": entry.created_at(),
    });
    let template: BillingRequestTemplate = entry.read(blank, &[])?;
    sowing.organisation.billing_request_templates.add(BillingRequestTemplate { creditor, ..template });
    Ok(())
}
