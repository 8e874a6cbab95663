//! `POST /signups`

use axum::body::Body;
use axum::http::Request;
use gocardless_sandbox::Fault;

use crate::support::{OWN, TestMerchant};

const FORM: &str = "plan=magazine&given_name=Frank&family_name=Osborne&email=frank%40example.com";

#[tokio::test]
async fn a_form_sends_the_browser_on_to_gocardless() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let answer = browser.post_form(FORM).await;
    assert_eq!(answer.status, 303);
    let flow = merchant.sandbox.redirect_flows().remove(0);
    assert_eq!(answer.header("location"), flow.redirect_url.unwrap());
    assert!(flow.success_redirect_url.starts_with(&format!("{OWN}/signups/return?signup=SG")));
    assert!(browser.cookie.is_some());

    assert_eq!(browser.post_form(FORM).await.header("location"), answer.header("location"));
    assert_eq!(merchant.sandbox.redirect_flows().len(), 1);
}

#[tokio::test]
async fn a_form_sent_again_after_completing_leads_to_the_confirmation() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let flow = merchant.confirm(browser.post_form(FORM).await.header("location")).await;
    let done = browser.navigate(&format!("/signups/return?redirect_flow_id={flow}")).await;
    assert_eq!(done.status, 303);

    let again = browser.post_form(FORM).await;
    assert_eq!((again.status, again.header("location")), (303, done.header("location")));
    browser.get(again.header("location")).await.assert_page(200, "Your Direct Debit is set up");
    assert_eq!(merchant.sandbox.redirect_flows().len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_said_on_a_page_with_a_way_back() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let long = format!("plan=magazine&email={}", "x".repeat(256)).leak();
    for (form, said) in [
        ("plan=yacht", "The chosen plan is not on sale"),
        ("", "The chosen plan is not on sale"),
        (long, "Email address is too long"),
    ] {
        let page = browser.post_form(form).await;
        page.assert_page(422, "There is a problem");
        assert!(page.text().contains(said), "{}", page.text());
        assert!(page.text().contains("href=\"/\""));
    }
    browser.post_form("plan=%ff&plan=magazine").await.assert_page(422, "Something went wrong");
    assert_eq!(merchant.sandbox.requests().len(), 0);
}

#[tokio::test]
async fn a_form_that_gocardless_did_not_answer_can_be_sent_again() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let path = "/redirect_flows".to_owned();
    merchant.sandbox.add_fault(Fault { path, times: 3, status: Some(502), ..Fault::default() });
    let page = browser.post_form(FORM).await;
    page.assert_page(503, "We could not finish this just now");
    assert_eq!(page.header("retry-after"), "5");
    assert_eq!(browser.post_form(FORM).await.status, 303);
    assert_eq!(merchant.sandbox.redirect_flows().len(), 1);
}

#[tokio::test]
async fn a_form_of_another_page_is_refused() {
    let merchant = TestMerchant::start().await;
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "https://shop.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "none"),
        ("x-nothing", "at all"),
    ] {
        let request = Request::post("/signups")
            .header("content-type", "application/x-www-form-urlencoded")
            .header(name, value)
            .body(Body::from(FORM))
            .unwrap();
        merchant.browser().send(request).await.assert_page(403, "Please start from our own page");
    }
    assert_eq!(merchant.sandbox.requests().len(), 0);
}

#[tokio::test]
async fn only_a_form_is_taken() {
    let merchant = TestMerchant::start().await;
    let send = |content_type: &'static str, body: String| {
        let request = Request::post("/signups").header("content-type", content_type).header("origin", OWN);
        let mut browser = merchant.browser();
        async move { browser.send(request.body(Body::from(body)).unwrap()).await }
    };
    send("text/plain", FORM.to_owned()).await.assert_page(415, "Something went wrong");
    send("application/json", "{}".to_owned()).await.assert_page(415, "Something went wrong");
    let long = format!("plan={}", "x".repeat(70_000));
    send("application/x-www-form-urlencoded", long).await.assert_page(413, "Something went wrong");
    merchant.browser().get("/signups").await.assert_page(405, "Something went wrong");
}
