//! What is sent, and how answers are read.

use gocardless_api::{
    MandateStatus, NewBankDetailsLookup, NewCustomer, NewCustomerBankAccount, NewMandate, NewRedirectFlow,
    RedirectFlowId,
};
use gocardless_client::{Client, ClientError, IdempotencyKey, ListQuery};
use serde_json::{Value, from_str, from_value, json};

use crate::stub::{Reply, Stub, TOKEN};

pub(crate) fn key() -> IdempotencyKey {
    "SG1-step".parse().unwrap()
}

pub(crate) fn flow_id() -> RedirectFlowId {
    "RE1".parse().unwrap()
}

pub(crate) fn new_flow() -> NewRedirectFlow {
    from_value(json!({ "session_token": "session-canary", "success_redirect_url": "https://shop.example/?a=b" }))
        .unwrap()
}

pub(crate) fn flow() -> Value {
    json!({ "redirect_flows": {
        "id": "RE1", "description": null, "session_token": "session-canary", "scheme": null,
        "success_redirect_url": "https://shop.example", "created_at": "2026-01-01T00:00:00.000Z",
        "links": { "mandate": "MD1" }, "metadata": {}, "unknown_field": 1,
    }})
}

fn customer() -> Value {
    json!({ "id": "CU1", "created_at": "", "email": null, "given_name": "Ada", "family_name": null,
        "company_name": null, "address_line1": null, "address_line2": null, "address_line3": null, "city": null,
        "region": null, "postal_code": null, "country_code": null, "language": "en", "swedish_identity_number": null,
        "danish_identity_number": null, "phone_number": null, "metadata": {} })
}

fn account() -> Value {
    json!({ "id": "BA1", "created_at": "", "account_number_ending": "11", "account_holder_name": "ADA",
        "account_type": null, "bank_name": "BARCLAYS BANK PLC", "currency": "GBP", "country_code": "GB", "metadata": {},
        "enabled": true, "links": { "customer": "CU1" } })
}

fn mandate() -> Value {
    json!({ "id": "MD1", "created_at": "", "reference": "QR9TV3T", "status": "pending_submission", "scheme": "bacs",
        "next_possible_charge_date": "2026-04-02", "links": { "customer_bank_account": "BA1", "creditor": "CR1",
        "customer": "CU1" } })
}

fn creditor() -> Value {
    json!({ "id": "CR1", "created_at": "", "name": "Acme", "scheme_identifiers": [] })
}

async fn answering(body: Value) -> Stub {
    Stub::answering([Reply::json(200, &body.to_string())]).await
}

#[tokio::test]
async fn a_create_carries_every_header_and_its_envelope() {
    let stub = Stub::answering([Reply::json(201, &flow().to_string())]).await;
    let made = stub.client().create_redirect_flow(&new_flow(), &key()).await.unwrap();
    assert_eq!(made.id.as_str(), "RE1");

    let request = &stub.requests()[0];
    assert_eq!(request.line, "POST /redirect_flows HTTP/1.1");
    for (name, value) in [
        ("Authorization", format!("Bearer {TOKEN}")),
        ("GoCardless-Version", "2015-07-06".to_owned()),
        ("Accept", "application/json".to_owned()),
        ("Content-Type", "application/json".to_owned()),
        ("User-Agent", concat!("mandate-signup/", env!("CARGO_PKG_VERSION")).to_owned()),
        ("Idempotency-Key", "SG1-step".to_owned()),
    ] {
        assert_eq!(request.header(name), Some(value.as_str()), "{name}");
    }
    assert_eq!(
        from_str::<Value>(&request.body).unwrap(),
        json!({ "redirect_flows": { "session_token": "session-canary",
            "success_redirect_url": "https://shop.example/?a=b" }})
    );
}

#[tokio::test]
async fn a_read_has_no_key_and_no_content_type() {
    let stub = answering(flow()).await;
    let found = stub.client().redirect_flow(&flow_id()).await.unwrap();
    assert_eq!(found.links.mandate.unwrap().as_str(), "MD1");

    let request = &stub.requests()[0];
    assert_eq!(request.line, "GET /redirect_flows/RE1 HTTP/1.1");
    assert_eq!((request.header("Idempotency-Key"), request.header("Content-Type")), (None, None));
}

#[tokio::test]
async fn completing_sends_the_session_token_in_the_data_envelope() {
    let stub = answering(flow()).await;
    let token = "session-canary".to_owned().into();
    stub.client().complete_redirect_flow(&flow_id(), &token, &key()).await.unwrap();

    let request = &stub.requests()[0];
    assert_eq!(request.line, "POST /redirect_flows/RE1/actions/complete HTTP/1.1");
    assert_eq!(request.header("Idempotency-Key"), Some("SG1-step"));
    assert_eq!(request.body, r#"{"data":{"session_token":"session-canary"}}"#);
}

#[tokio::test]
async fn customers() {
    let new = NewCustomer { given_name: Some("Ada".to_owned()), ..NewCustomer::default() };
    let stub = answering(json!({ "customers": customer() })).await;
    assert_eq!(stub.client().create_customer(&new, &key()).await.unwrap().id.as_str(), "CU1");
    assert_eq!(stub.client().customer(&"CU1".parse().unwrap()).await.unwrap().given_name.as_deref(), Some("Ada"));
    let lines: Vec<_> = stub.requests().into_iter().map(|request| request.line).collect();
    assert_eq!(lines, ["POST /customers HTTP/1.1", "GET /customers/CU1 HTTP/1.1"]);
}

#[tokio::test]
async fn customer_bank_accounts() {
    let new: NewCustomerBankAccount = from_value(json!({ "account_holder_name": "Ada", "country_code": "GB",
        "branch_code": "200000", "account_number": "55779911", "links": { "customer": "CU1" } }))
    .unwrap();
    let stub = answering(json!({ "customer_bank_accounts": account() })).await;
    assert_eq!(stub.client().create_customer_bank_account(&new, &key()).await.unwrap().id.as_str(), "BA1");
    let found = stub.client().customer_bank_account(&"BA1".parse().unwrap()).await.unwrap();
    assert_eq!(found.account_number_ending, "11");
    assert_eq!(stub.requests()[1].line, "GET /customer_bank_accounts/BA1 HTTP/1.1");
}

#[tokio::test]
async fn bank_details_lookups() {
    let new: NewBankDetailsLookup =
        from_value(json!({ "country_code": "GB", "branch_code": "200000", "account_number": "55779911" })).unwrap();
    let answer = json!({ "bank_details_lookups": { "bank_name": "BARCLAYS BANK PLC", "bic": "BUKBGB22XXX",
        "available_debit_schemes": ["bacs", "faster_payments"] } });
    // It makes nothing, so it is asked again without a key.
    let stub = Stub::answering([Reply::Cut, Reply::json(200, &answer.to_string())]).await;
    let found = stub.client().look_up_bank_details(&new).await.unwrap();
    assert_eq!(found.bank_name.as_deref(), Some("BARCLAYS BANK PLC"));
    let schemes: Vec<_> = found.available_debit_schemes.iter().map(ToString::to_string).collect();
    assert_eq!(schemes, ["bacs", "faster_payments"]);

    let request = &stub.requests()[1];
    assert_eq!(request.line, "POST /bank_details_lookups HTTP/1.1");
    assert_eq!(request.header("Idempotency-Key"), None);
    assert_eq!(
        request.body,
        r#"{"bank_details_lookups":{"country_code":"GB","account_number":"55779911","branch_code":"200000"}}"#
    );
    assert!(!format!("{new:?}{found:?}").contains("557799"));

    let unreachable = Stub::answering([Reply::Cut]).await;
    let error = unreachable.client().look_up_bank_details(&new).await.unwrap_err();
    assert!(error.is_unavailable() && !error.outcome_unknown(), "{error}");
}

#[tokio::test]
async fn mandates() {
    let new: NewMandate = from_value(json!({ "links": { "customer_bank_account": "BA1" } })).unwrap();
    let stub = answering(json!({ "mandates": mandate() })).await;
    let made = stub.client().create_mandate(&new, &key()).await.unwrap();
    assert_eq!(made.status, MandateStatus::PendingSubmission);
    assert_eq!(stub.client().mandate(&"MD1".parse().unwrap()).await.unwrap(), made);
    assert_eq!(stub.requests()[0].body, r#"{"mandates":{"links":{"customer_bank_account":"BA1"}}}"#);
}

#[tokio::test]
async fn a_list_is_asked_for_page_by_page() {
    let meta = json!({ "cursors": { "before": null, "after": "MD1" }, "limit": 1 });
    let stub = answering(json!({ "mandates": [mandate()], "customers": [customer()], "creditors": [creditor()],
        "customer_bank_accounts": [account()], "meta": meta }))
    .await;
    let client = stub.client();
    let query = ListQuery { after: Some("MD0".to_owned()), before: None, limit: Some(1) };

    let page = client.mandates(&query).await.unwrap();
    assert_eq!(page.items[0].id.as_str(), "MD1");
    assert_eq!(page.meta.cursors.after.as_deref(), Some("MD1"));
    assert_eq!(client.customers(&query).await.unwrap().items.len(), 1);
    assert_eq!(client.customer_bank_accounts(&query).await.unwrap().items.len(), 1);
    assert_eq!(client.creditors(&ListQuery::default()).await.unwrap().items[0].name, "Acme");
    let lines: Vec<_> = stub.requests().into_iter().map(|request| request.line).collect();
    assert_eq!(lines[0], "GET /mandates?after=MD0&limit=1 HTTP/1.1");
    assert_eq!(lines[3], "GET /creditors HTTP/1.1");
}

#[tokio::test]
async fn what_belongs_to_a_customer_is_listed_by_the_customer() {
    let stub = answering(json!({ "mandates": [mandate()], "customer_bank_accounts": [account()], "meta": {} })).await;
    let (client, customer) = (stub.client(), "CU1".parse().unwrap());
    let query = ListQuery { limit: Some(2), ..ListQuery::default() };
    assert_eq!(client.mandates_of_customer(&customer, &query).await.unwrap().items[0].id.as_str(), "MD1");
    let accounts = client.customer_bank_accounts_of(&customer, &ListQuery::default()).await.unwrap();
    assert_eq!(accounts.items[0].id.as_str(), "BA1");
    let lines: Vec<_> = stub.requests().into_iter().map(|request| request.line).collect();
    assert_eq!(lines[0], "GET /mandates?customer=CU1&limit=2 HTTP/1.1");
    assert_eq!(lines[1], "GET /customer_bank_accounts?customer=CU1 HTTP/1.1");
}

#[tokio::test]
async fn a_customer_is_changed_as_a_whole_but_for_what_may_be_fixed() {
    let stub = answering(json!({ "customers": customer() })).await;
    let details = NewCustomer { given_name: Some("Ada".to_owned()), ..NewCustomer::default() };
    stub.client().update_customer(&"CU1".parse().unwrap(), &details).await.unwrap();
    let request = &stub.requests()[0];
    assert_eq!(request.line, "PUT /customers/CU1 HTTP/1.1");
    let sent = from_str::<Value>(&request.body).unwrap()["customers"].clone();
    assert_eq!((&sent["given_name"], &sent["address_line2"]), (&json!("Ada"), &Value::Null));
    for (field, is_sent) in [("address_line2", true), ("company_name", true), ("swedish_identity_number", false)] {
        assert_eq!(sent.get(field).is_some(), is_sent, "{field}");
    }
}

#[tokio::test]
async fn creditors() {
    let stub = answering(json!({ "creditors": creditor() })).await;
    assert_eq!(stub.client().creditor(&"CR1".parse().unwrap()).await.unwrap().name, "Acme");
    assert_eq!(stub.requests()[0].line, "GET /creditors/CR1 HTTP/1.1");
}

#[test]
fn a_client_needs_a_plain_http_address_and_a_token_that_can_be_sent() {
    let result = |url: &str, token: &str| Client::new(url.parse().unwrap(), token.to_owned().into()).map(|_| ());
    assert!(result("https://api.gocardless.com", "live_x").is_ok());
    assert!(result("http://127.0.0.1:8081/", "sandbox_demo").is_ok());
    for url in ["ftp://x", "https://user@x", "https://x/?a", "https://x/#a", "data:,x"] {
        assert!(matches!(result(url, "t"), Err(ClientError::BaseUrl)), "{url}");
    }
    for token in ["", "a b", "a\nb", "é"] {
        assert!(matches!(result("https://x", token), Err(ClientError::AccessToken)), "{token:?}");
    }
}
