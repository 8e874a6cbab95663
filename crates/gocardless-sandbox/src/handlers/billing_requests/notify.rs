//! `POST /billing_requests/{id}/actions/notify`.

use super::{NAME, refusal, shown};
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::Unready;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;
use axum::extract::State;
use axum::response::Response;

/// Takes note that the payer is to be told by email; the sandbox writes no emails.
pub(crate) async fn notify_payer(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let organisation = ledger.organisation_of(&caller)?;
    let record = organisation.billing_requests.get(&id).ok_or_else(Refusal::resource_not_found)?;

    let mut form = document.action(NAME)?;
    form.required_one_of("notification_type", &["email"]);
    form.redirect_url("redirect_uri");
    form.check()?;
    if !record.is_open() {
        return Err(refusal(Unready::Status));
    }
    shown(organisation, &id)
}
