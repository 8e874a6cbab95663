//! `GET /bank_authorisations/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows one bank authorisation.
pub(crate) async fn get_bank_authorisation(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let authorisations = &ledger.organisation_of(&caller)?.bank_authorisations;
    Ok(reply::found(NAME, authorisations.get(&id).ok_or_else(Refusal::resource_not_found)?))
}
