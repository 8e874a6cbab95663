//! `POST /flow/{id}/confirm`: the payer's confirmation, from the plain form.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use signup_api::HostedFlowStatus;

use super::billing::{self, BillingVisit};
use super::notice;
use super::same_origin::SameOrigin;
use super::visit::way_back;
use crate::ledger::Progress;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;

/// Submits what was reviewed and leads back to the merchant; a second time, it only leads back.
pub(crate) async fn confirm_flow(State(sandbox): State<Sandbox>, PathId(id): PathId, _: SameOrigin) -> Response {
    if let Some(visit) = BillingVisit::to(&sandbox, &id) {
        return billing::confirm(&sandbox, &visit);
    }
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let flows = ledger.organisation_with_flow(&id).map(|organisation| &mut organisation.redirect_flows);
    let Some(record) = flows.and_then(|flows| flows.get_mut(&id)) else { return notice::unknown() };
    let status = record.status(now);
    match (&mut record.progress, status) {
        (Progress::Open { draft }, HostedFlowStatus::Open) => match draft.take() {
            Some(details) => record.progress = Progress::Submitted(details),
            None => return Redirect::to(&format!("/flow/{id}")).into_response(),
        },
        (_, HostedFlowStatus::Submitted | HostedFlowStatus::Completed) => {}
        _ => return Redirect::to(&format!("/flow/{id}")).into_response(),
    }
    Redirect::to(&way_back(record)).into_response()
}
