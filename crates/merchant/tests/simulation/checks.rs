//! What has to hold after every history: promises 1 to 16, as far as they can be seen from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::http::Request;
use merchant::store::{OrganisationId, PageQuery, Store};
use merchant::{AppState, background};
use serde_json::Value;
use tokio::time::sleep;
use tower::ServiceExt;

use crate::courier::post;
use crate::world::{World, at_once};

/// What the merchant's own systems call with.
pub(crate) const TOKEN: &str = "the-token-of-the-merchants-systems";
/// For as long a signup that could not be finished is left alone at most, and a step is taken to be under way.
const LEFT_ALONE: Duration = Duration::from_secs(11 * 60 + 1);
/// How long GoCardless's pages are open; longer than it is from one asking for events to the next.
const PAGES_CLOSE: Duration = Duration::from_secs(30 * 60 + 1);

/// What the merchant knows.
struct Known {
    /// The signup of each mandate.
    mandates: Vec<(String, String)>,
    /// The status of each resource, by id.
    statuses: BTreeMap<String, String>,
    /// The state of each event.
    events: BTreeMap<String, String>,
}

impl World {
    /// Nobody comes back. After one pass of the reconciler every mandate must be known, and after one asking for events
    /// and another pass, once all pages have closed, all must be well.
    pub(crate) async fn settle(self, merchant: Option<AppState>) {
        let (Some(merchant), Some(router)) = (merchant, self.state().merchant.clone()) else {
            self.violated("the merchant is not there".to_owned());
            return self.is_over();
        };
        sleep(LEFT_ALONE).await;
        self.expect_ok("reconciling", background::reconcile(&merchant).await);
        self.check_mandates(&Known::ask(&router).await);
        // Whoever came back without having confirmed is waited for as long as the page is open.
        sleep(PAGES_CLOSE).await;
        self.expect_ok("reconciling", background::reconcile(&merchant).await);
        self.expect_ok("asking for events", background::poll_events(&merchant).await);
        self.expect_ok("applying events", background::apply_events(&merchant).await);

        let known = Known::ask(&router).await;
        self.check_mandates(&known);
        self.check_signups();
        self.check_collections();
        self.check_events(&known);
        self.check_statuses(&known);
        self.check_nothing_waits(&router).await;

        // Whoever captured a webhook sends it again.
        let captured = std::mem::take(&mut self.state().captured);
        for (body, signature) in &captured {
            let status = post(&router, body, signature).await;
            if status != 204 {
                self.violated(format!("a webhook that is sent again is answered {status}"));
            }
        }
        self.expect_ok("applying events", background::apply_events(&merchant).await);
        self.check_statuses(&Known::ask(&router).await);
        self.is_over();
    }

    /// Promise 11: whatever was acknowledged is there when the process starts again, before anybody is asked for it.
    pub(crate) fn check_acknowledged(&self, store: &dyn Store) {
        let mut found = BTreeSet::new();
        let mut page = PageQuery { after: None, limit: 1_000 };
        loop {
            let events = at_once(store.list_events(OrganisationId::OWN, page.clone())).unwrap();
            found.extend(events.iter().map(|it| it.event.key.to_string()));
            match events.last() {
                Some(last) if events.len() == 1_000 => page.after = Some(last.event.key.to_string()),
                _ => break,
            }
        }
        let lost: Vec<_> = self.state().acknowledged.difference(&found).cloned().collect();
        for id in lost {
            self.violated(format!("the event {id} was acknowledged, and is not there"));
        }
    }

    fn is_over(&self) {
        self.state().is_over = true;
        self.wake();
    }

    fn expect_ok<T>(&self, what: &str, done: Result<T, impl std::fmt::Display>) {
        if let Err(error) = done {
            self.violated(format!("{what} fails: {error}"));
        }
    }

    /// Promises 1, 2, 3, 7 and 9: every mandate that was made is known, once; and is the one that its payer was told of.
    fn check_mandates(&self, known: &Known) {
        let made: BTreeSet<String> = self.sandbox.mandates().iter().map(|it| it.id.to_string()).collect();
        for id in &made {
            let count = known.mandates.iter().filter(|(known, _)| known == id).count();
            if count != 1 {
                self.violated(format!("the mandate {id} was made, and is known {count} times"));
            }
        }
        for (id, signup) in &known.mandates {
            if !made.contains(id) {
                self.violated(format!("the mandate {id} of {signup} is known, and was never made"));
            }
        }
        let told = self.state().told.clone();
        for (signup, mandate) in told {
            if !known.mandates.contains(&(mandate.clone(), signup.clone())) {
                self.violated(format!("a payer of {signup} was told of the mandate {mandate}, which is not known"));
            }
        }
    }

    /// Promises 5 and 7: one flow, customer, account and mandate a signup.
    fn check_signups(&self) {
        let signup_in = |url: &str| url.split("signup=").nth(1).map(|rest| rest[..28].to_owned());
        let flows = self.sandbox.redirect_flows();
        self.check_once("redirect flows", flows.iter().filter_map(|it| signup_in(&it.success_redirect_url)));
        let customers = self.sandbox.customers();
        self.check_once("customers", customers.iter().filter_map(|it| it.metadata.get("signup").cloned()));
        let mandates = self.sandbox.mandates();
        self.check_once("mandates", mandates.iter().filter_map(|it| it.metadata.get("signup").cloned()));
        let accounts = self.sandbox.customer_bank_accounts();
        let accounts = accounts.iter().map(|it| format!("{} {}", it.links.customer, it.account_number_ending));
        self.check_once("bank accounts of one content", accounts);
    }

    /// Promise 2 and 7, the last step: each mandate is collected under, once.
    fn check_collections(&self) {
        let subscriptions = self.sandbox.subscriptions();
        let payments = self.sandbox.payments();
        let of_subscriptions = subscriptions.iter().map(|it| it.links.mandate.to_string());
        // A subscription's own payments come besides.
        let single = payments.iter().filter(|it| it.links.subscription.is_none());
        let all: Vec<_> = of_subscriptions.chain(single.map(|it| it.links.mandate.to_string())).collect();
        for mandate in self.sandbox.mandates() {
            let count = all.iter().filter(|it| **it == mandate.id.as_str()).count();
            if count != 1 {
                self.violated(format!("the mandate {} is collected under {count} times", mandate.id));
            }
        }
    }

    /// Promises 11 and 14: what was acknowledged is there, and is applied unless nobody can.
    fn check_events(&self, known: &Known) {
        let (acknowledged, unclear) = {
            let mut state = self.state();
            (std::mem::take(&mut state.acknowledged), std::mem::take(&mut state.unclear))
        };
        for id in &acknowledged {
            let expected = if unclear.contains(id) { "parked" } else { "applied" };
            let found = known.events.get(id).map_or("lost", String::as_str);
            if found != expected {
                self.violated(format!("the event {id} was acknowledged and is {found}, not {expected}"));
            }
        }
        if let Some((id, _)) = known.events.iter().find(|(id, state)| *state == "parked" && !unclear.contains(*id)) {
            self.violated(format!("the event {id} is parked"));
        }
        if known.events.contains_key("EVFORGED") {
            self.violated("a forged event is there".to_owned());
        }
    }

    /// Promises 12, 13 and 16: the statuses that follow from events are GoCardless's.
    fn check_statuses(&self, known: &Known) {
        let told = |status: Value| status.as_str().unwrap_or_default().to_owned();
        let mandates = self.sandbox.mandates();
        let mandates = mandates.iter().map(|it| (it.id.to_string(), told(serde_json::to_value(&it.status).unwrap())));
        let payments = self.sandbox.payments();
        let payments = payments.iter().map(|it| (it.id.to_string(), told(serde_json::to_value(&it.status).unwrap())));
        let subscriptions = self.sandbox.subscriptions();
        let subscriptions =
            subscriptions.iter().map(|it| (it.id.to_string(), told(serde_json::to_value(&it.status).unwrap())));
        for (id, status) in mandates.chain(payments).chain(subscriptions) {
            let known = known.statuses.get(&id).map_or("nothing", String::as_str);
            if known != status {
                self.violated(format!("{id} is {status}, and known to be {known}"));
            }
        }
    }

    /// Promises 2 and 9: nothing is stuck.
    async fn check_nothing_waits(&self, router: &Router) {
        let text = ask(router, "/metrics").await;
        for name in ["merchant_oldest_event_waiting_seconds", "merchant_oldest_unfinished_signup_seconds"] {
            let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
            if !line.ends_with(" 0") {
                self.violated(format!("something waits: {line}"));
            }
        }
    }

    fn check_once(&self, what: &str, signups: impl Iterator<Item = String>) {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for signup in signups {
            *counts.entry(signup).or_default() += 1;
        }
        for (signup, count) in counts.into_iter().filter(|(_, count)| *count > 1) {
            self.violated(format!("{signup} has {count} {what}"));
        }
    }
}

impl Known {
    async fn ask(router: &Router) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut statuses = BTreeMap::new();
        let mut mandates = Vec::new();
        for mandate in list(router, "mandates", 100).await {
            mandates.push((text(&mandate["id"]), text(&mandate["signup"])));
            statuses.insert(text(&mandate["id"]), text(&mandate["status"]));
        }
        for kind in ["payments", "subscriptions"] {
            for found in list(router, kind, 500).await {
                statuses.insert(text(&found["id"]), text(&found["status"]));
            }
        }
        let events = list(router, "events", 500).await;
        let events = events.iter().map(|event| (text(&event["id"]), text(&event["state"]))).collect();
        Self { mandates, statuses, events }
    }
}

/// Everything on a list of the merchant's own.
async fn list(router: &Router, kind: &str, limit: u32) -> Vec<Value> {
    let mut all = Vec::new();
    let mut path = format!("/merchant/{kind}?limit={limit}");
    loop {
        let page: Value = serde_json::from_str(&ask(router, &path).await).unwrap();
        all.extend(page[kind].as_array().unwrap().iter().cloned());
        match page["meta"]["cursors"]["after"].as_str() {
            Some(after) => path = format!("/merchant/{kind}?limit={limit}&after={after}"),
            None => return all,
        }
    }
}

async fn ask(router: &Router, path: &str) -> String {
    let request = Request::get(path).header("authorization", format!("Bearer {TOKEN}")).body(axum::body::Body::empty());
    let response = router.clone().oneshot(request.unwrap()).await.unwrap();
    assert!(response.status().is_success(), "{path}: {}", response.status());
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8_lossy(&body).into_owned()
}
