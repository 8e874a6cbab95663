//! `/customers`. Source: API reference, "Customers".

use gocardless_api::{Customer, CustomerId, NewCustomer, Page};

use crate::resource::Resource;
use crate::{Client, Error, IdempotencyKey, ListQuery};

impl Resource for Customer {
    type Id = CustomerId;
    const PLURAL: &'static str = "customers";
    const PATH: &'static str = "/customers";
    const TEMPLATE: &'static str = "/customers/{id}";
}

impl Client {
    /// Makes a customer, or gets the one already made under `key`.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with a detail per field; [`Error::OutcomeUnknown`] is cured by repeating with the same key.
    pub async fn create_customer(&self, new: &NewCustomer, key: &IdempotencyKey) -> Result<Customer, Error> {
        self.create(new, key).await
    }

    /// Gets a customer.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is none.
    pub async fn customer(&self, id: &CustomerId) -> Result<Customer, Error> {
        self.get(id).await
    }

    /// Gets one page of the customers, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] and its like; a read changes nothing.
    pub async fn customers(&self, query: &ListQuery) -> Result<Page<Customer>, Error> {
        self.list(query).await
    }
}
