//! GoCardless, telling.

use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::http::Request;
use gocardless_api::{Event, WebhookSecret};
use merchant::background;
use serde_json::{Value, json};

use super::{Answer, TestMerchant};

/// What webhooks are signed with.
pub(crate) const SECRET: &str = "webhook-secret-canary";
/// What they were signed with before.
pub(crate) const OLD_SECRET: &str = "webhook-secret-canary-of-before";
/// What the merchant's own systems call with.
pub(crate) const MERCHANT_TOKEN: &str = "merchant-token-canary-0123456789abcdef";

/// What Prometheus calls with.
pub(crate) const METRICS_TOKEN: &str = "metrics-token-canary-0123456789abcdef";

/// An event of a resource, such as `("EV1", "mandates", "active", "MD1", 30)`, at that second of a day.
pub(crate) fn event(id: &str, kind: &str, action: &str, resource: &str, second: u32) -> Value {
    let created_at = format!("2026-03-02T{:02}:{:02}:{:02}.000Z", second / 3600, second / 60 % 60, second % 60);
    json!({ "id": id, "created_at": created_at, "resource_type": kind, "action": action, "metadata": {},
        "details": { "origin": "gocardless", "cause": format!("{kind}_{action}") },
        "links": { kind.strip_suffix('s').unwrap(): resource }, "resource_metadata": {} })
}

/// A webhook's body.
pub(crate) fn delivery(events: &[Value]) -> String {
    json!({ "events": events, "meta": { "webhook_id": "WB1" } }).to_string()
}

impl TestMerchant {
    /// Delivers a webhook's body with a signature.
    pub(crate) async fn deliver_signed(&self, body: impl Into<Body>, signature: &str) -> Answer {
        let request = Request::post("/webhooks")
            .header("content-type", "application/json")
            .header("origin", "https://api.gocardless.com")
            .header("user-agent", "gocardless-webhook-service/1.2")
            .header("webhook-signature", signature)
            .body(body.into())
            .unwrap();
        self.browser().send(request).await
    }

    /// Delivers a webhook's body as GoCardless does.
    pub(crate) async fn deliver_body(&self, body: &str) -> Answer {
        let signature = WebhookSecret::new(SECRET).sign(body.as_bytes());
        self.deliver_signed(body.to_owned(), &signature).await
    }

    /// Delivers events, which are acknowledged.
    pub(crate) async fn deliver(&self, events: &[Value]) {
        let answer = self.deliver_body(&delivery(events)).await;
        assert_eq!((answer.status, answer.body.len()), (204, 0), "{}", answer.text());
    }

    /// Delivers what the sandbox tells.
    pub(crate) async fn deliver_events(&self, events: &[Event]) {
        let events: Vec<_> = events.iter().map(|event| serde_json::to_value(event).unwrap()).collect();
        self.deliver(&events).await;
    }

    /// Applies what waits; returns how many events were applied or parked since it was last asked or started, then or as
    /// they came.
    pub(crate) async fn apply(&self) -> u64 {
        background::take_webhooks_apart(&self.state).await.unwrap();
        background::apply_events(&self.state).await.unwrap();
        let counters = self.state.counters();
        let settled = counters.events_applied.get() + counters.events_parked.get();
        settled - self.settled.swap(settled, Ordering::Relaxed)
    }

    /// Finishes what nobody came back for; returns how many signups that were.
    pub(crate) async fn reconcile(&self) -> u64 {
        background::reconcile(&self.state).await.unwrap()
    }

    /// Asks GoCardless for events; returns how many were new.
    pub(crate) async fn poll(&self) -> u64 {
        background::poll_events(&self.state).await.unwrap()
    }

    /// Calls as the merchant's own systems.
    pub(crate) async fn ask(&self, path: &str) -> Value {
        let answer = self.ask_as(path, MERCHANT_TOKEN).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// Calls with a bearer token.
    pub(crate) async fn ask_as(&self, path: &str, token: &str) -> Answer {
        let request =
            Request::get(path).header("authorization", format!("Bearer {token}")).body(Body::empty()).unwrap();
        self.browser().send(request).await
    }

    /// The status of a resource as the merchant's own systems see it.
    pub(crate) async fn status_of(&self, kind: &str, id: &str) -> Value {
        self.ask(&format!("/merchant/{kind}/{id}")).await[kind]["status"].clone()
    }
}
