//! `/refunds`. Source: API reference, "Refunds".

use gocardless_api::{Metadata, NewRefund, Page, Refund, RefundId};
use serde_json::json;

use crate::resource::Resource;
use crate::{Client, Error, IdempotencyKey, ListQuery};

impl Resource for Refund {
    type Id = RefundId;
    const PLURAL: &'static str = "refunds";
    const PATH: &'static str = "/refunds";
    const TEMPLATE: &'static str = "/refunds/{id}";
}

impl Client {
    /// Makes a refund, or gets the one already made under `key`.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `total_amount_confirmation_invalid` (another refund was made meanwhile),
    /// `refund_payment_invalid_state`, `refund_is_unreachable`, `available_refund_amount_insufficient`,
    /// `number_of_refunds_exceeded` or a detail per field; [`Error::OutcomeUnknown`] is cured by repeating with the same
    /// key.
    pub async fn create_refund(&self, new: &NewRefund, key: &IdempotencyKey) -> Result<Refund, Error> {
        self.create(new, key).await
    }

    /// Gets a refund.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is none.
    pub async fn refund(&self, id: &RefundId) -> Result<Refund, Error> {
        self.get(id).await
    }

    /// Gets one page of the refunds, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] and its like; a read changes nothing.
    pub async fn refunds(&self, query: &ListQuery) -> Result<Page<Refund>, Error> {
        self.list(query).await
    }

    /// Replaces a refund's metadata, the one thing that can be changed of it.
    ///
    /// # Errors
    ///
    /// [`Error::OutcomeUnknown`] is cured by repeating.
    pub async fn update_refund(&self, id: &RefundId, metadata: &Metadata) -> Result<Refund, Error> {
        self.update(id, &json!({ "metadata": metadata })).await
    }
}
