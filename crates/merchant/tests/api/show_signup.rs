//! `GET /api/signups/{id}`

use std::time::Duration;

use crate::support::TestMerchant;

#[tokio::test]
async fn only_the_browser_that_started_it_sees_a_signup() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let path = format!("/api/signups/{}", signup["id"].as_str().unwrap());
    assert_eq!(browser.get(&path).await.signup(200), signup);

    merchant.browser().get(&path).await.assert_refused(403, "other_browser");
    let mut other = merchant.browser();
    other.start().await.signup(201);
    other.get(&path).await.assert_refused(403, "other_browser");
}

#[tokio::test]
async fn what_is_no_signups_id_is_not_found() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    browser.start().await;
    for id in ["SG1", "SG", "x", "SG1%2F..%2F2", "%ff", &format!("SG{}", "1".repeat(70)), "sg1", "SG1%00"] {
        browser.get(&format!("/api/signups/{id}")).await.assert_refused(404, "signup_not_found");
    }
}

#[tokio::test]
async fn an_open_signup_expires_with_the_hosted_page_and_shows_no_way_there() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let path = format!("/api/signups/{}", browser.start().await.signup(201)["id"].as_str().unwrap());
    merchant.advance(Duration::from_mins(29));
    assert_eq!(browser.get(&path).await.signup(200)["status"], "awaiting_payer");
    merchant.advance(Duration::from_mins(1));
    let expired = browser.get(&path).await.signup(200);
    assert_eq!(expired["status"], "expired");
    assert_eq!(expired.get("redirect_url"), None);
}

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let mut merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let (id, cookie) = (signup["id"].as_str().unwrap(), browser.cookie.clone());
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;

    merchant.restart();
    let mut browser = merchant.browser_with(cookie.clone());
    let done = browser.complete(id, &flow).await.signup(200);

    merchant.restart();
    let mut browser = merchant.browser_with(cookie);
    assert_eq!(browser.get(&format!("/api/signups/{id}")).await.signup(200), done);
    assert_eq!(browser.complete(id, &flow).await.signup(200), done);
}
