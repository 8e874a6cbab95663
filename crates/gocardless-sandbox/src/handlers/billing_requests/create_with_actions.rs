//! `POST /billing_requests/create_with_actions`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{BillingRequest, Metadata};
use serde::Serialize;

use super::create::read_record;
use super::read::{account_currency, read_account, read_customer, read_institution};
use super::refusal;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::{BankAuthorisation, BillingRequestRecord, Deed, Organisation, Unready};
use crate::machines::billing_request::{BillingRequestAction as Action, Step};
use crate::parameters::{Document, Form};
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

const NAME: &str = "billing_request_with_actions";

#[derive(Serialize)]
struct WithActions {
    bank_authorisations: Option<BankAuthorisation>,
    billing_requests: BillingRequest,
}

/// What is done in one go, in the order in which it is done.
#[derive(Default)]
struct Actions {
    deeds: Vec<(Deed, Metadata)>,
    leads_to_bank: bool,
    redirect_uri: Option<String>,
}

/// Makes a billing request and does a few things to it at once: all of it or nothing.
pub(crate) async fn create_with_actions(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    key: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    organisation.made.check(&caller, &key)?;

    let mut form = document.envelope(NAME)?;
    let mut record = read_record(&mut form, Some(&caller), organisation, now)?;
    let actions = read_actions(&mut form, organisation, &record, now);
    form.check()?;

    let mut done: Vec<(Action, Metadata)> = Vec::new();
    for (deed, metadata) in actions.deeds {
        done.extend(record.apply(deed).map_err(refusal)?.map(|action| (action, metadata)));
    }
    record.settle();
    if actions.leads_to_bank {
        record.may(Step::BankAuthorisation).map_err(refusal)?;
        if record.institution.is_none() {
            return Err(refusal(Unready::Waits(Step::SelectInstitution)));
        }
    }

    let id = record.request.id.to_string();
    // A customer of the merchant's changes with the details that were collected.
    organisation.change_customer(&record.customer);
    organisation.made.remember(&caller, &key, &id);
    organisation.add_billing_request(record, &done, now);
    let address = |id: &str| sandbox.address_of(&format!("/bank/{id}"));
    let bank_authorisations = if actions.leads_to_bank {
        let back = actions.redirect_uri.unwrap_or_else(|| sandbox.address_of("/billing/static/thankyou"));
        let made = organisation.add_bank_authorisation(&id, back, false, address, now);
        Some(made.map_err(refusal)?)
    } else {
        None
    };
    let record = organisation.billing_requests.get(&id).ok_or_else(Refusal::internal)?;
    let answer = WithActions { bank_authorisations, billing_requests: record.shown() };
    Ok(reply::created_at(super::NAME, &id, NAME, answer))
}

/// Reads `actions`. Bank details come first: they may say the currency that the others wait for.
fn read_actions(
    form: &mut Form,
    organisation: &mut Organisation,
    record: &BillingRequestRecord,
    now: jiff::Timestamp,
) -> Actions {
    let mut actions = Actions::default();
    let Some(mut all) = form.group("actions") else { return actions };
    let customer_id = record.customer.id.clone();
    if let Some(mut group) = all.group("choose_currency") {
        let currency = group.required_text("currency");
        if !currency.is_empty() && !record.available_currencies().contains(&currency) {
            group.problem("currency", Problem::Invalid);
        }
        let metadata = super::read_metadata(&mut group);
        actions.deeds.push((Deed::ChooseCurrency(currency), metadata));
        all.absorb(group);
    }
    if let Some(mut group) = all.group("collect_bank_account") {
        let metadata = super::read_metadata(&mut group);
        if let Some(details) = read_account(&mut group, account_currency(record)) {
            let account = organisation.collected_account(&customer_id, details, metadata, now);
            actions.deeds.push((Deed::CollectBankAccount(Box::new(account)), Metadata::new()));
        }
        all.absorb(group);
    }
    if let Some(mut group) = all.group("collect_customer_details") {
        let mut customer = record.customer.clone();
        let ip_address = read_customer(&mut group, &mut customer);
        actions.deeds.push((Deed::CollectCustomerDetails(Box::new(customer), ip_address), Metadata::new()));
        all.absorb(group);
    }
    if let Some(mut group) = all.group("select_institution") {
        let institution = read_institution(&mut group);
        actions.deeds.extend(institution.map(|it| (Deed::SelectInstitution(it), Metadata::new())));
        all.absorb(group);
    }
    if let Some(mut group) = all.group("confirm_payer_details") {
        let dual_signature = group.flag("payer_requested_dual_signature").unwrap_or(false);
        let metadata = super::read_metadata(&mut group);
        actions.deeds.push((Deed::Confirm(dual_signature), metadata));
        all.absorb(group);
    }
    actions.leads_to_bank = all.flag("create_bank_authorisation").unwrap_or(false);
    actions.redirect_uri = all.redirect_url("bank_authorisation_redirect_uri");
    form.absorb(all);
    actions
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{TestSandbox, frank, franks_details};

    #[tokio::test]
    async fn everything_is_done_in_one_go_and_in_a_sensible_order() {
        let sandbox = TestSandbox::new();
        let back = format!("https://shop.example/back?{}", "a".repeat(1000));
        let body = json!({"billing_request_with_actions": {
            "payment_request": {"amount": 1000},
            "actions": {
                "confirm_payer_details": {},
                "collect_customer_details": franks_details(),
                "select_institution": {"country_code": "GB", "institution": "monzo"},
                "create_bank_authorisation": true,
                "bank_authorisation_redirect_uri": back
            }
        }});
        let answer = sandbox.post("/billing_requests/create_with_actions", body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let both = &answer.json["billing_request_with_actions"];
        let place = format!("/billing_requests/{}", both["billing_requests"]["id"].as_str().unwrap());
        assert_eq!(answer.headers["location"], *place);
        let authorisation = &both["bank_authorisations"];
        assert_eq!(both["billing_requests"]["links"]["bank_authorisation"], authorisation["id"]);
        assert_eq!(authorisation["redirect_uri"], back);
        assert_eq!(
            sandbox.told("billing_requests"),
            ["created", "collect_customer_details", "select_institution", "payer_details_confirmed"]
        );
    }

    #[tokio::test]
    async fn what_is_wrong_with_one_action_stops_them_all() {
        let sandbox = TestSandbox::new();
        let mut account = frank()["bank_account"].clone();
        account["branch_code"] = json!("20-00");
        for (actions, pointer) in [
            (json!({"collect_bank_account": account}), Some("actions/collect_bank_account/branch_code")),
            (
                json!({"collect_customer_details": {"customer": {"email": "x"}}}),
                Some("actions/collect_customer_details/customer/email"),
            ),
            (json!({"confirm_payer_details": {}}), None),
            (json!({"create_bank_authorisation": true}), None),
        ] {
            let body =
                json!({"billing_request_with_actions": {"mandate_request": {"scheme": "bacs"}, "actions": actions}});
            let answer = sandbox.post("/billing_requests/create_with_actions", body).await;
            match pointer {
                Some(pointer) => {
                    let pointer = format!("/billing_request_with_actions/{pointer}");
                    assert_eq!(answer.assert_invalid().errors[0].request_pointer, Some(pointer));
                }
                None => {
                    answer.assert_refused(422, "invalid_state", "billing_request_action_required");
                }
            }
        }
        assert_eq!(sandbox.get("/billing_requests").await.json["billing_requests"], json!([]));
        assert!(sandbox.events().is_empty());
    }
}
