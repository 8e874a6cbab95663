//! `/customer_bank_accounts`. Source: API reference, "Customer Bank Accounts".

use gocardless_api::{CustomerBankAccount, CustomerBankAccountId, CustomerId, NewCustomerBankAccount, Page};

use crate::resource::Resource;
use crate::{Client, Error, IdempotencyKey, ListQuery};

impl Resource for CustomerBankAccount {
    type Id = CustomerBankAccountId;
    const PLURAL: &'static str = "customer_bank_accounts";
    const PATH: &'static str = "/customer_bank_accounts";
    const TEMPLATE: &'static str = "/customer_bank_accounts/{id}";
}

impl Client {
    /// Makes a customer bank account, or gets the one already made under `key`.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with a detail per field, or with `bank_account_exists`, whose link `customer_bank_account` names
    /// the one that the customer has already; [`Error::OutcomeUnknown`] is cured by repeating with the same key.
    pub async fn create_customer_bank_account(
        &self,
        new: &NewCustomerBankAccount,
        key: &IdempotencyKey,
    ) -> Result<CustomerBankAccount, Error> {
        self.create(new, key).await
    }

    /// Gets a customer bank account.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is none.
    pub async fn customer_bank_account(&self, id: &CustomerBankAccountId) -> Result<CustomerBankAccount, Error> {
        self.get(id).await
    }

    /// Gets one page of the customer bank accounts, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] and its like; a read changes nothing.
    pub async fn customer_bank_accounts(&self, query: &ListQuery) -> Result<Page<CustomerBankAccount>, Error> {
        self.list(query).await
    }

    /// Gets one page of a customer's bank accounts, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] and its like; a read changes nothing.
    pub async fn customer_bank_accounts_of(
        &self,
        id: &CustomerId,
        query: &ListQuery,
    ) -> Result<Page<CustomerBankAccount>, Error> {
        self.list_of("customer", id, query).await
    }
}
