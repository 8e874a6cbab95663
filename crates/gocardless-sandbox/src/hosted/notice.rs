//! Pages that say how it is and where to go.

use axum::http::StatusCode;
use axum::response::Response;
use maud::html;
use signup_api::{Creditor, HostedFlowStatus};

use super::frame::{Loads, frame};
use super::headers::page;
use super::visit::Visit;

/// What a payer is told about a flow that cannot be filled in any more.
pub(super) fn closed(visit: &Visit) -> Response {
    let (status, title, text) = match visit.flow.status {
        HostedFlowStatus::Expired => (
            StatusCode::GONE,
            "This page has expired",
            "For your security it works for 30 minutes. No Direct Debit was set up. Go back to start again.",
        ),
        HostedFlowStatus::Completed => {
            (StatusCode::OK, "Your Direct Debit is already set up", "Nothing more is needed here.")
        }
        HostedFlowStatus::Open | HostedFlowStatus::Submitted => (
            StatusCode::OK,
            "You have confirmed your details",
            "Go on to finish setting up your Direct Debit. You do not need to enter anything again.",
        ),
    };
    notice(status, title, text, Some(visit))
}

/// What a payer is told who may not authorise alone: the way out. `paper` is where the paper form is.
pub(super) fn needs_paper(
    creditor: &Creditor,
    back: &str,
    way_back: Option<&str>,
    origins: &str,
    paper: &str,
) -> Response {
    let title = "You need another way to authorise this";
    let main = html! {
        div class="signup" {
            h2 class="signup__title" { (title) }
            p class="signup__text" {
                "This form is only for accounts from which one person alone can authorise Direct Debits. Nothing has been "
                "set up."
            }
            p class="signup__text" {
                "You can authorise it on paper instead. Print the form, have everyone sign it whose signature the account "
                "needs, and send it to " (creditor.name) "."
            }
            a class="signup__button" href=(paper) { "Get the paper form (PDF)" }
            p { a class="signup__link" href=(back) { "Go back and change the answer" } }
            @if let Some(url) = way_back {
                p { a class="signup__link" href=(url) { "Go back to " (creditor.name) } }
            }
        }
    };
    page(StatusCode::OK, Some(origins), frame(title, Some(creditor), Loads::Nothing, &main))
}

/// What is told where there is no flow.
pub(super) fn unknown() -> Response {
    let text = "Check the address, or go back to where you came from and start again. No Direct Debit was set up.";
    notice(StatusCode::NOT_FOUND, "This page does not exist", text, None)
}

/// What is told where there is no document, or none any more.
pub(super) fn no_document() -> Response {
    let text = "The address of a mandate works for 10 minutes. Ask whoever gave it to you for a new one.";
    notice(StatusCode::NOT_FOUND, "This document is not here", text, None)
}

/// What is told when the confirmation is no longer shown.
pub(super) fn confirmation_over(visit: &Visit) -> Response {
    let text = "It can be seen for 15 minutes after a Direct Debit is set up.";
    notice(StatusCode::GONE, "This confirmation is no longer shown", text, Some(visit))
}

fn notice(status: StatusCode, title: &str, text: &str, visit: Option<&Visit>) -> Response {
    let main = html! {
        div class="signup" {
            h2 class="signup__title" { (title) }
            p class="signup__text" { (text) }
            @if let Some(visit) = visit {
                a class="signup__button" href=(visit.way_back) { "Go back to " (visit.flow.creditor.name) }
            }
        }
    };
    let markup = frame(title, visit.map(|visit| &visit.flow.creditor), Loads::Nothing, &main);
    page(status, visit.map(|visit| visit.merchant_origin.as_str()), markup)
}
