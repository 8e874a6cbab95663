//! The end of a billing request flow.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use signup_api::HostedFlowStatus;

use super::visit::BillingVisit;
use crate::hosted::frame::{Loads, frame};
use crate::hosted::headers::page;

/// The success screen, unless the merchant skips it.
pub(crate) fn finish(visit: &BillingVisit) -> Response {
    if matches!(visit.status, HostedFlowStatus::Open | HostedFlowStatus::Expired) {
        return Redirect::to(&visit.path()).into_response();
    }
    if let Some(url) = visit.flow.redirect_uri.as_ref().filter(|_| visit.flow.skip_success_screen) {
        return Redirect::to(url).into_response();
    }
    let creditor = &visit.creditor;
    let heading = match (visit.status, visit.wants_mandate) {
        (HostedFlowStatus::Completed, true) => "Your Direct Debit is set up",
        (HostedFlowStatus::Completed, false) => "You have paid",
        _ => "You have confirmed your details",
    };
    let has_button = visit.flow.show_redirect_buttons || visit.flow.show_success_redirect_button;
    let main = html! {
        div class="signup" {
            h2 class="signup__title" { (heading) }
            dl class="signup__review" {
                @if let Some(amount) = &visit.amount {
                    div class="signup__row" { dt { "Amount" } dd { (amount) } }
                }
                @if let Some(name) = &creditor.statement_name {
                    div class="signup__row" { dt { "Name on your bank statement" } dd { (name) } }
                }
                @if let Some(reference) = &visit.mandate_reference {
                    div class="signup__row" { dt { "Reference" } dd { (reference) } }
                }
            }
            @if let Some(url) = &visit.flow.redirect_uri {
                p {
                    a class=(if has_button { "signup__button" } else { "signup__link" }) href=(url) {
                        "Go back to " (creditor.name)
                    }
                }
            }
        }
    };
    let title = format!("{heading} – {}", creditor.name);
    page(StatusCode::OK, Some(&visit.merchant_origins()), frame(&title, Some(creditor), Loads::Nothing, &main))
}
