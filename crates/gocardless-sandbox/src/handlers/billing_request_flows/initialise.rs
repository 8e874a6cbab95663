//! `POST /billing_request_flows/{id}/actions/initialise`.

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

/// Gives a flow that can still be walked a new session token; the sandbox's pages ask for none.
pub(crate) async fn initialise_billing_request_flow(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    if organisation.billing_request_flows.get(&id).is_none() {
        return Err(Refusal::resource_not_found());
    }
    document.action(NAME)?.check()?;
    let token = organisation.ids.plain("BRFST");
    let record = organisation.billing_request_flows.get_mut(&id).ok_or_else(Refusal::resource_not_found)?;
    if now >= record.expires {
        return Err(Refusal::state("billing_request_flow_expired", "Billing request flow has expired"));
    }
    record.flow.session_token = Some(token);
    Ok(reply::found(NAME, &record.flow))
}
