//! Webhooks as a merchant's receiver gets them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::post;
use gocardless_api::{Scheme, WebhookBody, WebhookSecret};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::charge_dates::mandate_submission;
use crate::ledger::Outcome;
use crate::testing::{TestSandbox, WEBHOOK_SECRET, WEBHOOK_URL};

/// What the receiver does with a webhook.
#[derive(Clone, Debug)]
enum Reply {
    Status(u16),
    Redirect(String),
    Silence,
    Text(String),
}

/// A request as it arrived.
#[derive(Clone, Debug)]
struct Received {
    headers: HeaderMap,
    body: Bytes,
}

/// A sandbox that delivers to a merchant's receiver, which answers as it is told, and then with 204 for ever.
struct Shop {
    sandbox: TestSandbox,
    received: Arc<Mutex<Vec<Received>>>,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    url: String,
    _tasks: [JoinSet<()>; 2],
}

impl Shop {
    async fn open() -> Self {
        Self::with(TestSandbox::with_webhooks, super::PATIENCE).await
    }

    async fn with(sandbox: fn(&str) -> TestSandbox, patience: Duration) -> Self {
        let (received, replies) = (Arc::<Mutex<Vec<Received>>>::default(), Arc::<Mutex<VecDeque<Reply>>>::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/webhooks?shop=1", listener.local_addr().unwrap());
        let (notes, script) = (received.clone(), replies.clone());
        let receive = async move |uri: Uri, headers: HeaderMap, body: Bytes| -> Response {
            assert_eq!(uri, "/webhooks?shop=1");
            notes.lock().unwrap().push(Received { headers, body });
            let reply = script.lock().unwrap().pop_front();
            match reply.unwrap_or(Reply::Status(204)) {
                Reply::Status(status) => axum::http::StatusCode::from_u16(status).unwrap().into_response(),
                Reply::Redirect(to) => Redirect::temporary(&to).into_response(),
                Reply::Silence => std::future::pending().await,
                Reply::Text(text) => ([("x-long", "h".repeat(300))], text).into_response(),
            }
        };
        let app = Router::new().route("/webhooks", post(receive));
        let mut shop = JoinSet::new();
        shop.spawn(async move { axum::serve(listener, app).await.unwrap() });
        let sandbox = sandbox(&url);
        let courier = super::begin((*sandbox).clone(), super::client().unwrap(), patience);
        Self { sandbox, received, replies, url, _tasks: [shop, courier] }
    }

    fn answers(&self, replies: impl IntoIterator<Item = Reply>) {
        self.replies.lock().unwrap().extend(replies);
    }

    fn fails(&self, times: usize) {
        self.answers(vec![Reply::Status(500); times]);
    }

    /// How many requests there are once everything has been attempted that may go.
    async fn count(&self) -> usize {
        self.sandbox.webhooks_attempted().await;
        self.received.lock().unwrap().len()
    }

    /// The actions of the events that arrived, a list for each request.
    async fn actions(&self) -> Vec<Vec<String>> {
        self.sandbox.webhooks_attempted().await;
        let received = self.received.lock().unwrap();
        let body = |it: &Received| serde_json::from_slice::<WebhookBody>(&it.body).unwrap();
        received.iter().map(|it| body(it).events.into_iter().map(|event| event.action.into_owned()).collect()).collect()
    }

    /// The ids of the webhooks that arrived.
    async fn ids(&self) -> Vec<String> {
        self.sandbox.webhooks_attempted().await;
        let received = self.received.lock().unwrap();
        let body = |it: &Received| serde_json::from_slice::<WebhookBody>(&it.body).unwrap();
        received.iter().map(|it| body(it).meta.unwrap().webhook_id.to_string()).collect()
    }

    async fn steer(&self, order: Value) {
        let answer = self.sandbox.post("/_sandbox/webhooks", order).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// What `/webhooks` says of the first webhook.
    fn first(&self) -> gocardless_api::Webhook {
        self.sandbox.webhooks().remove(0)
    }

    async fn attempts(&self) -> Value {
        self.sandbox.visit("/_sandbox/webhooks").await.json["attempts"].clone()
    }
}

#[tokio::test]
async fn a_webhook_arrives_as_it_was_signed_and_its_answer_is_kept() {
    let shop = Shop::open().await;
    shop.answers([Reply::Text("å".repeat(5000))]);
    shop.sandbox.mandate().await;
    assert_eq!(shop.count().await, 1);
    let Received { headers, body } = shop.received.lock().unwrap()[0].clone();
    for (name, value) in [
        ("content-type", "application/json"),
        ("origin", "https://api-sandbox.gocardless.com"),
        ("user-agent", "gocardless-webhook-service/1.2"),
    ] {
        assert_eq!(headers[name], value);
    }
    let signature = headers["webhook-signature"].to_str().unwrap();
    let read = WebhookSecret::new(WEBHOOK_SECRET).read(&body, signature).unwrap();
    assert_eq!(read.events, shop.sandbox.events());
    assert_eq!(body.last(), Some(&b'}'));

    let webhook = shop.first();
    assert_eq!(webhook.request_body.as_bytes(), body);
    assert_eq!((webhook.successful, webhook.response_code), (true, Some(200)));
    assert_eq!(webhook.response_body, Some("å".repeat(4096)));
    assert_eq!(webhook.response_headers.unwrap()["x-long"], "h".repeat(256));
    assert!(webhook.response_body_truncated && webhook.response_headers_content_truncated);
    assert!(!webhook.response_headers_count_truncated);
}

#[tokio::test]
async fn what_is_told_comes_in_order_and_at_most_250_events_at_once() {
    let shop = Shop::open().await;
    let mandate = shop.sandbox.active_mandate().await;
    for _ in 0..150 {
        shop.sandbox.payment(&mandate, json!({})).await;
    }
    let before = shop.sandbox.webhooks().len();
    shop.sandbox.advance(Duration::from_hours(24 * 30));
    let sizes: Vec<_> = shop.sandbox.webhooks()[before..]
        .iter()
        .map(|it| serde_json::from_str::<WebhookBody>(&it.request_body).unwrap().events.len())
        .collect();
    // Three of each payment, and the payout of all.
    assert_eq!(sizes, [250, 201]);
    let made: Vec<_> = shop.sandbox.webhooks().iter().map(|webhook| webhook.id.to_string()).collect();
    assert_eq!(shop.ids().await, made);
}

#[tokio::test]
async fn a_failed_webhook_is_retried_on_the_sandboxs_clock_until_it_is_successful() {
    let shop = Shop::open().await;
    shop.fails(2);
    shop.sandbox.mandate().await;
    assert_eq!(shop.count().await, 1);
    assert_eq!((shop.first().successful, shop.first().response_code), (false, Some(500)));
    for (seconds, requests, successful) in
        [(59, 1, false), (1, 2, false), (119, 2, false), (1, 3, true), (86_400, 3, true)]
    {
        shop.sandbox.advance(Duration::from_secs(seconds));
        let tokens: Vec<_> = shop.ids().await;
        let times = tokens.iter().filter(|id| **id == shop.first().id.as_str()).count();
        assert_eq!((times, shop.first().successful), (requests, successful), "after {seconds} seconds more");
    }
    let bodies: Vec<_> = shop.received.lock().unwrap()[..3].iter().map(|it| it.body.clone()).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}

#[tokio::test]
async fn a_leap_makes_the_retries_that_were_due_and_the_eighth_is_the_last() {
    let shop = Shop::open().await;
    shop.fails(100);
    shop.sandbox.customer("Hut Ltd").await;
    shop.sandbox.hold_webhooks(true);
    shop.sandbox.mandate().await;
    shop.steer(json!({"endpoint": null})).await;
    shop.sandbox.hold_webhooks(false);
    for (minutes, requests) in [(0, 1), (13, 4), (29, 4), (1, 5), (7 * 24 * 60, 9), (7 * 24 * 60, 9)] {
        shop.sandbox.advance(Duration::from_mins(minutes));
        assert_eq!(shop.count().await, requests, "after {minutes} minutes more");
    }
    assert_eq!(shop.attempts().await.as_array().unwrap().len(), 9);
    shop.steer(json!({"deliver": shop.first().id.as_str()})).await;
    assert_eq!(shop.count().await, 10);
}

#[tokio::test]
async fn only_a_2xx_is_a_success_and_redirects_are_not_followed() {
    let shop = Shop::open().await;
    let elsewhere = shop.url.clone();
    for (reply, code) in [(Reply::Status(299), 299), (Reply::Status(498), 498), (Reply::Redirect(elsewhere), 307)] {
        let before = shop.count().await;
        shop.answers([reply]);
        shop.sandbox.mandate().await;
        assert_eq!(shop.count().await, before + 1);
        let webhook = shop.sandbox.webhooks().pop().unwrap();
        assert_eq!((webhook.response_code, webhook.successful), (Some(code), code == 299));
    }
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_is_not_waited_for() {
    let shop = Shop::with(TestSandbox::with_webhooks, Duration::from_millis(20)).await;
    shop.answers([Reply::Silence]);
    shop.sandbox.mandate().await;
    assert_eq!(shop.count().await, 1);
    assert_eq!(
        (shop.first().response_code, shop.attempts().await[0]["problem"].as_str()),
        (None, Some("no answer in time"))
    );
}

#[tokio::test]
async fn that_a_receiver_is_not_there_is_told() {
    let shop = Shop::open().await;
    let nowhere = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    shop.steer(json!({"endpoint": {"url": format!("http://{nowhere}"), "secret": "s"}})).await;
    shop.sandbox.mandate().await;
    shop.sandbox.webhooks_attempted().await;
    assert_eq!(shop.attempts().await[0]["problem"], "no connection");
    assert_eq!(shop.first().response_headers, None);
}

#[tokio::test]
async fn a_slow_receiver_keeps_neither_calls_nor_another_endpoint_waiting() {
    let (slow, other) = (Shop::open().await, Shop::open().await);
    slow.answers([Reply::Silence]);
    slow.sandbox.mandate().await;
    slow.sandbox.mandate().await;
    slow.steer(json!({"endpoint": {"url": other.url, "secret": WEBHOOK_SECRET}})).await;
    slow.sandbox.mandate().await;
    while slow.received.lock().unwrap().is_empty() || other.received.lock().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let shown = slow.sandbox.visit("/_sandbox/webhooks").await.json;
    assert_eq!((shown["queued"].as_array().unwrap().len(), slow.received.lock().unwrap().len()), (1, 1));
}

#[tokio::test]
async fn what_is_held_waits_until_it_is_let_go_or_delivered_by_name() {
    let shop = Shop::open().await;
    shop.steer(json!({"hold": true})).await;
    for _ in 0..3 {
        shop.sandbox.mandate().await;
    }
    let made: Vec<_> = shop.sandbox.webhooks().iter().map(|webhook| webhook.id.to_string()).collect();
    assert_eq!(shop.count().await, 0);
    shop.steer(json!({"deliver": made[1]})).await;
    assert_eq!(shop.ids().await, made[1..2]);
    let again = shop.sandbox.post("/_sandbox/webhooks", json!({"deliver": made[1]})).await;
    assert_eq!(again.status, 422, "{}", again.text);
    shop.sandbox.advance(Duration::from_hours(1));
    shop.steer(json!({"hold": false})).await;
    assert_eq!(shop.ids().await, [1, 0, 2].map(|number| made[number].clone()));
}

#[tokio::test]
async fn a_retry_that_is_not_due_is_made_on_demand_and_once() {
    let shop = Shop::open().await;
    shop.fails(1);
    shop.sandbox.mandate().await;
    assert_eq!(shop.count().await, 1);
    shop.steer(json!({"deliver": "all"})).await;
    assert_eq!((shop.count().await, shop.first().successful), (2, true));
    shop.sandbox.hold_webhooks(true);
    shop.sandbox.advance(Duration::from_mins(1));
    assert_eq!(shop.sandbox.visit("/_sandbox/webhooks").await.json["to_be_retried"], json!([]));
}

#[tokio::test]
async fn webhooks_arrive_twice_and_once_more_on_demand() {
    let shop = Shop::open().await;
    shop.steer(json!({"duplicate": 1})).await;
    shop.sandbox.mandate().await;
    shop.sandbox.mandate().await;
    let made: Vec<_> = shop.sandbox.webhooks().iter().map(|webhook| webhook.id.to_string()).collect();
    assert_eq!(shop.ids().await, [0, 0, 1].map(|number| made[number].clone()));
    shop.steer(json!({"duplicate": made[0]})).await;
    let retry = format!("/webhooks/{}/actions/retry", made[1]);
    shop.sandbox.post(&retry, json!({"data": {}})).await;
    assert_eq!(shop.ids().await[3..], made);
}

#[tokio::test]
async fn active_arrives_before_created() {
    let shop = Shop::open().await;
    shop.steer(json!({"split": true})).await;
    shop.steer(json!({"reorder": 3})).await;
    shop.sandbox.active_mandate().await;
    assert_eq!(shop.actions().await, [["active"], ["submitted"], ["created"]]);
    shop.steer(json!({"reorder": 9})).await;
    shop.sandbox.active_mandate().await;
    assert_eq!(shop.count().await, 3);
    shop.steer(json!({"deliver": "all"})).await;
    assert_eq!(shop.actions().await[3..], [["active"], ["submitted"], ["created"]]);
}

#[tokio::test]
async fn what_a_running_clock_brings_about_arrives_by_itself() {
    let shop = Shop::with(TestSandbox::running, super::PATIENCE).await;
    shop.sandbox.mandate().await;
    let submission = mandate_submission(&Scheme::Bacs, shop.sandbox.ledger().now());
    let soon = submission - Duration::from_millis(50);
    shop.sandbox.change_clock(|clock| clock.set(soon)).unwrap();
    assert_eq!(shop.actions().await[0], ["created"]);
    while shop.received.lock().unwrap().len() < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(shop.actions().await[1], ["submitted"]);
}

#[tokio::test]
async fn after_a_reset_no_attempt_from_before_counts() {
    let sandbox = TestSandbox::with_webhooks(WEBHOOK_URL);
    let mandate = sandbox.mandate().await;
    let sending = sandbox.next_webhook().unwrap();
    sandbox.reset();
    assert_eq!(sandbox.mandate().await, mandate);
    assert_eq!(sandbox.webhooks()[0].id, sending.webhook.id);
    sandbox.webhook_was_attempted(&sending, Outcome::NotConnected);
    assert_eq!(sandbox.visit("/_sandbox/webhooks").await.json["attempts"], json!([]));
    assert!(sandbox.next_webhook().is_some());
}

#[tokio::test]
async fn what_was_delivered_stays_so_though_sending_it_once_more_fails() {
    let shop = Shop::open().await;
    shop.sandbox.mandate().await;
    assert_eq!(shop.count().await, 1);
    let delivered = shop.first();
    assert!(delivered.successful);
    shop.fails(2);
    let retry = format!("/webhooks/{}/actions/retry", delivered.id);
    assert_eq!(shop.sandbox.post(&retry, Value::Null).await.status, 200);
    assert_eq!(shop.count().await, 2);
    shop.steer(json!({"duplicate": delivered.id})).await;
    assert_eq!(shop.count().await, 3);
    assert_eq!(shop.first(), delivered);
    assert_eq!(shop.attempts().await[0]["successful"], false);
    shop.sandbox.advance(Duration::from_hours(24));
    let ids = shop.ids().await;
    assert_eq!(ids.iter().filter(|id| *id == delivered.id.as_str()).count(), 3);
    shop.answers([Reply::Text("again".to_owned())]);
    assert_eq!(shop.sandbox.post(&retry, Value::Null).await.status, 200);
    assert_eq!(shop.count().await, ids.len() + 1);
    assert_eq!(shop.first().response_body.as_deref(), Some("again"));
}
