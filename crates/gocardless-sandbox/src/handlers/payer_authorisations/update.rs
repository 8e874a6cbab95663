//! `PUT /payer_authorisations/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use super::fill::fill;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Replaces what is sent; once it is submitted, nothing can be changed.
pub(crate) async fn update_payer_authorisation(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let authorisations = &mut ledger.organisation_of(&caller)?.payer_authorisations;
    let authorisation = authorisations.get_mut(&id).ok_or_else(Refusal::resource_not_found)?;
    let mut form = document.envelope(NAME)?;
    let mut changed = authorisation.clone();
    fill(&mut form, &mut changed);
    form.check()?;
    if authorisation.status != "created" {
        return Err(Refusal::state("update_failed", "Payer authorisation has already been submitted"));
    }
    *authorisation = changed;
    Ok(reply::found(NAME, &*authorisation))
}
