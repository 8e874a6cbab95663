//! Promise 6: a hosted page is open for thirty minutes, wherever its payer is by then.

use std::time::Duration;

use gocardless_sandbox::{Fault, Moment};
use jiff::Timestamp;

use crate::support::{Browser, TestMerchant, magazine};

/// How far a payer is when the clock is moved.
#[derive(Clone, Copy, Debug)]
enum Reached {
    /// The page was opened for them.
    Started,
    /// They have confirmed there, and are not back.
    Confirmed,
    /// They came back without having finished.
    BackTooEarly,
    /// They are back, and nobody knows what came of completing: nothing did.
    Unknown,
}

const REACHED: [Reached; 4] = [Reached::Started, Reached::Confirmed, Reached::BackTooEarly, Reached::Unknown];
const KEY: &str = "thirty-minutes-0123456789";
const MINUTE: u64 = 60;

struct Payer {
    merchant: TestMerchant,
    browser: Browser,
    id: String,
    flow: String,
}

impl Payer {
    async fn who_has(reached: Reached) -> Self {
        let mut merchant = TestMerchant::start().await;
        merchant.config.confirm_within = Duration::ZERO;
        merchant.restart().await;
        let mut browser = merchant.browser();
        let signup = browser.start_under(KEY, &magazine()).await.signup(201);
        let url = signup["redirect_url"].as_str().unwrap();
        let (id, flow) = (signup["id"].as_str().unwrap().to_owned(), url.rsplit('/').next().unwrap().to_owned());
        if matches!(reached, Reached::Confirmed | Reached::Unknown) {
            merchant.confirm(url).await;
        }
        let mut payer = Self { merchant, browser, id, flow };
        match reached {
            Reached::Started | Reached::Confirmed => {}
            Reached::BackTooEarly => {
                assert_eq!(payer.complete().await.signup(202)["status"], "confirming");
            }
            Reached::Unknown => {
                let silent = Fault { status: Some(500), when: Moment::Before, times: 9, ..Fault::default() };
                payer.merchant.sandbox.add_fault(Fault { path: "/redirect_flows/*".to_owned(), ..silent });
                payer.complete().await.assert_refused(503, "provider_unavailable");
                payer.merchant.sandbox.clear_faults();
            }
        }
        payer
    }

    async fn complete(&mut self) -> crate::support::Answer {
        self.browser.complete(&self.id, &self.flow).await
    }

    /// Whether a flow is open on GoCardless's clock, and for what.
    fn is_open(&self, url: &str) -> bool {
        let id = url.rsplit('/').next().unwrap();
        let flow = self.merchant.sandbox.redirect_flows().into_iter().find(|flow| flow.id.as_str() == id).unwrap();
        assert_eq!(flow.description.as_deref(), Some("Magazine subscription"), "the same basket");
        let made: Timestamp = flow.created_at.parse().unwrap();
        self.merchant.sandbox.now().duration_since(made).as_secs() < 30 * 60
    }

    /// Where this payer may be sent by whatever we answer now.
    async fn sent_to(&mut self) -> Vec<String> {
        let mut answers = vec![self.browser.get(&format!("/api/signups/{}", self.id)).await];
        answers.push(self.browser.start_under(KEY, &magazine()).await);
        answers.push(self.browser.start().await);
        answers.push(self.browser.post_form("plan=magazine&given_name=Frank").await);
        let urls = answers.iter().filter_map(|answer| match answer.status {
            303 => Some(answer.header("location").to_owned()),
            200 | 201 => answer.json()["signups"]["redirect_url"].as_str().map(str::to_owned),
            _ => None,
        });
        urls.collect()
    }
}

#[tokio::test]
pub(crate) async fn promise_6_nobody_is_sent_to_a_page_that_has_closed() {
    for reached in REACHED {
        for seconds in
            [0, 25 * MINUTE - 5, 25 * MINUTE + 5, 30 * MINUTE - 20, 30 * MINUTE + 1, 60 * MINUTE, 24 * 60 * MINUTE]
        {
            let mut payer = Payer::who_has(reached).await;
            payer.merchant.advance(Duration::from_secs(seconds));
            let urls = payer.sent_to().await;
            assert!(urls.len() >= 2, "{reached:?} after {seconds} s: a way on, with and without script: {urls:?}");
            for url in urls {
                assert!(payer.is_open(&url), "{reached:?} after {seconds} s");
            }
        }
    }
}

#[tokio::test]
pub(crate) async fn promise_6_a_closed_flow_never_completes_and_a_new_one_for_the_same_does() {
    for reached in REACHED {
        let mut payer = Payer::who_has(reached).await;
        payer.merchant.advance(Duration::from_secs(30 * MINUTE + 1));
        let path = format!("/api/signups/{}", payer.id);
        let shown = payer.browser.get(&path).await.signup(200);
        // Where completing was begun, only GoCardless knows.
        let is_begun = matches!(reached, Reached::BackTooEarly | Reached::Unknown);
        assert_eq!(shown["status"], if is_begun { "confirming" } else { "expired" }, "{reached:?}");
        assert_eq!(shown.get("redirect_url"), None, "{reached:?}");

        let again = payer.browser.start().await.signup(201);
        let (old, url) = (payer.flow.clone(), again["redirect_url"].as_str().unwrap().to_owned());
        assert!(again["id"] != payer.id.as_str() && !url.ends_with(&old), "{reached:?}");
        assert_eq!(again["plan"], shown["plan"], "{reached:?}");
        payer.complete().await.assert_refused(410, "redirect_flow_expired");
        let page = payer.browser.navigate(&format!("/signups/return?redirect_flow_id={old}")).await;
        page.assert_page(410, "Your time to sign up has run out");
        assert_eq!(payer.browser.get(&path).await.signup(200)["status"], "expired", "{reached:?}");
        for _ in 0..30 {
            payer.merchant.advance(Duration::from_secs(10));
            payer.merchant.reconcile().await;
        }
        assert!(payer.merchant.sandbox.mandates().is_empty(), "{reached:?}");

        let flow = payer.merchant.confirm(&url).await;
        let done = payer.browser.complete(again["id"].as_str().unwrap(), &flow).await.signup(200);
        assert_eq!(done["status"], "completed", "{reached:?}");
        payer.complete().await.assert_refused(410, "redirect_flow_expired");
        assert_eq!(payer.merchant.sandbox.mandates().len(), 1, "{reached:?}");
    }
}
