//! The sandbox's own page: somebody watches and steers beside a shop.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use gocardless_api::MandateStatus;
use gocardless_sandbox::{Fault, Options, RunningSandbox};
use serde_json::json;
use thirtyfour::By;
use tokio::net::TcpListener;

use crate::support::{Details, Payer};

/// A sandbox alone, on Monday 2 March 2026 at nine.
async fn sandbox() -> RunningSandbox {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let clock = Some("2026-03-02T09:00:00Z".parse().expect("a time"));
    let options = Options { clock, ..Options::default() };
    gocardless_sandbox::start(listener, options).await.expect("a sandbox")
}

#[tokio::test]
async fn a_mandate_is_made_seen_and_steered() {
    let sandbox = sandbox().await;
    let watcher = Payer::arrive(sandbox.url().as_str()).await;
    watcher.reads("Northwind Magazines Ltd").await;
    watcher.reads("Mon, 2 Mar 2026, 09:00:00 UTC").await;
    watcher.reads("There are none yet.").await;
    watcher.sees_step("GoCardless sandbox").await;

    // Four calls of the API, which the page sees without being opened again.
    watcher.presses("Mandate and payment").await;
    watcher.presses("Make all four").await;
    watcher.reads("done, with 4 calls").await;
    watcher.reads("POST 201").await;
    watcher.reads("Mandate created").await;
    let [mandate] = sandbox.mandates().try_into().expect("one mandate");
    let reference = mandate.reference.expect("a reference");
    watcher.reads(&reference).await;
    watcher.reads("pending submission").await;
    assert!(!watcher.shown().await.contains("55779911"));

    // A day later it is on its way; a scenario simulator goes on where the banks have not.
    watcher.presses("+1 day").await;
    watcher.reads("Tue, 3 Mar 2026").await;
    watcher.reads("Mandate submitted").await;
    watcher.presses("Next working day").await;
    watcher.reads("Wed, 4 Mar 2026").await;
    watcher.reads("Mandate active").await;
    assert_eq!(sandbox.mandates()[0].status, MandateStatus::Active);

    watcher.find("one", "button[data-part=payments]").await.click().await.expect("the payments");
    watcher.reads("£10.00").await;
    watcher.find("one", "summary[data-part=scenarios-summary]").await.click().await.expect("the scenarios");
    watcher.presses("Paid out").await;
    watcher.reads("Simulated: payment paid out.").await;
    watcher.reads("Payment paid out").await;

    // What was said, with the account number masked.
    let line = "//li[@data-kind='request']//summary[contains(., '/customer_bank_accounts')]";
    let line = watcher.driver().find(By::XPath(line)).await.expect("the request");
    line.click().await.expect("the request opens");
    watcher.reads("\"••••11\"").await;

    watcher.presses("Add fault").await;
    watcher.reads("ANY /payments").await;
    watcher.sees_step("Faults").await;
    watcher.presses("Clear all faults").await;
    watcher.reads("No call is to go wrong any more.").await;
}

#[tokio::test]
async fn a_payer_goes_through_a_flow_that_the_page_began_and_comes_back_to_it() {
    let sandbox = sandbox().await;
    let watcher = Payer::arrive(sandbox.url().as_str()).await;
    watcher.presses("Make a redirect flow").await;
    watcher.reads("Redirect flow: done, with one call.").await;
    let [flow] = sandbox.redirect_flows().try_into().expect("one flow");
    watcher.goes_to(flow.redirect_url.as_deref().expect("the hosted page")).await;
    watcher.fills_in_details(&Details::sort_code()).await;
    watcher.presses("Continue").await;
    watcher.presses("Set up Direct Debit").await;
    watcher.reads("Nothing exists yet").await;
    watcher.presses("Complete the flow").await;
    watcher.reads("The mandate is set up").await;
    assert_eq!(sandbox.mandates().len(), 1);
}

#[tokio::test]
async fn a_webhook_is_held_released_and_delivered_before_the_watchers_eyes() {
    let receiver = Router::new().route("/hooks", post(|| async { StatusCode::NO_CONTENT }));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/hooks", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, receiver).await });

    let sandbox = sandbox().await;
    let watcher = Payer::arrive(sandbox.url().as_str()).await;
    watcher.reads("They go nowhere yet").await;
    watcher.types("Deliver to", &url).await;
    watcher.types("The endpoint’s secret", "hush").await;
    watcher.presses("Save endpoint").await;
    watcher.reads(&format!("They go to {url}")).await;
    watcher.chooses("Hold webhooks back until they are delivered by hand").await;
    watcher.presses("Mandate and payment").await;
    watcher.presses("Make all four").await;
    watcher.reads("held back").await;
    watcher.presses("Deliver all that waits").await;
    watcher.reads("answered 204").await;
    watcher.reads("2 made, 2 of them delivered.").await;
    watcher.sees_step("Webhooks").await;
}

#[tokio::test]
async fn a_billing_request_is_made_with_a_link_for_its_payer() {
    let sandbox = sandbox().await;
    let watcher = Payer::arrive(sandbox.url().as_str()).await;
    watcher.presses("Billing request").await;
    watcher.presses("Make a billing request and its flow").await;
    watcher.reads("Billing request: done, with 2 calls.").await;
    watcher.reads("Billing request flow created").await;
    watcher.reads("Open the hosted page").await;
    watcher.sees_step("Try it").await;
}

#[tokio::test]
async fn what_is_shown_is_text_whatever_it_is() {
    let sandbox = sandbox().await;
    sandbox.add_fault(Fault {
        path: "/<img src=x onerror=alert(1)>".to_owned(),
        status: Some(500),
        body: Some(json!("<script>alert(1)</script>")),
        ..Fault::default()
    });
    let watcher = Payer::arrive(sandbox.url().as_str()).await;
    watcher.reads("<img src=x onerror=alert(1)>").await;
    assert!(!watcher.finds("one", "img").await);
}
