//! `GET /api/signups/{id}`

use std::time::Duration;

use merchant::MandateTexts;
use serde_json::json;

use crate::support::{Payer, TestMerchant};

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
pub(crate) async fn a_restart_forgets_nothing() {
    let mut merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let (id, cookie) = (signup["id"].as_str().unwrap(), browser.cookie.clone());
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;

    merchant.restart().await;
    let mut browser = merchant.browser_with(cookie.clone());
    let done = browser.complete(id, &flow).await.signup(200);

    merchant.restart().await;
    let mut browser = merchant.browser_with(cookie);
    assert_eq!(browser.get(&format!("/api/signups/{id}")).await.signup(200), done);
    assert_eq!(browser.complete(id, &flow).await.signup(200), done);
}

#[tokio::test]
async fn the_terms_are_the_schemes_and_the_wording_the_merchants() {
    let mut payer = Payer::of("becs", "monthly").await;
    let terms = payer.started["terms"].clone();
    assert_eq!(
        (&terms["scheme"], &terms["agreement_url"], &terms["wording"]),
        (&json!("becs"), &json!(null), &json!(null))
    );
    assert_eq!(terms["creditor"], payer.started["creditor"]);
    assert_eq!(terms["notice_days"], 3, "as the sandbox's scheme identifiers say");

    let texts = json!({ "texts": [{ "scheme": "becs", "language": "en", "title": "Direct Debit Request",
        "paragraphs": ["I ask for debits."], "agreement_url": "https://shop.example/ddr" }] });
    payer.merchant.config.mandate_texts = MandateTexts::from_json(&texts.to_string()).unwrap();
    payer.restart().await;
    let terms = payer.show().await["terms"].clone();
    assert_eq!(terms["agreement_url"], "https://shop.example/ddr");
    let wording = json!({ "language": "en", "title": "Direct Debit Request", "paragraphs": ["I ask for debits."] });
    assert_eq!(terms["wording"], wording);

    let redirect = payer.merchant.browser().start().await.signup(201);
    assert_eq!(redirect["terms"], terms);
}
