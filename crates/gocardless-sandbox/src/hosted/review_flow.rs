//! `GET /flow/{id}/review`: what was entered, before it is confirmed.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use signup_api::Payer;

use super::bank_rows::bank_rows;
use super::billing::{self, BillingVisit};
use super::frame::{Loads, frame};
use super::headers::page;
use super::notice;
use super::scheme_text::{confirm, scheme_text};
use super::visit::Visit;
use crate::countries;
use crate::ledger::Details;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;

/// Shows everything back, of the account's number two digits; without anything to show, leads to the form.
pub(crate) async fn review_flow(State(sandbox): State<Sandbox>, id: Result<PathId, crate::error::Refusal>) -> Response {
    if let Some(visit) = id.as_ref().ok().and_then(|PathId(id)| BillingVisit::to(&sandbox, id)) {
        return billing::review(&visit);
    }
    let Some(visit) = id.ok().and_then(|PathId(id)| Visit::to(&sandbox, &id)) else { return notice::unknown() };
    let flow = format!("/flow/{}", visit.flow.id);
    let Some(details) = &visit.draft else { return Redirect::to(&flow).into_response() };
    let heading = "Check your details";
    let creditor = &visit.flow.creditor;
    let main = html! {
        div class="signup" {
            h2 class="signup__title" { (heading) }
            @if let Some(description) = &visit.flow.description {
                p class="signup__text" { (description) }
            }
            (rows(details))
            p { a class="signup__link" href=(flow) { "Change your details" } }
            (scheme_text(details.account.scheme(), creditor, visit.advance_notice))
            @if let Some(name) = &creditor.statement_name {
                p class="signup__text" { "Payments will appear on your bank statement as " strong { (name) } "." }
            }
            p class="signup__text" {
                "By confirming, you say that you are the account holder and the only person needed to authorise Direct "
                "Debits from this account."
            }
            form method="post" action={ (flow) "/confirm" } {
                button class="signup__button" type="submit" { (confirm(details.account.scheme())) }
            }
        }
    };
    let title = format!("{heading} – {}", creditor.name);
    page(StatusCode::OK, Some(&visit.merchant_origin), frame(&title, Some(creditor), Loads::Nothing, &main))
}

fn rows(details: &Details) -> Markup {
    html! {
        dl class="signup__review" {
            (payer_rows(&details.payer))
            (row("Name on the account", &[&details.account.holder.0]))
            @for (label, text) in bank_rows(&details.account) {
                (row(label, &[&text]))
            }
        }
    }
}

/// Who pays, as far as it was said.
pub(super) fn payer_rows(payer: &Payer) -> Markup {
    let names: Vec<_> = [&payer.given_name, &payer.family_name].into_iter().flatten().cloned().collect();
    let name = names.join(" ");
    html! {
        @if !name.is_empty() { (row("Name", &[&name])) }
        @for (term, value) in [
            ("Company", &payer.company_name),
            ("Email address", &payer.email),
            ("Identity number", &payer.swedish_identity_number),
            ("Identity number", &payer.danish_identity_number),
        ] {
            @if let Some(value) = value { (row(term, &[value])) }
        }
        @if payer.address_line1.is_some() { (row("Address", &address(payer))) }
    }
}

pub(super) fn row(term: &str, lines: &[&str]) -> Markup {
    html! {
        div class="signup__row" {
            dt { (term) }
            dd { @for line in lines { span class="signup__line" { (line) } } }
        }
    }
}

fn address(payer: &Payer) -> Vec<&str> {
    let country = payer.country_code.as_deref().and_then(countries::name);
    let lines = [&payer.address_line1, &payer.address_line2, &payer.city, &payer.region, &payer.postal_code];
    lines.into_iter().flatten().map(String::as_str).chain(country).collect()
}
