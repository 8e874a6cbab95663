//! `/customers`. Source: API reference, "Customers".

use gocardless_api::{Customer, CustomerId, NewCustomer, Page};

use serde_json::{Value, json};

use crate::resource::Resource;
use crate::{Client, Error, IdempotencyKey, ListQuery};

impl Resource for Customer {
    type Id = CustomerId;
    const PLURAL: &'static str = "customers";
    const PATH: &'static str = "/customers";
    const TEMPLATE: &'static str = "/customers/{id}";
}

/// What a payer may take back.
const EMPTIED: [&str; 10] = [
    "email",
    "given_name",
    "family_name",
    "company_name",
    "address_line1",
    "address_line2",
    "address_line3",
    "city",
    "region",
    "postal_code",
];

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

    /// Gives a customer these names, email and address in place of the ones it had: what is absent is emptied.
    ///
    /// Identity numbers, language, phone number and metadata stay where they are absent.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with a detail per field, such as `swedish_identity_number`, which cannot be changed once set;
    /// [`Error::OutcomeUnknown`] is cured by repeating.
    pub async fn update_customer(&self, id: &CustomerId, details: &NewCustomer) -> Result<Customer, Error> {
        let mut changes = json!(details);
        for field in EMPTIED {
            if changes[field].is_null() {
                changes[field] = Value::Null;
            }
        }
        self.update(id, &changes).await
    }
}
