//! The payer's confirmation of a billing request flow, from the component.

use axum::http::StatusCode;
use axum::response::Response;
use signup_api::{Data, Flows, HostedFlowStatus, Submission, Submitted};

use super::confirm::hand_in;
use super::save::check;
use super::visit::BillingVisit;
use crate::error::Refusal;
use crate::exchange::json;
use crate::handlers::billing_requests::refusal;
use crate::ledger::Onward;
use crate::parameters::Document;
use crate::sandbox::Sandbox;

/// Collects what the payer confirms and tells where to go.
pub(crate) fn submit(sandbox: &Sandbox, visit: &BillingVisit, document: Document) -> Result<Response, Refusal> {
    match visit.status {
        HostedFlowStatus::Open => {}
        HostedFlowStatus::Expired => {
            let message = "Billing request flow has expired";
            return Err(Refusal::state("billing_request_flow_expired", message));
        }
        HostedFlowStatus::Completed | HostedFlowStatus::Submitted => {
            let message = "Billing request flow has already been completed";
            return Err(Refusal::state("billing_request_flow_already_completed", message));
        }
    }
    let submission = serde_json::from_value::<Data<Submission>>(document.into_value()).map_err(|_| {
        Refusal::invalid_document("Send {\"data\": {\"payer\": {…}, \"bank_account\": {…}}} with texts as values.")
    })?;
    let answers = check(visit, &submission.data, None).map_err(Refusal::form)?;
    let redirect_url = match hand_in(sandbox, visit, answers).map_err(refusal)? {
        Onward::Bank(id) => sandbox.address_of(&format!("/bank/{id}")),
        Onward::Done => visit.end_for_component(sandbox),
    };
    Ok(json(StatusCode::OK, &Flows { flows: Submitted { redirect_url } }))
}
