//! `POST /api/signups/{id}/actions/complete`

use std::time::Duration;

use gocardless_sandbox::{Fault, Moment};
use serde_json::{Value, json};

use crate::support::{Browser, TestMerchant};

const COMPLETE: &str = "/redirect_flows/*/actions/complete";

/// A payer who has confirmed and is back.
struct Returned {
    merchant: TestMerchant,
    browser: Browser,
    id: String,
    flow: String,
}

impl Returned {
    async fn to_our_page() -> Self {
        let merchant = TestMerchant::start().await;
        let mut browser = merchant.browser();
        let signup = browser.start().await.signup(201);
        let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
        Self { merchant, browser, id: signup["id"].as_str().unwrap().to_owned(), flow }
    }

    async fn complete(&mut self) -> crate::support::Answer {
        self.browser.complete(&self.id, &self.flow).await
    }

    async fn show(&mut self) -> Value {
        self.browser.get(&format!("/api/signups/{}", self.id)).await.signup(200)
    }

    fn fail(&self, path: &str, times: u32, fault: Fault) {
        self.merchant.sandbox.add_fault(Fault { path: path.to_owned(), times, ..fault });
    }
}

fn status(status: u16, when: Moment) -> Fault {
    Fault { status: Some(status), when, ..Fault::default() }
}

fn dropped(when: Moment) -> Fault {
    Fault { drop: Some(when), ..Fault::default() }
}

fn html(status: u16, when: Moment) -> Fault {
    Fault { status: Some(status), body: Some(json!("<h1>Bad gateway</h1>")), when, ..Fault::default() }
}

#[tokio::test]
pub(crate) async fn a_confirmed_signup_is_completed_with_its_mandate() {
    let mut payer = Returned::to_our_page().await;
    let done = payer.complete().await.signup(200);
    assert_eq!(done["status"], "completed");
    assert_eq!(done.get("redirect_url"), None);

    let mandate = payer.merchant.sandbox.mandates().remove(0);
    let subscription = payer.merchant.sandbox.subscriptions().remove(0);
    assert_eq!((subscription.amount, subscription.links.mandate), (1000, mandate.id.clone()));
    assert_eq!(done["first_charge_date"], subscription.upcoming_payments[0].charge_date.as_str());
    assert_eq!(payer.merchant.upstream("GET", mandate.id.as_str()), 0, "the subscription tells enough of it");
    assert_eq!(
        done["mandate"],
        json!({ "id": mandate.id, "reference": mandate.reference, "scheme": "bacs",
            "next_possible_charge_date": mandate.next_possible_charge_date })
    );
    assert_eq!(payer.show().await, done);
}

#[tokio::test]
pub(crate) async fn completing_again_gives_the_same_answer_and_asks_nobody() {
    let mut payer = Returned::to_our_page().await;
    let done = payer.complete().await.signup(200);
    let upstream = payer.merchant.sandbox.requests().len();
    for _ in 0..3 {
        assert_eq!(payer.complete().await.signup(200), done);
    }
    assert_eq!(payer.merchant.sandbox.requests().len(), upstream);
    assert_eq!(payer.merchant.sandbox.mandates().len(), 1);
}

#[tokio::test]
pub(crate) async fn tabs_that_complete_at_once_all_see_the_one_mandate() {
    let payer = Returned::to_our_page().await;
    let tab = || {
        let (mut browser, id, flow) = (payer.browser.clone(), payer.id.clone(), payer.flow.clone());
        async move { browser.complete(&id, &flow).await.signup(200) }
    };
    let (a, b, c, d) = tokio::join!(tab(), tab(), tab(), tab());
    assert!(a["mandate"]["id"].is_string());
    assert_eq!((&b, &c, &d), (&a, &a, &a));
    assert_eq!(payer.merchant.upstream("POST", "/actions/complete"), 1);
}

#[tokio::test]
async fn another_browser_is_refused_and_nothing_is_sent() {
    let payer = Returned::to_our_page().await;
    let mut stranger = payer.merchant.browser();
    stranger.complete(&payer.id, &payer.flow).await.assert_refused(403, "other_browser");
    stranger.start().await.signup(201);
    stranger.complete(&payer.id, &payer.flow).await.assert_refused(403, "other_browser");
    assert_eq!(payer.merchant.upstream("POST", "/actions/complete"), 0);
    stranger.complete("SG1", &payer.flow).await.assert_refused(404, "signup_not_found");
}

#[tokio::test]
async fn another_redirect_flow_is_refused_and_nothing_is_sent() {
    let mut payer = Returned::to_our_page().await;
    let other = payer.merchant.browser().start().await.signup(201);
    let other = payer.merchant.confirm(other["redirect_url"].as_str().unwrap()).await;
    for flow in [other.as_str(), "RE123", "", "../customers", "RE1%2f.."] {
        payer.browser.complete(&payer.id, flow).await.assert_refused(422, "redirect_flow_mismatch");
    }
    assert_eq!(payer.merchant.upstream("POST", "/actions/complete"), 0);
}

#[tokio::test]
pub(crate) async fn an_answer_that_gets_lost_loses_no_mandate() {
    for (name, fault) in [
        ("cut after the change", dropped(Moment::After)),
        ("500 after the change", status(500, Moment::After)),
        ("502 with HTML after the change", html(502, Moment::After)),
        ("200 with HTML after the change", html(200, Moment::After)),
        ("cut before the change", dropped(Moment::Before)),
        ("500 before the change", status(500, Moment::Before)),
        ("429 before the change", status(429, Moment::Before)),
    ] {
        let mut payer = Returned::to_our_page().await;
        payer.fail(COMPLETE, 1, fault);
        let done = payer.complete().await.signup(200);
        let mandates = payer.merchant.sandbox.mandates();
        assert_eq!(mandates.len(), 1, "{name}");
        assert_eq!(done["mandate"]["id"], mandates[0].id.as_str(), "{name}");
        assert_eq!(done["mandate"]["scheme"], "bacs", "{name}");
    }
}

#[tokio::test]
async fn a_collection_that_is_not_made_in_time_is_made_when_somebody_comes_back() {
    for again in ["complete", "start"] {
        let mut payer = Returned::to_our_page().await;
        payer.fail("/subscriptions", 3, status(500, Moment::After));
        let done = payer.complete().await.signup(200);
        assert_eq!((&done["status"], done.get("first_charge_date")), (&json!("completed"), None));
        let done = match again {
            "start" => payer.browser.start().await.signup(201),
            _ => payer.complete().await.signup(200),
        };
        assert!(done["first_charge_date"].is_string(), "{again}");
        assert_eq!(payer.merchant.sandbox.subscriptions().len(), 1, "{again}");
    }
}

#[tokio::test]
pub(crate) async fn when_gocardless_stays_silent_a_later_try_finds_the_mandate() {
    for when in [Moment::Before, Moment::After] {
        let mut payer = Returned::to_our_page().await;
        payer.fail(COMPLETE, 2, status(500, when));
        payer.merchant.sandbox.add_fault(Fault {
            path: "/redirect_flows/*".to_owned(),
            method: Some("GET".to_owned()),
            times: 3,
            ..status(503, Moment::Before)
        });
        let failed = payer.complete().await;
        failed.assert_refused(503, "provider_unavailable");
        assert_eq!(failed.header("retry-after"), "5");

        payer.merchant.restart().await;
        payer.browser = payer.merchant.browser_with(payer.browser.cookie);
        let done = payer.browser.complete(&payer.id, &payer.flow).await.signup(200);
        assert_eq!(done["mandate"]["id"], payer.merchant.sandbox.mandates()[0].id.as_str(), "{when:?}");
        assert_eq!(payer.merchant.sandbox.mandates().len(), 1, "{when:?}");
    }
}

#[tokio::test]
async fn a_mandate_made_in_time_is_found_long_after_the_page_has_closed() {
    let mut payer = Returned::to_our_page().await;
    payer.fail(COMPLETE, 1, status(500, Moment::After));
    let down = Fault { method: Some("GET".to_owned()), ..status(503, Moment::Before) };
    payer.fail("/redirect_flows/*", 6, down);
    payer.complete().await.assert_refused(503, "provider_unavailable");
    payer.merchant.advance(Duration::from_hours(2));
    payer.complete().await.assert_refused(503, "provider_unavailable");
    assert_eq!(payer.complete().await.signup(200)["status"], "completed");
}

#[tokio::test]
async fn where_nothing_is_collected_the_mandate_itself_is_asked_for() {
    let mut payer = Returned::to_our_page().await;
    payer.fail("/subscriptions", 1, status(422, Moment::Before));
    let done = payer.complete().await.signup(200);
    let mandate = payer.merchant.sandbox.mandates().remove(0);
    assert_eq!(
        done["mandate"],
        json!({ "id": mandate.id, "reference": mandate.reference, "scheme": "bacs",
            "next_possible_charge_date": mandate.next_possible_charge_date })
    );
    assert_eq!((payer.merchant.upstream("GET", mandate.id.as_str()), &done["first_charge_date"]), (1, &json!(null)));
    assert_eq!(payer.show().await, done);
}

#[tokio::test]
async fn details_that_cannot_be_had_do_not_lose_the_ids() {
    let mut payer = Returned::to_our_page().await;
    payer.fail("/subscriptions", 9, status(503, Moment::Before));
    payer.fail("/mandates/*", 9, status(503, Moment::Before));
    let done = payer.complete().await.signup(200);
    let mandate = payer.merchant.sandbox.mandates().remove(0);
    assert_eq!(done["mandate"]["id"], mandate.id.as_str());
    assert_eq!(done["mandate"]["reference"], json!(mandate.reference));
    assert_eq!(done["mandate"]["next_possible_charge_date"], json!(null));
    assert_eq!(payer.show().await["status"], "completed");

    payer.merchant.sandbox.clear_faults();
    payer.merchant.advance(Duration::from_mins(10));
    assert_eq!(payer.merchant.reconcile().await, 1);
    let later = payer.show().await;
    assert_eq!(later["mandate"]["next_possible_charge_date"], later["first_charge_date"]);
    assert!(later["first_charge_date"].is_string());
}

#[tokio::test]
async fn a_payer_who_comes_back_too_early_can_go_on() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let (id, url) = (signup["id"].as_str().unwrap(), signup["redirect_url"].as_str().unwrap());
    let flow = url.rsplit('/').next().unwrap();
    let answer = browser.complete(id, flow).await;
    assert_eq!(answer.header("retry-after"), "5");
    let signup = answer.signup(202);
    assert_eq!((&signup["status"], &signup["redirect_url"]), (&json!("confirming"), &json!(url)));
    assert_eq!(browser.get(&format!("/api/signups/{id}")).await.signup(200), signup);
    let page = browser.get(&format!("/signups/{id}")).await;
    page.assert_page(200, "We are confirming your Direct Debit");
    assert!(page.header("refresh") == "5" && page.text().contains(&format!("href=\"{url}\"")), "{}", page.text());

    merchant.confirm(url).await;
    assert_eq!(browser.complete(id, flow).await.signup(200)["status"], "completed");
}

#[tokio::test]
pub(crate) async fn a_payer_who_comes_back_too_late_starts_again() {
    let mut payer = Returned::to_our_page().await;
    payer.merchant.advance(Duration::from_mins(31));
    payer.complete().await.assert_refused(410, "redirect_flow_expired");
    assert_eq!(payer.show().await["status"], "expired");
    let upstream = payer.merchant.upstream("POST", "/actions/complete");
    payer.complete().await.assert_refused(410, "redirect_flow_expired");
    assert_eq!(payer.merchant.upstream("POST", "/actions/complete"), upstream);
    assert_eq!(payer.merchant.sandbox.mandates().len(), 0);

    assert_eq!(payer.browser.start().await.signup(201)["status"], "awaiting_payer");
}

#[tokio::test]
async fn starting_again_after_a_lost_completion_shows_the_mandate() {
    let mut payer = Returned::to_our_page().await;
    payer.fail(COMPLETE, 1, status(500, Moment::After));
    payer.merchant.sandbox.add_fault(Fault {
        path: "/redirect_flows/*".to_owned(),
        method: Some("GET".to_owned()),
        times: 3,
        ..status(503, Moment::Before)
    });
    payer.complete().await.assert_refused(503, "provider_unavailable");

    let found = payer.browser.start().await.signup(201);
    assert_eq!(found["id"], payer.id);
    assert_eq!(found["status"], "completed");
    assert_eq!(payer.merchant.sandbox.redirect_flows().len(), 1);
}

#[tokio::test]
async fn a_browser_that_goes_away_does_not_stop_its_completion() {
    let mut payer = Returned::to_our_page().await;
    payer.fail(COMPLETE, 1, Fault { delay_ms: 300, ..Fault::default() });
    let (mut browser, id, flow) = (payer.browser.clone(), payer.id.clone(), payer.flow.clone());
    let gone = tokio::time::timeout(Duration::from_millis(100), async move { browser.complete(&id, &flow).await });
    assert!(gone.await.is_err());
    while payer.show().await["status"] != "completed" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
