//! `GET /billing/static/flow?id=BRF…`: where `authorisation_url` leads.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::visit::BillingVisit;
use crate::hosted::notice;
use crate::query::Query;
use crate::sandbox::Sandbox;

/// Leads on to the flow.
pub(crate) async fn start_flow(State(sandbox): State<Sandbox>, query: Query) -> Response {
    match query.one("id").and_then(|id| BillingVisit::to(&sandbox, id)) {
        Some(visit) => Redirect::to(&visit.path()).into_response(),
        None => notice::unknown(),
    }
}
