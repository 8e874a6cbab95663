//! `POST /mandate_imports/{id}/actions/cancel`.

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

/// Cancels a mandate import that is not submitted yet.
pub(crate) async fn cancel_mandate_import(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let imports = &mut ledger.organisation_of(&caller)?.mandate_imports;
    let import = imports.get_mut(&id).ok_or_else(Refusal::resource_not_found)?;
    document.action(NAME)?;
    if !import.is_open() {
        return Err(Refusal::state("cancellation_failed", "Mandate import has already been submitted or cancelled"));
    }
    import.status = "cancelled";
    Ok(reply::found(NAME, &*import))
}
