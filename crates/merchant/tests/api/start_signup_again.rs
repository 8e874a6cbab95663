//! `POST /api/signups`, again: a double click, a second tab, a reload, a lost answer.

use std::time::Duration;

use gocardless_sandbox::{Fault, Moment};
use merchant::Plans;
use serde_json::{Value, json};

use crate::support::{Browser, TestMerchant, magazine, with};

const KEY: &str = "0123456789abcdef0123456789abcdef";

#[tokio::test]
pub(crate) async fn the_same_key_gets_the_same_signup_also_from_a_browser_that_lost_the_answer() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let first = browser.start_under(KEY, &magazine()).await.signup(201);

    for mut other in [browser.clone(), merchant.browser()] {
        let again = other.start_under(KEY, &magazine()).await.signup(201);
        assert_eq!(again, first);
        let path = format!("/api/signups/{}", first["id"].as_str().unwrap());
        assert_eq!(other.get(&path).await.signup(200), first);
    }
    assert_eq!(merchant.sandbox.redirect_flows().len(), 1);
}

#[tokio::test]
async fn a_key_lets_nobody_into_a_completed_signup() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start_under(KEY, &magazine()).await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    let done = browser.complete(signup["id"].as_str().unwrap(), &flow).await.signup(200);

    assert_eq!(browser.start_under(KEY, &magazine()).await.signup(201), done);
    merchant.browser().start_under(KEY, &magazine()).await.assert_refused(403, "other_browser");
}

#[tokio::test]
async fn a_key_is_for_one_plan_and_must_be_long() {
    let mut merchant = TestMerchant::start().await;
    let plan = |id| json!({ "id": id, "name": "A", "amount": 1, "currency": "GBP", "interval": "once" });
    let plans = json!({ "plans": [plan("magazine"), plan("newspaper")] }).to_string();
    merchant.config.plans = Plans::from_json(&plans).unwrap();
    merchant.restart().await;
    let mut browser = merchant.browser();
    browser.start_under(KEY, &magazine()).await.signup(201);
    let newspaper = with("plan", json!("newspaper"));
    browser.start_under(KEY, &newspaper).await.assert_refused(422, "idempotency_key_reused");
    for key in ["short", "0123456789abcde", "0123456789abcdef ", "0123456789abcdef/", &"k".repeat(129)] {
        browser.start_under(key, &magazine()).await.assert_refused(400, "idempotency_key_malformed");
    }
    assert_eq!(merchant.sandbox.redirect_flows().len(), 1);
}

#[tokio::test]
async fn a_second_tab_a_reload_or_back_reuses_the_open_page() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let first = browser.start().await.signup(201);
    merchant.advance(Duration::from_mins(24));
    assert_eq!(browser.start().await.signup(201), first);

    let other_name = with("payer", json!({ "given_name": "Francis" }));
    assert_ne!(browser.post("/api/signups", &other_name).await.signup(201)["id"], first["id"]);
    assert_ne!(merchant.browser().start().await.signup(201)["id"], first["id"]);
    assert_eq!(merchant.sandbox.redirect_flows().len(), 3);
}

#[tokio::test]
async fn back_to_the_form_after_completing_makes_no_second_mandate() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start_under(KEY, &magazine()).await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    let done = browser.complete(signup["id"].as_str().unwrap(), &flow).await.signup(200);
    let asked = merchant.upstream("GET", &format!("/redirect_flows/{flow}"));

    merchant.advance(Duration::from_mins(24));
    let other_key = KEY.to_uppercase();
    for again in [browser.start().await, browser.start_under(&other_key, &magazine()).await] {
        let again = again.signup(201);
        assert_eq!(again, done);
        assert_eq!((&again["status"], &again["redirect_url"]), (&json!("completed"), &Value::Null));
        assert!(again["mandate"]["id"].is_string());
    }
    assert_eq!(merchant.sandbox.redirect_flows().len(), 1);
    assert_eq!(merchant.upstream("GET", &format!("/redirect_flows/{flow}")), asked, "GoCardless is not asked again");

    // Somebody else, for somebody else, or later: a signup of its own.
    let other_name = with("payer", json!({ "given_name": "Francis" }));
    assert_ne!(browser.post("/api/signups", &other_name).await.signup(201)["id"], done["id"]);
    assert_ne!(merchant.browser().start().await.signup(201)["id"], done["id"]);
    merchant.advance(Duration::from_mins(1));
    assert_eq!(browser.start().await.signup(201)["status"], "awaiting_payer");
}

#[tokio::test]
pub(crate) async fn parallel_starts_under_different_keys_make_one_signup() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    browser.start().await.signup(201);
    let body = with("payer", json!({ "given_name": "Ada" }));
    let click = |letter: &str| {
        let (mut tab, key, body) = (browser.clone(), letter.repeat(32), body.clone());
        tokio::spawn(async move { tab.start_under(&key, &body).await.signup(201) })
    };
    let clicks = ["a", "b", "c", "d"].map(click);
    let mut signups = Vec::new();
    for click in clicks {
        signups.push(click.await.unwrap());
    }
    assert!(signups.iter().all(|signup| *signup == signups[0]), "{signups:?}");
    assert_eq!(merchant.sandbox.redirect_flows().len(), 2);
}

#[tokio::test]
async fn nobody_is_sent_to_a_page_that_is_about_to_close() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let first = browser.start_under(KEY, &magazine()).await.signup(201);
    merchant.advance(Duration::from_mins(25));
    assert_ne!(browser.start().await.signup(201)["redirect_url"], first["redirect_url"]);
    merchant.advance(Duration::from_secs(230));
    assert_eq!(browser.start_under(KEY, &magazine()).await.signup(201), first);
    merchant.advance(Duration::from_secs(11));
    browser.start_under(KEY, &magazine()).await.assert_refused(410, "redirect_flow_expired");
}

#[tokio::test]
async fn a_page_that_gocardless_has_forgotten_is_not_reused() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let first = browser.start().await.signup(201);
    merchant.sandbox.reset();
    assert_ne!(browser.start().await.signup(201)["redirect_url"], first["redirect_url"]);
}

#[tokio::test]
async fn two_clicks_at_once_open_one_page() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    browser.start().await;
    let body = with("payer", json!({ "given_name": "Ada" }));
    let click = |mut tab: Browser, body: Value| async move { tab.post("/api/signups", &body).await.signup(201) };
    let (one, two) = tokio::join!(click(browser.clone(), body.clone()), click(browser.clone(), body.clone()));
    assert_eq!(one, two);

    let body = with("payer", json!({ "given_name": "Eve" }));
    let click = |mut tab: Browser, body: Value| async move { tab.start_under(KEY, &body).await.signup(201) };
    let (one, two) = tokio::join!(click(merchant.browser(), body.clone()), click(merchant.browser(), body.clone()));
    assert_eq!(one, two);
    assert_eq!(merchant.sandbox.redirect_flows().len(), 3);
}

#[tokio::test]
async fn a_cookie_that_we_did_not_give_out_is_replaced() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let planted = "0123456789abcdef".repeat(4);
    browser.cookie = Some(planted.clone());
    browser.start().await.signup(201);
    let ours = browser.cookie.clone().unwrap();
    assert_ne!(ours, planted);
    browser.start().await.signup(201);
    assert_eq!(browser.cookie, Some(ours));
}

#[tokio::test]
pub(crate) async fn lost_answers_of_gocardless_still_make_one_flow() {
    for when in [Moment::Before, Moment::After] {
        let merchant = TestMerchant::start().await;
        let fault = Fault { path: "/redirect_flows".to_owned(), times: 2, drop: Some(when), ..Fault::default() };
        merchant.sandbox.add_fault(fault);
        merchant.browser().start().await.signup(201);
        assert_eq!(merchant.sandbox.redirect_flows().len(), 1, "{when:?}");
    }
}

#[tokio::test]
async fn a_start_that_gocardless_did_not_answer_can_be_repeated() {
    let down =
        |when| Fault { path: "/redirect_flows".to_owned(), times: 3, status: Some(503), when, ..Fault::default() };
    for when in [Moment::Before, Moment::After] {
        for key in [Some(KEY), None] {
            let mut merchant = TestMerchant::start().await;
            let mut browser = merchant.browser();
            merchant.sandbox.add_fault(down(when));
            let failed = match key {
                Some(key) => browser.start_under(key, &magazine()).await,
                None => browser.start().await,
            };
            failed.assert_refused(503, "provider_unavailable");
            assert_eq!(failed.header("retry-after"), "5");

            merchant.restart().await;
            let mut again = merchant.browser_with(browser.cookie.filter(|_| key.is_none()));
            let repeated = match key {
                Some(key) => again.start_under(key, &magazine()).await,
                None => again.start().await,
            };
            repeated.signup(201);
            assert_eq!(merchant.sandbox.redirect_flows().len(), 1, "{when:?} {key:?}");
        }
    }
}
