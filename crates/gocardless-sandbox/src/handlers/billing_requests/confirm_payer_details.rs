//! `POST /billing_requests/{id}/actions/confirm_payer_details`.

use axum::extract::State;
use axum::response::Response;

use super::{NAME, read_metadata, refusal, shown};
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::Deed;
use crate::machines::Origin;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;

/// The payer has confirmed the details, on a page of the merchant's.
pub(crate) async fn confirm_payer_details(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    organisation.billing_requests.get(&id).ok_or_else(Refusal::resource_not_found)?;

    let mut form = document.action(NAME)?;
    let dual_signature = form.flag("payer_requested_dual_signature").unwrap_or(false);
    let metadata = read_metadata(&mut form);
    form.check()?;
    let deed = Deed::Confirm(dual_signature);
    organisation.do_to_billing_request(&id, deed, Origin::Api, metadata, now).map_err(refusal)?;
    shown(organisation, &id)
}
