//! Promise 24: somebody sets the merchant's clock, or GoCardless's, while something is under way.

use std::time::Duration;

use gocardless_sandbox::{Fault, Moment};
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{Browser, Engine, Payer, TestMerchant, event};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const LONG: SignedDuration = SignedDuration::from_hours(400 * 24);

/// There, and there and back again.
fn jumps() -> Vec<Vec<SignedDuration>> {
    let there = [HOUR, -HOUR, LONG, -LONG];
    there.into_iter().map(|by| vec![by]).chain(there.into_iter().map(|by| vec![by, -by])).collect()
}

struct Started {
    merchant: TestMerchant,
    browser: Browser,
    id: String,
    url: String,
}

impl Started {
    async fn now() -> Self {
        let merchant = TestMerchant::start().await;
        let mut browser = merchant.browser();
        let signup = browser.start().await.signup(201);
        let (id, url) =
            (signup["id"].as_str().unwrap().to_owned(), signup["redirect_url"].as_str().unwrap().to_owned());
        Self { merchant, browser, id, url }
    }

    /// Something goes on while the clock is set, so that each time is seen.
    async fn jump(&mut self, by: &[SignedDuration]) {
        for by in by {
            self.merchant.jump(*by);
            self.merchant.advance(Duration::from_secs(1));
            self.merchant.reconcile().await;
        }
    }

    async fn shown(&mut self) -> serde_json::Value {
        self.browser.get(&format!("/api/signups/{}", self.id)).await.signup(200)
    }
}

#[tokio::test]
pub(crate) async fn promise_24_a_clock_that_is_set_closes_no_page_early_and_makes_no_second_signup() {
    for by in jumps() {
        let mut payer = Started::now().await;
        payer.jump(&by).await;
        let shown = payer.shown().await;
        assert_eq!((&shown["status"], &shown["redirect_url"]), (&json!("awaiting_payer"), &json!(payer.url)), "{by:?}");
        assert_eq!(payer.browser.start().await.signup(201)["id"], payer.id, "{by:?}: a reload is no second signup");
        assert_eq!(payer.merchant.sandbox.redirect_flows().len(), 1, "{by:?}");

        let flow = payer.merchant.confirm(&payer.url).await;
        payer.jump(&by).await;
        assert_eq!(payer.browser.complete(&payer.id, &flow).await.signup(200)["status"], "completed", "{by:?}");
        assert_eq!(payer.merchant.sandbox.mandates().len(), 1, "{by:?}");
    }
}

#[tokio::test]
pub(crate) async fn promise_24_a_form_may_be_submitted_for_its_day_whatever_the_clock_says() {
    for by in jumps() {
        let mut payer = Payer::of("bacs", "monthly").await;
        for by in &by {
            payer.merchant.jump(*by);
            payer.merchant.advance(Duration::from_secs(1));
            payer.merchant.reconcile().await;
        }
        assert_eq!(payer.start().await.signup(201)["id"], payer.id(), "{by:?}");
        assert_eq!(payer.submit().await.signup(200)["status"], "completed", "{by:?}");
        payer.assert_made_once(&format!("{by:?}"));
    }
}

/// What was begun before the clock was set is finished after it, once, however it was set.
#[tokio::test]
pub(crate) async fn promise_24_a_clock_that_is_set_leaves_nothing_stuck() {
    for by in jumps() {
        let mut payer = Started::now().await;
        let flow = payer.merchant.confirm(&payer.url).await;
        let lost = Fault { status: Some(500), when: Moment::After, times: 9, ..Fault::default() };
        payer.merchant.sandbox.add_fault(Fault { path: "/redirect_flows/*".to_owned(), ..lost });
        payer.browser.complete(&payer.id, &flow).await.assert_refused(503, "provider_unavailable");
        payer.merchant.sandbox.clear_faults();
        payer.merchant.deliver(&[event("EV1", "mandates", "active", "MD1", 1)]).await;

        for by in &by {
            payer.merchant.jump(*by);
            payer.merchant.advance(Duration::from_secs(61));
            payer.merchant.apply().await;
            payer.merchant.reconcile().await;
        }
        payer.merchant.advance(Duration::from_mins(11));
        payer.merchant.reconcile().await;
        assert_eq!(payer.shown().await["status"], "completed", "{by:?}");
        payer.merchant.assert_all_known(&format!("{by:?}")).await;
        assert_eq!(payer.merchant.status_of("mandates", "MD1").await, "active", "{by:?}");
    }
}

/// A claim of before is over, or counts as none.
#[tokio::test]
async fn promise_24_a_claim_outlives_no_clock_that_is_set() {
    Engine::Postgres.choose();
    for by in [HOUR, -HOUR, LONG, -LONG] {
        let mut payer = Started::now().await;
        let flow = payer.merchant.confirm(&payer.url).await;
        payer.merchant.store.run(&format!(
            "UPDATE signups SET claimed_until = {}",
            (payer.merchant.config.clock.now() + Duration::from_secs(3)).as_millisecond()
        ));
        payer.merchant.jump(by);
        assert_eq!(payer.browser.complete(&payer.id, &flow).await.signup(200)["status"], "completed", "{by:?}");
    }
}

/// The limit on requests is counted by a clock that nobody sets: a jump neither opens nor closes it.
#[tokio::test]
async fn promise_24_a_clock_that_is_set_changes_nothing_about_the_rate_limit() {
    for by in [HOUR, -HOUR, LONG, -LONG] {
        let mut merchant = TestMerchant::start().await;
        merchant.config.gocardless.requests_per_minute = std::num::NonZeroU32::new(10);
        merchant.restart().await;
        let mut sent = 0;
        while merchant.browser().start().await.status == 201 {
            sent += 1;
        }
        assert!((1..=10).contains(&sent), "{sent}");
        let calls = merchant.sandbox.requests().len();
        merchant.jump(by);
        let refused = merchant.browser().start().await;
        refused.assert_refused(503, "provider_unavailable");
        let wait: u64 = refused.header("retry-after").parse().unwrap();
        assert!((30..=60).contains(&wait), "{by:?}: {wait}");
        assert_eq!(merchant.sandbox.requests().len(), calls, "{by:?}");
        merchant.advance(Duration::from_secs(61));
        merchant.browser().start().await.signup(201);
    }
}

/// GoCardless's clock is another one: it says when a page closes, and nothing of ours goes by it.
#[tokio::test]
async fn promise_24_gocardless_clock_being_ahead_loses_nothing() {
    for ahead in [HOUR, LONG] {
        let mut payer = Started::now().await;
        payer.merchant.limit_requests().await;
        payer.browser = payer.merchant.browser_with(payer.browser.cookie.clone());
        payer.merchant.sandbox.advance(ahead.unsigned_abs());
        payer
            .browser
            .complete(&payer.id, payer.url.rsplit('/').next().unwrap())
            .await
            .assert_refused(410, "redirect_flow_expired");
        let again = payer.browser.start().await.signup(201);
        let flow = payer.merchant.confirm(again["redirect_url"].as_str().unwrap()).await;
        let lost = Fault { status: Some(500), when: Moment::After, times: 9, ..Fault::default() };
        payer.merchant.sandbox.add_fault(Fault { path: "/redirect_flows/*".to_owned(), ..lost });
        payer.browser.complete(again["id"].as_str().unwrap(), &flow).await.assert_refused(503, "provider_unavailable");
        payer.merchant.sandbox.clear_faults();
        payer.merchant.assert_known_once_reconciled().await;
        payer.merchant.poll().await;
        payer.merchant.apply().await;
        let mandate = payer.merchant.sandbox.mandates()[0].id.to_string();
        assert!(payer.merchant.status_of("mandates", &mandate).await.is_string(), "{ahead:?}");
    }
}
