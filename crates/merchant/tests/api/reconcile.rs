//! Finishing what nobody came back for: promises 1, 3, 4, 5 and 9.

use std::collections::VecDeque;
use std::time::Duration;

use gocardless_sandbox::{Fault, Moment};
use serde_json::json;

use crate::receive_webhook::cases;
use crate::support::{Browser, Payer, TestMerchant, magazine};

pub(crate) const COMPLETE: &str = "/redirect_flows/*/actions/complete";
/// When a step that was just recorded is no longer taken to be under way.
pub(crate) const LATER: Duration = Duration::from_secs(61);

pub(crate) fn times(fault: Fault, path: &str, times: u32) -> Fault {
    Fault { path: path.to_owned(), times, ..fault }
}

/// The ways in which an answer gets lost, each after the mandate is made.
fn lost() -> Vec<(&'static str, Fault)> {
    let status = |status| Fault { status: Some(status), when: Moment::After, ..Fault::default() };
    vec![
        ("500", status(500)),
        ("cut before the headers", Fault { drop: Some(Moment::After), ..Fault::default() }),
        ("body cut", Fault { cut_body: true, ..Fault::default() }),
        ("502 with HTML", Fault { body: Some(json!("<h1>Bad gateway</h1>")), ..status(502) }),
        ("30 s silence", Fault { delay_ms: 30_000, when: Moment::After, ..Fault::default() }),
        ("429", status(429)),
    ]
}

/// A payer who has confirmed the hosted page and is not back yet.
pub(crate) struct Confirmed {
    pub(crate) browser: Browser,
    pub(crate) id: String,
    pub(crate) flow: String,
}

pub(crate) async fn confirmed(merchant: &TestMerchant) -> Confirmed {
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    Confirmed { browser, id: signup["id"].as_str().unwrap().to_owned(), flow }
}

/// 200 a mode with `MERCHANT_TEST_FULL=1`. Reading the flow fails too, so that nobody knows until later.
#[tokio::test]
pub(crate) async fn promise_1_a_lost_answer_loses_no_mandate_though_nobody_comes_back() {
    let count = cases(4, 200);
    for (mode, fault) in lost() {
        let merchant = TestMerchant::start().await;
        let mut payers = Vec::new();
        for _ in 0..count {
            payers.push(confirmed(&merchant).await);
        }
        merchant.sandbox.add_fault(times(fault, COMPLETE, u32::MAX));
        let silent = Fault { method: Some("GET".to_owned()), status: Some(503), ..Fault::default() };
        merchant.sandbox.add_fault(times(silent, "/redirect_flows/*", u32::MAX));
        // Silence is long: all wait for it together, for as long as the client waits for an answer.
        let completing: Vec<_> = payers
            .into_iter()
            .map(|Confirmed { mut browser, id, flow }| tokio::spawn(async move { browser.complete(&id, &flow).await }))
            .collect();
        for completing in completing {
            let answer = completing.await.unwrap();
            assert_eq!(answer.status, 503, "{mode}: {}", answer.text());
        }
        merchant.sandbox.clear_faults();
        let made = merchant.sandbox.mandates().len();
        match mode {
            // Whoever is told to wait makes all others wait: those never asked.
            "429" => assert!((1..=count as usize).contains(&made), "{mode}: {made}"),
            _ => assert_eq!(made, count as usize, "{mode}: GoCardless has made them all"),
        }
        assert_eq!(merchant.reconcile().await, 0, "{mode}: it may still be under way");
        let mut passes = 0;
        let mut finished = 0;
        while finished < u64::from(count) && passes < 2 * count {
            merchant.advance(if passes == 0 { LATER } else { Duration::from_secs(10) });
            finished += merchant.reconcile().await;
            passes += 1;
        }
        assert_eq!(finished, u64::from(count), "{mode}");
        assert_eq!(merchant.sandbox.mandates().len(), count as usize, "{mode}");
        merchant.assert_all_known(mode).await;
    }
}

/// 500 flows with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
pub(crate) async fn promise_3_tabs_and_the_reconciler_complete_once_and_all_see_the_same() {
    let merchant = TestMerchant::start().await;
    for number in 0..cases(6, 500) {
        let Confirmed { browser, id, flow } = confirmed(&merchant).await;
        let before = merchant.sandbox.mandates().len();
        let tabs: Vec<_> = (0..2 + number % 7)
            .map(|_| {
                let (mut browser, id, flow) = (browser.clone(), id.clone(), flow.clone());
                tokio::spawn(async move { browser.complete(&id, &flow).await.signup(200) })
            })
            .collect();
        merchant.reconcile().await;
        let mut seen = Vec::new();
        for tab in tabs {
            seen.push(tab.await.unwrap()["mandate"]["id"].clone());
        }
        seen.dedup();
        let mandates = merchant.sandbox.mandates();
        assert_eq!((mandates.len(), seen), (before + 1, vec![json!(mandates[before].id)]));
        assert_eq!(merchant.upstream("POST", &format!("/{flow}/actions/complete")), 1, "one asks, the others wait");
    }
}

/// GoCardless does not know yet that the payer has finished.
fn early() -> Fault {
    let error = json!({ "error": { "type": "invalid_state", "code": 422, "message": "Not yet", "request_id": "r",
        "documentation_url": "", "errors": [{ "reason": "redirect_flow_incomplete", "message": "Not yet" }] } });
    Fault { status: Some(422), body: Some(error), ..Fault::default() }
}

/// In four seconds GoCardless is asked at once, and after gaps of 250 ms and of twice as long each time.
#[tokio::test]
async fn promise_4_the_gaps_grow() {
    let mut merchant = TestMerchant::start().await;
    merchant.config.confirm_within = Duration::from_secs(4);
    merchant.restart().await;
    let Confirmed { mut browser, id, flow } = confirmed(&merchant).await;
    merchant.sandbox.add_fault(times(early(), COMPLETE, u32::MAX));
    assert_eq!(browser.complete(&id, &flow).await.signup(202)["status"], "confirming");
    let asked = merchant.upstream("POST", "/actions/complete");
    assert!((3..=5).contains(&asked), "{asked} times");
}

/// 200 with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
async fn promise_4_a_payer_who_is_back_too_early_is_waited_for_and_then_finished_by_itself() {
    let mut merchant = TestMerchant::start().await;
    for _ in 0..cases(2, 200) {
        // GoCardless knows at the second try.
        let Confirmed { mut browser, id, flow } = confirmed(&merchant).await;
        merchant.sandbox.add_fault(times(early(), COMPLETE, 1));
        assert_eq!(browser.complete(&id, &flow).await.signup(200)["status"], "completed");
    }
    // It does not know for longer than anybody waits.
    merchant.config.confirm_within = Duration::ZERO;
    merchant.restart().await;
    for _ in 0..cases(2, 200) {
        let Confirmed { mut browser, id, flow } = confirmed(&merchant).await;
        merchant.sandbox.add_fault(times(early(), COMPLETE, 3));
        assert_eq!(browser.complete(&id, &flow).await.signup(202)["status"], "confirming");
        let page = browser.navigate(&format!("/signups/return?redirect_flow_id={flow}")).await;
        page.assert_page(202, "We are confirming your Direct Debit");
        assert_eq!(page.header("refresh"), format!("5; url=/signups/return?redirect_flow_id={flow}"));
        merchant.advance(LATER);
        assert_eq!(merchant.reconcile().await, 0);
        merchant.advance(Duration::from_mins(3));
        assert_eq!(merchant.reconcile().await, 1);
        // The page looks again by itself, and so does the script.
        let (_, again) = page.header("refresh").split_once("url=").unwrap();
        let done = browser.navigate(again).await;
        assert_eq!(done.status, 303, "{}", done.text());
        browser.get(done.header("location")).await.assert_page(200, "Your Direct Debit is set up");
        let done = browser.get(&format!("/api/signups/{id}")).await.signup(200);
        assert_eq!(done["status"], "completed");
    }
}

/// 1,000 with `MERCHANT_TEST_FULL=1`; three of ten are lost.
#[tokio::test]
async fn promise_5_starting_under_one_key_leaves_one_flow() {
    let merchant = TestMerchant::start().await;
    let count = cases(20, 1_000);
    for number in 0..count {
        if number % 10 < 3 {
            let fault = Fault { drop: Some(Moment::After), method: Some("POST".to_owned()), ..Fault::default() };
            // All three attempts of the client are lost, and the payer tries again.
            merchant.sandbox.add_fault(times(fault, "/redirect_flows", 3));
        }
        let mut browser = merchant.browser();
        let key = format!("{number:032}");
        let mut answer = browser.start_under(&key, &magazine()).await;
        while answer.status == 503 {
            answer = browser.start_under(&key, &magazine()).await;
        }
        answer.signup(201);
        // As many calls a minute as GoCardless takes.
        merchant.advance(Duration::from_secs(1));
    }
    assert_eq!(merchant.sandbox.redirect_flows().len(), count as usize);
}

/// 10,000 with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
pub(crate) async fn promise_9_stuck_flows_are_finished_after_a_restart_within_the_quota_oldest_first() {
    let mut merchant = TestMerchant::start().await;
    let count = cases(60, 10_000);
    assert_eq!(count as usize % AT_ONCE, 0);
    let cut = Fault { drop: Some(Moment::After), ..Fault::default() };
    merchant.sandbox.add_fault(times(cut, COMPLETE, u32::MAX));
    // An answer that is not worth a retry, so that this does not take all day.
    let html = Fault { status: Some(400), body: Some(json!("<h1>Bad request</h1>")), ..Fault::default() };
    let html = Fault { method: Some("GET".to_owned()), ..html };
    merchant.sandbox.add_fault(times(html, "/redirect_flows/*", u32::MAX));
    let mut stuck = Vec::new();
    while stuck.len() < count as usize {
        stuck.extend(get_stuck(&merchant).await);
        merchant.advance(Duration::from_secs(1));
    }
    merchant.sandbox.clear_faults();
    merchant.limit_requests().await;
    merchant.advance(LATER);

    let mut calls = VecDeque::new();
    let (mut finished, mut passes) = (0, 0);
    while finished < u64::from(count) {
        let before = merchant.state.requests_sent();
        finished += merchant.reconcile().await;
        calls.push_back(merchant.state.requests_sent() - before);
        // Six passes are a minute.
        calls = calls.split_off(calls.len().saturating_sub(6));
        assert!(calls.iter().sum::<u64>() <= 600, "{calls:?}: a reserve is left to payers");
        if passes % 50 < 2 {
            assert_oldest_first(&merchant, &stuck, finished).await;
        }
        merchant.advance(Duration::from_secs(10));
        passes += 1;
        assert!(passes <= count.div_ceil(10) + 6, "{finished} of {count} after {passes} passes");
    }
    assert_eq!(merchant.sandbox.mandates().len(), count as usize);
    assert_eq!(merchant.sandbox.subscriptions().len(), count as usize);
    assert_eq!(merchant.reconcile().await, 0);
}

/// So many get stuck at once.
const AT_ONCE: usize = 20;

/// Some payers whose completion is lost; the signups' ids.
async fn get_stuck(merchant: &TestMerchant) -> Vec<String> {
    let starting: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let mut browser = merchant.browser();
            tokio::spawn(async move { (browser.start().await.signup(201), browser) })
        })
        .collect();
    let mut completing = Vec::new();
    for starting in starting {
        let (signup, mut browser) = starting.await.unwrap();
        let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
        let id = signup["id"].as_str().unwrap().to_owned();
        completing.push(tokio::spawn(async move {
            assert_eq!(browser.complete(&id, &flow).await.status, 503);
            id
        }));
    }
    let mut stuck = Vec::new();
    for completing in completing {
        stuck.push(completing.await.unwrap());
    }
    stuck.sort();
    stuck
}

/// Those that are finished are those that got stuck first.
async fn assert_oldest_first(merchant: &TestMerchant, stuck: &[String], finished: u64) {
    let whole = usize::try_from(finished).unwrap() / AT_ONCE * AT_ONCE;
    for (number, is_finished) in [(whole.checked_sub(1), true), (Some(whole + AT_ONCE), false)] {
        let Some((number, id)) = number.and_then(|number| Some((number, stuck.get(number)?))) else { continue };
        // The last started is the first of the list.
        let after = stuck.get(number + 1).map_or(String::new(), |newer| format!("&after={newer}"));
        let page = merchant.ask(&format!("/merchant/signups?limit=1{after}")).await;
        let shown = &page["signups"][0];
        assert_eq!((shown["id"].as_str(), shown["mandate"].is_string()), (Some(id.as_str()), is_finished), "{number}");
    }
}

#[tokio::test]
pub(crate) async fn a_self_hosted_mandate_whose_answer_was_lost_is_found() {
    let mut payer = Payer::of("bacs", "monthly").await;
    let fault = Fault { drop: Some(Moment::After), method: Some("POST".to_owned()), ..Fault::default() };
    payer.merchant.sandbox.add_fault(times(fault, "/mandates", 1));
    let silent = Fault { method: Some("POST".to_owned()), status: Some(503), ..Fault::default() };
    payer.merchant.sandbox.add_fault(times(silent, "/mandates", 9));
    assert_eq!(payer.submit().await.status, 503);
    payer.merchant.sandbox.clear_faults();
    payer.restart().await;
    payer.merchant.advance(LATER);
    assert_eq!(payer.merchant.reconcile().await, 1);
    payer.assert_made_once("lost");
    assert_eq!(payer.show().await["status"], "completed");
}

#[tokio::test]
async fn a_self_hosted_mandate_that_was_never_made_is_given_up_until_it_is_submitted_again() {
    let mut payer = Payer::of("bacs", "monthly").await;
    let silent = Fault { method: Some("POST".to_owned()), status: Some(503), ..Fault::default() };
    payer.merchant.sandbox.add_fault(times(silent, "/mandates", 9));
    assert_eq!(payer.submit().await.status, 503);
    payer.merchant.sandbox.clear_faults();
    payer.merchant.advance(LATER);
    assert_eq!(payer.merchant.reconcile().await, 0);
    let calls = payer.merchant.sandbox.requests().len();
    payer.merchant.advance(Duration::from_mins(30));
    assert_eq!(payer.merchant.reconcile().await, 0);
    assert_eq!(payer.merchant.sandbox.requests().len(), calls, "it is not asked about again");
    assert_eq!(payer.submit().await.signup(200)["status"], "completed");
    payer.assert_made_once("submitted again");
}

#[tokio::test]
pub(crate) async fn a_collection_that_could_not_be_made_is_made_later() {
    let merchant = TestMerchant::start().await;
    let Confirmed { mut browser, id, flow } = confirmed(&merchant).await;
    let silent = Fault { method: Some("POST".to_owned()), status: Some(503), ..Fault::default() };
    merchant.sandbox.add_fault(times(silent, "/subscriptions", 9));
    assert_eq!(browser.complete(&id, &flow).await.signup(200)["first_charge_date"], json!(null));
    merchant.sandbox.clear_faults();
    merchant.advance(LATER);
    assert_eq!(merchant.reconcile().await, 1);
    assert_eq!(merchant.sandbox.subscriptions().len(), 1);
    assert!(browser.get(&format!("/api/signups/{id}")).await.signup(200)["first_charge_date"].is_string());
}

#[tokio::test]
async fn a_collection_that_is_refused_for_three_days_is_given_up_by_whoever_comes_back() {
    let merchant = TestMerchant::start().await;
    let Confirmed { mut browser, id, flow } = confirmed(&merchant).await;
    let refused = Fault { method: Some("POST".to_owned()), status: Some(422), ..Fault::default() };
    merchant.sandbox.add_fault(times(refused, "/subscriptions", 2));
    let silent = Fault { status: Some(503), ..Fault::default() };
    merchant.sandbox.add_fault(times(silent, "/mandates/*", 99));
    assert_eq!(browser.complete(&id, &flow).await.signup(200)["status"], "completed");
    let mandate = merchant.sandbox.mandates().remove(0).id;
    let asked = merchant.upstream("GET", mandate.as_str());
    assert!(asked > 0);
    merchant.advance(Duration::from_hours(71));
    assert_eq!(browser.complete(&id, &flow).await.signup(200)["first_charge_date"], json!(null));
    assert_eq!(merchant.upstream("POST", "/subscriptions"), 2, "until then it is tried");
    assert_eq!(merchant.upstream("GET", mandate.as_str()), asked, "the mandate is not asked for again each time");
    merchant.advance(Duration::from_hours(1));
    assert_eq!(browser.complete(&id, &flow).await.signup(200)["first_charge_date"], json!(null));
    assert_eq!(merchant.reconcile().await, 0);
    assert_eq!(merchant.upstream("POST", "/subscriptions"), 2, "then it is for people");
}

#[tokio::test]
async fn a_flow_that_expired_unfinished_ends_there() {
    let mut merchant = TestMerchant::start().await;
    merchant.config.confirm_within = Duration::ZERO;
    merchant.restart().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let flow = signup["redirect_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let id = signup["id"].as_str().unwrap();
    assert_eq!(browser.complete(id, &flow).await.signup(202)["status"], "confirming");
    merchant.advance(Duration::from_mins(31));
    assert_eq!(merchant.reconcile().await, 0);
    assert_eq!(browser.get(&format!("/api/signups/{id}")).await.signup(200)["status"], "expired");
    let calls = merchant.sandbox.requests().len();
    merchant.advance(Duration::from_mins(31));
    merchant.reconcile().await;
    assert_eq!(merchant.sandbox.requests().len(), calls);
}
