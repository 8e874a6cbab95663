//! `POST /redirect_flows`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{Metadata, PrefilledCustomer, RedirectFlow, RedirectFlowLinks, Scheme};
use serde_json::{Map, Value};

use super::NAME;
use crate::authentication::Caller;
use crate::clock::written;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::{FlowRecord, Progress, WhichCreditor};
use crate::parameters::{Document, Form};
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// Makes a redirect flow, open to the payer for 30 minutes.
///
/// What is filled in for the payer is kept unchecked and shown to the payer only.
pub(crate) async fn create_redirect_flow(
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
    let session_token = form.required_text("session_token");
    let success_redirect_url = form.required_redirect_url("success_redirect_url");
    let description = form.text("description");
    let scheme = read_scheme(&mut form);
    let prefilled = read_prefilled(&form.object("prefilled_customer"));
    form.object("prefilled_bank_account");
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    let creditor = form.link("creditor");
    let creditor = organisation.creditor_for(creditor.as_deref()).map(|creditor| creditor.id.clone());
    if creditor == Err(WhichCreditor::NotSaid) {
        form.problem("links/creditor", Problem::Required);
    }
    form.check()?;

    let creditor = creditor.map_err(|_| Refusal::link_not_found(NAME, "creditor"))?;
    let id = organisation.ids.redirect_flow();
    let flow = RedirectFlow {
        redirect_url: Some(sandbox.address_of(&format!("/flow/{id}"))),
        id,
        description,
        session_token,
        scheme,
        success_redirect_url,
        created_at: written(now),
        links: RedirectFlowLinks { creditor: Some(creditor), ..RedirectFlowLinks::default() },
        metadata,
        confirmation_url: None,
        mandate_reference: None,
    };
    let record = FlowRecord { flow: flow.clone(), created: now, prefilled, progress: Progress::Open { draft: None } };
    organisation.redirect_flows.add(record);
    organisation.made.remember(&caller, &key, flow.id.as_str());
    Ok(reply::created(NAME, flow.id.as_str(), &flow))
}

fn read_scheme(form: &mut Form) -> Option<Scheme> {
    let scheme = Scheme::from(form.text("scheme")?);
    if matches!(scheme, Scheme::Other(_)) {
        form.problem("scheme", Problem::Invalid);
    }
    Some(scheme)
}

/// Unchecked: what is no text is left out.
fn read_prefilled(fields: &Map<String, Value>) -> PrefilledCustomer {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
    PrefilledCustomer {
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
        language: text("language"),
        phone_number: text("phone_number"),
        swedish_identity_number: text("swedish_identity_number"),
        danish_identity_number: text("danish_identity_number"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    fn with(field: &str, value: Value) -> Value {
        let mut body = json!({"redirect_flows": {
            "session_token": "s1", "success_redirect_url": "https://shop.example/ok", "description": "Club fee"
        }});
        body["redirect_flows"][field] = value;
        body
    }

    #[tokio::test]
    async fn a_flow_has_every_key_in_the_recorded_order_and_not_what_was_filled_in() {
        let sandbox = TestSandbox::new();
        let body = with("prefilled_customer", json!({"given_name": "Frank", "email": "not checked", "city": 5}));
        let answer = sandbox.post("/redirect_flows", body).await;
        assert_eq!(answer.status, 201);
        let flow = &answer.json["redirect_flows"];
        let (id, creditor) = (flow["id"].as_str().unwrap(), &flow["links"]["creditor"]);
        assert_eq!(answer.headers["location"], format!("/redirect_flows/{id}"));
        assert_eq!(
            answer.text,
            format!(
                "{{\"redirect_flows\":{{\"id\":\"{id}\",\"description\":\"Club fee\",\"session_token\":\"s1\",\
                 \"scheme\":null,\"success_redirect_url\":\"https://shop.example/ok\",\
                 \"created_at\":\"2026-03-02T09:00:00.000Z\",\"links\":{{\"creditor\":{creditor}}},\"metadata\":{{}},\
                 \"redirect_url\":\"http://127.0.0.1:8081/flow/{id}\"}}}}"
            )
        );
    }

    #[tokio::test]
    async fn each_wrong_field_is_pointed_at() {
        let sandbox = TestSandbox::new();
        let url = "must be an absolute http or https URL";
        for (field, value, message) in [
            ("session_token", json!(null), "is required"),
            ("session_token", json!(" "), "is required"),
            ("session_token", json!(5), "must be a string"),
            ("success_redirect_url", json!(null), "is required"),
            ("success_redirect_url", json!("/ok"), url),
            ("success_redirect_url", json!("shop.example"), url),
            ("success_redirect_url", json!("ftp://shop.example"), url),
            ("success_redirect_url", json!("javascript:alert(1)"), url),
            ("success_redirect_url", json!("https://"), url),
            ("success_redirect_url", json!("https://a;script-src/"), url),
            ("scheme", json!("visa"), "is invalid"),
            ("scheme", json!("faster_payments"), "is invalid"),
            ("description", json!([]), "must be a string"),
            ("prefilled_customer", json!("Frank"), "must be an object"),
            ("metadata", json!({"a": 1}), "values must be strings"),
        ] {
            let error = sandbox.post("/redirect_flows", with(field, value.clone())).await.assert_invalid();
            let pointer = format!("/redirect_flows/{field}");
            assert_eq!(error.errors[0].request_pointer.as_deref(), Some(pointer.as_str()), "{value}");
            assert_eq!((error.errors.len(), error.errors[0].message.as_str()), (1, message), "{field} {value}");
        }
        assert!(sandbox.redirect_flows().is_empty());
    }

    #[tokio::test]
    async fn an_unknown_creditor_is_a_link_that_is_not_found() {
        let sandbox = TestSandbox::new();
        let answer = sandbox.post("/redirect_flows", with("links", json!({"creditor": "CR123"}))).await;
        answer.assert_refused(404, "invalid_api_usage", "link_not_found");
    }
}
