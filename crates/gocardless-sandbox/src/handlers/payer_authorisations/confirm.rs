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

/// Confirms what was submitted. Nothing comes of it: customer, bank account and mandate are not made.
pub(crate) async fn confirm_payer_authorisation(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let authorisations = &mut ledger.organisation(caller.organisation).payer_authorisations;
    let authorisation = authorisations.get_mut(&id).ok_or_else(Refusal::resource_not_found)?;
    document.action(NAME)?;
    if authorisation.status != "submitted" {
        return Err(Refusal::state("confirm_failed", "Payer authorisation is not waiting to be confirmed"));
    }
    authorisation.status = "confirmed";
    Ok(reply::found(NAME, &*authorisation))
}
