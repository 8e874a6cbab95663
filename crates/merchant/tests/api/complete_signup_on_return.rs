//! `GET /signups/return`

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use gocardless_sandbox::{Fault, Moment};

use crate::support::{Browser, TestMerchant};

const FORM: &str = "plan=magazine&given_name=Frank";

/// A payer without script who has confirmed and is being sent back.
async fn returning() -> (TestMerchant, Browser, String) {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let answer = browser.post_form(FORM).await;
    let flow = merchant.confirm(answer.header("location")).await;
    (merchant, browser, format!("/signups/return?signup=SG1&redirect_flow_id={flow}"))
}

#[tokio::test]
async fn the_way_without_script_ends_at_the_confirmation() {
    let (merchant, mut browser, path) = returning().await;
    let answer = browser.navigate(&path).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = browser.get(answer.header("location")).await;
    page.assert_page(200, "Your Direct Debit is set up");
    let mandate = merchant.sandbox.mandates().remove(0);
    assert!(page.text().contains(&mandate.reference.unwrap()));

    assert_eq!(browser.navigate(&path).await.header("location"), answer.header("location"));
    assert_eq!(merchant.sandbox.mandates().len(), 1);
}

#[tokio::test]
async fn another_browser_is_refused_and_nothing_is_sent() {
    let (merchant, _, path) = returning().await;
    let mut stranger = merchant.browser();
    stranger.navigate(&path).await.assert_page(403, "This signup belongs to another browser");
    stranger.post_form(FORM).await;
    stranger.navigate(&path).await.assert_page(403, "This signup belongs to another browser");
    assert_eq!(merchant.upstream("POST", "/actions/complete"), 0);
}

#[tokio::test]
async fn only_a_navigation_of_the_window_completes() {
    let (merchant, mut browser, path) = returning().await;
    for (method, mode, dest) in [
        ("GET", "no-cors", "image"),
        ("GET", "cors", "empty"),
        ("GET", "navigate", "iframe"),
        ("GET", "navigate", "object"),
        ("HEAD", "navigate", "document"),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(&path)
            .header("sec-fetch-mode", mode)
            .header("sec-fetch-dest", dest)
            .body(Body::empty())
            .unwrap();
        assert_eq!(browser.send(request).await.status, 403, "{method} {mode} {dest}");
    }
    assert_eq!(merchant.upstream("POST", "/actions/complete"), 0);
    assert_eq!(browser.get(&path).await.status, 303, "an older browser does not say");
}

#[tokio::test]
async fn what_is_no_redirect_flow_of_ours_is_not_found() {
    let (merchant, mut browser, _) = returning().await;
    for query in [
        "",
        "?",
        "?redirect_flow_id=",
        "?redirect_flow_id=RE1",
        "?redirect_flow_id=..%2F",
        "?a=%ff",
        "?redirect_flow_id=%ff",
    ] {
        browser.navigate(&format!("/signups/return{query}")).await.assert_page(404, "Page not found");
    }
    assert_eq!(merchant.upstream("POST", "/actions/complete"), 0);
}

#[tokio::test]
async fn too_early_leads_on_and_too_late_leads_back_to_the_start() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let url = browser.post_form(FORM).await.header("location").to_owned();
    let path = format!("/signups/return?redirect_flow_id={}", url.rsplit('/').next().unwrap());

    let early = browser.navigate(&path).await;
    early.assert_page(202, "We are confirming your Direct Debit");
    assert!(early.text().contains(&format!("href=\"{url}\"")), "{}", early.text());

    merchant.confirm(&url).await;
    merchant.advance(Duration::from_mins(31));
    let late = browser.navigate(&path).await;
    late.assert_page(410, "Your time to sign up has run out");
    assert!(late.text().contains("href=\"/\">Start again"));
}

#[tokio::test]
async fn when_gocardless_is_down_the_payer_can_try_again() {
    let (merchant, mut browser, path) = returning().await;
    let down = |path: &str, times| Fault {
        path: path.to_owned(),
        times,
        status: Some(503),
        when: Moment::After,
        ..Fault::default()
    };
    merchant.sandbox.add_fault(down("/redirect_flows/*", 4));
    let page = browser.navigate(&path).await;
    page.assert_page(503, "We could not finish this just now");
    let link = path.replace('&', "&amp;");
    assert!(page.text().contains(&format!("href=\"{link}\">Try again")), "{}", page.text());
    assert_eq!(browser.navigate(&path).await.status, 303);
    assert_eq!(merchant.sandbox.mandates().len(), 1);
}
