//! `/subscriptions`. Source: API reference, "Subscriptions".

use gocardless_api::{NewSubscription, Page, Subscription, SubscriptionId, SubscriptionUpdate};
use serde_json::json;

use crate::resource::Resource;
use crate::{Client, Error, IdempotencyKey, ListQuery};

impl Resource for Subscription {
    type Id = SubscriptionId;
    const PLURAL: &'static str = "subscriptions";
    const PATH: &'static str = "/subscriptions";
    const TEMPLATE: &'static str = "/subscriptions/{id}";
}

impl Client {
    /// Makes a subscription, or gets the one already made under `key`; its payments follow by themselves.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `mandate_is_inactive` or a detail per field; [`Error::OutcomeUnknown`] is cured by
    /// repeating with the same key.
    pub async fn create_subscription(
        &self,
        new: &NewSubscription,
        key: &IdempotencyKey,
    ) -> Result<Subscription, Error> {
        self.create(new, key).await
    }

    /// Gets a subscription.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is none.
    pub async fn subscription(&self, id: &SubscriptionId) -> Result<Subscription, Error> {
        self.get(id).await
    }

    /// Gets one page of the subscriptions, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] and its like; a read changes nothing.
    pub async fn subscriptions(&self, query: &ListQuery) -> Result<Page<Subscription>, Error> {
        self.list(query).await
    }

    /// Changes what the payments to come are like.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `subscription_not_active`, `subscription_already_ended`,
    /// `number_of_subscription_amendments_exceeded` or a detail per field; [`Error::OutcomeUnknown`] is cured by
    /// repeating.
    pub async fn update_subscription(
        &self,
        id: &SubscriptionId,
        update: &SubscriptionUpdate,
    ) -> Result<Subscription, Error> {
        self.update(id, update).await
    }

    /// Makes no payments for so many charges, or until [`resume_subscription`](Self::resume_subscription).
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `subscription_cannot_be_paused`, `subscription_already_ended`,
    /// `subscription_paused_cannot_update_cycles` or `pause_cycles_must_be_greater_than_or_equal_to`; after
    /// [`Error::OutcomeUnknown`] get the subscription.
    pub async fn pause_subscription(
        &self,
        id: &SubscriptionId,
        pause_cycles: Option<u32>,
        key: &IdempotencyKey,
    ) -> Result<Subscription, Error> {
        let data = pause_cycles.map_or_else(|| json!({}), |cycles| json!({ "pause_cycles": cycles }));
        self.act("/subscriptions/{id}/actions/pause", id, &data, key).await
    }

    /// Goes on with a paused subscription.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `subscription_not_paused`; after [`Error::OutcomeUnknown`] get the subscription.
    pub async fn resume_subscription(&self, id: &SubscriptionId, key: &IdempotencyKey) -> Result<Subscription, Error> {
        self.act("/subscriptions/{id}/actions/resume", id, &json!({}), key).await
    }

    /// Cancels a subscription: it makes no more payments.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `cancellation_failed` where it is over; after [`Error::OutcomeUnknown`] get the
    /// subscription.
    pub async fn cancel_subscription(&self, id: &SubscriptionId, key: &IdempotencyKey) -> Result<Subscription, Error> {
        self.act("/subscriptions/{id}/actions/cancel", id, &json!({}), key).await
    }
}
