//! The form of a billing request flow.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bank_details::{Account, Scheme};
use gocardless_api::Metadata;
use maud::{Markup, html};
use signup_api::{HostedFlowStatus, Needs};

use super::visit::BillingVisit;
use crate::countries;
use crate::hosted::bank_form::BankForm;
use crate::hosted::form::Form;
use crate::hosted::frame::{Loads, frame};
use crate::hosted::headers::page;
use crate::hosted::show_flow::Entered;
use crate::machines::Origin;
use crate::machines::billing_request::BillingRequestAction as Action;
use crate::query::Query;
use crate::sandbox::Sandbox;
use crate::validation::CheckedAccount;

/// Shows the form, or where nothing is left to enter the review; the first visit is told.
pub(crate) fn show(sandbox: &Sandbox, visit: &BillingVisit, query: &Query) -> Response {
    match visit.status {
        HostedFlowStatus::Open => {}
        HostedFlowStatus::Expired => return closed(visit),
        HostedFlowStatus::Completed | HostedFlowStatus::Submitted => {
            return Redirect::to(&format!("{}/success", visit.path())).into_response();
        }
    }
    note_visit(sandbox, visit);
    if visit.asks_nothing() {
        return Redirect::to(&format!("{}/review", visit.path())).into_response();
    }
    let draft = visit.draft.as_ref();
    let payer = draft.and_then(|draft| draft.payer.as_ref()).unwrap_or(&visit.payer);
    let chosen = query.one("country");
    let drafted = draft.and_then(|draft| draft.account.as_ref()).filter(|_| chosen.is_none());
    let known = [chosen, drafted.map(CheckedAccount::country_code), payer.country_code.as_deref()];
    let account_country = match visit.scheme.and_then(Scheme::country) {
        Some(only) => only,
        None => known.into_iter().flatten().find(|code| countries::has_a_scheme(code)).unwrap_or("GB"),
    };
    let wants_iban = match query.one("bank") {
        None => drafted.is_some_and(|account| matches!(account.account, Account::Iban(_))),
        Some(bank) => bank == "iban",
    };
    let bank = BankForm::of(visit.scheme, account_country, wants_iban);
    let account_holder_name = drafted.map_or("", |account| account.holder.0.as_str());
    let entered = Entered { payer, account_holder_name, bank, account_country, problems: &[] };
    form_page(sandbox, visit, StatusCode::OK, &entered)
}

fn note_visit(sandbox: &Sandbox, visit: &BillingVisit) {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let id = visit.flow.id.as_str();
    let Some(organisation) = ledger.organisation_with_billing_request_flow(id) else { return };
    let record = organisation.billing_request_flows.get_mut(id);
    if record.is_some_and(|record| !std::mem::replace(&mut record.is_visited, true)) {
        // Whether there is anybody to tell does not matter to the payer.
        let _ = organisation.flow_happens(id, Action::FlowVisited, Origin::Payer, Metadata::new(), now);
    }
}

/// The page with the form as it stands.
pub(super) fn form_page(
    sandbox: &Sandbox,
    visit: &BillingVisit,
    status: StatusCode,
    entered: &Entered<'_>,
) -> Response {
    let action = visit.path();
    let form = Form {
        action: &action,
        bank: entered.bank,
        account_country: entered.account_country,
        asks_payer: visit.asks_payer,
        asks_account: visit.asks_account,
        asks_authority: visit.wants_mandate,
        needs: match (visit.asks_account, visit.scheme) {
            (true, _) => entered.bank.needs(entered.account_country),
            (false, Some(scheme)) => Needs::of(scheme, None),
            (false, None) => Needs::default(),
        },
        institutions: &visit.institutions,
        has_choice: visit.scheme.is_none(),
        payer: entered.payer,
        account_holder_name: entered.account_holder_name,
        problems: entered.problems,
    };
    let heading = "Your details";
    let plain = html! {
        div class="signup" {
            h2 class="signup__title" { (heading) }
            (asked(visit))
            (form.view())
        }
    };
    let by_component = visit.is_usual() && sandbox.pages().is_some();
    let main = html! {
        @if by_component {
            mandate-signup flow="hosted" flow-id=(visit.flow.id) backend=(action) locale=(visit.language) { (plain) }
        } @else {
            (plain)
        }
        (exit(visit))
    };
    let error = if entered.problems.is_empty() { "" } else { "Error: " };
    let title = format!("{error}{heading} – {}", visit.creditor.name);
    let loads = if by_component { Loads::Component } else { Loads::Nothing };
    page(status, Some(&visit.merchant_origins()), frame(&title, Some(&visit.creditor), loads, &main))
}

/// What the payer is asked to agree to.
pub(super) fn asked(visit: &BillingVisit) -> Markup {
    html! {
        @if let Some(description) = &visit.description {
            p class="signup__text" { (description) }
        }
        @if let Some(amount) = &visit.amount {
            p class="signup__text" { "To pay: " strong { (amount) } }
        }
    }
}

/// The way out, where the merchant gave one.
pub(super) fn exit(visit: &BillingVisit) -> Markup {
    html! {
        @if visit.flow.exit_uri.is_some() {
            form method="post" action={ (visit.path()) "/exit" } {
                button class="hosted__change hosted__change--exit" type="submit" { "Leave without finishing" }
            }
        }
    }
}

/// What a payer is told about a flow that cannot be filled in any more.
pub(super) fn closed(visit: &BillingVisit) -> Response {
    let title = "This page has expired";
    let main = html! {
        div class="signup" {
            h2 class="signup__title" { (title) }
            p class="signup__text" { "Nothing was set up and nothing was paid. Go back to start again." }
            @if let Some(url) = visit.flow.exit_uri.as_ref().or(visit.flow.redirect_uri.as_ref()) {
                a class="signup__button" href=(url) { "Go back to " (visit.creditor.name) }
            }
        }
    };
    let markup = frame(title, Some(&visit.creditor), Loads::Nothing, &main);
    page(StatusCode::GONE, Some(&visit.merchant_origins()), markup)
}
