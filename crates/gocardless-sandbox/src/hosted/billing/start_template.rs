//! `GET /billing/static/template?id=BRT…`: where a billing request template's `authorisation_url` leads.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gocardless_api::{BillingRequestFlow, BillingRequestFlowLinks, BillingRequestId, Metadata};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::clock::written;
use crate::error::Refusal;
use crate::handlers::billing_request_flows::LIFETIME;
use crate::handlers::billing_requests::{read_record, refusal};
use crate::hosted::notice;
use crate::ledger::{BillingRequestFlowRecord, BillingRequestTemplate, Organisation};
use crate::machines::Origin;
use crate::machines::billing_request::BillingRequestAction as Action;
use crate::parameters::Form;
use crate::query::Query;
use crate::sandbox::Sandbox;

/// The link of the template with this id, where `address` is the sandbox's own.
pub(crate) fn template_address(address: &str, id: &str) -> String {
    format!("{address}/billing/static/template?id={id}")
}

/// Makes a billing request and a flow for the payer who follows the link, and leads there.
///
/// A template that asks for what no billing request can ask for leads nowhere.
pub(crate) async fn start_template(State(sandbox): State<Sandbox>, query: Query) -> Response {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let Some(id) = query.one("id") else { return notice::unknown() };
    let Some(organisation) = ledger.organisation_with_billing_request_template(id) else { return notice::unknown() };
    let Some(template) = organisation.billing_request_templates.get(id).cloned() else { return notice::unknown() };
    match start(&sandbox, organisation, &template, now) {
        Ok(flow) => Redirect::to(&format!("/flow/{flow}")).into_response(),
        Err(_) => notice::unknown(),
    }
}

fn start(
    sandbox: &Sandbox,
    organisation: &mut Organisation,
    template: &BillingRequestTemplate,
    now: Timestamp,
) -> Result<String, Refusal> {
    let mut form = Form::new("billing_requests", asked(template));
    let record = read_record(&mut form, None, organisation, now)?;
    form.check()?;
    let request = record.request.id.clone();
    organisation.add_billing_request(record, &[], now);
    let flow = flow(sandbox, organisation, template, request, now);
    let id = flow.flow.id.to_string();
    organisation.billing_request_flows.add(flow);
    let made = organisation.flow_happens(&id, Action::FlowCreated, Origin::Payer, Metadata::new(), now);
    made.map_err(refusal)?;
    Ok(id)
}

/// What the template asks for, as a merchant would ask for it.
fn asked(template: &BillingRequestTemplate) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("links".to_owned(), json!({ "creditor": template.creditor }));
    fields.insert("metadata".to_owned(), json!(template.metadata));
    let amount = template.payment_request_amount.as_ref().and_then(|amount| amount.parse::<u64>().ok());
    if let Some(amount) = amount {
        let payment = json!({
            "amount": amount,
            "currency": template.payment_request_currency,
            "description": template.payment_request_description,
            "metadata": template.payment_request_metadata,
            "scheme": template.payment_request_scheme,
        });
        fields.insert("payment_request".to_owned(), payment);
    }
    if template.mandate_request_currency.is_some() || template.mandate_request_scheme.is_some() || amount.is_none() {
        let mandate = json!({
            "constraints": template.mandate_request_constraints,
            "currency": template.mandate_request_currency,
            "description": template.mandate_request_description,
            "metadata": template.mandate_request_metadata,
            "scheme": template.mandate_request_scheme,
            "verify": template.mandate_request_verify,
        });
        fields.insert("mandate_request".to_owned(), mandate);
    }
    fields
}

fn flow(
    sandbox: &Sandbox,
    organisation: &mut Organisation,
    template: &BillingRequestTemplate,
    billing_request: BillingRequestId,
    now: Timestamp,
) -> BillingRequestFlowRecord {
    let id = organisation.ids.billing_request_flow();
    let expires = now.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
    let flow = BillingRequestFlow {
        authorisation_url: sandbox.address_of(&format!("/billing/static/flow?id={id}")),
        id,
        auto_fulfil: true,
        redirect_uri: template.redirect_uri.clone(),
        exit_uri: None,
        lock_customer_details: false,
        lock_bank_account: false,
        lock_currency: true,
        session_token: None,
        expires_at: written(expires),
        created_at: written(now),
        language: None,
        prefilled_customer: None,
        prefilled_bank_account: None,
        customer_details_captured: false,
        show_redirect_buttons: false,
        show_success_redirect_button: false,
        skip_success_screen: false,
        links: BillingRequestFlowLinks { billing_request },
    };
    BillingRequestFlowRecord { flow, expires, draft: None, is_visited: false, is_submitted: false }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{TestSandbox, frank};

    async fn template(sandbox: &TestSandbox, fields: Value) -> String {
        let body = json!({ "billing_request_templates": fields });
        let made = sandbox.post("/billing_request_templates", body).await.json;
        let url = made["billing_request_templates"]["authorisation_url"].as_str().unwrap().to_owned();
        url.strip_prefix("http://127.0.0.1:8081").unwrap().to_owned()
    }

    #[tokio::test]
    async fn each_payer_who_follows_the_link_gets_a_mandate_of_their_own() {
        let sandbox = TestSandbox::new();
        let fields = json!({"mandate_request_scheme": "bacs", "redirect_uri": "https://shop.example/ok"});
        let link = template(&sandbox, fields).await;
        for count in 1..=2 {
            let page = sandbox.visit(&link).await.headers["location"].to_str().unwrap().to_owned();
            let flow = page.strip_prefix("/flow/").unwrap();
            assert_eq!(sandbox.submit(flow, frank()).await.status, 200);
            assert_eq!(sandbox.mandates().len(), count);
        }
    }

    #[tokio::test]
    async fn a_link_that_cannot_be_followed_leads_nowhere() {
        let sandbox = TestSandbox::new();
        let link = template(&sandbox, json!({"mandate_request_scheme": "pigeon"})).await;
        for path in [link.as_str(), "/billing/static/template", "/billing/static/template?id=BRT1"] {
            assert_eq!(sandbox.visit(path).await.status, 404);
        }
        assert!(sandbox.events().is_empty());
    }
}
