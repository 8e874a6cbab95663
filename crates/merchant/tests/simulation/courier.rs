//! The way from GoCardless to the merchant: webhooks.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use gocardless_api::{WebhookId, WebhookSecret};
use gocardless_sandbox::{Outcome, Sending, WebhookEndpoint};
use serde_json::{Value, json};
use tokio::time::timeout;
use tower::ServiceExt;

use crate::weather::Post;
use crate::world::{Plan, World, short};

/// What webhooks are signed with.
pub(crate) const SECRET: &str = "the-secret-of-webhooks";
/// How long GoCardless waits for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A webhook on its way.
pub(crate) struct Letter {
    body: String,
    signature: String,
    /// The attempt that its answer ends; a copy ends none.
    attempt: Option<WebhookId>,
}

pub(crate) fn endpoint() -> WebhookEndpoint {
    WebhookEndpoint::new("https://shop.example/webhooks", SECRET).unwrap()
}

impl World {
    /// GoCardless sends what it has to tell; most of it arrives.
    pub(crate) fn send_webhooks(&self) {
        self.wind();
        while let Some(sending) = self.sandbox.next_webhook() {
            self.send_webhook(sending);
        }
    }

    fn send_webhook(&self, sending: Sending) {
        let id = sending.webhook.id.clone();
        let (body, signature) = self.remixed(&sending.webhook.request_body);
        let (post, soon, late) = {
            let state = &mut *self.state();
            let post = state.weather.post(&mut state.lot);
            state.captured.push((body.clone(), signature.clone()));
            state.underway.insert(id.clone(), sending);
            if post != Post::Arrives {
                state.note(&format!("webhook {}: {post:?}", short(id.as_str())));
            }
            (post, state.lot.millis(10, 300), state.lot.seconds(11, 600))
        };
        let letter = |attempt| Plan::Letter(Letter { body: body.clone(), signature: signature.clone(), attempt });
        match post {
            Post::Arrives => self.plan(soon, letter(Some(id))),
            Post::Lost => self.plan(PATIENCE, Plan::GiveUp(id)),
            Post::AnswerLost => {
                self.plan(soon, letter(None));
                self.plan(PATIENCE, Plan::GiveUp(id));
            }
            Post::Late => {
                self.plan(late, letter(None));
                self.plan(PATIENCE, Plan::GiveUp(id));
            }
            Post::Twice => {
                self.plan(soon, letter(Some(id)));
                self.plan(late, letter(None));
            }
        }
    }

    /// The events in another order, and now and then with one among them that nobody understands.
    fn remixed(&self, body: &str) -> (String, String) {
        let mut body: Value = serde_json::from_str(body).unwrap();
        let events = body["events"].as_array_mut().unwrap();
        let state = &mut *self.state();
        state.lot.shuffle(events);
        if state.lot.per_mille(100) {
            let id = format!("EVODD{}", state.lot.number());
            let created_at = state.now().to_string();
            let (kind, action) = state.lot.one_of(&[("moons", "rose"), ("mandates", "sang"), ("mandates", "active")]);
            if action == "active" {
                state.unclear.insert(id.clone());
            }
            let place = state.lot.between(0, u32::try_from(events.len()).unwrap()) as usize;
            // It does not say what it happened to.
            let event = json!({ "id": id, "created_at": created_at, "resource_type": kind, "action": action,
                "links": {}, "details": {}, "metadata": {} });
            events.insert(place, event);
        }
        let body = body.to_string();
        let signature = WebhookSecret::new(SECRET).sign(body.as_bytes());
        (body, signature)
    }

    /// A webhook reaches the merchant, if there is one.
    pub(crate) async fn deliver(&self, letter: Letter) {
        let merchant = {
            let mut state = self.state();
            state.delivering.extend(letter.attempt.clone());
            state.merchant.clone()
        };
        let outcome = match merchant {
            None => Outcome::NotConnected,
            Some(merchant) => match timeout(PATIENCE, post(&merchant, &letter.body, &letter.signature)).await {
                Err(_) => Outcome::TooLate,
                Ok(code) => {
                    self.note_delivery(code, &letter);
                    Outcome::Answered { code, headers: Vec::new(), body: Vec::new() }
                }
            },
        };
        if let Some(id) = letter.attempt {
            self.conclude_delivery(&id, outcome);
        }
    }

    /// GoCardless learns what came of an attempt.
    pub(crate) fn conclude_delivery(&self, id: &WebhookId, outcome: Outcome) {
        let sending = {
            let mut state = self.state();
            state.delivering.remove(id);
            state.underway.remove(id)
        };
        if let Some(sending) = sending {
            self.wind();
            self.sandbox.webhook_was_attempted(&sending, outcome);
        }
    }

    fn note_delivery(&self, code: u16, letter: &Letter) {
        let ids = event_ids(&letter.body);
        self.note(&format!("webhook with {} events: {code}", ids.len()));
        match code {
            204 => self.state().acknowledged.extend(ids),
            503 => {}
            _ => self.violated(format!("a webhook is answered {code}")),
        }
    }
}

/// Sends a webhook; returns the status of the answer.
pub(crate) async fn post(merchant: &Router, body: &str, signature: &str) -> u16 {
    let request = Request::post("/webhooks")
        .header("content-type", "application/json")
        .header("webhook-signature", signature)
        .body(Body::from(body.to_owned()))
        .unwrap();
    merchant.clone().oneshot(request).await.unwrap().status().as_u16()
}

fn event_ids(body: &str) -> Vec<String> {
    let body: Value = serde_json::from_str(body).unwrap();
    let events = body["events"].as_array().unwrap();
    events.iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect()
}
