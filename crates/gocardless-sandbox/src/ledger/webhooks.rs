//! Webhooks: what carries events to a merchant, and what the merchant has answered.

use std::collections::BTreeMap;
use std::ops::Range;

use gocardless_api::{WEBHOOK_SIGNATURE, Webhook, WebhookBody, WebhookId, WebhookMeta};
use jiff::{SignedDuration, Timestamp};

use super::agenda::Due;
use super::{Organisation, Record};
use crate::clock::written;
use crate::webhook_endpoint::WebhookEndpoint;

/// A webhook, and what the API does not show of it.
#[derive(Debug)]
pub(crate) struct WebhookRecord {
    pub(crate) webhook: Webhook,
    /// When it is tried again by itself.
    pub(crate) retry_at: Option<Timestamp>,
    /// How often it has failed by itself, the first time among them.
    failures: usize,
}

/// What came of an attempt to deliver a webhook.
#[derive(Debug)]
pub enum Outcome {
    /// There was an answer.
    Answered {
        /// Its status.
        code: u16,
        /// Its headers.
        headers: Vec<(String, String)>,
        /// At least as much of the body as is kept.
        body: Vec<u8>,
    },
    /// The answer broke off.
    BrokenOff,
    /// There was no connection.
    NotConnected,
    /// There was no whole answer in time.
    TooLate,
}

/// The most events that a webhook carries, as integrators have seen it; GoCardless documents no number.
pub(super) const LARGEST_BATCH: usize = 250;

/// How long after each failure a webhook is tried again, in minutes: eight times. The first three are GoCardless's
/// (documentation, "Webhooks"), which go on growing; the others are the sandbox's own.
const RETRY_GAPS: [i64; 8] = [1, 2, 10, 30, 60, 3 * 60, 6 * 60, 12 * 60];

/// What is kept of an answer; the sandbox's own limits, in characters and in headers.
const LONGEST_BODY: usize = 4096;
const LONGEST_HEADER: usize = 256;
const MOST_HEADERS: usize = 50;

impl Organisation {
    /// The places of the events that were told since webhooks were made last.
    pub(super) fn unsent(&self) -> Range<usize> {
        self.events_sent..self.events.len()
    }

    /// Of the events so far no webhook is made any more: those that had nowhere to go never come in one.
    pub(crate) fn all_is_sent(&mut self) {
        self.events_sent = self.events.len();
    }

    /// Puts events into webhooks of at most `largest` events, in their order.
    pub(super) fn make_webhooks(
        &mut self,
        endpoint: &WebhookEndpoint,
        places: &[usize],
        largest: usize,
        now: Timestamp,
    ) -> Vec<WebhookId> {
        let news: Vec<_> = places.iter().filter_map(|place| self.events.since(*place).next().cloned()).collect();
        let mut made = Vec::new();
        for events in news.chunks(largest) {
            let id = self.ids.webhook();
            let body = WebhookBody { events: events.to_vec(), meta: Some(WebhookMeta { webhook_id: id.clone() }) };
            // An event is JSON.
            let Ok(request_body) = serde_json::to_string(&body) else { continue };
            let webhook = Webhook {
                id: id.clone(),
                created_at: written(now),
                is_test: false,
                request_headers: request_headers(&endpoint.secret().sign(request_body.as_bytes())),
                request_body,
                response_body: None,
                response_body_truncated: false,
                response_code: None,
                response_headers: None,
                response_headers_content_truncated: false,
                response_headers_count_truncated: false,
                successful: false,
                url: endpoint.url().to_string(),
            };
            self.webhooks.add(WebhookRecord { webhook, retry_at: None, failures: 0 });
            made.push(id);
        }
        made
    }

    /// Adds a webhook that was attempted before the sandbox began; one that was not successful was given up.
    pub(crate) fn seed_webhook(&mut self, webhook: Webhook) {
        self.webhooks.add(WebhookRecord { webhook, retry_at: None, failures: RETRY_GAPS.len() });
    }

    /// A retry's time has come, unless it has been made otherwise.
    pub(super) fn webhook_is_due(&mut self, id: &WebhookId, at: Timestamp) {
        let due = self.webhooks.get_mut(id.as_str()).and_then(|record| record.retry_at.take_if(|retry| *retry == at));
        if due.is_some() {
            self.webhooks_due.push((id.clone(), at));
        }
    }

    /// Notes what came of an attempt. One that was due at `since` and failed is followed by a retry, up to eight times.
    ///
    /// A webhook that was delivered stays so, whatever comes of sending it once more: the sandbox's own, since GoCardless
    /// tells of retries of failed ones alone.
    pub(super) fn webhook_was_attempted(&mut self, id: &WebhookId, outcome: Outcome, since: Option<Timestamp>) {
        let Some(record) = self.webhooks.get_mut(id.as_str()) else { return };
        // Sending it once more does not undo that it has arrived.
        if record.webhook.successful && !outcome.is_success() {
            return;
        }
        record.note(outcome);
        if record.webhook.successful {
            record.retry_at = None;
            return;
        }
        let Some(since) = since else { return };
        let gap = RETRY_GAPS.get(record.failures).copied();
        record.failures += 1;
        let at = gap.and_then(|minutes| since.checked_add(SignedDuration::from_mins(minutes)).ok());
        record.retry_at = at;
        if let Some(at) = at {
            self.agenda.put(at, Due::Webhook { id: id.clone() });
        }
    }
}

impl WebhookRecord {
    /// Replaces what the attempt before was answered.
    fn note(&mut self, outcome: Outcome) {
        let webhook = &mut self.webhook;
        webhook.successful = outcome.is_success();
        webhook.response_code = outcome.code();
        (webhook.response_body, webhook.response_body_truncated) = (None, false);
        webhook.response_headers = None;
        webhook.response_headers_content_truncated = false;
        webhook.response_headers_count_truncated = false;
        let Outcome::Answered { headers, body, .. } = outcome else { return };
        let (body, is_cut) = cut(&String::from_utf8_lossy(&body), LONGEST_BODY);
        (webhook.response_body, webhook.response_body_truncated) = (Some(body), is_cut);
        let mut kept: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in headers {
            if kept.len() == MOST_HEADERS && !kept.contains_key(&name) {
                webhook.response_headers_count_truncated = true;
                continue;
            }
            let value = match kept.get(&name) {
                Some(first) => format!("{first}, {value}"),
                None => value,
            };
            let (value, is_cut) = cut(&value, LONGEST_HEADER);
            webhook.response_headers_content_truncated |= is_cut;
            kept.insert(name, value);
        }
        webhook.response_headers = Some(kept);
    }
}

impl Outcome {
    pub(crate) fn code(&self) -> Option<u16> {
        match self {
            Self::Answered { code, .. } => Some(*code),
            Self::BrokenOff | Self::NotConnected | Self::TooLate => None,
        }
    }

    /// Whether the answer was a 2xx. Source: GoCardless's documentation, "Webhooks".
    pub(crate) fn is_success(&self) -> bool {
        self.code().is_some_and(|code| (200..300).contains(&code))
    }

    /// What went wrong, where there is no answer to tell it.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        match self {
            Self::Answered { .. } => None,
            Self::BrokenOff => Some("the answer broke off"),
            Self::NotConnected => Some("no connection"),
            Self::TooLate => Some("no answer in time"),
        }
    }
}

/// Source: GoCardless's documentation, "Webhooks", and recorded webhooks.
fn request_headers(signature: &str) -> BTreeMap<String, String> {
    [
        ("Content-Type", "application/json"),
        ("Origin", "https://api-sandbox.gocardless.com"),
        ("User-Agent", "gocardless-webhook-service/1.2"),
        (WEBHOOK_SIGNATURE, signature),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// At most so many characters, and whether there were more.
fn cut(text: &str, most: usize) -> (String, bool) {
    match text.char_indices().nth(most) {
        Some((end, _)) => (text.get(..end).unwrap_or_default().to_owned(), true),
        None => (text.to_owned(), false),
    }
}

impl Record for WebhookRecord {
    fn id(&self) -> &str {
        self.webhook.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.webhook.created_at
    }
}
