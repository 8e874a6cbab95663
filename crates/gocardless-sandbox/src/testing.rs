//! The tests' harness: a sandbox without a socket, and calls that read like sentences.
//!
//! [`TestSandbox::new`] begins on Monday 2 March 2026 at nine, and its clock stands still. `get`, `post`, `put` and
//! `delete` call the API as an authenticated caller; `visit` and `fill_in` are a browser without script. `customer`,
//! `bank_account`, `mandate`, `payment`, `flow` and `submitted_flow` make one of each and return its id. Every JSON answer is
//! judged: one that GoCardless's clients would not expect fails the test, whatever it asks for.

mod answers;
mod billing;
mod oauth;

use std::ops::Deref;

use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request, header};
use gocardless_api::ApiError;
use serde_json::{Value, json};
use tower::ServiceExt as _;

pub(crate) use self::oauth::asking;
use crate::faults::AsTold;
use crate::{Options, Sandbox, WebhookEndpoint, app};

#[derive(Clone)]
pub(crate) struct TestSandbox(Sandbox);

/// An address that nothing is sent to by a sandbox that was not started.
pub(crate) const WEBHOOK_URL: &str = "https://shop.example/webhooks";
pub(crate) const WEBHOOK_SECRET: &str = "pass-wörd";

/// A whole answer; `json` is null when the body is something else.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) json: Value,
}

/// A request to the API with the headers that it needs.
pub(crate) fn api(method: &str, path: &str) -> Builder {
    api_as("sandbox_demo", method, path)
}

/// The same with another access token.
pub(crate) fn api_as(token: &str, method: &str, path: &str) -> Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {token}"))
        .header("gocardless-version", "2015-07-06")
        .header("content-type", "application/json")
}

impl TestSandbox {
    pub(crate) fn new() -> Self {
        Self::with(Options::default())
    }

    /// Whose webhooks go to this address.
    pub(crate) fn with_webhooks(url: &str) -> Self {
        let endpoint = WebhookEndpoint::new(url, WEBHOOK_SECRET).unwrap();
        Self::with(Options { webhook: Some(endpoint), ..Options::default() })
    }

    /// Whose webhooks go to this address, and whose clock runs on.
    pub(crate) fn running(url: &str) -> Self {
        let endpoint = WebhookEndpoint::new(url, WEBHOOK_SECRET).unwrap();
        Self(Sandbox::new(Options { webhook: Some(endpoint), ..Options::default() }).unwrap())
    }

    pub(crate) fn with(options: Options) -> Self {
        Self(Sandbox::new(Options { clock: Some("2026-03-02T09:00:00Z".parse().unwrap()), ..options }).unwrap())
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let path = request.uri().path().to_owned();
        let is_head = request.method() == "HEAD";
        let response = app(self.0.clone()).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let json = serde_json::from_str(&text).unwrap_or_default();
        if !is_head && parts.extensions.get::<AsTold>().is_none() {
            assert_eq!(answers::findings(&path, parts.status.as_u16(), &json), Vec::<String>::new(), "{path}: {text}");
        }
        Answer { status: parts.status.as_u16(), headers: parts.headers, text, json }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(api("GET", path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(api("POST", path).body(body.to_string().into()).unwrap()).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(api("PUT", path).body(body.to_string().into()).unwrap()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(api("DELETE", path).body(Body::empty()).unwrap()).await
    }

    /// Opens a page.
    pub(crate) async fn visit(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form of a page, as a browser does that was not led here by another site.
    pub(crate) async fn fill_in(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("origin", "null")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Sends what the component sends.
    pub(crate) async fn submit(&self, id: &str, submission: Value) -> Answer {
        let request = Request::post(format!("/flow/{id}/actions/submit"))
            .header(header::CONTENT_TYPE, "application/json")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(json!({ "data": submission }).to_string().into()).unwrap()).await
    }

    /// Calls the API with another access token.
    pub(crate) async fn get_as(&self, token: &str, path: &str) -> Answer {
        self.send(api_as(token, "GET", path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post_as(&self, token: &str, path: &str, body: Value) -> Answer {
        self.send(api_as(token, "POST", path).body(body.to_string().into()).unwrap()).await
    }

    pub(crate) async fn customer(&self, company_name: &str) -> String {
        let body = json!({"customers": {
            "company_name": company_name, "swedish_identity_number": "811218-9876",
            "danish_identity_number": "010190-1231"
        }});
        self.post("/customers", body).await.id("customers")
    }

    pub(crate) async fn bank_account(&self, customer: &str) -> String {
        let body = json!({"customer_bank_accounts": {
            "account_holder_name": "Frank Osborne", "country_code": "GB",
            "branch_code": "200000", "account_number": "55779911", "links": {"customer": customer}
        }});
        self.post("/customer_bank_accounts", body).await.id("customer_bank_accounts")
    }

    pub(crate) async fn mandate(&self) -> String {
        let account = self.bank_account(&self.customer("Hut Ltd").await).await;
        let body = json!({"mandates": {"links": {"customer_bank_account": account}}});
        self.post("/mandates", body).await.id("mandates")
    }

    /// A mandate on an account with these numbers, of whatever country.
    pub(crate) async fn mandate_on(&self, numbers: Value) -> String {
        let customer = self.customer("Hut Ltd").await;
        let mut account = json!({"account_holder_name": "Hut Ltd", "links": {"customer": customer}});
        for (name, value) in numbers.as_object().unwrap() {
            account[name] = value.clone();
        }
        let account = json!({ "customer_bank_accounts": account });
        let account = self.post("/customer_bank_accounts", account).await.id("customer_bank_accounts");
        let body = json!({"mandates": {"links": {"customer_bank_account": account}}});
        self.post("/mandates", body).await.id("mandates")
    }

    /// A mandate that a scenario simulator has activated.
    pub(crate) async fn active_mandate(&self) -> String {
        let id = self.mandate().await;
        let body = json!({"data": {"links": {"resource": id}}});
        assert_eq!(self.post("/scenario_simulators/mandate_activated/actions/run", body).await.status, 200);
        id
    }

    /// A mandate of a customer with this given name.
    pub(crate) async fn mandate_of(&self, given_name: &str) -> String {
        let body = json!({"customers": {"given_name": given_name, "family_name": "Osborne"}});
        let customer = self.post("/customers", body).await.id("customers");
        let account = self.bank_account(&customer).await;
        let body = json!({"mandates": {"links": {"customer_bank_account": account}}});
        self.post("/mandates", body).await.id("mandates")
    }

    /// A payment of ten pounds with further or other fields.
    pub(crate) async fn payment(&self, mandate: &str, fields: Value) -> String {
        self.try_payment(mandate, fields).await.id("payments")
    }

    /// Asks for a payment of ten pounds with further or other fields.
    pub(crate) async fn try_payment(&self, mandate: &str, fields: Value) -> Answer {
        let mut body = json!({"amount": 1000, "currency": "GBP", "links": {"mandate": mandate}});
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.post("/payments", json!({ "payments": body })).await
    }

    /// A monthly subscription of ten pounds with further or other fields.
    pub(crate) async fn subscription(&self, mandate: &str, fields: Value) -> String {
        self.try_subscription(mandate, fields).await.id("subscriptions")
    }

    /// Asks for a monthly subscription of ten pounds with further or other fields.
    pub(crate) async fn try_subscription(&self, mandate: &str, fields: Value) -> Answer {
        let mut body =
            json!({"amount": 1000, "currency": "GBP", "interval_unit": "monthly", "links": {"mandate": mandate}});
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.post("/subscriptions", json!({ "subscriptions": body })).await
    }

    /// Asks for a schedule of two instalments, of 15 and 10 pounds, with further or other fields.
    pub(crate) async fn try_instalment_schedule(&self, mandate: &str, fields: Value) -> Answer {
        let mut body = json!({
            "name": "Invoice 1", "currency": "GBP", "total_amount": 2500, "links": {"mandate": mandate},
            "instalments": [
                {"amount": 1500, "charge_date": "2026-03-10"}, {"amount": 1000, "charge_date": "2026-04-10"}
            ]
        });
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.post("/instalment_schedules", json!({ "instalment_schedules": body })).await
    }

    /// A schedule of two instalments, of 15 and 10 pounds, with further or other fields.
    pub(crate) async fn instalment_schedule(&self, mandate: &str, fields: Value) -> String {
        self.try_instalment_schedule(mandate, fields).await.id("instalment_schedules")
    }

    /// The actions of the events of a kind of resource, in their order.
    pub(crate) fn told(&self, resource_type: &str) -> Vec<String> {
        let events = self.events().into_iter();
        events.filter(|event| event.resource_type == resource_type).map(|event| event.action.into_owned()).collect()
    }

    /// Plays a scenario on a resource.
    pub(crate) async fn simulate(&self, name: &str, resource: &str) -> Answer {
        let body = json!({"data": {"links": {"resource": resource}}});
        self.post(&format!("/scenario_simulators/{name}/actions/run"), body).await
    }

    /// A payment of ten pounds that has been paid out.
    pub(crate) async fn paid_out_payment(&self) -> String {
        let id = self.payment(&self.active_mandate().await, json!({})).await;
        assert_eq!(self.simulate("payment_paid_out", &id).await.status, 200);
        id
    }

    /// Asks for a refund of a payment, the first one.
    pub(crate) async fn try_refund(&self, payment: &str, amount: u64) -> Answer {
        let refund = json!({"amount": amount, "total_amount_confirmation": amount, "links": {"payment": payment}});
        self.post("/refunds", json!({ "refunds": refund })).await
    }

    /// A flow with the session token `s1`.
    pub(crate) async fn flow(&self) -> String {
        self.flow_with(json!({})).await
    }

    /// A flow with the session token `s1` and further or other fields.
    pub(crate) async fn flow_with(&self, fields: Value) -> String {
        let mut body = json!({
            "session_token": "s1",
            "success_redirect_url": "https://shop.example/ok?basket=7#done",
            "description": "Club fee",
        });
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.post("/redirect_flows", json!({ "redirect_flows": body })).await.id("redirect_flows")
    }

    pub(crate) async fn submitted_flow(&self) -> String {
        let id = self.flow().await;
        assert_eq!(self.submit(&id, frank()).await.status, 200);
        id
    }
}

/// Frank Osborne as a merchant tells of him.
pub(crate) fn franks_details() -> Value {
    json!({
        "customer": {"given_name": "Frank", "family_name": "Osborne", "email": "frank@example.com"},
        "customer_billing_detail": {
            "address_line1": "27 Acer Road", "city": "London", "postal_code": "E8 3GX", "country_code": "GB"
        }
    })
}

/// What the component sends for Frank Osborne.
pub(crate) fn frank() -> Value {
    json!({
        "payer": {
            "given_name": "Frank", "family_name": "Osborne", "email": "frank@example.com",
            "address_line1": "27 Acer Road", "city": "London", "postal_code": "E8 3GX", "country_code": "GB"
        },
        "bank_account": {
            "account_holder_name": "Frank Osborne", "country_code": "GB",
            "branch_code": "20-00-00", "account_number": "55779911"
        },
        "authority": true
    })
}

impl Answer {
    /// The parameter of the address that a 303 leads to.
    #[track_caller]
    pub(crate) fn led_with(&self, name: &str) -> Option<String> {
        assert_eq!(self.status, 303, "{}", self.text);
        let url = url::Url::parse(self.headers["location"].to_str().unwrap()).unwrap();
        url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    #[track_caller]
    fn id(&self, name: &str) -> String {
        assert_eq!(self.status, 201, "{}", self.text);
        self.json[name]["id"].as_str().unwrap().to_owned()
    }

    /// Asserts a refusal and its first reason.
    #[track_caller]
    pub(crate) fn assert_refused(&self, code: u16, kind: &str, reason: &str) -> ApiError {
        assert_eq!(self.status, code, "{}", self.text);
        let error = ApiError::from_json(self.status, self.text.as_bytes()).expect("an error envelope");
        assert_eq!((error.code, error.kind.as_str()), (code, kind), "{}", self.text);
        assert_eq!(error.errors[0].reason.as_deref(), Some(reason));
        error
    }

    /// Asserts that fields were refused.
    #[track_caller]
    pub(crate) fn assert_invalid(&self) -> ApiError {
        assert_eq!(self.status, 422, "{}", self.text);
        let error = ApiError::from_json(422, self.text.as_bytes()).expect("an error envelope");
        assert_eq!((error.kind.as_str(), error.message.as_str()), ("validation_failed", "Validation failed"));
        assert!(error.errors.iter().all(|detail| detail.field.is_some() && detail.request_pointer.is_some()));
        error
    }
}

impl Deref for TestSandbox {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        &self.0
    }
}
