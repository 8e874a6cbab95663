//! `/mandates`. Source: API reference, "Mandates".

use gocardless_api::{Mandate, MandateId, NewMandate, Page};

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
}
