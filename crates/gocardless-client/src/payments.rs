//! `/payments`. Source: API reference, "Payments".

use gocardless_api::{Metadata, NewPayment, Page, Payment, PaymentId, PaymentRetry, PaymentUpdate};
use serde_json::json;

use crate::resource::Resource;
use crate::{Client, Error, IdempotencyKey, ListQuery};

impl Resource for Payment {
    type Id = PaymentId;
    const PLURAL: &'static str = "payments";
    const PATH: &'static str = "/payments";
    const TEMPLATE: &'static str = "/payments/{id}";
}

impl Client {
    /// Makes a payment, or gets the one already made under `key`.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `mandate_is_inactive` or a detail per field; [`Error::OutcomeUnknown`] is cured by
    /// repeating with the same key.
    pub async fn create_payment(&self, new: &NewPayment, key: &IdempotencyKey) -> Result<Payment, Error> {
        self.create(new, key).await
    }

    /// Gets a payment.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is none.
    pub async fn payment(&self, id: &PaymentId) -> Result<Payment, Error> {
        self.get(id).await
    }

    /// Gets one page of the payments, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] and its like; a read changes nothing.
    pub async fn payments(&self, query: &ListQuery) -> Result<Page<Payment>, Error> {
        self.list(query).await
    }

    /// Replaces a payment's metadata, and whether it is retried by itself.
    ///
    /// # Errors
    ///
    /// [`Error::OutcomeUnknown`] is cured by repeating.
    pub async fn update_payment(&self, id: &PaymentId, changes: &PaymentUpdate) -> Result<Payment, Error> {
        self.update(id, changes).await
    }

    /// Cancels a payment that has not gone out. The metadata is the event's.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `cancellation_failed` where it has gone out or is over. After [`Error::OutcomeUnknown`]
    /// get the payment: its status tells.
    pub async fn cancel_payment(
        &self,
        id: &PaymentId,
        metadata: &Metadata,
        key: &IdempotencyKey,
    ) -> Result<Payment, Error> {
        self.act("/payments/{id}/actions/cancel", id, &json!({ "metadata": metadata }), key).await
    }

    /// Collects a failed payment once more, three times at most.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `retry_failed` where it has not failed, or too often, or its mandate is not active.
    /// After [`Error::OutcomeUnknown`] get the payment: its status tells.
    pub async fn retry_payment(
        &self,
        id: &PaymentId,
        retry: &PaymentRetry,
        key: &IdempotencyKey,
    ) -> Result<Payment, Error> {
        self.act("/payments/{id}/actions/retry", id, retry, key).await
    }
}
