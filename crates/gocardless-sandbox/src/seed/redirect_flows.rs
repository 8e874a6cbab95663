//! Seeded redirect flows.

use gocardless_api::{PrefilledCustomer, RedirectFlow};
use serde_json::json;

use super::entry::Entry;
use super::{SeedError, Sowing};
use crate::ledger::{FlowRecord, Progress};

/// A flow that the payer has not begun, or, with a mandate, one that is complete.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let organisation = &sowing.organisation;
    let is_complete = entry.link("mandate", |id| organisation.mandates.get(id).is_some())?.is_some();
    entry.link("customer", |id| organisation.customer(id).is_some())?;
    entry.link("customer_bank_account", |id| organisation.customer_bank_accounts.get(id).is_some())?;
    let mut blank = json!({
        "id": entry.id,
        "description": null,
        "session_token": "session",
        "scheme": null,
        "success_redirect_url": "https://shop.example/ok",
        "created_at": entry.created_at(),
        "links": {"creditor": entry.creditor(sowing)?},
        "metadata": {},
    });
    if !is_complete {
        blank["redirect_url"] = format!("{}/flow/{}", sowing.address, entry.id).into();
    }
    let further = [
        "redirect_url",
        "confirmation_url",
        "mandate_reference",
        "links/billing_request",
        "links/mandate",
        "links/customer",
        "links/customer_bank_account",
    ];
    let flow: RedirectFlow = entry.read(blank, &further)?;
    let progress = if is_complete { Progress::Completed { at: entry.created } } else { Progress::Open { draft: None } };
    let prefilled = PrefilledCustomer::default();
    sowing.organisation.redirect_flows.add(FlowRecord { flow, created: entry.created, prefilled, progress });
    Ok(())
}
