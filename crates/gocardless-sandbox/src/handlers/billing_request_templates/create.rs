//! `POST /billing_request_templates`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::Metadata;

use super::NAME;
use super::fill::fill_template;
use crate::authentication::Caller;
use crate::clock::written;
use crate::error::Refusal;
use crate::hosted::template_address;
use crate::idempotency::IdempotencyKey;
use crate::ledger::{BillingRequestTemplate, WhichCreditor};
use crate::parameters::Document;
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// Makes a billing request template, whose link makes a billing request of each payer who follows it.
pub(crate) async fn create_billing_request_template(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    key: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let at = written(ledger.now());
    let organisation = ledger.organisation_of(&caller)?;
    organisation.made.check(&caller, &key)?;

    let mut form = document.envelope(NAME)?;
    let creditor = form.link("creditor");
    let creditor = organisation.creditor_for(creditor.as_deref()).map(|creditor| creditor.id.to_string());
    if creditor == Err(WhichCreditor::NotSaid) {
        form.problem("links/creditor", Problem::Required);
    }
    let id = organisation.ids.plain("BRT");
    let mut template = BillingRequestTemplate {
        creditor: String::new(),
        name: None,
        mandate_request_currency: None,
        mandate_request_scheme: None,
        mandate_request_description: None,
        mandate_request_metadata: None,
        mandate_request_verify: None,
        mandate_request_constraints: None,
        payment_request_amount: None,
        payment_request_currency: None,
        payment_request_scheme: None,
        payment_request_description: None,
        payment_request_metadata: None,
        redirect_uri: None,
        metadata: Metadata::new(),
        authorisation_url: template_address(&sandbox.address_of(""), &id),
        created_at: at.clone(),
        updated_at: at,
        id,
    };
    fill_template(&mut form, &mut template);
    form.check()?;
    template.creditor = creditor.map_err(|_| Refusal::link_not_found(NAME, "creditor"))?;

    organisation.made.remember(&caller, &key, &template.id);
    organisation.billing_request_templates.add(template.clone());
    Ok(reply::created(NAME, &template.id, &template))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_template_has_every_key() {
        let sandbox = TestSandbox::new();
        let body = json!({"billing_request_templates": {
            "name": "12 Month Gold Plan", "mandate_request_currency": "GBP", "mandate_request_scheme": "bacs",
            "payment_request_amount": 2500, "payment_request_currency": "GBP",
            "mandate_request_constraints": {"max_amount_per_payment": 5000, "periodic_limits": []}
        }});
        let answer = sandbox.post("/billing_request_templates", body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let template = &answer.json["billing_request_templates"];
        let id = template["id"].as_str().unwrap();
        assert_eq!(template.as_object().unwrap().len(), 18);
        assert_eq!(template["payment_request_amount"], "2500");
        assert_eq!(template["mandate_request_constraints"]["end_date"], json!(null));
        assert_eq!(template["authorisation_url"], format!("http://127.0.0.1:8081/billing/static/template?id={id}"));
        for (query, count) in [("", 1), ("payment_request_scheme=faster_payments", 0)] {
            let list = sandbox.get(&format!("/billing_request_templates?{query}")).await.json;
            assert_eq!(list["billing_request_templates"].as_array().map(Vec::len), Some(count), "{query}");
        }
    }

    #[tokio::test]
    async fn each_wrong_field_is_pointed_at() {
        let sandbox = TestSandbox::new();
        for (field, value, pointer) in [
            ("name", json!(7), "name"),
            ("payment_request_amount", json!("ten"), "payment_request_amount"),
            ("payment_request_currency", json!("XXX"), "payment_request_currency"),
            ("mandate_request_verify", json!("never"), "mandate_request_verify"),
            ("redirect_uri", json!("javascript:1"), "redirect_uri"),
            ("mandate_request_constraints", json!(7), "mandate_request_constraints"),
            (
                "mandate_request_constraints",
                json!({"periodic_limits": [{"period": "hour"}]}),
                "mandate_request_constraints/periodic_limits",
            ),
        ] {
            let answer = sandbox.post("/billing_request_templates", json!({NAME: {field: value}})).await;
            let pointer = format!("/billing_request_templates/{pointer}");
            assert_eq!(answer.assert_invalid().errors[0].request_pointer.as_deref(), Some(pointer.as_str()));
        }
    }

    const NAME: &str = super::NAME;
}
