//! A merchant asks for a mandate, against the sandbox.

use gocardless_api::{BillingRequestStatus, MandateStatus, NewBillingRequest, NewBillingRequestFlow, PaymentStatus};
use gocardless_client::{Client, ListQuery};
use gocardless_sandbox::{Options, RunningSandbox, start};
use serde_json::{from_value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::endpoints::key;
use gocardless_client::IdempotencyKey;

async fn sandbox() -> (RunningSandbox, Client) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let clock = Some("2026-03-02T09:00:00Z".parse().unwrap());
    let sandbox = start(listener, Options { clock, ..Options::default() }).await.unwrap();
    let client = Client::new(sandbox.url().clone(), "sandbox_demo".to_owned().into()).unwrap();
    (sandbox, client)
}

#[tokio::test]
async fn a_billing_request_is_collected_confirmed_and_fulfilled() {
    let (sandbox, client) = sandbox().await;
    let new: NewBillingRequest = from_value(json!({ "mandate_request": {}, "metadata": { "order": "42" } })).unwrap();
    let made = client.create_billing_request(&new, &key()).await.unwrap();
    assert_eq!(client.create_billing_request(&new, &key()).await.unwrap(), made);
    let id = &made.id;
    client.choose_currency(id, "GBP", &key()).await.unwrap();
    let details = json!({
        "customer": { "given_name": "Ada", "family_name": "King", "email": "ada@example.com" },
        "customer_billing_detail": {
            "address_line1": "12 St James's Square", "city": "London", "postal_code": "SW1Y 4JH", "country_code": "GB"
        }
    });
    client.collect_customer_details(id, &details, &key()).await.unwrap();
    let account = json!({
        "account_holder_name": "Ada King", "country_code": "GB", "branch_code": "200000", "account_number": "55779911"
    });
    client.collect_bank_account(id, &account, &key()).await.unwrap();
    client.select_institution(id, "GB", "monzo", &key()).await.unwrap();
    let early = client.fulfil_billing_request(id, &key()).await;
    assert!(early.is_err());

    let flow: NewBillingRequestFlow =
        from_value(json!({ "auto_fulfil": false, "links": { "billing_request": id } })).unwrap();
    let flow_key: IdempotencyKey = "SG1-flow".parse().unwrap();
    let flow = client.create_billing_request_flow(&flow, &flow_key).await.unwrap();
    assert!(client.initialise_billing_request_flow(&flow.id, &key()).await.unwrap().session_token.is_some());
    client.notify_payer(id, Some("https://shop.example/ok"), &key()).await.unwrap();

    let ready = client.confirm_payer_details(id, &key()).await.unwrap();
    assert_eq!(ready.status, BillingRequestStatus::ReadyToFulfil);
    let done = client.fulfil_billing_request(id, &key()).await.unwrap();
    assert_eq!(done.links.mandate_request_mandate.as_ref(), Some(&sandbox.mandates()[0].id));
    assert_eq!(client.billing_request(id).await.unwrap(), done);
    assert_eq!(client.billing_requests(&ListQuery::default()).await.unwrap().items, [done]);
    assert!(client.cancel_billing_request(id, &key()).await.is_err());
    assert!(client.fall_back(id, &key()).await.is_err());
    sandbox.stop().await;
}

/// The payer sends a form of the hosted pages.
async fn fill_in(url: &url::Url, path: &str, fields: &str) {
    let address = url.socket_addrs(|| None).unwrap()[0];
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{fields}",
        fields.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
}

const ADA: &str = "given_name=Ada&family_name=King&email=ada%40example.com&address_line1=27+Acer+Road&city=London\
                   &postal_code=E8+3GX&country_code=GB&account_holder_name=Ada+King&branch_code=20-00-00\
                   &account_number=55779911&authority=yes";

#[tokio::test]
async fn a_payer_agrees_on_the_hosted_pages_and_is_charged_and_refunded() {
    let (sandbox, client) = sandbox().await;
    let step = |name: &str| name.parse::<IdempotencyKey>().unwrap();
    let new: NewBillingRequest = from_value(json!({ "mandate_request": { "scheme": "bacs" } })).unwrap();
    let request = client.create_billing_request(&new, &step("request")).await.unwrap().id;
    let flow = json!({ "redirect_uri": "https://shop.example/ok", "links": { "billing_request": request } });
    let flow = client.create_billing_request_flow(&from_value(flow).unwrap(), &step("flow")).await.unwrap().id;
    fill_in(sandbox.url(), &format!("/flow/{flow}"), ADA).await;
    fill_in(sandbox.url(), &format!("/flow/{flow}/confirm"), "").await;

    let done = client.billing_request(&request).await.unwrap();
    assert_eq!(done.status, BillingRequestStatus::Fulfilled);
    let mandate = done.links.mandate_request_mandate.unwrap();
    client.run_scenario_simulator("mandate_activated", mandate.as_str(), &step("activate")).await.unwrap();
    assert_eq!(client.mandate(&mandate).await.unwrap().status, MandateStatus::Active);

    let links = json!({ "mandate": mandate });
    let payment = json!({ "amount": 1000, "currency": "GBP", "links": links });
    let payment = client.create_payment(&from_value(payment).unwrap(), &step("payment")).await.unwrap().id;
    client.run_scenario_simulator("payment_paid_out", payment.as_str(), &step("pay-out")).await.unwrap();
    let plan = json!({ "amount": 500, "currency": "GBP", "interval_unit": "monthly", "links": links });
    let plan = client.create_subscription(&from_value(plan).unwrap(), &step("subscription")).await.unwrap();
    assert_eq!(plan.upcoming_payments.len(), 10);
    let refund = json!({ "amount": 400, "total_amount_confirmation": 400, "links": { "payment": payment } });
    client.create_refund(&from_value(refund).unwrap(), &step("refund")).await.unwrap();
    let payment = client.payment(&payment).await.unwrap();
    assert_eq!((payment.status, payment.amount_refunded), (PaymentStatus::PaidOut, 400));
    sandbox.stop().await;
}
