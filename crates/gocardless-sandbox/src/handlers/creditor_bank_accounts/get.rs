//! `GET /creditor_bank_accounts/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows a creditor bank account.
pub(crate) async fn get_creditor_bank_account(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let found = ledger.organisation_of(&caller)?.creditor_bank_accounts.get(&id);
    Ok(reply::found(NAME, found.ok_or_else(Refusal::resource_not_found)?))
}
