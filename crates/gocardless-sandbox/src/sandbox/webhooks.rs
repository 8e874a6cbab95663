//! What a sandbox does with its webhooks.

use std::time::Duration;

use gocardless_api::{Webhook, WebhookId};

use super::{Sandbox, lock};
use crate::ledger::{NotDelivered, Outbox, Outcome, Sending};
use crate::webhook_endpoint::WebhookEndpoint;

/// Webhooks are delivered by a sandbox that was [started](crate::start), in the order in which they were made, one at a
/// time for each endpoint. What is changed here is as by `POST /_sandbox/webhooks`.
impl Sandbox {
    /// Every webhook, oldest first, with what its last attempt was answered.
    pub fn webhooks(&self) -> Vec<Webhook> {
        self.collect(|organisation, _| organisation.webhooks.oldest_first().map(|it| it.webhook.clone()).collect())
    }

    /// Sends webhooks to come to another endpoint, or makes none any more. Those that were made still go where they
    /// were to go.
    pub fn set_webhook_endpoint(&self, endpoint: Option<WebhookEndpoint>) {
        self.ledger().first_organisation().webhook_endpoint = endpoint;
    }

    /// Holds all webhooks back, or lets them go.
    pub fn hold_webhooks(&self, hold: bool) {
        self.change_outbox(|outbox| outbox.hold = hold);
    }

    /// Delivers every webhook that waits, be it held, collected or to be retried later.
    pub fn deliver_webhooks(&self) {
        self.ledger().deliver_all();
        self.wake();
    }

    /// Delivers a webhook that waits, though it is held, collected, or its retry is not due.
    ///
    /// # Errors
    ///
    /// When there is none, or it was delivered; see [`NotDelivered`].
    pub fn deliver_webhook(&self, id: &WebhookId) -> Result<(), NotDelivered> {
        let delivered = self.ledger().deliver(id);
        self.wake();
        delivered
    }

    /// Delivers each of the next `count` webhooks twice.
    pub fn duplicate_webhooks(&self, count: u32) {
        self.change_outbox(|outbox| outbox.duplicate = count);
    }

    /// Delivers a webhook once more, in its turn; `false` when there is none with this id.
    pub fn repeat_webhook(&self, id: &WebhookId) -> bool {
        let is_there = self.ledger().deliver_again(id);
        self.wake();
        is_there
    }

    /// Collects the next `count` webhooks and delivers them in reverse order, once all are there or
    /// [`deliver_webhooks`](Self::deliver_webhooks) is called. 0 delivers what has been collected.
    pub fn reorder_webhooks(&self, count: u32) {
        self.change_outbox(|outbox| outbox.collect_next(count));
    }

    /// Makes a webhook of every event, or, as usual, one of up to 250.
    pub fn split_webhooks(&self, split: bool) {
        self.change_outbox(|outbox| outbox.split = split);
    }

    /// Lets webhooks go as they usually do, those that were held or collected too.
    pub fn let_webhooks_go(&self) {
        self.change_outbox(Outbox::set_usual);
    }

    /// Makes webhooks of what was told since the last time.
    pub(crate) fn make_webhooks(&self) {
        self.ledger().make_webhooks();
        self.wake();
    }

    /// What is to be sent now, if anything is; for whoever delivers in the place of a sandbox that was
    /// [started](crate::start), which delivers by itself. Nothing else goes to the same endpoint until it is told what
    /// [came of it](Self::webhook_was_attempted).
    pub fn next_webhook(&self) -> Option<Sending> {
        let mut ledger = self.ledger();
        ledger.make_webhooks();
        ledger.next_to_send()
    }

    /// Notes what came of an attempt: one that failed is made again in its time, up to eight times.
    pub fn webhook_was_attempted(&self, sending: &Sending, outcome: Outcome) {
        self.ledger().attempted(sending, outcome);
        self.0.changes.note();
        self.0.attempted.notify_waiters();
        self.wake();
    }

    /// Returns when something may have to be sent.
    pub(crate) async fn woken(&self) {
        self.0.woken.notified().await;
    }

    /// How long it is, in real time, until something happens by itself.
    pub(crate) fn until_next_due(&self) -> Option<Duration> {
        let due = self.ledger().next_due()?;
        lock(&self.0.clock).until(due)
    }

    /// Returns when everything has been attempted that may go.
    pub(crate) async fn webhooks_attempted(&self) {
        self.make_webhooks();
        loop {
            let attempted = self.0.attempted.notified();
            tokio::pin!(attempted);
            attempted.as_mut().enable();
            if self.ledger().outbox.is_idle() {
                return;
            }
            attempted.await;
        }
    }

    pub(super) fn wake(&self) {
        self.0.woken.notify_one();
    }

    fn change_outbox(&self, change: impl FnOnce(&mut Outbox)) {
        change(&mut self.ledger().outbox);
        self.0.attempted.notify_waiters();
        self.wake();
    }
}
