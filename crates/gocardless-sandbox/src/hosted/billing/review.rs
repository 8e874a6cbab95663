//! What was entered in a billing request flow, before it is confirmed.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use signup_api::HostedFlowStatus;

use super::show::{asked, exit};
use super::visit::BillingVisit;
use crate::hosted::bank_rows::bank_rows;
use crate::hosted::frame::{Loads, frame};
use crate::hosted::headers::page;
use crate::hosted::review_flow::{payer_rows, row};
use crate::hosted::scheme_text::{confirm, scheme_text};
use crate::ledger::Answers;

/// Shows everything back, of the account's number two digits; without anything to show, leads to the form.
pub(crate) fn review(visit: &BillingVisit) -> Response {
    let answers = match &visit.draft {
        Some(draft) => draft.clone(),
        None if visit.asks_nothing() => Answers::default(),
        None => return Redirect::to(&visit.path()).into_response(),
    };
    if visit.status != HostedFlowStatus::Open {
        return Redirect::to(&visit.path()).into_response();
    }
    let heading = "Check your details";
    let creditor = &visit.creditor;
    let scheme = answers.account.as_ref().map(crate::validation::CheckedAccount::scheme).or(visit.scheme);
    let button = match scheme {
        _ if visit.is_instant => "Continue to your bank",
        Some(scheme) => confirm(scheme),
        None => "Set up Direct Debit",
    };
    let main = html! {
        div class="signup" {
            h2 class="signup__title" { (heading) }
            (asked(visit))
            (rows(visit, &answers))
            @if !visit.asks_nothing() {
                p { a class="signup__link" href=(visit.path()) { "Change your details" } }
            }
            @if let Some(scheme) = scheme.filter(|_| visit.wants_mandate) {
                (scheme_text(scheme, creditor, visit.advance_notice))
            }
            @if let Some(name) = &creditor.statement_name {
                p class="signup__text" { "Payments will appear on your bank statement as " strong { (name) } "." }
            }
            @if visit.wants_mandate {
                p class="signup__text" {
                    "By confirming, you say that you are the account holder and the only person needed to authorise "
                    "Direct Debits from this account."
                }
            }
            form method="post" action={ (visit.path()) "/confirm" } {
                button class="signup__button" type="submit" { (button) }
            }
        }
        (exit(visit))
    };
    let title = format!("{heading} – {}", creditor.name);
    page(StatusCode::OK, Some(&visit.merchant_origins()), frame(&title, Some(creditor), Loads::Nothing, &main))
}

fn rows(visit: &BillingVisit, answers: &Answers) -> Markup {
    let payer = answers.payer.as_ref().unwrap_or(&visit.payer);
    let bank = visit.institutions.iter().find(|(id, _)| Some(*id) == answers.institution);
    html! {
        dl class="signup__review" {
            (payer_rows(payer))
            @if let Some((_, name)) = bank {
                (row("Your bank", &[name]))
            }
            @if let Some(account) = &answers.account {
                (row("Name on the account", &[&account.holder.0]))
                @for (label, text) in bank_rows(account) {
                    (row(label, &[&text]))
                }
            } @else if let Some(ending) = &visit.account_ending {
                (row("Account", &[&format!("ends in {ending}")]))
            }
        }
    }
}
