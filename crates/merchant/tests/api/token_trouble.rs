//! The access token is wrong for a while: promise 1 for what had been made before.

use std::time::Duration;

use gocardless_sandbox::{Fault, Moment};
use serde_json::{Value, json};

use crate::reconcile::{COMPLETE, Confirmed, LATER, confirmed, times};
use crate::support::{Payer, TestMerchant};

const FLOW: &str = "/redirect_flows/*";
/// Longer than anything is left alone for.
const LEFT_ALONE: Duration = Duration::from_mins(11);

/// Whatever is asked for at this path is answered so.
fn answered(path: &str, status: u16, body: Option<Value>) -> Fault {
    let fault = Fault { method: Some("GET".to_owned()), status: Some(status), body, ..Fault::default() };
    times(fault, path, u32::MAX)
}

/// As GoCardless answers the token of another organisation.
fn not_found(path: &str) -> Fault {
    let error = json!({ "error": { "type": "invalid_api_usage", "code": 404, "message": "Resource not found",
        "request_id": "r", "documentation_url": "",
        "errors": [{ "reason": "resource_not_found", "message": "Resource not found" }] } });
    answered(path, 404, Some(error))
}

/// A payer whose mandate is made, which nobody but GoCardless knows.
async fn unknown(merchant: &TestMerchant) -> Confirmed {
    let mut payer = confirmed(merchant).await;
    let lost = Fault { drop: Some(Moment::After), ..Fault::default() };
    merchant.sandbox.add_fault(times(lost, COMPLETE, u32::MAX));
    merchant.sandbox.add_fault(answered(FLOW, 503, None));
    payer.browser.complete(&payer.id, &payer.flow).await.assert_refused(503, "provider_unavailable");
    merchant.sandbox.clear_faults();
    payer
}

async fn use_token(merchant: &mut TestMerchant, token: &str) {
    merchant.config.gocardless.access_token = token.to_owned().into();
    merchant.restart().await;
}

#[tokio::test]
async fn promise_1_a_token_that_is_refused_for_a_while_loses_no_mandate() {
    for trouble in ["mistyped", "forbidden"] {
        let mut merchant = TestMerchant::start().await;
        for _ in 0..3 {
            unknown(&merchant).await;
        }
        match trouble {
            "mistyped" => use_token(&mut merchant, "mistyped").await,
            _ => merchant.sandbox.add_fault(answered(FLOW, 403, None)),
        }
        for pause in [LATER, Duration::from_mins(40), Duration::from_hours(30)] {
            merchant.advance(pause);
            let calls = merchant.state.requests_sent();
            assert_eq!(merchant.reconcile().await, 0, "{trouble}");
            assert_eq!(merchant.state.requests_sent() - calls, 1, "{trouble}: with the others it would be the same");
        }
        merchant.sandbox.clear_faults();
        use_token(&mut merchant, "sandbox_demo").await;
        merchant.advance(LEFT_ALONE);
        merchant.assert_known_once_reconciled().await;
    }
}

#[tokio::test]
async fn promise_1_the_token_of_another_organisation_loses_no_mandate_within_a_day() {
    let merchant = TestMerchant::start().await;
    unknown(&merchant).await;
    merchant.sandbox.add_fault(not_found(FLOW));
    for hours in [1, 5, 10, 7] {
        merchant.advance(Duration::from_hours(hours));
        assert_eq!(merchant.reconcile().await, 0);
    }
    merchant.sandbox.clear_faults();
    // Any other answer in between, and the day begins anew.
    merchant.sandbox.add_fault(answered(FLOW, 403, None));
    merchant.advance(LEFT_ALONE);
    merchant.reconcile().await;
    merchant.sandbox.clear_faults();
    merchant.sandbox.add_fault(not_found(FLOW));
    merchant.advance(Duration::from_hours(20));
    assert_eq!(merchant.reconcile().await, 0);
    merchant.sandbox.clear_faults();
    merchant.advance(LEFT_ALONE);
    merchant.assert_known_once_reconciled().await;
}

#[tokio::test]
async fn a_flow_that_is_not_known_for_a_day_is_over() {
    let merchant = TestMerchant::start().await;
    unknown(&merchant).await;
    merchant.sandbox.reset();
    for hours in [1, 24] {
        merchant.advance(Duration::from_hours(hours));
        assert_eq!(merchant.reconcile().await, 0);
    }
    merchant.assert_nothing_is_stuck("not known for a day").await;
    let calls = merchant.state.requests_sent();
    merchant.advance(Duration::from_hours(1));
    assert_eq!(merchant.reconcile().await, 0);
    assert_eq!(merchant.state.requests_sent(), calls);
}

#[tokio::test]
async fn a_completed_flow_that_may_not_be_read_is_read_later() {
    let merchant = TestMerchant::start().await;
    let mut payer = unknown(&merchant).await;
    merchant.sandbox.add_fault(answered(FLOW, 403, None));
    payer.browser.complete(&payer.id, &payer.flow).await.assert_refused(502, "bad_request");
    merchant.sandbox.clear_faults();
    merchant.advance(LATER);
    assert_eq!(merchant.reconcile().await, 1);
    merchant.assert_all_known("read later").await;
}

#[tokio::test]
async fn a_payer_who_starts_again_while_the_token_is_refused_gets_the_same_signup() {
    let merchant = TestMerchant::start().await;
    let mut payer = unknown(&merchant).await;
    merchant.sandbox.add_fault(answered(FLOW, 401, None));
    assert_eq!(payer.browser.start().await.signup(201)["id"], payer.id);
    merchant.sandbox.clear_faults();
    assert_eq!(payer.browser.start().await.signup(201)["status"], "completed");
    merchant.assert_all_known("started again").await;
}

#[tokio::test]
async fn another_session_token_is_not_tried_again() {
    let merchant = TestMerchant::start().await;
    let mut payer = confirmed(&merchant).await;
    merchant.sandbox.add_fault(times(Fault { status: Some(400), ..Fault::default() }, COMPLETE, 1));
    payer.browser.complete(&payer.id, &payer.flow).await.assert_refused(502, "bad_request");
    merchant.assert_nothing_is_stuck("refused").await;
    merchant.advance(LATER);
    assert_eq!(merchant.reconcile().await, 0);
    assert!(merchant.sandbox.mandates().is_empty());
}

#[tokio::test]
async fn promise_1_the_token_of_another_organisation_loses_no_self_hosted_mandate() {
    let mut payer = Payer::of("bacs", "monthly").await;
    let lost = Fault { drop: Some(Moment::After), method: Some("POST".to_owned()), ..Fault::default() };
    payer.merchant.sandbox.add_fault(times(lost, "/mandates", u32::MAX));
    payer.submit().await.assert_refused(503, "provider_unavailable");
    let merchant = &payer.merchant;
    merchant.sandbox.clear_faults();
    let none = json!({ "mandates": [], "meta": { "cursors": { "before": null, "after": null }, "limit": 50 } });
    merchant.sandbox.add_fault(answered("/mandates", 200, Some(none)));
    merchant.sandbox.add_fault(not_found("/customers/*"));
    merchant.advance(LATER);
    assert_eq!(merchant.reconcile().await, 0);
    merchant.sandbox.clear_faults();
    merchant.advance(LEFT_ALONE);
    assert_eq!(merchant.reconcile().await, 1);
    payer.assert_made_once("with the right token again");
}
