//! `POST /payer_authorisations/{id}/actions/confirm`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Confirms what was submitted: customer, bank account and mandate are made next, and it is completed then.
pub(crate) async fn confirm_payer_authorisation(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    let authorisation = organisation.payer_authorisations.get(&id).ok_or_else(Refusal::resource_not_found)?;
    document.action(NAME)?;
    if authorisation.status != "submitted" {
        return Err(Refusal::state("confirm_failed", "Payer authorisation is not waiting to be confirmed"));
    }
    if organisation.creditor_for(None).is_err() {
        let message = "Payer authorisations need an organisation with one creditor";
        return Err(Refusal::state("confirm_failed", message));
    }
    let authorisation = organisation.confirm_payer_authorisation(&id, now).ok_or_else(Refusal::internal)?;
    Ok(reply::found(NAME, &authorisation))
}
