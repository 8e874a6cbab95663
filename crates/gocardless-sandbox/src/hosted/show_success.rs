//! `GET /flow/{id}/success`: where `confirmation_url` leads.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use signup_api::HostedFlowStatus;

use super::billing::{self, BillingVisit};
use super::frame::{Loads, frame};
use super::headers::page;
use super::notice;
use super::visit::Visit;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;

/// GoCardless's own confirmation, for merchants that have none; shown for 15 minutes after completion.
pub(crate) async fn show_success(
    State(sandbox): State<Sandbox>,
    id: Result<PathId, crate::error::Refusal>,
) -> Response {
    if let Some(visit) = id.as_ref().ok().and_then(|PathId(id)| BillingVisit::to(&sandbox, id)) {
        return billing::finish(&visit);
    }
    let Some(visit) = id.ok().and_then(|PathId(id)| Visit::to(&sandbox, &id)) else { return notice::unknown() };
    if visit.flow.status != HostedFlowStatus::Completed {
        return Redirect::to(&format!("/flow/{}", visit.flow.id)).into_response();
    }
    if !visit.is_confirmation_shown {
        return notice::confirmation_over(&visit);
    }
    let creditor = &visit.flow.creditor;
    let heading = "Your Direct Debit is set up";
    let main = html! {
        div class="signup" {
            h2 class="signup__title" { (heading) }
            dl class="signup__review" {
                @if let Some(name) = &creditor.statement_name {
                    div class="signup__row" { dt { "Name on your bank statement" } dd { (name) } }
                }
                @if let Some(reference) = &visit.mandate_reference {
                    div class="signup__row" { dt { "Reference" } dd { (reference) } }
                }
            }
            p class="signup__text" { "You are told in advance when money is to be taken." }
            p { a class="signup__link" href={ "/flow/" (visit.flow.id) "/mandate_pdf" } { "Your mandate (PDF)" } }
            p { a class="signup__link" href=(visit.way_back) { "Go back to " (creditor.name) } }
        }
    };
    let title = format!("{heading} – {}", creditor.name);
    page(StatusCode::OK, Some(&visit.merchant_origin), frame(&title, Some(creditor), Loads::Nothing, &main))
}
