//! Promise 8: only who started a signup completes it, and the session token stays between us and GoCardless.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Builder;

use crate::log::Log;
use crate::receive_webhook::cases;
use crate::support::{Answer, Browser, TestMerchant, magazine};

/// Somebody who has confirmed and is not back yet.
struct Payer {
    cookie: String,
    /// The cookie of the same browser, before it was cleared.
    old_cookie: String,
    signup: String,
    flow: String,
}

async fn payer(merchant: &TestMerchant) -> Payer {
    let mut before = merchant.browser();
    before.start().await.signup(201);
    let mut browser = merchant.browser();
    let signup = browser.post("/api/signups", &magazine()).await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    let signup = signup["id"].as_str().unwrap().to_owned();
    Payer { cookie: browser.cookie.unwrap(), old_cookie: before.cookie.unwrap(), signup, flow }
}

/// Whose, or which, cookie is sent.
#[derive(Clone, Copy, Debug)]
enum Cookie {
    None,
    Nobodys,
    Cut,
    Of(Index),
    OldOf(Index),
}

#[derive(Clone, Copy, Debug)]
enum Way {
    Call,
    Return,
    Show,
    Page,
    Submit,
    Pdf,
}

async fn come(mut browser: Browser, way: Way, signup: &str, flow: &str) -> Answer {
    match way {
        Way::Call => browser.complete(signup, flow).await,
        Way::Return => browser.navigate(&format!("/signups/return?redirect_flow_id={flow}")).await,
        Way::Show => browser.get(&format!("/api/signups/{signup}")).await,
        Way::Page => browser.get(&format!("/signups/{signup}")).await,
        Way::Submit => {
            let path = format!("/api/signups/{signup}/actions/submit");
            browser.post(&path, &serde_json::json!({ "data": { "authority": true } })).await
        }
        Way::Pdf => browser.get(&format!("/api/signups/{signup}/mandate_pdf")).await,
    }
}

/// 10,000 pairings with `MERCHANT_TEST_FULL=1`.
#[test]
fn promise_8_only_the_right_person_completes_a_signup_and_nobody_sees_the_session_token() {
    let log = Log::default();
    let format = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    let _guard = tracing::subscriber::set_default(format.with_writer(log.clone()).finish());
    // One thread, so that everything is in the log.
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let merchant = runtime.block_on(TestMerchant::start());
    let payers = runtime.block_on(async {
        let mut payers = Vec::new();
        for _ in 0..8 {
            payers.push(payer(&merchant).await);
        }
        payers
    });
    let flows = merchant.sandbox.redirect_flows();
    let tokens: Vec<_> = flows.iter().map(|flow| flow.session_token.clone()).collect();
    assert_eq!(tokens.iter().filter(|token| token.len() == 64).count(), 16, "256 bits each");
    let calls = merchant.sandbox.requests().len();
    let names_a_token = |text: &str| tokens.iter().any(|token| text.contains(token.as_str()));

    let cookie = prop_oneof![
        Just(Cookie::None),
        Just(Cookie::Nobodys),
        Just(Cookie::Cut),
        any::<Index>().prop_map(Cookie::Of),
        any::<Index>().prop_map(Cookie::OldOf),
    ];
    let way = select(vec![Way::Call, Way::Call, Way::Return, Way::Return, Way::Show, Way::Page, Way::Submit, Way::Pdf]);
    let config = Config { cases: cases(400, 10_000), failure_persistence: None, ..Config::default() };
    let ran =
        TestRunner::new(config).run(&(any::<Index>(), any::<Index>(), cookie, way), |(whose, of, cookie, way)| {
            let (signup, flow) = (&payers[whose.index(8)], &payers[of.index(8)]);
            let cookie = match cookie {
                Cookie::None => None,
                Cookie::Nobodys => Some("0123456789abcdef".repeat(4)),
                Cookie::Cut => Some(signup.cookie[..63].to_owned()),
                Cookie::Of(index) => Some(payers[index.index(8)].cookie.clone()),
                Cookie::OldOf(index) => Some(payers[index.index(8)].old_cookie.clone()),
            };
            let own = if matches!(way, Way::Return) { flow } else { signup };
            let is_own = cookie.as_ref() == Some(&own.cookie);
            if is_own && (!matches!(way, Way::Call) || signup.flow == flow.flow) {
                // The right person.
                return Ok(());
            }
            let answer = runtime.block_on(come(merchant.browser_with(cookie), way, &signup.signup, &flow.flow));
            prop_assert_eq!(answer.status, if is_own { 422 } else { 403 });
            let headers = answer.headers.values().map(|value| String::from_utf8_lossy(value.as_bytes()));
            prop_assert!(headers.chain([answer.text().into()]).all(|text| !names_a_token(&text)), "{}", answer.text());
            prop_assert_eq!(merchant.sandbox.requests().len(), calls, "GoCardless was asked");
            Ok(())
        });
    ran.unwrap();
    // Chance need not have brought it: the right browser with another's flow.
    let wrong = merchant.browser_with(Some(payers[0].cookie.clone()));
    let answer = runtime.block_on(come(wrong, Way::Call, &payers[0].signup, &payers[1].flow));
    assert_eq!(answer.status, 422, "{}", answer.text());

    for payer in &payers {
        let browser = merchant.browser_with(Some(payer.cookie.clone()));
        let done = runtime.block_on(come(browser, Way::Call, &payer.signup, &payer.flow));
        assert_eq!(done.signup(200)["status"], "completed");
        assert!(!names_a_token(&done.text()));
    }
    assert_eq!(merchant.sandbox.mandates().len(), payers.len());
    assert!(merchant.sandbox.requests().iter().all(|request| !names_a_token(&request.path)));
    let log = log.text();
    assert!(log.contains("the redirect flow belongs to something else") && log.contains("signup completed"));
    assert!(!names_a_token(&log), "a session token is in the log");
}
