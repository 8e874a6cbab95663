//! `/_sandbox/webhooks`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gocardless_api::{Webhook, WebhookBody, WebhookId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::cannot_follow;
use crate::clock::written;
use crate::error::Refusal;
use crate::exchange::json;
use crate::ledger::{Ledger, NotDelivered};
use crate::parameters::Document;
use crate::sandbox::Sandbox;
use crate::webhook_endpoint::WebhookEndpoint;

/// Where webhooks go, how, what waits and how the last attempts went.
#[derive(Serialize)]
struct Shown {
    endpoint: Option<ShownEndpoint>,
    hold: bool,
    split: bool,
    /// How many webhooks to come are delivered twice.
    duplicate: u32,
    /// How many webhooks are still to be collected.
    reorder: u32,
    counts: Counts,
    queued: Vec<Waiting>,
    collected: Vec<Waiting>,
    underway: Vec<Waiting>,
    to_be_retried: Vec<Waiting>,
    /// Newest first.
    attempts: Vec<ShownAttempt>,
}

#[derive(Serialize)]
struct Counts {
    made: usize,
    successful: usize,
    queued: usize,
    collected: usize,
    to_be_retried: usize,
}

/// Without its secret.
#[derive(Serialize)]
struct ShownEndpoint {
    url: String,
}

#[derive(Serialize)]
struct Waiting {
    webhook: WebhookId,
    /// What its events tell, such as `mandates.created`.
    events: Vec<String>,
    /// Until when, where it waits for its next retry.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

#[derive(Serialize)]
struct ShownAttempt {
    webhook: WebhookId,
    at: String,
    successful: bool,
    response_code: Option<u16>,
    /// Why there was no answer.
    problem: Option<&'static str>,
}

/// What is to change; a body has one of them.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    Deliver(String),
    Duplicate(Which),
    Endpoint(Option<Endpoint>),
    Hold(bool),
    Reorder(u32),
    Split(bool),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Which {
    Next(u32),
    This(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Endpoint {
    url: String,
    secret: String,
}

/// What a body that is no order answers: nothing of the body, which may hold a secret.
const ORDERS: &str = "Send one of {\"endpoint\": {\"url\": a URL, \"secret\": a text} or null}, \
    {\"hold\": true or false}, {\"deliver\": a webhook's id or \"all\"}, \
    {\"duplicate\": a number or a webhook's id}, {\"reorder\": a number}, {\"split\": true or false}";

/// `GET`: the endpoint without its secret, how webhooks go, what waits, and the last hundred attempts.
pub(crate) async fn show_webhooks(State(sandbox): State<Sandbox>) -> Response {
    json(StatusCode::OK, &shown(&mut sandbox.ledger()))
}

/// `POST`: changes one thing, and answers what `GET` answers then.
pub(crate) async fn steer_webhooks(State(sandbox): State<Sandbox>, document: Document) -> Result<Response, Refusal> {
    let order = serde_json::from_value(document.into_value()).map_err(|_| cannot_follow(ORDERS))?;
    match order {
        Order::Deliver(which) if which == "all" => sandbox.deliver_webhooks(),
        Order::Deliver(id) => {
            sandbox.deliver_webhook(&webhook(&id)?).map_err(|error| cannot_follow(&error.to_string()))?;
        }
        Order::Duplicate(Which::Next(count)) => sandbox.duplicate_webhooks(count),
        Order::Duplicate(Which::This(id)) => {
            if !sandbox.repeat_webhook(&webhook(&id)?) {
                return Err(unknown());
            }
        }
        Order::Endpoint(endpoint) => {
            let endpoint = endpoint.map(|endpoint| WebhookEndpoint::new(&endpoint.url, &endpoint.secret)).transpose();
            sandbox.set_webhook_endpoint(endpoint.map_err(|error| cannot_follow(&error.to_string()))?);
        }
        Order::Hold(hold) => sandbox.hold_webhooks(hold),
        Order::Reorder(count) => sandbox.reorder_webhooks(count),
        Order::Split(split) => sandbox.split_webhooks(split),
    }
    Ok(show_webhooks(State(sandbox)).await)
}

/// `DELETE`: webhooks go as they usually do, those too that were held or collected.
pub(crate) async fn let_webhooks_go(State(sandbox): State<Sandbox>) -> StatusCode {
    sandbox.let_webhooks_go();
    StatusCode::NO_CONTENT
}

fn webhook(id: &str) -> Result<WebhookId, Refusal> {
    id.parse().map_err(|_| unknown())
}

fn unknown() -> Refusal {
    cannot_follow(&NotDelivered::Unknown.to_string())
}

fn shown(ledger: &mut Ledger) -> Shown {
    let endpoint = ledger.first_organisation().webhook_endpoint.as_ref();
    let endpoint = endpoint.map(|endpoint| ShownEndpoint { url: endpoint.url().to_string() });
    let outbox = &ledger.outbox;
    let waiting = |id: &WebhookId| Some(waiting(ledger.webhook(id)?, None));
    let queued: Vec<_> = outbox.queued().filter_map(waiting).collect();
    let collected: Vec<_> = outbox.collected().filter_map(waiting).collect();
    let to_be_retried: Vec<_> = ledger.waiting_for_retry().map(|(it, at)| self::waiting(it, Some(at))).collect();
    let counts = Counts {
        made: ledger.webhooks().count(),
        successful: ledger.webhooks().filter(|webhook| webhook.successful).count(),
        queued: queued.len(),
        collected: collected.len(),
        to_be_retried: to_be_retried.len(),
    };
    let attempts = outbox.attempts().cloned().map(|attempt| ShownAttempt {
        webhook: attempt.webhook,
        at: written(attempt.begun),
        successful: attempt.successful,
        response_code: attempt.code,
        problem: attempt.problem,
    });
    Shown {
        endpoint,
        hold: outbox.hold,
        split: outbox.split,
        duplicate: outbox.duplicate,
        reorder: outbox.reorder,
        counts,
        queued,
        collected,
        underway: outbox.underway().filter_map(waiting).collect(),
        to_be_retried,
        attempts: attempts.collect(),
    }
}

fn waiting(webhook: &Webhook, until: Option<Timestamp>) -> Waiting {
    let events = serde_json::from_str(&webhook.request_body).map_or(Vec::new(), |body: WebhookBody| body.events);
    Waiting {
        webhook: webhook.id.clone(),
        events: events.iter().map(|event| format!("{}.{}", event.resource_type, event.action)).collect(),
        until: until.map(written),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{TestSandbox, WEBHOOK_SECRET, WEBHOOK_URL};

    /// The ids of webhooks that wait.
    fn ids(waiting: &Value) -> Vec<&str> {
        waiting.as_array().unwrap().iter().map(|it| it["webhook"].as_str().unwrap()).collect()
    }

    async fn steer(sandbox: &TestSandbox, order: Value) -> Value {
        let answer = sandbox.post("/_sandbox/webhooks", order.clone()).await;
        assert_eq!(answer.status, 200, "{order}: {}", answer.text);
        answer.json
    }

    #[tokio::test]
    async fn an_endpoint_is_set_shown_without_its_secret_and_taken_away() {
        let sandbox = TestSandbox::new();
        sandbox.mandate().await;
        let endpoint = json!({"endpoint": {"url": WEBHOOK_URL, "secret": WEBHOOK_SECRET}});
        assert_eq!(steer(&sandbox, endpoint).await["endpoint"], json!({ "url": WEBHOOK_URL }));
        sandbox.mandate().await;
        assert_eq!(steer(&sandbox, json!({"endpoint": null})).await["endpoint"], Value::Null);
        sandbox.mandate().await;
        assert_eq!((sandbox.webhooks().len(), sandbox.events().len()), (1, 3));
        let shown = sandbox.visit("/_sandbox/webhooks").await;
        let id = sandbox.webhooks()[0].id.clone();
        assert_eq!(shown.json["queued"], json!([{"webhook": id.as_str(), "events": ["mandates.created"]}]));
        let counts = json!({"made": 1, "successful": 0, "queued": 1, "collected": 0, "to_be_retried": 0});
        assert_eq!(shown.json["counts"], counts);
    }

    #[tokio::test]
    async fn what_was_collected_waits_in_reverse_once_it_is_complete() {
        let sandbox = TestSandbox::with_webhooks(WEBHOOK_URL);
        steer(&sandbox, json!({"reorder": 2})).await;
        steer(&sandbox, json!({"duplicate": 1})).await;
        sandbox.mandate().await;
        let first = sandbox.webhooks()[0].id.to_string();
        let shown = sandbox.visit("/_sandbox/webhooks").await.json;
        assert_eq!((ids(&shown["queued"]), ids(&shown["collected"])), (vec![], vec![&*first, &*first]));
        assert_eq!((&shown["reorder"], &shown["duplicate"]), (&json!(1), &json!(0)));
        sandbox.mandate().await;
        let second = sandbox.webhooks()[1].id.to_string();
        let shown = sandbox.visit("/_sandbox/webhooks").await.json;
        assert_eq!((ids(&shown["queued"]), ids(&shown["collected"])), (vec![&*second, &*first, &*first], vec![]));
    }

    #[tokio::test]
    async fn everything_goes_its_usual_way_again() {
        let sandbox = TestSandbox::with_webhooks(WEBHOOK_URL);
        for order in [json!({"hold": true}), json!({"split": true}), json!({"duplicate": 9}), json!({"reorder": 9})] {
            steer(&sandbox, order).await;
        }
        sandbox.mandate().await;
        assert_eq!(sandbox.delete("/_sandbox/webhooks").await.status, 204);
        let shown = sandbox.visit("/_sandbox/webhooks").await.json;
        let usual = ["hold", "split", "duplicate", "reorder"].map(|name| shown[name].clone());
        assert_eq!(usual, [json!(false), json!(false), json!(0), json!(0)]);
        assert_eq!(ids(&shown["queued"]).len(), 2);
        assert_eq!(shown["endpoint"], json!({ "url": WEBHOOK_URL }));
    }

    #[tokio::test]
    async fn what_cannot_be_followed_is_refused_and_tells_no_secret() {
        let sandbox = TestSandbox::new();
        for (order, part) in [
            (json!(null), "Send one of"),
            (json!({"hold": true, "split": true}), "Send one of"),
            (json!({"hold": "yes"}), "Send one of"),
            (json!({"reorder": -1}), "Send one of"),
            (json!({"endpoint": WEBHOOK_SECRET}), "Send one of"),
            (json!({"endpoint": {"url": WEBHOOK_URL, "secret": WEBHOOK_SECRET, "key": 1}}), "Send one of"),
            (json!({"endpoint": {"url": "shop.example", "secret": WEBHOOK_SECRET}}), "the webhook URL must be"),
            (json!({"endpoint": {"url": WEBHOOK_URL, "secret": ""}}), "the webhook secret cannot be empty"),
            (json!({"deliver": "WB1"}), "there is no webhook"),
            (json!({"deliver": "../"}), "there is no webhook"),
            (json!({"duplicate": "WB1"}), "there is no webhook"),
        ] {
            let answer = sandbox.post("/_sandbox/webhooks", order.clone()).await;
            assert_eq!(answer.status, 422, "{order}");
            assert!(answer.text.contains(part) && !answer.text.contains(WEBHOOK_SECRET), "{order}: {}", answer.text);
        }
    }
}
