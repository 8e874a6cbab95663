//! The form of a billing request flow, filled in.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use signup_api::{HostedFlowStatus, Needs, Submission};

use super::show::form_page;
use super::visit::BillingVisit;
use crate::hosted::authority::paper;
use crate::hosted::details::{check_bank_account, needs, of_account, of_authority};
use crate::hosted::notice;
use crate::hosted::payer::check_payer;
use crate::hosted::read_form::{Sent, read};
use crate::hosted::show_flow::Entered;
use crate::ledger::Answers;
use crate::sandbox::Sandbox;
use crate::validation::{CheckedAccount, FieldProblem, Problem};

/// Keeps what was entered for review, or shows the form again with what is wrong.
pub(crate) fn save(sandbox: &Sandbox, visit: &BillingVisit, fields: &[u8]) -> Response {
    if visit.status != HostedFlowStatus::Open {
        return Redirect::to(&visit.path()).into_response();
    }
    let pairs = || url::form_urlencoded::parse(fields).into_owned();
    let institution = pairs().find(|(name, _)| name == "institution").map(|(_, id)| id);
    let Sent { submission, bank, account_country, refuses_authority } = read(pairs(), visit.scheme);
    if refuses_authority && visit.wants_mandate {
        let way_back = visit.flow.exit_uri.as_deref().or(visit.flow.redirect_uri.as_deref());
        let paper = paper(&visit.path(), bank);
        return notice::needs_paper(&visit.creditor, &visit.path(), way_back, &visit.merchant_origins(), &paper);
    }
    match check(visit, &submission, institution.as_deref()) {
        Ok(answers) => {
            let mut ledger = sandbox.ledger();
            let organisation = ledger.organisation_with_billing_request_flow(visit.flow.id.as_str());
            let flows = organisation.map(|organisation| &mut organisation.billing_request_flows);
            if let Some(record) = flows.and_then(|flows| flows.get_mut(visit.flow.id.as_str())) {
                record.draft = Some(answers);
            }
            Redirect::to(&format!("{}/review", visit.path())).into_response()
        }
        Err(problems) => {
            let entered = Entered {
                payer: &submission.payer,
                account_holder_name: &submission.bank_account.account_holder_name,
                bank,
                account_country: &account_country,
                problems: &problems,
            };
            form_page(sandbox, visit, StatusCode::UNPROCESSABLE_ENTITY, &entered)
        }
    }
}

/// Checks what was asked for and nothing else: what is locked or known cannot be changed by sending it.
pub(super) fn check(
    visit: &BillingVisit,
    submission: &Submission,
    institution: Option<&str>,
) -> Result<Answers, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let account = visit.asks_account.then(|| check_bank_account(&submission.bank_account, visit.scheme));
    let country = account.as_ref().and_then(|account| account.as_ref().ok()).map(CheckedAccount::country_code);
    let checked = account.as_ref().and_then(|account| account.as_ref().ok());
    let needs = match (visit.asks_account, visit.scheme) {
        (true, scheme) => needs(&submission.bank_account, checked, scheme),
        (false, Some(scheme)) => Needs::of(scheme, None),
        (false, None) => Needs::default(),
    };
    let payer = visit.asks_payer.then(|| check_payer(&submission.payer, needs, &visit.payer, country, &mut problems));
    let chosen = visit.institutions.iter().find(|(id, _)| Some(*id) == institution).map(|(id, _)| *id);
    if !visit.institutions.is_empty() && chosen.is_none() {
        problems.push(FieldProblem::new("billing_requests", "institution", Problem::Required));
    }
    let account = match account.transpose() {
        Ok(account) => account,
        Err(wrong) => {
            problems.extend(of_account(Some(&wrong)));
            None
        }
    };
    problems.extend(of_authority(submission).filter(|_| visit.wants_mandate));
    if problems.is_empty() { Ok(Answers { payer, account, institution: chosen }) } else { Err(problems) }
}
