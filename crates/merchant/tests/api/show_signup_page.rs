//! `GET /signups/{id}`

use std::time::Duration;

use crate::support::{Payer, TestMerchant};

#[tokio::test]
async fn the_confirmation_says_what_a_payer_must_be_told() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    let done = browser.complete(signup["id"].as_str().unwrap(), &flow).await.signup(200);

    let page = browser.get(&format!("/signups/{}", signup["id"].as_str().unwrap())).await;
    page.assert_page(200, "Your Direct Debit is set up");
    let text = page.text();
    for said in [
        "<dt>Amount</dt><dd>£10.00 every month</dd>",
        &format!("<dt>Reference</dt><dd>{}</dd>", done["mandate"]["reference"].as_str().unwrap()),
        &format!(
            "<dt>Name on your bank statement</dt><dd>{}</dd>",
            done["creditor"]["statement_name"].as_str().unwrap()
        ),
        "<dt>First payment</dt><dd>Not before ",
        "within 3 working days",
        "before the first payment",
        "<link rel=\"stylesheet\" href=\"/mandate-signup.css\">",
        "<link rel=\"stylesheet\" href=\"/signups.css\">",
        "<meta name=\"color-scheme\" content=\"light dark\">",
        "<main class=\"page__main\">",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(!text.contains("<script") && !text.contains("style="), "the policy would block it");
}

#[tokio::test]
async fn the_confirmation_stays_readable_for_the_browser_for_30_days() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let started = browser.start().await;
    assert!(started.header("set-cookie").ends_with("; Max-Age=2592000"), "{}", started.header("set-cookie"));
    let signup = started.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    browser.complete(signup["id"].as_str().unwrap(), &flow).await.signup(200);

    merchant.advance(Duration::from_hours(29 * 24));
    let path = format!("/signups/{}", signup["id"].as_str().unwrap());
    browser.get(&path).await.assert_page(200, "Your Direct Debit is set up");
}

#[tokio::test]
async fn the_pages_have_a_ground_of_their_own() {
    let merchant = TestMerchant::start().await;
    let styles = merchant.browser().get("/signups.css").await;
    assert_eq!((styles.status, styles.header("content-type")), (200, "text/css; charset=utf-8"));
    assert_eq!(styles.header("cache-control"), "no-cache");
    for rule in ["#eef2f0", "#0f1614", "max-width: 36rem", "margin: 0 auto", "overflow-wrap: anywhere"] {
        assert!(styles.text().contains(rule), "{rule}");
    }

    let problem = merchant.browser().get("/signups/SG1").await;
    problem.assert_page(404, "Page not found");
    assert!(problem.text().contains("href=\"/signups.css\"") && problem.text().contains("color-scheme"));
}

#[tokio::test]
async fn an_open_signup_leads_on_and_an_expired_one_back() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let path = format!("/signups/{}", signup["id"].as_str().unwrap());

    let page = browser.get(&path).await;
    page.assert_page(200, "You have not finished yet");
    assert!(page.text().contains(&format!("href=\"{}\"", signup["redirect_url"].as_str().unwrap())));

    merchant.advance(Duration::from_mins(31));
    let page = browser.get(&path).await;
    page.assert_page(200, "Your time to sign up has run out");
    assert!(page.text().contains("href=\"/\">Start again"));
}

#[tokio::test]
async fn a_signup_by_our_own_form_says_nothing_of_gocardless_page() {
    let mut payer = Payer::of("bacs", "monthly").await;
    let path = format!("/signups/{}", payer.id());
    let page = payer.browser.get(&path).await;
    page.assert_page(200, "You have not finished yet");
    assert!(page.text().contains("href=\"/\">Start again") && !page.text().contains("GoCardless"), "{}", page.text());

    payer.merchant.advance(Duration::from_hours(24));
    let page = payer.browser.get(&path).await;
    page.assert_page(200, "Your time to sign up has run out");
    assert!(page.text().contains("24 hours") && !page.text().contains("GoCardless"), "{}", page.text());
}

#[tokio::test]
async fn other_browsers_and_other_ids_get_an_explanation() {
    let merchant = TestMerchant::start().await;
    let signup = merchant.browser().start().await.signup(201);
    let path = format!("/signups/{}", signup["id"].as_str().unwrap());
    merchant.browser().get(&path).await.assert_page(403, "This signup belongs to another browser");
    for id in ["SG1", "x", "%ff", "SG%3Cscript%3E"] {
        merchant.browser().get(&format!("/signups/{id}")).await.assert_page(404, "Page not found");
    }
}
