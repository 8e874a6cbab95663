//! `/mandates`. Source: API reference, "Mandates".

use gocardless_api::{CustomerId, Mandate, MandateId, Metadata, NewMandate, Page};
use serde_json::json;

use crate::resource::Resource;
use crate::{Client, Error, IdempotencyKey, ListQuery};

impl Resource for Mandate {
    type Id = MandateId;
    const PLURAL: &'static str = "mandates";
    const PATH: &'static str = "/mandates";
    const TEMPLATE: &'static str = "/mandates/{id}";
}

impl Client {
    /// Makes a mandate, or gets the one already made under `key`.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `bank_account_disabled`, `customer_data_removed` or a detail per field;
    /// [`Error::OutcomeUnknown`] is cured by repeating with the same key.
    pub async fn create_mandate(&self, new: &NewMandate, key: &IdempotencyKey) -> Result<Mandate, Error> {
        self.create(new, key).await
    }

    /// Gets a mandate.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is none.
    pub async fn mandate(&self, id: &MandateId) -> Result<Mandate, Error> {
        self.get(id).await
    }

    /// Gets one page of the mandates, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] and its like; a read changes nothing.
    pub async fn mandates(&self, query: &ListQuery) -> Result<Page<Mandate>, Error> {
        self.list(query).await
    }

    /// Gets one page of a customer's mandates, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] and its like; a read changes nothing.
    pub async fn mandates_of_customer(&self, id: &CustomerId, query: &ListQuery) -> Result<Page<Mandate>, Error> {
        self.list_of("customer", id, query).await
    }

    /// Replaces a mandate's metadata, the one thing that can be changed of it.
    ///
    /// # Errors
    ///
    /// [`Error::OutcomeUnknown`] is cured by repeating.
    pub async fn update_mandate(&self, id: &MandateId, metadata: &Metadata) -> Result<Mandate, Error> {
        self.update(id, &json!({ "metadata": metadata })).await
    }

    /// Cancels a mandate, and its payments that have not gone out. The metadata is the event's.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `cancellation_failed` where it is over already. After [`Error::OutcomeUnknown`] get the
    /// mandate: its status tells.
    pub async fn cancel_mandate(
        &self,
        id: &MandateId,
        metadata: &Metadata,
        key: &IdempotencyKey,
    ) -> Result<Mandate, Error> {
        self.act("/mandates/{id}/actions/cancel", id, &json!({ "metadata": metadata }), key).await
    }

    /// Sends a cancelled or expired mandate to the bank again, ten times at most. The metadata is the event's.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `mandate_not_inactive` where it is not over. After [`Error::OutcomeUnknown`] get the
    /// mandate: its status tells.
    pub async fn reinstate_mandate(
        &self,
        id: &MandateId,
        metadata: &Metadata,
        key: &IdempotencyKey,
    ) -> Result<Mandate, Error> {
        self.act("/mandates/{id}/actions/reinstate", id, &json!({ "metadata": metadata }), key).await
    }
}
