//! Webhooks as GoCardless sends them, signed.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use gocardless_api::WebhookSecret;

/// What the servers are told to verify with.
pub(crate) const SECRET: &str = "ED7D658C-D8EB-4941-948B-3973214F2D49";

/// Each event of a run has a number; ids rise, as GoCardless's do.
static NUMBER: AtomicU64 = AtomicU64::new(1);

const ACTIONS: [&str; 4] = ["created", "submitted", "confirmed", "paid_out"];

/// A webhook's body and its signature.
pub(crate) struct Webhook {
    pub(crate) body: String,
    pub(crate) signature: String,
}

/// A webhook of so many events that nobody has seen before.
pub(crate) fn webhook(events: u64) -> Webhook {
    let first = NUMBER.fetch_add(events, Ordering::Relaxed);
    let mut body = String::with_capacity(450 * usize::try_from(events).unwrap_or(1) + 100);
    body.push_str(r#"{"events":["#);
    for number in first..first + events {
        if number > first {
            body.push(',');
        }
        // The life of a payment is four events long.
        let (payment, action) = (number / 4, ACTIONS[usize::try_from(number % 4).unwrap_or(0)]);
        // Writing to a text never fails.
        let _ = write!(
            body,
            r#"{{"id":"EV{number:014}","created_at":"2026-03-02T09:00:0{}.{:03}Z","resource_type":"payments","action":"{action}","links":{{"payment":"PM{payment:014}"}},"details":{{"origin":"gocardless","cause":"payment_{action}","description":"Enough time has passed since the payment was submitted for the banks to return an error, so this payment is now {action}."}},"metadata":{{}},"resource_metadata":{{"order_id":"{payment}"}}}}"#,
            number % 4,
            number % 1000,
        );
    }
    let _ = write!(body, r#"],"meta":{{"webhook_id":"WB{first:014}"}}}}"#);
    let signature = WebhookSecret::new(SECRET).sign(body.as_bytes());
    Webhook { body, signature }
}
