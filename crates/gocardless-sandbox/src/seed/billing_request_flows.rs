//! Seeded billing request flows.

use gocardless_api::BillingRequestFlow;
use jiff::Timestamp;
use serde_json::json;

use super::entry::{Entry, OUT_OF_RANGE};
use super::{SeedError, Sowing};
use crate::clock::{in_range, written};
use crate::handlers::billing_request_flows::LIFETIME;
use crate::ledger::BillingRequestFlowRecord;

/// A flow that the payer has not begun, open for seven days from its creation.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let requests = &sowing.organisation.billing_requests;
    let request = entry.required_link("billing_request", |id| requests.get(id).is_some())?;
    let expires = match entry.text("expires_at")? {
        None => entry.created.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX),
        Some(time) => {
            let words = "must be a time like 2026-03-02T09:00:00.000Z";
            let time = time.parse().map_err(|_| entry.error("expires_at", words))?;
            in_range(time).map_err(|_| entry.error("expires_at", OUT_OF_RANGE))?
        }
    };
    let blank = json!({
        "id": entry.id,
        "auto_fulfil": true,
        "redirect_uri": null,
        "exit_uri": null,
        "authorisation_url": format!("{}/billing/static/flow?id={}", sowing.address, entry.id),
        "lock_customer_details": false,
        "lock_bank_account": false,
        "lock_currency": false,
        "session_token": null,
        "expires_at": written(expires),
        "created_at": entry.created_at(),
        "language": null,
        "prefilled_customer": null,
        "prefilled_bank_account": null,
        "customer_details_captured": false,
        "show_redirect_buttons": false,
        "show_success_redirect_button": false,
        "skip_success_screen": false,
        "links": {"billing_request": request},
    });
    let flow: BillingRequestFlow = entry.read(blank, &[])?;
    let (is_visited, is_submitted) = (false, flow.customer_details_captured);
    let record = BillingRequestFlowRecord { flow, expires, draft: None, is_visited, is_submitted };
    sowing.organisation.billing_request_flows.add(record);
    Ok(())
}
