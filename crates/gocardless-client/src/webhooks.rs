//! `/webhooks`. Source: API reference, "Webhooks".

use gocardless_api::{Page, Webhook, WebhookId};
use serde_json::json;

use crate::call::{Call, CallKind};
use crate::resource::{Resource, body, one};
use crate::{Client, Error, IdempotencyKey, ListQuery};

impl Resource for Webhook {
    type Id = WebhookId;
    const PLURAL: &'static str = "webhooks";
    const PATH: &'static str = "/webhooks";
    const TEMPLATE: &'static str = "/webhooks/{id}";
}

impl Client {
    /// Gets a webhook, with what its last attempt was answered.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is none.
    pub async fn webhook(&self, id: &WebhookId) -> Result<Webhook, Error> {
        self.get(id).await
    }

    /// Gets one page of the webhooks, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] and its like; a read changes nothing.
    pub async fn webhooks(&self, query: &ListQuery) -> Result<Page<Webhook>, Error> {
        self.list(query).await
    }

    /// Has a webhook sent once more; the answer does not wait for it, and shows the attempt before.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is none. After [`Error::OutcomeUnknown`] it may be sent
    /// once more, which a receiver must bear anyway.
    pub async fn retry_webhook(&self, id: &WebhookId, key: &IdempotencyKey) -> Result<Webhook, Error> {
        let call = Call {
            kind: CallKind::Action,
            path: format!("/webhooks/{id}/actions/retry"),
            template: "/webhooks/{id}/actions/retry",
            key: Some(key),
            body: body("data", &json!({})),
        };
        self.send(&call, one).await
    }
}
