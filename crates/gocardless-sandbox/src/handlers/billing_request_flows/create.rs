//! `POST /billing_request_flows`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{
    BillingRequestFlow, BillingRequestFlowLinks, BillingRequestFlowPrefilledCustomer, BillingRequestId, Metadata,
    PrefilledBankAccount,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::NAME;
use crate::authentication::Caller;
use crate::clock::written;
use crate::error::Refusal;
use crate::handlers::billing_requests::refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::{BillingRequestFlowRecord, Unready};
use crate::machines::Origin;
use crate::machines::billing_request::BillingRequestAction as Action;
use crate::parameters::{Document, Form};
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// From creation. Source: API reference, "Billing Request Flows".
pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Makes a way through the hosted pages, open to the payer for 7 days.
///
/// What is filled in for the payer is kept unchecked and shown to the payer.
pub(crate) async fn create_billing_request_flow(
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
    let request = form.link("billing_request");
    if request.is_none() {
        form.problem("links/billing_request", Problem::Required);
    }
    let record = request.as_deref().and_then(|id| organisation.billing_requests.get(id));
    let known = record.map(|record| (record.request.id.clone(), record.is_open()));
    let id = organisation.ids.billing_request_flow();
    let expires = now.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
    let draft = |request: BillingRequestId, form: &mut Form| BillingRequestFlow {
        authorisation_url: sandbox.address_of(&format!("/billing/static/flow?id={id}")),
        id,
        auto_fulfil: form.flag("auto_fulfil").unwrap_or(true),
        redirect_uri: form.redirect_url("redirect_uri"),
        exit_uri: form.redirect_url("exit_uri"),
        lock_customer_details: form.flag("lock_customer_details").unwrap_or(false),
        lock_bank_account: form.flag("lock_bank_account").unwrap_or(false),
        lock_currency: form.flag("lock_currency").unwrap_or(false),
        session_token: None,
        expires_at: written(expires),
        created_at: written(now),
        language: form.text("language"),
        prefilled_customer: read_customer(form),
        prefilled_bank_account: read_account(form),
        customer_details_captured: form.flag("customer_details_captured").unwrap_or(false),
        show_redirect_buttons: form.flag("show_redirect_buttons").unwrap_or(false),
        show_success_redirect_button: form.flag("show_success_redirect_button").unwrap_or(false),
        skip_success_screen: form.flag("skip_success_screen").unwrap_or(false),
        links: BillingRequestFlowLinks { billing_request: request },
    };
    let Some((request, is_open)) = known else {
        form.check()?;
        return Err(Refusal::link_not_found(NAME, "billing_request"));
    };
    let flow = draft(request, &mut form);
    form.check()?;
    if !is_open {
        return Err(refusal(Unready::Status));
    }

    let record =
        BillingRequestFlowRecord { flow: flow.clone(), expires, draft: None, is_visited: false, is_submitted: false };
    organisation.billing_request_flows.add(record);
    organisation.made.remember(&caller, &key, flow.id.as_str());
    organisation
        .flow_happens(flow.id.as_str(), Action::FlowCreated, Origin::Api, Metadata::new(), now)
        .map_err(refusal)?;
    Ok(reply::created(NAME, flow.id.as_str(), &flow))
}

/// Unchecked: what is no text is left out.
fn read_customer(form: &mut Form) -> Option<BillingRequestFlowPrefilledCustomer> {
    let was_sent = form.has("prefilled_customer");
    let fields = form.object("prefilled_customer");
    let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
    was_sent.then(|| BillingRequestFlowPrefilledCustomer {
        given_name: text("given_name"),
        family_name: text("family_name"),
        company_name: text("company_name"),
        email: text("email"),
        address_line1: text("address_line1"),
        address_line2: text("address_line2"),
        address_line3: text("address_line3"),
        city: text("city"),
        region: text("region"),
        postal_code: text("postal_code"),
        country_code: text("country_code"),
        swedish_identity_number: text("swedish_identity_number"),
        danish_identity_number: text("danish_identity_number"),
    })
}

fn read_account(form: &mut Form) -> Option<PrefilledBankAccount> {
    let mut group = form.group("prefilled_bank_account")?;
    let account_type = group.one_of("account_type", &["savings", "checking"]);
    form.absorb(group);
    Some(PrefilledBankAccount { account_type })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_flow_has_every_key_and_an_address_of_the_sandbox() {
        let sandbox = TestSandbox::new();
        let request = sandbox.billing_request(json!({"mandate_request": {}})).await;
        let body = json!({"billing_request_flows": {"exit_uri": "https://shop.example/exit", "links": {"billing_request": request}}});
        let answer = sandbox.post("/billing_request_flows", body).await;
        assert_eq!(answer.status, 201);
        let flow = &answer.json["billing_request_flows"];
        let id = flow["id"].as_str().unwrap();
        assert_eq!(
            *flow,
            json!({
                "id": id, "auto_fulfil": true, "redirect_uri": null, "exit_uri": "https://shop.example/exit",
                "authorisation_url": format!("http://127.0.0.1:8081/billing/static/flow?id={id}"),
                "lock_customer_details": false, "lock_bank_account": false, "lock_currency": false,
                "session_token": null, "expires_at": "2026-03-09T09:00:00.000Z",
                "created_at": "2026-03-02T09:00:00.000Z", "language": null, "prefilled_customer": null,
                "prefilled_bank_account": null, "customer_details_captured": false, "show_redirect_buttons": false,
                "show_success_redirect_button": false, "skip_success_screen": false,
                "links": {"billing_request": request}
            })
        );
        let event = sandbox.events().pop().unwrap();
        assert_eq!((event.action.as_ref(), event.links.get("billing_request_flow")), ("flow_created", Some(id)));
        let path = format!("/billing_request_flows/{id}/actions/initialise");
        let first = sandbox.post(&path, json!({"data": {}})).await.json;
        let second = sandbox.post(&path, Value::Null).await.json;
        let token = |answer: &Value| answer["billing_request_flows"]["session_token"].as_str().unwrap().to_owned();
        assert_ne!(token(&first), token(&second));
        sandbox.advance(Duration::from_hours(24 * 7));
        let late = sandbox.post(&path, Value::Null).await;
        late.assert_refused(422, "invalid_state", "billing_request_flow_expired");
    }

    #[tokio::test]
    async fn each_wrong_field_is_pointed_at() {
        let sandbox = TestSandbox::new();
        let request = sandbox.billing_request(json!({"mandate_request": {}})).await;
        for (field, value, pointer) in [
            ("links", json!({}), "links/billing_request"),
            ("redirect_uri", json!("javascript:1"), "redirect_uri"),
            ("exit_uri", json!("/exit"), "exit_uri"),
            ("auto_fulfil", json!("no"), "auto_fulfil"),
            ("prefilled_bank_account", json!({"account_type": "gold"}), "prefilled_bank_account/account_type"),
        ] {
            let mut body = json!({"links": {"billing_request": request}});
            body[field] = value;
            let body = json!({ "billing_request_flows": body });
            let error = sandbox.post("/billing_request_flows", body).await.assert_invalid();
            let pointer = format!("/billing_request_flows/{pointer}");
            assert_eq!(error.errors[0].request_pointer, Some(pointer));
        }
        let body = json!({"billing_request_flows": {"links": {"billing_request": "BRQ1"}}});
        let answer = sandbox.post("/billing_request_flows", body).await;
        answer.assert_refused(404, "invalid_api_usage", "link_not_found");
        let answer = sandbox.post("/billing_request_flows/BRF1/actions/initialise", Value::Null).await;
        answer.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
