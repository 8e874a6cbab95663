//! `GET /billing_request_templates`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::ledger::BillingRequestTemplate;
use crate::pagination::page;
use crate::query::Query;
use crate::reply;
use crate::sandbox::Sandbox;

/// Lists billing request templates, newest first; by `payment_request_scheme`.
pub(crate) async fn list_billing_request_templates(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let templates = &ledger.organisation_of(&caller)?.billing_request_templates;
    let keep = |template: &BillingRequestTemplate| {
        query.allows("payment_request_scheme", template.payment_request_scheme.as_deref())
    };
    Ok(reply::listed(NAME, page(templates.newest_first(), &query, keep)?, |template| template))
}
