//! An organisation that disconnects, or is said to: promise 14.

use std::collections::BTreeMap;
use std::time::Duration;

use gocardless_sandbox::Fault;
use serde_json::{Value, json};

use crate::support::TestMerchant;

/// An event that is told of an organisation which disconnected; late by so many seconds.
fn disconnected(organisation: &str, second: u32) -> Value {
    json!({ "id": null, "created_at": format!("2026-03-02T09:00:{second:02}.000Z"), "resource_type": "organisations",
        "action": "disconnected", "metadata": {}, "details": { "origin": "gocardless", "cause": "app_disconnected" },
        "links": { "organisation": organisation }, "resource_metadata": {} })
}

/// A merchant of the organisation `OR1`.
async fn merchant() -> TestMerchant {
    let mut merchant = TestMerchant::start().await;
    merchant.config.gocardless.organisation = Some("OR1".parse().unwrap());
    merchant.restart().await;
    merchant
}

/// From now on GoCardless answers so when it is asked for creditors.
fn answer(merchant: &TestMerchant, status: u16) {
    let path = "/creditors".to_owned();
    merchant.sandbox.add_fault(Fault { path, times: u32::MAX, status: Some(status), ..Fault::default() });
}

#[tokio::test]
pub(crate) async fn promise_14_an_organisation_that_disconnects_is_not_called_any_more() {
    let mut merchant = merchant().await;
    merchant.deliver(&[disconnected("OR2", 0)]).await;
    merchant.apply().await;
    merchant.browser().start().await.signup(201);

    for _ in 0..3 {
        merchant.deliver(&[disconnected("OR1", 0)]).await;
    }
    answer(&merchant, 401);
    assert_eq!(merchant.apply().await, 1, "it is one event, though it has no id");
    let calls = merchant.sandbox.requests().len();
    for _ in 0..2 {
        merchant.browser().start().await.assert_refused(503, "provider_unavailable");
        merchant.advance(Duration::from_mins(10));
        assert_eq!((merchant.poll().await, merchant.reconcile().await), (0, 0));
        // The next start finds it in the store.
        merchant.restart().await;
        merchant.apply().await;
    }
    // Nor is it asked whether the token is refused.
    merchant.deliver(&[disconnected("OR1", 1)]).await;
    assert_eq!(merchant.apply().await, 1);
    assert_eq!(merchant.sandbox.requests().len(), calls);

    merchant.config.gocardless.access_token = "another".to_owned().into();
    merchant.restart().await;
    merchant.apply().await;
    merchant.browser().start().await;
    assert!(merchant.sandbox.requests().len() > calls, "another token is another connection");
}

/// The organisation has connected again since, and there is another token.
#[tokio::test]
async fn promise_14_an_event_that_comes_late_does_not_end_a_good_token() {
    let mut merchant = merchant().await;
    merchant.deliver(&[disconnected("OR1", 0)]).await;
    assert_eq!(merchant.apply().await, 1);
    assert_eq!(merchant.upstream("GET", "/creditors"), 1);
    merchant.restart().await;
    merchant.advance(Duration::from_mins(10));
    assert_eq!(merchant.apply().await, 0);
    assert_eq!(merchant.upstream("GET", "/creditors"), 1, "it is asked once");
    merchant.browser().start().await.signup(201);
}

#[tokio::test]
async fn promise_14_whether_it_has_disconnected_is_asked_until_gocardless_tells() {
    let merchant = merchant().await;
    answer(&merchant, 503);
    let other =
        json!({ "id": "EV1", "created_at": "2026-03-02T09:00:00Z", "resource_type": "moons", "action": "rose" });
    merchant.deliver(&[disconnected("OR1", 0), other]).await;
    merchant.apply().await;
    let listed = merchant.ask("/merchant/events").await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let listed = listed["events"].as_array().unwrap().iter();
    let states: BTreeMap<_, _> = listed.map(|it| (text(&it["event"]["resource_type"]), text(&it["state"]))).collect();
    assert_eq!((&*states["moons"], &*states["organisations"]), ("applied", "received"));
    merchant.browser().start().await.signup(201);
    merchant.sandbox.clear_faults();
    answer(&merchant, 401);
    assert_eq!(merchant.apply().await, 0, "it is not asked again at once");
    merchant.advance(Duration::from_secs(61));
    assert_eq!(merchant.apply().await, 1);
    merchant.browser().start().await.assert_refused(503, "provider_unavailable");
}
