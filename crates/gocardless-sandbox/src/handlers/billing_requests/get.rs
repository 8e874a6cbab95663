//! `GET /billing_requests/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::shown;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;

/// Shows one billing request.
pub(crate) async fn get_billing_request(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    shown(sandbox.ledger().organisation_of(&caller)?, &id)
}
