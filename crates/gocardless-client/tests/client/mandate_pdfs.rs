//! Mandates on paper, from the sandbox.

use gocardless_api::{NewCustomer, NewMandatePdf};
use gocardless_client::{Client, Error};
use gocardless_sandbox::{Options, RunningSandbox, start};
use http_body_util::{BodyExt as _, Empty};
use hyper_util::client::legacy::Client as Browser;
use hyper_util::rt::TokioExecutor;
use serde_json::{from_value, json};
use tokio::net::TcpListener;

async fn sandbox() -> (RunningSandbox, Client) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let options = Options { clock: Some("2026-03-02T09:00:00Z".parse().unwrap()), ..Options::default() };
    let sandbox = start(listener, options).await.unwrap();
    let client = Client::new(sandbox.url().clone(), "sandbox_demo".to_owned().into()).unwrap();
    (sandbox, client)
}

/// Opens an address without a token.
async fn open(url: &str) -> (u16, Vec<u8>) {
    let browser = Browser::builder(TokioExecutor::new()).build_http::<Empty<bytes::Bytes>>();
    let answer = browser.get(url.parse().unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.into_body().collect().await.unwrap().to_bytes().to_vec())
}

#[tokio::test]
async fn a_mandate_is_had_on_paper_for_ten_minutes() {
    let (sandbox, client) = sandbox().await;
    let new = NewCustomer { company_name: Some("Hut Ltd".to_owned()), ..NewCustomer::default() };
    let customer = client.create_customer(&new, &"1".parse().unwrap()).await.unwrap();
    let account = json!({ "account_holder_name": "Hut Ltd", "iban": "DE89370400440532013000",
        "links": { "customer": customer.id } });
    let account =
        client.create_customer_bank_account(&from_value(account).unwrap(), &"1".parse().unwrap()).await.unwrap();
    let mandate = json!({ "links": { "customer_bank_account": account.id } });
    let mandate = client.create_mandate(&from_value(mandate).unwrap(), &"1".parse().unwrap()).await.unwrap();

    let new: NewMandatePdf = from_value(json!({ "links": { "mandate": mandate.id } })).unwrap();
    let pdf = client.create_mandate_pdf(&new, Some("de")).await.unwrap();
    assert_eq!(pdf.expires_at, "2026-03-02T09:10:00.000Z");
    let (status, file) = open(&pdf.url).await;
    let text = String::from_utf8_lossy(&file);
    assert!(status == 200 && text.starts_with("%PDF") && text.contains("(SEPA-Lastschriftmandat)"));

    sandbox.advance(std::time::Duration::from_mins(10));
    assert_eq!(open(&pdf.url).await.0, 404);
    assert!(!format!("{pdf:?}").contains("/mandate_preview/"));
    sandbox.stop().await;
}

#[tokio::test]
async fn a_blank_one_is_in_english_unless_the_scheme_has_the_language() {
    let (_sandbox, client) = sandbox().await;
    let new = NewMandatePdf { scheme: Some(gocardless_api::Scheme::Bacs), ..NewMandatePdf::default() };
    for language in [None, Some("fr"), Some("no\nheader")] {
        let pdf = client.create_mandate_pdf(&new, language).await.unwrap();
        let (_, file) = open(&pdf.url).await;
        assert!(String::from_utf8_lossy(&file).contains("(Your details)"), "{language:?}");
    }
    let error = client.create_mandate_pdf(&NewMandatePdf::default(), None).await.unwrap_err();
    assert!(matches!(&error, Error::Refused(error) if error.errors[0].field.as_deref() == Some("scheme")), "{error}");
}
