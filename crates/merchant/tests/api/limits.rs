//! How often one client, and one browser's signups, may ask for something (promise 32).

use std::num::NonZeroU32;
use std::time::Duration;

use serde_json::json;

use crate::support::{Answer, Browser, TestMerchant, magazine};

/// A merchant that takes so many requests a minute from one client, and from one browser.
async fn merchant(per_client: u32, per_browser: u32) -> TestMerchant {
    let mut merchant = TestMerchant::start().await;
    merchant.config.limits.client_requests_per_minute = NonZeroU32::new(per_client);
    merchant.config.limits.browser_requests_per_minute = NonZeroU32::new(per_browser);
    merchant.config.server.proxies.header = Some("x-forwarded-for".parse().unwrap());
    merchant.config.server.proxies.ranges = vec!["198.51.100.0/24".parse().unwrap()];
    merchant.restart().await;
    merchant
}

/// A browser at an address.
fn browser_at(merchant: &TestMerchant, address: &str) -> Browser {
    Browser { address: address.parse().unwrap(), ..merchant.browser() }
}

/// Asks for nothing that there is: it counts all the same.
async fn ask(browser: &mut Browser, forwarded_for: Option<&str>) -> Answer {
    let mut request = axum::http::Request::post("/api/signups")
        .header("content-type", "application/json")
        .body("{}".to_owned().into())
        .unwrap();
    if let Some(address) = forwarded_for {
        request.headers_mut().insert("x-forwarded-for", address.parse().unwrap());
    }
    browser.send(request).await
}

#[track_caller]
fn assert_told_to_wait(answer: &Answer, seconds: &str) {
    answer.assert_refused(429, "rate_limit_exceeded");
    assert_eq!(answer.header("retry-after"), seconds);
}

#[tokio::test]
async fn whatever_becomes_a_call_to_gocardless_counts_and_nothing_else() {
    let merchant = merchant(5, 0).await;
    let mut browser = merchant.browser();
    let id = browser.start().await.signup(201)["id"].as_str().unwrap().to_owned();
    let lookup = json!({ "bank_details_lookups": { "iban": "de89 3704 0044 0532 0130 00" } });
    assert_eq!(browser.post("/api/bank_details_lookups", &lookup).await.status, 200);
    browser.complete(&id, "RE1").await.assert_refused(422, "redirect_flow_mismatch");
    assert_eq!(browser.post(&format!("/api/signups/{id}/actions/submit"), &json!({})).await.status, 422);
    assert_eq!(browser.navigate("/signups/return?redirect_flow_id=RE1").await.status, 404);

    let calls = merchant.sandbox.requests().len();
    assert_told_to_wait(&browser.start().await, "12");
    assert_told_to_wait(&browser.post("/api/bank_details_lookups", &lookup).await, "12");
    assert_told_to_wait(&browser.complete(&id, "RE1").await, "12");
    assert_told_to_wait(&browser.post(&format!("/api/signups/{id}/actions/submit"), &json!({})).await, "12");
    for page in [browser.navigate("/signups/return?redirect_flow_id=RE1").await, browser.post_form("plan=x").await] {
        page.assert_page(429, "We could not finish this just now");
        assert_eq!(page.header("retry-after"), "12");
    }
    assert_eq!(merchant.sandbox.requests().len(), calls, "nothing reaches GoCardless");

    assert_eq!(browser.get(&format!("/api/signups/{id}")).await.status, 200);
    assert_eq!(browser.get(&format!("/signups/{id}")).await.status, 200);
    assert_eq!(browser.get("/signups.css").await.status, 200);
    assert_eq!(merchant.deliver_body(r#"{"events":[]}"#).await.status, 204);
    assert_eq!(browser_at(&merchant, "203.0.113.8").start().await.status, 201, "another client");

    merchant.advance(Duration::from_secs(12));
    assert_eq!(browser.start().await.status, 201);
    assert_eq!(browser.start().await.status, 429);
}

#[tokio::test]
async fn a_browsers_signups_have_a_limit_wherever_it_calls_from() {
    let merchant = merchant(0, 2).await;
    let mut browser = merchant.browser();
    browser.start().await.signup(201);
    for (address, status) in [("203.0.113.8", 201), ("203.0.113.9", 201), ("203.0.113.10", 429)] {
        let mut elsewhere = Browser { address: address.parse().unwrap(), ..browser.clone() };
        assert_eq!(elsewhere.post("/api/signups", &magazine()).await.status, status, "{address}");
    }
    assert_eq!(merchant.browser().start().await.status, 201, "another browser at the first address");
}

#[tokio::test]
async fn only_a_listed_proxy_says_who_calls() {
    let merchant = merchant(1, 0).await;
    let mut forger = browser_at(&merchant, "203.0.113.9");
    assert_eq!(ask(&mut forger, Some("192.0.2.1")).await.status, 422);
    assert_eq!(ask(&mut forger, Some("192.0.2.2")).await.status, 429, "still the same client");

    let mut proxy = browser_at(&merchant, "198.51.100.1");
    assert_eq!(ask(&mut proxy, Some("203.0.113.9")).await.status, 429, "the forger, by way of the proxy");
    for (forwarded_for, status) in [
        ("192.0.2.1", 422),
        ("192.0.2.1", 429),
        ("192.0.2.7, 192.0.2.1", 429),
        ("192.0.2.1, 192.0.2.2, 198.51.100.9", 422),
        ("2001:db8::1", 422),
        ("2001:db8::2", 429),
        ("2001:db8:0:1::1", 422),
    ] {
        assert_eq!(ask(&mut proxy, Some(forwarded_for)).await.status, status, "{forwarded_for}");
    }
}
